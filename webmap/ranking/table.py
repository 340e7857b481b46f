"""The ranking as a reader asked for it: ranked over all communes first, then filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from geodata.numbers import read_number, write_number
from geodata.store.units import UnitKey
from geodata.store.vocabulary import State
from layers.joining.layer import Layer, UnitValue
from layers.joining.ranking import LEAST_COVERAGE, Standing
from layers.joining.summary import Summary
from layers.numbers import quick_order
from layers.periods import Period
from layers.rules.values import number_of
from layers.tables.column_filter import (
    FilterUnclear,
    NumberFilter,
    TextFilter,
    read_number_filter,
    read_text_filter,
)
from webmap.app.errors import BadParameter
from webmap.pages.address import Asked
from webmap.pages.summaries import standings_of, summary_at, summary_of


@dataclass(frozen=True)
class RankRow:
    """A commune with its rank in the period before (None where it had none).

    `value` is its value where the ranking is over one indicator, `number` that in the indicator's unit.
    """

    standing: Standing
    before: int | None = None
    value: UnitValue | None = None
    number: Fraction | None = None

    @property
    def moved(self) -> int | None:
        """How many places it has moved away from lagging most; below 0 it lags more than before."""
        rank = self.standing.rank
        return None if rank is None or self.before is None else rank - self.before


@dataclass(frozen=True)
class Ranking:
    """Communes ranked over `layers`; `rows` are those that fit the filters, in the order asked for.

    `only` is the layer where there is but one; `before` the period of the earlier ranks, None without such;
    `problem` says which filter could not be read: then none is applied.
    """

    choice: RankingChoice
    layers: tuple[Layer, ...]
    standings: tuple[Standing, ...]
    rows: tuple[RankRow, ...]
    before: Period | None
    only: Layer | None
    problem: FilterUnclear | None = None

    @property
    def ranked(self) -> tuple[RankRow, ...]:
        """The rows that have a rank."""
        return tuple(row for row in self.rows if row.standing.rank is not None)

    @property
    def unranked(self) -> tuple[RankRow, ...]:
        """The rows whose coverage is too small for a rank."""
        return tuple(row for row in self.rows if row.standing.rank is None)

    @property
    def silent(self) -> int:
        """How many targets of communes have no figure of any of them."""
        nothing = (State.NO_DATA, State.NOT_APPLICABLE)
        drawn = (layer for layer in self.layers if layer.units)
        return sum(all(value.figure.state in nothing for value in layer.units) for layer in drawn)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are shown."""
        absent = {"before"} if self.before is None else set()
        absent |= {"value"} if self.only is None else set()
        return tuple(column for column in COLUMNS if column not in absent)


_NUMBERS: Mapping[str, Callable[[RankRow], Fraction | int | None]] = {
    "rank": lambda row: row.standing.rank,
    "value": lambda row: row.number,
    "missed_share": lambda row: _percent(row.standing.missed_share),
    "missed": lambda row: row.standing.missed,
    "mean_gap": lambda row: row.standing.mean_gap,
    "coverage": lambda row: _percent(row.standing.coverage),
    "before": lambda row: row.before,
}
COLUMNS = ("rank", "commune", "value", "missed_share", "missed", "mean_gap", "coverage", "before")
"""Columns to sort and filter by; shares are in percent, the value in the indicator's unit."""


def ranking_of(here: Asked, choice: RankingChoice) -> Ranking:
    """Rank the communes over what was chosen, then filter and sort.

    Raises
    ------
    BadParameter
        For a scope that is none.
    """
    layers = _chosen(here, summary_of(here), choice.scope)
    codes = tuple(layer.indicator.code for layer in layers)
    standings = standings_of(summary_of(here), here.sight, codes=codes, coverage=choice.coverage)
    before = here.period.previous()
    ranks = _ranks(here, before, codes, choice.coverage)
    only = layers[0] if len(layers) == 1 and choice.scope.startswith("indicator:") else None
    values = {} if only is None else {value.unit.key: value for value in only.units}
    rows = tuple(_row(standing, ranks, only, values) for standing in standings)
    whole = Ranking(choice, layers, standings, _in_order(rows, choice), before if ranks else None, only)
    # A filter of a column that this scope or period does not have waits unseen until it is there again.
    filters = {column: text for column, text in choice.filters.items() if column in whole.columns}
    try:
        return replace(whole, rows=_filtered(whole.rows, filters))
    except FilterUnclear as unclear:
        return replace(whole, problem=unclear)


def _chosen(here: Asked, summary: Summary, scope: str) -> tuple[Layer, ...]:
    """Return the layers of `clause:I.2`, `theme:waste`, `indicator:tree_cover`; no scope: all."""
    if not scope:
        return summary.layers
    kind, _sep, code = scope.partition(":")
    if kind == "clause" and code in summary.by_clause:
        return tuple(line.layer for line in summary.by_clause[code])
    if kind == "theme" and here.snapshot.profile.theme(code) is not None:
        return tuple(layer for layer in summary.layers if layer.indicator.theme == code)
    found = tuple(layer for layer in summary.layers if layer.indicator.code == code)
    if kind == "indicator" and found:
        return found
    raise BadParameter("ranking.scope_unknown", scope=scope)


