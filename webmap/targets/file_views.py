"""`/targets/…xlsx`: a resolution's workbook written, uploaded, looked at and loaded."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from geodata.errors import Refused, UnknownThing
from geodata.names import legible
from geodata.store.files import keep_bytes, path_of
from layers.planning.known import known_in
from layers.planning.plan import Plan, PlanChanges, commit_plan, compare_plan, copied_plan
from layers.planning.reading import ReadPlan, read_plan
from layers.planning.template import plan_workbook
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.words.dates import read_day
from webmap.words.findings import word_findings

bp = Blueprint("target_files", __name__, url_prefix="/targets")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/workbook.xlsx")
def template() -> Response:
    """Send the workbook of `?resolution=`, or with `?copy_to=` the draft of the next one."""
    here, asked_for = portal(), request.args
    with here.store.session() as session:
        known = known_in(session, here.profile)
        number = asked_for.get("resolution")
        source = next((r for r in reversed(known.resolutions) if number in (None, "", r.number)), None)
        if source is None:
            raise UnknownThing("plan.unknown", number=number)
        plan = Plan(source, tuple(t for t in known.targets if t.resolution == source.number))
        copy_to = asked_for.get("copy_to", "").strip()
        if copy_to:
            year = _year(source.year + 1)
            plan = copied_plan(source, plan.targets, number=copy_to, issued_on=_day(year), year=year)
        assert plan.resolution is not None
        communes = known.units_of(plan.resolution)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        plan_workbook(here.profile, path, resolution=plan.resolution, targets=plan.targets, communes=communes)
        kept = keep_bytes(here.store, path.read_bytes())
    name = f"nghi-quyet-{plan.resolution.number.replace('/', '-')}.xlsx"
    return send_file(kept.path, mimetype=_XLSX, as_attachment=True, download_name=name)


@bp.post("/upload")
def upload() -> str | tuple[str, int]:
    """Read an uploaded workbook and show what it would change; nothing is changed."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadParameter("plan.no_file")
    kept = keep_bytes(portal().store, sent.read())
    return _preview(kept.sha256, Path(legible(sent.filename)).name)


@bp.post("/confirm")
def confirm() -> str | tuple[str, int] | Response:
    """Load the workbook that was looked at, with the reason for its warnings."""
    sha256, name = request.form.get("sha256", ""), Path(request.form.get("name", "")).name
    found, _changes = _read(sha256, name)
    if found.plan is None:
        return _preview(sha256, name)
    try:
        _batch, changes = commit_plan(
            portal().store,
            found.plan,
            found.findings,
            person=current_person().name or "",
            accept_warnings=request.form.get("reason", "").strip() or None,
            file=path_of(portal().store, sha256),
            file_name=name,
        )
    except Refused as problem:
        return _preview(sha256, name, problem=problem)
    said = current_translator().ngettext(
        "%(added)s target added, %(changed)s changed, %(unchanged)s unchanged.",
        "%(added)s targets added, %(changed)s changed, %(unchanged)s unchanged.",
        changes.counts["added"],
        **changes.counts,
    )
    flash(said)
    assert found.plan.resolution is not None
    return redirect(url_for("targets.page", period=str(found.plan.resolution.year)), 303)


def _read(sha256: str, name: str) -> tuple[ReadPlan, PlanChanges | None]:
    here = portal()
    path = path_of(here.store, sha256)
    with here.store.session() as session:
        found = read_plan(path, name, known_in(session, here.profile))
        return found, None if found.plan is None else compare_plan(session, found.plan)


def _preview(sha256: str, name: str, *, problem: Refused | None = None) -> tuple[str, int]:
    word = current_translator()
    found, changes = _read(sha256, name)
    findings = found.findings if problem is None else problem.findings
    indicators = portal().profile.indicators
    body = render_template(
        "targets/preview.html",
        name=name,
        sha256=sha256,
        errors=word_findings(findings.errors, word),
        warnings=word_findings(findings.warnings, word),
        resolution=None if found.plan is None else found.plan.resolution,
        changes=changes,
        names={code: one.name(word.lang) for code, one in indicators.items()},
    )
    return body, 422 if findings.errors or problem is not None else 200


def _year(default: int) -> int:
    text = request.args.get("year") or str(default)
    if not (text.isdecimal() and 1900 <= int(text) <= 2199):
        raise BadParameter("plan.bad_year", text=text)
    return int(text)


def _day(year: int) -> date:
    text = request.args.get("issued_on")
    try:
        return read_day(text) if text else date(year, 1, 1)
    except ValueError:
        raise BadParameter("target.no_day", text=text) from None
