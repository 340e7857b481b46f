"""The lines of an office's own workbook, read by its confirmed mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geodata.findings import Finding, Place, error, note
from geodata.tables.workbook.cells import Content, ReadCell
from geodata.tables.workbook.grid import Grid
from layers.reporting.layouts.mapping import (
    Layout,
    MappedPart,
    MappedSheet,
    OfficeMapping,
    place_number,
    place_text,
)
from layers.reporting.layouts.sheet_view import SheetView, same_heading
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import Line, line_of

_NUMBERING = re.compile(r"^\(?\s*(?:(\d{1,3})|[A-Z])\s*\)?$")
_FARTHEST = 15


def lines_of_mapped_book(
    grids: Sequence[Grid], mapping: OfficeMapping, findings: list[Finding]
) -> Iterator[Line]:
    """Yield the lines of the mapped sheets; what is missing, moved or left over gives findings."""
    answers = {fold(name): code for name, code in mapping.names.items()}
    used: set[str] = set()
    for mapped in mapping.sheets:
        grid = _grid_of(mapped, grids, used)
        if grid is None:
            findings.append(error("mapping.sheet_missing", None, mapped.title, sheet=mapped.title))
            continue
        used.add(grid.title)
        if grid.is_hidden:
            findings.append(note("sheet.hidden", Place(sheet=grid.title)))
        yield from _MappedReading(grid, mapped, answers, findings).lines()
    for grid in grids:
        if grid.title not in used and grid.cells:
            findings.append(note("sheet.not_mapped", Place(sheet=grid.title)))


def _grid_of(mapped: MappedSheet, grids: Sequence[Grid], used: set[str]) -> Grid | None:
    """Return the sheet of that name, else the one sheet that has all of the headings."""
    free = [grid for grid in grids if grid.title not in used]
    for grid in free:
        if fold(grid.title) == fold(mapped.title):
            return grid
    fitting = [grid for grid in free if not _missing_headings(grid, mapped)]
    return fitting[0] if len(fitting) == 1 else None


def _missing_headings(grid: Grid, mapped: MappedSheet) -> bool:
    unheard: list[Finding] = []
    _MappedReading(grid, mapped, {}, unheard)
    return any(finding.code == "mapping.heading_missing" for finding in unheard)


class _MappedReading:
    """One sheet read by its mapping, in the view where indicators are columns."""

    def __init__(
        self, grid: Grid, mapped: MappedSheet, answers: dict[str, str], findings: list[Finding]
    ) -> None:
        self._view = SheetView(grid, mapped.layout)
        self._mapped = mapped
        self._answers = answers
        self._findings = findings
        self._turned = mapped.layout is Layout.ROWS
        first, last = (place_number(text, is_row=not self._turned) for text in mapped.headings)
        self._offset = self._shifted_by(first, last)
        self._first, self._last = first + self._offset, last + self._offset
        self._parts = list(self._placed())

    def lines(self) -> Iterator[Line]:
        """Yield a line for each unit, indicator and period that has a figure."""
        self._tell_hidden()
        for number in self._unit_lines():
            cells = {part: self._view.cell(number, at) for part, at in self._parts}
            if any(cell is not None for cell in cells.values()):
                yield from self._lines_of(number, cells)
        self._tell_unmapped()

    def _unit_lines(self) -> Iterator[int]:
        if self._mapped.unit:
            yield place_number(self._mapped.figures, is_row=not self._turned) + self._offset
        else:
            yield from self._view.lines_below(self._last)

    def _lines_of(self, number: int, cells: dict[MappedPart, ReadCell | None]) -> Iterator[Line]:
        code, name = self._unit_of(number)
        first = next(cell for cell in cells.values() if cell is not None)
        place = self._place(number, first)
        if self._is_passed_over(number, code, name, place, cells):
            return
        if not code and not name:
            self._findings.append(error("row.no_unit", place))
            return
        remark = self._at(number, self._mapped.note)
        groups: dict[tuple[str, str], dict[str, ReadCell | None]] = {}
        for part, cell in cells.items():
            groups.setdefault((part.indicator, part.period), {})[part.role] = cell
        for (indicator, period), roles in groups.items():
            if any(roles.values()):
                texts = {"note": remark, "period": period}
                yield line_of(indicator, code, name, place, roles, texts)

    def _is_passed_over(
        self,
        number: int,
        code: str,
        name: str,
        place: Place,
        cells: dict[MappedPart, ReadCell | None],
    ) -> bool:
        """Tell whether it is a row of totals, of column numbers or of signatures, or answered to be none."""
        if labels().is_total(code) or labels().is_total(name):
            self._findings.append(note("row.total", place, name or code))
            return True
        held = [cell for cell in cells.values() if cell is not None]
        if not code and self._is_numbering(number, name, held):
            self._findings.append(note("row.passed_over", place, held[0].text))
            return True
        if not code and not name and all(cell.content is Content.TEXT for cell in held):
            self._findings.append(note("row.passed_over", place, held[0].text))
            return True
        if not code and self._answers.get(fold(name)) == "":
            self._findings.append(note("row.passed_over", place, name))
            return True
        return False

    def _is_numbering(self, number: int, name: str, held: Sequence[ReadCell]) -> bool:
        """Tell whether this is the row just below the headings that counts the columns: A, B, (1), (2)…"""
        if number != next(iter(self._view.lines_below(self._last)), None):
            return False
        if len(held) < 2 or (name and not _NUMBERING.match(name)):
            return False
        counted = [_NUMBERING.match(cell.text) for cell in held]
        figures = [int(found.group(1)) for found in counted if found is not None and found.group(1)]
        return len(figures) == len(held) and all(b > a for a, b in pairwise(figures))

    def _unit_of(self, number: int) -> tuple[str, str]:
        if self._mapped.unit:
            return self._mapped.unit, ""
        code, name = self._at(number, self._mapped.codes), self._at(number, self._mapped.units)
        answered = "" if code else self._answers.get(fold(name), "")
        return (answered, "") if answered else (code, name)

    def _at(self, number: int, place: str) -> str:
        if not place:
            return ""
        return self._view.label(number, place_number(place, is_row=self._turned))

    def _place(self, number: int, first: ReadCell) -> Place:
        for place in (self._mapped.units, self._mapped.codes):
            cell = self._view.cell(number, place_number(place, is_row=self._turned)) if place else None
            if cell is not None:
                return cell.place
        return first.place

    def _shifted_by(self, first: int, last: int) -> int:
        """Return by how many lines the headings stand lower than they did: title rows come and go."""
        parts = [(part, place_number(part.at, is_row=self._turned)) for part in self._mapped.parts]
        best, most = 0, -1
        for offset in sorted(range(-_FARTHEST, _FARTHEST + 1), key=abs):
            if first + offset < 1:
                continue
            headings = (self._view.heading(at, first + offset, last + offset) for _, at in parts)
            fitting = sum(same_heading(h, p.heading) for h, (p, _) in zip(headings, parts, strict=True))
            if fitting > most:
                best, most = offset, fitting
        return best

    def _placed(self) -> Iterator[tuple[MappedPart, int]]:
        """Yield each part with where it stands now, by its heading; one whose heading is gone is refused."""
        now = {at: self._view.heading(at, self._first, self._last) for at in self._view.parts}
        for part in self._mapped.parts:
            at = place_number(part.at, is_row=self._turned)
            if same_heading(now.get(at, ""), part.heading):
                yield part, at
                continue
            others = [other for other, heading in now.items() if same_heading(heading, part.heading)]
            where = self._reference(others[0] if len(others) == 1 else at)
            parameters = {"heading": part.heading, "at": part.at, "indicator": part.indicator}
            if len(others) == 1:
                self._findings.append(note("mapping.moved", where, part.heading, **parameters))
                yield replace(part, at=place_text(others[0], is_row=self._turned)), others[0]
            else:
                standing = now.get(at, "") or None
                self._findings.append(error("mapping.heading_missing", where, standing, **parameters))

    def _reference(self, part: int) -> Place:
        row, column = (part, self._last) if self._turned else (self._last, part)
        return Place(sheet=self._view.grid.title, cell=f"{place_text(column, is_row=False)}{row}")

    def _tell_hidden(self) -> None:
        grid = self._view.grid
        across = grid.hidden_rows if self._turned else grid.hidden_columns
        along = grid.hidden_columns if self._turned else grid.hidden_rows
        for part, at in self._parts:
            if at in across:
                code = "row.hidden" if self._turned else "column.hidden"
                self._findings.append(note(code, self._reference(at), part.heading, column=part.at))
        for number in sorted(along):
            cell = next((c for _, at in self._parts if (c := self._view.cell(number, at)) is not None), None)
            if cell is not None and number > self._last:
                code = "column.hidden" if self._turned else "row.hidden"
                column = place_text(number, is_row=not self._turned)
                self._findings.append(note(code, cell.place, column=column))

    def _tell_unmapped(self) -> None:
        """Note the columns (rows) of numbers that the mapping says nothing of."""
        known = {at for _, at in self._parts}
        for at in self._view.parts:
            if at in known or self._mapped.unit:
                continue
            cells = (self._view.cell(number, at) for number in self._view.lines_below(self._last))
            numbers = [cell for cell in cells if cell is not None and cell.content is Content.NUMBER]
            heading = self._view.heading(at, self._first, self._last)
            if numbers and heading and not self._is_running(numbers):
                self._findings.append(
                    note("column.not_mapped", self._reference(at), heading, heading=heading)
                )

    @staticmethod
    def _is_running(numbers: Sequence[ReadCell]) -> bool:
        """Tell whether a column only counts its rows: 1, 2, 3…"""
        return [cell.number for cell in numbers] == list(range(1, len(numbers) + 1))
