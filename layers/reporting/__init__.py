"""What offices report: templates, reading with findings, preview, commit, export."""

from layers.reporting.corrections import (
    Correction,
    ValueRecord,
    change_percent,
    corrections,
    value_history,
)
from layers.reporting.export import export_rows, write_export
from layers.reporting.report import (
    Preview,
    ReadReport,
    commit_report,
    preview_report,
    read_report,
    stored_sources,
)
from layers.reporting.template import template_book, template_workbook

__all__ = [
    "Correction",
    "Preview",
    "ReadReport",
    "ValueRecord",
    "change_percent",
    "commit_report",
    "corrections",
    "export_rows",
    "preview_report",
    "read_report",
    "stored_sources",
    "template_book",
    "template_workbook",
    "value_history",
    "write_export",
]
