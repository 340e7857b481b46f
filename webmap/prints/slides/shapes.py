"""What every drawn shape needs: to say what it shows, and to be free of the theme's shadows."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from webmap.prints.slides.lettering import plain


def describe(shape: Any, label: str) -> None:
    """Name a shape, and say what it shows to those who cannot see it.

    Parameters
    ----------
    shape : a picture, a group, or the frame of a table or chart
    label : str
    """
    said = plain(label)
    shape.name = said
    shape._element._nvXxPr.cNvPr.set("descr", said)


def flatten(shape: Any) -> None:
    """Take a shape's style away, which would give it the theme's shadow and gradient."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)
