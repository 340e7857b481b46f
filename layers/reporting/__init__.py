"""What offices report: templates, reading with findings, preview, commit, export."""

from layers.reporting.acceptance import Remark, finding_key, remarks
from layers.reporting.corrections import (
    Correction,
    ValueRecord,
    change_percent,
    corrections,
    value_history,
)
from layers.reporting.export import export_rows, write_export
from layers.reporting.report import ReadReport, commit_report, read_report
from layers.reporting.stored import (
    Preview,
    PreviewRow,
    held_against_store,
    preview_report,
    preview_rows,
    read_stored_report,
    stored_sources,
)
from layers.reporting.template import template_book, template_workbook

__all__ = [
    "Correction",
    "Preview",
    "PreviewRow",
    "ReadReport",
    "Remark",
    "ValueRecord",
    "change_percent",
    "commit_report",
    "corrections",
    "export_rows",
    "finding_key",
    "held_against_store",
    "preview_report",
    "preview_rows",
    "read_report",
    "read_stored_report",
    "remarks",
    "stored_sources",
    "template_book",
    "template_workbook",
    "value_history",
    "write_export",
]
