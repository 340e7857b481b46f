"""A first guess at what an office's own workbook means, to be shown to a person and confirmed or mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from openpyxl.utils import get_column_letter

from geodata.names import NameIndex
from geodata.store.units import StoredUnit
from geodata.tables.workbook.cells import Content
from geodata.tables.workbook.grid import Grid, read_grids
from layers.catalogue import Profile
from layers.reporting.layouts.heading_guess import HeadingGuess, Suggestion, chosen
from layers.reporting.layouts.mapping import (
    Layout,
    MappedPart,
    MappedSheet,
    OfficeMapping,
    mapping_of_plain,
    place_number,
    place_text,
    plain_mapping,
)
from layers.reporting.layouts.sheet_view import SheetView
from layers.reporting.lines.labels import labels

SHOWN_ROWS, SHOWN_COLUMNS = 15, 40
_SEEN_ROWS, _SEEN_COLUMNS = 400, 200
_FEWEST_UNITS, _LONGEST_NAME = 2, 60
_HIGHEST_HEADING = 4


@dataclass(frozen=True)
class ProposedPart:
    """A column (row) of figures: where, what its heading says, and what it may mean, the likeliest first."""

    at: str
    heading: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class ProposedSheet:
    """What is thought of a sheet.

    Parameters
    ----------
    title : str
    mapped : MappedSheet or None
        The guess, its parts only those that are likely; None where no communes were found.
    parts : tuple of ProposedPart
        All columns (rows) of figures.
    columns : tuple of str
        Letters of the columns of `rows`.
    rows : tuple of (int, tuple of str)
        The first rows that hold something, by number, to be shown.
    unknown_names : tuple of (str, tuple of StoredUnit)
        What stands among the communes' names and is none for certain, with whom it may mean.
    """

    title: str
    mapped: MappedSheet | None
    parts: tuple[ProposedPart, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unknown_names: tuple[tuple[str, tuple[StoredUnit, ...]], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """The sheets of a workbook as they are thought to be."""

    sheets: tuple[ProposedSheet, ...]

    @property
    def mapping(self) -> OfficeMapping | None:
        """The guess as a mapping; None where no sheet has a likely part. Not to be used unconfirmed."""
        sheets = tuple(s.mapped for s in self.sheets if s.mapped is not None and s.mapped.parts)
        return OfficeMapping(sheets) if sheets else None


def propose_mapping(
    path: Path, profile: Profile, units: Sequence[StoredUnit], *, name: str | None = None
) -> Proposal:
    """Guess what the sheets of an office's workbook mean.

    Parameters
    ----------
    path : pathlib.Path
    profile : Profile
    units : sequence of StoredUnit
        Those of the period that is reported.
    name : str or None
        What the person calls the file.

    Raises
    ------
    UnreadableFile, LimitExceeded
        See `geodata.tables.workbook.grid.read_grids`.
    """
    guess = HeadingGuess(profile)
    index = NameIndex((unit.name, unit) for unit in units)
    codes = {unit.code for unit in units}
    grids = read_grids(path, name=name)
    corners = (_upper_left(grid) for grid in grids)
    return Proposal(tuple(_proposed(grid, guess, index, codes) for grid in corners if grid.cells))


def confirmed_mapping(
    proposal: Proposal,
    choices: Mapping[tuple[str, str], str],
    profile: Profile,
    *,
    names: Mapping[str, str] | None = None,
) -> OfficeMapping:
    """Return the mapping that a person made of a proposal.

    Parameters
    ----------
    proposal : Proposal
    choices : mapping of (sheet, at) to str
        What a column (row) is: `indicator:role`, or empty for what is passed over. What is not in it is
        passed over too: nothing of the guess is taken by itself.
    profile : Profile
    names : mapping of str to str or None
        Answers about names that are no unit's, see `OfficeMapping`.

    Raises
    ------
    MappingWrong
        For an unknown indicator or role, or where nothing was chosen.
    """
    sheets = []
    for sheet in proposal.sheets:
        if sheet.mapped is None:
            continue
        parts = []
        for part in sheet.parts:
            indicator, _, role = choices.get((sheet.title, part.at), "").partition(":")
            if indicator:
                parts.append(MappedPart(part.at, part.heading, indicator, role or "value"))
        if parts:
            sheets.append(replace(sheet.mapped, parts=tuple(parts)))
    return mapping_of_plain(plain_mapping(OfficeMapping(tuple(sheets), names or {})), profile)


def _upper_left(grid: Grid) -> Grid:
    """Return the part that is looked at: names and headings stand there, however long the sheet is."""
    cells = {at: c for at, c in grid.cells.items() if at[0] <= _SEEN_ROWS and at[1] <= _SEEN_COLUMNS}
    return replace(grid, cells=cells)


def _proposed(
    grid: Grid, guess: HeadingGuess, index: NameIndex[StoredUnit], codes: set[str]
) -> ProposedSheet:
    columns, rows = _shown(grid)
    best = max((_Axis(grid, layout, index, codes) for layout in Layout), key=lambda axis: axis.found)
    if best.found < _FEWEST_UNITS:
        return ProposedSheet(grid.title, None, (), columns, rows)
    parts = tuple(
        ProposedPart(at, heading, guess.suggestions(heading)) for at, heading in best.headings_of_parts()
    )
    taken = chosen([part.suggestions for part in parts])
    mapped = MappedSheet(
        grid.title,
        best.layout,
        best.headings,
        tuple(
            MappedPart(part.at, part.heading, one.indicator, one.role)
            for part, one in zip(parts, taken, strict=True)
            if one is not None
        ),
        best.units,
        best.codes,
    )
    return ProposedSheet(grid.title, mapped, parts, columns, rows, tuple(best.unknown_names()))


class _Axis:
    """Where the communes stand in a sheet, if they stand along this layout."""

    def __init__(self, grid: Grid, layout: Layout, index: NameIndex[StoredUnit], codes: set[str]) -> None:
        self.layout = layout
        self._turned = layout is Layout.ROWS
        self._view = SheetView(grid, layout)
        self._index = index
        self._named = self._best(cache(lambda text: _is_name(text, index)))
        self._coded = self._best(lambda text: text in codes)
        lines = self._named[1] or self._coded[1]
        self.found = len(lines)
        self._first = min(lines, default=1)
        self._lines = lines
        # Titles and signatures stand beside the table: they are no parts of it.
        self._of_table = [
            part for part in self._view.parts if any(self._view.cell(line, part) for line in lines)
        ]

    @property
    def units(self) -> str:
        """The column (row) of names, as people write it; empty where there is none."""
        return self._place(self._named)

    @property
    def codes(self) -> str:
        """The column (row) of codes; empty where there is none."""
        return self._place(self._coded)

    @property
    def headings(self) -> tuple[str, str]:
        """First and last line of headings: those above the first commune, as far as the table goes."""
        last = first = max(1, self._first - 1)
        while last > 1 and self._is_numbering(last):
            last = first = last - 1
        while first > 1 and first > last - _HIGHEST_HEADING + 1 and self._is_heading(first - 1):
            first -= 1
        # A column of running numbers says nothing of an indicator, and changes when a row is added.
        while first < last and self._is_numbering(first):
            first += 1
        return place_text(first, is_row=not self._turned), place_text(last, is_row=not self._turned)

    def headings_of_parts(self) -> list[tuple[str, str]]:
        """Return each column (row) that has a figure beside a commune, with its heading."""
        first, last = (self._number(text) for text in self.headings)
        found = []
        for part in self._view.parts:
            if part in (self._named[0], self._coded[0]):
                continue
            cells = [c for line in self._lines if (c := self._view.cell(line, part)) is not None]
            if any(cell.content is not Content.TEXT or _has_digit(cell.text) for cell in cells):
                counted = [cell.number for cell in cells] == list(range(1, len(cells) + 1))
                heading = self._view.heading(part, first, last)
                if heading and not (counted and len(cells) > 1 and len(heading) <= 4):
                    found.append((place_text(part, is_row=self._turned), heading))
        return found

    def unknown_names(self) -> list[tuple[str, tuple[StoredUnit, ...]]]:
        """Return names among the communes' that are not one's for certain; rows of totals are none."""
        part = self._named[0]
        unknown: dict[str, tuple[StoredUnit, ...]] = {}
        for line in range(self._first, max(self._lines, default=0) + 1):
            text = self._view.label(line, part) if part else ""
            if text and line not in self._lines and not labels().is_total(text):
                unknown[text] = self._index.match(text).suggestions
        return list(unknown.items())

    def _best(self, is_unit: Callable[[str], bool]) -> tuple[int, list[int]]:
        found: dict[int, list[int]] = {}
        for part in self._view.parts:
            for line in range(1, self._view.last_line + 1):
                cell = self._view.cell(line, part)
                if cell is not None and is_unit(cell.text):
                    found.setdefault(part, []).append(line)
        return max(found.items(), key=lambda item: len(item[1]), default=(0, []))

    def _is_heading(self, line: int) -> bool:
        """A title above the table stands alone in its line; headings are several, or merged over several."""
        texts = {self._view.label(line, at) for at in self._of_table} - {""}
        return len(texts) > 1

    def _is_numbering(self, line: int) -> bool:
        texts = [text for at in self._of_table if (text := self._view.label(line, at))]
        return len(texts) > 1 and all(len(text.strip("() ")) <= 2 for text in texts)

    def _place(self, found: tuple[int, list[int]]) -> str:
        return place_text(found[0], is_row=self._turned) if found[1] else ""

    def _number(self, text: str) -> int:
        return place_number(text, is_row=not self._turned)


def _is_name(text: str, index: NameIndex[StoredUnit]) -> bool:
    if len(text) > _LONGEST_NAME or not any(character.isalpha() for character in text):
        return False
    return index.match(text, suggest=False).candidate is not None


def _has_digit(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _shown(grid: Grid) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    last = min(max(column for _, column in grid.cells), SHOWN_COLUMNS)
    numbers = sorted({row for row, _ in grid.cells})[:SHOWN_ROWS]
    texts = {at: cell.text for at, cell in grid.cells.items()}
    rows = tuple((row, tuple(texts.get((row, c), "") for c in range(1, last + 1))) for row in numbers)
    return tuple(get_column_letter(c) for c in range(1, last + 1)), rows
