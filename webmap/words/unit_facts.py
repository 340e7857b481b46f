"""What is said of a unit on the map and in the table beside it: one set of texts for both."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from geodata.names import split_type
from geodata.store.vocabulary import Basis, State
from layers.catalogue import Indicator, Kind
from layers.joining.figures import NOT_ADDED
from layers.joining.layer import LEAST_RANKED, Layer, UnitValue
from layers.rules.values import Figure, MergedPart, Origin, number_of
from webmap.words.dates import format_date, format_moment, format_period
from webmap.words.layer import (
    say_closing,
    say_difference_in,
    say_gap,
    say_map_value,
    say_number,
    say_parts,
    say_rate,
    say_status,
    say_target,
    say_value,
)
from webmap.words.numbers import format_number
from webmap.words.origin import say_basis, say_product
from webmap.words.scheme import BY_STATUS, Scheme, say_classed
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

# Shown with one decimal, what is covered above this would read as all of it.
_AS_GOOD_AS_ALL = Fraction(9995, 10000)
SMALL = "\u2020"
"""Stands behind a value whose denominator is too small for a rank."""
INCOMPLETE_MARK = "*"


@dataclass(frozen=True)
class Other:
    """A value of another basis than the one that is judged, and what basis that is."""

    value: str
    basis: str
    is_measured: bool

    def __str__(self) -> str:
        return f"{self.value} ({self.basis})"


@dataclass(frozen=True)
class UnitFacts:
    """A unit's texts, plain: whoever writes them into HTML escapes them. An empty text says nothing.

    `key` is the unit's line of the legend, `short` its name without its type, `label` the value as the map
    writes it, `parts_short` the parts without what they count. `others` are values of other bases,
    `previous` is that of the same period of last year. `few` says that too few are counted for a rank; such
    a value bears `SMALL` wherever it stands. `radius` is that of the unit's circle in pixels, 0 for none.
    """

    code: str
    name: str
    short: str
    key: str
    label: str
    status: str
    value: str
    rate: str
    parts: str
    parts_short: str
    target: str
    gap: str
    closing: str
    previous: str
    change: str
    others: tuple[Other, ...]
    period: str
    basis: str
    source: str
    note: str
    rank: int | None
    few: str = ""
    radius: float = 0.0

    def rows(self, word: Translator) -> tuple[tuple[str, str], ...]:
        """Return what a tooltip lists: (heading, text) of what there is to say, in reading order."""
        found = (
            (word(_("Value")), self.value),
            (word(_("Rate")), self.rate),
            (word(_("Counted")), self.parts),
            (word(_("Same period of last year")), self.previous),
            (word(_("Target")), self.target),
            (word(_("Status")), self.status),
            (word(_("Gap")), "; ".join(text for text in (self.gap, self.closing) if text)),
            *((word(_("Also")), str(other)) for other in self.others),
            (word(_("Period")), self.period),
            (word(_("Basis")), self.basis),
            (word(_("Remark")), "; ".join(text for text in (self.few, self.note) if text)),
            (word(_("Source")), self.source),
        )
        return tuple((heading, text) for heading, text in found if text)


def unit_facts(
    layer: Layer,
    value: UnitValue,
    word: Translator,
    *,
    denominator: Indicator | None = None,
    scheme: Scheme = BY_STATUS,
) -> UnitFacts:
    """Return the texts of a unit in a layer.

    Parameters
    ----------
    denominator : Indicator or None
        What the layer's indicator is divided by, for its unit and decimals.
    scheme : Scheme
        How the layer is drawn: by status, or by classes that the shown digits must not contradict.
    """
    indicator, figure = layer.indicator, value.figure
    edges = () if indicator.mapped_as_rate else scheme.edges_near(value)
    mark = SMALL if value.is_small else ""
    return UnitFacts(
        code=value.unit.code,
        name=value.unit.name,
        short=split_type(value.unit.name)[1],
        key=scheme.key_of(value),
        label=_label(indicator, value, scheme, word) + mark,
        status=say_status(value.judgement, figure, word),
        value=say_value(indicator, figure, value.target, word, edges=edges) + mark,
        rate=say_rate(indicator, figure, word),
        parts=say_parts(indicator, figure, denominator, word),
        parts_short=say_parts(indicator, figure, denominator, word, named=False),
        target=say_target(indicator, value.target, None, word),
        gap=say_gap(indicator, value.judgement, word),
        closing=say_closing(indicator, value.judgement, word),
        previous=_previous(indicator, value.previous, word),
        change=say_change(indicator, figure, value.previous, word),
        others=tuple(_other(indicator, other, word) for other in value.others),
        period=format_period(layer.period, word.lang),
        basis=_basis(figure, word),
        source=say_origin(figure.origin, word),
        note="; ".join(text for text in (say_merged(indicator, figure, word), figure.note) if text),
        rank=value.rank,
        few=say_few(word) if value.is_small else "",
        radius=scheme.radius_of(value),
    )


def _label(indicator: Indicator, value: UnitValue, scheme: Scheme, word: Translator) -> str:
    """Write the value as the map has it, with a mark where a part of it is missing."""
    text = (
        say_map_value(indicator, value.figure, value.target, word)
        if scheme.classes is None
        else say_classed(value, scheme, word)
    )
    return text + INCOMPLETE_MARK if text and not value.figure.is_whole else text


def say_origin(origin: Origin | None, word: Translator) -> str:
    """Say which file a value came with, who loaded it and when."""
    if origin is None:
        return ""
    parts = [
        origin.file_name or "",
        word(_("sample data")) if origin.is_sample else origin.person,
        format_moment(origin.loaded_at, word.lang),
    ]
    return ", ".join(part for part in parts if part)


def say_change(indicator: Indicator, figure: Figure, previous: Figure | None, word: Translator) -> str:
    """Write the change against the same period of last year, with its sign; empty where one is missing."""
    now = number_of(indicator, figure)
    before = None if previous is None else number_of(indicator, previous)
    if now is None or before is None or indicator.kind is Kind.YES_NO:
        return ""
    change = format_number(now - before, indicator.precision, word.lang, signed=True)
    unit = indicator.unit(word.lang)
    return say_difference_in(change, unit, word)


def say_few(word: Translator) -> str:
    """Say what the mark of a small denominator means."""
    return word(_("%(mark)s fewer than %(n)s counted: no rank"), mark=SMALL, n=LEAST_RANKED)


def _previous(indicator: Indicator, previous: Figure | None, word: Translator) -> str:
    before = None if previous is None else number_of(indicator, previous)
    if before is None or indicator.kind is Kind.YES_NO:
        return ""
    return say_number(indicator, before, word)


def _basis(figure: Figure, word: Translator) -> str:
    parts = [say_basis(figure, word)]
    if figure.product is not None:
        parts.append(say_product(figure.product))
    if figure.image_date is not None:
        parts.append(word(_("image of %(day)s"), day=format_date(figure.image_date, word.lang)))
    if figure.covered_fraction is not None and figure.covered_fraction < _AS_GOOD_AS_ALL:
        share = format_number(100 * figure.covered_fraction, 1, word.lang)
        parts.append(word(_("%(share)s%% of it covered"), share=share))
    return ", ".join(part for part in parts if part)


def _other(indicator: Indicator, other: Figure, word: Translator) -> Other:
    value = say_value(indicator, other, None, word)
    return Other(value, _basis(other, word), is_measured=other.basis == Basis.MEASURED)


def say_merged(indicator: Indicator, figure: Figure, word: Translator) -> str:
    """Say what a figure was made of: `cộng từ 4/5 đơn vị cũ; chưa có số liệu: Phú Hội`; empty if of none."""
    if not figure.merged:
        return ""
    if figure.reason == NOT_ADDED:
        said = (f"{_short(part)}: {say_value(indicator, part.figure, None, word)}" for part in figure.merged)
        return word(_("before the merger: %(parts)s"), parts="; ".join(said))
    added = sum(part.is_added for part in figure.merged)
    text = word.ngettext(
        "sum of %(added)s/%(all)s former commune",
        "sum of %(added)s/%(all)s former communes",
        len(figure.merged),
        added=added,
        all=len(figure.merged),
    )
    missing = [p for p in figure.merged if not p.is_added and p.figure.state != State.NOT_APPLICABLE]
    skipped = [p for p in figure.merged if p.figure.state == State.NOT_APPLICABLE]
    if missing:
        text += "; " + word(_("not counted in: %(names)s"), names=", ".join(map(_short, missing)))
    if skipped:
        text += "; " + word(_("not applicable: %(names)s"), names=", ".join(map(_short, skipped)))
    return text


def _short(part: MergedPart) -> str:
    return split_type(part.unit.name)[1]
