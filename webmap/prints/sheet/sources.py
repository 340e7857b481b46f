"""The small print of a sheet: where values and outlines come from, the legal reference, the dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from pyproj import CRS

from geodata.store.targets import StoredResolution
from layers.joining.layer import Layer
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary
from layers.rules.values import Figure
from webmap.paper.order import VISITOR, PrintOrder, program_version
from webmap.words.dates import format_date, format_moment
from webmap.words.numbers import format_count
from webmap.words.origin import say_basis, say_counted_classes, say_product
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


def source_lines(layer: Layer, order: PrintOrder, word: Translator) -> list[str]:
    """Return the lines under a sheet, each a sentence or two."""
    legal = say_legal(layer.resolution, layer.clause, word)
    lines = [legal, _values(layer, word), _image(layer, word), _outlines(layer, word)]
    return [line for line in lines if line] + [say_dates(layer.data_at, order, word)]


def summary_sources(summary: Summary, snapshot: Snapshot, order: PrintOrder, word: Translator) -> list[str]:
    """Return the lines under a page of many targets: the resolution, and the dates."""
    resolution = summary.resolution
    legal = [] if resolution is None else [say_legal(resolution, None, word)]
    return [*legal, say_dates(snapshot.data_at(), order, word)]


def say_legal(resolution: StoredResolution | None, clause: str | None, word: Translator) -> str:
    """Name the document that sets the target: number, date, issuer and clause."""
    if resolution is None:
        return word(_("Target: no resolution of this period sets one."))
    said = word(
        _("Target: resolution %(number)s of %(day)s, %(issuer)s"),
        number=resolution.number,
        day=format_date(resolution.issued_on, word.lang),
        issuer=word.pick(resolution.issuer_vi, resolution.issuer_en),
    )
    of_clause = "" if clause is None else ", " + word(_("clause %(code)s"), code=clause)
    return said + of_clause + "."


def say_dates(data_at: datetime | None, order: PrintOrder, word: Translator) -> str:
    """Say as of when the data are, when it was printed, by whom, and by which program it was set again."""
    said = word(
        _("Data as of %(data_at)s (import %(sequence)s). Printed on %(day)s by %(person)s."),
        data_at="–" if data_at is None else format_moment(data_at, word.lang),
        sequence=order.sequence,
        day=format_date(order.printed_on, word.lang),
        person=say_person(order, word),
    )
    if order.first_program is None:
        return said
    again = word(
        _("Set again by program version %(now)s; first by %(then)s."),
        now=program_version(),
        then=order.first_program,
    )
    return f"{said} {again}"


def say_person(order: PrintOrder, word: Translator) -> str:
    """Name who printed it; a visitor is called so in the sheet's language."""
    return word(_("visitor")) if order.printed_by == VISITOR else order.printed_by


def say_crs(code: str, word: Translator) -> str:
    """Name the system a map is drawn in: `Hệ tọa độ VN-2000, kinh tuyến trục 107°45′`."""
    crs = CRS.from_user_input(code)
    datum = "WGS 84" if crs.geodetic_crs is None else crs.geodetic_crs.name
    operation = crs.coordinate_operation
    meridians = [
        p.value for p in (operation.params if operation else []) if p.name == "Longitude of natural origin"
    ]
    if not meridians:
        return word(_("Coordinate system: %(name)s."), name=crs.name)
    degrees, minutes = divmod(round(float(meridians[0]) * 60), 60)
    return word(
        _("Coordinate system: %(datum)s, central meridian %(meridian)s."),
        datum=datum,
        meridian=f"{degrees}°{minutes:02d}′",
    )


def _values(layer: Layer, word: Translator) -> str:
    owner = layer.office or word(_("office not assigned yet"))
    said = Counter(text for figure in _figures(layer) if (text := say_basis(figure, word)))
    kinds = "; ".join(
        f"{text.lower()} ({format_count(count, word.lang)})" for text, count in sorted(said.items())
    )
    return word(_("Values: %(owner)s; %(kinds)s."), owner=owner, kinds=kinds or word(_("none yet")))


def _image(layer: Layer, word: Translator) -> str:
    """Name product, image dates and class rule of measured values, shown or beside those shown."""
    figures = [figure for figure in _all_figures(layer) if figure.product is not None]
    if not figures:
        return ""
    days = sorted({f.image_date for f in figures if f.image_date is not None})
    said = [", ".join(sorted({say_product(str(f.product)) for f in figures}))]
    if days:
        shown = "–".join(format_date(day, word.lang) for day in dict.fromkeys((days[0], days[-1])))
        said.append(word(_("image of %(day)s"), day=shown))
    said.append(say_counted_classes(layer, word))
    return word(_("Measured: %(said)s."), said=", ".join(text for text in said if text))


def _outlines(layer: Layer, word: Translator) -> str:
    if not layer.geometries:
        return ""
    since = format_date(layer.vintage.valid_from, word.lang)
    if layer.vintage.valid_to is None:
        said = word(_("Communes as of %(since)s."), since=since)
    else:
        until = format_date(layer.vintage.valid_to, word.lang)
        said = word(_("Communes as until %(until)s."), until=until)
    if layer.is_official_outline:
        return said
    return said + " " + word(_("Boundaries are for reference only."))


def _figures(layer: Layer) -> Iterable[Figure]:
    return [value.figure for value in layer.units] or [layer.district.figure]


def _all_figures(layer: Layer) -> Iterable[Figure]:
    for value in layer.units:
        yield value.figure
        yield from value.others
