"""How a district's value compares with the period before, in words; values are compared, never statuses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layers.catalogue import Direction, Kind
from layers.joining.layer import Layer
from layers.numbers import shown_decimals
from layers.periods import Period
from layers.rules.values import number_of
from webmap.words.dates import format_period
from webmap.words.layer import counts_communes, say_difference_in
from webmap.words.numbers import format_number, with_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class Trend:
    """A change in the indicator's unit since a period.

    `text` says how much (`tăng 2,1 điểm %`), `since` since when. `share` is the change over what it was, so
    that unlike units can stand in one list; `is_worse` is None where nothing is better or worse.
    """

    change: Fraction
    share: Fraction
    text: str
    since: str
    is_worse: bool | None

    @property
    def mark(self) -> str:
        """Which arrow it has: `up`, `down` or `level`."""
        return "level" if not self.change else "up" if self.change > 0 else "down"


def trend_of(layer: Layer, since: Period, word: Translator) -> Trend | None:
    """Return the change of the district's value since the period it is compared with.

    None where either value is missing, where one of them is a sum of fewer than all units, and for what is
    only yes or no.
    """
    indicator, district = layer.indicator, layer.district
    now = number_of(indicator, district.figure)
    before = None if district.earlier is None else number_of(indicator, district.earlier)
    if now is None or before is None or _is_incomplete(layer) or indicator.kind is Kind.YES_NO:
        return None
    change = now - before
    said_since = word(_("against %(period)s"), period=format_period(since, word.lang))
    if not change:
        return Trend(change, Fraction(0), word(_("unchanged")), said_since, None)
    text = word(_("up %(change)s") if change > 0 else _("down %(change)s"), change=_size(layer, change, word))
    worse = (change > 0) == (indicator.direction is Direction.LOWER)
    return Trend(
        change,
        abs(change / before) if before else Fraction(1),
        text,
        said_since,
        None if indicator.direction is Direction.NEUTRAL else worse,
    )


def say_no_trend(layer: Layer, word: Translator) -> str:
    """Say why a value has no change to show; empty where there is no value, or nothing that could change."""
    indicator, district = layer.indicator, layer.district
    if indicator.kind is Kind.YES_NO or number_of(indicator, district.figure) is None:
        return ""
    if _is_incomplete(layer):
        return word(_("not compared with before: some communes lack figures"))
    return word(_("no figure of the period before to compare with"))


def _is_incomplete(layer: Layer) -> bool:
    """Tell whether the district's value is a sum of fewer than all units."""
    return layer.district.provisional and layer.district.figure is layer.district.summed


def _size(layer: Layer, change: Fraction, word: Translator) -> str:
    """Write how large a change is; it is never shown as nothing."""
    indicator = layer.indicator
    decimals = shown_decimals(abs(change), Fraction(0), indicator.precision)
    text = format_number(abs(change), decimals, word.lang)
    if counts_communes(indicator, layer.district.figure):
        return with_unit(text, word.ngettext("commune", "communes", int(abs(change))))
    unit = indicator.unit(word.lang)
    return say_difference_in(text, unit, word)
