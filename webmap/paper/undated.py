"""Office files are ZIPs whose parts carry dates: with one date the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

NO_DATE = (1980, 1, 1, 0, 0, 0)


def undated_workbook(book: Workbook) -> bytes:
    """Return the file of a workbook, dated as all others are.

    `Workbook.save` would write the moment of saving over whatever date was set.
    """
    book.properties.created = book.properties.modified = datetime(*NO_DATE)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return undated(made.getvalue())


def undated(content: bytes) -> bytes:
    """Return a ZIP with one date on all of its parts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, NO_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
