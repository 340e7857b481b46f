"""`/print/…`: pages as files (`?page=N` of a picture); `/p/<code>`: where a printed sheet came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from geodata.errors import UnknownThing
from geodata.store.prints import PrintRecord, get_print
from layers.audience import Audience, Sight, is_public, visibilities_of
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period
from webmap.app.errors import BadParameter, NotForThisReader
from webmap.app.portal import portal
from webmap.pages.address import asked, reader, snapshot_of
from webmap.pages.language import current_translator
from webmap.paper.order import COMMUNE, FORMATS, HEAT, SHEET, TARGETS, Part, file_name_of
from webmap.people.permissions import current_person
from webmap.people.visitors import guessing_a_code
from webmap.prints.kinds import KINDS, PAGES, TABLES
from webmap.prints.origin import then_and_now, title_of
from webmap.prints.printing import PrintedFile, is_at_hand, printed_file
from webmap.prints.request import file_for_reader, print_part
from webmap.prints.sheet.page_kind import UNIT
from webmap.prints.sheet.picture_pages import ARCHIVE, PICTURES, page_names

bp = Blueprint("prints", __name__)

ALL_PAGES = "all"
"""What `?page=` says for all pages of a picture at once."""

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
    lines = then_and_now(kept.record, then, now, sight=reader(), word=word)
    return render_template(
        "prints/origin.html",
        print=kept,
        title=title_of(kept.record, then, word),
        pages=_page_count(kept),
        period=period,
        lines=lines,
        changed=sum(line.is_changed for line in lines),
    )


@bp.get("/p/<code>/file")
def original(code: str) -> Response:
    """Send the very file that was printed, of a picture with several pages `?page=N` or all as a ZIP."""
    kept = _kept(code)
    if not _may_have_file(kept):
        raise NotForThisReader("print.sign_in", print=code)
    return sent(file_for_reader(kept))


def sent(printed: PrintedFile) -> Response:
    """Send a file under its code: a picture is saved, since our policy would not let it draw itself.

    Of a picture with several pages `?page=` says which is sent, the first by default; `all` is a ZIP of them.

    Raises
    ------
    webmap.pages.error_pages.BadParameter
        For a page that there is not, and for a page of a file that holds all its pages.
    """
    record = printed.record
    if record.record["format"] in PICTURES:
        name, content, tag = _picture(printed)
    elif "page" in request.args:
        raise BadParameter("print.pages_of_pictures")
    else:
        name, content, tag = file_name_of(record.record, record.code), printed.content, printed.tag
    media_type = ARCHIVE if name.endswith(".zip") else FORMATS[record.record["format"]]
    response = Response(content, mimetype=media_type)
    shown = "inline" if media_type == FORMATS["pdf"] else "attachment"
    response.headers.set("Content-Disposition", shown, filename=name)
    response.headers["Cache-Control"] = "private, max-age=60"
    response.set_etag(tag)
    return response.make_conditional(request)  # type: ignore[return-value]


def _picture(printed: PrintedFile) -> tuple[str, bytes, str]:
    """Return name, content and tag of the page that the request asks for, or of all pages."""
    record, pages, text = printed.record, printed.pages, request.args.get("page", "1")
    name = file_name_of(record.record, record.code)
    if len(pages) > 1 and text == ALL_PAGES:
        return f"{name.rpartition('.')[0]}.zip", printed.content, printed.tag
    if not (text.isascii() and text.isdigit()):
        raise BadParameter("print.no_page", given=text, count=len(pages))
    content = printed.page(int(text[:6]))
    if len(pages) == 1:
        return name, content, printed.tag
    return page_names(name, len(pages))[int(text) - 1], content, f"{printed.tag}-{int(text)}"


def address_of(part: Part, file_format: str, query: Mapping[str, str]) -> str:
    """Return the address of a page; a table without a route of its own has that of sheets."""
    told: dict[str, Any] = {**query, "file_format": file_format}
    if PAGES[part.kind].subject is UNIT:
        return url_for("prints.commune", code=part.subject, **told)
    if part.kind in _ROUTED:
        return url_for(f"prints.{part.kind}", **told)
    return url_for("prints.sheet", indicator=str(part), **told)


def _printed(part: Part, file_format: str) -> Response:
    return sent(print_part(asked(), part, file_format, request.args))


def _kept(code: str) -> PrintRecord:
    """Return the print of a code; there is none for whoever may not see what it shows.

    Whether a code exists is told to nobody who may not see it, and asking for many that do not ends.

    Raises
    ------
    geodata.errors.UnknownThing
        For a code that there is not, or not for this reader.
    webmap.app.errors.TooManyAttempts
        Where this network asked for too many of those.
    """
    with guessing_a_code():
        kept = get_print(portal().store, code)
        if not _may_open(kept):
            raise UnknownThing("print.unknown", print=code)
    return kept


def _may_open(kept: PrintRecord) -> bool:
    """Tell whether the reader may see where a print came from: by its own moment and by now.

    Of prints from before it was noted what stands on them, the page shows no value but what its reader sees.
    """
    sight, catalogue = reader(), portal().profile.indicators
    if kept.visibilities is not None:
        return sight.sees_kept(kept.visibilities, catalogue, only_sample=kept.only_sample)
    shown = catalogue.get(kept.record["indicator"] or "")
    return sight.covers(Sight(Audience(kept.record["audience"]))) if shown is None else sight.sees(shown)


def _may_have_file(kept: PrintRecord) -> bool:
    """Tell whether the reader may have a print's file.

    A stranger can work out the code of a print from before it was noted what stands on them: such a file is
    for those who sign in, unless all on it is public.
    """
    if kept.visibilities is not None:
        return True
    catalogue, code = portal().profile.indicators, kept.record["indicator"]
    made_for = Sight(Audience(kept.record["audience"]), kept.only_sample)
    shown = [catalogue[code]] if code in catalogue else [*filter(made_for.sees, catalogue.values())]
    visibilities = visibilities_of(shown)
    if not reader().sees_kept(visibilities, catalogue, only_sample=kept.only_sample):
        return False
    is_same = kept.record["catalogue"] == portal().profile.catalogue_hash
    return current_person().is_signed_in or (is_same and all(map(is_public, shown)))


def _page_count(kept: PrintRecord) -> int:
    """Return how many pages a picture has; 1 for a file that holds its pages, and for one to be set again."""
    is_picture = kept.record["format"] in PICTURES and is_at_hand(portal(), kept) and _may_have_file(kept)
    return len(printed_file(portal(), kept).pages) if is_picture else 1


def _as_of(kept: PrintRecord, period: Period) -> Snapshot:
    with portal().store.session() as session:
        return read_snapshot(session, portal().profile, periods=[period], as_of=kept.sequence)
