"""Typst: page data as JSON in, PDF, PNG or SVG out; the same bytes for the same data.

Nothing of the data is ever pasted into markup: templates read it with `json(bytes(sys.inputs.data))`, so a
name with `#`, `$` or `*` in it comes out as text. Only Roboto from its package is used; what the machine has
installed changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from webmap.drawing.typeface import FOLDER as FONTS

TEMPLATES = Path(__file__).resolve().parent / "typst"
DOTS_PER_INCH = 300.0
# A compiler keeps what it was last given; two requests must not share it at once.
_LOCK = Lock()


def typeset(
    template: str,
    data: Mapping[str, object],
    *,
    file_format: str = "pdf",
    dots_per_inch: float = DOTS_PER_INCH,
    logo: str | None = None,
) -> tuple[bytes, ...]:
    """Set a template with its data.

    Parameters
    ----------
    template : str
        Name of a file in `webmap/typst`, without its suffix.
    data : mapping
        Plain JSON.
    file_format : str
        `pdf` (tagged, PDF/UA-1), `png` or `svg`.
    dots_per_inch : float
        Of a PNG; paper wants 300, a screen less.
    logo : str or None
        A drawing that pages show at their heads; it goes in once, however many pages there are.

    Returns
    -------
    tuple of bytes
        One file for a PDF; one a page for the others.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    if logo is not None:
        inputs["logo"] = logo
    with _LOCK:
        compiler = _compiler(template)
        if file_format == "pdf":
            made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
        elif file_format == "png":
            made = compiler.compile(format="png", sys_inputs=inputs, ppi=dots_per_inch)
        else:
            made = compiler.compile(format="svg", sys_inputs=inputs)
    assert made is not None
    return (made,) if isinstance(made, bytes) else tuple(made)


@lru_cache(maxsize=8)
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )
