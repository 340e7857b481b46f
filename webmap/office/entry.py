"""Writing what the office says about itself: only what changes, in one import, which can be undone."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from geodata.logo import read_logo
from geodata.store import Store, importing
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.vocabulary import ImportKind
from layers.catalogue import Form, Profile
from layers.rules.targets import NEAR_BAND, near_band_key
from webmap.office.fields import GENERAL, ISSUER_FIELDS, WrongField, checked, read_near_band, refused
from webmap.office.office import Office, form_of, issuer_key, issuer_on

LOGO = "office.logo"
_NAMES = tuple(one.name for one in (*GENERAL, *ISSUER_FIELDS))


def enter_general(store: Store, given: Mapping[str, str], *, person: str) -> int:
    """Set form, paper, orientation and annex, as far as given; return how many changed.

    Raises
    ------
    Refused
        For each field that is wrong; nothing is changed.
    """
    return _write(store, _general(given), person)


def enter_issuer(
    store: Store, profile: Profile, form: Form, since: date, given: Mapping[str, str], *, person: str
) -> int:
    """Set who issues papers of a form from a day on, as far as given; return how many texts changed.

    What equals the profile's text, or what the office said for an earlier day, is no entry of its own.

    Raises
    ------
    Refused
        For each field that is wrong; nothing is changed.
    """
    return _write(store, _issuer(store, profile, form, since, given), person)


def enter_band(store: Store, profile: Profile, code: str, text: str, *, person: str) -> int:
    """Set the band of an indicator, or of all that have none of their own; return how many changed.

    Raises
    ------
    UnknownIndicator, Refused
        See `read_near_band`; nothing is changed.
    """
    return _write(store, {near_band_key(code): read_near_band(profile, code, text)}, person)


def enter_all(
    store: Store, profile: Profile, given: Mapping[str, str], *, form: Form | None, since: date, person: str
) -> int:
    """Set fields of every kind, near bands (`near_band`, `near_band.<indicator>`) too, in one import.

    Parameters
    ----------
    given : mapping of str to str
        Texts by the names of `office_fields`.
    form : Form or None
        Whose issuer is meant; None: of the form that the office's papers follow, or now will.
    since : date
        From which day the issuer is meant.

    Raises
    ------
    UnknownIndicator
    Refused
        For a name that there is not, and for each field that is wrong; nothing is changed.
    """
    bands = {name: text for name, text in given.items() if name.partition(".")[0] == NEAR_BAND}
    unknown = [name for name in given if name not in bands and name not in _NAMES]
    if unknown:
        known = [*_NAMES, NEAR_BAND, f"{NEAR_BAND}.<indicator>"]
        raise refused(WrongField("office.unknown_key", key=unknown[0], known=known))
    checked((*GENERAL, *ISSUER_FIELDS), given)
    codes = {name: name.partition(".")[2] for name in bands}
    new: dict[str, Any] = {name: read_near_band(profile, codes[name], text) for name, text in bands.items()}
    new |= _general(given)
    with store.session() as session:
        form = form or form_of(read_office_settings(session) | new)
    return _write(store, new | _issuer(store, profile, form, since, given), person)


def enter_logo(store: Store, file: Path, name: str, *, person: str) -> str:
    """Draw the file's picture anew and keep it as the office's logo; return its SHA-256.

    Raises
    ------
    Refused
        For what is no sound PNG or JPEG (`geodata.logo.read_logo`); nothing is changed.
    """
    png = read_logo(file, name=name).png
    sha256 = hashlib.sha256(png).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "logo.png"
        clean.write_bytes(png)
        _write(store, {LOGO: sha256}, person, file=clean, file_name=f"{Path(name).stem}.png")
    return sha256


def remove_logo(store: Store, *, person: str) -> bool:
    """Take the logo off papers; tell whether there was one."""
    return _write(store, {LOGO: None}, person) > 0


def _general(given: Mapping[str, str]) -> dict[str, Any]:
    default = Office()
    return {
        f"office.{name}": _unless(value or getattr(default, name), getattr(default, name))
        for name, value in checked(GENERAL, given).items()
    }


def _issuer(
    store: Store, profile: Profile, form: Form, since: date, given: Mapping[str, str]
) -> dict[str, Any]:
    values = checked(ISSUER_FIELDS, given)
    keys = {name: issuer_key(form, since, name) for name in values}
    with store.session() as session:
        settings = read_office_settings(session)
    without = {key: value for key, value in settings.items() if key not in keys.values()}
    default = issuer_on(without, profile, form, since)
    return {keys[name]: _unless(value, default[name]) for name, value in values.items()}


def _write(
    store: Store,
    values: Mapping[str, Any],
    person: str,
    *,
    file: Path | None = None,
    file_name: str | None = None,
) -> int:
    with store.session() as session:
        standing = read_office_settings(session)
    changed = {key: value for key, value in values.items() if standing.get(key) != value}
    if changed:
        with importing(store, ImportKind.SETTINGS, person, file=file, file_name=file_name) as batch:
            batch.summary["settings"] = write_office_settings(batch, changed)
    return len(changed)


def _unless(value: str | list[str], default: str | tuple[str, ...]) -> str | list[str] | None:
    """Return a value, or None where it says what holds without it."""
    return None if tuple(value) == tuple(default) else value
