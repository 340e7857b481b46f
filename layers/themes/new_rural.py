"""New-rural criteria: the matrix commune × criterion, what blocks each commune, whose grade is at risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from geodata.store.criteria import (
    StoredCriterion,
    StoredCriterionResult,
    StoredCriterionSet,
    StoredRecognition,
)
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import UnitKind
from layers.catalogue import CriterionPart, Grade, Indicator
from layers.joining.layer import Layer
from layers.joining.reading import Reading
from layers.joining.snapshot import Snapshot
from layers.periods import Period
from layers.rules.values import number_of
from layers.themes.criterion_thresholds import read_threshold

MET, NOT_MET, NO_DATA, NOT_APPLICABLE = RESULTS = ("met", "not_met", "no_data", "not_applicable")
_TOWNS = (UnitKind.THI_TRAN, UnitKind.PHUONG)
_GROUP = "commune_group."
# A higher grade is only given to who has the lower ones.
_LADDER = (Grade.STANDARD, Grade.ADVANCED, Grade.MODEL)


@dataclass(frozen=True)
class CriterionCell:
    """What stands of a criterion in a commune; `entered` is None where nothing does."""

    number: str
    result: str
    entered: StoredCriterionResult | None = None


@dataclass(frozen=True)
class CommuneCriteria:
    """A commune's line of the matrix.

    `recognised` is the decision in force of the highest grade on the period's last day; `is_at_risk` says
    that the commune no longer meets what it was recognised for ("nguy cơ không duy trì"). `contradicted` are
    the sub-criteria whose own figure falls short of the threshold while their criterion is entered as met.
    """

    unit: StoredUnit
    cells: tuple[CriterionCell, ...]
    recognised: StoredRecognition | None
    is_at_risk: bool
    contradicted: tuple[str, ...] = ()

    def count(self, result: str) -> int:
        """Return how many criteria have a result."""
        return sum(cell.result == result for cell in self.cells)

    @property
    def applicable(self) -> int:
        """How many criteria of the set apply to the commune."""
        return len(self.cells) - self.count(NOT_APPLICABLE)

    @property
    def blocking(self) -> str | None:
        """The single criterion that keeps the commune from the set, where all others are known to be met."""
        missed = [cell.number for cell in self.cells if cell.result == NOT_MET]
        return missed[0] if len(missed) == 1 and not self.count(NO_DATA) else None


@dataclass(frozen=True)
class DerivedPart:
    """A sub-criterion that has a figure, or sounds like a line that counts something else.

    `layer` is None where the two do not agree. `short` are the communes whose figure falls short of the
    threshold; `judged` how many have both.
    """

    criterion: StoredCriterion
    part: CriterionPart
    indicator: Indicator
    layer: Layer | None
    short: tuple[StoredUnit, ...]
    judged: int

    @cached_property
    def short_keys(self) -> frozenset[UnitKey]:
        """The same communes, to be looked up."""
        return frozenset(unit.key for unit in self.short)


@dataclass(frozen=True)
class CriteriaMatrix:
    """A set's criteria and the communes that it is for, by code; `towns` are outside of the programme."""

    criterion_set: StoredCriterionSet
    period: Period
    communes: tuple[CommuneCriteria, ...]
    towns: tuple[StoredUnit, ...]
    parts: tuple[DerivedPart, ...]


def sets_of(snapshot: Snapshot, period: Period) -> tuple[StoredCriterionSet, ...]:
    """Return the criterion sets that hold on the period's last day, standard first."""
    order = [str(grade) for grade in Grade]
    holding = [s for s in snapshot.criterion_sets if s.holds(period.last_day)]
    return tuple(sorted(holding, key=lambda s: (order.index(s.grade), s.code)))


def indicator_of_set(snapshot: Snapshot, criterion_set: StoredCriterionSet) -> Indicator | None:
    """Return the line of the catalogue that counts the criteria of the set's grade, if there is one."""
    lines = snapshot.profile.measured_lines
    return next((i for i in lines if i.criteria_grade == criterion_set.grade), None)


