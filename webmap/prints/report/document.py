"""The report in Word: head, body, signature, appendix, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from webmap.prints.report.appendix_pages import write_appendix
from webmap.prints.report.content import ClauseSection, ReportContent, TargetEntry, report_content
from webmap.prints.report.figures import WIDTH, MapFigure, draw_figure
from webmap.prints.report.form import SETTINGS, Setting
from webmap.prints.report.head import write_head
from webmap.prints.report.running_head import set_page
from webmap.prints.report.signature import write_signature
from webmap.prints.sheet.material import Material
from webmap.prints.wordfile.blanks import add_blank
from webmap.prints.wordfile.field_codes import add_caption
from webmap.prints.wordfile.pages import new_document, saved
from webmap.prints.wordfile.pictures import add_picture
from webmap.prints.wordfile.tables import Column, Row, add_table
from webmap.prints.wordfile.texts import write
from webmap.words.translations import marked as _

# Millimetres: number, line, unit, plan, result, % of plan, % of last year, status.
_COLUMNS = (
    Column(8, "center"),
    Column(42),
    Column(20),
    Column(24, "right"),
    Column(21, "right"),
    Column(15, "right"),
    Column(15, "right"),
    Column(20),
)


def report_document(material: Material, report: Callable[[float], None] = lambda _done: None) -> bytes:
    """Return the report of an order as a Word document: the same order gives the same bytes.

    Parameters
    ----------
    material : Material
        Only what its audience may see is in it. Its office chooses the form, the State's or the Party's.
    report : callable
        Told how far the work is (0–1); what it raises ends the work.
    """
    content, setting, word = report_content(material), SETTINGS[material.office.form], material.word
    document = new_document(
        title=", ".join(content.subject),
        code=material.order.code,
        lang=word.lang,
        points=setting.body,
        cell_points=setting.table,
    )
    set_page(document, setting, material)
    write_head(document, material, content.subject)
    _Body(document, setting, material).write(content, report)
    write_signature(document, material)
    write_appendix(document, content, material)
    return saved(document)


class _Body:
    """The text between head and signature, as it is being written: tables and figures are numbered on."""

    def __init__(self, document: Any, setting: Setting, material: Material) -> None:
        self.document, self.setting, self.material = document, setting, material
        self.word = material.word
        self.tables, self.figures = count(1), count(1)

    def write(self, content: ReportContent, report: Callable[[float], None]) -> None:
        """Write it all, in the order it is read; `report` is told how far it is."""
        self._paragraph(content.opening)
        self._heading(_("I. General assessment"))
        for text in content.general:
            self._paragraph(text)
        self._blank(_("the drafting office adds: general assessment, advantages and difficulties"))
        self._heading(_("II. Results by clause of the resolution"))
        for number, clause in enumerate(content.clauses, start=1):
            report(number / (len(content.clauses) + 1))
            self._clause(number, clause, content.heads)
        for note in content.notes:
            self._small(note)
        self._heading(_("III. Assessment, tasks and proposals"))
        self._blank(_("the drafting office adds: strengths, shortcomings and their causes"))
        self._blank(_("the drafting office adds: tasks and solutions of the next period"))
        self._blank(_("the drafting office adds: proposals"))
        closing = self._paragraph(content.closing.removesuffix(".") + self.setting.end)
        closing.paragraph_format.keep_with_next = True

    def _clause(self, number: int, clause: ClauseSection, heads: Sequence[str]) -> None:
        self._heading(f"{number}. {clause.title}", level=2)
        self._paragraph(clause.overview)
        add_caption(self.document, self.word(_("Table")), next(self.tables), clause.title, above=True)
        rows = [Row(tuple(heads[:8]), is_head=True)]
        rows += [
            Row(
                (
                    str(row.number),
                    row.name,
                    # A long unit may be broken behind a stroke.
                    row.unit.replace("/", "/\u200b"),
                    row.plan,
                    row.result,
                    row.percent_of_plan,
                    row.percent_of_last_year,
                    row.status,
                )
            )
            for row in clause.table.rows
        ]
        add_table(self.document, _COLUMNS, rows)
        for at, entry in enumerate(clause.entries):
            self._entry(entry, is_first=at == 0)
        if clause.without:
            self._told(f"- {clause.without}", is_first=not clause.entries)
        if clause.blank:
            self._blank(clause.blank)

    def _entry(self, entry: TargetEntry, *, is_first: bool) -> None:
        self._told(f"- {' '.join(entry.sentences)}", is_first=is_first)
        for remedy in entry.remedies:
            said = self._paragraph("")
            write(said, f"{remedy.about}. ", italic=True)
            write(said, remedy.text)
        if entry.map is not None:
            self._figure(draw_figure(entry.map, self.material))

    def _told(self, text: str, *, is_first: bool) -> None:
        """Write a paragraph about targets; the first keeps away from the table over it."""
        paragraph = self._paragraph(text)
        if is_first:
            paragraph.paragraph_format.space_before = Pt(2 * self.setting.gap)

    def _figure(self, figure: MapFigure) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(self.setting.gap)
        add_picture(paragraph, figure.png, width=WIDTH, alt=figure.alt)
        label = self.word(_("Figure"))
        caption = add_caption(self.document, label, next(self.figures), figure.caption, above=False)
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _heading(self, text: str, *, level: int = 1) -> None:
        heading = self.document.add_heading(level=level)
        heading.paragraph_format.first_line_indent = Mm(self.setting.first_line)
        said = self.word(text)
        write(heading, said.upper() if level == 1 else said)

    def _paragraph(self, text: str) -> Paragraph:
        paragraph: Paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(self.setting.first_line)
        paragraph.paragraph_format.space_after = Pt(self.setting.gap)
        if text:
            write(paragraph, text)
        return paragraph

    def _blank(self, text: str) -> None:
        add_blank(self._paragraph(""), self.word(text))

    def _small(self, text: str) -> None:
        write(self.document.add_paragraph(), text, italic=True, points=self.setting.table)
