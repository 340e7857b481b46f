"""A small district written straight into a store: units, figures by rate, notes; for tests of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from geodata.store import Store, importing
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_vintage
from geodata.store.vocabulary import ImportKind

SINCE = date(2020, 1, 1)
UNTIL = date(2025, 6, 30)


@dataclass(frozen=True)
class Place:
    """A commune of the district, with its outline in EPSG:4326."""

    code: str
    name: str
    outline: BaseGeometry
    kind: str = "xa"


def write_district(store: Store, places: Iterable[Place], *, is_sample: bool = False) -> None:
    """Write the places as the communes of a vintage, with the district itself."""
    communes = [
        StoredUnit(
            UnitKey(p.code, SINCE), p.name, p.kind, UNTIL, "742", p.outline, natural_area_ha=Decimal(1000)
        )
        for p in places
    ]
    whole = StoredUnit(UnitKey("742", SINCE), "Huyện Nhơn Trạch", "district", UNTIL)
    with importing(
        store, ImportKind.BOUNDARIES, "tests", file_name="outlines.geojson", is_sample=is_sample
    ) as batch:
        write_vintage(batch, StoredVintage(SINCE, UNTIL), [*communes, whole])


def write_figures(
    store: Store,
    indicator: str,
    period: str,
    figures: Mapping[str, Mapping[str, object]],
    *,
    file_name: str = "figures.xlsx",
) -> None:
    """Write observations by commune code; each is the fields of an `ObservationEntry`."""
    entries = [
        ObservationEntry(UnitKey(code, SINCE), indicator, period, **fields)  # type: ignore[arg-type]
        for code, fields in figures.items()
    ]
    with importing(store, ImportKind.INDICATORS, "lan", file_name=file_name) as batch:
        write_observations(batch, entries)
