"""`/print/…`: pages as files (`?page=N` of a picture); `/p/<code>`: where a printed sheet came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for

from geodata.store.prints import PrintRecord, get_print
from layers.audience import Audience, may_see
from layers.errors import NotVisible
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period
from webmap.app.portal import portal
from webmap.pages.address import asked, reader, snapshot_of
from webmap.pages.language import current_translator
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.kinds import KINDS, PAGES, TABLES
from webmap.prints.origin import then_and_now, title_of
from webmap.prints.printing import kept_file
from webmap.prints.request import print_part, sent
from webmap.prints.sheet.page_kind import UNIT

bp = Blueprint("prints", __name__)

_ROUTED = (TARGETS, HEAT)
_UNROUTED = [KINDS[SHEET], *(kind for code, kind in TABLES.items() if code not in _ROUTED)]
_ANY = ", ".join(dict.fromkeys(one for kind in _UNROUTED for one in kind.formats))


@bp.get(f"/print/<indicator>.<any({_ANY}):file_format>")
def sheet(indicator: str, file_format: str) -> Response:
    """Send an indicator's sheet, or a table by its code, as `?paper=a4|a3&orientation=&period=&lang=` ask."""
    if indicator in TABLES and file_format in TABLES[indicator].formats:
        return _printed(Part(indicator), file_format)
    if file_format not in KINDS[SHEET].formats:
        abort(404)
    return _printed(Part(SHEET, indicator), file_format)


@bp.get(f"/print/targets.{KINDS[TARGETS].ending}")
def targets(file_format: str) -> Response:
    """Send the table every meeting uses: all targets of the resolution that the reader may see."""
    return _printed(Part(TARGETS), file_format)


@bp.get(f"/print/heat.{KINDS[HEAT].ending}")
def heat(file_format: str) -> Response:
    """Send the heat table, commune × indicator; on A3 unless another paper is asked for."""
    return _printed(Part(HEAT), file_format)


@bp.get(f"/print/communes/<code>.{KINDS[COMMUNE].ending}")
def commune(code: str, file_format: str) -> Response:
    """Send everything of one commune."""
    return _printed(Part(COMMUNE, code), file_format)


@bp.get("/p/<code>")
def origin(code: str) -> str:
    """Show where a print came from: its order, its values as of then, what has changed since."""
    kept, word = _kept(code), current_translator()
    period = Period.parse(kept.record["period"])
    now, then = snapshot_of([period]), _as_of(kept, period)
    lines = then_and_now(kept.record, then, now, audience=reader(), word=word)
    return render_template(
        "prints/origin.html",
        print=kept,
        title=title_of(kept.record, then, word),
        pages=len(kept_file(portal().store, kept).pages),
        period=period,
        lines=lines,
        changed=sum(line.is_changed for line in lines),
    )


@bp.get("/p/<code>/file")
def original(code: str) -> Response:
    """Send the very file that was printed, of a picture with several pages `?page=N` or all as a ZIP."""
    return sent(kept_file(portal().store, _kept(code)))


def address_of(part: Part, file_format: str, query: Mapping[str, str]) -> str:
    """Return the address of a page; a table without a route of its own has that of sheets."""
    told: dict[str, Any] = {**query, "file_format": file_format}
    if PAGES[part.kind].subject is UNIT:
        return url_for("prints.commune", code=part.subject, **told)
    if part.kind in _ROUTED:
        return url_for(f"prints.{part.kind}", **told)
    return url_for("prints.sheet", indicator=str(part), **told)


def _printed(part: Part, file_format: str) -> Response:
    return sent(print_part(asked(), part, file_format))


def _kept(code: str) -> PrintRecord:
    """Return the print of a code, or refuse who may not see what it shows."""
    kept = get_print(portal().store, code)
    audience, made_for = reader(), Audience(kept.record["audience"])
    snapshot = snapshot_of([Period.parse(kept.record["period"])])
    shown = portal().profile.indicators.get(kept.record["indicator"] or "")
    for_reader = made_for in (Audience.PUBLIC, audience) or snapshot.only_sample
    if shown is not None:
        for_reader = may_see(shown.visibility, audience, only_sample=snapshot.only_sample)
    if not for_reader:
        raise NotVisible("print.not_visible", print=code)
    return kept


def _as_of(kept: PrintRecord, period: Period) -> Snapshot:
    with portal().store.session() as session:
        return read_snapshot(session, portal().profile, periods=[period], as_of=kept.sequence)
