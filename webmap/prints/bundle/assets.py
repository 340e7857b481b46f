"""Style sheets, fonts, Leaflet and the map page's script as files of the bundle, each once."""

from __future__ import annotations

from collections.abc import Iterator

from webmap.choropleth import FrameFiles
from webmap.pages.assets import FONT_WEIGHTS, STATIC, packages
from webmap.pages.status_marks import status_style

FOLDER = "assets"
_OWN = (
    "portal.css",
    "pages.css",
    "desk-pages.css",
    "map-page.css",
    "bundle.css",
    "address-state.js",
    "map-page.js",
)
_BOOTSTRAP = "bootstrap.min.css"
_FACE = (
    '@font-face {{ font-family: "Roboto"; font-weight: {weight}; font-style: normal; '
    'src: url("{name}") format("truetype"); }}\n'
)
_WRITTEN = ("fonts.css", "status.css")


def asset_files() -> Iterator[tuple[str, bytes]]:
    """Return every file that pages and frames load: (name in the archive, content)."""
    for name in _OWN:
        yield f"{FOLDER}/{name}", (STATIC / name).read_bytes()
    yield f"{FOLDER}/{_BOOTSTRAP}", (packages()["bootstrap"].folder / "css" / _BOOTSTRAP).read_bytes()
    yield f"{FOLDER}/status.css", status_style().encode()
    faces = "".join(_FACE.format(weight=weight, name=name) for name, weight in FONT_WEIGHTS.items())
    yield f"{FOLDER}/fonts.css", faces.encode()
    for package in ("roboto", "leaflet"):
        for name in packages()[package].files:
            yield f"{FOLDER}/{name}", (packages()[package].folder / name).read_bytes()


def asset_address(root: str, name: str) -> str:
    """Return the address of a file for a page whose way to the top is `root`.

    Raises
    ------
    LookupError
        For a file that the bundle has not: a template must not name it.
    """
    if name not in (*_OWN, *_WRITTEN, _BOOTSTRAP, "leaflet.js", "leaflet.css"):
        raise LookupError(f"the bundle has no {name}")
    return f"{root}{FOLDER}/{name}"


def frame_files(root: str) -> FrameFiles:
    """Return the only files that a map frame asks for."""
    return FrameFiles(
        leaflet_js=asset_address(root, "leaflet.js"),
        leaflet_css=asset_address(root, "leaflet.css"),
        fonts_css=asset_address(root, "fonts.css"),
    )
