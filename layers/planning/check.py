"""What is wrong with a target that the office enters, by workbook or by form."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from geodata.findings import Finding, Place, error, warning
from geodata.store.targets import StoredResolution, StoredTarget
from layers.catalogue import (
    CommuneReading,
    DataLevel,
    Indicator,
    Operator,
    Target,
    TargetLevel,
    ValueSource,
    fault_of_target,
)
from layers.errors import NotAPeriod
from layers.periods import Period


def check_target(
    target: StoredTarget,
    indicator: Indicator,
    resolution: StoredResolution,
    place: Place,
    *,
    of_district: bool = False,
) -> Iterator[Finding]:
    """Yield what is wrong or odd: a value that does not fit, a missing document, a step outside the year.

    `of_district` says that the target's unit is the district: it has steps of a roadmap, and its year's
    target is the resolution's.
    """
    named = {"indicator": indicator.code, "name_vi": indicator.name_vi, "name_en": indicator.name_en}
    fault = fault_of_target(_as_catalogue_s(target), indicator)
    if fault is not None:
        yield error(fault[0], place, **named)
    if target.value is not None and target.document is None and _needs_document(target):
        yield error("target.document_missing", place, **named)
    if of_district and target.period is None:
        yield error("target.district_step_only", place, **named)
    if target.unit is not None and not of_district and indicator.data_level is DataLevel.DISTRICT:
        yield error("target.district_only", place, **named)
    needs_value = target.unit is not None and Operator(target.operator).needs_value
    if needs_value and target.value is None and fault is None:
        yield error("target.value_missing", place, **named)
    if target.period is not None:
        yield from _check_step(target, resolution, place, named)
    if target.due < resolution.issued_on:
        yield warning("target.due_before_issue", place, due=target.due, **named)


def _needs_document(target: StoredTarget) -> bool:
    return target.unit is None and target.value_source == ValueSource.ASSIGNED


def _check_step(
    target: StoredTarget, resolution: StoredResolution, place: Place, named: dict[str, str]
) -> Iterator[Finding]:
    try:
        step = Period.parse(target.period or "")
    except NotAPeriod:
        yield error("period.none", place, target.period, text=target.period)
        return
    if step.year != resolution.year:
        yield warning("target.step_outside_year", place, period=str(step), year=str(resolution.year), **named)


def _as_catalogue_s(target: StoredTarget) -> Target:
    return Target(
        indicator=target.indicator,
        clause=target.clause,
        order=target.position,
        operator=Operator(target.operator),
        value=None if target.value is None else Fraction(target.value),
        value_to=None if target.value_to is None else Fraction(target.value_to),
        value_source=ValueSource(target.value_source),
        assigned_by=target.assigned_by,
        level=TargetLevel(target.level),
        commune_reading=CommuneReading(target.commune_reading),
        due=target.due,
    )
