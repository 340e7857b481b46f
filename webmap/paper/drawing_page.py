"""A drawing with its legend as one page: PDF with embedded type, or a picture."""

from __future__ import annotations

import re

from webmap.paper.typesetting import DOTS_PER_INCH, typeset

_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)mm" height="([\d.]+)mm"')


def typeset_drawing(
    svg: str, label: str, language: str, *, file_format: str, dots_per_inch: float = DOTS_PER_INCH
) -> bytes:
    """Return a drawing as a page of its own size.

    Parameters
    ----------
    svg : str
        A document that says its size in millimetres.
    label : str
        Title of the file, and what the drawing says to whoever cannot see it.
    language : str
    file_format : str
        `pdf` or `png`.
    dots_per_inch : float
        Of a PNG.
    """
    size = _SIZE.search(svg)
    assert size is not None
    data = {
        "svg": svg,
        "label": label,
        "lang": language,
        "width": float(size.group(1)),
        "height": float(size.group(2)),
    }
    return typeset("drawing", data, file_format=file_format, dots_per_inch=dots_per_inch)[0]
