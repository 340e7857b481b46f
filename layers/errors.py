"""Errors of layers: one base class, one line for each meaning."""

from __future__ import annotations


class LayersError(Exception):
    """Base of every error that layers raises on purpose; `code` names the message, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code + (f" {parameters}" if parameters else ""))
        self.code = code
        self.parameters = parameters


class CatalogueError(LayersError):
    """The profile's data is wrong: `file`, `entry` (empty: the file itself), `reason`."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__("catalogue.wrong", file=file, entry=entry, reason=reason)
        self.file = file
        self.entry = entry
        self.reason = reason

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.entry, self.reason) if part)


class NotAPeriod(LayersError):
    """A text is no period; allowed are `2024`, `2024-H1`, `2024-9M`, `2024-Q1` and `2024-03`."""


class Unclassifiable(LayersError):
    """Values or breaks from which no classes can be made."""


class UnknownIndicator(LayersError):
    """The catalogue has no indicator of that code."""


class UnknownVintage(LayersError):
    """No units are known for a period or a day."""


class NotVisible(LayersError):
    """The reader may not see the indicator."""


class NothingDue(LayersError):
    """An office, frequency and period for which nothing is to be reported."""


class MappingWrong(LayersError):
    """What was said about an office's sheet cannot be: `where` names the key, `what` stood there."""
