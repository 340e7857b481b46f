"""Look at an uploaded workbook's package before anything parses it: kind, encryption, macros, size."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import range_boundaries

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.sandbox.apart import apart

_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([^\"']*)[\"']")
# As long as the tag of a merged range: one that a chunk cuts in two is found in the next.
_TAIL = 128
# A range of whole rows or columns may reach to the end of the sheet.
_WHOLE = 1 << 34
_CHUNK = 1 << 16
# What zipfile raises on a damaged directory, an unknown compression or a password.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


@dataclass(frozen=True)
class WorkbookLimits:
    """The most that is accepted.

    Parameters
    ----------
    bytes : int
        Size of the file as it comes.
    unpacked_bytes : int
        Sum of the sizes of all parts, unpacked.
    parts : int
        Entries of the zip.
    cells : int
        Cells in all sheets, counted before they are parsed.
    rows, columns : int
        Last row and column used in a sheet.
    merged : int
        Cells in all merged ranges together: whoever opens the file walks through each of them.
    """

    bytes: int = 20_000_000
    unpacked_bytes: int = 100_000_000
    parts: int = 1_000
    cells: int = 600_000
    rows: int = 200_000
    columns: int = 2_000
    merged: int = 4_000_000


@apart()
def check_package(path: Path, limits: WorkbookLimits, *, name: str | None = None) -> None:
    """Refuse what is no plain `.xlsx` within the limits; `name` is what the person calls the file.

    Raises
    ------
    UnreadableFile
        Empty, of another kind, encrypted, with macros, with a document type, or broken.
    LimitExceeded
        Larger than `limits`.
    """
    _check_suffix(Path(name or path.name).suffix.lower())
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("file.empty")
    if size > limits.bytes:
        raise LimitExceeded("file.too_large", size=size, limit=limits.bytes)
    _check_magic(path)
    try:
        with zipfile.ZipFile(path) as package:
            _check_parts(package, limits)
            _check_content(package, limits)
    except _BROKEN as broken:
        raise UnreadableFile("workbook.broken", reason=type(broken).__name__) from broken


def has_formulas(path: Path) -> bool:
    """Return whether any part of a checked package may hold a formula; in doubt, that it may."""
    with zipfile.ZipFile(path) as package:
        return any(_may_hold_formula(package, part) for part in package.infolist())


def _may_hold_formula(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as stream:
        tail = stream.read(4)
        # Two bytes a letter: nothing in it could be told from its bytes.
        if b"\x00" in tail or tail.startswith((b"\xfe\xff", b"\xff\xfe")):
            return True
        while chunk := stream.read(_CHUNK):
            seen = tail + chunk
            if _FORMULA.search(seen):
                return True
            tail = seen[-_TAIL:]
    return False


def _check_suffix(suffix: str) -> None:
    if suffix in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise UnreadableFile("workbook.macros", suffix=suffix)
    if suffix == ".xls":
        raise UnreadableFile("workbook.old_format")
    if suffix != ".xlsx":
        raise UnreadableFile("file.wrong_suffix", suffix=suffix, allowed=".xlsx")


def _check_magic(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(_COMPOUND):
            # The directory that names the streams sits anywhere in the container.
            encrypted = _ENCRYPTED_STREAM in head + stream.read()
            raise UnreadableFile("workbook.encrypted" if encrypted else "workbook.old_format")
    if not head.startswith(_ZIP):
        raise UnreadableFile("file.not_its_suffix", suffix=".xlsx")


def _check_parts(package: zipfile.ZipFile, limits: WorkbookLimits) -> None:
    parts = package.infolist()
    if len(parts) > limits.parts:
        raise LimitExceeded("workbook.too_many_parts", parts=len(parts), limit=limits.parts)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        raise LimitExceeded("workbook.unpacks_too_large", size=unpacked, limit=limits.unpacked_bytes)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("workbook.encrypted")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise UnreadableFile("workbook.broken", reason="duplicate parts")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("workbook.macros", suffix=".xlsm")
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise UnreadableFile("file.not_its_suffix", suffix=".xlsx")


def _check_content(package: zipfile.ZipFile, limits: WorkbookLimits) -> None:
    """Stream every part once: no document types anywhere, and a bounded number of cells."""
    cells = merged = 0
    for part in package.infolist():
        is_sheet = part.filename.startswith("xl/worksheets/")
        tail = b""
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                seen = tail + chunk
                if part.filename.endswith((".xml", ".rels", ".vml")) and b"<!DOCTYPE" in seen:
                    raise UnreadableFile("workbook.broken", reason="document type")
                tail = seen[-_TAIL:]
                if is_sheet:
                    cells += len(_CELL.findall(seen)) - len(_CELL.findall(tail))
                    merged += _merged_cells(seen) - _merged_cells(tail)
            cells += len(_CELL.findall(tail)) if is_sheet else 0
            merged += _merged_cells(tail) if is_sheet else 0
        if cells > limits.cells:
            raise LimitExceeded("workbook.too_many_cells", limit=limits.cells)
        if merged > limits.merged:
            raise LimitExceeded("workbook.too_many_merged", limit=limits.merged)


def _merged_cells(text: bytes) -> int:
    """Return how many cells the merged ranges in a piece of a sheet span."""
    return sum(_span(ref.decode("ascii", "replace")) for ref in _MERGED.findall(text))


def _span(ref: str) -> int:
    try:
        first_column, first_row, last_column, last_row = range_boundaries(ref)
    except ValueError:
        return 1
    if None in (first_column, first_row, last_column, last_row):
        return _WHOLE
    return (last_column - first_column + 1) * (last_row - first_row + 1)
