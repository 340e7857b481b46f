"""The workbook of a resolution: its heading, clauses, targets, communes' own targets and roadmaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredUnit
from geodata.tables.workbook.description import Book, CellKind, Column, Rule, Sheet
from geodata.tables.workbook.template import write_template
from layers.catalogue import Profile
from layers.planning.labels import Choices, plan_labels

_LABEL, _TEXT, _NUMBER = Rule(CellKind.LABEL), Rule(CellKind.TEXT), Rule(CellKind.NUMBER)
_SPARE_LINES, _SPARE_CLAUSES = 60, 8
PROPERTIES = ("number", "issued_on", "year", "issuer_vi", "issuer_en", "title_vi", "title_en")

_Filled = dict[tuple[str, str], str | Decimal]


def plan_workbook(
    profile: Profile,
    file: Path,
    *,
    resolution: StoredResolution | None,
    targets: Iterable[StoredTarget] = (),
    communes: Sequence[StoredUnit] = (),
) -> None:
    """Write the workbook of a resolution as `.xlsx`.

    Parameters
    ----------
    profile : Profile
        Every measured line of its catalogue has a row.
    file : pathlib.Path
    resolution : StoredResolution or None
        What it is filled with; None leaves the heading empty.
    targets : iterable of StoredTarget
        Of that resolution: the district's, communes' own and steps of roadmaps.
    communes : sequence of StoredUnit
        Whose codes and names stand in the rows of own targets that are filled.
    """
    targets = tuple(targets)
    shared = {t.indicator: t for t in targets if t.unit is None and t.period is None}
    own = [t for t in targets if t.unit is not None]
    names = {unit.key: unit.name for unit in communes}
    texts = plan_labels().texts["refusal"]
    book = Book(
        sheets=(
            _resolution_sheet(resolution),
            _clause_sheet(resolution),
            _target_sheet(profile, shared),
            _own_sheet(profile, own, {t.unit: names.get(t.unit, "") for t in own if t.unit is not None}),
        ),
        refusal_title=texts["title"],
        refusal=texts["text"],
    )
    write_template(book, file)


def _resolution_sheet(resolution: StoredResolution | None) -> Sheet:
    filled: _Filled = {}
    for key in PROPERTIES:
        filled[key, "label"] = plan_labels().texts["properties"][key]
        if resolution is not None:
            filled[key, "value"] = _said(getattr(resolution, key))
    columns = (
        Column("property", _title("property"), _LABEL, is_hidden=True),
        Column("label", _title("label"), _LABEL, width=34),
        Column("value", _title("value"), _TEXT, width=70),
    )
    return Sheet(_sheet("resolution"), _heading("resolution"), columns, PROPERTIES, filled)


def _clause_sheet(resolution: StoredResolution | None) -> Sheet:
    clauses = [] if resolution is None else resolution.clauses
    filled: _Filled = {}
    rows = [str(n) for n in range(1, len(clauses) + _SPARE_CLAUSES + 1)]
    for row, clause in zip(rows, clauses, strict=False):
        filled[row, "clause"] = clause["code"]
        filled[row, "title_vi"], filled[row, "title_en"] = clause["title_vi"], clause["title_en"]
    columns = (
        Column("line", _title("line"), _LABEL, width=6),
        Column("clause", _title("clause"), _TEXT, width=10),
        Column("title_vi", _title("title_vi"), _TEXT, width=60),
        Column("title_en", _title("title_en"), _TEXT, width=60),
    )
    return Sheet(_sheet("clauses"), _heading("clauses"), columns, tuple(rows), filled)


def _target_sheet(profile: Profile, shared: Mapping[str, StoredTarget]) -> Sheet:
    filled: _Filled = {}
    order = sorted(shared.values(), key=lambda t: t.position)
    codes = [t.indicator for t in order if t.indicator in profile.indicators]
    codes += [i.code for i in profile.measured_lines if i.code not in shared]
    for code in codes:
        indicator = profile.indicators[code]
        filled[code, "indicator_name"], filled[code, "unit"] = indicator.name_vi, indicator.unit_vi
        filled[code, "clause"] = indicator.clause or ""
        if code in shared:
            filled |= {(code, key): text for key, text in _target_cells(shared[code]).items()}
    columns = (
        Column("indicator", _title("indicator"), _LABEL, width=26),
        Column("indicator_name", _title("indicator_name"), _LABEL, width=54),
        Column("unit", _title("unit"), _LABEL, width=12),
        Column("clause", _title("clause"), _TEXT, width=9),
        *_value_columns(),
        Column("due", _title("due"), _TEXT),
        Column("level", _title("level"), _choice(plan_labels().levels)),
        Column("commune_reading", _title("commune_reading"), _choice(plan_labels().readings), width=22),
        Column("value_source", _title("value_source"), _choice(plan_labels().sources)),
        Column("assigned_by", _title("assigned_by"), _TEXT, width=20),
        *_document_columns(),
    )
    return Sheet(_sheet("targets"), _heading("targets"), columns, tuple(codes), filled)


def _own_sheet(profile: Profile, own: Sequence[StoredTarget], names: Mapping[object, str]) -> Sheet:
    filled: _Filled = {}
    rows = [str(n) for n in range(1, len(own) + _SPARE_LINES + 1)]
    for row, target in zip(rows, own, strict=False):
        assert target.unit is not None
        cells = {
            "commune_code": target.unit.code,
            "commune": names[target.unit],
            "indicator": target.indicator,
            "indicator_name": profile.indicators[target.indicator].name_vi,
            "period": target.period or "",
            **{k: v for k, v in _target_cells(target).items() if k in _OWN_CELLS},
        }
        filled |= {(row, key): value for key, value in cells.items() if value != ""}
    columns = (
        Column("line", _title("line"), _LABEL, width=6),
        Column("commune_code", _title("commune_code"), _TEXT, width=10),
        Column("commune", _title("commune"), _TEXT, width=22),
        Column("indicator", _title("indicator"), _TEXT, width=26),
        Column("indicator_name", _title("indicator_name"), _TEXT, width=44),
        Column("period", _title("period"), _TEXT, width=12),
        *_value_columns(),
        Column("due", _title("due"), _TEXT),
        *_document_columns(),
    )
    return Sheet(_sheet("own"), _heading("own"), columns, tuple(rows), filled)


_OWN_CELLS = ("operator", "value", "value_to", "due", "document", "document_date")


def _target_cells(target: StoredTarget) -> dict[str, str | Decimal]:
    say = plan_labels()
    cells: dict[str, str | Decimal | None] = {
        "clause": target.clause,
        "operator": say.operators.first[target.operator],
        "value": target.value,
        "value_to": target.value_to,
        "due": _said(target.due),
        "level": say.levels.first[target.level],
        "commune_reading": say.readings.first[target.commune_reading],
        "value_source": say.sources.first[target.value_source],
        "assigned_by": target.assigned_by,
        "document": target.document,
        "document_date": None if target.document_date is None else _said(target.document_date),
    }
    return {key: value for key, value in cells.items() if value is not None}


def _value_columns() -> tuple[Column, ...]:
    return (
        Column("operator", _title("operator"), _choice(plan_labels().operators), width=20),
        Column("value", _title("value"), _NUMBER),
        Column("value_to", _title("value_to"), _NUMBER),
    )


def _document_columns() -> tuple[Column, ...]:
    return (
        Column("document", _title("document"), _TEXT, width=20),
        Column("document_date", _title("document_date"), _TEXT),
    )


def _choice(choices: Choices) -> Rule:
    return Rule(CellKind.CHOICE, choices=tuple(choices.first.values()))


def _title(key: str) -> str:
    return plan_labels().texts["columns"][key]


def _sheet(key: str) -> str:
    return plan_labels().texts["sheets"][key]


def _heading(key: str) -> tuple[str, ...]:
    texts = plan_labels().texts["headings"]
    return (texts[key], texts[f"{key}_rule"])


def _said(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
