"""What is said beside a missed target: the gap shared out over the communes, and the remedies entered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from geodata.store.remedies import StoredRemedy
from geodata.store.units import UnitKey
from layers.catalogue import Indicator, Kind
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
from layers.numbers import quick_order
from layers.planning.sharing import CannotBeShared, NothingToShare, ShareBy, SharedGap, share_gap
from webmap.app.cache import kept
from webmap.choropleth import are_many
from webmap.words.findings import word_code
from webmap.words.layer import say_closing_of, say_thing, say_thing_unit
from webmap.words.numbers import format_number, with_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import say_origin

_KEPT = 100


@dataclass(frozen=True)
class PartLine:
    """A commune's part: its value now, the part alone and with what it counts, and its value then."""

    unit: UnitKey
    name: str
    before: str
    amount: str
    thing: str
    after: str
    is_any: bool


@dataclass(frozen=True)
class GapParts:
    """What would close the district's gap, and the parts that add up to it; `problem` says why not.

    `counted` names what the parts are numbers of; `count` communes have a part, and of very many only the
    largest are among the `lines`.
    """

    closing: str = ""
    counted: str = ""
    total: str = ""
    lines: tuple[PartLine, ...] = ()
    count: int = 0
    problem: str = ""

    @property
    def giving(self) -> tuple[PartLine, ...]:
        """The communes that have a part."""
        return tuple(line for line in self.lines if line.is_any)


def gap_parts(layer: Layer, word: Translator, *, most: int | None = None) -> GapParts | None:
    """Return which communes could close the district's gap, by each one's own gap, the largest part first.

    None where the district has no target that binds it as a whole, no figure, or no gap, and for what only
    the district has figures of. Why a gap cannot be shared is said. `most` is how many communes are worded.
    """
    shared = _shared_by_gap(layer)
    if shared is None:
        return None
    if isinstance(shared, SharedGap):
        said = say_shared(layer, replace(shared, shares=shared.shares[:most]), word)
        return replace(said, count=sum(share.amount > 0 for share in shared.shares))
    parameters = {**shared.parameters, "indicator": layer.indicator.name(word.lang)}
    return GapParts(problem=word_code(shared.code, parameters, word))


def say_part(layer: Layer, unit: UnitKey, word: Translator) -> str:
    """Say a commune's part of what would close the district's gap; empty where it has none."""
    shared = _shared_by_gap(layer)
    if not isinstance(shared, SharedGap):
        return ""
    share = next((share for share in shared.shares if share.unit.key == unit), None)
    if share is None or share.amount <= 0:
        return ""
    return say_thing(layer.indicator, replace(shared.closing, amount=share.amount), word)


def _shared_by_gap(layer: Layer) -> SharedGap | NothingToShare | CannotBeShared | None:
    """Return the district's gap shared out, the largest part first, or why it is not; made once a layer.

    None where there is no gap, or nobody to close it.
    """
    if not layer.units or layer.district.to_share is None:
        return None

    def make() -> SharedGap | NothingToShare | CannotBeShared:
        try:
            shared = share_gap(layer, ShareBy.GAP)
        except (NothingToShare, CannotBeShared) as refused:
            return refused
        largest_first = sorted(shared.shares, key=lambda share: quick_order(-share.amount))
        return replace(shared, shares=tuple(largest_first))

    if not are_many(layer):
        return make()
    key = (layer.sequence, layer.indicator.code, layer.period, layer.vintage, layer.sight)
    found = kept("shared gaps", _KEPT).get(key, make)
    return cast("SharedGap | NothingToShare | CannotBeShared", found)


def say_shared(layer: Layer, shared: SharedGap, word: Translator) -> GapParts:
    """Word a gap as it was shared out, in the order of its shares."""
    unit, precision = layer.indicator.unit(word.lang), _decimals(layer.indicator, shared)
    return GapParts(
        closing=say_closing_of(layer.indicator, shared.closing, word),
        counted=say_thing_unit(layer.indicator, shared.closing, word),
        total=_amount(shared.closing.amount, word.lang),
        lines=tuple(
            PartLine(
                unit=share.unit.key,
                name=share.unit.name,
                before=with_unit(format_number(share.before, precision, word.lang), unit),
                amount=_amount(share.amount, word.lang),
                thing=say_thing(layer.indicator, replace(shared.closing, amount=share.amount), word),
                after=with_unit(format_number(Fraction(share.value), precision, word.lang), unit),
                is_any=share.amount > 0,
            )
            for share in shared.shares
        ),
    )


def _decimals(indicator: Indicator, shared: SharedGap) -> int:
    """Of a rate, two digits more show what a few people change, unless all are told without them."""
    numbers = (n for share in shared.shares for n in (share.before, Fraction(share.value)))
    told = all(n * 10**indicator.precision % 1 == 0 for n in numbers)
    return indicator.precision + (2 if indicator.kind is Kind.RATE and not told else 0)


def _amount(amount: Fraction, lang: str) -> str:
    return format_number(amount, 0 if amount.denominator == 1 else 1, lang)


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
        for one in snapshot.remedies_of(layer.indicator.code, layer.period)
        if one.unit in names
    )


def remedies_of_unit(
    snapshot: Snapshot, summary: Summary, unit: UnitKey, word: Translator
) -> tuple[ShownRemedy, ...]:
    """Return what was entered about a unit's lines that this reader may see, in the resolution's order."""
    found = []
    for layer in summary.layers:
        for one in snapshot.remedies_of(layer.indicator.code, summary.period):
            if one.unit == unit:
                name = layer.indicator.name(word.lang)
                found.append(ShownRemedy(name, one, _entered(snapshot, one, word)))
    return tuple(found)


def _entered(snapshot: Snapshot, remedy: StoredRemedy, word: Translator) -> str:
    return say_origin(snapshot.origins.get(remedy.import_seq), word)
