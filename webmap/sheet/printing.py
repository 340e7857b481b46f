"""Print: an order and the data as of its sequence become a file, kept under the print's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.store import Store
from geodata.store.files import path_of
from geodata.store.prints import PrintRecord, find_print, keep_print
from geodata.store.units import StoredVintage
from layers.audience import may_see
from layers.catalogue import Profile
from layers.errors import NotVisible, UnknownIndicator, UnknownVintage
from layers.joining import build_layer
from layers.reading import Snapshot
from layers.summary import summarise
from webmap.office import Office
from webmap.sheet.content import sheet_content
from webmap.sheet.logo import with_logo
from webmap.sheet.order import SHEET, PrintOrder
from webmap.sheet.svg_page import self_contained
from webmap.sheet.targets_content import targets_content
from webmap.sheet.targets_document import targets_document
from webmap.sheet.targets_workbook import targets_workbook
from webmap.sheet.typesetting import typeset


@dataclass(frozen=True)
class PrintedFile:
    """A printed file and the record it is kept under."""

    record: PrintRecord
    content: bytes


def print_order(store: Store, profile: Profile, snapshot: Snapshot, order: PrintOrder) -> PrintedFile:
    """Print what is ordered; an order that was printed before gives back the very file.

    Parameters
    ----------
    snapshot : Snapshot
        Read as of the order's sequence, for its period.

    Raises
    ------
    layers.errors.LayersError
        Where the indicator is unknown, the audience may not see it, or no units are known.
    """
    # Held against the audience before anything is looked up: a kept file is no way around it.
    _refuse_hidden(profile, snapshot, order)
    found = find_print(store, order.code)
    if found is not None:
        return PrintedFile(found, path_of(store, found.file_sha256).read_bytes())
    made = drawn(with_logo(content_of(profile, snapshot, order), store), order)
    kept = keep_print(
        store,
        order.record,
        made,
        media_type=order.media_type,
        person=order.printed_by,
        sequence=order.sequence,
    )
    return PrintedFile(kept, made)


def content_of(profile: Profile, snapshot: Snapshot, order: PrintOrder) -> dict[str, Any]:
    """Return the data of the ordered page."""
    office = Office.of(snapshot.settings, profile, order.period)
    vintage = vintage_from(snapshot, order)
    if order.kind == SHEET:
        assert order.indicator is not None
        layer = build_layer(snapshot, order.indicator, order.period, vintage=vintage, audience=order.audience)
        return sheet_content(layer, order, profile, office)
    summary = summarise(snapshot, order.period, audience=order.audience, vintage=vintage)
    return targets_content(summary, snapshot, order, profile, office)


def drawn(content: Mapping[str, Any], order: PrintOrder) -> bytes:
    """Set the page; of a picture with several pages it is the first, which has the map."""
    if order.format == "xlsx":
        return targets_workbook(content)
    if order.format == "docx":
        return targets_document(content)
    pages = typeset(order.kind, content, file_format=order.format)
    return self_contained(pages[0]) if order.format == "svg" else pages[0]


def _refuse_hidden(profile: Profile, snapshot: Snapshot, order: PrintOrder) -> None:
    if order.kind != SHEET:
        return
    indicator = profile.indicators.get(order.indicator or "")
    if indicator is None:
        raise UnknownIndicator("indicator.unknown", indicator=order.indicator)
    if not may_see(indicator.visibility, order.audience, only_sample=snapshot.only_sample):
        raise NotVisible(
            "indicator.not_visible", indicator=indicator.code, visibility=str(indicator.visibility)
        )


def vintage_from(snapshot: Snapshot, order: PrintOrder) -> StoredVintage:
    """Return the vintage that the order names by its first day."""
    found = next((v for v in snapshot.vintages if v.valid_from == order.vintage), None)
    if found is None:
        raise UnknownVintage("vintage.none_on", day=order.vintage)
    return found
