"""`/desk/values/…` and `/desk/corrections`: each value's history, and what was corrected in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.store.imports import ImportRecord
from geodata.store.units import StoredUnit, UnitKey, read_units, read_vintages
from layers.catalogue import Indicator
from layers.errors import UnknownIndicator
from layers.joining.reading import periods_reported
from layers.periods import Period
from layers.reporting import Correction, ValueRecord, corrections, value_history
from layers.rules.judgement import Status
from webmap.app.errors import BadParameter, NotForThisReader
from webmap.app.portal import portal
from webmap.desk.words import said_change, said_entry, unit_names
from webmap.pages.address import reader
from webmap.pages.language import current_translator
from webmap.people.permissions import may_open
from webmap.words.dates import read_day
from webmap.words.layer import say_legend

bp = Blueprint("desk_values", __name__, url_prefix="/desk")

_SHOWN = 500


@dataclass(frozen=True)
class RecordLine:
    """A record of a value: what it was, what it became, and the import that it came with."""

    before: str
    after: str
    change: str
    note: str
    source: ImportRecord


@dataclass(frozen=True)
class CorrectionLine(RecordLine):
    """A corrected value, with what the correction did to its status."""

    indicator: Indicator
    unit: str
    code: str
    at: date
    status_before: str
    status_after: str
    changes_status: bool


@bp.get("/values/<indicator>/<code>")
def history(indicator: str, code: str) -> str:
    """Show every record of one value: what it was, what it became, by whom, from which file, why."""
    here, word = portal(), current_translator()
    known = here.profile.indicators.get(indicator)
    if known is None:
        raise UnknownIndicator("indicator.unknown", indicator=indicator)
    period = Period.parse(request.args.get("period", ""))
    with here.store.session() as session:
        _refuse_unseen(known)
        unit = _unit(session, code, period)
        records = value_history(session, indicator, unit.key, period)
    return render_template(
        "desk/value.html",
        indicator=known,
        unit=unit,
        at=unit.key.valid_from,
        period=period,
        records=[_record_line(one) for one in records],
        name=known.name(word.lang),
        may_open_imports=may_open("desk_imports.page"),
    )


@bp.get("/corrections")
def corrected() -> str:
    """Show what was corrected in a period: old → new, reason, effect on the status."""
    here = portal()
    with here.store.session() as session:
        periods = periods_reported(session, here.profile, reader())
        text = request.args.get("period")
        period = Period.parse(text) if text else next(iter(periods), None)
        names = unit_names(session)
        found = [] if period is None else corrections(session, here.profile, period, sight=reader())
    lines = [_correction_line(one, names) for one in islice(found, _SHOWN)]
    return render_template(
        "desk/corrections.html", lines=lines, count=len(found), period=period, periods=periods
    )


def _record_line(record: ValueRecord) -> RecordLine:
    word, profile = current_translator(), portal().profile
    return RecordLine(
        before=said_entry(profile, record.before, word),
        after=said_entry(profile, record.after, word),
        change=said_change(record.change_percent, word),
        note=record.after.note or "",
        source=record.source,
    )


def _correction_line(one: Correction, names: Mapping[UnitKey, str]) -> CorrectionLine:
    unit = one.after.unit
    return CorrectionLine(
        **vars(_record_line(one)),
        indicator=portal().profile.indicators[one.after.indicator],
        unit=names.get(unit, unit.code),
        code=unit.code,
        at=unit.valid_from,
        status_before=_said(one.status_before),
        status_after=_said(one.status_after),
        changes_status=one.changes_status,
    )


def _said(status: Status | None) -> str:
    return "–" if status is None else say_legend(str(status), current_translator())


def _refuse_unseen(indicator: Indicator) -> None:
    if not reader().sees(indicator):
        raise NotForThisReader("indicator.not_visible", indicator=indicator.code)


def _unit(session: Session, code: str, period: Period) -> StoredUnit:
    """Return the unit of a code: of the vintage of `?at=`, else of the one valid on the period's last day."""
    text = request.args.get("at")
    try:
        day = read_day(text) if text else period.last_day
    except ValueError:
        raise BadParameter("vintage.not_a_day", text=text) from None
    for vintage in read_vintages(session):
        if vintage.holds(day):
            found = next((u for u in read_units(session, vintage) if u.code == code), None)
            if found is not None:
                return found
    raise UnknownThing("unit.unknown", unit=code)
