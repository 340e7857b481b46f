"""`/remedies`: what is missed in a period, why, what is done about it, until when and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import Refused
from geodata.store.remedies import StoredRemedy
from layers.errors import UnknownIndicator
from layers.follow_up.remedies import (
    LONGEST_TEXT,
    IncompleteRemedy,
    MissedLine,
    enter_remedy,
    missed_lines,
    remedy_of,
)
from webmap.app.errors import BadParameter, NotForThisReader, UnknownPage
from webmap.app.portal import portal
from webmap.pages.address import Asked, asked
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.pages.summaries import summary_of
from webmap.people.permissions import current_person
from webmap.people.rights import current_rights, may_enter
from webmap.words.dates import read_day
from webmap.words.findings import word_error, word_findings
from webmap.words.layer import say_closing, say_gap, say_status, say_target, say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import say_origin

bp = Blueprint("remedies", __name__, url_prefix="/remedies")


@dataclass(frozen=True)
class RemedyLine:
    """What is missed, in words, with what was entered and whether this reader may enter it."""

    code: str
    name: str
    unit_code: str
    unit: str
    key: str
    status: str
    value: str
    target: str
    gap: str
    remedy: StoredRemedy | None
    entered: str
    may_enter: bool


@bp.get("")
def page() -> str:
    """Show what is missed in the period, the district's lines first, then each commune's."""
    here, word = asked(), current_translator()
    lines = [_line(here, line, word) for line in missed_lines(here.snapshot, summary_of(here))]
    return render_template(
        "targets/remedies.html",
        asked=here,
        vintages=vintage_choices(here, word),
        place=here.place,
        district_lines=[line for line in lines if not line.unit_code],
        commune_lines=[line for line in lines if line.unit_code],
        explained=sum(line.remedy is not None for line in lines),
        count=len(lines),
    )


@bp.get("/<indicator>")
def form(indicator: str) -> str:
    """Show the form for one line: `?unit=` names the commune, without it the district is meant."""
    return _form_page(*_wanted(indicator), problem="", given=None)


@bp.post("/<indicator>")
def enter(indicator: str) -> str | tuple[str, int] | Response:
    """Keep what was entered, and go back to the list."""
    here, line = _wanted(indicator)
    word = current_translator()
    unit = None if line.unit is None else line.unit.key
    given = {name: request.form.get(name, "").strip() for name in ("cause", "remedy", "responsible")}
    try:
        remedy = StoredRemedy(
            indicator,
            unit,
            str(here.period),
            cause=given["cause"],
            remedy=given["remedy"],
            deadline=_deadline(),
            responsible=given["responsible"],
        )
        enter_remedy(
            portal().store,
            portal().profile,
            remedy,
            person=current_person().name or "",
            rights=current_rights(),
        )
    except (IncompleteRemedy, BadParameter) as problem:
        return _form_page(here, line, problem=word_error(problem, word), given=given), 422
    except Refused as refused:
        said = "\n".join(word_findings(refused.findings, word))
        return _form_page(here, line, problem=said, given=given), 422
    flash(word(_("Kept.")))
    return redirect(f"{url_for('remedies.page')}?{urlencode(here.place)}", 303)


def _deadline() -> date | None:
    text = request.form.get("deadline", "").strip()
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError:
        raise BadParameter("remedy.no_day", text=text) from None


def _wanted(indicator: str) -> tuple[Asked, MissedLine]:
    """Return the line that the address names, or refuse who may not enter it."""
    here = asked()
    layer = next((x for x in summary_of(here).layers if x.indicator.code == indicator), None)
    if layer is None:
        raise UnknownIndicator("indicator.unknown", indicator=indicator)
    code = request.args.get("unit") or None
    value = next((v for v in layer.units if v.unit.code == code), None)
    if code is not None and value is None:
        raise UnknownPage("remedy.unknown_unit", unit=code)
    if not may_enter(current_rights(), here.snapshot, layer.indicator, code):
        raise NotForThisReader("remedy.not_yours")
    unit = None if value is None else value.unit
    judgement = layer.district.judgement if value is None else value.judgement
    key = None if unit is None else unit.key
    entered = remedy_of(here.snapshot, indicator, str(here.period), key)
    return here, MissedLine(layer, unit, judgement, entered)


def _form_page(here: Asked, line: MissedLine, *, problem: str, given: dict[str, str] | None) -> str:
    return render_template(
        "targets/remedy_form.html",
        asked=here,
        place=here.place,
        line=_line(here, line, current_translator()),
        problem=problem,
        given=given,
        longest=LONGEST_TEXT,
        deadline=request.form.get("deadline", ""),
    )


def _line(here: Asked, line: MissedLine, word: Translator) -> RemedyLine:
    layer, indicator = line.layer, line.layer.indicator
    value = (
        layer.district if line.unit is None else next(v for v in layer.units if v.unit.key == line.unit.key)
    )
    code = "" if line.unit is None else line.unit.code
    origin = None if line.remedy is None else here.snapshot.origins.get(line.remedy.import_seq)
    return RemedyLine(
        code=indicator.code,
        name=indicator.name(word.lang),
        unit_code=code,
        unit=portal().profile.district.name(word.lang) if line.unit is None else line.unit.name,
        key=value.legend_key,
        status=say_status(line.judgement, value.figure, word),
        value=say_value(indicator, value.figure, value.target, word),
        target=say_target(indicator, value.target, value.previous, word),
        gap=say_closing(indicator, line.judgement, word) or say_gap(indicator, line.judgement, word),
        remedy=line.remedy,
        entered="" if origin is None else say_origin(origin, word),
        may_enter=may_enter(current_rights(), here.snapshot, indicator, code or None),
    )
