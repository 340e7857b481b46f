"""Decks made of a store's material, and what tests read of them: texts, tables, charts, notes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import Flask
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from layers.audience import sight_of
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from webmap.app.portal import Portal
from webmap.paper.order import PACK, Part, PrintOrder
from webmap.prints.kinds import PAGES, part_slides
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import chosen_pack
from webmap.prints.slides import slides_document

TITLE = "Họp giao ban tháng 1"


def material_of(app: Flask, *, lang: str = "vi", audience: str = "public", period: str = "2024") -> Material:
    """Return the material of a pack as the slides get it."""
    portal: Portal = app.extensions["portal"]
    asked = Period.parse(period)
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[asked])
        sight = sight_of(session, audience)
    vintage = snapshot.vintage_of(asked)
    assert vintage is not None
    order = PrintOrder(
        kind=PACK,
        period=asked,
        sequence=snapshot.sequence,
        vintage=vintage.valid_from,
        printed_on=date(2025, 1, 5),
        printed_by="lan",
        public_url="http://bando.example",
        audience=audience,
        catalogue=portal.profile.catalogue_hash,
        lang=lang,
        format="pptx",
        code="7KX2M9PQRT",
    )
    return Material.of(sight, snapshot, order)


def made(material: Material, parts: Sequence[Part]) -> bytes:
    """Return the file of some parts."""
    pack = chosen_pack(material, parts, PAGES)
    return slides_document(material, pack, part_slides, title=TITLE, report=lambda _done: None)


def deck_of(material: Material, parts: Sequence[Part]) -> Any:
    """Return the presentation of some parts, read back."""
    return Presentation(io.BytesIO(made(material, parts)))


def shapes_of(slide: Any) -> Iterator[Any]:
    """Give all shapes of a slide, those in groups too."""
    waiting = list(slide.shapes)
    while waiting:
        shape = waiting.pop(0)
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            waiting += list(shape.shapes)


def texts_of(slide: Any) -> list[str]:
    """Return the texts of a slide: boxes, then the cells of its tables."""
    found = [shape.text_frame.text for shape in shapes_of(slide) if shape.has_text_frame]
    return found + [text for table in tables_of(slide) for row in table for text in row]


def tables_of(slide: Any) -> list[list[list[str]]]:
    """Return the tables of a slide as rows of texts."""
    frames = [shape for shape in shapes_of(slide) if shape.has_table]
    return [[[cell.text for cell in row.cells] for row in frame.table.rows] for frame in frames]


def charts_of(slide: Any) -> list[Any]:
    """Return the charts of a slide."""
    return [shape.chart for shape in shapes_of(slide) if shape.has_chart]


def series_of(chart: Any) -> dict[str, dict[str, float | None]]:
    """Return the numbers of a chart by series and category."""
    names = list(chart.plots[0].categories)
    return {one.name: dict(zip(names, one.values, strict=True)) for one in chart.plots[0].series}


def workbook_of(chart: Any) -> Any:
    """Return the sheet that is opened to edit a chart."""
    return load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active


def title_of(slide: Any) -> str:
    """Return the title of a slide."""
    return str(slide.shapes.title.text_frame.text)


def everything_in(data: bytes) -> str:
    """Return all text there is in a file, its notes and its embedded workbooks too."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name)
            if name.endswith(".xlsx"):
                found.append(everything_in(content))
            elif name.endswith((".xml", ".rels")):
                found.append(content.decode())
    return "\n".join(found)
