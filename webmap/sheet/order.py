"""What is asked to be printed, and the record that makes it the same print when it is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.store.prints import print_code
from layers.periods import Period
from webmap.sheet.program import program_version

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media type of each format; document and workbook are made of the meeting's table only."""

SHEET, TARGETS = "sheet", "targets"
VISITOR = "khách"
"""Who prints without an account, in every record."""


@dataclass(frozen=True)
class PrintOrder:
    """One file to print.

    Parameters
    ----------
    kind : str
        `sheet` (an indicator on its map) or `targets` (the table every meeting uses).
    period : Period
    sequence : int
        The last import that counts.
    vintage : date
        First day of the set of units it is drawn on.
    indicator : str or None
        Of a sheet.
    printed_on : date
        The day that is printed on it.
    printed_by : str
        The account, "khách" for a visitor, or what the command was told.
    public_url : str
        The portal's address, without a slash at its end.
    catalogue : str
        Hash of the profile's catalogue.
    draft : bool
        Whether it is marked as a draft.
    """

    kind: str
    period: Period
    sequence: int
    vintage: date
    printed_on: date
    printed_by: str
    public_url: str
    audience: str
    catalogue: str
    indicator: str | None = None
    lang: str = "vi"
    format: str = "pdf"
    paper: str = "a4"
    orientation: str = "landscape"
    draft: bool = False

    @property
    def record(self) -> dict[str, Any]:
        """The print's record: plain values, the same for the same file."""
        return {
            "kind": self.kind,
            "indicator": self.indicator,
            "period": str(self.period),
            "sequence": self.sequence,
            "vintage": self.vintage.isoformat(),
            "printed_on": self.printed_on.isoformat(),
            "printed_by": self.printed_by,
            "public_url": self.public_url,
            "audience": str(self.audience),
            "catalogue": self.catalogue,
            "lang": self.lang,
            "format": self.format,
            "paper": self.paper,
            "orientation": self.orientation,
            "draft": self.draft,
            "program": program_version(),
        }

    @property
    def code(self) -> str:
        """The short code that stands on the sheet."""
        return print_code(self.record)

    @property
    def address(self) -> str:
        """Where the print's origin can be looked up."""
        return f"{self.public_url}/p/{self.code}"

    @property
    def media_type(self) -> str:
        """The file's media type."""
        return FORMATS[self.format]

    @property
    def file_name(self) -> str:
        """What the file is called when it is saved."""
        about = self.indicator or self.kind
        return f"{about}-{self.period}-{self.paper}-{self.code}.{self.format}"
