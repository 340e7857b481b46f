"""`/print`: what can be printed; `/atlas`, `/report.docx` and packs: documents that the worker makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webmap.app.errors import BadParameter
from webmap.app.jobs import jobs_of
from webmap.meeting.page import indicator_groups
from webmap.pages.address import Asked, asked, units_known
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.paper.order import ATLAS, PACK, REPORT, Part
from webmap.paper.papers import PAPER_NAMES
from webmap.prints.kinds import KINDS, TABLES, PrintKind
from webmap.prints.packs import pack_template, pack_templates, read_part
from webmap.prints.request import order_for, print_part, printed_for_reader
from webmap.prints.sheet.picture_pages import PICTURES
from webmap.prints.views import address_of, sent
from webmap.prints.work import ask_documents
from webmap.words.translations import Translator

bp = Blueprint("documents", __name__)


@dataclass(frozen=True)
class TableOffered:
    """A table that can be printed: addresses of its files by what they are called, and of its picture."""

    name: str
    files: tuple[tuple[str, str], ...]
    picture: tuple[str, str] | None


@bp.get("/print")
def index() -> str | Response:
    """Show what can be printed of a period; `?what=&as=` leads on to the page's own address."""
    if not units_known():
        return render_template("overview/empty.html")
    if request.args.get("what"):
        return redirect(_address(asked()), 303)
    here, word = asked(), current_translator()
    return render_template(
        "prints/index.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        groups=indicator_groups(here, word),
        communes=sorted(here.snapshot.communes(here.drawn_on), key=lambda unit: unit.name),
        names={code: word(kind.name) for code, kind in KINDS.items()},
        tables=[_offered(kind, here, word) for kind in TABLES.values()],
        packs=pack_templates(here.snapshot.settings),
        papers=PAPER_NAMES,
    )


@bp.get(f"/atlas.{KINDS[ATLAS].ending}")
def atlas(file_format: str) -> Response:
    """Send everything in one file: made by the worker first, where it was not made before."""
    return _document(asked(), ATLAS, file_format)


@bp.get("/report.docx")
def report() -> Response:
    """Send the report in Word, in the form that the office chose."""
    return _document(asked(), REPORT, "docx")


@bp.get(f"/packs/<name>.{KINDS[PACK].ending}")
def pack(name: str, file_format: str) -> Response:
    """Send a meeting pack of the period that is asked for."""
    here = asked()
    return _document(here, PACK, file_format, **_chosen(here, name))


@bp.get("/packs/<name>/files")
def pack_files(name: str) -> Response:
    """Have both files of a meeting pack made, PDF and slides; the page that it leads to has them."""
    here = asked()
    chosen = _chosen(here, name)
    formats = KINDS[PACK].formats
    orders = [order_for(here, PACK, one, request.args, **chosen) for one in formats]
    for order in orders:
        printed_for_reader(here, order)
    return redirect(url_for("print_jobs.page", job_id=ask_documents(jobs_of(current_app), orders)), 303)


def _offered(kind: PrintKind, here: Asked, word: Translator) -> TableOffered:
    """Offer a table in all its formats; what can be a picture on each paper, and as one on its own."""
    part = Part(kind.code)
    if not set(PICTURES) <= set(kind.formats):
        files = [(one.upper(), address_of(part, one, here.place)) for one in kind.formats]
        return TableOffered(word(kind.name), tuple(files), None)
    files = [
        (f"PDF {paper.upper()}", address_of(part, "pdf", {"paper": paper, **here.place}))
        for paper in reversed(PAPER_NAMES)
    ]
    asked_for: dict[str, Any] = {"what": kind.code, "as": "png", **here.place}
    picture = (f"PNG {(kind.paper or '').upper()}".strip(), url_for("documents.index", **asked_for))
    return TableOffered(word(kind.name), tuple(files), picture)


def _address(here: Asked) -> str:
    """Return the address of the page that the form asks for; of a picture with several, of all its pages."""
    given = request.args
    part, file_format = read_part(given["what"]), given.get("as", "pdf")
    known = KINDS[part.kind].formats
    if file_format not in known:
        raise BadParameter("print.choice", name="as", given=file_format, known=known)
    if file_format in PICTURES:
        printed = print_part(here, part, file_format, given)
        if len(printed.pages) > 1:
            return url_for("prints.origin", code=printed.record.code)
    on = {name: given[name] for name in ("paper", "orientation") if given.get(name)}
    return address_of(part, file_format, {**here.place, **on})


def _chosen(here: Asked, name: str) -> dict[str, Any]:
    """Return what an order says of the pack that is kept under a name."""
    chosen = pack_template(here.snapshot.settings, name)
    on = {"paper": chosen.paper, "orientation": chosen.orientation}
    return {**on, "pack": chosen.name, "parts": chosen.parts}


def _document(here: Asked, kind: str, file_format: str, **about: Any) -> Response:
    """Send the document if it was made before; else ask the worker for it and show how far it is."""
    order = order_for(here, kind, file_format, request.args, **about)
    found = printed_for_reader(here, order)
    if found is not None:
        return sent(found)
    return redirect(url_for("print_jobs.page", job_id=ask_documents(jobs_of(current_app), [order])), 303)