def criteria_matrix(reading: Reading, criterion_set: StoredCriterionSet) -> CriteriaMatrix:
    """Return the matrix of a set in a period on the communes of a vintage.

    Parameters
    ----------
    reading : Reading
        Sub-criteria show figures only of lines that its reader may see.
    criterion_set : StoredCriterionSet
        One of the snapshot's.
    """
    snapshot, period = reading.snapshot, reading.period
    entered = {
        (r.unit, r.criterion): r
        for r in snapshot.criterion_results
        if r.period == str(period) and r.criterion_set == criterion_set.code
    }
    units = reading.communes
    parts = _derived_parts(reading, criterion_set)
    recognised = recognitions_in_force(snapshot, period)
    return CriteriaMatrix(
        criterion_set,
        period,
        tuple(
            _line(criterion_set, unit, entered, recognised.get(unit.key), parts)
            for unit in units
            if unit.kind not in _TOWNS
        ),
        tuple(unit for unit in units if unit.kind in _TOWNS),
        parts,
    )


def recognitions_in_force(snapshot: Snapshot, period: Period) -> Mapping[UnitKey, StoredRecognition]:
    """Return each unit's recognition of the highest grade that no later decision of the grade withdrew."""
    latest: dict[tuple[UnitKey, str], StoredRecognition] = {}
    for decision in snapshot.recognitions:
        if decision.decided_on <= period.last_day:
            latest[(decision.unit, decision.grade)] = decision
    order = [str(grade) for grade in Grade]
    standing = sorted((d for d in latest.values() if not d.is_withdrawal), key=lambda d: order.index(d.grade))
    return {decision.unit: decision for decision in standing}


def group_of(snapshot: Snapshot, code: str) -> str | None:
    """Return the group that the office has put a commune in, where the set's thresholds go by groups."""
    group = snapshot.settings.get(_GROUP + code)
    return None if group is None else str(group)


def group_setting(code: str) -> str:
    """Return the key of the office's setting that says a commune's group."""
    return _GROUP + code


def _line(
    criterion_set: StoredCriterionSet,
    unit: StoredUnit,
    entered: Mapping[tuple[UnitKey, str], StoredCriterionResult],
    recognised: StoredRecognition | None,
    parts: tuple[DerivedPart, ...],
) -> CommuneCriteria:
    cells = []
    for criterion in criterion_set.top_criteria:
        found = entered.get((unit.key, criterion.number))
        cells.append(CriterionCell(criterion.number, NO_DATA if found is None else found.result, found))
    met = {cell.number for cell in cells if cell.result == MET}
    short = (p for p in parts if unit.key in p.short_keys)
    contradicted = tuple(p.part.number for p in short if (p.criterion.parent or p.part.number) in met)
    below = any(cell.result == NOT_MET for cell in cells) and _covers(recognised, criterion_set.grade)
    return CommuneCriteria(unit, tuple(cells), recognised, below, contradicted)


def _covers(recognised: StoredRecognition | None, grade: str) -> bool:
    """Tell whether a recognition stands on a set's criteria: on those of its own grade and of lower ones."""
    if recognised is None or recognised.grade not in _LADDER or grade not in _LADDER:
        return recognised is not None and recognised.grade == grade
    return _LADDER.index(Grade(recognised.grade)) >= _LADDER.index(Grade(grade))


def _derived_parts(reading: Reading, criterion_set: StoredCriterionSet) -> tuple[DerivedPart, ...]:
    snapshot = reading.snapshot
    described = next((s for s in snapshot.profile.criterion_sets if s.code == criterion_set.code), None)
    if described is None:
        return ()
    stored = {c.number: c for c in criterion_set.criteria if c.parent is not None}
    found = []
    for criterion in described.criteria:
        for part in criterion.parts:
            if part.indicator is None or part.number not in stored:
                continue
            indicator = snapshot.profile.indicators[part.indicator]
            if not reading.sight.sees(indicator):
                continue
            layer = reading.layer(indicator.code) if part.agrees else None
            found.append(_derived(snapshot, stored[part.number], part, indicator, layer))
    return tuple(found)


def _derived(
    snapshot: Snapshot,
    criterion: StoredCriterion,
    part: CriterionPart,
    indicator: Indicator,
    layer: Layer | None,
) -> DerivedPart:
    short: list[StoredUnit] = []
    judged = 0
    for value in layer.units if layer is not None else ():
        threshold = read_threshold(criterion.threshold, group=group_of(snapshot, value.unit.code))
        number = number_of(indicator, value.figure)
        if threshold is None or number is None or value.unit.kind in _TOWNS:
            continue
        judged += 1
        if not threshold.is_met_by(number):
            short.append(value.unit)
    return DerivedPart(criterion, part, indicator, layer, tuple(short), judged)
