"""What a map page says around its map: the answer, the controls, the raster under it, where values come from.

Beside a map of very many units stands a table of them, a page at a time; by name, or one line of the legend.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geodata.imagery.painted import PictureClass
from geodata.store.files import path_of
from geodata.store.landcover_pictures import StoredPicture, read_pictures
from layers.catalogue import Indicator
from layers.joining.layer import Layer, UnitValue
from layers.rules.values import Figure, Origin
from layers.tables.column_filter import read_text_filter
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.choropleth import are_many
from webmap.choropleth.fronted import fronted
from webmap.choropleth.ground import Ground
from webmap.maps.series import Series
from webmap.pages.address import Asked
from webmap.pages.choices import Choice, ChoiceGroup
from webmap.words.dates import format_period
from webmap.words.district import capitalised, joined, trend_of
from webmap.words.layer import (
    say_closing,
    say_gap,
    say_parts,
    say_status,
    say_target,
    say_value,
)
from webmap.words.origin import say_product
from webmap.words.scheme import Scheme, say_reading, say_scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import say_origin

OPACITIES = (0, 30, 60, 100)
PAGE = 100
"""Rows of a page: more than anybody reads at once, and few enough to be sent at once."""


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
            joined(say_gap(indicator, judgement, word), say_closing(indicator, judgement, word)),
        ),
        (word(_("Counted")), say_parts(indicator, district.figure, denominator, word)),
        (capitalised(format_period(before, word.lang)), joined(earlier, change.text if change else "")),
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


def say_legend_foot(layer: Layer, scheme: Scheme, series: Series, word: Translator) -> str:
    """Say under the legend what communes are read against, or how the classes were made; and the unit."""
    if scheme.classes is not None:
        return say_scheme(scheme.classes, len(series.layers), word)
    unit = layer.indicator.unit(word.lang)
    return f"{say_reading(layer, word)} {word(_('Unit'))}: {unit}."


def indicator_choices(asked: Asked, chosen: Indicator, word: Translator) -> tuple[ChoiceGroup, ...]:
    """Return the indicators that this reader may see, by theme, then those without one."""
    seen = asked.reading.lines
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
    return tuple(i for i in asked.reading.lines if i.theme == chosen.theme)


def _entries(indicators: list[Indicator], chosen: Indicator, word: Translator) -> tuple[Choice, ...]:
    return tuple(Choice(i.name(word.lang), i.code, i.code == chosen.code) for i in indicators)


@dataclass(frozen=True)
class GroundControls:
    """What the form shows of the raster, and its classes for the legend; `shown` in percent, 0 for none."""

    choices: tuple[Choice, ...]
    product: str
    image_date: object
    classes: tuple[tuple[str, str], ...]
    shown: int


def read_ground(given: str | None) -> int:
    """Read how strongly the raster is asked for, in percent; 0 for not at all."""
    text = given or "0"
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= OPACITIES[-1]):
        raise BadParameter("ground.opacity", given=text, most=OPACITIES[-1])
    return int(text)


def picture_of(layer: Layer) -> StoredPicture | None:
    """Return the raster's picture for what imagery measures: the period's own, else the last before it."""
    if layer.indicator.measured_by is None:
        return None
    with portal().store.session() as session:
        pictures = read_pictures(session, as_of=layer.sequence)
    own = [one for one in pictures if one.period == str(layer.period)]
    before = [one for one in pictures if one.period < str(layer.period)]
    return next(iter(own or reversed(before)), None)


def ground_controls(layer: Layer, shown: int, word: Translator) -> GroundControls | None:
    """Return the control of the raster; None where there is none to show."""
    picture = picture_of(layer)
    if picture is None:
        return None
    said = [word(_("none")), *(f"{percent}%" for percent in OPACITIES[1:])]
    choices = tuple(
        Choice(label, "" if not percent else str(percent), percent == shown)
        for label, percent in zip(said, OPACITIES, strict=True)
    )
    labels = tuple((one.color, _label(one, word)) for one in picture.classes)
    return GroundControls(choices, say_product(picture.product), picture.image_date, labels, shown)


def ground_of(layer: Layer, shown: int) -> Ground | None:
    """Return what is drawn under the units; None without a picture or where it is not asked for."""
    picture = picture_of(layer) if shown else None
    if picture is None:
        return None
    content = path_of(portal().store, picture.file_sha256).read_bytes()
    return Ground(
        f"data:image/png;base64,{b64encode(content).decode('ascii')}",
        (picture.west, picture.south, picture.east, picture.north),
        shown / 100,
    )


def _label(one: PictureClass, word: Translator) -> str:
    return one.label_en if word.lang == "en" else one.label_vi


@dataclass(frozen=True)
class UnitPages:
    """A page of a layer's units, the largest gap first: rows `first` to `last` of `found` that are asked for.

    `total` are all units, `name` and `key` what they are narrowed to. `keys` are the codes of every unit, by
    legend line (see `fronted`): the units that the map and the page may name to each other.
    """

    values: tuple[UnitValue, ...]
    number: int
    count: int
    found: int
    total: int
    name: str
    key: str
    keys: Mapping[str, str]
    address: Callable[[int], str]

    @property
    def first(self) -> int:
        """The number of the first row, from 1; 0 without rows."""
        return (self.number - 1) * PAGE + 1 if self.values else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.values) - 1 if self.values else 0


def unit_pages(
    layer: Layer, scheme: Scheme, given: Mapping[str, str], address: Callable[[dict[str, str]], str]
) -> UnitPages | None:
    """Return the page of `rows`, `name` and `line`, or that of a `unit`; None where one holds all units.

    Parameters
    ----------
    given : mapping
        What the address says.
    address : callable
        Returns the page's address with such parameters.

    Raises
    ------
    webmap.pages.error_pages.BadParameter
        For a page that does not exist.
    """
    if not are_many(layer):
        return None
    name, key = given.get("name", "").strip(), given.get("line", "")
    asked_for = read_text_filter(name)
    keys: dict[str, list[str]] = {}
    found = []
    for value in layer.by_gap():
        own = scheme.key_of(value)
        keys.setdefault(own, []).append(value.unit.code)
        if (not key or own == key) and (not name or asked_for.accepts(value.unit.name)):
            found.append(value)
    count = max(1, -(-len(found) // PAGE))
    number = _number(found, count, given)
    narrowed = {k: v for k, v in (("name", name), ("line", key)) if v}

    return UnitPages(
        values=tuple(found[(number - 1) * PAGE : number * PAGE]),
        number=number,
        count=count,
        found=len(found),
        total=len(layer.units),
        name=name,
        key=key,
        keys={own: fronted(sorted(codes)) for own, codes in keys.items()},
        address=lambda page: address({**narrowed, "rows": str(page)}),
    )


def _number(found: list[UnitValue], count: int, given: Mapping[str, str]) -> int:
    """Return the page that is asked for: by its number, or by a unit that is on it."""
    unit = given.get("unit")
    if unit is not None:
        row = next((row for row, value in enumerate(found) if value.unit.code == unit), 0)
        return row // PAGE + 1
    text = given.get("rows", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= count):
        raise BadParameter("map.no_rows", given=text, count=count)
    return int(text)
