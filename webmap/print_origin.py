"""Where a print came from: what was ordered, the values as of then, and whether they have changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.store.units import StoredVintage
from layers.catalogue import Indicator
from layers.joining import build_layer
from layers.layer import Figure, Layer
from layers.periods import Period
from layers.reading import Snapshot
from layers.summary import summarise
from webmap.choropleth.facts import say_origin
from webmap.layer_words import say_legend, say_value
from webmap.sheet.order import SHEET
from webmap.translations import Translator
from webmap.translations import marked as _


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


def then_and_now(
    record: Mapping[str, Any], then: Snapshot, now: Snapshot, *, audience: str, word: Translator
) -> tuple[ThenAndNow, ...]:
    """Compare what a print shows with what it would show today.

    Parameters
    ----------
    record : mapping
        The print's record.
    then, now : Snapshot
        As of the print's sequence, and as of the last one.
    audience : str
        Who reads now.
    """
    before = _shown(record, then, audience, word)
    after = _shown(record, now, audience, word)
    gone = _Shown("", "–", word(_("not there any more")), Figure("no_data"))
    return tuple(
        ThenAndNow(
            shown.name,
            shown.value,
            shown.status,
            after.get(key, gone).value,
            after.get(key, gone).status,
            say_origin(shown.figure.origin, word),
        )
        for key, shown in before.items()
    )


def _shown(
    record: Mapping[str, Any], snapshot: Snapshot, audience: str, word: Translator
) -> dict[str, _Shown]:
    period, vintage = Period.parse(record["period"]), _vintage(record, snapshot)
    if record["kind"] != SHEET:
        summary = summarise(snapshot, period, audience=audience, vintage=vintage)
        return {
            line.target.indicator: _district(line.layer, line.layer.indicator.name(word.lang), word)
            for line in summary.lines
        }
    layer = build_layer(snapshot, record["indicator"], period, vintage=vintage, audience=audience)
    whole = layer.district_unit.name if layer.district_unit is not None else word(_("The whole area"))
    found = {"district": _district(layer, whole, word)}
    for one in layer.units:
        value = say_value(layer.indicator, one.figure, one.target, word)
        found[one.unit.code] = _Shown(one.unit.name, value, say_legend(one.legend_key, word), one.figure)
    return found


def _district(layer: Layer, name: str, word: Translator) -> _Shown:
    district = layer.district
    value = say_value(layer.indicator, district.figure, district.target, word)
    return _Shown(name, value, say_legend(district.legend_key, word), district.figure)


def _vintage(record: Mapping[str, Any], snapshot: Snapshot) -> StoredVintage | None:
    first_day = date.fromisoformat(record["vintage"])
    return next((v for v in snapshot.vintages if v.valid_from == first_day), None)


def title_of(record: Mapping[str, Any], indicators: Mapping[str, Indicator], word: Translator) -> str:
    """Name what was printed."""
    indicator = indicators.get(record["indicator"] or "")
    if indicator is None:
        return word(_("Results against the targets of the resolution"))
    return indicator.name(word.lang)
