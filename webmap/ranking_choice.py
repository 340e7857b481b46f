"""What the address of the ranking asks for: over what, sorted and filtered how, from which coverage on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from flask import request

from geodata.numbers import read_number, write_number
from layers.joining.ranking import LEAST_COVERAGE
from webmap.app.errors import BadParameter

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


def asked_ranking(columns: Collection[str]) -> RankingChoice:
    """Read `?scope=&sort=&coverage=&f_<column>=` of the request.

    Parameters
    ----------
    columns : collection of str
        The columns that can be sorted and filtered by.

    Raises
    ------
    BadParameter
        For a column that is none, and for a coverage that is no percentage from 0 to 100.
    """
    sort = request.args.get("sort", "")
    filters = {
        name.removeprefix(FILTER): text.strip()
        for name, text in request.args.items()
        if name.startswith(FILTER) and text.strip()
    }
    for column in (*([sort.removeprefix("-")] if sort else []), *filters):
        if column not in columns:
            raise BadParameter("ranking.column_unknown", column=column)
    return RankingChoice(
        scope=request.args.get("scope", ""),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        percent=_percent(request.args.get("coverage", "")),
        filters=filters,
    )


def _percent(text: str) -> Decimal:
    if not text.strip():
        return _USUAL
    percent = read_number(text).value
    if percent is None or not 0 <= percent <= 100:
        raise BadParameter("ranking.coverage_wrong", text=text)
    return percent
