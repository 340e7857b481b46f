"""Where a print came from: what was ordered, the values as of then, and whether they have changed since."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.store.units import StoredVintage
from layers.audience import Sight
from layers.joining.layer import Layer, UnitValue
from layers.joining.reading import Reading
from layers.joining.snapshot import Snapshot
from layers.periods import Period
from layers.rules.values import NO_DATA, Figure
from webmap.prints.kinds import KINDS
from webmap.words.layer import say_legend, say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import say_origin


@dataclass(frozen=True)
class ThenAndNow:
    """A line of a print: its name, its value and status then and now, and the import it came with."""

    name: str
    then: str
    then_status: str
    now: str
    now_status: str
    origin: str

    @property
    def is_changed(self) -> bool:
        """Whether a reader would see something else today."""
        return (self.then, self.then_status) != (self.now, self.now_status)


@dataclass(frozen=True)
class _Shown:
    name: str
    value: str
    status: str
    figure: Figure
    always: bool = True


def then_and_now(
    record: Mapping[str, Any], then: Snapshot, now: Snapshot, *, sight: Sight, word: Translator
) -> tuple[ThenAndNow, ...]:
    """Compare what a print shows with what it would show today.

    A print of many targets has the district's line of each, and those lines of communes that have changed.

    Parameters
    ----------
    record : mapping
        The print's record.
    then, now : Snapshot
        As of the print's sequence, and as of the last one.
    sight : Sight
        What the reader may see now.
    """
    before = _shown(record, then, sight, word)
    after = _shown(record, now, sight, word)
    gone = _Shown("", "–", word(_("not there any more")), NO_DATA)
    lines = []
    for key, shown in before.items():
        today = after.get(key, gone)
        origin = say_origin(shown.figure.origin, word)
        line = ThenAndNow(shown.name, shown.value, shown.status, today.value, today.status, origin)
        if shown.always or line.is_changed:
            lines.append(line)
    return tuple(lines)


def _shown(
    record: Mapping[str, Any], snapshot: Snapshot, sight: Sight, word: Translator
) -> dict[Hashable, _Shown]:
    reading = Reading(sight, snapshot, Period.parse(record["period"]), _vintage(record, snapshot))
    if record["indicator"]:
        layer = reading.layer(record["indicator"])
        whole = layer.district_unit.name if layer.district_unit is not None else word(_("The whole area"))
        found: dict[Hashable, _Shown] = {"district": _district(layer, whole, word)}
        for one in layer.units:
            found[one.unit.code] = _unit(layer, one, one.unit.name, word)
        return found
    found = {}
    for layer in reading.summary.layers:
        name = layer.indicator.name(word.lang)
        if not record.get("unit"):
            found[layer.indicator.code] = _district(layer, name, word)
        for one in layer.units:
            if one.unit.code == record.get("unit"):
                found[layer.indicator.code] = _unit(layer, one, name, word)
            elif not record.get("unit") and KINDS[record["kind"]].has_communes:
                said = f"{name}, {one.unit.name}"
                found[layer.indicator.code, one.unit.code] = _unit(layer, one, said, word, always=False)
    return found


def _unit(layer: Layer, one: UnitValue, name: str, word: Translator, *, always: bool = True) -> _Shown:
    value = say_value(layer.indicator, one.figure, one.target, word)
    return _Shown(name, value, say_legend(one.legend_key, word), one.figure, always)


def _district(layer: Layer, name: str, word: Translator) -> _Shown:
    district = layer.district
    value = say_value(layer.indicator, district.figure, district.target, word)
    return _Shown(name, value, say_legend(district.legend_key, word), district.figure)


def _vintage(record: Mapping[str, Any], snapshot: Snapshot) -> StoredVintage | None:
    first_day = date.fromisoformat(record["vintage"])
    return next((v for v in snapshot.vintages if v.valid_from == first_day), None)


def title_of(record: Mapping[str, Any], snapshot: Snapshot, word: Translator) -> str:
    """Name what was printed."""
    if record["indicator"]:
        return snapshot.profile.indicators[record["indicator"]].name(word.lang)
    if code := record.get("unit"):
        vintage = _vintage(record, snapshot)
        unit = None if vintage is None else snapshot.unit(vintage, code)
        return str(code) if unit is None else unit.name
    if record.get("pack"):
        return word(_("Meeting pack “%(name)s”"), name=record["pack"])
    kind = KINDS[record["kind"]]
    return word(kind.title or kind.name)
