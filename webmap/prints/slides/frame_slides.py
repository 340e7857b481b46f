"""First and last slide: whose deck it is and what it is about; where it comes from and what it is of."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide

from webmap.drawing.symbols import GREY
from webmap.prints.sheet.head import heading
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import say_subject
from webmap.prints.sheet.sources import say_crs, summary_sources
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.fitting import fitted
from webmap.prints.slides.layout import LAYOUT, Box
from webmap.prints.slides.lettering import add_text
from webmap.prints.slides.pictures import Picture, place, qr_picture
from webmap.words.dates import format_date, format_office_date
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import marked as _

_DOTS = "…" * 24
_WIDEST_LOGO = 60.0


def add_cover(deck: Deck, title: str) -> None:
    """Add the cover: the office's heading, marks, title, place and period, the summary, place and date."""
    material, word = deck.material, deck.material.word
    boxes = LAYOUT.boxes
    notes = summary_sources(material.reading.summary, material.reading.snapshot, material.order, word)
    slide = deck.add_slide(
        [title], box=boxes["cover_title"], sizes=LAYOUT.covers, notes=notes, small_marks=False
    )
    _add_heading(slide, material)
    deck.add_large_marks(slide, boxes["cover_marks"])
    subject = say_subject(material)
    subject = subject[:1].upper() + subject[1:]
    _add_line(slide, "cover_subject", subject, (24, 20, 18), word.lang, bold=True)
    _add_line(
        slide, "cover_summary", say_summary(material.reading.summary, word), (20, 18, 16, 14, 12), word.lang
    )
    _add_line(slide, "cover_day", _say_day(material), (18, 16), word.lang, fill=GREY)


def add_missing(deck: Deck, missing: Sequence[str]) -> None:
    """Add the slide of what was asked for and is not in the deck, or has no figures, if there is any."""
    if not missing:
        return
    word, box = deck.material.word, LAYOUT.boxes["body"]
    title = word(_("Not in this document, or without figures"))
    slide = deck.add_slide([title], notes=missing)
    text, points = fitted([" ".join(missing)], box.width, box.height, (20, LAYOUT.body, LAYOUT.small))
    add_text(slide, box, [text], points=points, lang=word.lang)


def add_closing(deck: Deck) -> None:
    """Add the last slide: code, address in words, QR code, date of the data, sources."""
    material, word = deck.material, deck.material.word
    order, boxes = material.order, LAYOUT.boxes
    title = word(_("Where these slides come from can be looked up by the code %(code)s"), code=order.code)
    sources = [
        *summary_sources(material.reading.summary, material.reading.snapshot, order, word),
        say_crs(material.reading.profile.crs, word),
    ]
    if not all(unit.is_official for unit in material.reading.communes):
        sources.append(word(_("Boundaries are for reference only.")))
    slide = deck.add_slide([title], notes=sources)
    lines = [word(_("Origin of this print: %(address)s"), address=order.address), *sources]
    add_text(slide, boxes["origin"], lines, points=LAYOUT.body, lang=word.lang, gap=10)
    label = word(_("QR code of %(address)s"), address=order.address)
    place(slide, boxes["qr"], qr_picture(order.address, label))


def _add_heading(slide: Slide, material: Material) -> None:
    """Write who issues the deck beside the logo; where nobody entered it, dots to write it on."""
    head, box = heading(material), LAYOUT.boxes["heading"]
    if head["logo"] and material.logo is not None:
        ratio = head["logo"]["ratio"]
        width = min(box.height * ratio, _WIDEST_LOGO)
        place(
            slide, Box(box.left, box.top, width, width / ratio), Picture(material.logo, head["logo"]["alt"])
        )
        box = Box(box.left + width + 5, box.top, box.width - width - 5, box.height)
    lines = [
        head["parent"].upper(),
        head["name"].upper(),
        f"{_DOTS} {head['blank']}" if head["blank"] else "",
    ]
    said = [line for line in lines if line]
    if said:
        add_text(slide, box, said, points=LAYOUT.body, lang=material.word.lang, bold=True)


def _add_line(
    slide: Slide,
    box_name: str,
    text: str,
    sizes: Sequence[float],
    lang: str,
    *,
    bold: bool = False,
    fill: str = "#1d2327",
) -> None:
    box = LAYOUT.boxes[box_name]
    said, points = fitted([text], box.width, box.height, sizes, bold=bold)
    add_text(
        slide,
        box,
        [said],
        points=points,
        lang=lang,
        bold=bold,
        fill=fill,
        align=PP_ALIGN.LEFT,
        anchor=MSO_ANCHOR.TOP,
    )


def _say_day(material: Material) -> str:
    """Write place and day as offices do: `Nhơn Trạch, ngày 05 tháng 01 năm 2025`."""
    order, word = material.order, material.word
    place = material.office.place or word.pick(
        material.reading.profile.name_vi, material.reading.profile.name_en
    )
    day = (
        format_office_date(order.printed_on)
        if word.lang == "vi"
        else format_date(order.printed_on, word.lang)
    )
    return f"{place}, {day}"
