"""Which column of a boundary file is the code, the name, the type, the published area."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geodata.findings import Finding, Findings, Place, error

_DBASE_NAME = 10


@dataclass(frozen=True)
class Columns:
    """The columns to read; None where the file has none. `area_unit` is ``ha`` or ``km2``."""

    code: str | None = None
    name: str | None = None
    type: str | None = None
    area: str | None = None
    area_unit: str = "ha"


@cache
def _recognised() -> dict[str, tuple[str, int, str]]:
    """Return column name → (role, rank, unit), from ``columns.csv``."""
    text = resources.files("geodata.boundaries").joinpath("columns.csv").read_text("utf-8")
    return {
        row["column"]: (row["role"], int(row["rank"]), row["unit"])
        for row in csv.DictReader(text.splitlines())
    }


def recognise_columns(
    columns: Sequence[str],
    *,
    code_column: str | None = None,
    name_column: str | None = None,
    file: str | None = None,
) -> tuple[Columns, Findings]:
    """Return which of a file's columns mean what.

    Parameters
    ----------
    columns : sequence of str
        As the file has them; case, marks, blanks and hyphens do not matter.
    code_column, name_column : str, optional
        Named by the person; wins over recognition. Not in the file: an error that lists what is.
    file : str, optional
        For the findings.
    """
    place = Place(file=file)
    findings: list[Finding] = []
    best: dict[str, tuple[int, str, str]] = {}
    for column in columns:
        role, rank, unit = _meaning(column)
        if role and (role not in best or rank < best[role][0]):
            best[role] = (rank, column, unit)
    chosen = {role: column for role, (_, column, _) in best.items()}
    for role, named in (("code", code_column), ("name", name_column)):
        if named is None:
            continue
        found = next((c for c in columns if _plain(c) == _plain(named)), None)
        if found is None:
            findings.append(
                error("boundaries.column_missing", place, column=named, columns=", ".join(columns))
            )
        else:
            chosen[role] = found
    if "code" not in chosen and "name" not in chosen:
        if "foreign_code" in chosen:
            chosen["code"] = chosen["foreign_code"]
        elif not findings:
            findings.append(error("boundaries.no_code_no_name_column", place, columns=", ".join(columns)))
    unit = best["area"][2] if "area" in best else "ha"
    parts = Columns(chosen.get("code"), chosen.get("name"), chosen.get("type"), chosen.get("area"), unit)
    return parts, Findings(tuple(findings))


def _meaning(column: str) -> tuple[str, int, str]:
    """Return (role, rank, unit); a shapefile cuts names at ten bytes, so `commune_co` is commune_code."""
    plain, nothing = _plain(column), ("", 0, "")
    if plain in _recognised() or len(column) != _DBASE_NAME:
        return _recognised().get(plain, nothing)
    longer = {meaning for name, meaning in _recognised().items() if name.startswith(plain)}
    return longer.pop() if len(longer) == 1 else nothing


def _plain(column: str) -> str:
    letters = unicodedata.normalize("NFD", column.strip().casefold()).replace("đ", "d")
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return "_".join(bare.replace("-", " ").replace("_", " ").split())
