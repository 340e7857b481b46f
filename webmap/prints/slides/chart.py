"""A native bar chart, to be edited: a bar for each commune or year, a series for each status, the target.

Each status is a series of its own, in its colour and pattern, with its sign before the number: who adds a
commune, or moves one to another column, has it drawn right. What is missing is a gap, never a zero. The
target is a dashed frame around the bar's place, since each commune may have its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from geodata.tables.workbook.cells import put_text
from layers.status_classes import STATUS_CLASS, STATUS_CLASSES
from webmap.drawing.symbols import INK
from webmap.paper.undated import undated_workbook
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import FONT, colour, plain
from webmap.prints.slides.shapes import describe
from webmap.prints.slides.statuses import fill_xml, line_xml, sign_letters
from webmap.words.layer import say_legend
from webmap.words.translations import Translator

_SHORT = 0.3
"""A bar shorter than this part of the longest has its number beside it: inside there is no room."""

_COMPARED = "not_applicable"
"""What has no status is drawn as what it does not apply to: a plain grey field."""

_LOCALES = {"vi": "[$-42A]", "en": "[$-809]"}
_GAP_WIDTH = 35
_WIDEST_BARS = 6
# Bars of so few would be as thick as a slide is high.
_GAP_WIDTH_OF_FEW = 150
SHEET = "Sheet1"
"""The name that python-pptx writes into a chart's references."""


@dataclass(frozen=True)
class Bar:
    """A bar: its name, its number and its target in the chart's unit, and its line of the legend.

    Without a number there is no bar. A bar that is there to be compared with has the
    name of its own series in `group` and no status.
    """

    name: str
    number: float | None
    target: float | None = None
    key: str = ""
    group: str = ""


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written: decimals, what follows them at once, such as `%`, and in which language.

    PowerPoint takes the marks of decimals and thousands from the reader's machine; the language in the
    format, which it passes over, tells other programs.
    """

    decimals: int
    suffix: str = ""
    lang: str = "vi"

    def format_code(self, sign: str = "") -> str:
        """Return the number format, with a sign before the digits."""
        digits = "#,##0" + ("." + "0" * self.decimals if self.decimals else "")
        before = f'"{sign} "' if sign else ""
        after = f'"{self.suffix}"' if self.suffix else ""
        return _LOCALES[self.lang] + before + digits + after


def add_chart(
    slide: Slide,
    box: Box,
    bars: Sequence[Bar],
    *,
    style: NumberStyle,
    title: str,
    target_name: str,
    label: str,
    word: Translator,
) -> None:
    """Draw the bars from top to bottom.

    Parameters
    ----------
    bars : sequence of Bar
        At least one with a number.
    title : str
        What is measured, with its unit.
    target_name : str
        What the series of the target is called.
    label : str
        What the chart shows, for those who cannot see it.
    """
    kinds = _kinds(bars)
    series = _series(bars, kinds, target_name, word)
    data: Any = CategoryChartData(number_format=style.format_code())
    data.categories = [plain(bar.name) for bar in bars]
    for name, numbers in series:
        data.add_series(plain(name), numbers)
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
    describe(frame, label)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(
        chart_workbook([bar.name for bar in bars], series, number_format=style.format_code())
    )
    _dress(chart, title, len(bars))
    _set_axes(chart, bars)
    _dress_bars(chart.plots[0].series, kinds, bars, style)


def _dress_bars(
    drawn: Sequence[Any], kinds: Sequence[tuple[str, str]], bars: Sequence[Bar], style: NumberStyle
) -> None:
    longest = max(abs(n) for bar in bars for n in (bar.number, bar.target) if n is not None)
    for (key, _group), one in zip(kinds, drawn, strict=False):
        _dress_series(one, key or _COMPARED, style, longest)
    if len(drawn) > len(kinds):
        _frame_target(drawn[len(kinds)])


def _kinds(bars: Sequence[Bar]) -> list[tuple[str, str]]:
    """Return the series that have a number: those to be compared with, then statuses as in the legend."""
    order = ["", *(one.key for one in STATUS_CLASSES)]
    return sorted({(b.key, b.group) for b in bars if b.number is not None}, key=lambda k: order.index(k[0]))


def _series(
    bars: Sequence[Bar], kinds: Sequence[tuple[str, str]], target_name: str, word: Translator
) -> list[tuple[str, list[float | None]]]:
    """Return name and numbers of each series, the target's last where there is one."""
    series = [
        (group or say_legend(key, word), [_number(bar, key, group) for bar in bars]) for key, group in kinds
    ]
    if any(bar.target is not None for bar in bars):
        series.append((target_name, [bar.target for bar in bars]))
    return series


