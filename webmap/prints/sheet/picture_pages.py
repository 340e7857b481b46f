"""Pictures of prints with several pages: kept as one file, given out page by page.

A PDF holds all its pages; a PNG or an SVG is one page. The pages of one print belong to one record and one
code, so they are made and kept together: a single page as it is, several as a ZIP of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from webmap.paper.undated import NO_DATE

PICTURES = ("png", "svg")
"""Formats in which each page is a file of its own."""

ARCHIVE = "application/zip"
"""Media type of the file that several pages are kept as."""


def packed(pages: Sequence[bytes], name: str) -> bytes:
    """Return what is kept of a picture: its one page, or a ZIP of all, which the same pages make the same.

    Parameters
    ----------
    pages : sequence of bytes
    name : str
        What the picture is called when it is saved, with its ending.
    """
    if len(pages) == 1:
        return pages[0]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one, page in zip(page_names(name, len(pages)), pages, strict=True):
            archive.writestr(zipfile.ZipInfo(one, NO_DATE), page, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def is_packed(content: bytes, file_format: str) -> bool:
    """Tell whether a kept file is a ZIP of pages; office files, which are ZIPs too, are none."""
    return file_format in PICTURES and content.startswith(b"PK")


def unpacked(content: bytes, file_format: str) -> tuple[bytes, ...]:
    """Return the pages of a kept file; a file that holds all its pages itself is returned alone."""
    if not is_packed(content, file_format):
        return (content,)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return tuple(archive.read(name) for name in archive.namelist())


def page_names(name: str, count: int) -> tuple[str, ...]:
    """Return what the pages of a picture are called: in order, whoever sorts them by name.

    Examples
    --------
    >>> page_names("heat.png", 2)
    ('heat-1.png', 'heat-2.png')
    """
    stem, dot, ending = name.rpartition(".")
    digits = len(str(count))
    return tuple(f"{stem}-{number:0{digits}d}{dot}{ending}" for number in range(1, count + 1))
