"""The sample's tables, read for the tests, and the sample loaded into a store of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from shapely.geometry import shape

from geodata.store import Store, importing, open_store
from geodata.store.criteria import (
    StoredCriterionResult,
    StoredRecognition,
    write_criterion_results,
    write_recognitions,
)
from geodata.store.settings import write_office_settings
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import ImportKind, UnitKind
from layers.intake.founding import found_store
from layers.profiles.nhon_trach.sample import make_boundaries, make_values, plan
from layers.reporting import commit_report, read_report
from layers.reporting.accepting.report import ReadReport
from tests.build.rights import OWNER

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2025, 6, 30)

ROWS = plan.table(make_values.FILE.name)
BY_KEY = {(row["commune_code"], row["indicator"], row["period"]): row for row in ROWS}
INDICATORS = plan.profile().indicators
COMMUNES = tuple(commune.code for commune in plan.communes())


def number(unit: str, indicator: str, period: str, column: str = "value") -> Decimal:
    """Return a number of a row that must be there."""
    return Decimal(BY_KEY[unit, indicator, period][column])


def units() -> list[StoredUnit]:
    """Return the communes, the district and its own bodies as a store has them."""
    features = json.loads(make_boundaries.FILE.read_text(encoding="utf-8"))["features"]
    found = []
    for feature in features:
        code, name, natural = feature["properties"].values()
        kind = UnitKind.THI_TRAN if code == plan.TOWN else UnitKind.XA
        outline = shape(feature["geometry"])
        found.append(_unit(code, name, kind, geometry=outline, natural_area_ha=Decimal(natural)))
    found.append(_unit(plan.DISTRICT, "Huyện Nhơn Trạch", UnitKind.DISTRICT))
    return [*found, _unit(plan.OWN_BODIES, "Khối trực thuộc huyện", UnitKind.OWN_BODIES)]


def report() -> ReadReport:
    """Return the sample's values as `indicators import` reads them."""
    units_on: Callable[[date], Sequence[StoredUnit]] = lambda day: units()  # noqa: E731
    return read_report(make_values.FILE, make_values.FILE.name, plan.profile(), units_on)


def loaded_store(folder: Path) -> Store:
    """Return a store that holds the sample's values, criteria, recognitions and settings."""
    store = open_store(None, folder)
    store.migrate()
    found_store(store, plan.profile(), person="test")
    with importing(store, ImportKind.BOUNDARIES, "test") as batch:
        write_vintage(batch, StoredVintage(FIRST_DAY, LAST_DAY), units())
    commit_report(store, report(), person="test", rights=OWNER, is_sample=True)
    with importing(store, ImportKind.CRITERION_RESULTS, "test") as batch:
        write_criterion_results(batch, [_result(row) for row in plan.table("criteria_results.csv")])
    with importing(store, ImportKind.RECOGNITIONS, "test") as batch:
        write_recognitions(batch, [_recognition(row) for row in plan.table("recognitions.csv")])
    with importing(store, ImportKind.SETTINGS, "test") as batch:
        settings = plan.table("office_settings.csv")
        write_office_settings(batch, {row["key"]: row["value"] for row in settings})
    return store


def _unit(code: str, name: str, kind: UnitKind, **known: object) -> StoredUnit:
    return StoredUnit(UnitKey(code, FIRST_DAY), name, kind, valid_to=LAST_DAY, **known)  # type: ignore[arg-type]


def _result(row: dict[str, str]) -> StoredCriterionResult:
    texts = (row["period"], row["criterion_set"], row["criterion"], row["result"], row["evidence"])
    return StoredCriterionResult(UnitKey(row["commune_code"], FIRST_DAY), *texts)


def _recognition(row: dict[str, str]) -> StoredRecognition:
    decided = date.fromisoformat(row["date"])
    unit = UnitKey(row["commune_code"], FIRST_DAY)
    return StoredRecognition(unit, row["grade"], row["number"], decided, row["withdrawn"] == "1")
