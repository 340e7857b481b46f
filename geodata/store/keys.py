"""What the rows of each append-only table speak of: rows of one key supersede each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from geodata.store.models import (
    CoverChange,
    Criterion,
    CriterionResult,
    CriterionSet,
    Incident,
    LandcoverPicture,
    Observation,
    OfficeSetting,
    PeriodEvent,
    Recognition,
    Remedy,
    Resolution,
    Target,
    UnitPredecessor,
    UnitRecord,
    Vintage,
)
from geodata.store.vocabulary import State

Same = Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Keyed:
    """An append-only table and when two of its rows speak of the same thing.

    Parameters
    ----------
    model : mapped class with `import_seq` and `withdrawn`
    same : callable
        Given two aliases of the model, the condition that they have one key.
    withdrawal : mapping of column to value
        What a row that withdraws a first value says instead of it.
    child : mapped class or None
        Rows that come whole with a row of the model, by `child_column`.
    """

    model: Any
    same: Same
    withdrawal: Mapping[str, Any] = field(default_factory=dict)
    child: Any = None
    child_column: str = ""
    parent_column: str = ""


def by_columns(model: Any, *names: str) -> Same:
    """Return the condition that two rows agree in columns; two empty ones agree."""
    nullable = {name: model.__table__.c[name].nullable for name in names}

    def same(one: Any, other: Any) -> ColumnElement[bool]:
        # Only `=` is sure to use an index.
        return and_(
            *(
                getattr(one, name).is_not_distinct_from(getattr(other, name))
                if nullable[name]
                else getattr(one, name) == getattr(other, name)
                for name in names
            )
        )

    return same


def _same_incident(one: Any, other: Any) -> ColumnElement[bool]:
    """A case number, and without one the first row: each branch can use an index of its own."""
    first = func.coalesce(other.origin_id, other.id)
    unnumbered = other.case_hash.is_(None)
    return or_(
        one.case_hash == other.case_hash,
        and_(unnumbered, one.id == first),
        and_(unnumbered, one.origin_id == first),
    )


_NO_VALUE = MappingProxyType(
    {
        "state": str(State.NO_DATA),
        "value": None,
        "numerator": None,
        "denominator": None,
        "reason": None,
        "note": None,
        "numerator_derived": False,
    }
)

KEYED: tuple[Keyed, ...] = (
    Keyed(Vintage, by_columns(Vintage, "valid_from")),
    Keyed(UnitRecord, by_columns(UnitRecord, "unit_id")),
    Keyed(UnitPredecessor, by_columns(UnitPredecessor, "successor_id", "predecessor_id")),
    Keyed(Resolution, by_columns(Resolution, "number")),
    Keyed(Target, by_columns(Target, "resolution", "indicator", "unit_id", "period")),
    Keyed(
        CriterionSet,
        by_columns(CriterionSet, "code"),
        child=Criterion,
        child_column="criterion_set",
        parent_column="code",
    ),
    Keyed(
        CriterionResult,
        by_columns(CriterionResult, "unit_id", "period", "criterion_set", "criterion"),
        withdrawal=MappingProxyType({"result": str(State.NO_DATA), "evidence": None}),
    ),
    Keyed(
        Observation,
        by_columns(Observation, "unit_id", "indicator", "period", "basis", "product"),
        withdrawal=_NO_VALUE,
    ),
    Keyed(CoverChange, by_columns(CoverChange, "unit_id", "kind", "product", "earlier", "later")),
    Keyed(LandcoverPicture, by_columns(LandcoverPicture, "product", "period")),
    Keyed(Recognition, by_columns(Recognition, "unit_id", "grade", "number")),
    Keyed(Incident, _same_incident),
    Keyed(OfficeSetting, by_columns(OfficeSetting, "key")),
    Keyed(Remedy, by_columns(Remedy, "indicator", "unit_id", "period")),
)
"""Every table that an undo sets back, in an order that keeps references whole."""

NEVER_UNDONE: tuple[Any, ...] = (PeriodEvent,)
"""Steps of a period are not undone: another step, with its own right and reason, leads back."""
