"""A layer's values in words: value, parts, target, gap, status, basis; the same on screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from geodata.store.vocabulary import Basis, State
from layers.catalogue import Indicator, Kind, Operator
from layers.joining.figures import NOT_ADDED
from layers.numbers import shown_decimals
from layers.rules.comparison import Closing, ClosingOf
from layers.rules.judgement import Judgement, Reason, Status
from layers.rules.targets import TargetRule
from layers.rules.values import Figure, map_rate, number_of
from webmap.words.numbers import (
    SIGNS,
    format_number,
    format_range,
    format_target,
    format_value,
    with_unit,
    without_unit,
)
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

LEGEND_WORDS: Mapping[str, str] = {
    Status.EXCEEDED: _("Exceeded"),
    Status.MET: _("Met"),
    Status.NEAR: _("Missed, close to the target"),
    Status.MISSED: _("Missed"),
    Status.NOT_DUE: _("Not due yet"),
    Status.UNJUDGED: _("Not judged"),
    State.NOT_APPLICABLE: _("Not applicable"),
    State.NO_DATA: _("No data yet"),
    State.SUPPRESSED: _("Not published"),
}
_REASONS: Mapping[str, str] = {
    Reason.NO_TARGET: _("no target binds it"),
    Reason.NOT_ASSIGNED: _("the target has not been assigned yet"),
    Reason.REFERENCE: _("the target is for reference only"),
    Reason.NO_PREVIOUS: _("no value of the same period of last year"),
    Reason.INCOMPLETE: _("data are incomplete"),
    Reason.LOW_COVER: _("the image covers less than 95% of it"),
    Reason.OLD_IMAGE: _("the image is not of this period"),
    "no_cases": _("no cases arose"),
    "stated": _("as its office says"),
    "no_urban_residents": _("no urban residents"),
    "no_rural_residents": _("no rural residents"),
    NOT_ADDED: _("cannot be added up over former communes"),
    "rural_programme": _("the programme is for rural communes"),
}
_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.ABOVE: ">",
    Operator.AT_MOST: "≤",
    Operator.BELOW: "<",
    Operator.EQUAL: "=",
}


def say_legend(key: str, word: Translator) -> str:
    """Name a line of the status legend: `Đạt`, `Chưa có số liệu`."""
    return word(LEGEND_WORDS[key])


def say_status(judgement: Judgement, figure: Figure, word: Translator) -> str:
    """Say how a value stands, with the reason or the progress where there is one."""
    key = str(judgement.status if judgement.status is not None else figure.state)
    text = say_legend(key, word)
    reason = judgement.reason if judgement.status is not None else figure.reason
    if reason is not None:
        return f"{text} ({say_reason(reason, word)})"
    if judgement.on_track is not None:
        progress = _("reached so far") if judgement.on_track else _("not reached so far")
        return f"{text} ({word(progress)})"
    return f"{text} ({word(_('lower than in the period before'))})" if judgement.fell else text


def say_reason(reason: str, word: Translator) -> str:
    """Say why a value is not there or not judged; a reason that a person wrote is said as it is."""
    known = _REASONS.get(reason)
    return reason if known is None else word(known)


def say_value(
    indicator: Indicator,
    figure: Figure,
    rule: TargetRule | None,
    word: Translator,
    *,
    edges: Sequence[Fraction] = (),
) -> str:
    """Write a value with its unit and the digits that keep it on its side of the target; a dash for none.

    Parameters
    ----------
    edges : sequence of Fraction
        Edges of classes, in the indicator's unit, on whose side it has to stay too.
    """
    number = number_of(indicator, figure)
    if number is None:
        return "–"
    if indicator.kind is Kind.YES_NO:
        return word(_("Yes")) if number else word(_("No"))
    unit = indicator.unit(word.lang)
    if indicator.kind is Kind.CRITERIA and figure.denominator is not None:
        whole = format_number(figure.denominator, 0, word.lang)
        if counts_communes(indicator, figure):
            return word.ngettext(
                "%(met)s/%(judged)s commune meets it",
                "%(met)s/%(judged)s communes meet it",
                int(figure.denominator),
                met=number,
                judged=whole,
            )
        return with_unit(f"{format_number(number, 0, word.lang)}/{whole}", unit)
    target = rule.value if rule is not None else None
    return format_value(
        number, precision=indicator.precision, unit=unit, lang=word.lang, target=target, edges=edges
    )


def say_map_value(indicator: Indicator, figure: Figure, rule: TargetRule | None, word: Translator) -> str:
    """Write a value as short as a map label needs it: without words for the unit, empty for none."""
    number = number_of(indicator, figure)
    if number is None:
        return ""
    if indicator.kind in (Kind.YES_NO, Kind.CRITERIA):
        return without_unit(say_value(indicator, figure, rule, word), indicator.unit(word.lang))
    target = rule.value if rule is not None else None
    unit = indicator.unit(word.lang)
    return format_value(
        number,
        precision=indicator.precision,
        unit=unit if unit == "%" else "",
        lang=word.lang,
        target=target,
    )


def counts_communes(indicator: Indicator, figure: Figure) -> bool:
    """Tell whether the value is how many communes meet all criteria, of how many: the district's is."""
    return indicator.kind is Kind.CRITERIA and figure.basis == Basis.SUMMED


