"""`/incidents`: incidents of a year counted on a grid of square kilometres; no point leaves the server."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from layers.catalogue.vocabulary import ThemePage
from layers.themes.incident_map import CLASSES, SMALLEST_SHOWN, IncidentMap, PlacedCell
from webmap.app.errors import UnknownPage
from webmap.app.security import framed
from webmap.incidents.grid_document import COLOURS, class_key, grid_document
from webmap.incidents.page import AskedIncidents, asked_incidents, incident_origins
from webmap.incidents.words import say_class, say_incidents, say_kind, say_place
from webmap.pages.choices import Choice
from webmap.pages.frame_files import frame_files
from webmap.pages.language import current_translator
from webmap.words.translations import Translator
from webmap.words.unit_facts import say_origin

bp = Blueprint("incidents", __name__, url_prefix="/incidents")


@dataclass(frozen=True)
class ClassLine:
    """A line of the legend: a class of counts, its colour, and how many squares it has."""

    key: str
    colour: str
    label: str
    count: int


@dataclass(frozen=True)
class CellRow:
    """A square's row of the table beside the map."""

    cell: PlacedCell
    key: str
    colour: str
    place: str


@bp.get("")
def page() -> str:
    """Show the squares with most incidents of a year, with the map, and say what is hidden and why."""
    here, word = asked_incidents(request.args), current_translator()
    return render_template(
        "incidents/page.html",
        here=here,
        theme=here.wanted.snapshot.profile.theme_on(ThemePage.INCIDENTS),
        sentence=say_incidents(here.found, here.year, word),
        kind=say_kind(here.found.kind, word),
        kinds=_kinds(here, word),
        years=here.years if here.year in here.years else (here.year, *here.years),
        legend=_legend(here.found, word),
        rows=[_row(cell, word) for cell in here.found.cells],
        least=SMALLEST_SHOWN,
        origins=[say_origin(origin, word) for origin in incident_origins(here.wanted)],
    )


@bp.get("/frame")
def frame() -> Response:
    """Send the folium document of the grid, safe also when it is opened alone."""
    here = asked_incidents(request.args)
    if not any(unit.geometry is not None for unit in here.communes):
        raise UnknownPage("boundaries.none_on", day=here.vintage.valid_from)
    word, files, sample = current_translator(), frame_files(), here.wanted.snapshot.is_sample
    response = framed(grid_document(here.found, here.communes, here.year, word, files, is_sample=sample))
    response.add_etag()
    return response.make_conditional(request)


def _kinds(here: AskedIncidents, word: Translator) -> list[Choice]:
    chosen = here.found.kind
    every = (None, *here.found.kinds)
    return [Choice(say_kind(kind, word), kind or "", kind == chosen) for kind in every]


def _legend(found: IncidentMap, word: Translator) -> list[ClassLine]:
    counts = found.class_counts
    return [
        ClassLine(class_key(number), COLOURS[number], say_class(number, word), counts[number])
        for number in range(CLASSES.count)
    ]


def _row(cell: PlacedCell, word: Translator) -> CellRow:
    number = cell.class_number
    return CellRow(cell, class_key(number), COLOURS[number], say_place(cell, word))
