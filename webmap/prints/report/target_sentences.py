"""A target in sentences: where the district stands, what it is short of, how it changed in a year.

What is not known is not said; the judging words are those of every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from geodata.store.vocabulary import Quality
from layers.catalogue import Indicator, Kind
from layers.joining.layer import DistrictValue, Layer
from layers.numbers import shown_decimals
from layers.periods import PeriodKind
from layers.rules.comparison import ClosingOf
from layers.rules.judgement import Judgement, Reason, Status
from layers.rules.values import Figure, number_of
from webmap.words.dates import format_date
from webmap.words.district import say_both, say_counted_communes
from webmap.words.layer import (
    counts_communes,
    say_closing,
    say_difference_in,
    say_gap,
    say_legend,
    say_reason,
    say_target,
    say_thing,
    say_value,
)
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_STANDING: Mapping[str, str] = {
    Status.EXCEEDED: _("%(name)s: %(value)s, target exceeded (%(target)s)"),
    Status.MET: _("%(name)s: %(value)s, target met (%(target)s)"),
    Status.NEAR: _("%(name)s: %(value)s, target missed but close (%(target)s)"),
    Status.MISSED: _("%(name)s: %(value)s, target missed (%(target)s)"),
    Status.NOT_DUE: _("%(name)s: %(value)s, not due yet (target %(target)s by %(due)s)"),
}
_QUALITIES = {Quality.ESTIMATE: _("estimate"), Quality.PRELIMINARY: _("preliminary")}


def target_sentences(layer: Layer, word: Translator) -> tuple[str, ...]:
    """Return what is said of the district's value: standing, change in a year, report against sum."""
    said = (say_standing(layer, word), say_change_in_a_year(layer, word), say_both(layer, word))
    return tuple(text for text in said if text)


def say_standing(layer: Layer, word: Translator) -> str:
    """Say the value and how it stands: `…: 27,0% (ước tính), đạt chỉ tiêu (≥ 26,5%).`"""
    indicator, district = layer.indicator, layer.district
    judgement, name = district.judgement, layer.indicator.name(word.lang)
    target = say_target(indicator, district.target, district.previous, word).removeprefix("=\u00a0")
    if judgement.status is None:
        return _without_value(name, district, target, word)
    value = _value(indicator, district, word)
    if judgement.status is Status.UNJUDGED:
        return _unjudged(name, value, district, target, word)
    assert district.target is not None
    due = format_date(district.target.due, word.lang)
    said = word(_STANDING[judgement.status], name=name, value=value, target=target, due=due)
    rest = [text for text in _rest(indicator, district, word) if text]
    return "; ".join([said, ", ".join(rest)] if rest else [said]) + "."


def say_change_in_a_year(layer: Layer, word: Translator) -> str:
    """Say how the value differs from that of the same period of last year; empty where one is missing."""
    indicator, figure, previous = layer.indicator, layer.district.figure, layer.district.previous
    change = change_in_a_year(layer)
    if change is None or previous is None:
        return ""
    than = (
        word(_("the year before"))
        if layer.period.kind is PeriodKind.YEAR
        else word(_("the same period of last year"))
    )
    before = say_value(indicator, previous, None, word)
    if change and before == say_value(indicator, figure, None, word):
        # Two values that differ never look the same: 6,2% was 6,21% before, not 6,2% too.
        finer = replace(indicator, precision=indicator.precision + 1)
        return _changed(finer, figure, change, than, say_value(finer, previous, None, word), word)
    if change == 0:
        return word(_("As in %(than)s (%(before)s)."), than=than, before=before)
    return _changed(indicator, figure, change, than, before, word)


def _changed(
    indicator: Indicator, figure: Figure, change: Fraction, than: str, before: str, word: Translator
) -> str:
    said = _amount(indicator, figure, abs(change), word)
    text = (
        _("Up %(change)s on %(than)s (%(before)s).")
        if change > 0
        else _("Down %(change)s on %(than)s (%(before)s).")
    )
    return word(text, change=said, than=than, before=before)


def change_in_a_year(layer: Layer) -> Fraction | None:
    """Return the value less that of the same period of last year; None where they cannot be compared."""
    indicator, previous = layer.indicator, layer.district.previous
    if previous is None or indicator.kind is Kind.YES_NO:
        return None
    now, before = number_of(indicator, layer.district.figure), number_of(indicator, previous)
    return None if now is None or before is None else now - before


def _without_value(name: str, district: DistrictValue, target: str, word: Translator) -> str:
    figure = district.figure
    state = say_legend(str(figure.state), word).lower()
    if figure.reason is not None:
        state += f" ({say_reason(figure.reason, word)})"
    if district.target is None or not district.target.is_set:
        return word(_("%(name)s: %(state)s."), name=name, state=state)
    return word(_("%(name)s: %(state)s; target %(target)s."), name=name, state=state, target=target)


def _unjudged(name: str, value: str, district: DistrictValue, target: str, word: Translator) -> str:
    reason = "" if district.judgement.reason is None else say_reason(district.judgement.reason, word)
    if district.judgement.reason in (Reason.NO_TARGET, Reason.NOT_ASSIGNED) or district.target is None:
        return word(_("%(name)s: %(value)s, not judged (%(reason)s)."), name=name, value=value, reason=reason)
    return word(
        _("%(name)s: %(value)s, not judged (%(reason)s); target %(target)s."),
        name=name,
        value=value,
        reason=reason,
        target=target,
    )


def _value(indicator: Indicator, district: DistrictValue, word: Translator) -> str:
    """Write the value, behind it how settled it is and of how many communes it is."""
    figure = district.figure
    text = say_value(indicator, figure, district.target, word)
    if indicator.kind is Kind.YES_NO:
        text = text.lower()
    remarks = []
    if figure.quality in _QUALITIES:
        remarks.append(word(_QUALITIES[figure.quality]))
    if not figure.is_approved:
        remarks.append(word(_("not approved yet")))
    if district.provisional and figure is district.summed:
        remarks.append(say_counted_communes(_("sum of %(counted)s/%(expected)s communes"), district, word))
    return f"{text} ({', '.join(remarks)})" if remarks else text


def _rest(indicator: Indicator, district: DistrictValue, word: Translator) -> Iterator[str]:
    judgement = district.judgement
    if judgement.on_track is not None:
        yield word(_("reached so far")) if judgement.on_track else word(_("not reached so far"))
    if judgement.fell:
        yield word(_("lower than in the period before"))
    yield from _gap(indicator, judgement, word)


def _gap(indicator: Indicator, judgement: Judgement, word: Translator) -> Iterator[str]:
    """Say the distance, and what would close it where that says more."""
    closing = judgement.closing
    if not judgement.gap or indicator.kind is Kind.YES_NO:
        return
    if closing is not None and closing.of is ClosingOf.COMMUNES:
        yield word(_("%(thing)s short of it"), thing=say_thing(indicator, closing, word))
        return
    if closing is None or closing.of is ClosingOf.NUMERATOR:
        yield word(_("%(gap)s from it"), gap=say_gap(indicator, judgement, word))
    yield say_closing(indicator, judgement, word)


def _amount(indicator: Indicator, figure: Figure, change: Fraction, word: Translator) -> str:
    """Write a change so that it never seems to be none: `1,7 điểm %`, `2 xã`."""
    if counts_communes(indicator, figure):
        return word.ngettext("%(n)s commune", "%(n)s communes", int(change))
    decimals = shown_decimals(change, Fraction(0), indicator.precision)
    text, unit = format_number(change, decimals, word.lang), indicator.unit(word.lang)
    return say_difference_in(text, unit, word)
