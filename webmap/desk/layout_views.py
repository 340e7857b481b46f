"""`/desk/drafts/<id>/layout`: what the columns (or rows) of an office's own workbook mean."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import GeodataError
from geodata.store.drafts import StoredDraft
from geodata.store.units import units_valid_on
from layers.catalogue import DataLevel, Kind
from layers.errors import LayersError
from layers.periods import Period
from layers.reporting import map_draft
from layers.reporting.layouts.proposing import Proposal, ProposedSheet, confirmed_mapping, propose_mapping
from layers.reporting.layouts.stored_mappings import remember_mapping
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.desk import uploads
from webmap.pages.error_pages import status_of
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.words.dates import today
from webmap.words.findings import word_error
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("desk_layout", __name__, url_prefix="/desk/drafts/<draft_id>/layout")


@bp.get("")
def page(draft_id: str) -> str:
    """Show what the workbook's columns are thought to mean, each with a choice."""
    return _layout_page(uploads.own_draft(draft_id))


@bp.post("")
def confirm(draft_id: str) -> str | tuple[str, int] | Response:
    """Read the draft by what was chosen, and remember it for the office."""
    draft, store, given = uploads.own_draft(draft_id), portal().store, request.form
    proposal = _proposal(draft)
    numbered = list(enumerate(proposal.sheets))
    choices = {(s.title, p.at): given.get(f"part-{n}-{p.at}", "") for n, s in numbered for p in s.parts}
    names = {
        name: answer
        for n, sheet in numbered
        for i, (name, _units) in enumerate(sheet.unknown_names)
        if (answer := given.get(f"name-{n}-{i}", "ask")) != "ask"
    }
    try:
        mapping = confirmed_mapping(proposal, choices, portal().profile, names=names)
        map_draft(store, draft.id, mapping)
        if draft.office:
            remember_mapping(store, draft.office, mapping, person=current_person().name or "")
    except (GeodataError, LayersError) as problem:
        body = _layout_page(draft, problem=word_error(problem, current_translator()))
        return body, status_of(problem)
    return redirect(url_for("desk_drafts.page", draft_id=draft.id), 303)


def _layout_page(draft: StoredDraft, *, problem: str = "") -> str:
    word = current_translator()
    return render_template(
        "desk/layout.html",
        draft=draft,
        sheets=[(n, sheet, _taken(n, sheet)) for n, sheet in enumerate(_proposal(draft).sheets)],
        labels=_labels(word),
        given=request.form,
        problem=problem,
    )


def _proposal(draft: StoredDraft) -> Proposal:
    if not draft.file_name.lower().endswith(".xlsx"):
        raise BadParameter("draft.no_workbook", file=draft.file_name)
    day = draft.valid_on or (Period.parse(draft.period).last_day if draft.period else today())
    with portal().store.session() as session:
        units = units_valid_on(session, day)
    return propose_mapping(draft.path, portal().profile, units, name=draft.file_name)


def _taken(number: int, sheet: ProposedSheet) -> dict[str, str]:
    """Return what is chosen for each column: what the person sent, else the guess."""
    parts = () if sheet.mapped is None else sheet.mapped.parts
    guessed = {part.at: f"{part.indicator}:{part.role}" for part in parts}
    return {p.at: request.form.get(f"part-{number}-{p.at}", guessed.get(p.at, "")) for p in sheet.parts}


def _labels(word: Translator) -> dict[str, str]:
    """Name all that a column may be: figures of communes, with the numerators of rates."""
    found = {}
    for code, indicator in portal().profile.indicators.items():
        if indicator.data_level is not DataLevel.COMMUNE:
            continue
        name = indicator.name(word.lang)
        found[f"{code}:value"] = f"{name} ({indicator.unit(word.lang)})"
        if indicator.kind is Kind.RATE and indicator.numerator is not None:
            counted = indicator.numerator.name(word.lang)
            found[f"{code}:numerator"] = word(_("%(name)s: count (%(what)s)"), name=name, what=counted)
    return found
