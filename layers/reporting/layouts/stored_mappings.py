"""The mapping that an office's own workbook has, remembered as a setting of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from geodata.store import Store, importing
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.vocabulary import ImportKind
from layers.catalogue import Profile
from layers.reporting.layouts.mapping import OfficeMapping, mapping_of_plain, plain_mapping

_KEY = "mapping."


def remember_mapping(store: Store, office: str, mapping: OfficeMapping, *, person: str) -> None:
    """Keep what a person confirmed of an office's workbook; what was kept before is superseded."""
    with importing(store, ImportKind.SETTINGS, person) as batch:
        write_office_settings(batch, {f"{_KEY}{office}": plain_mapping(mapping)})


def forget_mapping(store: Store, office: str, *, person: str) -> None:
    """Keep that an office has no mapping any more."""
    with importing(store, ImportKind.SETTINGS, person) as batch:
        write_office_settings(batch, {f"{_KEY}{office}": None})


def remembered_mapping(
    session: Session, profile: Profile, office: str, *, as_of: int | None = None
) -> OfficeMapping | None:
    """Return an office's mapping, or None where none was kept.

    Raises
    ------
    MappingWrong
        Where it names an indicator that the catalogue no longer has.
    """
    plain = read_office_settings(session, as_of=as_of).get(f"{_KEY}{office}")
    return None if plain is None else mapping_of_plain(plain, profile)


def mapping_for(
    session: Session, profile: Profile, plain: Mapping[str, Any], office: str | None
) -> OfficeMapping | None:
    """Return the mapping that a draft was given, else the one that its office has, if there is either."""
    if plain:
        return mapping_of_plain(plain, profile)
    return None if office is None else remembered_mapping(session, profile, office)


def offices_with_mapping(session: Session, *, as_of: int | None = None) -> tuple[str, ...]:
    """Return the offices whose workbook's meaning is remembered."""
    settings = read_office_settings(session, as_of=as_of)
    return tuple(
        sorted(key.removeprefix(_KEY) for key, value in settings.items() if key.startswith(_KEY) and value)
    )
