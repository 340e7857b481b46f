"""On course or not, for a map's district and communes, and for every indicator of a commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from layers.catalogue import Indicator
from layers.joining.course_reading import course_periods, district_course, unit_course
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
from layers.periods import Period
from layers.rules.on_course import Course
from webmap.app.cache import kept
from webmap.choropleth import are_many
from webmap.maps.course_words import CourseText, say_course
from webmap.pages.address import Asked, snapshot_of
from webmap.words.translations import Translator

_KEPT = 30


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
