"""Resolutions: the documents that set targets, and the targets as they set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from layers.catalogue.entries import Entry
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import (
    CommuneReading,
    Direction,
    Kind,
    Operator,
    TargetLevel,
    ValueSource,
)


@dataclass(frozen=True)
class Clause:
    """A clause of a resolution, with the title the portal gives it."""

    code: str
    title_vi: str
    title_en: str

    def title(self, language: str) -> str:
        """Return the title in `vi` or `en`."""
        return self.title_en if language == "en" else self.title_vi


@dataclass(frozen=True)
class Target:
    """An indicator's target in a resolution; the store holds it, and what the office enters later.

    `value` is in the indicator's unit; None where it is assigned by another document and not yet entered,
    or where the operator needs none. `order` is the position within the clause.
    """

    indicator: str
    clause: str
    order: int
    operator: Operator
    value: Fraction | None
    value_to: Fraction | None
    value_source: ValueSource
    assigned_by: str | None
    level: TargetLevel
    commune_reading: CommuneReading
    due: date
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Resolution:
    """A resolution: number, day of issue, issuer, year it speaks of, clauses and targets in their order."""

    number: str
    issued: date
    year: int
    issuer_vi: str
    issuer_en: str
    title_vi: str
    title_en: str
    note_vi: str
    note_en: str
    clauses: tuple[Clause, ...]
    targets: tuple[Target, ...]

    def title(self, language: str) -> str:
        """Return the title in `vi` or `en`."""
        return self.title_en if language == "en" else self.title_vi

    def target_of(self, indicator: str) -> Target | None:
        """Return the target of an indicator, or None."""
        return next((target for target in self.targets if target.indicator == indicator), None)


def read_resolution(
    entry: Entry, indicators: Mapping[str, Indicator], beside: dict[str, list[Entry]]
) -> Resolution:
    """Return the resolution of a file; each target fits the indicator it is for.

    `beside` are targets that stand beside their indicator, by the resolution's number; its own are taken.
    """
    clauses = tuple(_clause(table) for table in entry.tables("clause", "code"))
    number = entry.text("number")
    tables = (*entry.tables("target", "indicator"), *beside.pop(number, ()))
    resolution = Resolution(
        number=number,
        issued=entry.day("issued"),
        year=entry.whole("year", least=1900),
        issuer_vi=entry.text("issuer_vi"),
        issuer_en=entry.text("issuer_en"),
        title_vi=entry.text("title_vi"),
        title_en=entry.text("title_en"),
        note_vi=entry.optional_text("note_vi") or "",
        note_en=entry.optional_text("note_en") or "",
        clauses=clauses,
        targets=tuple(_target(table, indicators) for table in tables),
    )
    entry.finish()
    _check_clauses(entry, clauses)
    _check_places(tables, resolution)
    return resolution


def wrong_with_target(target: Target, indicator: Indicator) -> str | None:
    """Return why a target does not fit its indicator, or None."""
    fault = fault_of_target(target, indicator)
    return None if fault is None else fault[1]


def fault_of_target(target: Target, indicator: Indicator) -> tuple[str, str] | None:
    """Return the code of a finding and the reason why a target does not fit its indicator, or None.

    The catalogue's files and the office's entries are held against the same list.
    """
    operator, value = target.operator, target.value
    opposite = {operator.direction, indicator.direction} == {Direction.HIGHER, Direction.LOWER}
    assigned = target.value_source is ValueSource.ASSIGNED
    faults = (
        (indicator.is_denominator, "target.of_denominator", "a denominator has no target"),
        (
            opposite,
            "target.other_direction",
            f"operator '{operator}' asks for the other direction than '{indicator.direction}'",
        ),
        (
            (operator is Operator.ALL_CRITERIA) != (indicator.kind is Kind.CRITERIA),
            "target.operator_of_kind",
            f"operator '{operator}' does not go with kind '{indicator.kind}'",
        ),
        (
            indicator.kind is Kind.YES_NO and (operator is not Operator.EQUAL or value not in (None, 1)),
            "target.yes_no",
            "a yes_no is set by operator '==' and value 1",
        ),
        (
            not operator.needs_value and value is not None,
            "target.takes_no_value",
            f"operator '{operator}' takes no value",
        ),
        (
            operator.needs_value and value is None and not assigned,
            "target.value_missing",
            "the value is missing",
        ),
        (value is not None and value < 0, "target.negative", f"value {value} is below 0"),
        (
            value is not None and indicator.max is not None and value > indicator.max,
            "target.over_maximum",
            f"value {value} is over the indicator's max {indicator.max}",
        ),
        (
            (operator is Operator.BETWEEN and value is not None) != (target.value_to is not None),
            "target.range_incomplete",
            "value_to goes with operator 'between'",
        ),
        (
            value is not None and target.value_to is not None and target.value_to <= value,
            "target.range_reversed",
            "value_to is not above value",
        ),
        (
            assigned and not target.assigned_by,
            "target.assigned_by_missing",
            "an assigned target says who assigns it (assigned_by)",
        ),
        (
            target.level is TargetLevel.EACH_COMMUNE and target.commune_reading is not CommuneReading.JUDGE,
            "target.level_reading",
            "a target of each commune is read by 'judge'",
        ),
    )
    return next(((code, reason) for wrong, code, reason in faults if wrong), None)


def _clause(entry: Entry) -> Clause:
    clause = Clause(entry.text("code"), entry.text("title_vi"), entry.text("title_en"))
    entry.finish()
    return clause


def _target(entry: Entry, indicators: Mapping[str, Indicator]) -> Target:
    code = entry.text("indicator")
    if code not in indicators:
        raise entry.error(f"indicator '{code}' is not in the catalogue")
    target = Target(
        indicator=code,
        clause=entry.text("clause"),
        order=entry.whole("order", least=1),
        operator=entry.choice("operator", Operator),
        value=entry.number("value"),
        value_to=entry.number("value_to"),
        value_source=entry.choice("value_source", ValueSource),
        assigned_by=entry.optional_text("assigned_by"),
        level=entry.choice("level", TargetLevel),
        commune_reading=entry.choice("commune_reading", CommuneReading),
        due=entry.day("due"),
        note_vi=entry.optional_text("note_vi") or "",
        note_en=entry.optional_text("note_en") or "",
    )
    entry.finish()
    reason = wrong_with_target(target, indicators[code])
    if reason is not None:
        raise entry.error(reason)
    return target


def _check_clauses(entry: Entry, clauses: tuple[Clause, ...]) -> None:
    for one, other in pairwise(sorted(clause.code for clause in clauses)):
        if one == other:
            raise entry.error(f"two clauses are called '{one}'")


def _check_places(entries: tuple[Entry, ...], resolution: Resolution) -> None:
    clauses = {clause.code for clause in resolution.clauses}
    indicators: set[str] = set()
    places: set[tuple[str, int]] = set()
    for entry, target in zip(entries, resolution.targets, strict=True):
        if target.clause not in clauses:
            raise entry.error(f"clause '{target.clause}' is not among the clauses")
        if target.indicator in indicators:
            raise entry.error("it has two targets in one resolution")
        if (target.clause, target.order) in places:
            raise entry.error(f"order {target.order} occurs twice in clause {target.clause}")
        indicators.add(target.indicator)
        places.add((target.clause, target.order))
