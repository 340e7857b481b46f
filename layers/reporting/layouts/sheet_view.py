"""A sheet seen so that indicators are columns and units are rows, whichever way it is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.tables.workbook.cells import ReadCell
from geodata.tables.workbook.grid import Grid
from layers.reporting.layouts.mapping import Layout
from layers.reporting.lines.labels import fold

BETWEEN = " / "
# Merged cells matter in headings; a sheet of more than these is no table.
_MOST_COVERED = 100_000


class SheetView:
    """Cells of a grid by line (a unit's) and part (an indicator's), both from 1.

    Parameters
    ----------
    grid : Grid
    layout : Layout
        With `ROWS` lines are the sheet's columns, and parts its rows.
    """

    def __init__(self, grid: Grid, layout: Layout) -> None:
        self.grid = grid
        self.layout = layout
        turned = layout is Layout.ROWS
        self._cells = {_turn(at, turned): cell for at, cell in grid.cells.items()}
        self._anchor: dict[tuple[int, int], tuple[int, int]] = {}
        used = (max((r for r, _ in grid.cells), default=0), max((c for _, c in grid.cells), default=0))
        for first, last in grid.spans.items():
            if first in grid.cells and len(self._anchor) < _MOST_COVERED:
                for covered in _covered(first, (min(last[0], used[0]), min(last[1], used[1]))):
                    self._anchor[_turn(covered, turned)] = _turn(first, turned)

    @property
    def last_line(self) -> int:
        """The last line that holds something; 0 for an empty sheet."""
        return max((line for line, _ in self._cells), default=0)

    @property
    def parts(self) -> tuple[int, ...]:
        """The parts that hold something, in order."""
        return tuple(sorted({part for _, part in self._cells}))

    def cell(self, line: int, part: int) -> ReadCell | None:
        """Return the cell that stands there itself; a merged range's only at its first cell."""
        return self._cells.get((line, part))

    def label(self, line: int, part: int) -> str:
        """Return the text that is seen there: every cell of a merged range shows the first one's."""
        at = self._anchor.get((line, part), (line, part))
        cell = self._cells.get(at)
        return "" if cell is None else cell.text

    def heading(self, part: int, first: int, last: int) -> str:
        """Return the headings above a part from line `first` to `last`, each text once."""
        texts = dict.fromkeys(self.label(line, part) for line in range(first, last + 1))
        return BETWEEN.join(text for text in texts if text)

    def lines_below(self, last: int) -> Iterator[int]:
        """Yield the lines below a heading that hold something."""
        yield from sorted({line for line, _ in self._cells if line > last})


def same_heading(one: str, other: str) -> bool:
    """Tell whether two headings are the same but for case, blanks and closing punctuation."""
    return fold(one) == fold(other)


def _turn(at: tuple[int, int], turned: bool) -> tuple[int, int]:
    return (at[1], at[0]) if turned else at


def _covered(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            yield row, column
