"""What a bundle is of: the data and its reader, the periods that are mapped, and what its pages say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from layers.periods import Period
from webmap.pages.address import Asked
from webmap.words.translations import Translator

MOST_EARLIER = 4
"""Earlier periods that are mapped too; each has a map of its own, some 20 kB in the archive."""


@dataclass(frozen=True)
class BundleOrder:
    """What is bundled.

    Parameters
    ----------
    here : Asked
        Snapshot, period and audience; the snapshot is read for `earlier` too.
    word : Translator
    made_at : datetime.datetime
        Said on each page, and given to the files.
    earlier : tuple of Period
        Periods before it that are mapped too, ascending.
    frozen : str or None
        The name of the frozen set that the snapshot is of.
    """

    here: Asked
    word: Translator
    made_at: datetime
    earlier: tuple[Period, ...] = ()
    frozen: str | None = None


def earlier_periods(period: Period, reported: Iterable[Period]) -> tuple[Period, ...]:
    """Return the last periods before one, of its kind, that have figures: what a slider would offer."""
    before = sorted(one for one in reported if one.kind is period.kind and one < period)
    return tuple(before[-MOST_EARLIER:])
