"""Where nothing was entered, units are joined by kind and residents: the same layer as one by one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from shapely.geometry import box

import layers.joining.build as joining
from geodata.store import open_store
from layers.audience import Audience, Sight
from layers.catalogue import DataLevel, find_profile, load_profile
from layers.intake.founding import found_store
from layers.joining.figures import FiguresOverTime
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period
from tests.build.district import Place, write_district, write_figures


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Four communes, one of them a town and one without rural residents; nothing but residents entered."""
    store = open_store(None, tmp_path)
    store.migrate()
    profile = load_profile(find_profile("nhon_trach"))
    found_store(store, profile, person="test")
    kinds = ("xa", "xa", "thi_tran", "xa")
    write_district(
        store,
        [Place(f"{26470 + n}", f"Xã Số {n}", box(n, 0, n + 1, 1), kind) for n, kind in enumerate(kinds)],
    )
    for code, numbers in (("population_rural", (900, 0, 0, 800)), ("population_urban", (0, 5, 7, 0))):
        figures = {f"{26470 + n}": {"value": Decimal(number)} for n, number in enumerate(numbers)}
        write_figures(store, code, "2024", figures)
    with store.session() as session:
        return read_snapshot(session, profile, periods=[Period(2024)])


def test_every_empty_line_is_joined_alike(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [
        code
        for code, indicator in snapshot.profile.indicators.items()
        if indicator.data_level is DataLevel.COMMUNE
        and joining._nothing_entered(FiguresOverTime.of(snapshot, indicator, Period(2024)))
    ]
    assert "clean_water_rural" in codes and len(codes) > 20

    def built() -> list:
        return [
            joining.build_layer(snapshot, code, Period(2024), sight=Sight(Audience.POLICE)) for code in codes
        ]

    alike = built()
    monkeypatch.setattr(joining, "_join_alike", joining._join_each)
    assert alike == built()
    states = [value.figure.state for value in alike[codes.index("clean_water_rural")].units]
    assert states == ["no_data", "not_applicable", "not_applicable", "no_data"]
