"""Meeting packs by name: which pages, in which order, on which paper; chosen once and printed every month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import ImportKind
from webmap.app.errors import BadParameter, UnknownPage
from webmap.paper.order import COMMUNE, SHEET, Part
from webmap.prints.kinds import TABLES

LONGEST_NAME = 60
MOST_CHOSEN = 100
_KEY = "pack."
# A name stands in an address: nothing in it may part the address or a file's path.
_NAME = re.compile(r"[\w][\w ()+,-]*")


@dataclass(frozen=True)
class PackTemplate:
    """A pack that the office keeps under a name."""

    name: str
    parts: tuple[Part, ...]
    paper: str = "a4"
    orientation: str = "landscape"


def pack_templates(settings: Mapping[str, Any]) -> tuple[PackTemplate, ...]:
    """Return the packs that stand among the office's settings, by name."""
    found = (
        _template(key.removeprefix(_KEY), given)
        for key, given in settings.items()
        if key.startswith(_KEY) and given is not None
    )
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def pack_template(settings: Mapping[str, Any], name: str) -> PackTemplate:
    """Return the pack of a name; `UnknownPage` if there is none."""
    given = settings.get(_KEY + name)
    if given is None:
        raise UnknownPage("pack.unknown", pack=name)
    return _template(name, given)


def keep_pack_template(store: Store, template: PackTemplate, *, person: str) -> Batch:
    """Keep a pack under its name; it supersedes the one that stood there.

    Raises
    ------
    BadParameter
        For a name that an address cannot carry, for no parts, or more than `MOST_CHOSEN`.
    """
    if len(template.name) > LONGEST_NAME or not _NAME.fullmatch(template.name):
        raise BadParameter("pack.name_wrong", name=template.name, longest=LONGEST_NAME)
    if not template.parts:
        raise BadParameter("pack.no_parts")
    if len(template.parts) > MOST_CHOSEN:
        raise BadParameter("pack.too_many_parts", n=len(template.parts), most=MOST_CHOSEN)
    plain = {
        "parts": [[part.kind, part.subject] for part in template.parts],
        "paper": template.paper,
        "orientation": template.orientation,
    }
    return _write(store, template.name, plain, person=person)


def drop_pack_template(store: Store, name: str, *, person: str) -> Batch:
    """Withdraw a pack; what was printed of it stays."""
    return _write(store, name, None, person=person)


def read_part(text: str) -> Part:
    """Read a part: a table by the code of its kind, a commune's code (digits), or an indicator."""
    if text in TABLES:
        return Part(text)
    return Part(COMMUNE if text.isascii() and text.isdigit() else SHEET, text)


def _write(store: Store, name: str, plain: dict[str, Any] | None, *, person: str) -> Batch:
    with importing(store, ImportKind.SETTINGS, person) as batch:
        batch.summary["added"] = write_office_settings(batch, {_KEY + name: plain})
    return batch


def _template(name: str, given: Mapping[str, Any]) -> PackTemplate:
    parts = tuple(Part(*part) for part in given["parts"])
    return PackTemplate(name, parts, given["paper"], given["orientation"])
