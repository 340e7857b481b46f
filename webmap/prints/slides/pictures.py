"""Drawings as pictures for slides: the very map of the sheet as PNG, where a commune lies, the QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from PIL import Image
from pptx.slide import Slide

from layers.joining.layer import Layer
from webmap.drawing.locator import draw_locator
from webmap.paper.drawing_page import typeset_drawing
from webmap.paper.papers import Paper
from webmap.prints.sheet.content import draw_sheet_map
from webmap.prints.sheet.material import Material
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.shapes import describe
from webmap.words.dates import format_period
from webmap.words.translations import marked as _

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
    type={"names": 11.0, "least": 10.0},
    row_inset=0.0,
)


@dataclass(frozen=True)
class Picture:
    """A PNG, and what it says to those who cannot see it."""

    png: bytes
    label: str


def place(slide: Slide, box: Box, picture: Picture) -> None:
    """Put a picture into a box of its proportions."""
    describe(slide.shapes.add_picture(io.BytesIO(picture.png), *box.emu), picture.label)


def map_picture(layer: Layer, material: Material) -> tuple[Picture, tuple[str, ...]] | None:
    """Draw the map of a layer; with it the codes of communes whose name found no place. None: no map."""
    word = material.word
    drawing = draw_sheet_map(layer, _PAPER, material.reading.profile.crs, word)
    if drawing is None:
        return None
    label = word(
        _("Map: %(indicator)s by commune, %(period)s; the chart beside it has the values."),
        indicator=layer.indicator.name(word.lang),
        period=format_period(layer.period, word.lang),
    )
    return Picture(_png(drawing.svg, label, word.lang), label), drawing.left_out


def locator_picture(code: str, material: Material) -> Picture | None:
    """Draw where a commune lies; None where its outline is not known."""
    word, box = material.word, LAYOUT.boxes["locator"]
    svg = draw_locator(
        material.reading.communes,
        code,
        material.reading.profile.crs,
        word,
        district=material.reading.district,
    )
    if not svg:
        return None
    sized = svg.replace("<svg ", f'<svg width="{box.width:g}mm" height="{box.height:g}mm" ', 1)
    label = word(_("Where %(commune)s lies in the district"), commune=material.commune(code).name)
    return Picture(_png(sized, label, word.lang), label)


def qr_picture(address: str, label: str) -> Picture:
    """Draw the QR code of an address."""
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="png", scale=12, border=2)
    return Picture(made.getvalue(), label)


def _png(svg: str, label: str, lang: str) -> bytes:
    return flat(typeset_drawing(svg, label, lang, file_format="png", dots_per_inch=DOTS_PER_INCH))


def flat(png: bytes) -> bytes:
    """Return a PNG with a palette: its large areas keep their very colours."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        palette = picture.convert("RGB").quantize(
            _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        palette.save(made, "PNG")
    return made.getvalue()
