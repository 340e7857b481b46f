"""The status of a stored value, from the layer that draws it; each layer is built once."""

from __future__ import annotations

from datetime import date

from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import Basis
from layers.audience import Sight
from layers.joining.build import build_layer
from layers.joining.snapshot import Snapshot
from layers.periods import Period
from layers.rules.judgement import Status


class Statuses:
    """Statuses of what a snapshot holds, for a reader who may see it."""

    def __init__(self, snapshot: Snapshot, sight: Sight) -> None:
        self._snapshot = snapshot
        self._sight = sight
        self._found: dict[tuple[str, str], dict[tuple[str, date, Basis | None], Status]] = {}

    def of(self, entry: ObservationEntry) -> Status | None:
        """Return the status of an entry's unit by its basis, None where that value is not judged."""
        key = (entry.indicator, entry.period)
        if key not in self._found:
            self._found[key] = self._judged(*key)
        return self._found[key].get((entry.unit.code, entry.unit.valid_from, Basis(entry.basis)))

    def _judged(self, indicator: str, period: str) -> dict[tuple[str, date, Basis | None], Status]:
        at = Period.parse(period)
        if self._snapshot.profile.indicators[indicator].is_denominator:
            return {}
        if self._snapshot.vintage_of(at) is None:
            return {}
        layer = build_layer(self._snapshot, indicator, at, sight=self._sight)
        found = {
            (v.unit.code, v.unit.key.valid_from, v.figure.basis): v.judgement.status
            for v in layer.units
            if v.judgement.status is not None
        }
        district, status = layer.district_unit, layer.district.judgement.status
        if district is not None and status is not None and layer.district.own is not None:
            found[(district.code, district.key.valid_from, layer.district.figure.basis)] = status
        return found
