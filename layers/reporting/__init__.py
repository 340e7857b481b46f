"""What offices report: templates, reading with findings, preview, commit, export."""

from layers.reporting.accepting.acceptance import Remark, finding_key, remarks
from layers.reporting.accepting.corrections import (
    Correction,
    ValueRecord,
    change_percent,
    corrections,
    value_history,
)
from layers.reporting.accepting.report import ReadReport, commit_report, read_report
from layers.reporting.accepting.stored import (
    Preview,
    PreviewRow,
    held_against_store,
    preview_report,
    preview_rows,
    read_stored_report,
    stored_sources,
)
from layers.reporting.blank_workbooks.template import template_book, template_workbook
from layers.reporting.drafts.drafts import (
    answer_for_file,
    answer_question,
    create_draft,
    discard_draft,
    map_draft,
    mend_cell,
    unmend_cell,
)
from layers.reporting.drafts.loading import DraftReading, commit_draft, read_draft
from layers.reporting.drafts.parts import NO_OFFICE, Part, PartedBy, only_parts, parts_of
from layers.reporting.drafts.undoing import ReportUndo, preview_report_undo, undo_report
from layers.reporting.export import export_rows, write_export
from layers.reporting.layouts.mapping import MappedPart, MappedSheet, OfficeMapping
from layers.reporting.layouts.proposing import Proposal, confirmed_mapping, propose_mapping
from layers.reporting.layouts.stored_mappings import (
    forget_mapping,
    offices_with_mapping,
    remember_mapping,
    remembered_mapping,
)

__all__ = [
    "NO_OFFICE",
    "Correction",
    "DraftReading",
    "MappedPart",
    "MappedSheet",
    "OfficeMapping",
    "Part",
    "PartedBy",
    "Preview",
    "PreviewRow",
    "Proposal",
    "ReadReport",
    "Remark",
    "ReportUndo",
    "ValueRecord",
    "answer_for_file",
    "answer_question",
    "change_percent",
    "commit_draft",
    "commit_report",
    "confirmed_mapping",
    "corrections",
    "create_draft",
    "discard_draft",
    "export_rows",
    "finding_key",
    "forget_mapping",
    "held_against_store",
    "map_draft",
    "mend_cell",
    "offices_with_mapping",
    "only_parts",
    "parts_of",
    "preview_report",
    "preview_report_undo",
    "preview_rows",
    "propose_mapping",
    "read_draft",
    "read_report",
    "read_stored_report",
    "remarks",
    "remember_mapping",
    "remembered_mapping",
    "stored_sources",
    "template_book",
    "template_workbook",
    "undo_report",
    "unmend_cell",
    "value_history",
    "write_export",
]
