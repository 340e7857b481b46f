"""What a kind of page is to the documents it stands in: its content, what it is about, when it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import PageContent


@dataclass(frozen=True)
class Subject:
    """What pages are about: the field of an order that names it, and what refuses one not to be seen.

    `refuse` raises where the material has no such thing, or its audience may not see it.
    """

    field: str
    refuse: Callable[[Material, str], object]


INDICATOR = Subject("indicator", lambda material, code: material.reading.indicator(code))
UNIT = Subject("unit", Material.commune)


@dataclass(frozen=True)
class PageKind:
    """A kind of page, alone or as a part of a pack.

    Parameters
    ----------
    content : callable
        Returns what the Typst part of the kind's name sets, of a material and the code of a subject.
    subject : Subject or None
        What such a page is about; None: there is one of a period.
    is_empty : callable
        Tells of a page without a subject whether a pack has nothing to print of it.
    when_empty : str
        The sentence, marked for translation, that a pack has in its place.
    """

    content: Callable[[Material, str], PageContent]
    subject: Subject | None = None
    is_empty: Callable[[Material], bool] = lambda _material: False
    when_empty: str = ""
