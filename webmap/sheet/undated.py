"""Office files are ZIPs whose parts carry dates: with one date the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

NO_DATE = (1980, 1, 1, 0, 0, 0)


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
