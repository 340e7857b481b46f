"""The head of a page: who issues it, with the logo; and how much of a sheet it leaves to the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import TypedDict

from webmap.drawing.typeface import MM_PER_POINT, text_width
from webmap.paper.papers import Paper
from webmap.prints.sheet.logo import SaidLogo, said_logo
from webmap.prints.sheet.material import Material
from webmap.words.translations import marked as _

# What `look.typ` sets, a little generously: a line for its size of type, and millimetres of everything else.
_LINE, _TITLE_LINE = 1.25, 1.35
_MARK, _GAPS, _SMALL_PRINT, _AIR = 6.0, 6.0, 17.0, 5.0


class Heading(TypedDict):
    """The lines at the head of a page; `blank` is what stands for an issuer that nobody has entered."""

    parent: str
    name: str
    annex: str
    blank: str
    logo: SaidLogo | None


def heading(material: Material) -> Heading:
    """Return the head's lines; nothing of a report (number, signature) stands on a sheet."""
    office, word = material.office, material.word
    return {
        "parent": office.parent,
        "name": office.name,
        "annex": office.annex,
        "blank": word(_("(issuing body)")) if office.is_blank else "",
        "logo": said_logo(material.logo, office, word),
    }


def paper_under(paper: Paper, head: Heading, marks: Sequence[str], title: str) -> Paper:
    """Return the paper with the room that a head and a title leave to the map.

    Beside a map (landscape) a tall head takes from the map, which is then drawn at a smaller scale; above and
    below it (portrait) the template takes from the table instead.
    """
    if not paper.is_landscape:
        return paper
    points = paper.type["title"] * MM_PER_POINT
    title_lines = _lines(title, paper.title_width, points=paper.type["title"], bold=True)
    above = _head_height(paper, head, marks) + title_lines * points * _TITLE_LINE
    above += paper.type["subtitle"] * MM_PER_POINT * _LINE + _GAPS
    inner = paper.height - paper.margin["top"] - paper.margin["bottom"]
    width, height = paper.map
    return replace(paper, map=(width, min(height, inner - above - _SMALL_PRINT)))


def _head_height(paper: Paper, head: Heading, marks: Sequence[str]) -> float:
    """Return how tall the head is, in millimetres."""
    body, logo = paper.type["body"], paper.type["title"] * 0.75 if head["logo"] else 0.0
    width = paper.width - paper.margin["left"] - paper.margin["right"] - 3 * logo - 2 * _AIR
    width -= sum(text_width(mark, points=body, bold=True) + _AIR for mark in marks)
    names = (head["parent"], head["name"])
    lines = sum(_lines(name.upper(), width, points=body, bold=True) for name in names)
    lines += _lines(head["annex"], width, points=body) + bool(head["blank"])
    return max(lines * body * MM_PER_POINT * _LINE, logo, _MARK if marks else 0.0)


def _lines(text: str, width: float, *, points: float, bold: bool = False) -> int:
    """Return on how many lines a text is set: words are not parted, so a tenth of each line is lost."""
    return ceil(text_width(text, points=points, bold=bold) / (0.9 * width))
