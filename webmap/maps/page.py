"""What a map page says around its map: the answer, the controls, the origin of the values, the downloads."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.store.vocabulary import State
from layers.audience import may_see
from layers.catalogue import Indicator, Kind, Profile
from layers.joining.layer import Figure, Layer, Origin
from layers.rules.values import number_of
from webmap.basis_words import say_basis
from webmap.choropleth.facts import say_origin
from webmap.choropleth.legend import say_reading
from webmap.choropleth.scheme import Scheme, say_scheme
from webmap.dates import format_period
from webmap.district_words import place_name, say_both, say_counted_communes, say_not_due
from webmap.layer_words import (
    counts_communes,
    say_closing,
    say_gap,
    say_parts,
    say_status,
    say_target,
    say_value,
)
from webmap.maps.series import Series
from webmap.numbers import format_count
from webmap.pages.address import Asked
from webmap.pages.choices import Choice, ChoiceGroup
from webmap.translations import Translator
from webmap.translations import marked as _
from webmap.trend import trend_of


@dataclass(frozen=True)
class Answer:
    """The district's side of a layer in words; an empty text says nothing.

    `both` sets the district's own report against the sum, where there are both; `coverage` says "10/12 xã"
    where the sum is not of all.
    """

    where: str
    value: str
    target: str
    status: str
    key: str
    gap: str
    closing: str
    communes: str
    coverage: str
    both: str
    basis: str


def say_answer(layer: Layer, word: Translator, *, profile: Profile | None = None) -> Answer:
    """Word the sentence above the map; the profile names the district in the reader's language."""
    district, indicator = layer.district, layer.indicator
    where = layer.district_unit.name if layer.district_unit is not None else word(_("The whole area"))
    if layer.district_unit is not None and profile is not None:
        where = capitalised(place_name(layer, profile, word))
    judgement, counted = district.judgement, counts_communes(indicator, district.figure)
    gap = say_gap(indicator, judgement, word)
    status = say_status(judgement, district.figure, word)
    return Answer(
        where=where,
        value=say_value(indicator, district.figure, district.target, word),
        target=say_target(indicator, district.target, district.previous, word) if district.target else "",
        status=status[:1].lower() + status[1:],
        key=district.legend_key,
        gap=word(_("%(gap)s from it"), gap=gap) if gap else "",
        closing="" if counted else say_closing(indicator, judgement, word),
        communes="" if counted else _communes(layer, word),
        coverage=_coverage(layer, word),
        both=say_both(layer, word),
        basis=say_basis(district.figure, word),
    )


def district_rows(
    layer: Layer, asked: Asked, word: Translator, *, denominator: Indicator | None
) -> tuple[tuple[str, str], ...]:
    """Return what stands under the district's number where there is no map: (heading, text) in order."""
    district, indicator = layer.district, layer.indicator
    before = asked.snapshot.compared_with(indicator, layer.period)
    judgement, change = district.judgement, trend_of(layer, before, word)
    earlier = say_value(indicator, district.earlier, None, word) if district.earlier is not None else ""
    previous = say_value(indicator, district.previous, None, word) if district.previous is not None else ""
    found = (
        (word(_("Target")), say_target(indicator, district.target, district.previous, word)),
        (word(_("Status")), say_status(judgement, district.figure, word)),
        (
            word(_("Gap")),
            _joined(say_gap(indicator, judgement, word), say_closing(indicator, judgement, word)),
        ),
        (word(_("Counted")), say_parts(indicator, district.figure, denominator, word)),
        (capitalised(format_period(before, word.lang)), _joined(earlier, change.text if change else "")),
        (word(_("Same period of last year")), "" if before == layer.period.same_last_year() else previous),
    )
    return tuple((heading, text) for heading, text in found if text)


def origins(layer: Layer, word: Translator) -> tuple[str, ...]:
    """Return the imports that the layer's values came with, the latest first."""
    figures: list[Figure | None] = [layer.district.figure, layer.district.own]
    figures += [figure for value in layer.units for figure in (value.figure, *value.others)]
    found: dict[int, Origin] = {f.origin.sequence: f.origin for f in figures if f is not None and f.origin}
    return tuple(say_origin(found[sequence], word) for sequence in sorted(found, reverse=True))


