"""What is wrong or odd in a file: a code with parameters, worded for people by whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Wording = Callable[[str, Mapping[str, object]], Mapping[str, str]]
"""Words a code with its parameters in each language: for a sentence that is kept in a file or the store."""


class Severity(StrEnum):
    """How much a finding weighs: an error refuses, a warning needs a reason, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Place:
    """Where in a file: a sheet and cell, a line, or a feature; unused parts stay None.

    Parameters
    ----------
    file : str or None
        The file's name as the person gave it, never a path of the server.
    sheet, cell : str or None
        A worksheet's title and a cell in A1 notation.
    line : int or None
        A line of a text file, counted from 1 with the heading as line 1.
    feature : str or None
        A feature of a vector file: its code or name, else its position from 1.
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    feature: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing wrong or odd: `code` names the message, `parameters` fill it.

    Parameters
    ----------
    severity : Severity
    code : str
        Dotted name of the message, such as ``"value.over_maximum"``; its wording (what is wrong and how
        to mend it) is looked up by the code, in the language of the reader.
    place : Place
    content : str or None
        What stood there, as the file has it, cut to 200 characters.
    parameters : dict
        Plain values (str, int, Fraction, Decimal, date) that the wording names.
    """

    severity: Severity
    code: str
    place: Place = field(default_factory=Place)
    content: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.content is not None and len(self.content) > 200:
            object.__setattr__(self, "content", self.content[:199] + "…")


@dataclass(frozen=True)
class Findings:
    """All findings of one reading, in the order they were met."""

    items: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __add__(self, other: Iterable[Finding]) -> Findings:
        return Findings(self.items + tuple(other))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that refuse the file."""
        return tuple(f for f in self.items if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that need a written reason."""
        return tuple(f for f in self.items if f.severity is Severity.WARNING)


def error(code: str, place: Place | None = None, content: object = None, **parameters: Any) -> Finding:
    """Return a finding that refuses the file."""
    return _finding(Severity.ERROR, code, place, content, parameters)


def warning(code: str, place: Place | None = None, content: object = None, **parameters: Any) -> Finding:
    """Return a finding that needs a written reason."""
    return _finding(Severity.WARNING, code, place, content, parameters)


def note(code: str, place: Place | None = None, content: object = None, **parameters: Any) -> Finding:
    """Return a finding that only informs."""
    return _finding(Severity.NOTE, code, place, content, parameters)


def _finding(
    severity: Severity, code: str, place: Place | None, content: object, parameters: dict[str, Any]
) -> Finding:
    text = None if content is None else str(content)
    return Finding(severity, code, place or Place(), text, parameters)