def say_map_unit(indicator: Indicator, word: Translator) -> str:
    """Write the unit of what statistical classes are made of: of a count its rate, `vụ/100.000`."""
    unit = indicator.unit(word.lang)
    if not indicator.mapped_as_rate:
        return unit
    return f"{unit}/{format_number(indicator.per, 0, word.lang)}"


def say_rate(indicator: Indicator, figure: Figure, word: Translator) -> str:
    """Write a count against its denominator, where the catalogue maps it so: `2,31 vụ/1.000`."""
    rate = map_rate(indicator, figure)
    if not indicator.mapped_as_rate or rate is None:
        return ""
    per = format_number(indicator.per, 0, word.lang)
    return f"{format_number(rate, 2, word.lang)} {indicator.unit(word.lang)}/{per}"


def say_parts(
    indicator: Indicator,
    figure: Figure,
    denominator: Indicator | None,
    word: Translator,
    *,
    named: bool = True,
) -> str:
    """Write numerator and denominator: `6.745 người sử dụng / 8.001 người`; empty where one is missing.

    Parameters
    ----------
    named : bool
        Whether what they count is written too; a column can say it once, by `say_counted`.
    """
    if indicator.numerator is None or figure.numerator is None or figure.denominator is None:
        return ""
    precision = indicator.numerator.precision if denominator is None else denominator.precision
    above = format_number(figure.numerator, indicator.numerator.precision, word.lang)
    below = format_number(figure.denominator, precision, word.lang)
    mark = "≈\u00a0" if figure.numerator_derived else ""
    if not named:
        return f"{mark}{above} / {below}"
    unit = "" if denominator is None else denominator.unit(word.lang)
    return f"{mark}{with_unit(above, indicator.numerator.name(word.lang))} / {with_unit(below, unit)}"


def say_counted(indicator: Indicator, denominator: Indicator | None, word: Translator) -> str:
    """Say what numerator and denominator are: `người sử dụng / Dân số nông thôn`; empty without them."""
    if indicator.numerator is None or denominator is None:
        return ""
    return f"{indicator.numerator.name(word.lang)} / {denominator.name(word.lang)}"


