"""On course or not, in words: of a map's district and communes, and of every indicator of a commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import cast

from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from layers.catalogue import Indicator
from layers.joining.history import course_periods, district_course, unit_course
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
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
from webmap.app.cache import kept
from webmap.choropleth import are_many
from webmap.pages.address import Asked, snapshot_of
from webmap.words.dates import format_date, format_period
from webmap.words.layer import say_difference_in, say_target
from webmap.words.numbers import format_number, with_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_KEPT = 30
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


@dataclass(frozen=True)
class CommuneCourse:
    """A commune's course under the indicator of a map."""

    unit: UnitKey
    name: str
    text: CourseText


@dataclass(frozen=True)
class MapCourses:
    """The course of the district, None where nothing is asked of it, and of its communes.

    Where nothing can be said of any commune, `reason` says why once, and `communes` is empty.
    """

    district: CourseText | None
    communes: tuple[CommuneCourse, ...]
    reason: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return self.district is not None or bool(self.communes) or bool(self.reason)


@dataclass(frozen=True)
class IndicatorCourse:
    """The course of a commune under one indicator."""

    indicator: Indicator
    text: CourseText


@dataclass(frozen=True)
class CommuneCourses:
    """A commune's courses; `unsaid` are the names of indicators that nothing can be said of, by reason."""

    rows: tuple[IndicatorCourse, ...]
    unsaid: Mapping[str, tuple[str, ...]]

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.rows) or bool(self.unsaid)


def map_courses(here: Asked, layer: Layer, word: Translator) -> MapCourses:
    """Return the courses of a layer: the district's, and those of its communes in their order.

    Of very many communes each has its own on its own page.
    """
    snapshot = _snapshot(here)
    indicator, vintage, period = layer.indicator, layer.vintage, layer.period
    if are_many(layer):
        key = (layer.sequence, indicator.code, vintage, period, layer.sight)
        make = partial(district_course, snapshot, indicator, vintage, period)
        course = cast(Course, kept("district courses", _KEPT).get(key, make))
        return MapCourses(say_course(indicator, course, period, word), ())
    courses = (
        (value.unit, _of_unit(snapshot, indicator, value.unit, vintage, period, word))
        for value in layer.units
    )
    said = tuple(CommuneCourse(unit.key, unit.name, text) for unit, text in courses if text is not None)
    none_known = all(one.text.is_on_course is None for one in said)
    district = say_course(indicator, district_course(snapshot, indicator, vintage, period), period, word)
    if said and none_known:
        return MapCourses(district, (), said[0].text.lines[0] if district is None else "")
    return MapCourses(district, said)


def commune_courses(
    here: Asked, summary: Summary, unit: StoredUnit, vintage: StoredVintage, word: Translator
) -> CommuneCourses:
    """Return a commune's courses under the targets of a summary, in the resolution's order."""
    snapshot = _snapshot(here)
    rows: list[IndicatorCourse] = []
    unsaid: dict[str, tuple[str, ...]] = {}
    for layer in summary.layers:
        text = None
        if layer.units:
            text = _of_unit(snapshot, layer.indicator, unit, vintage, here.period, word)
        if text is not None and text.is_on_course is not None:
            rows.append(IndicatorCourse(layer.indicator, text))
        elif text is not None:
            reason = text.lines[0]
            unsaid[reason] = (*unsaid.get(reason, ()), layer.indicator.name(word.lang))
    return CommuneCourses(tuple(rows), unsaid)


def _of_unit(
    snapshot: Snapshot,
    indicator: Indicator,
    unit: StoredUnit,
    vintage: StoredVintage,
    period: Period,
    word: Translator,
) -> CourseText | None:
    course = unit_course(snapshot, indicator, unit, vintage, period)
    return say_course(indicator, course, period, word)


def _snapshot(here: Asked) -> Snapshot:
    """Read the periods that courses need, once for all indicators, at the time asked for."""
    return snapshot_of(course_periods(here.period, here.periods))


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
    return CourseText(
        verdict=word(_VERDICTS[course.is_on_course]),
        lines=tuple(lines),
        is_on_course=course.is_on_course,
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
