"""A copy of a workbook with its wrong cells coloured and commented, for whoever has to mend them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from geodata.findings import Finding, Severity
from geodata.sandbox.apart import apart
from geodata.tables.workbook.cells import ANNOTATOR, without_annotation
from geodata.tables.workbook.grid import open_workbook
from geodata.tables.workbook.package import WorkbookLimits, check_package
from geodata.whole_file import written_whole

_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="FFFFC7CE"),
    Severity.WARNING: PatternFill("solid", fgColor="FFFFEB9C"),
}
_OURS = frozenset(fill.fgColor.rgb for fill in _FILLS.values())
_LONGEST = 8_000


def annotate_workbook(
    path: Path,
    findings: Iterable[tuple[Finding, str]],
    output: Path,
    *,
    name: str | None = None,
    limits: WorkbookLimits | None = None,
) -> int:
    """Write the workbook again with each error and warning in its cell: a colour and a comment.

    Formulas stay formulas; Excel computes them when it opens the copy. What an earlier annotation left is
    taken away first, and remarks that people wrote are kept; reading passes over the portal's own comments,
    so a corrected copy may be sent in as it is. A finding without a cell stands in its sheet's first cell.

    Parameters
    ----------
    path : pathlib.Path
        An `.xlsx` file.
    findings : iterable of (Finding, str)
        Each with its sentence in the reader's language; notes are passed over.
    output : pathlib.Path
        Overwritten if it exists.
    name : str or None
        What the person calls the file, where `path` is called otherwise.
    limits : WorkbookLimits or None

    Returns
    -------
    int
        How many cells were marked.

    Raises
    ------
    UnreadableFile, LimitExceeded
        See `geodata.tables.workbook.package.check_package`.
    """
    count, copy = _annotated(path, list(findings), name=name, limits=limits or WorkbookLimits())
    with written_whole(output) as unfinished:
        unfinished.write_bytes(copy)
    return count


@apart()
def _annotated(
    path: Path, findings: list[tuple[Finding, str]], *, name: str | None, limits: WorkbookLimits
) -> tuple[int, bytes]:
    check_package(path, limits, name=name)
    workbook = open_workbook(path, values=False)
    for worksheet in workbook.worksheets:
        _take_away(worksheet)
    marks: dict[tuple[str, str], list[tuple[Finding, str]]] = {}
    for finding, sentence in findings:
        if finding.severity in _FILLS:
            cell = _cell_of(workbook, finding)
            marks.setdefault((cell.parent.title, cell.coordinate), []).append((finding, sentence))
    for (sheet, reference), told in marks.items():
        _mark(workbook[sheet][reference], told)
    workbook.calculation.fullCalcOnLoad = True
    written = io.BytesIO()
    workbook.save(written)
    return len(marks), written.getvalue()


def _take_away(worksheet: Worksheet) -> None:
    for cell in list(worksheet._cells.values()):
        if isinstance(cell, MergedCell) or cell.comment is None:
            continue
        left = without_annotation(cell.comment.text, cell.comment.author)
        if left == cell.comment.text:
            continue
        cell.comment = Comment(left, cell.comment.author) if left else None
        if cell.fill.fgColor.rgb in _OURS:
            cell.fill = PatternFill()


def _cell_of(workbook: Workbook, finding: Finding) -> Cell:
    """Return the cell that a finding speaks of; of merged ones the first, which alone can be written."""
    place = finding.place
    known = place.sheet is not None and place.sheet in workbook.sheetnames
    worksheet = workbook[place.sheet] if known else workbook.worksheets[0]
    reference = place.cell if known and place.cell else "A1"
    cell = worksheet[reference]
    if not isinstance(cell, MergedCell):
        return cell
    first = next(r for r in worksheet.merged_cells.ranges if reference in r)
    return worksheet.cell(first.min_row, first.min_col)


def _mark(cell: Cell, told: list[tuple[Finding, str]]) -> None:
    is_error = any(finding.severity is Severity.ERROR for finding, _ in told)
    cell.fill = _FILLS[Severity.ERROR if is_error else Severity.WARNING]
    sentences = "\n".join(dict.fromkeys(sentence for _, sentence in told))[:_LONGEST]
    if cell.comment is None:
        comment = Comment(sentences, ANNOTATOR)
    else:
        comment = Comment(f"{cell.comment.text}\n\n[[{sentences}]]", cell.comment.author)
    comment.width, comment.height = 360, 40 + 18 * (comment.text.count("\n") + 1 + len(comment.text) // 55)
    cell.comment = comment
