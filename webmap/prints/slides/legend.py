"""The legend of a slide: each status with its field, sign, name and how many there are, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide

from webmap.prints.slides.fitting import width_of
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import set_frame, write
from webmap.prints.slides.shapes import describe
from webmap.prints.slides.statuses import add_swatch
from webmap.words.layer import say_legend
from webmap.words.numbers import format_count
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_FIELD, _ROW, _GAP = Box(0, 0, 9, 5.2), 7.6, 3.5


@dataclass(frozen=True)
class Entry:
    """A line of the legend; `count` is None where nothing is counted."""

    key: str
    count: int | None = None


def add_legend(slide: Slide, box: Box, entries: Sequence[Entry], word: Translator) -> float:
    """Draw the entries from left to right in as many rows as they need; return where the last row ends (mm).

    The group says the whole legend to those who cannot see it.
    """
    said = [_say(entry, word) for entry in entries]
    group = slide.shapes.add_group_shape()
    describe(group, f"{word(_('Legend'))}: {'; '.join(said)}")
    left, top = box.left, box.top
    for entry, text in zip(entries, said, strict=True):
        width = width_of(text, LAYOUT.small) + 1
        if left > box.left and left + _FIELD.width + 1.5 + width > box.left + box.width:
            left, top = box.left, top + _ROW
        add_swatch(group, Box(left, top + 0.4, _FIELD.width, _FIELD.height), entry.key)
        label = group.shapes.add_textbox(*Box(left + _FIELD.width + 1.5, top, width, 6).emu)
        set_frame(label.text_frame, anchor=MSO_ANCHOR.MIDDLE)
        label.text_frame.word_wrap = False
        write(label.text_frame.paragraphs[0], text, points=LAYOUT.small, lang=word.lang)
        left += _FIELD.width + 1.5 + width + _GAP
    return top + _ROW


def _say(entry: Entry, word: Translator) -> str:
    name = say_legend(entry.key, word)
    return name if entry.count is None else f"{name}: {format_count(entry.count, word.lang)}"
