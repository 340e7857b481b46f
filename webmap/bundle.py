"""The offline bundle: all maps and tables of a period as pages that open by double click, without a server.

Pages have no script and name only files beside them, so that any browser shows them from a folder, a stick
or a ZIP that was unpacked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from flask import render_template

from geodata.store.units import StoredUnit
from layers.audience import Audience
from layers.layer import Layer
from layers.new_rural import criteria_matrix, sets_of
from layers.ranking import rank_communes
from webmap import map_page
from webmap.address import Asked
from webmap.assets import FONT_WEIGHTS, STATIC, packages
from webmap.choropleth.facts import unit_facts
from webmap.choropleth.legend import legend_lines
from webmap.clause_lines import clause_sections
from webmap.commune_page import sections
from webmap.dates import format_period
from webmap.new_rural_words import criterion_names, matrix_lines, say_set
from webmap.pictures import lettered_map
from webmap.portal import portal
from webmap.status_marks import status_style
from webmap.summaries import summary_of
from webmap.summary_sentence import say_summary
from webmap.translations import Translator
from webmap.translations import marked as _

_AUDIENCES = {
    Audience.PUBLIC: _("for everybody"),
    Audience.INTERNAL: _("for internal circulation"),
    Audience.POLICE: _("for the police"),
}
_SHEETS = ("portal.css", "pages.css", "bundle.css")
_FACE = (
    '@font-face {{ font-family: "Roboto"; font-weight: {weight}; font-style: normal; '
    'src: url("{name}") format("truetype"); }}\n'
)


def write_bundle(here: Asked, word: Translator, *, made_at: datetime) -> bytes:
    """Return a ZIP of all maps and tables that an audience may see: the same bytes for same data and time.

    Parameters
    ----------
    here : Asked
        Snapshot, period and audience; a request's context must be there for templates.
    word : Translator
    made_at : datetime.datetime
        Said on each page, and given to the files.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in _files(here, word, made_at):
            info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


def _files(here: Asked, word: Translator, made_at: datetime) -> Iterator[tuple[str, bytes]]:
    summary = summary_of(here)
    communes = here.snapshot.communes(here.drawn_on)
    frame = {
        "word": word,
        "period": here.period,
        "audience": word(_AUDIENCES[here.audience]),
        "is_sample": here.snapshot.is_sample,
        "made_at": made_at,
        "sequence": here.snapshot.sequence,
    }

    def page(name: str, template: str, **values: object) -> tuple[str, bytes]:
        root = "../" * name.count("/")
        return name, render_template(f"bundle/{template}.html", root=root, **frame, **values).encode()

    standings = rank_communes([layer for layer in summary.layers if layer.units])
    yield page(
        "index.html",
        "index",
        sentence=say_summary(summary, word),
        clauses=clause_sections(here, summary, word),
        standings=standings,
        sets=[(s, say_set(s, word)) for s in sets_of(here.snapshot, here.period)],
    )
    for layer in summary.layers:
        yield page(f"maps/{layer.indicator.code}.html", "map", **_map_values(layer, word))
    for unit in communes:
        yield page(f"communes/{unit.code}.html", "commune", **_commune_values(here, unit, word))
    for criterion_set in sets_of(here.snapshot, here.period):
        matrix = criteria_matrix(here.snapshot, criterion_set, here.period, here.drawn_on, here.audience)
        yield page(
            f"new-rural/{criterion_set.code}.html",
            "new_rural",
            title=say_set(criterion_set, word),
            names=criterion_names(criterion_set, word),
            lines=matrix_lines(matrix, here.snapshot, word),
        )
    yield from _assets()


def _map_values(layer: Layer, word: Translator) -> dict[str, object]:
    title = layer.indicator.name(word.lang)
    return {
        "layer": layer,
        "title": title,
        "answer": map_page.say_answer(layer, word, profile=portal().profile),
        "picture": lettered_map(layer, f"{title}, {format_period(layer.period, word.lang)}", word),
        "legend": legend_lines(layer, word) if layer.units else (),
        "units": [unit_facts(layer, value, word) for value in layer.by_gap()],
        "origins": map_page.origins(layer, word),
    }


def _commune_values(here: Asked, unit: StoredUnit, word: Translator) -> dict[str, object]:
    return {
        "unit": unit,
        "sections": sections(
            summary_of(here),
            unit,
            here.drawn_on,
            history=here.snapshot,
            periods=(here.period,),
            word=word,
        ),
    }


def _assets() -> Iterator[tuple[str, bytes]]:
    for name in _SHEETS:
        yield f"assets/{name}", (STATIC / name).read_bytes()
    yield "assets/status.css", status_style().encode()
    faces = "".join(_FACE.format(weight=weight, name=name) for name, weight in FONT_WEIGHTS.items())
    yield "assets/fonts.css", faces.encode()
    for name in FONT_WEIGHTS:
        yield f"assets/{name}", (packages()["roboto"].folder / name).read_bytes()
