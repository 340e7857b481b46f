"""The end of a report: who it goes to and who signs it; what the office has not entered is a marked blank."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from webmap.office.office import Office
from webmap.prints.report.form import SETTINGS, Setting
from webmap.prints.sheet.material import Material
from webmap.prints.wordfile.blanks import add_blank
from webmap.prints.wordfile.tables import add_grid
from webmap.prints.wordfile.texts import write
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_ROOM_TO_SIGN = 54
"""Points between the office and the name."""


def write_signature(document: Any, material: Material) -> None:
    """Write "Nơi nhận" at the left and the signature at the right, on one page."""
    office, word = material.office, material.word
    setting = SETTINGS[office.form]
    half = setting.text_width / 2
    left, right = add_grid(document, (half, half)).rows[0].cells
    _write_recipients(left, office, setting, word)
    _write_signatory(right, office, setting, word)


def _write_recipients(cell: Any, office: Office, setting: Setting, word: Translator) -> None:
    title = cell.paragraphs[0]
    run = write(title, word(_("Recipients:")), points=setting.signature["to"])
    if setting.is_party:
        run.underline = True
    else:
        run.bold = run.italic = True
    if not office.recipients:
        add_blank(cell.add_paragraph(), word(_("recipients; last the file copy")))
    for text in office.recipients:
        line = text if text.lstrip().startswith("-") else f"- {text}"
        write(cell.add_paragraph(), line, points=setting.signature["list"])


def _write_signatory(cell: Any, office: Office, setting: Setting, word: Translator) -> None:
    rights = _("right to sign: T/M, K/T, T/L …") if setting.is_party else _("right to sign: TM., KT., TL. …")
    lines = (
        (f"{office.signatory_mode} {office.signatory_body}".strip(), rights, True),
        (office.signatory_title, _("office of who signs"), not setting.is_party),
    )
    paragraph = _centered(cell.paragraphs[0])
    for text, missing, is_bold in lines:
        if text:
            write(paragraph, text.upper(), bold=is_bold, points=setting.signature["head"])
        else:
            add_blank(paragraph, word(missing))
        paragraph = _centered(cell.add_paragraph())
    paragraph.paragraph_format.space_before = Pt(_ROOM_TO_SIGN)
    if office.signatory_name:
        write(paragraph, office.signatory_name, bold=True, points=setting.signature["name"])
    else:
        add_blank(paragraph, word(_("name of who signs")))


def _centered(paragraph: Paragraph) -> Paragraph:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    return paragraph
