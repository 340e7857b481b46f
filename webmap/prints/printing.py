"""Print: an order and the data as of its sequence become a file, kept under the print's code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from geodata.store import Store
from geodata.store.files import path_of
from geodata.store.prints import PrintRecord, find_print, keep_print
from layers.audience import sight_of
from layers.joining.snapshot import Snapshot
from webmap.app.errors import BadParameter
from webmap.paper.order import PrintOrder
from webmap.prints.kinds import KINDS, make
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.picture_pages import ARCHIVE, is_packed, unpacked


@dataclass(frozen=True)
class PrintedFile:
    """A printed file and the record it is kept under."""

    record: PrintRecord
    content: bytes

    @property
    def pages(self) -> tuple[bytes, ...]:
        """The pages of a picture; a file that holds all its pages itself is one."""
        return unpacked(self.content, self.record.record["format"])

    def page(self, number: int) -> bytes:
        """Return a page of a picture, counted from 1; `BadParameter` for one that it has not."""
        pages = self.pages
        if not 1 <= number <= len(pages):
            raise BadParameter("print.no_page", given=number, count=len(pages))
        return pages[number - 1]


def print_order(
    store: Store,
    snapshot: Snapshot,
    order: PrintOrder,
    *,
    report: Callable[[float], None] = lambda _done: None,
) -> PrintedFile:
    """Print what is ordered; an order that was printed before gives back the very file.

    See `print_orders`, which prints several.
    """
    return print_orders(store, snapshot, (order,), report=report)[0]


def print_orders(
    store: Store,
    snapshot: Snapshot,
    orders: Sequence[PrintOrder],
    *,
    report: Callable[[float], None] = lambda _done: None,
) -> tuple[PrintedFile, ...]:
    """Print several orders of one snapshot: all of them are made before any is kept.

    Parameters
    ----------
    snapshot : Snapshot
        Read as of the orders' sequence, for their period.
    report : callable
        Told how far the work is (0–1); what it raises ends the work, and nothing is kept.

    Raises
    ------
    layers.errors.LayersError
        Where the indicator is unknown, the audience may not see it, or no units are known.
    """
    made: list[PrintedFile | bytes] = []
    with store.session() as session:
        sights = {order.audience: sight_of(session, order.audience) for order in orders}
    for at, order in enumerate(orders):
        material = Material.of(sights[order.audience], snapshot, order, partial(_picture, store))
        # Held against the reader's sight before anything is looked up: a kept file is no way around it.
        _refuse_hidden(material)
        found = printed_before(store, order)
        part = partial(_report_part, report, at, len(orders))
        made.append(make(material, part) if found is None else found)
    return tuple(
        one if isinstance(one, PrintedFile) else _kept(store, order, one)
        for order, one in zip(orders, made, strict=True)
    )


def printed_before(store: Store, order: PrintOrder) -> PrintedFile | None:
    """Return the file of an order that was printed before, with the same data and program."""
    found = find_print(store, order.code)
    return None if found is None else kept_file(store, found)


def kept_file(store: Store, record: PrintRecord) -> PrintedFile:
    """Return the very file that was printed."""
    return PrintedFile(record, path_of(store, record.file_sha256).read_bytes())


def _picture(store: Store, sha256: str) -> bytes:
    return path_of(store, sha256).read_bytes()


def _report_part(report: Callable[[float], None], at: int, count: int, done: float) -> None:
    """Tell how far the whole is, where so much is done of the part `at` of `count`."""
    report((at + done) / count)


def _kept(store: Store, order: PrintOrder, made: bytes) -> PrintedFile:
    record = keep_print(
        store,
        order.record,
        made,
        media_type=ARCHIVE if is_packed(made, order.format) else order.media_type,
        person=order.printed_by,
        sequence=order.sequence,
    )
    return PrintedFile(record, made)


def _refuse_hidden(material: Material) -> None:
    page = KINDS[material.order.kind].page
    if page is not None and page.subject is not None:
        page.subject.refuse(material, material.order.part.subject or "")
