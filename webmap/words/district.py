"""What is said of a district's value: the answer of a map page, who meets it, whether it got better."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from geodata.store.vocabulary import State
from layers.catalogue import Direction, Kind, Profile
from layers.joining.layer import DistrictValue, Layer
from layers.numbers import shown_decimals
from layers.periods import Period
from layers.rules.judgement import Status
from layers.rules.values import number_of
from webmap.words.dates import format_period
from webmap.words.layer import (
    counts_communes,
    say_closing,
    say_difference_in,
    say_gap,
    say_status,
    say_target,
    say_value,
)
from webmap.words.numbers import format_count, format_number, with_unit
from webmap.words.origin import say_basis
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


def place_name(layer: Layer, profile: Profile, word: Translator) -> str:
    """Name what is shown: the district, or after its end the area it had."""
    ended = profile.district.valid_to
    if layer.district_unit is not None and (ended is None or layer.vintage.valid_from <= ended):
        return profile.district.name(word.lang)
    return say_former(profile, word)


def say_former(profile: Profile, word: Translator) -> str:
    """Name the area that a district had before its end."""
    return word(_("area of the former %(district)s"), district=word.pick(profile.name_vi, profile.name_en))


def say_communes(layer: Layer, word: Translator) -> str:
    """Say how many communes meet, of those judged, and how many figures a sum has where some lack.

    `8/11 xã đạt; số liệu của 11/12 xã`; empty for what only the district has figures of.
    """
    district, lang = layer.district, word.lang
    parts = []
    if district.judged:
        met = word.ngettext(
            "%(met)s/%(judged)s commune meets it",
            "%(met)s/%(judged)s communes meet it",
            district.judged,
            met=format_count(district.met, lang),
            judged=format_count(district.judged, lang),
        )
        parts.append(met)
        parts.append(say_not_due(layer, word))
    lacks = (
        district.provisional if district.figure is district.summed else district.counted < district.expected
    )
    if district.expected and (lacks or not district.judged):
        figures = word.ngettext(
            "figures of %(counted)s/%(all)s commune",
            "figures of %(counted)s/%(all)s communes",
            district.expected,
            counted=format_count(district.counted, lang),
            all=format_count(district.expected, lang),
        )
        parts.append(_without_own_bodies(figures, district, word))
    return "; ".join(part for part in parts if part)


def say_counted_communes(message: str, district: DistrictValue, word: Translator) -> str:
    """Say of how many communes a sum is, in a message with `counted` and `expected`, and what it lacks."""
    counted, expected = format_count(district.counted, word.lang), format_count(district.expected, word.lang)
    return _without_own_bodies(word(message, counted=counted, expected=expected), district, word)


def _without_own_bodies(said: str, district: DistrictValue, word: Translator) -> str:
    return f"{said}, {word(_('without the district’s own bodies'))}" if district.own_bodies_missing else said


def say_not_due(layer: Layer, word: Translator) -> str:
    """Say how many communes' values are not due yet: those that meet it already are no verdict on all.

    Empty where it is all or none of them.
    """
    waiting = sum(value.judgement.status is Status.NOT_DUE for value in layer.units)
    if not waiting or not layer.district.judged:
        return ""
    return word.ngettext("%(n)s commune not due yet", "%(n)s communes not due yet", waiting)


def say_both(layer: Layer, word: Translator) -> str:
    """Set the district's own report against the sum of its communes; empty where one of them is missing."""
    own, summed = layer.district.own, layer.district.summed
    if own is None or summed is None or own.value is None or summed.value is None:
        return ""
    return word(
        _("The district reports %(own)s; its communes add up to %(summed)s."),
        own=say_value(layer.indicator, own, layer.district.target, word),
        summed=say_value(layer.indicator, summed, layer.district.target, word),
    )


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


@dataclass(frozen=True)
class Answer:
    """The district's side of a layer in words; an empty text says nothing.

    `both` sets the district's own report against the sum, where there are both; `coverage` says "10/12 xã"
    where the sum is not of all.
    """

    where: str
    value: str
    target: str
    status: str
    key: str
    gap: str
    closing: str
    communes: str
    coverage: str
    both: str
    basis: str


def say_answer(layer: Layer, word: Translator, *, profile: Profile | None = None) -> Answer:
    """Word the sentence above the map; the profile names the district in the reader's language."""
    district, indicator = layer.district, layer.indicator
    where = layer.district_unit.name if layer.district_unit is not None else word(_("The whole area"))
    if layer.district_unit is not None and profile is not None:
        where = capitalised(place_name(layer, profile, word))
    judgement, counted = district.judgement, counts_communes(indicator, district.figure)
    gap = say_gap(indicator, judgement, word)
    status = say_status(judgement, district.figure, word)
    return Answer(
        where=where,
        value=say_value(indicator, district.figure, district.target, word),
        target=say_target(indicator, district.target, district.previous, word) if district.target else "",
        status=status[:1].lower() + status[1:],
        key=district.legend_key,
        gap=word(_("%(gap)s from it"), gap=gap) if gap else "",
        closing="" if counted else say_closing(indicator, judgement, word),
        communes="" if counted else _communes(layer, word),
        coverage=_coverage(layer, word),
        both=say_both(layer, word),
        basis=say_basis(district.figure, word),
    )


def says_more_as_number(layer: Layer, word: Translator) -> str:
    """Say why a number with its context says more than a map here; empty where a map is worth drawing.

    With one unit concerned a map would be eleven greys, and where all have everything or nothing it would
    be two colours.
    """
    if sum(value.figure.state != State.NOT_APPLICABLE for value in layer.units) <= 1:
        return word(_("This line concerns one commune at most: a number says more than a map."))
    numbers = [n for v in layer.units if (n := number_of(layer.indicator, v.figure)) is not None]
    extremes = (0, 1 if layer.indicator.kind is Kind.YES_NO else layer.indicator.max)
    if layer.indicator.kind not in (Kind.RATE, Kind.YES_NO) or any(n not in extremes for n in numbers):
        return ""
    if not numbers:
        return ""
    return word.ngettext(
        "Each commune has all or nothing here, %(all)s of %(n)s has all: a number says more than a map.",
        "Each commune has all or nothing here, %(all)s of %(n)s have all: a number says more than a map.",
        len(numbers),
        all=sum(n != 0 for n in numbers),
    )


def capitalised(text: str) -> str:
    """Return a text that begins a heading."""
    return text[:1].upper() + text[1:]


def joined(*texts: str) -> str:
    """Join what says something."""
    return "; ".join(text for text in texts if text)


def _communes(layer: Layer, word: Translator) -> str:
    district = layer.district
    if not district.judged:
        return ""
    met = word.ngettext(
        "%(met)s of %(n)s commune meets it",
        "%(met)s of %(n)s communes meet it",
        district.judged,
        met=format_count(district.met, word.lang),
    )
    return joined(met, say_not_due(layer, word))


def _coverage(layer: Layer, word: Translator) -> str:
    district = layer.district
    if not district.provisional or district.summed is None:
        return ""
    return say_counted_communes(_("sum of %(counted)s/%(expected)s communes"), district, word)
