"""`/targets`: a resolution's plan beside the result, roadmaps, own targets; entering and amending targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import Refused, UnknownThing
from geodata.findings import Findings, Place
from geodata.numbers import read_number
from geodata.store.targets import StoredResolution, StoredTarget
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from layers.catalogue import Operator
from layers.joining.summary import Summary
from layers.planning.adding_up import check_adding_up
from layers.planning.check import check_target
from layers.planning.known import known_in
from layers.planning.plan import Plan, commit_plan
from layers.planning.roadmap import roadmap_standings
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.pages.address import Asked, asked
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.pages.summaries import summary_of
from webmap.people.permissions import current_person, may_open
from webmap.targets.words import OPERATORS, roadmap_lines, target_lines
from webmap.words.dates import read_day
from webmap.words.findings import word_error, word_findings
from webmap.words.plan_table import plan_table
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import marked as _

bp = Blueprint("targets", __name__, url_prefix="/targets")


@bp.get("")
def page() -> str:
    """Show the resolution that speaks of the period: plan and result, roadmaps, own and amended targets."""
    return _page()


@bp.post("")
def enter() -> str | tuple[str, int] | Response:
    """Enter an assigned value, an amendment, a commune's own target or a step of its roadmap."""
    here, word = asked(), current_translator()
    resolution = _resolution(summary_of(here))
    try:
        target = _given(here, resolution)
        indicator = here.snapshot.profile.indicators[target.indicator]
        plan = Plan(None, (target,))
        with portal().store.session() as session:
            together = check_adding_up(known_in(session, here.snapshot.profile), plan)
        district = _district(here)
        of_district = district is not None and target.unit == district.key
        own = check_target(target, indicator, resolution, Place(), of_district=of_district)
        findings = Findings((*own, *together))
        commit_plan(
            portal().store,
            plan,
            findings,
            person=current_person().name or "",
            accept_warnings=request.form.get("reason") or None,
        )
    except Refused as problem:
        return _page(problem="\n".join(word_findings(problem.findings, word))), 422
    except (BadParameter, UnknownThing) as problem:
        return _page(problem=word_error(problem, word)), 422
    flash(word(_("The target was entered.")))
    return redirect(url_for("targets.page", period=str(here.period)), 303)


def _page(*, problem: str = "") -> str:
    here, word = asked(), current_translator()
    summary = summary_of(here)
    resolution = summary.resolution
    names = {u.key: u.name for units in here.snapshot.units.values() for u in units}
    mine = [t for t in here.snapshot.targets if _is_of(here, t, resolution)]
    standings = roadmap_standings(here.reading)
    return render_template(
        "targets/page.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        resolution=resolution,
        resolutions=here.snapshot.resolutions,
        title="" if resolution is None else word.pick(resolution.title_vi, resolution.title_en),
        issuer="" if resolution is None else word.pick(resolution.issuer_vi, resolution.issuer_en),
        sentence=say_summary(summary, word),
        table=plan_table(summary, word),
        roadmaps=roadmap_lines(here.snapshot, standings, word),
        own=target_lines(here.snapshot, [t for t in mine if t.unit is not None], names, word),
        amended=target_lines(here.snapshot, [t for t in mine if t.unit is None and t.document], names, word),
        may_write=may_open("targets.enter"),
        problem=problem,
        given=request.form,
        indicators=[(line.target.indicator, line.layer.indicator.name(word.lang)) for line in summary.lines],
        communes=_communes(here),
        operators=[(str(code), word(said)) for code, said in OPERATORS.items()],
        to_share=[
            (line.target.indicator, line.layer.indicator.name(word.lang))
            for line in summary.lines
            if line.layer.units and line.layer.district.judgement.closing is not None
        ],
    )


def _is_of(here: Asked, target: StoredTarget, resolution: StoredResolution | None) -> bool:
    if resolution is None or target.resolution != resolution.number:
        return False
    return here.sight.sees(here.snapshot.profile.indicators[target.indicator])


def _communes(here: Asked) -> tuple[StoredUnit, ...]:
    return here.snapshot.communes(here.drawn_on) if here.snapshot.vintages else ()


def _district(here: Asked) -> StoredUnit | None:
    return here.snapshot.unit_of_kind(here.drawn_on, UnitKind.DISTRICT) if here.snapshot.vintages else None


def _resolution(summary: Summary) -> StoredResolution:
    if summary.resolution is None:
        raise UnknownThing("plan.unknown", number="–")
    return summary.resolution


def _given(here: Asked, resolution: StoredResolution) -> StoredTarget:
    """Return the target of the form: the standing one of its line, with what was entered."""
    code, unit_code = request.form.get("indicator", ""), request.form.get("unit", "")
    shared = next(
        (
            t
            for t in here.snapshot.targets
            if t.indicator == code and t.resolution == resolution.number and t.unit is None
        ),
        None,
    )
    if shared is None or not _is_of(here, shared, resolution):
        raise BadParameter("target.not_of_resolution", indicator=code, number=resolution.number)
    unit = next((u for u in _communes(here) if u.code == unit_code), None)
    if unit_code and unit is None:
        raise BadParameter("target.unit_of_no_commune", unit=unit_code)
    step = request.form.get("step", "").strip() or None
    if step is not None and unit is None:
        unit = _district(here)
    operator = request.form.get("operator") or shared.operator
    if operator not in set(Operator):
        raise BadParameter("target.unknown_operator", operator=operator)
    return replace(
        shared,
        unit=None if unit is None else unit.key,
        period=step,
        operator=operator,
        value=_number("value"),
        value_to=_number("value_to"),
        due=_day("due") or shared.due,
        document=request.form.get("document", "").strip() or None,
        document_date=_day("document_date"),
    )


def _number(name: str) -> Decimal | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    written = read_number(text)
    if written.value is None:
        raise BadParameter("target.no_number", text=text)
    return written.value


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    try:
        return read_day(text) if text else None
    except ValueError:
        raise BadParameter("target.no_day", text=text) from None
