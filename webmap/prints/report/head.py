"""The head of a report: who issues it, number, place and day, kind and subject, in the office's form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from webmap.drawing.typeface import text_width
from webmap.office.office import Office
from webmap.prints.report.form import SETTINGS, Setting
from webmap.prints.report.number import say_day, write_number
from webmap.prints.sheet.material import Material
from webmap.prints.wordfile.blanks import add_blank
from webmap.prints.wordfile.tables import add_grid
from webmap.prints.wordfile.texts import write
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_SUBJECT_RULE = 0.4


def write_head(document: Any, material: Material, subject: Sequence[str]) -> None:
    """Write the head of a report.

    Parameters
    ----------
    document : docx.document.Document
    material : Material
        Its office is that of the period; what it has not entered is a marked blank.
    subject : sequence of str
        The lines under the kind.
    """
    office, word = material.office, material.word
    setting = SETTINGS[office.form]
    grid = add_grid(document, (setting.head["left"], setting.head["right"]), rows=2)
    (issuer, nation), (number, dated) = (row.cells for row in grid.rows)
    _write_issuer(issuer, office, setting, word)
    _write_nation(nation, setting, word)
    _write_number(number.paragraphs[0], office, setting, word)
    _write_date(dated.paragraphs[0], office, setting, word, material.order.printed_on)
    _write_kind(document, setting, word, subject)


def _write_issuer(cell: Any, office: Office, setting: Setting, word: Translator) -> None:
    """Write the two lines of who issues it; an issuer that is not known yet is a blank."""
    first = cell.paragraphs[0]
    first.alignment = _CENTER
    if office.is_blank:
        add_blank(first, word(_("issuing body")))
    elif office.parent:
        write(first, office.parent.upper(), points=setting.size["parent"])
    if office.name:
        line = _centered(cell) if office.parent else first
        write(line, office.name.upper(), bold=True, points=setting.size["name"])
    if setting.is_party:
        write(_centered(cell), "*", points=setting.size["name"])
    elif office.name:
        width = min(text_width(office.name.upper(), points=setting.size["name"], bold=True), 50)
        _add_rule(cell, setting.issuer_rule * width, within=setting.head["left"])


def _write_number(paragraph: Paragraph, office: Office, setting: Setting, word: Translator) -> None:
    paragraph.alignment = _CENTER
    label = word(_("Ref.")) + ("" if setting.is_party else ":")
    write(paragraph, f"{label} ", points=setting.size["number"])
    write_number(paragraph, office, word, points=setting.size["number"])


def _write_nation(cell: Any, setting: Setting, word: Translator) -> None:
    first = cell.paragraphs[0]
    first.alignment = _CENTER
    if setting.is_party:
        write(first, word(_("COMMUNIST PARTY OF VIET NAM")), bold=True, points=setting.size["nation"])
    else:
        write(first, word(_("SOCIALIST REPUBLIC OF VIET NAM")), bold=True, points=setting.size["nation"])
        motto = word(_("Independence - Freedom - Happiness"))
        write(_centered(cell), motto, bold=True, points=setting.size["motto"])
    _add_rule(cell, setting.motto[word.lang], within=setting.head["right"])


def _write_date(paragraph: Paragraph, office: Office, setting: Setting, word: Translator, day: date) -> None:
    paragraph.alignment = _CENTER
    if office.place:
        write(paragraph, office.place, italic=True, points=setting.size["date"])
    else:
        add_blank(paragraph, word(_("place")))
    write(paragraph, f", {say_day(day, word)}", italic=True, points=setting.size["date"])


def _write_kind(document: Any, setting: Setting, word: Translator, subject: Sequence[str]) -> None:
    kind = document.add_paragraph(style="Title")
    kind.paragraph_format.space_before = Pt(14)
    write(kind, word(_("REPORT")), points=setting.size["kind"])
    for text in subject:
        line = document.add_paragraph()
        line.alignment = _CENTER
        write(line, text, bold=True, points=setting.size["subject"])
    if setting.is_party:
        line = document.add_paragraph()
        line.alignment = _CENTER
        write(line, "-----", points=setting.size["subject"])
    else:
        width = min(text_width(subject[-1], points=setting.size["subject"], bold=True), setting.text_width)
        _add_rule(document, _SUBJECT_RULE * width, within=setting.text_width, after=10)


def _centered(cell: Any) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph()
    paragraph.alignment = _CENTER
    return paragraph


def _add_rule(container: Any, length: float, *, within: float, after: float = 4) -> None:
    """Add a rule of a length in millimetres, in the middle of a width: an empty line with a line over it."""
    paragraph: Paragraph = container.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(
        max(within - length, 0) / 2
    )
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(2), Pt(after)
    paragraph.paragraph_format.line_spacing = Pt(2)
    edge = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
