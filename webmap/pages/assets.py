"""Files that pages load: our own, and Leaflet, Bootstrap and Roboto out of the packages that carry them.

Every address names the version of what it serves, so browsers keep it for ever. Only listed files are served.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, request, url_for
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from geodata.whole_file import written_whole
from webmap.app.portal import portal
from webmap.pages.status_marks import status_style

STATIC = Path(__file__).parent.parent / "static"
# Written out, since the system's own table can differ (Windows keeps it in the registry).
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_FOR_EVER = "public, max-age=31536000, immutable"
# Two files serve all weights: a third would cost a reader as much again as the rest of a page.
FONT_WEIGHTS = {"Roboto-Regular.ttf": "100 400", "Roboto-Medium.ttf": "500 900"}
# A page asks for `optional`: where the fonts, which it preloads, are not there at once, it keeps the
# system's, since exchanging them later would move what is being read. A map frame lays its labels out anew
# once it has them.
_FONT_DISPLAY = {"fonts.css": "optional", "frame-fonts.css": "swap"}
_LEAFLET_IMAGES = (
    "layers.png",
    "layers-2x.png",
    "marker-icon.png",
    "marker-icon-2x.png",
    "marker-shadow.png",
)

bp = Blueprint("assets", __name__)
# Latin with all of Vietnamese; punctuation; currency, letter-like signs, arrows and mathematics; shapes.
_KEPT = ((0x0000, 0x0370), (0x1E00, 0x1F00), (0x2000, 0x2070), (0x20A0, 0x2300), (0x25A0, 0x2600))
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum", "calt", "liga"]


@dataclass(frozen=True)
class Package:
    """Files of one origin: where they lie, their version, and which of them are served."""

    folder: Path
    version: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Asset:
    """A file ready to send: as it is and, where it pays, compressed."""

    content: bytes
    compressed: bytes | None
    media_type: str


@lru_cache(maxsize=1)
def packages() -> dict[str, Package]:
    """Return all that is served, by the name it has in addresses."""
    own = tuple(sorted(path.name for path in STATIC.iterdir() if path.is_file()))
    leaflet = ("leaflet.js", "leaflet.css", *(f"images/{name}" for name in _LEAFLET_IMAGES))
    return {
        "portal": Package(STATIC, _fingerprint(own), (*_WRITTEN, *own)),
        "leaflet": Package(_inside("xstatic.pkg.leaflet") / "data", version("XStatic-Leaflet"), leaflet),
        "bootstrap": Package(
            _inside("flask_bootstrap") / "static" / "bootstrap5",
            version("Bootstrap-Flask"),
            ("css/bootstrap.min.css", "js/bootstrap.min.js", "umd/popper.min.js"),
        ),
        "roboto": Package(_inside("font_roboto") / "files", version("font-roboto"), tuple(FONT_WEIGHTS)),
    }


def asset_url(package: str, name: str) -> str:
    """Return the address of a served file; a name that is not served is refused here, not by the browser."""
    known = packages()[package]
    if name not in known.files:
        raise LookupError(f"{package} serves no {name}")
    return url_for("assets.file", package=package, release=known.version, name=name)


@bp.get("/assets/<package>/<release>/<path:name>")
def file(package: str, release: str, name: str) -> Response:
    """Send a file of a package."""
    known = packages().get(package)
    if known is None or release != known.version or name not in known.files:
        abort(404)
    return _send(_load(package, name), _FOR_EVER)


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Send the picture for the browser's tab, at the address that browsers ask without being told."""
    return _send(_load("portal", "favicon.svg"), "public, max-age=86400")


def _send(asset: Asset, cache_control: str) -> Response:
    packed = asset.compressed is not None and request.accept_encodings["gzip"] > 0
    response = make_response(asset.compressed if packed and asset.compressed else asset.content)
    response.content_type = asset.media_type
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    # Map frames have an origin of their own (sandbox) and could not load fonts and scripts otherwise.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=64)
def _load(package: str, name: str) -> Asset:
    write = _WRITTEN.get(name) if package == "portal" else None
    content = write().encode() if write is not None else (packages()[package].folder / name).read_bytes()
    if package == "roboto":
        content = web_font(content, portal().settings.data_dir / "cache")
    media_type = _MEDIA_TYPES[Path(name).suffix]
    worth_it = not name.endswith(".png") and len(content) > 1024
    return Asset(content, gzip.compress(content, 9, mtime=0) if worth_it else None, media_type)


def _font_faces(display: str) -> str:
    """Write a style sheet that names Roboto's weights; a file, since its addresses carry a version."""
    return "".join(
        f'@font-face {{ font-family: "Roboto"; font-weight: {weight}; font-style: normal; '
        f'font-display: {display}; src: url("{asset_url("roboto", name)}") format("truetype"); }}\n'
        for name, weight in FONT_WEIGHTS.items()
    )


# Style sheets that are written by the program; files, since the policy allows no styles inside of a page.
_WRITTEN: dict[str, Callable[[], str]] = {
    **{name: partial(_font_faces, display) for name, display in _FONT_DISPLAY.items()},
    "status.css": status_style,
}


def _fingerprint(names: tuple[str, ...]) -> str:
    written = (version("font-roboto"), FONT_WEIGHTS, _FONT_DISPLAY, status_style())
    digest = hashlib.sha256(repr(written).encode())
    for name in names:
        digest.update(name.encode() + b"\0" + (STATIC / name).read_bytes())
    return digest.hexdigest()[:12]


def _inside(package: str) -> Path:
    return Path(str(files(package)))


def web_font(content: bytes, cache: Path) -> bytes:
    """Return a TrueType font without the letters of other scripts and without hints.

    Parameters
    ----------
    content : bytes
        The font as its package has it; names with other letters are shown in the reader's own font.
    cache : pathlib.Path
        Folder where the result is kept by what it was made of: making it takes a second.
    """
    manner = f"{version('fonttools')} {_KEPT} {_FEATURES}".encode()
    path = cache / f"font-{hashlib.sha256(manner + content).hexdigest()[:32]}.ttf"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as unfinished:
            unfinished.write_bytes(_subset(content))
    return path.read_bytes()


def _subset(content: bytes) -> bytes:
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    letters = [letter for letter in font.getBestCmap() if any(low <= letter < high for low, high in _KEPT)]
    options = Options()
    options.hinting = False
    options.layout_features = _FEATURES
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()
