"""What a page's controls offer: choices in groups, and the vintages."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.store.units import StoredVintage
from webmap.pages.address import Asked
from webmap.words.dates import format_date
from webmap.words.translations import Translator


@dataclass(frozen=True)
class Choice:
    """An entry of a control: what it is called, what it stands for, and whether it is chosen."""

    label: str
    value: str
    is_chosen: bool


@dataclass(frozen=True)
class ChoiceGroup:
    """Entries of a control under a heading."""

    label: str
    choices: tuple[Choice, ...]


def vintage_choices(asked: Asked, word: Translator) -> tuple[Choice, ...]:
    """Return the sets of communes that the values can be drawn on, by a day each is valid on.

    The period's own set has no day, so that it goes along when another period is chosen.
    """
    usual = asked.snapshot.vintage_of(asked.period)
    return tuple(
        Choice(
            vintage_label(asked, vintage, word),
            "" if vintage == usual else vintage.valid_from.isoformat(),
            vintage == asked.drawn_on,
        )
        for vintage in asked.snapshot.vintages
    )


def vintage_label(asked: Asked, vintage: StoredVintage, word: Translator) -> str:
    count = len(asked.snapshot.communes(vintage))
    if vintage.valid_to is not None:
        day = format_date(vintage.valid_to, word.lang)
        return word.ngettext("%(n)s commune until %(day)s", "%(n)s communes until %(day)s", count, day=day)
    day = format_date(vintage.valid_from, word.lang)
    return word.ngettext("%(n)s commune since %(day)s", "%(n)s communes since %(day)s", count, day=day)
