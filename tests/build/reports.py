"""Reports to test: the material of an order on an application's store, and the document read back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from flask import Flask

from layers.audience import sight_of
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from webmap.paper.order import REPORT, PrintOrder
from webmap.prints.report.document import report_document
from webmap.prints.sheet.material import Material


def material_of(
    app: Flask, period: str = "2024", *, settings: Mapping[str, Any] | None = None, **order: Any
) -> Material:
    """Return the material of a report; `settings` go over those of the office."""
    portal, asked = app.extensions["portal"], Period.parse(period)
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[asked])
        sight = sight_of(session, order.get("audience", "public"))
    vintage = snapshot.vintage_of(asked)
    assert vintage is not None
    usual = {
        "kind": REPORT,
        "period": asked,
        "sequence": snapshot.sequence,
        "vintage": vintage.valid_from,
        "printed_on": date(2025, 1, 5),
        "printed_by": "lan",
        "public_url": "http://portal.test",
        "audience": "public",
        "catalogue": portal.profile.catalogue_hash,
        "format": "docx",
        "orientation": "portrait",
        "code": "7KX2M9PQRT",
    }
    snapshot = replace(snapshot, settings={**snapshot.settings, **(settings or {})})
    return Material.of(sight, snapshot, PrintOrder(**{**usual, **order}))


def written(material: Material) -> Any:
    """Return the report, read back by python-docx."""
    return Document(io.BytesIO(report_document(material)))


def text_of(document: Any) -> str:
    """Return all text of the body, tables and blanks included, a line a paragraph."""
    paragraphs = document.element.body.iter(qn("w:p"))
    return "\n".join(text_of_paragraph(p) for p in paragraphs).replace("\u00a0", " ")


def text_of_paragraph(paragraph: Any) -> str:
    """Return a paragraph's text with that of its content controls."""
    marks = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    found = (one for one in paragraph.iter() if one.tag in marks)
    return "".join(marks[one.tag] or one.text or "" for one in found)


def blanks_of(document: Any) -> list[str]:
    """Return the texts of the marked blanks, in their order."""
    controls = document.element.body.iter(qn("w:sdt"))
    return ["".join(one.text for one in control.iter(qn("w:t"))) for control in controls]
