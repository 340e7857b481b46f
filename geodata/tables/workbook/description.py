"""A workbook described as data: sheets of keyed rows and keyed columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class CellKind(StrEnum):
    """What may be entered in a cell; a label is written by the template and locked."""

    LABEL = "label"
    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class Rule:
    """What a cell accepts: its kind, bounds (inclusive, in the cell's unit) and choices."""

    kind: CellKind
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column: `key` stands in the hidden row that the reader looks for, the rest is for people.

    Parameters
    ----------
    key : str
        Machine-readable name, unique in its sheet.
    title : str
        Heading of the column.
    rule : Rule
    group : str
        Heading that neighbouring columns of the same group share, above `title`; empty for none.
    comment : str or None
        Shown as a comment on the group's heading (on the title, without a group).
    width : int
        In characters.
    is_hidden : bool
    """

    key: str
    title: str
    rule: Rule
    group: str = ""
    comment: str | None = None
    width: int = 14
    is_hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: the first column holds the row keys.

    Parameters
    ----------
    title : str
        Name of the sheet; cut to Excel's 31 characters by whoever describes it.
    heading : tuple of str
        Lines above the table.
    columns : tuple of Column
        The first is the column of row keys.
    rows : tuple of str
        Row keys; one that starts with `#` is a section line, its text follows the mark.
    filled : mapping of (row key, column key) to str or Decimal
        What the template writes.
    closed : frozenset of (row key, column key)
        Cells that do not apply: greyed and locked.
    rules : mapping of (row key, column key) to Rule
        Where a cell's rule differs from its column's.
    comments : mapping of row key to str
        Comments on a row's first visible label.
    """

    title: str
    heading: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[str, ...]
    filled: Mapping[tuple[str, str], str | Decimal] = field(default_factory=dict)
    closed: frozenset[tuple[str, str]] = frozenset()
    rules: Mapping[tuple[str, str], Rule] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"sheet {self.title}: two columns share a key")

    def rule(self, row: str, column: Column) -> Rule:
        """Return the rule of a cell."""
        return self.rules.get((row, column.key), column.rule)


@dataclass(frozen=True)
class Book:
    """A workbook.

    Parameters
    ----------
    sheets : tuple of Sheet
    words : tuple of str
        Words that a number cell accepts beside numbers.
    refusal_title, refusal : str
        What Excel says where a cell's rule is broken.
    """

    sheets: tuple[Sheet, ...]
    words: tuple[str, ...] = ()
    refusal_title: str = ""
    refusal: str = ""
