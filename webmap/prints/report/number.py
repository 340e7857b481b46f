"""A report's number and day, as its head and its appendix write them."""

from __future__ import annotations

from datetime import date

from docx.text.paragraph import Paragraph

from webmap.office.office import Office
from webmap.prints.report.form import SETTINGS
from webmap.prints.wordfile.blanks import add_blank
from webmap.prints.wordfile.texts import write
from webmap.words.dates import format_date, format_office_date
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


def write_number(
    paragraph: Paragraph, office: Office, word: Translator, *, points: float, italic: bool = False
) -> None:
    """Write `[số]/BC-UBND`, of the Party `[số]-BC/HU`: it is numbered when it is signed."""
    add_blank(paragraph, word(_("number")))
    joint = "-" if SETTINGS[office.form].is_party else "/"
    write(paragraph, joint + office.symbol, points=points, italic=italic)
    if not office.symbol:
        add_blank(paragraph, word(_("letters of the number")))


def say_day(day: date, word: Translator) -> str:
    """Write a day as offices do: `ngày 05 tháng 01 năm 2025`."""
    return format_office_date(day) if word.lang == "vi" else format_date(day, word.lang)