def _ranks(here: Asked, period: Period, codes: tuple[str, ...], coverage: Fraction) -> dict[str, int]:
    """Return the ranks of another period over the same indicators; empty where nothing was judged."""
    past = summary_at(here, period)
    if past is None:
        return {}
    standings = standings_of(past, here.sight, codes=codes, coverage=coverage)
    return {s.unit.code: s.rank for s in standings if s.rank is not None and s.judged}


def _row(
    standing: Standing, ranks: Mapping[str, int], only: Layer | None, values: Mapping[UnitKey, UnitValue]
) -> RankRow:
    before = ranks.get(standing.unit.code)
    if only is None:
        return RankRow(standing, before)
    value = values[standing.unit.key]
    return RankRow(standing, before, value, number_of(only.indicator, value.figure))


def _filtered(rows: Sequence[RankRow], filters: Mapping[str, str]) -> tuple[RankRow, ...]:
    """Return the rows that fit every filter; all are read first, so that a wrong one shows in any order."""
    read = {
        column: read_text_filter(text) if column == "commune" else read_number_filter(text)
        for column, text in filters.items()
    }
    return tuple(row for row in rows if all(_fits(row, column, one) for column, one in read.items()))


def _fits(row: RankRow, column: str, read: TextFilter | NumberFilter) -> bool:
    if isinstance(read, TextFilter):
        return read.accepts(row.standing.unit.name)
    return read.accepts(_NUMBERS[column](row))


def _in_order(rows: tuple[RankRow, ...], choice: RankingChoice) -> tuple[RankRow, ...]:
    """Sort by the chosen column; what has no value comes last either way, ties as they were ranked."""
    if not choice.sort:
        return rows
    if choice.sort == "commune":
        return tuple(sorted(rows, key=lambda row: row.standing.unit.name, reverse=choice.descending))
    number = _NUMBERS[choice.sort]
    known = [row for row in rows if number(row) is not None]
    known.sort(key=lambda row: quick_order(Fraction(number(row) or 0)), reverse=choice.descending)
    return (*known, *(row for row in rows if number(row) is None))


def _percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else 100 * share


_USUAL = Decimal(int(100 * LEAST_COVERAGE))
FILTER = "f_"
"""What the name of a column's filter begins with in the address."""


@dataclass(frozen=True)
class RankingChoice:
    """What was asked for.

    `scope` is empty for all targets; `sort` a column's name, `descending` or not, empty for the order of the
    ranking; `filters` the texts typed over the columns, by column; `percent` the least coverage (0–100).
    """

    scope: str = ""
    sort: str = ""
    descending: bool = False
    percent: Decimal = _USUAL
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, str]:
        """Return it as an address carries it, without what is as usual."""
        sort = {"sort": ("-" if self.descending else "") + self.sort} if self.sort else {}
        return {**self.kept, **sort, **self.filter_fields}

    @property
    def kept(self) -> dict[str, str]:
        """Return what another order or other filters leave as it is: scope and coverage."""
        scope = {"scope": self.scope} if self.scope else {}
        return scope | ({} if self.percent == _USUAL else {"coverage": write_number(self.percent)})

    @property
    def filter_fields(self) -> dict[str, str]:
        """Return the filters by the names that the address gives them."""
        return {FILTER + column: text for column, text in self.filters.items()}

    @property
    def coverage(self) -> Fraction:
        """The least coverage as a share (0–1)."""
        return Fraction(self.percent) / 100

    def sorted_by(self, column: str) -> dict[str, str]:
        """Return the address's parameters for a column's heading: each click turns the order round."""
        downward = self.sort == column and not self.descending
        sort = {"sort": ("-" if downward else "") + column}
        return {**self.kept, **sort, **self.filter_fields}


def read_ranking(given: Mapping[str, str], columns: Collection[str]) -> RankingChoice:
    """Read `scope`, `sort`, `coverage` and `f_<column>` of what an address gives.

    Parameters
    ----------
    given : mapping
    columns : collection of str
        The columns that can be sorted and filtered by.

    Raises
    ------
    BadParameter
        For a column that is none, and for a coverage that is no percentage from 0 to 100.
    """
    sort = given.get("sort", "")
    filters = {
        name.removeprefix(FILTER): text.strip()
        for name, text in given.items()
        if name.startswith(FILTER) and text.strip()
    }
    for column in (*([sort.removeprefix("-")] if sort else []), *filters):
        if column not in columns:
            raise BadParameter("ranking.column_unknown", column=column)
    return RankingChoice(
        scope=given.get("scope", ""),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        percent=_asked_percent(given.get("coverage", "")),
        filters=filters,
    )


def _asked_percent(text: str) -> Decimal:
    if not text.strip():
        return _USUAL
    percent = read_number(text).value
    if percent is None or not 0 <= percent <= 100:
        raise BadParameter("ranking.coverage_wrong", text=text)
    return percent
