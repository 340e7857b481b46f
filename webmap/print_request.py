"""What a request asks to be printed: the data, reader, language and paper that its address names."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from geodata.store.prints import PrintRecord
from webmap.address import Asked
from webmap.dates import today
from webmap.errors import BadParameter
from webmap.language import current_translator
from webmap.office import Office
from webmap.permissions import current_person
from webmap.portal import portal
from webmap.sheet.order import VISITOR, PrintOrder, file_name_of
from webmap.sheet.papers import PAPERS
from webmap.sheet.printing import PrintedFile


def order_for(
    here: Asked,
    kind: str,
    file_format: str,
    *,
    paper: str | None = None,
    orientation: str | None = None,
    **about: Any,
) -> PrintOrder:
    """Return the order; `?paper=` and `?orientation=` go over the defaults.

    Parameters
    ----------
    paper, orientation : str or None
        The defaults of this kind; None is the office's own.
    about : mapping
        What it is about: `indicator`, `unit`, `pack`, `parts`.
    """
    parts = portal()
    office = Office.of(here.snapshot.settings, parts.profile, here.period)
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
        paper=_choice("paper", paper or office.paper),
        orientation=_choice("orientation", orientation or office.orientation),
        **about,
    )


def sent(printed: PrintedFile) -> Response:
    """Send a file under its code: a picture is saved, since our policy would not let it draw itself."""
    record: PrintRecord = printed.record
    response = Response(printed.content, mimetype=record.media_type)
    response.headers.set(
        "Content-Disposition",
        "inline" if record.media_type == "application/pdf" else "attachment",
        filename=file_name_of(record.record, record.code),
    )
    response.headers["Cache-Control"] = "private, max-age=60"
    response.set_etag(record.file_sha256)
    return response.make_conditional(request)  # type: ignore[return-value]


def _choice(name: str, default: str) -> str:
    """Read `?paper=` or `?orientation=`; anything but the known ones is refused."""
    known = sorted({key[0 if name == "paper" else 1] for key in PAPERS})
    given = request.args.get(name) or default
    if given not in known:
        raise BadParameter("print.choice", name=name, given=given, known=known)
    return given
