"""Drawings as pictures for slides: the very map of the sheet as PNG, where a commune lies, the QR code."""

from __future__ import annotations

import io

import segno
from PIL import Image
from pptx.slide import Slide

from layers.layer import Layer
from webmap.dates import format_period
from webmap.locator import draw_locator
from webmap.sheet.content import draw_sheet_map
from webmap.sheet.drawing_page import typeset_drawing
from webmap.sheet.material import Material
from webmap.sheet.papers import Paper
from webmap.slides.layout import LAYOUT, Box
from webmap.slides.shapes import describe
from webmap.translations import marked as _

DOTS_PER_INCH = 180.0
"""A slide on a screen of 1920 pixels has 144 to the inch; what is more is for those who enlarge it."""

_COLOURS = 128
_MAP = LAYOUT.boxes["map"]
_PAPER = Paper(
    name="slide",
    orientation="landscape",
    width=LAYOUT.width,
    height=LAYOUT.height,
    margin={"left": 0.0},
    map=(_MAP.width, _MAP.height),
    side=(0.0, 0.0),
    title_width=0.0,
    type={"names": 13.0, "least": 10.0},
    row_inset=0.0,
)


def add_map(slide: Slide, layer: Layer, material: Material) -> tuple[str, ...] | None:
    """Draw the map of a layer; return the codes of communes whose name found no place, None without a map."""
    word = material.word
    drawing = draw_sheet_map(layer, _PAPER, material.profile.crs, word)
    if drawing is None:
        return None
    label = word(
        _("Map: %(indicator)s by commune, %(period)s; the chart beside it has the values."),
        indicator=layer.indicator.name(word.lang),
        period=format_period(layer.period, word.lang),
    )
    _add_drawing(slide, _MAP, drawing.svg, label, word.lang)
    return drawing.left_out


def add_locator(slide: Slide, code: str, material: Material) -> None:
    """Draw where a commune lies, where its outline is known."""
    word, box = material.word, LAYOUT.boxes["locator"]
    svg = draw_locator(material.communes, code, material.profile.crs, word)
    if svg:
        sized = svg.replace("<svg ", f'<svg width="{box.width:g}mm" height="{box.height:g}mm" ', 1)
        name = material.commune(code).name
        label = word(_("Where %(commune)s lies in the district"), commune=name)
        _add_drawing(slide, box, sized, label, word.lang)


def add_qr(slide: Slide, box: Box, address: str, label: str) -> None:
    """Draw the QR code of an address."""
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="png", scale=12, border=2)
    _place(slide, box, made.getvalue(), label)


def _add_drawing(slide: Slide, box: Box, svg: str, label: str, lang: str) -> None:
    png = typeset_drawing(svg, label, lang, file_format="png", dots_per_inch=DOTS_PER_INCH)
    _place(slide, box, _smaller(png), label)


def _smaller(png: bytes) -> bytes:
    """Return a picture with a palette: a third of the bytes, and its large areas keep their very colours."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        flat = picture.convert("RGB").quantize(
            _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        flat.save(made, "PNG")
    return made.getvalue()


def _place(slide: Slide, box: Box, png: bytes, label: str) -> None:
    picture = slide.shapes.add_picture(io.BytesIO(png), *box.emu)
    describe(picture, label)
