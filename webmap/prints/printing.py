"""Print: an order and the data as of its sequence become a file under a code, kept or set again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

from geodata.store import Store
from geodata.store.files import keep_bytes, path_of
from geodata.store.prints import PrintRecord, find_print, keep_print, record_hash
from geodata.store.vocabulary import Basis
from layers.audience import Audience, Sight, sight_of
from layers.joining.snapshot import Snapshot, read_snapshot
from webmap.app.cache import FileCache
from webmap.app.errors import BadParameter, UnknownPage
from webmap.app.portal import Portal
from webmap.app.secret import print_key
from webmap.paper.order import VISITOR, PrintOrder, program_version
from webmap.prints.codes import print_code, values_on, visibilities_on
from webmap.prints.kinds import KINDS, make
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.picture_pages import ARCHIVE, is_packed, unpacked

# The same record asked by two at once is made once: the second waits for the first.
_MAKING = tuple(Lock() for _ in range(16))


@dataclass(frozen=True)
class PrintedFile:
    """A printed file and the record that it belongs to."""

    record: PrintRecord
    content: bytes

    @property
    def tag(self) -> str:
        """What its content is told from others by."""
        return hashlib.sha256(self.content).hexdigest()

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


@dataclass(frozen=True)
class _Made:
    order: PrintOrder
    content: bytes
    visibilities: dict[str, str]


def print_order(
    here: Portal,
    snapshot: Snapshot,
    order: PrintOrder,
    *,
    report: Callable[[float], None] = lambda _done: None,
) -> PrintedFile:
    """Print what is ordered; an order that was printed before gives back its print.

    See `print_orders`, which prints several.
    """
    return print_orders(here, snapshot, (order,), report=report)[0]


def print_orders(
    here: Portal,
    snapshot: Snapshot,
    orders: Sequence[PrintOrder],
    *,
    report: Callable[[float], None] = lambda _done: None,
) -> tuple[PrintedFile, ...]:
    """Print several orders of one snapshot: all of them are made before any is kept.

    An order that was placed while all was open is made for what its audience may see now.

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
    now = [_sight_now(here.store, order) for order in orders]
    orders = [replace(order, only_sample=sight.only_sample) for order, sight in zip(orders, now, strict=True)]
    with ExitStack() as alone:
        # Always in the same order, so that nobody waits for one who waits for them.
        for at in sorted({int(record_hash(order.record)[:8], 16) % len(_MAKING) for order in orders}):
            alone.enter_context(_MAKING[at])
        made: list[PrintedFile | _Made] = []
        for at, (order, sight) in enumerate(zip(orders, now, strict=True)):
            material = _material(here.store, sight, snapshot, order)
            # Held against the reader's sight before anything is looked up: a kept file is no way around it.
            _refuse_hidden(material)
            found = printed_before(here, order)
            part = partial(_report_part, report, at, len(orders))
            made.append(_make(here.store, material, part) if found is None else found)
        return tuple(one if isinstance(one, PrintedFile) else _kept(here, one) for one in made)


def printed_before(here: Portal, order: PrintOrder) -> PrintedFile | None:
    """Return the print of an order that was printed before, with the same data and program."""
    found = find_print(here.store, order.record)
    return None if found is None else printed_file(here, found)


def printed_file(here: Portal, record: PrintRecord) -> PrintedFile:
    """Return a print's very file; one that is not kept any more is set again from its record.

    The program version that first made it sets the same bytes; another one says so among the sources.
    """
    if record.file_sha256 is not None:
        return PrintedFile(record, path_of(here.store, record.file_sha256).read_bytes())
    files = _files_of_visitors(here)
    content = files.find(record.code)
    if content is None:
        content = _set_again(here, record)
        files.keep(record.code, content)
    return PrintedFile(record, content)


def is_at_hand(here: Portal, record: PrintRecord) -> bool:
    """Tell whether a print's file lies there and need not be set again."""
    return record.file_sha256 is not None or record.code in _files_of_visitors(here)


def refuse_without_figures(here: Portal, snapshot: Snapshot, order: PrintOrder) -> None:
    """Refuse, in words, an order of a period in which nothing that it shows has a figure.

    Raises
    ------
    UnknownPage
        Where there is nothing to print.
    """
    material = _material(here.store, _sight_now(here.store, order), snapshot, order)
    _refuse_hidden(material)
    reading, found = material.reading, material.reading.was_reported
    if order.indicator:
        layer = reading.layer(order.indicator)
        figures = [layer.district.figure, *(value.figure for value in layer.units)]
        # What counts a register can be counted of every period there ever was.
        found = any(one.value is not None and (found or one.basis != Basis.DERIVED) for one in figures)
    if not found:
        raise UnknownPage("print.no_figures", period=str(order.period))


def _set_again(here: Portal, record: PrintRecord) -> bytes:
    first = PrintOrder.of_record(record.record)
    is_other = record.record["program"] != program_version() or first.catalogue != here.profile.catalogue_hash
    order = replace(first, code=record.code, first_program=record.record["program"] if is_other else None)
    with here.store.session() as session:
        snapshot = read_snapshot(session, here.profile, periods=[order.period], as_of=order.sequence)
    sight = Sight(Audience(order.audience), record.only_sample)
    return make(_material(here.store, sight, snapshot, order), lambda _done: None)


def _sight_now(store: Store, order: PrintOrder) -> Sight:
    """Return the sight that an order is made with: never wider than when it was placed, nor than now."""
    with store.session() as session:
        now = sight_of(session, order.audience)
    return now.narrowed(only_sample=order.only_sample)


def _material(store: Store, sight: Sight, snapshot: Snapshot, order: PrintOrder) -> Material:
    return Material.of(sight, snapshot, order, partial(_picture, store))


def _picture(store: Store, sha256: str) -> bytes:
    return path_of(store, sha256).read_bytes()


def _make(store: Store, material: Material, report: Callable[[float], None]) -> _Made:
    reading, order = material.reading, material.order
    shown = visibilities_on(reading, order)
    code = print_code(print_key(store.data_dir), order.record, values_on(reading, shown))
    coded = replace(material, order=replace(order, code=code))
    return _Made(coded.order, make(coded, report), shown)


def _kept(here: Portal, made: _Made) -> PrintedFile:
    """Keep what was made: a visitor's file for a while only."""
    order, content = made.order, made.content
    is_visitors = order.printed_by == VISITOR
    record = keep_print(
        here.store,
        order.code,
        order.record,
        made_sha256=hashlib.sha256(content).hexdigest(),
        kept=None if is_visitors else keep_bytes(here.store, content),
        media_type=ARCHIVE if is_packed(content, order.format) else order.media_type,
        person=order.printed_by,
        sequence=order.sequence,
        only_sample=order.only_sample,
        visibilities=made.visibilities,
    )
    if is_visitors:
        _files_of_visitors(here).keep(record.code, content)
    return PrintedFile(record, content)


def _files_of_visitors(here: Portal) -> FileCache:
    return FileCache(here.store.cache_dir / "prints", here.settings.max_visitor_prints_bytes)


def _report_part(report: Callable[[float], None], at: int, count: int, done: float) -> None:
    """Tell how far the whole is, where so much is done of the part `at` of `count`."""
    report((at + done) / count)


def _refuse_hidden(material: Material) -> None:
    page = KINDS[material.order.kind].page
    if page is not None and page.subject is not None:
        page.subject.refuse(material, material.order.part.subject or "")
