"""A layer of very many units for one canvas: shared outlines, and what is said of each as plain texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from branca.element import MacroElement
from folium.template import Template

from geodata.boundaries.arcs import ArcCoverage
from layers.joining.layer import Layer
from layers.status_classes import Pattern, StatusClass
from webmap.choropleth.arc_text import STEP, arc_text
from webmap.choropleth.fronted import fronted
from webmap.choropleth.marks import sign_svg
from webmap.choropleth.script_text import script_text
from webmap.words.scheme import LARGEST_RADIUS, Scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import UnitFacts

# Pixels of the largest circle where thousands of them share the map.
_LARGEST_CIRCLE = 14.0
_PATTERNS = {Pattern.HATCH: "hatch", Pattern.DOTS: "dots"}
# What is heard of a unit that the keyboard has come to; the tooltip has the rest.
_SPOKEN = (_("Value"), _("Status"))


class CanvasLook(TypedDict):
    """How `many.js` draws a class."""

    key: str
    fill: str
    pattern: str | None
    dark: bool
    sign: str
    circle: str


class CanvasColumn(TypedDict):
    """What tooltips list under a heading: a text for each unit, or the one that is the same for all."""

    heading: str
    texts: str | list[str]
    spoken: bool


class CanvasUnits(TypedDict):
    """Units and their outlines as `many.js` reads them."""

    codes: str
    names: list[str]
    cuts: list[int]
    labels: dict[int, str]
    keys: list[int]
    looks: list[CanvasLook]
    columns: list[CanvasColumn]
    filled: bool
    origin: tuple[float, float]
    step: float
    points: str
    sizes: str
    rings: str
    radii: NotRequired[list[float]]
    circleScale: NotRequired[float]


class UnitTexts(MacroElement):
    """The units as a value of the document's script."""

    _template = Template(
        "{% macro script(this, kwargs) %}\nvar {{ this.get_name() }} = {{ this.text }};\n{% endmacro %}"
    )

    def __init__(self, units: CanvasUnits) -> None:
        super().__init__()
        self._name = "UnitTexts"
        self.text = script_text(units)


@dataclass(frozen=True)
class ToldUnit:
    """A unit as the canvas draws and tells it, in plain texts; `rows` are (heading, text) of its tooltip."""

    code: str
    name: str
    short: str
    key: str
    label: str
    rows: tuple[tuple[str, str], ...]
    radius: float = 0.0


def unit_texts(
    layer: Layer,
    coverage: ArcCoverage,
    facts: dict[str, UnitFacts],
    word: Translator,
    scheme: Scheme,
    *,
    filled: bool,
) -> UnitTexts:
    """Return the units of a layer that have an outline, in the coverage's order, as `many.js` reads them."""
    told = [
        ToldUnit(one.code, one.name, one.short, one.key, one.label, one.rows(word), one.radius)
        for one in (facts[code] for code in layer.geometries)
    ]
    looks = {key: (scheme.ground_of(key), scheme.look_of(key).fill) for key in {one.key for one in told}}
    return canvas_units(told, coverage, looks, [word(heading) for heading in _SPOKEN], filled=filled)


def canvas_units(
    told: Sequence[ToldUnit],
    coverage: ArcCoverage,
    looks: Mapping[str, tuple[StatusClass, str]],
    spoken: Sequence[str],
    *,
    filled: bool = True,
) -> UnitTexts:
    """Return units in the coverage's order, as `many.js` reads them.

    A column of tooltips whose text is the same for all units is written once. A unit's short name is what is
    left of its name (`cuts` letters are cut off); only labels that are not the first column's are written.

    Parameters
    ----------
    looks : mapping of key to (StatusClass, str)
        How a class is drawn, and the fill of its circles.
    spoken : sequence of str
        Headings of what is heard of a unit that the keyboard has come to.
    """
    keys = sorted({one.key for one in told})
    outlines, columns = arc_text(coverage), _columns(told, spoken)
    values = columns[0]["texts"]
    labels = {
        at: one.label
        for at, one in enumerate(told)
        if one.label != (values if isinstance(values, str) else values[at])
    }
    units: CanvasUnits = {
        "codes": fronted(one.code for one in told),
        "names": [one.name for one in told],
        "cuts": [len(one.name) - len(one.short) for one in told],
        "labels": labels,
        "keys": [keys.index(one.key) for one in told],
        "looks": [_look(key, *looks[key]) for key in keys],
        "columns": columns,
        "filled": filled,
        "origin": outlines.origin,
        "step": STEP,
        "points": outlines.points,
        "sizes": outlines.sizes,
        "rings": outlines.rings,
    }
    if any(one.radius for one in told):
        units["radii"] = [one.radius for one in told]
        units["circleScale"] = _LARGEST_CIRCLE / LARGEST_RADIUS
    return UnitTexts(units)


def _look(key: str, ground: StatusClass, circle: str) -> CanvasLook:
    return {
        "key": key,
        "fill": ground.fill,
        "pattern": _PATTERNS.get(ground.pattern),
        "dark": ground.text == "#ffffff",
        "sign": str(sign_svg(ground)),
        "circle": circle,
    }


def _columns(told: Sequence[ToldUnit], spoken: Sequence[str]) -> list[CanvasColumn]:
    """Return what tooltips list, one column a heading, in the order in which a unit lists them."""
    rows = [dict(one.rows) for one in told]
    columns: list[CanvasColumn] = []
    for heading in _in_order(rows):
        texts = [row.get(heading, "") for row in rows]
        same = texts[0] if len(set(texts)) == 1 else texts
        columns.append({"heading": heading, "texts": same, "spoken": heading in spoken})
    return columns


def _in_order(rows: Sequence[dict[str, str]]) -> list[str]:
    """Return the headings as rows have them: one that only some have stands before what follows it there."""
    order: list[str] = []
    for row in sorted({tuple(row) for row in rows}, key=len, reverse=True):
        for place, heading in enumerate(row):
            if heading not in order:
                after = next((order.index(later) for later in row[place + 1 :] if later in order), len(order))
                order.insert(after, heading)
    return order
