"""What is asked to be printed, and the record that makes it the same print when it is asked again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from layers.periods import Period

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""Media type of each format."""

SHEET, TARGETS, HEAT, COMMUNE = "sheet", "targets", "heat", "commune"
ATLAS, PACK, REPORT = "atlas", "pack", "report"

VISITOR = "khách"
"""Who prints without an account, in every record."""

_ROOT = Path(__file__).resolve().parent.parent.parent
_ROOMS = ("geodata", "layers", "webmap")
_KINDS = {".py", ".toml", ".csv", ".typ", ".po"}
_SETTERS = (
    "typst",
    "font-roboto",
    "shapely",
    "pyproj",
    "segno",
    "openpyxl",
    "python-docx",
    "python-pptx",
    "pillow",
)


@dataclass(frozen=True)
class Part:
    """A part of a pack: a kind of page, and the code of the indicator or commune it is about, if any."""

    kind: str
    subject: str | None = None

    def __str__(self) -> str:
        """Write it as forms and commands do: `targets`, `heat`, `tree_cover`, `26503`."""
        return self.subject or self.kind


@dataclass(frozen=True)
class PrintOrder:
    """One file to print.

    Parameters
    ----------
    kind : str
        The code of a kind of print, as `prints.kinds` has them.
    period : Period
    sequence : int
        The last import that counts.
    vintage : date
        First day of the set of units it is drawn on.
    indicator : str or None
        Of a sheet.
    unit : str or None
        Code of a commune's page.
    pack : str or None
        Name of the pack's template.
    parts : tuple of Part
        Of a pack, in order.
    printed_on : date
        The day that is printed on it.
    printed_by : str
        The account, "khách" for a visitor, or what the command was told.
    public_url : str
        The portal's address, without a slash at its end.
    catalogue : str
        Hash of the profile's catalogue.
    only_sample : bool
        Whether nothing but invented data stood when it was asked for: then all of it is shown.
    draft : bool
        Whether it is marked as a draft.
    code : str
        The short code that stands on it: made when it is printed, no part of the record.
    first_program : str or None
        The program version that first set it, where it is set again by another.
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
    unit: str | None = None
    pack: str | None = None
    parts: tuple[Part, ...] = ()
    lang: str = "vi"
    format: str = "pdf"
    paper: str = "a4"
    orientation: str = "landscape"
    draft: bool = False
    only_sample: bool = False
    code: str = ""
    first_program: str | None = None

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> PrintOrder:
        """Return the order that a record was made of; the program that draws it now may be another."""
        plain = {field.name: record[field.name] for field in fields(cls) if field.name in record}
        plain["period"] = Period.parse(record["period"])
        plain["vintage"] = date.fromisoformat(record["vintage"])
        plain["printed_on"] = date.fromisoformat(record["printed_on"])
        plain["parts"] = tuple(Part(*part) for part in record["parts"])
        return cls(**plain)

    @property
    def part(self) -> Part:
        """The one page, or the pages of one subject, that it is of; of a document only the kind."""
        return Part(self.kind, self.indicator or self.unit)

    @property
    def record(self) -> dict[str, Any]:
        """The print's record: plain values, the same for the same file."""
        return {
            "kind": self.kind,
            "indicator": self.indicator,
            "unit": self.unit,
            "pack": self.pack,
            "parts": [[part.kind, part.subject] for part in self.parts],
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
            "only_sample": self.only_sample,
            "program": program_version(),
        }

    @property
    def address(self) -> str:
        """Where the print's origin can be looked up."""
        return f"{self.public_url}/p/{self.code}"

    @property
    def media_type(self) -> str:
        """The file's media type."""
        return FORMATS[self.format]


def file_name_of(record: Mapping[str, Any], code: str) -> str:
    """Return what a printed file is called when it is saved."""
    about = record["indicator"] or record.get("unit") or record["kind"]
    return f"{about}-{record['period']}-{record['paper']}-{code}.{record['format']}"


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return eight hexadecimal digits that change with the program, its data or its typesetter."""
    digest = hashlib.sha256()
    for name in _SETTERS:
        digest.update(f"{name}=={version(name)}\n".encode())
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*")):
            if path.suffix in _KINDS and "profiles" not in path.parts:
                digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:8]