def unmatched(layer: Layer, asked: Asked) -> tuple[str, ...]:
    """Name what has a value and is no unit of the vintage drawn, as the period's own vintage names it."""
    usual = asked.snapshot.vintage_of(layer.period)
    units = () if usual is None else asked.snapshot.units[usual.valid_from]
    names = {unit.code: unit.name for unit in units}
    return tuple(f"{names[code]} ({code})" if code in names else code for code in layer.unmatched)


def says_more_as_number(layer: Layer, word: Translator) -> str:
    """Say why a number with its context says more than a map here; empty where a map is worth drawing.

    With one unit concerned a map would be eleven greys, and where all have everything or nothing it would
    be two colours.
    """
    if sum(value.figure.state != State.NOT_APPLICABLE for value in layer.units) <= 1:
        return word(_("This line concerns one commune at most: a number says more than a map."))
    numbers = [n for v in layer.units if (n := number_of(layer.indicator, v.figure)) is not None]
    extremes = (0, 1 if layer.indicator.kind is Kind.YES_NO else layer.indicator.max)
    if layer.indicator.kind not in (Kind.RATE, Kind.YES_NO) or any(n not in extremes for n in numbers):
        return ""
    if not numbers:
        return ""
    return word.ngettext(
        "Each commune has all or nothing here, %(all)s of %(n)s has all: a number says more than a map.",
        "Each commune has all or nothing here, %(all)s of %(n)s have all: a number says more than a map.",
        len(numbers),
        all=sum(n != 0 for n in numbers),
    )


def say_legend_foot(layer: Layer, scheme: Scheme, series: Series, word: Translator) -> str:
    """Say under the legend what communes are read against, or how the classes were made; and the unit."""
    if scheme.classes is not None:
        return say_scheme(scheme.classes, len(series.layers), word)
    unit = layer.indicator.unit(word.lang)
    return f"{say_reading(layer, word)} {word(_('Unit'))}: {unit}."


def indicator_choices(asked: Asked, chosen: Indicator, word: Translator) -> tuple[ChoiceGroup, ...]:
    """Return the indicators that this reader may see, by theme, then those without one."""
    seen = [i for i in asked.snapshot.profile.measured_lines if _may_see(asked, i)]
    groups = [
        ChoiceGroup(theme.name(word.lang), _entries([i for i in seen if i.theme == theme.code], chosen, word))
        for theme in asked.snapshot.profile.themes
    ]
    clauses = sorted({i.clause for i in seen if i.theme is None and i.clause})
    groups += [
        ChoiceGroup(
            word(_("Clause %(code)s"), code=clause),
            _entries([i for i in seen if i.theme is None and i.clause == clause], chosen, word),
        )
        for clause in clauses
    ]
    return tuple(group for group in groups if group.choices)


def siblings(asked: Asked, chosen: Indicator) -> tuple[Indicator, ...]:
    """Return the indicators of the same theme that this reader may see, in the catalogue's order."""
    if chosen.theme is None:
        return ()
    return tuple(
        i for i in asked.snapshot.profile.measured_lines if i.theme == chosen.theme and _may_see(asked, i)
    )


def _entries(indicators: list[Indicator], chosen: Indicator, word: Translator) -> tuple[Choice, ...]:
    return tuple(Choice(i.name(word.lang), i.code, i.code == chosen.code) for i in indicators)


def _may_see(asked: Asked, indicator: Indicator) -> bool:
    return may_see(indicator.visibility, asked.audience, only_sample=asked.snapshot.only_sample)


def capitalised(text: str) -> str:
    """Return a text that begins a heading."""
    return text[:1].upper() + text[1:]


def _joined(*texts: str) -> str:
    return "; ".join(text for text in texts if text)


def _communes(layer: Layer, word: Translator) -> str:
    district = layer.district
    if not district.judged:
        return ""
    met = word.ngettext(
        "%(met)s of %(n)s commune meets it",
        "%(met)s of %(n)s communes meet it",
        district.judged,
        met=format_count(district.met, word.lang),
    )
    return _joined(met, say_not_due(layer, word))


def _coverage(layer: Layer, word: Translator) -> str:
    district = layer.district
    if not district.provisional or district.summed is None:
        return ""
    return say_counted_communes(_("sum of %(counted)s/%(expected)s communes"), district, word)
