"""The real profile, the units of both vintages, and a template of 2024 to fill."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from geodata.store import Store, importing, open_store
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import ImportKind, UnitKind
from layers.catalogue import Profile
from layers.periods import Period
from layers.reporting import ReadReport, read_report, template_workbook
from tests.build.workbooks import FilledTemplate

OLD, NEW = date(2020, 1, 1), date(2025, 7, 1)


@pytest.fixture(scope="session")
def old_units(profile: Profile) -> tuple[StoredUnit, ...]:
    with (profile.folder / "units.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    communes = [
        StoredUnit(
            UnitKey(row["code"], OLD),
            row["name"],
            UnitKind(row["type"]),
            valid_to=date(2025, 6, 30),
            geometry=MultiPolygon([box(106.8 + i / 50, 10.6, 106.82 + i / 50, 10.63)]),
            natural_area_ha=Decimal(row["natural_area_ha"]),
        )
        for i, row in enumerate(rows)
    ]
    return (*communes, *_district(OLD))


@pytest.fixture(scope="session")
def new_units() -> tuple[StoredUnit, ...]:
    named = {"26485": "Xã Nhơn Trạch", "26491": "Xã Đại Phước", "26503": "Xã Phước An"}
    return (*(StoredUnit(UnitKey(c, NEW), n, UnitKind.XA) for c, n in named.items()), *_district(NEW))


def _district(since: date) -> tuple[StoredUnit, StoredUnit]:
    return (
        StoredUnit(UnitKey("742", since), "Huyện Nhơn Trạch", UnitKind.DISTRICT),
        StoredUnit(UnitKey("742-own", since), "Khối trực thuộc huyện", UnitKind.OWN_BODIES),
    )


@pytest.fixture(scope="session")
def units_on(
    old_units: tuple[StoredUnit, ...], new_units: tuple[StoredUnit, ...]
) -> Callable[[date], Sequence[StoredUnit]]:
    return lambda day: () if day < OLD else old_units if day < NEW else new_units


@pytest.fixture
def store(
    tmp_path: Path, old_units: tuple[StoredUnit, ...], new_units: tuple[StoredUnit, ...]
) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "data")
    opened.migrate()
    with importing(opened, ImportKind.BOUNDARIES, "test") as batch:
        write_vintage(batch, StoredVintage(OLD, date(2025, 6, 30)), old_units)
        write_vintage(batch, StoredVintage(NEW, None), new_units)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def template_2024(
    tmp_path_factory: pytest.TempPathFactory, profile: Profile, old_units: tuple[StoredUnit, ...]
) -> Path:
    file = tmp_path_factory.mktemp("template") / "2024.xlsx"
    template_workbook(profile, old_units, Period.parse("2024"), file)
    return file


@pytest.fixture
def template(template_2024: Path, tmp_path: Path) -> FilledTemplate:
    copy = tmp_path / "bieu-2024.xlsx"
    copy.write_bytes(template_2024.read_bytes())
    return FilledTemplate(copy)


@pytest.fixture
def read(profile: Profile, units_on: Callable[[date], Sequence[StoredUnit]]) -> Callable[..., ReadReport]:
    def reading(path: Path, **options: object) -> ReadReport:
        return read_report(path, path.name, profile, units_on, **options)  # type: ignore[arg-type]

    return reading


@pytest.fixture
def read_csv(tmp_path: Path, read: Callable[..., ReadReport]) -> Callable[..., ReadReport]:
    def reading(text: str | bytes, *, name: str = "so-lieu.csv", **options: object) -> ReadReport:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, **options)

    return reading
