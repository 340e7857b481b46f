"""On course or not, in words: the verdict, and each number with the formula it went into."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layers.catalogue import Indicator
from layers.numbers import shown_decimals
from layers.periods import Period
from layers.rules.on_course import (
    LEAST_PERIODS,
    AgainstLastYear,
    AtThisPace,
    Check,
    Course,
    LikeLastYear,
    NoCourse,
    OnRoadmap,
)
from layers.rules.targets import TargetRule
from webmap.words.dates import format_date, format_period
from webmap.words.layer import say_difference_in, say_target
from webmap.words.numbers import format_number, with_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_REASONS = {
    NoCourse.NO_TARGET: _("No target is to come."),
    NoCourse.NOT_ASSIGNED: _("The target has not been assigned yet."),
    NoCourse.DECIDED: _("The target has fallen due: this period decides."),
    NoCourse.ALL_OR_NOTHING: _("No estimate: this target is all or nothing, so a pace says nothing."),
    NoCourse.NO_VALUE: _("No figure of this period yet."),
    NoCourse.NOT_BEGUN: _("No estimate yet: cumulative figures of the year it falls due begin in January."),
    NoCourse.NO_LAST_YEAR: _(
        "Too few data: the same months or the whole of last year have no figure to go by."
    ),
}
_UNSAID = (NoCourse.NO_TARGET, NoCourse.DECIDED, NoCourse.NO_VALUE, NoCourse.NOT_ASSIGNED)
_VERDICTS = {True: _("On course"), False: _("Behind"), None: _("Cannot be said")}
# A pace a month is small beside the value: two digits more show that it is not nothing.
_PACE_DECIMALS = 2


@dataclass(frozen=True)
class CourseText:
    """A course in words: `verdict` alone, and how it was come to, a line each; an empty text says nothing."""

    verdict: str
    lines: tuple[str, ...]
    is_on_course: bool | None
    due: str
    target: str


def say_course(indicator: Indicator, course: Course, period: Period, word: Translator) -> CourseText | None:
    """Word a course; None where there is nothing to ask: no target to come, or no figure.

    Parameters
    ----------
    indicator : Indicator
    course : Course
    period : Period
        Now.
    word : Translator
    """
    target = course.target
    if target is None or course.reason in _UNSAID:
        return None
    lines = [_check(indicator, target, check, period, word) for check in course.checks]
    if course.reason is not None:
        lines.append(_reason(course, word))
    holds = course.is_on_course
    verdict = _VERDICTS[holds]
    return CourseText(
        verdict=word(verdict),
        lines=tuple(lines),
        is_on_course=holds,
        due=format_date(target.due, word.lang),
        target=say_target(indicator, target, None, word),
    )


def _reason(course: Course, word: Translator) -> str:
    if course.reason is NoCourse.TOO_FEW:
        return word(
            _("Too few data for a pace: %(n)s of at least %(least)s periods."),
            n=course.periods,
            least=LEAST_PERIODS,
        )
    assert course.reason is not None
    return word(_REASONS[course.reason])


def _check(indicator: Indicator, target: TargetRule, check: Check, period: Period, word: Translator) -> str:
    if isinstance(check, LikeLastYear):
        return _like_last_year(indicator, target, check, period, word)
    if isinstance(check, AtThisPace):
        return _at_this_pace(indicator, target, check, word)
    if isinstance(check, AgainstLastYear):
        return word(
            _("%(value)s so far against %(before)s in the same months of last year: %(outcome)s."),
            value=_amount(indicator, check.value, word),
            before=_amount(indicator, check.same_months, word),
            outcome=_outcome(check, word),
        )
    return word(
        _("Roadmap by now: %(step)s; it has %(value)s: %(outcome)s."),
        step=say_target(indicator, check.step, None, word),
        value=_amount(indicator, check.value, word, against=check.step.value),
        outcome=_outcome(check, word),
    )


def _like_last_year(
    indicator: Indicator, target: TargetRule, check: LikeLastYear, period: Period, word: Translator
) -> str:
    return word(
        _(
            "%(value)s by the end of %(period)s; last year %(before)s in the same months and %(whole)s in "
            "all. Expected for the year: %(value)s × %(whole)s ÷ %(before)s = %(expected)s; target "
            "%(target)s: %(outcome)s."
        ),
        value=_number(indicator, check.value, word),
        period=format_period(period, word.lang),
        before=_number(indicator, check.same_months, word),
        whole=_number(indicator, check.whole_year, word),
        expected=_amount(indicator, check.expected, word, against=target.value),
        target=say_target(indicator, target, None, word),
        outcome=_outcome(check, word),
    )


def _at_this_pace(indicator: Indicator, target: TargetRule, check: AtThisPace, word: Translator) -> str:
    decimals = indicator.precision + _PACE_DECIMALS
    pace = format_number(abs(check.per_month), decimals, word.lang)
    return word.ngettext(
        "%(first)s at the end of %(since)s, %(value)s now, over %(periods)s periods: %(pace)s a month. "
        "Expected on %(due)s: %(value)s %(sign)s %(plain)s × %(months)s month = %(expected)s; target "
        "%(target)s: %(outcome)s.",
        "%(first)s at the end of %(since)s, %(value)s now, over %(periods)s periods: %(pace)s a month. "
        "Expected on %(due)s: %(value)s %(sign)s %(plain)s × %(months)s months = %(expected)s; target "
        "%(target)s: %(outcome)s.",
        check.months_left,
        first=_amount(indicator, check.first, word),
        since=format_period(check.since, word.lang),
        value=_number(indicator, check.value, word),
        periods=check.periods,
        pace=_pace(indicator, check.per_month, decimals, word),
        sign="\u2212" if check.per_month < 0 else "+",
        plain=pace,
        due=format_date(target.due, word.lang),
        months=check.months_left,
        expected=_amount(indicator, check.expected, word, against=target.value),
        target=say_target(indicator, target, None, word),
        outcome=_outcome(check, word),
    )


def _outcome(check: LikeLastYear | AgainstLastYear | AtThisPace | OnRoadmap, word: Translator) -> str:
    return word(_("that meets it")) if check.holds else word(_("that misses it"))


def _pace(indicator: Indicator, per_month: Fraction, decimals: int, word: Translator) -> str:
    text, unit = format_number(per_month, decimals, word.lang, signed=True), indicator.unit(word.lang)
    return say_difference_in(text, unit, word)


def _amount(
    indicator: Indicator, number: Fraction, word: Translator, *, against: Fraction | None = None
) -> str:
    """Write a number that stands by itself, with its unit."""
    unit = indicator.unit(word.lang)
    text = _number(indicator, number, word, against=against)
    return text if unit == "%" else with_unit(text, unit)


def _number(
    indicator: Indicator, number: Fraction, word: Translator, *, against: Fraction | None = None
) -> str:
    """Write a number of the formula; against a target with the digits that keep it on its side."""
    decimals = shown_decimals(number, against, indicator.precision)
    unit = indicator.unit(word.lang)
    return with_unit(format_number(number, decimals, word.lang), unit if unit == "%" else "")
