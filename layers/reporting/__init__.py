"""What offices report: templates, reading with findings, preview, commit, export."""

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
    "Preview",
    "ReadReport",
    "commit_report",
    "export_rows",
    "preview_report",
    "read_report",
    "stored_sources",
    "template_book",
    "template_workbook",
    "write_export",
]
