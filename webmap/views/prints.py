"""`/print`: sheets and the meeting's table as files; `/p/<code>`: where a printed sheet came from."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from geodata.store.files import path_of
from geodata.store.prints import PrintRecord, get_print
from layers.audience import Audience, may_see
from layers.errors import NotVisible
from layers.periods import Period
from layers.reading import Snapshot, read_snapshot
from webmap.address import asked, reader, snapshot_of
from webmap.dates import today
from webmap.errors import BadParameter
from webmap.language import current_translator
from webmap.office import Office
from webmap.permissions import current_person
from webmap.portal import portal
from webmap.print_origin import then_and_now, title_of
from webmap.sheet.order import SHEET, TARGETS, VISITOR, PrintOrder
from webmap.sheet.papers import PAPERS
from webmap.sheet.printing import PrintedFile, print_order

bp = Blueprint("prints", __name__)


@bp.get("/print/<indicator>.<any(pdf, png, svg):file_format>")
def sheet(indicator: str, file_format: str) -> Response:
    """Send the sheet of an indicator, as `?paper=a4|a3&orientation=&period=&lang=` asks."""
    return _sent(_printed(SHEET, indicator=indicator, file_format=file_format))


@bp.get("/print/targets.<any(pdf, docx, xlsx):file_format>")
def targets(file_format: str) -> Response:
    """Send the table every meeting uses: all targets of the resolution that the reader may see."""
    return _sent(_printed(TARGETS, indicator=None, file_format=file_format))


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
        title=title_of(kept.record, portal().profile.indicators, word),
        period=period,
        lines=lines,
        changed=sum(line.is_changed for line in lines),
    )


@bp.get("/p/<code>/file")
def original(code: str) -> Response:
    """Send the very file that was printed."""
    kept = _kept(code)
    content = path_of(portal().store, kept.file_sha256).read_bytes()
    return _sent(PrintedFile(kept, content))


def _printed(kind: str, *, indicator: str | None, file_format: str) -> PrintedFile:
    here, parts = asked(), portal()
    office = Office.of(here.snapshot.settings, parts.profile, here.period)
    order = PrintOrder(
        kind=kind,
        indicator=indicator,
        period=here.period,
        sequence=here.snapshot.sequence,
        vintage=here.drawn_on.valid_from,
        printed_on=today(),
        printed_by=current_person().name or VISITOR,
        public_url=parts.settings.public_url,
        audience=here.audience,
        catalogue=parts.profile.catalogue_hash,
        lang=current_translator().lang,
        format=file_format,
        paper=_choice("paper", office.paper),
        # The table has too many columns for a page upright.
        orientation=_choice("orientation", office.orientation) if kind == SHEET else "landscape",
    )
    return print_order(parts.store, parts.profile, here.snapshot, order)


def _choice(name: str, default: str) -> str:
    """Read `?paper=` or `?orientation=`; anything but the known ones is refused."""
    known = sorted({key[0 if name == "paper" else 1] for key in PAPERS})
    given = request.args.get(name) or default
    if given not in known:
        raise BadParameter("print.choice", name=name, given=given, known=known)
    return given


def _sent(printed: PrintedFile) -> Response:
    """Send a file under its code: a picture is saved, since our policy would not let it draw itself."""
    record = printed.record
    is_pdf = record.media_type == "application/pdf"
    about = record.record["indicator"] or record.record["kind"]
    suffix = record.record["format"]
    response = Response(printed.content, mimetype=record.media_type)
    response.headers.set(
        "Content-Disposition",
        "inline" if is_pdf else "attachment",
        filename=f"{about}-{record.record['period']}-{record.record['paper']}-{record.code}.{suffix}",
    )
    response.headers["Cache-Control"] = "private, max-age=60"
    response.set_etag(record.file_sha256)
    return response.make_conditional(request)  # type: ignore[return-value]


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
