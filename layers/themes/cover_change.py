"""Change of trees and forest between two image dates of one product: kept by unit, read back as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from geodata.errors import refuse_unless_accepted
from geodata.store import Store, importing
from geodata.store.cover_changes import StoredCoverChange, write_cover_changes
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, ImportKind
from geodata.zonal.change import Change
from layers.catalogue.vocabulary import Cover
from layers.joining.layer import Layer
from layers.themes.tree_cover import hectares, say_rule


@dataclass(frozen=True)
class ChangeTable:
    """Changes of all units between two dates of one product, in hectares."""

    product: str
    earlier: date
    later: date
    class_rule: str
    units: Mapping[UnitKey, StoredCoverChange]

    @property
    def gain_ha(self) -> Decimal:
        """Gain of all units together."""
        return sum((one.gain_ha for one in self.units.values()), Decimal(0))

    @property
    def loss_ha(self) -> Decimal:
        """Loss of all units together."""
        return sum((one.loss_ha for one in self.units.values()), Decimal(0))


def keep_change(
    store: Store,
    change: Change,
    units: Sequence[StoredUnit],
    *,
    earlier: date,
    later: date,
    person: str,
    count_maybe: bool = False,
    accept_warnings: str | None = None,
) -> int:
    """Keep gain and loss by unit as one import; return how many rows were written.

    Parameters
    ----------
    store : Store
    change : Change
        Of units that are named by their codes; one product and version at both dates, which measuring saw to.
    units : sequence of StoredUnit
    earlier, later : datetime.date
        Of the images.
    person : str
    count_maybe : bool
        Whether classes that hold both count.
    accept_warnings : str or None

    Raises
    ------
    Refused
        For warnings without a reason. Nothing was changed.
    """
    refuse_unless_accepted(change.findings, accept_warnings)
    keys = {unit.code: unit.key for unit in units}
    rules = [change.legend.rule_for(kind, include_maybe=count_maybe) for kind in Cover]
    rows = [
        StoredCoverChange(
            unit=keys[unit.code],
            kind=rule.kind,
            product=change.legend.name,
            earlier=earlier,
            later=later,
            class_rule=say_rule(rule),
            gain_ha=hectares(found.gain_ha),
            loss_ha=hectares(found.loss_ha),
            stable_ha=hectares(found.stable_ha),
            bare_ha=hectares(found.bare_ha),
            compared_fraction=Decimal(f"{unit.compared_fraction:.6f}"),
        )
        for rule in rules
        if rule.counted
        for unit in change.units
        for found in (unit.cover_change(rule),)
    ]
    with importing(
        store,
        ImportKind.LANDCOVER,
        person,
        file_name=", ".join((*change.earlier, *change.later))[:200],
        reason=accept_warnings,
        findings=change.findings,
    ) as batch:
        batch.summary["added"] = write_cover_changes(batch, rows)
        return len(rows)


def change_tables(stored: Sequence[StoredCoverChange], layer: Layer) -> tuple[ChangeTable, ...]:
    """Return the kept changes of what a layer's indicator counts, on its units, the latest dates first."""
    kind = layer.indicator.measured_by
    drawn = {value.unit.key for value in layer.units}
    groups: dict[tuple[str, date, date, str], dict[UnitKey, StoredCoverChange]] = {}
    for one in stored:
        if one.kind == kind and one.unit in drawn:
            key = (one.product, one.earlier, one.later, one.class_rule)
            groups.setdefault(key, {})[one.unit] = one
    return tuple(ChangeTable(*key, units) for key, units in groups.items())


def other_products(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the products that measured the layers' values: two of them are not to be read as change."""
    found = {
        figure.product: None
        for layer in layers
        for value in layer.units
        for figure in (value.figure, *value.others)
        if figure.basis == Basis.MEASURED and figure.product
    }
    return tuple(found)
