"""A Layer as the data of a printed sheet: every text worded, every picture drawn, as plain JSON."""

from __future__ import annotations

from typing import TypedDict

from layers.catalogue import Indicator, Profile
from layers.joining.layer import Layer
from webmap.choropleth import are_many
from webmap.drawing import Lettering, MapDrawing
from webmap.drawing.layer_drawing import crs_of, draw_layer
from webmap.drawing.symbols import swatch
from webmap.pages.thin_outlines import thin_outlines
from webmap.paper.papers import Paper
from webmap.prints.sheet.head import heading, paper_under
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import PageContent, frame_content, marks
from webmap.prints.sheet.sources import say_crs, source_lines
from webmap.prints.sheet.value_table import ValueTable, value_table
from webmap.words.dates import format_period
from webmap.words.district import capitalised, place_name, say_answer
from webmap.words.layer import say_legend
from webmap.words.numbers import format_count
from webmap.words.scheme import say_reading
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

# Rows of a table that a meeting can hold in its hands, where there are thousands.
_MOST_ROWS = 100
# Letters of parts and wholes beside the map and below it, and of a gap, that are set in one line.
_LONGEST_BESIDE, _LONGEST_BELOW, _LONGEST_GAP = 17, 19, 15


class Answer(TypedDict):
    """The district's side, in the lines that stand beside the map."""

    where: str
    value: str
    status: str
    target: str
    communes: str
    both: str


class LegendLine(TypedDict):
    """A line of the legend, with how many communes it is of."""

    svg: str
    label: str
    count: str


class SheetContent(PageContent):
    """An indicator on its map, with legend and table; `map` is None where `no_map` says why."""

    answer: Answer
    answer_key: str
    map: str | None
    map_alt: str
    no_map: str
    legend: list[LegendLine]
    legend_title: str
    legend_note: str
    table: ValueTable
    table_title: str
    continued: str
    swatches: dict[str, str]


def sheet_content(layer: Layer, material: Material) -> SheetContent:
    """Return what the template `sheet` sets."""
    order, profile, word = material.order, material.reading.profile, material.word
    seen_first = marks(
        word,
        sample=layer.is_sample,
        layers=(layer,),
        draft=order.draft or layer.has_unapproved,
    )
    title = layer.indicator.name(word.lang)
    paper = paper_under(material.paper, heading(material), seen_first, title)
    drawing = draw_sheet_map(layer, paper, profile.crs, word)
    table = _table(layer, drawing, _denominator(layer, profile), paper, word)
    unit, period = layer.indicator.unit(word.lang), format_period(layer.period, word.lang)
    return {
        **frame_content(material, paper),
        "title": title,
        "subtitle": ", ".join((capitalised(place_name(layer, profile, word)), period)),
        "unit": word(_("Unit: %(unit)s"), unit=unit),
        "marks": seen_first,
        "answer": answer_lines(layer, profile, word),
        "answer_key": layer.district.legend_key,
        "map": None if drawing is None else drawing.svg,
        "map_alt": map_label(layer, word),
        "no_map": _why_no_map(layer, word),
        "legend": legend(layer, word),
        "legend_title": word(_("Legend (number of communes)")),
        "legend_note": say_reading(layer, word),
        "table": table,
        "table_title": word(_("Values, largest gap first")),
        "continued": word(_("Values (continued)")),
        "swatches": {key: swatch(key, width=3.6, height=3.0) for key in _keys(layer)},
        "sources": source_lines(layer, order, word)
        + ([] if drawing is None else [say_crs(crs_of(layer, profile.crs), word)]),
    }


def _table(
    layer: Layer, drawing: MapDrawing | None, denominator: Indicator | None, paper: Paper, word: Translator
) -> ValueTable:
    """Return the table of values with a note on names that the map has not; of very many units the first."""
    is_cut = are_many(layer)
    table = value_table(layer, word, denominator=denominator, most=_MOST_ROWS if is_cut else None)
    for row in table["rows"]:
        row["cells"][1:-1] = [_broken(cell, paper) for cell in row["cells"][1:-1]]
    if is_cut:
        count = format_count(len(layer.units), word.lang)
        table["notes"].append(
            word(
                _(
                    "With %(n)s communes the map has no names; the table has the %(shown)s largest gaps, "
                    "the workbook on the portal all."
                ),
                shown=_MOST_ROWS,
                n=count,
            )
        )
    elif drawing is not None and drawing.left_out:
        table["notes"].append(
            word.ngettext(
                "%(n)s name found no place on the map; it is in the table.",
                "%(n)s names found no place on the map; they are in the table.",
                len(drawing.left_out),
            )
        )
    return table


def _broken(cell: str, paper: Paper) -> str:
    """Return a cell in two lines where long sums would push the last column off the paper."""
    if len(cell) > (_LONGEST_BESIDE if paper.is_landscape else _LONGEST_BELOW):
        return cell.replace(" / ", " /\n")
    return cell.replace("\u00a0", "\n", 1) if len(cell) > _LONGEST_GAP else cell


def draw_sheet_map(layer: Layer, paper: Paper, crs: str, word: Translator) -> MapDrawing | None:
    """Draw the map of a sheet; None where there is no outline or no commune that has figures."""
    left = paper.margin["left"]
    fold = None if paper.fold is None else paper.fold - left
    lettering = Lettering(
        names=paper.type["names"],
        least=paper.type["least"],
        north=word(_("N")),
        scale=word(_("Scale 1:%s")),
        group="." if word.lang == "vi" else ",",
        fold=fold,
    )
    width, height = paper.map
    label = map_label(layer, word)
    return draw_layer(
        layer,
        word,
        width=width,
        height=height,
        lettering=lettering,
        crs=crs,
        thin=thin_outlines(layer),
        label=label,
    )


def legend(layer: Layer, word: Translator) -> list[LegendLine]:
    """Return the legend's lines, in the order they have everywhere."""
    return [
        {
            "svg": swatch(entry.key),
            "label": say_legend(entry.key, word),
            "count": format_count(entry.count, word.lang),
        }
        for entry in layer.legend
    ]


def answer_lines(layer: Layer, profile: Profile, word: Translator) -> Answer:
    """Return the district's side: value, then target and gap, then how many communes meet it."""
    answer = say_answer(layer, word, profile=profile)
    target = word(_("Target %(target)s"), target=answer.target) if answer.target not in ("", "–") else ""
    rest = [answer.communes, answer.coverage or answer.basis.lower()]
    return {
        "where": capitalised(place_name(layer, profile, word)),
        "value": answer.value,
        "status": answer.status,
        "target": "; ".join(text for text in (target, answer.gap, answer.closing) if text),
        "communes": capitalised("; ".join(text for text in rest if text)),
        "both": answer.both,
    }


def map_label(layer: Layer, word: Translator) -> str:
    """Say what the map shows, for those who cannot see it; the table has the values."""
    return word(
        _("Map: %(indicator)s by commune, %(period)s. The table has the values."),
        indicator=layer.indicator.name(word.lang),
        period=format_period(layer.period, word.lang),
    )


def _why_no_map(layer: Layer, word: Translator) -> str:
    if layer.units:
        return word(_("No outlines are known for these communes, so there is no map."))
    return word(_("Only the district as a whole has figures for this line, so there is nothing to map."))


def _denominator(layer: Layer, profile: Profile) -> Indicator | None:
    code = layer.indicator.denominator
    return None if code is None else profile.indicators[code]


def _keys(layer: Layer) -> list[str]:
    return sorted({value.legend_key for value in layer.units} | {layer.district.legend_key})
