"""A figure that is no sample: from then on not everything is shown to everybody."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Flask

from geodata.store import importing
from geodata.store.observations import ObservationEntry, read_observations, write_observations


def set_income(app: Flask, value: Decimal) -> None:
    """Load an income per head of Phước An for 2024."""
    set_value(app, "income_per_capita", value=value)


def set_value(app: Flask, indicator: str, **figure: Any) -> None:
    """Load a figure of Phước An for 2024."""
    store = app.extensions["portal"].store
    with store.session() as session:
        rows = read_observations(session, indicators=["income_per_capita"], periods=["2024"])
    unit = next(row.unit for row in rows if row.unit.code == "26503")
    with importing(store, "indicators", "lan", file_name="sua.xlsx", reason="tính lại") as batch:
        write_observations(batch, [ObservationEntry(unit, indicator, "2024", **figure)])
