"""What was entered about missed lines, as the map's and the commune's pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.store.remedies import StoredRemedy
from geodata.store.units import UnitKey
from layers.follow_up.remedies import remedies_of
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import say_origin


@dataclass(frozen=True)
class ShownRemedy:
    """An entry with what it is about (a unit on a map's page, else an indicator) and who entered it."""

    about: str
    remedy: StoredRemedy
    entered: str


def remedies_on_map(snapshot: Snapshot, layer: Layer, word: Translator) -> tuple[ShownRemedy, ...]:
    """Return what was entered about a layer's indicator and period, of the units that are drawn."""
    names: dict[UnitKey | None, str] = {value.unit.key: value.unit.name for value in layer.units}
    names[None] = word(_("The district as a whole"))
    return tuple(
        ShownRemedy(names[one.unit], one, _entered(snapshot, one, word))
        for one in remedies_of(snapshot, layer.indicator.code, str(layer.period))
        if one.unit in names
    )


def remedies_of_unit(
    snapshot: Snapshot, summary: Summary, unit: UnitKey, word: Translator
) -> tuple[ShownRemedy, ...]:
    """Return what was entered about a unit's lines that this reader may see, in the resolution's order."""
    found = []
    for layer in summary.layers:
        for one in remedies_of(snapshot, layer.indicator.code, str(summary.period)):
            if one.unit == unit:
                name = layer.indicator.name(word.lang)
                found.append(ShownRemedy(name, one, _entered(snapshot, one, word)))
    return tuple(found)


def _entered(snapshot: Snapshot, remedy: StoredRemedy, word: Translator) -> str:
    return say_origin(snapshot.origins.get(remedy.import_seq), word)
