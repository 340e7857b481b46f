"""Fields of Word: texts that it counts by itself, with the result that stands until it counts again."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from webmap.prints.wordfile.texts import write

CAPTION = "Caption"


def add_caption(document: Any, label: str, number: int, text: str, *, above: bool) -> Paragraph:
    """Add a caption such as `Hình 1. …`, whose number is a SEQ field: Word renumbers it and can list it.

    Parameters
    ----------
    label : str
        What is counted, in the reader's language: `Hình`, `Bảng`.
    number : int
        Its number among those of its label.
    above : bool
        Whether it stands above what it names, and stays with it.
    """
    paragraph: Paragraph = document.add_paragraph(style=CAPTION)
    paragraph.paragraph_format.keep_with_next = above
    write(paragraph, f"{label} ")
    add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
    write(paragraph, f". {text}")
    return paragraph


def add_page_number(paragraph: Paragraph) -> None:
    """Add the number of the page, in Arabic digits."""
    add_field(paragraph, "PAGE", "1")


def add_field(paragraph: Paragraph, instruction: str, result: str) -> None:
    """Add a field with its result as it stands now."""
    _mark(paragraph, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)
    _mark(paragraph, "separate")
    write(paragraph, result)
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