def _number(bar: Bar, key: str, group: str) -> float | None:
    return bar.number if (bar.key, bar.group) == (key, group) else None


def _dress(chart: Any, title: str, count: int) -> None:
    chart.has_legend = False
    chart.font.name, chart.font.size = FONT, Pt(LAYOUT.small)
    chart.has_title = True
    frame = chart.chart_title.text_frame
    frame.text = plain(title)
    font = frame.paragraphs[0].runs[0].font
    font.name, font.size, font.bold = FONT, Pt(LAYOUT.small), True
    chart.chart_title.include_in_layout = False
    plot = chart.plots[0]
    plot.overlap = 100
    plot.gap_width = _GAP_WIDTH if count >= _WIDEST_BARS else _GAP_WIDTH_OF_FEW
    plot.vary_by_categories = False


def _set_axes(chart: Any, bars: Sequence[Bar]) -> None:
    names, numbers = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.major_tick_mark = XL_TICK_MARK.NONE
    # Below zero the names would stand among the bars.
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = colour("#8a949e")
    # Every name is written: by itself a chart leaves out those that seem too close.
    skip = etree.SubElement(names._element, qn("c:tickLblSkip"))
    skip.set("val", "1")
    names._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    numbers.visible = False
    numbers.has_major_gridlines = False
    if all(n >= 0 for bar in bars for n in (bar.number, bar.target) if n is not None):
        numbers.minimum_scale = 0
        # All zero: an axis of its own choice would begin below.
        if not any(n for bar in bars for n in (bar.number, bar.target)):
            numbers.maximum_scale = 1


def _dress_series(drawn: Any, key: str, style: NumberStyle, longest: float) -> None:
    """Draw a series: fill or pattern, outline, and the number inside its bar or beside a short one."""
    properties = drawn._element.get_or_add_spPr()
    properties.append(fill_xml(key))
    properties.append(line_xml(key, points=0.75))
    drawn.invert_if_negative = False
    look = STATUS_CLASS[key]
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = style.format_code(sign_letters(key)), False
    labels.position = XL_LABEL_POSITION.INSIDE_BASE
    labels.font.name, labels.font.size, labels.font.bold = FONT, Pt(LAYOUT.small), True
    labels.font.color.rgb = colour(look.text)
    for at, number in enumerate(drawn.values):
        if number is not None and abs(number) < _SHORT * longest:
            _label_beside(drawn, at)


def _label_beside(drawn: Any, at: int) -> None:
    """Write the number of one bar beside it, in ink, in the format of its series."""
    label = drawn.points[at].data_label
    label.font.name, label.font.size, label.font.bold = FONT, Pt(LAYOUT.small), True
    label.font.color.rgb = colour(INK)
    label.position = XL_LABEL_POSITION.OUTSIDE_END
    format_of_all = drawn._element.find(f"{qn('c:dLbls')}/{qn('c:numFmt')}")
    label._dLbl.find(qn("c:idx")).addnext(copy(format_of_all))


def _frame_target(drawn: Any) -> None:
    properties = drawn._element.get_or_add_spPr()
    etree.SubElement(properties, qn("a:noFill"))
    properties.append(line_xml(None, points=1.25, dashed=True))
    drawn.invert_if_negative = False


def chart_workbook(
    categories: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], *, number_format: str
) -> bytes:
    """Return the workbook: categories in the first column, a column a series under its name.

    A missing value is an empty cell. python-pptx would write a workbook of its own, with the hour in it, and
    in which a name that begins with `=` is a formula.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for row, category in enumerate(categories, start=2):
        _write_text(sheet, row, 1, category)
    for column, (name, numbers) in enumerate(series, start=2):
        _write_text(sheet, 1, column, name)
        for row, number in enumerate(numbers, start=2):
            if number is not None:
                cell = sheet.cell(row, column, number)
                cell.number_format = number_format
    return undated_workbook(book)


def _write_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    put_text(cell, plain(text))
