"""Incidents in words: kinds, counts, squares, classes, and the sentence above their map."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from layers.themes.incident_map import CLASSES, SMALLEST_SHOWN, IncidentMap, PlacedCell
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_KINDS = tomllib.loads((files("webmap.incidents") / "incident_kinds.toml").read_text(encoding="utf-8"))


def say_kind(kind: str | None, word: Translator) -> str:
    """Name a kind; None is all kinds together."""
    if kind is None:
        return word(_("All kinds"))
    named = _KINDS.get(kind)
    return kind.replace("_", " ") if named is None else named[word.lang]


def say_count(count: int, word: Translator) -> str:
    """Say a count of incidents with its unit."""
    return word.ngettext("%(count)s incident", "%(count)s incidents", count, count=_whole(count, word))


def say_place(cell: PlacedCell, word: Translator) -> str:
    """Say where a square lies, by the commune that has most of it."""
    if cell.commune is None:
        return word(_("Outside the communes"))
    return cell.commune.name


def say_class(number: int, word: Translator) -> str:
    """Say a class of counts: `10–14`, the last one `50 and more`."""
    low, high = int(CLASSES.edges[number]), int(CLASSES.edges[number + 1])
    if number == CLASSES.count - 1:
        return word(_("%(n)s and more"), n=_whole(low, word))
    return f"{_whole(low, word)}–{_whole(high - 1, word)}"


def say_incidents(found: IncidentMap, year: int, word: Translator) -> str:
    """Say in a sentence where most incidents of the year were."""
    if not found.has_any:
        return word(_("No incidents of %(year)s have been loaded."), year=year)
    if not found.cells:
        return word(_("In %(year)s no square has %(least)s or more."), year=year, least=SMALLEST_SHOWN)
    first = found.cells[0]
    most = word(
        _("In %(year)s the square with most lies in %(place)s: %(count)s on 1 km²"),
        year=year,
        place=say_place(first, word),
        count=say_count(first.count, word),
    )
    squares = word.ngettext(
        "%(n)s square has %(least)s or more",
        "%(n)s squares have %(least)s or more",
        len(found.cells),
        least=SMALLEST_SHOWN,
    )
    return f"{most}; {squares}."


def _whole(count: int, word: Translator) -> str:
    return format_number(count, 0, word.lang)
