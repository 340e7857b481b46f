"""Who may make a change of the kind that an import brought: nobody else undoes it at the desk."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from sqlalchemy.orm import Session

from geodata.store.imports import ImportRecord, get_import
from geodata.store.settings import keys_of_import
from geodata.store.vocabulary import Role
from webmap.permissions import current_person, may_open


def may_change(session: Session, record: ImportRecord) -> bool:
    """Tell whether the person may make what an import brought; of an undo, what the undone one brought.

    Settings that no page enters are an administrator's, since whoever runs commands has the whole machine.
    """
    while record.undoes is not None:
        record = get_import(session, record.undoes)
    routes = tuple(_routes_of(session, record))
    if None in routes:
        return current_person().role is Role.ADMIN
    return all(may_open(route) for route in routes if route is not None)


def _routes_of(session: Session, record: ImportRecord) -> Iterator[str | None]:
    """Yield the routes that make such changes; None for a setting that no page enters."""
    table = _table()
    if record.kind in table["kinds"]:
        yield table["kinds"][record.kind]
    for key in keys_of_import(session, record.sequence):
        yield table["settings"].get(key.partition(".")[0])


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("webmap") / "undo_rights.toml").read_text(encoding="utf-8"))
