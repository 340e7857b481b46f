"""Make a file of a print's material: which maker serves which kind and format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webmap.paper.order import ATLAS, PACK, REPORT, TARGETS
from webmap.prints.report.document import report_document
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import pack_of
from webmap.prints.sheet.pack_content import Report, pack_title
from webmap.prints.sheet.pages import set_pack, set_page
from webmap.prints.sheet.targets_content import targets_content
from webmap.prints.sheet.targets_document import targets_document
from webmap.prints.sheet.targets_workbook import targets_workbook
from webmap.prints.slides import slides_document


def _slides(material: Material, report: Report) -> bytes:
    return slides_document(material, pack_of(material), title=pack_title(material), report=report)


_MAKERS: Mapping[tuple[str, str], Callable[[Material, Report], bytes]] = {
    (TARGETS, "xlsx"): lambda material, _report: targets_workbook(targets_content(material)),
    (TARGETS, "docx"): lambda material, _report: targets_document(targets_content(material)),
    (REPORT, "docx"): lambda material, report: report_document(material, report),
    (ATLAS, "pdf"): set_pack,
    (PACK, "pdf"): set_pack,
    (ATLAS, "pptx"): _slides,
    (PACK, "pptx"): _slides,
}


def make(material: Material, report: Report) -> bytes:
    """Return the file that is ordered; `report` is told how far it is (0–1)."""
    maker = _MAKERS.get((material.order.kind, material.order.format))
    return set_page(material) if maker is None else maker(material, report)
