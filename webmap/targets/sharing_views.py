"""`/targets/share`: the district's gap shared out over its communes, as a draft to send round or to enter."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from geodata.errors import Refused
from geodata.findings import Findings
from geodata.store.files import keep_bytes
from geodata.store.targets import StoredResolution, StoredTarget
from layers.errors import LayersError
from layers.joining.layer import Layer
from layers.joining.target_rules import resolution_target
from layers.planning.adding_up import check_adding_up
from layers.planning.known import known_in
from layers.planning.plan import Plan, commit_plan
from layers.planning.sharing import NothingToShare, ShareBy, SharedGap, assigned_targets, share_gap
from layers.planning.template import plan_workbook
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.pages.address import Asked, asked
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.targets.shared_gap import say_shared
from webmap.words.dates import read_day
from webmap.words.findings import word_error, word_findings
from webmap.words.layer import say_target, say_value
from webmap.words.translations import marked as _

bp = Blueprint("target_sharing", __name__, url_prefix="/targets/share")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Draft:
    """A gap as it was shared out, with the layer and target that it is of."""

    here: Asked
    layer: Layer
    by: ShareBy
    shared: SharedGap
    target: StoredTarget
    resolution: StoredResolution


@bp.get("/<indicator>")
def page(indicator: str) -> str | tuple[str, int]:
    """Show the parts of each commune, `?by=gap` or `?by=capacity`; what cannot be shared is said."""
    return _page(indicator)


@bp.get("/<indicator>/draft.xlsx")
def workbook(indicator: str) -> Response:
    """Send the parts as communes' own targets in the resolution's workbook, to be checked and loaded."""
    draft = _draft(indicator)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.xlsx"
        plan_workbook(
            portal().profile,
            path,
            resolution=draft.resolution,
            targets=assigned_targets(draft.shared, draft.target),
            communes=tuple(share.unit for share in draft.shared.shares),
        )
        kept = keep_bytes(portal().store, path.read_bytes())
    name = f"du-thao-giao-{indicator}-{draft.here.period}.xlsx"
    return send_file(kept.path, mimetype=_XLSX, as_attachment=True, download_name=name)


@bp.post("/<indicator>")
def assign(indicator: str) -> str | tuple[str, int] | Response:
    """Enter the parts as communes' own targets, with the document that assigns them."""
    draft, word = _draft(indicator), current_translator()
    document = request.form.get("document", "").strip()
    if not document:
        return _page(indicator, problem=word_error(BadParameter("target.document_needed"), word))
    try:
        targets = assigned_targets(draft.shared, draft.target, document=document, document_date=_day())
        plan = Plan(None, targets)
        with portal().store.session() as session:
            findings = Findings(check_adding_up(known_in(session, portal().profile), plan))
        commit_plan(
            portal().store,
            plan,
            findings,
            person=current_person().name or "",
            accept_warnings=request.form.get("reason") or None,
        )
    except Refused as problem:
        return _page(indicator, problem="\n".join(word_findings(problem.findings, word)))
    except BadParameter as problem:
        return _page(indicator, problem=word_error(problem, word))
    flash(word(_("The communes’ own targets were entered.")))
    return redirect(url_for("targets.page", period=str(draft.here.period)), 303)


def _page(indicator: str, *, problem: str = "") -> str | tuple[str, int]:
    word = current_translator()
    try:
        draft = _draft(indicator)
    except LayersError as refused:
        if not isinstance(refused, NothingToShare) and not refused.code.startswith("share"):
            raise
        name = portal().profile.indicators[indicator].name(word.lang)
        body = render_template("targets/nothing.html", name=name, problem=word_error(refused, word))
        return body, 422
    layer = draft.layer
    body = render_template(
        "targets/share.html",
        asked=draft.here,
        name=layer.indicator.name(word.lang),
        code=indicator,
        by=str(draft.by),
        value=say_value(layer.indicator, layer.district.figure, layer.district.target, word),
        target=say_target(layer.indicator, layer.district.target, layer.district.previous, word),
        parts=say_shared(layer, draft.shared, word),
        document=draft.target.document,
        problem=problem,
        given=request.form,
    )
    return (body, 422) if problem else body


def _draft(indicator: str) -> Draft:
    here = asked()
    layer = here.reading.layer(indicator)
    found = resolution_target(here.snapshot, indicator, here.period)
    given = request.args.get("by") or str(ShareBy.GAP)
    if given not in set(ShareBy):
        raise BadParameter("share.unknown_way", given=given, known=[str(way) for way in ShareBy])
    if found is None:
        raise NothingToShare("share.no_gap", indicator=indicator)
    by = ShareBy(given)
    return Draft(here, layer, by, share_gap(layer, by), *found)


def _day() -> date | None:
    text = request.form.get("document_date", "").strip()
    try:
        return read_day(text) if text else None
    except ValueError:
        raise BadParameter("target.no_day", text=text) from None