def say_target(
    indicator: Indicator, rule: TargetRule | None, previous: Figure | None, word: Translator
) -> str:
    """Write what a value is read against: `≥ 85%`, `giảm so với cùng kỳ (47 vụ)`; a dash for nothing."""
    if rule is None:
        return "–"
    if not rule.is_set:
        return word(_("assigned later (not entered yet)"))
    unit = indicator.unit(word.lang)
    if rule.operator is Operator.BELOW_PREVIOUS:
        text = (
            _("not above the same period of last year")
            if rule.not_above
            else _("below the same period of last year")
        )
        before = None if previous is None else number_of(indicator, previous)
        said = "" if before is None else f" ({say_number(indicator, before, word)})"
        return word(text) + said
    if rule.operator is Operator.ALL_CRITERIA:
        return word(_("every criterion met"))
    if indicator.kind is Kind.YES_NO:
        return word(_("recognised"))
    assert rule.value is not None
    if rule.operator is Operator.BETWEEN and rule.value_to is not None:
        return format_range(rule.value, rule.value_to, unit=unit, lang=word.lang)
    return f"{_SIGNS[rule.operator]}\u00a0{format_target(rule.value, unit=unit, lang=word.lang)}"


def say_number(indicator: Indicator, number: Fraction, word: Translator, *, signed: bool = False) -> str:
    """Write a number in the indicator's unit."""
    text = format_number(number, indicator.precision, word.lang, signed=signed)
    return with_unit(text, indicator.unit(word.lang))


def say_gap(indicator: Indicator, judgement: Judgement, word: Translator) -> str:
    """Write the distance to the target: `1,7 điểm %`; empty where it is reached, none, or only yes or no."""
    if not judgement.gap or indicator.kind is Kind.YES_NO:
        return ""
    if judgement.closing is not None and judgement.closing.of is ClosingOf.COMMUNES:
        return say_thing(indicator, judgement.closing, word)
    # A gap is never shown as nothing: it takes the digits it needs to differ from 0.
    decimals = shown_decimals(judgement.gap, Fraction(0), indicator.precision)
    unit = indicator.unit(word.lang)
    text = format_number(judgement.gap, decimals, word.lang)
    return say_difference_in(text, unit, word)


def say_difference_in(text: str, unit: str, word: Translator) -> str:
    """Put the unit behind a written difference: between percentages points, else the values' own."""
    if unit != "%":
        return with_unit(text, unit)
    return word.ngettext("%(gap)s point", "%(gap)s points", 1 if text.lstrip(SIGNS) == "1" else 2, gap=text)


def say_closing(indicator: Indicator, judgement: Judgement, word: Translator) -> str:
    """Say what would close the gap in whole things: `cần thêm 312 người sử dụng`; empty for nothing."""
    return "" if judgement.closing is None else say_closing_of(indicator, judgement.closing, word)


def say_closing_of(indicator: Indicator, closing: Closing, word: Translator) -> str:
    """Say a change in whole things: `cần thêm 312 người sử dụng`."""
    thing = say_thing(indicator, closing, word)
    return (
        word(_("needs %(thing)s more"), thing=thing)
        if closing.more
        else word(_("needs %(thing)s fewer"), thing=thing)
    )


def say_thing(indicator: Indicator, closing: Closing, word: Translator) -> str:
    """Say how much of what would be changed: `312 người sử dụng`."""
    precision, unit = _thing(indicator, closing, word)
    return with_unit(format_number(closing.amount, precision, word.lang), unit)


def say_thing_unit(indicator: Indicator, closing: Closing, word: Translator) -> str:
    """Say what would be changed, for a column of such numbers: `người sử dụng`."""
    return _thing(indicator, closing, word)[1]


def _thing(indicator: Indicator, closing: Closing, word: Translator) -> tuple[int, str]:
    """Return the decimals and the name of what would be changed."""
    if closing.of is ClosingOf.NUMERATOR and indicator.numerator is not None:
        return indicator.numerator.precision, indicator.numerator.name(word.lang)
    if closing.of is ClosingOf.CRITERIA:
        return 0, word.ngettext("criterion", "criteria", int(closing.amount))
    if closing.of is ClosingOf.COMMUNES:
        return 0, word.ngettext("commune", "communes", int(closing.amount))
    return indicator.precision, indicator.unit(word.lang)
