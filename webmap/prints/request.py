"""What a request asks to be printed: the data, reader, language and paper that its address names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.store.prints import PrintRecord, find_print
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.office.office import Office
from webmap.pages.address import Asked
from webmap.pages.language import current_translator
from webmap.paper.order import VISITOR, Part, PrintOrder
from webmap.paper.papers import PAPERS
from webmap.people.permissions import current_person
from webmap.people.visitors import count_set_file
from webmap.prints.kinds import KINDS, about
from webmap.prints.printing import (
    PrintedFile,
    is_at_hand,
    print_order,
    printed_file,
    refuse_without_figures,
)
from webmap.words.dates import today


def order_for(
    here: Asked,
    kind: str,
    file_format: str,
    given: Mapping[str, str],
    *,
    paper: str | None = None,
    orientation: str | None = None,
    **told: Any,
) -> PrintOrder:
    """Return the order; `paper` and `orientation` that are given go over the defaults.

    Parameters
    ----------
    given : mapping
        What the address says.
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
        audience=here.sight.audience,
        only_sample=here.sight.only_sample,
        catalogue=parts.profile.catalogue_hash,
        lang=current_translator().lang,
        format=file_format,
        paper=_choice(given, "paper", paper),
        orientation=_choice(given, "orientation", orientation),
        **told,
    )


def print_part(here: Asked, part: Part, file_format: str, given: Mapping[str, str]) -> PrintedFile:
    """Print a single part, on the paper that its kind needs unless another is asked for."""
    order = order_for(here, part.kind, file_format, given, **about(part))
    return printed_for_reader(here, order) or print_order(portal(), here.snapshot, order)


def printed_for_reader(here: Asked, order: PrintOrder) -> PrintedFile | None:
    """Return the print of an order that was printed before; of one to be made, hold a visitor to the bounds.

    Raises
    ------
    webmap.app.errors.UnknownPage
        Where a visitor asks for a period without a figure: nothing is set for them then.
    webmap.app.errors.TooManyAttempts
        Where as much was set for visitors as may be in a minute.
    """
    record = find_print(portal().store, order.record)
    if record is not None:
        return file_for_reader(record)
    if order.printed_by == VISITOR:
        refuse_without_figures(portal(), here.snapshot, order)
        count_set_file()
    return None


def file_for_reader(record: PrintRecord) -> PrintedFile:
    """Return a print's file; one that a visitor has set again is counted as any other that is set for them.

    Raises
    ------
    webmap.app.errors.TooManyAttempts
        As `printed_for_reader`.
    """
    if not is_at_hand(portal(), record) and not current_person().is_signed_in:
        count_set_file()
    return printed_file(portal(), record)


def _choice(given: Mapping[str, str], name: str, default: str) -> str:
    """Read `paper` or `orientation`; anything but the known ones is refused."""
    known = sorted({key[0 if name == "paper" else 1] for key in PAPERS})
    chosen = given.get(name) or default
    if chosen not in known:
        raise BadParameter("print.choice", name=name, given=chosen, known=known)
    return chosen
