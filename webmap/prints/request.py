"""What a request asks to be printed: the data, reader, language and paper that its address names."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.office.office import Office
from webmap.pages.address import Asked
from webmap.pages.language import current_translator
from webmap.paper.order import FORMATS, VISITOR, Part, PrintOrder, file_name_of
from webmap.paper.papers import PAPERS
from webmap.people.permissions import current_person
from webmap.prints.kinds import KINDS, about
from webmap.prints.printing import PrintedFile, print_order
from webmap.prints.sheet.picture_pages import ARCHIVE, PICTURES, page_names
from webmap.words.dates import today

ALL_PAGES = "all"
"""What `?page=` says for all pages of a picture at once."""


def order_for(
    here: Asked,
    kind: str,
    file_format: str,
    *,
    paper: str | None = None,
    orientation: str | None = None,
    **told: Any,
) -> PrintOrder:
    """Return the order; `?paper=` and `?orientation=` go over the defaults.

    Parameters
    ----------
    paper, orientation : str or None
        The defaults; None is what the kind needs, else the office's own.
    told : mapping
        What it is about: `indicator`, `unit`, `pack`, `parts`.
    """
    parts = portal()
    office = Office.of(here.snapshot.settings, parts.profile, here.period)
    paper, orientation = KINDS[kind].paper_of(office, paper, orientation)
    return PrintOrder(
        kind=kind,
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
        paper=_choice("paper", paper),
        orientation=_choice("orientation", orientation),
        **told,
    )


def print_part(here: Asked, part: Part, file_format: str) -> PrintedFile:
    """Print a single part, on the paper that its kind needs unless another is asked for."""
    order = order_for(here, part.kind, file_format, **about(part))
    return print_order(portal().store, portal().profile, here.snapshot, order)


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
        name, content, tag = file_name_of(record.record, record.code), printed.content, record.file_sha256
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
        return f"{name.rpartition('.')[0]}.zip", printed.content, record.file_sha256
    if not (text.isascii() and text.isdigit()):
        raise BadParameter("print.no_page", given=text, count=len(pages))
    content = printed.page(int(text[:6]))
    if len(pages) == 1:
        return name, content, record.file_sha256
    return page_names(name, len(pages))[int(text) - 1], content, f"{record.file_sha256}-{int(text)}"


def _choice(name: str, default: str) -> str:
    """Read `?paper=` or `?orientation=`; anything but the known ones is refused."""
    known = sorted({key[0 if name == "paper" else 1] for key in PAPERS})
    given = request.args.get(name) or default
    if given not in known:
        raise BadParameter("print.choice", name=name, given=given, known=known)
    return given
