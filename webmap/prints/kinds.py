"""Every kind of print, an entry each: what web, command, packs, atlas and slides need to know of it.

A new print is an entry here, its content in `sheet/`, and the Typst part that sets it, `<code>.typ`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from webmap.office.office import Office
from webmap.paper.order import ATLAS, COMMUNE, HEAT, PACK, REPORT, SHEET, TARGETS, Part
from webmap.prints.report.document import report_document
from webmap.prints.sheet.commune_content import commune_content
from webmap.prints.sheet.content import sheet_content
from webmap.prints.sheet.heat_content import heat_content
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.pack import pack_of
from webmap.prints.sheet.pack_content import Report, part_content
from webmap.prints.sheet.page_kind import INDICATOR, UNIT, PageKind
from webmap.prints.sheet.pages import set_pack, set_page
from webmap.prints.sheet.targets_content import targets_content
from webmap.prints.sheet.targets_document import targets_document
from webmap.prints.sheet.targets_workbook import targets_workbook
from webmap.prints.slides import add_page_slides, slides_document
from webmap.prints.slides.commune_slides import add_commune_slides
from webmap.prints.slides.deck import Deck
from webmap.prints.slides.heat_slides import add_heat_slides
from webmap.prints.slides.indicator_slide import add_indicator_slide
from webmap.prints.slides.target_slides import add_target_slides
from webmap.words.translations import marked as _

PAGE_FORMATS = ("pdf", "png", "svg")
"""What Typst makes of a page."""


@dataclass(frozen=True, kw_only=True)
class PrintKind:
    """The facts of a kind of print.

    Parameters
    ----------
    code : str
        As orders and addresses name it; of a page without a subject also forms and commands.
    name : str
        What it is called where prints are offered; it and the next two are marked for translation.
    title : str
        What stands on it, if that is not its name; a page with a subject bears the subject's name.
    short : str
        What it is called among the pages of a pack, if not by its name.
    page : PageKind or None
        What it is as a page, alone or in a pack; None: it is a document of many pages.
    formats : tuple of str
        What it can be made as.
    paper, orientation : str or None
        What it is printed on unless something else is asked for; None: as the office has set.
    makers : mapping
        What makes it, by format, where it is not its page that is set.
    slides : callable or None
        Adds its slides, one at each step; None: its pages are shown as pictures.
    has_communes : bool
        Whether figures of communes stand on it, so that its origin tells which of them have changed.
    """

    code: str
    name: str
    title: str = ""
    short: str = ""
    page: PageKind | None = None
    formats: tuple[str, ...] = PAGE_FORMATS
    paper: str | None = None
    orientation: str | None = None
    makers: Mapping[str, Callable[[Material, Report], bytes]] = field(default_factory=dict)
    slides: Callable[[Deck, str], Iterator[None]] | None = None
    has_communes: bool = True

    @property
    def ending(self) -> str:
        """The end of its address, which says as what it is sent."""
        return f"<any({', '.join(self.formats)}):file_format>"

    def paper_of(self, office: Office, paper: str | None, orientation: str | None) -> tuple[str, str]:
        """Return paper and orientation: those asked for, else its own, else the office's."""
        return paper or self.paper or office.paper, orientation or self.orientation or office.orientation


def make(material: Material, report: Report) -> bytes:
    """Return the file that is ordered; `report` is told how far it is (0–1)."""
    maker = KINDS[material.order.kind].makers.get(material.order.format)
    return set_page(material, PAGES) if maker is None else maker(material, report)


def about(part: Part) -> dict[str, str]:
    """Return what an order says of the subject of a part."""
    subject = PAGES[part.kind].subject
    return {} if subject is None else {subject.field: part.subject or ""}


def part_slides(deck: Deck, part: Part) -> Iterator[None]:
    """Add the slides of a part, one at each step."""
    add = KINDS[part.kind].slides
    if add is None:
        return add_page_slides(deck, part_content(deck.material, part, PAGES))
    return add(deck, part.subject or "")


def _indicator_slides(deck: Deck, code: str) -> Iterator[None]:
    add_indicator_slide(deck, code)
    yield


def _bound(material: Material, report: Report) -> bytes:
    return set_pack(material, PAGES, report, title=_title(material))


def _slides(material: Material, report: Report) -> bytes:
    pack = pack_of(material, PAGES)
    return slides_document(material, pack, part_slides, title=_title(material), report=report)


def _title(material: Material) -> str:
    """Name a document: a pack as its template is called."""
    return material.order.pack or material.word(KINDS[material.order.kind].name)


_ALL = (
    PrintKind(
        code=TARGETS,
        name=_("Table of all targets"),
        title=_("Results against the targets of the resolution"),
        page=PageKind(
            lambda material, _subject: targets_content(material),
            is_empty=lambda material: not material.reading.summary.lines,
            when_empty=_("No target is set for this period, so there is no table of targets."),
        ),
        formats=("pdf", "docx", "xlsx"),
        # It has too many columns for a page upright.
        orientation="landscape",
        makers={
            "docx": lambda material, _report: targets_document(targets_content(material)),
            "xlsx": lambda material, _report: targets_workbook(targets_content(material)),
        },
        slides=lambda deck, _subject: add_target_slides(deck),
        has_communes=False,
    ),
    PrintKind(
        code=HEAT,
        name=_("Which commune misses which target"),
        short=_("Heat table"),
        page=PageKind(
            lambda material, _subject: heat_content(material),
            is_empty=lambda material: not any(layer.units for layer in material.reading.summary.layers),
            when_empty=_("No line has figures of communes, so there is no heat table."),
        ),
        # A column for each commune: A4 would part them over several pages.
        paper="a3",
        orientation="landscape",
        slides=lambda deck, _subject: add_heat_slides(deck),
    ),
    PrintKind(
        code=SHEET,
        name=_("One indicator on its map"),
        page=PageKind(
            lambda material, code: sheet_content(material.reading.layer(code), material), subject=INDICATOR
        ),
        slides=_indicator_slides,
    ),
    PrintKind(
        code=COMMUNE,
        name=_("All of one commune"),
        page=PageKind(commune_content, subject=UNIT),
        slides=add_commune_slides,
    ),
    PrintKind(
        code=ATLAS,
        name=_("Atlas of all targets and communes"),
        formats=("pdf", "pptx"),
        makers={"pdf": _bound, "pptx": _slides},
    ),
    PrintKind(
        code=PACK, name=_("Meeting pack"), formats=("pdf", "pptx"), makers={"pdf": _bound, "pptx": _slides}
    ),
    PrintKind(
        code=REPORT,
        name=_("Report"),
        formats=("docx",),
        orientation="portrait",
        makers={"docx": report_document},
    ),
)

KINDS: Mapping[str, PrintKind] = {kind.code: kind for kind in _ALL}
"""All kinds by code."""

PAGES: Mapping[str, PageKind] = {kind.code: kind.page for kind in _ALL if kind.page is not None}
"""Those that are pages, as a pack takes them."""

TABLES: Mapping[str, PrintKind] = {code: KINDS[code] for code, page in PAGES.items() if page.subject is None}
"""Those of which there is one in a period: their code says all that an address, form or command must."""
