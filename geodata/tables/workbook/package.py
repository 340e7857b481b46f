"""Look at an uploaded workbook's package before anything parses it: kind, encryption, macros, size."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl.utils import range_boundaries

from geodata.errors import LimitExceeded, UnreadableFile
from geodata.sandbox.apart import apart

_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# Of any namespace, in any of the ways in which a tag may end. What stands in a part that is XML is counted by
# its bytes wherever the part lies: which parts are sheets is said by relationships that nobody has read yet.
_TAG = rb"<(?:[^\s<>/:!?]+:)?"
_CELL = re.compile(_TAG + rb"c[\s>/]")
_ROW = re.compile(_TAG + rb"row[\s>/]")
_CONTENT = re.compile(_TAG + rb"(?:v|is|f)[\s>/]")
_STRING = re.compile(_TAG + rb"si[\s>/]")
# What reading takes in its stride; each other element becomes an object of its own kind, and is slow.
_LIGHT = re.compile(_TAG + rb"(?:c|v|t|f|is|si|row)[\s>/]")
_FORMULA = re.compile(_TAG + rb"f[\s>/]")
# A formula that is shared: it is written out anew for each cell that has it.
_SHARED = re.compile(_TAG + rb"f\s[^<]*?\bt\s*=[^<]*")
_MERGED = re.compile(_TAG + rb"mergeCell\b[^<]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
_ENCODING = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
# A tag with the text after it; a cell of Excel has at most 32,767 letters.
_LONGEST_UNIT = 4_000_000
# A merged range takes as long to read as these many cells of it, and then each of its cells.
_RANGE = 10
# A range of whole rows or columns may reach to the end of the sheet.
_WHOLE = 1 << 34
_CHUNK = 1 << 20
# Each part is read about once; what is read again and again through its relationships is an attack.
_AGAIN = 1.25
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
    cells, contents : int
        Of all sheets, counted before they are parsed: all cells, those too that only have a border; and what
        stands in them, where a formula and its value are two things.
    rows_in_all, strings : int
        Of all sheets, and shared texts.
    elements, heavy_elements : int
        XML elements of all parts, and those of them that are no cell, row or text: formats, names, links,
        validations, comments, merged ranges.
    text, shared_formulas : int
        Letters that all cells show together, and that all copies of shared formulas have.
    rows, columns : int
        Last row and column used in a sheet.
    merged : int
        Cells in all merged ranges together: whoever opens the file walks through each of them.
    """

    bytes: int = 20_000_000
    unpacked_bytes: int = 100_000_000
    parts: int = 1_000
    cells: int = 1_000_000
    contents: int = 700_000
    rows_in_all: int = 600_000
    strings: int = 600_000
    elements: int = 2_500_000
    heavy_elements: int = 200_000
    text: int = 30_000_000
    shared_formulas: int = 25_000_000
    rows: int = 200_000
    columns: int = 2_000
    merged: int = 1_200_000


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
        for part in package.infolist():
            with package.open(part) as stream:
                if any(_FORMULA.search(piece) for piece in _pieces(stream, WorkbookLimits())):
                    return True
    return False


class MeteredPackage(zipfile.ZipFile):
    """A checked package that ends its own reading when more is read out of it than it holds.

    Relationships may name one part as a thousand sheets, or one picture in each of ten thousand drawings.
    """

    def __init__(self, file: IO[bytes], limits: WorkbookLimits) -> None:
        super().__init__(file)
        self._limits = limits
        self._bytes = self._elements = 0

    def open(self, *args: Any, **options: Any) -> Any:
        """Return the stream of a part, counted."""
        return _Metered(super().open(*args, **options), self)

    def count(self, read: bytes) -> None:
        """Count what was read; `LimitExceeded` beyond the limits."""
        self._bytes += len(read)
        self._elements += read.count(b"<")
        if self._bytes > _AGAIN * self._limits.unpacked_bytes:
            raise LimitExceeded(
                "workbook.unpacks_too_large", size=self._bytes, limit=self._limits.unpacked_bytes
            )
        # Closing tags have a bracket too.
        if self._elements > 2 * _AGAIN * self._limits.elements:
            raise LimitExceeded("workbook.too_many_elements", limit=self._limits.elements)


class _Metered(io.RawIOBase):
    """A part that is read through its package's meter."""

    def __init__(self, stream: IO[bytes], package: MeteredPackage) -> None:
        self._stream, self._package = stream, package

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(size)
        self._package.count(found)
        return found

    def close(self) -> None:
        self._stream.close()
        super().close()


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
    """Stream every part once: no document types, and a bounded number of all that is slow to read."""
    cells = contents = rows = strings = elements = heavy = merged = copies = longest = 0
    for part in package.infolist():
        with package.open(part) as stream:
            for piece in _pieces(stream, limits):
                if b"<!DOCTYPE" in piece:
                    raise UnreadableFile("workbook.broken", reason="document type")
                started = piece.count(b"<") - piece.count(b"</")
                elements += started
                heavy += started - len(_LIGHT.findall(piece))
                cells += len(_CELL.findall(piece))
                contents += len(_CONTENT.findall(piece))
                rows += len(_ROW.findall(piece))
                strings += len(_STRING.findall(piece))
                merged += sum(
                    _RANGE + _span(ref.decode("ascii", "replace")) for ref in _MERGED.findall(piece)
                )
                shared = list(map(len, _SHARED.findall(piece)))
                copies, longest = copies + len(shared), max(longest, *shared, 0)
                for count, most in ((cells, limits.cells), (contents, limits.contents)):
                    if count > most:
                        raise LimitExceeded("workbook.too_many_cells", limit=most)
                for count, most in (
                    (rows, limits.rows_in_all),
                    (strings, limits.strings),
                    (elements, limits.elements),
                    (heavy, limits.heavy_elements),
                ):
                    if count > most:
                        raise LimitExceeded("workbook.too_many_elements", limit=most)
                if merged > limits.merged:
                    raise LimitExceeded("workbook.too_many_merged", limit=limits.merged)
                if copies * longest > limits.shared_formulas:
                    raise LimitExceeded("workbook.too_much_text", limit=limits.shared_formulas)


def _pieces(stream: IO[bytes], limits: WorkbookLimits) -> Iterator[bytes]:
    """Give a part that is XML in pieces of whole units (a tag and the text after it); of others nothing.

    Two bytes a letter are made one: what is counted has Latin letters only.
    """
    chunk = stream.read(_CHUNK)
    if chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] != b"<":
        return
    declared = _ENCODING.match(chunk[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if declared is not None and declared[1].lower() not in _ENCODINGS:
        raise UnreadableFile("workbook.broken", reason="encoding")
    left = b""
    while chunk:
        seen = left + chunk.replace(b"\0", b"")
        cut = max(seen.rfind(b"<"), 0)
        yield seen[:cut]
        left = seen[cut:]
        if len(left) > _LONGEST_UNIT:
            raise LimitExceeded("workbook.too_much_text", limit=_LONGEST_UNIT)
        chunk = stream.read(_CHUNK)
    yield left


def _span(ref: str) -> int:
    try:
        first_column, first_row, last_column, last_row = range_boundaries(ref)
    except ValueError:
        return 1
    if None in (first_column, first_row, last_column, last_row):
        return _WHOLE
    return (last_column - first_column + 1) * (last_row - first_row + 1)
