"""Drafts: a kept file that is mended cell by cell and answered for, without a new upload."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from geodata.errors import UnknownThing
from geodata.findings import Finding
from geodata.numbers import write_number
from geodata.store import Store
from geodata.store.drafts import DraftState, StoredDraft, change_draft, keep_draft
from geodata.store.files import path_of
from geodata.store.models import Draft
from geodata.tables.longform import open_long_csv
from geodata.tables.mending import TEXT_SHEET, Overrides, mended_copy
from layers.periods import Period
from layers.reporting.accepting.acceptance import finding_key
from layers.reporting.layouts.mapping import OfficeMapping, plain_mapping

FILE_QUESTIONS = ("period", "valid_on")
"""What can be answered for a file as a whole: its period, and the day whose units are meant."""


def create_draft(
    store: Store,
    file: Path,
    file_name: str,
    *,
    person: str,
    office: str | None = None,
    period: Period | None = None,
    valid_on: date | None = None,
    mapping: OfficeMapping | None = None,
) -> StoredDraft:
    """Keep a file as a draft; nothing of it is loaded.

    Parameters
    ----------
    store : Store
    file : pathlib.Path
    file_name : str
        What the person calls it.
    person : str
    office : str or None
        For whom it is sent in.
    period : Period or None
        That is expected; None: what the file says.
    valid_on : datetime.date or None
        The day whose units are meant.
    mapping : OfficeMapping or None
        What the sheets of an office's own workbook mean.
    """
    text = None if period is None else str(period)
    return keep_draft(
        store,
        file,
        file_name,
        person=person,
        office=office,
        period=text,
        valid_on=valid_on,
        mapping=None if mapping is None else plain_mapping(mapping),
    )


def mend_cell(store: Store, draft_id: str, sheet: str | None, cell: str, content: str) -> StoredDraft:
    """Put new content into a cell of a draft; `unmend_cell` takes it back.

    Parameters
    ----------
    store : Store
    draft_id : str
    sheet : str or None
        None (or "") for a CSV, whose cells are called by line and column, such as ``12:value``.
    cell : str
    content : str
        As a person types it; empty empties the cell.

    Raises
    ------
    UnknownThing
        For a cell that the file does not have.
    UnknownThing, DraftSettled
        For a draft that is not open.
    """

    def change(row: Draft) -> None:
        title = sheet or TEXT_SHEET
        overrides = {**row.overrides, title: {**row.overrides.get(title, {}), cell: content}}
        _try(store, row, overrides)
        row.overrides = overrides

    return change_draft(store, draft_id, change)


def unmend_cell(store: Store, draft_id: str, sheet: str | None, cell: str) -> StoredDraft:
    """Let a cell be again what the file has there."""

    def change(row: Draft) -> None:
        title = sheet or TEXT_SHEET
        left = {name: text for name, text in row.overrides.get(title, {}).items() if name != cell}
        row.overrides = {**row.overrides, title: left}

    return change_draft(store, draft_id, change)


def answer_question(store: Store, draft: StoredDraft, finding: Finding, answer: str) -> StoredDraft:
    """Answer what a finding asks, such as which of two numbers is meant: the cell then says the answer.

    Parameters
    ----------
    store : Store
    draft : StoredDraft
    finding : Finding
        Of the draft, as it reads now; it must name a cell or a line.
    answer : str
        A number, a fixed word, or a commune's name or code.
    """
    cell = _cell_of(draft.path, finding)
    content = _unambiguous(answer) if finding.code == "number.ambiguous" else answer
    mend_cell(store, draft.id, finding.place.sheet, cell, content)
    key = finding_key(finding)

    def change(row: Draft) -> None:
        row.answers = {**row.answers, key: answer}

    return change_draft(store, draft.id, change)


def answer_for_file(store: Store, draft_id: str, question: str, answer: str) -> StoredDraft:
    """Answer for the whole file: its `period`, or the day (`valid_on`, 2024-12-31) whose units are meant."""
    if question not in FILE_QUESTIONS:
        raise UnknownThing("draft.unknown_question", question=question, allowed=", ".join(FILE_QUESTIONS))

    def change(row: Draft) -> None:
        if question == "period":
            row.period = str(Period.parse(answer))
        else:
            row.valid_on = date.fromisoformat(answer)
        row.answers = {**row.answers, question: answer}

    return change_draft(store, draft_id, change)


def map_draft(store: Store, draft_id: str, mapping: OfficeMapping) -> StoredDraft:
    """Say what the sheets of a draft mean, where it is an office's own workbook."""

    def change(row: Draft) -> None:
        row.mapping = plain_mapping(mapping)

    return change_draft(store, draft_id, change)


def discard_draft(store: Store, draft_id: str) -> StoredDraft:
    """Give a draft up: nothing of it is loaded any more; what was loaded before stays."""

    def change(row: Draft) -> None:
        row.state = DraftState.DISCARDED

    return change_draft(store, draft_id, change)


def _try(store: Store, row: Draft, overrides: Overrides) -> None:
    """Mend a copy at once, so that a cell that is not there is refused while the person looks at it."""
    with tempfile.TemporaryDirectory() as folder:
        mended_copy(path_of(store, row.file_sha256), row.file_name, overrides, Path(folder) / "tried")


def _cell_of(path: Path, finding: Finding) -> str:
    """Return the cell that a finding asks about; of a table of text the column that holds its content."""
    place = finding.place
    if place.cell is not None:
        return place.cell
    if place.line is None:
        raise UnknownThing("finding.no_cell", finding=finding.code)
    with open_long_csv(path, required=()) as table:
        row = next((row for row in table.rows if row.line == place.line), None)
    fields = {} if row is None else row.fields
    column = next((name for name, text in fields.items() if text == finding.content), "value")
    return f"{place.line}:{column}"


def _unambiguous(answer: str) -> str:
    """Return a number that was chosen from two so that it is read in one way only."""
    try:
        return write_number(Decimal(answer))
    except InvalidOperation:
        return answer
