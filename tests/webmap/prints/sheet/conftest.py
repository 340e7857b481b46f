"""Materials of the sample: orders with a fixed day, person and address, so that nothing changes by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from layers.audience import Audience, Sight
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period
from webmap.app.portal import Portal
from webmap.paper.order import PrintOrder
from webmap.prints.sheet.material import Material

MaterialOf = Callable[..., Material]


@pytest.fixture(scope="session")
def snapshot_2024(sample_app: Flask) -> Snapshot:
    """The sample of 2024."""
    portal: Portal = sample_app.extensions["portal"]
    with portal.store.session() as session:
        return read_snapshot(session, portal.profile, periods=[Period(2024)])


@pytest.fixture
def material_of(sample_app: Flask, snapshot_2024: Snapshot) -> MaterialOf:
    """Return the material of an order of a kind; what is not said is fixed."""
    vintage = snapshot_2024.vintage_of(Period(2024))
    assert vintage is not None

    def made(kind: str, **about: Any) -> Material:
        usual: dict[str, Any] = {
            "period": Period(2024),
            "sequence": snapshot_2024.sequence,
            "vintage": vintage.valid_from,
            "printed_on": date(2025, 1, 5),
            "printed_by": "Nguyễn Văn A",
            "public_url": "https://bando.example",
            "audience": "public",
            "catalogue": "catalogue",
            "code": "7KX2M9PQRT",
        }
        order = PrintOrder(kind, **{**usual, **about})
        return Material.of(Sight(Audience(order.audience), only_sample=True), snapshot_2024, order)

    return made
