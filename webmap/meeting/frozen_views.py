"""`/frozen`: the data as it stood, by name; what came later; giving the data of now a name."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import GeodataError
from geodata.store.frozen_sets import LONGEST_NAME, freeze, get_frozen_set, list_frozen_sets
from geodata.store.observations import ObservationEntry
from geodata.store.units import read_units, read_vintages
from layers.catalogue import Indicator
from layers.joining.since import LaterValue, since
from webmap.app.portal import portal
from webmap.desk.entry_words import say_entry, say_import_kind
from webmap.pages.address import reader
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person, may_open
from webmap.words.findings import word_error
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("frozen", __name__, url_prefix="/frozen")

_SHOWN = 200


@dataclass(frozen=True)
class LaterLine:
    """A value that came later, in words."""

    name: str
    unit: str
    period: str
    before: str
    after: str
    sequence: int


@bp.get("")
def index() -> str:
    """Show all frozen sets, and the form for another one to those who may make it."""
    return _index_page()


@bp.post("")
def create() -> str | tuple[str, int] | Response:
    """Give the data as it stands now a name."""
    try:
        made = freeze(portal().store, request.form.get("name", ""), person=current_person().name or "")
    except GeodataError as problem:
        return _index_page(problem=word_error(problem, current_translator())), 422
    return redirect(url_for("frozen.page", name=made.name), 303)


@bp.get("/set")
def page() -> str:
    """Show a frozen set: which data, and what came later."""
    word, here = current_translator(), portal()
    with here.store.session() as session:
        chosen = get_frozen_set(session, request.args.get("name", ""))
        later = since(session, here.profile, chosen.sequence, sight=reader())
        names = {u.key: u.name for v in read_vintages(session) for u in read_units(session, v)}
    lines = [
        _line(value, names.get(value.after.unit, value.after.unit.code), word)
        for value in later.values[:_SHOWN]
    ]
    return render_template(
        "meeting/frozen_set.html",
        chosen=chosen,
        imports=[(record, say_import_kind(record.kind, word)) for record in later.imports],
        lines=lines,
        count=len(later.values),
    )


def _index_page(*, problem: str = "") -> str:
    with portal().store.session() as session:
        sets = list_frozen_sets(session)
    return render_template(
        "meeting/frozen_sets.html",
        sets=sets,
        problem=problem,
        longest=LONGEST_NAME,
        may_freeze=may_open("frozen.create"),
        given=request.form.get("name", ""),
    )


def _line(value: LaterValue, unit: str, word: Translator) -> LaterLine:
    return LaterLine(
        name=value.indicator.name(word.lang),
        unit=unit,
        period=value.after.period,
        before=_said(value.indicator, value.before, word),
        after=_said(value.indicator, value.after, word),
        sequence=value.import_seq,
    )


def _said(indicator: Indicator, entry: ObservationEntry | None, word: Translator) -> str:
    if entry is None:
        return "–"
    if entry.withdrawn:
        return word(_("withdrawn"))
    return say_entry(indicator, entry, word)
