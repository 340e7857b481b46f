"""`/ranking.csv|.xlsx` and `/ranking/heat.csv|.xlsx`: the ranking as it is shown, to take away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from flask import Blueprint, Response, request

from geodata.tables.longform import write_long_csv
from geodata.tables.workbook.longsheet import write_long_workbook
from layers.numbers import rounded
from layers.tables import layer_table
from layers.tables.layer_table import Row, layer_rows
from webmap.app.errors import BadParameter
from webmap.pages.address import Asked, asked
from webmap.pages.language import current_translator
from webmap.pages.page import standing
from webmap.ranking.table import COLUMNS, Ranking, RankRow, ranking_of, read_ranking
from webmap.words.translations import marked as _

bp = Blueprint("ranking_files", __name__)

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RANKED = (
    "commune_code", "commune", "period", "vintage", "scope", "rank", "value", "missed_share", "missed", "met",
    "judged", "applicable", "coverage", "mean_gap", "gaps_counted", "gaps_left_out", "rank_before",
    "period_before",
)  # fmt: skip
_DECIMALS = 6
_MOST_ROWS = {"csv": 200_000, "xlsx": 50_000}


@bp.get("/ranking.<any(csv, xlsx):suffix>")
def table(suffix: str) -> Response:
    """Send the rows that the page shows, in its order; those without a rank come last."""
    here, ranking = _asked()
    rows = [_row(here, ranking, row) for row in (*ranking.ranked, *ranking.unranked)]
    return _sent(f"ranking-{here.period}.{suffix}", "ranking", _RANKED, rows)


@bp.get("/ranking/heat.<any(csv, xlsx):suffix>")
def heat(suffix: str) -> Response:
    """Send the heat table in long form, a row for each commune shown under each target."""
    here, ranking = _asked()
    order = {row.standing.unit.code: at for at, row in enumerate((*ranking.ranked, *ranking.unranked))}
    _refuse_too_many(len(order) * sum(bool(layer.units) for layer in ranking.layers), suffix)
    lang = current_translator().lang
    rows = [
        row
        for layer in ranking.layers
        for row in sorted(
            (row for row in layer_rows(layer, language=lang) if row["commune_code"] in order),
            key=lambda row: order[str(row["commune_code"])],
        )
    ]
    return _sent(f"ranking-targets-{here.period}.{suffix}", "ranking", layer_table.COLUMNS, rows)


def _asked() -> tuple[Asked, Ranking]:
    """Read the address; a filter that cannot be read is refused, since a file has no place to say so."""
    here = asked()
    ranking = ranking_of(here, read_ranking(request.args, COLUMNS))
    if ranking.problem is not None:
        raise ranking.problem
    return here, ranking


def _refuse_too_many(rows: int, suffix: str) -> None:
    """Refuse a table that no spreadsheet opens: of a country each target alone has thousands of rows."""
    if rows > _MOST_ROWS[suffix]:
        raise BadParameter("ranking.too_many_rows", rows=rows, most=_MOST_ROWS[suffix], suffix=suffix)


def _row(here: Asked, ranking: Ranking, row: RankRow) -> Row:
    standing = row.standing
    return {
        "commune_code": standing.unit.code,
        "commune": standing.unit.name,
        "period": str(here.period),
        "vintage": standing.unit.key.valid_from.isoformat(),
        "scope": ranking.choice.scope,
        "rank": standing.rank,
        "value": _decimal(row.number),
        "missed_share": _decimal(standing.missed_share),
        "missed": standing.missed,
        "met": standing.met,
        "judged": standing.judged,
        "applicable": standing.applicable,
        "coverage": _decimal(standing.coverage),
        "mean_gap": _decimal(standing.mean_gap),
        "gaps_counted": standing.gaps_counted,
        "gaps_left_out": standing.gaps_left_out,
        "rank_before": row.before,
        "period_before": None if ranking.before is None else str(ranking.before),
    }


def _sent(name: str, title: str, columns: Sequence[str], rows: Iterable[Row]) -> Response:
    word = current_translator()
    heading = (word(_("Sample data: not for reporting")),) if standing().is_sample else ()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        if file.suffix == ".csv":
            write_long_csv(file, columns, rows)
        else:
            write_long_workbook(file, title, columns, rows, heading=heading)
        response = Response(file.read_bytes(), content_type=_TYPES[file.suffix[1:]])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else rounded(number, _DECIMALS).normalize() + Decimal(0)
