"""One frozen `Settings`: environment `PORTAL_…` over `portal.toml` in the data folder over defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import click

PREFIX = "PORTAL_"
_WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class SettingsError(click.ClickException):
    """A setting is unknown or cannot be read; the message names it, what came and what is allowed.

    A command that meets it says so in one line and ends with 1.
    """


@dataclass(frozen=True)
class Settings:
    """What can differ from one installation to another.

    Parameters
    ----------
    data_dir : pathlib.Path
        Store, files, cache and secret. Set by the environment only, since `portal.toml` lies in it.
    database_url : str or None
        SQLAlchemy address of the store; None means `portal.sqlite` in the data folder.
    profile : str
        The district: a folder of the package, or the path of one outside it.
    public_url : str
        The portal's address as readers type it: for QR codes and commands, which have no request.
    open_reading : bool
        Whether visitors who are not signed in may read what is public.
    trusted_hosts : tuple of str
        Names the portal answers to, beside `public_url`'s, `localhost` and plain IP addresses;
        one that begins with a dot stands for all names under it.
    trusted_proxies : tuple of str
        Addresses or networks of proxies in front of the portal, whose `X-Forwarded-For` says who asks.
    frame_ancestors : tuple of str
        Origins that may show the portal's pages in a frame of theirs.
    max_upload_bytes, max_form_bytes, max_form_parts : int
        Limits of one request: where a file is sent, where only a form is, of its number of parts.
    max_pixels : int
        Pixels of an image within the units' extent above which measuring is refused; at 10 m the country
        has 4e9.
    max_visitor_prints_bytes : int
        Files that visitors had printed, kept so that they need not be set again; their records always stay.
    visitor_prints_per_minute : int
        Files set for all visitors together; who is signed in is not counted.
    server_threads : int
        Requests answered at the same time.
    """

    data_dir: Path
    database_url: str | None = None
    profile: str = "nhon_trach"
    public_url: str = "http://127.0.0.1:8000"
    open_reading: bool = True
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    max_upload_bytes: int = 64 * 1024 * 1024
    max_form_bytes: int = 512 * 1024
    max_form_parts: int = 200
    max_pixels: int = 50_000_000_000
    max_visitor_prints_bytes: int = 64 * 1024 * 1024
    visitor_prints_per_minute: int = 30
    server_threads: int = field(default=8)

    def __post_init__(self) -> None:
        address = _split(self.public_url)
        if address is None or address.scheme not in ("http", "https") or not address.hostname:
            raise SettingsError(f"public_url is {self.public_url!r}; http://… or https://… is expected")
        for origin in self.frame_ancestors:
            _check_origin(origin)
        for proxy in self.trusted_proxies:
            _check_network(proxy)
        for name in (one.name for one in fields(self) if one.type == "int"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; 1 or more is expected")


def load_settings(environment: Mapping[str, str], default_data_dir: Path) -> Settings:
    """Read the settings of an installation; unknown names are refused.

    Parameters
    ----------
    environment : mapping
        The process environment; names without the prefix are not ours.
    default_data_dir : pathlib.Path
        The data folder where `PORTAL_DATA_DIR` does not name another.
    """
    given = {name[len(PREFIX) :]: value for name, value in environment.items() if name.startswith(PREFIX)}
    data_dir = Path(given.pop("DATA_DIR", default_data_dir)).expanduser().resolve()
    written = _read_toml(data_dir / "portal.toml")
    known = {item.name for item in fields(Settings)} - {"data_dir"}
    _refuse_unknown({name.lower() for name in given} - known, known, "the environment")
    _refuse_unknown(set(written) - known, known, str(data_dir / "portal.toml"))
    texts = {name.lower(): _from_text(name.lower(), text) for name, text in given.items()}
    values: dict[str, Any] = {name: _checked(name, value) for name, value in {**written, **texts}.items()}
    return Settings(data_dir=data_dir, **values)


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as problem:
        raise SettingsError(f"{path}: {problem}") from problem


def _refuse_unknown(unknown: set[str], known: set[str], where: str) -> None:
    if unknown:
        raise SettingsError(
            f"{', '.join(sorted(unknown))} in {where}: no such setting. Known: {', '.join(sorted(known))}"
        )


def _from_text(name: str, text: str) -> object:
    """Turn an environment variable's text into the setting's own type."""
    kind = _kind_of(name)
    if kind == "bool":
        if text.strip().lower() not in _WORDS:
            raise SettingsError(f"{PREFIX}{name.upper()} is {text!r}; one of {', '.join(_WORDS)} is expected")
        return _WORDS[text.strip().lower()]
    if kind == "int":
        if not text.strip().isascii() or not text.strip().isdigit():
            raise SettingsError(f"{PREFIX}{name.upper()} is {text!r}; a whole number is expected")
        return int(text)
    if kind.startswith("tuple"):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _checked(name: str, value: object) -> object:
    """Give the value in the setting's type, or refuse it: TOML brings types of its own."""
    kind = _kind_of(name)
    if kind.startswith("tuple") and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind.startswith("str") and isinstance(value, str):
        return value.rstrip("/") if name == "public_url" else value
    raise SettingsError(f"{name} is {value!r}; {kind} is expected")


def _kind_of(name: str) -> str:
    return next(str(item.type) for item in fields(Settings) if item.name == name)


def _split(address: str) -> SplitResult | None:
    """Part an address; None for what is none at all, such as `http://[`."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _check_origin(origin: str) -> None:
    """Refuse what is no plain origin: it is written into a header, where `;` begins something else."""
    parts = _split(origin)
    is_origin = parts is not None and origin in (f"http://{parts.netloc}", f"https://{parts.netloc}")
    if not is_origin or parts is None or not parts.hostname or any(letter in origin for letter in " ;,'\"*@"):
        raise SettingsError(
            f"frame_ancestors names {origin!r}; an origin like https://example.vn is expected"
        )


def _check_network(text: str) -> None:
    try:
        ip_network(text)
    except ValueError as problem:
        raise SettingsError(
            f"trusted_proxies names {text!r}; an address or a network like 10.0.0.0/8 is expected"
        ) from problem
