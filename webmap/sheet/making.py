"""Make a file of a print's material: which maker serves which kind and format."""

from __future__ import annotations

from collections.abc import Callable

from webmap.sheet.material import Material
from webmap.sheet.order import TARGETS, Part
from webmap.sheet.pages import set_pages
from webmap.sheet.targets_content import targets_content
from webmap.sheet.targets_document import targets_document
from webmap.sheet.targets_workbook import targets_workbook

Report = Callable[[float], None]


def make(material: Material, report: Report) -> bytes:
    """Return the file that is ordered; `report` is told how far it is (0–1)."""
    order = material.order
    if order.kind == TARGETS and order.format == "xlsx":
        return targets_workbook(targets_content(material))
    if order.kind == TARGETS and order.format == "docx":
        return targets_document(targets_content(material))
    return set_pages(material, [Part(order.kind, order.indicator or order.unit)])
