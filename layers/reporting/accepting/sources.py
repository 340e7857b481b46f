"""The lines of a file, whichever way it lays them out, and what it says about itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.errors import UnreadableFile
from geodata.findings import Finding, Findings, Place, error, note, warning
from geodata.tables.workbook.cells import Content, ReadCell
from geodata.tables.workbook.grid import Grid, read_grids
from geodata.tables.workbook.reading import ReadSheet, find_tables
from layers.catalogue import Direction, Kind, Profile
from layers.errors import NotAPeriod
from layers.periods import Period
from layers.reporting.layouts.mapped_lines import lines_of_mapped_book
from layers.reporting.layouts.mapping import OfficeMapping
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import (
    Line,
    lines_of_commune_sheet,
    lines_of_district_sheet,
    properties_of,
)
from layers.reporting.lines.longlines import lines_of_long_sheet
from layers.reporting.lines.resolving import named

_ROW_KEYS = ("commune_code", "indicator", "property")
_FEWEST = 2


@dataclass(frozen=True)
class FileLines:
    """What a file says: its lines, and the period, day of units and quality it records for all of them."""

    lines: tuple[Line, ...]
    findings: Findings
    period: Period | None = None
    period_place: Place | None = None
    valid_on: date | None = None
    quality: str | None = None


def read_lines(path: Path, name: str, profile: Profile, *, mapping: OfficeMapping | None = None) -> FileLines:
    """Read a file's lines by the suffix of its name.

    Parameters
    ----------
    path : pathlib.Path
    name : str
    profile : Profile
    mapping : OfficeMapping or None
        What the sheets of an office's own workbook mean; a filled template needs none and is read as one.

    Raises
    ------
    UnreadableFile, LimitExceeded
        See `geodata.tables.workbook.reading.read_workbook` and `geodata.tables.longform.open_long_csv`.
    """
    suffix = Path(name).suffix.lower()
    if suffix in (".xlsx", ".xlsm", ".xls", ".xlsb", ".xltm", ".xlam"):
        return _of_workbook(path, name, profile, mapping)
    raise UnreadableFile("file.wrong_suffix", suffix=suffix, allowed=".xlsx, .csv")


def _of_workbook(path: Path, name: str, profile: Profile, mapping: OfficeMapping | None) -> FileLines:
    grids = read_grids(path, name=name)
    book = find_tables(grids, _ROW_KEYS)
    if mapping is not None and all(sheet.row_key == "property" for sheet in book.sheets):
        return _of_own_layout(grids, profile, mapping)
    findings = list(book.findings)
    lines: list[Line] = []
    properties: dict[str, ReadCell] = {}
    for sheet in book.sheets:
        if sheet.row_key == "property":
            properties |= properties_of(sheet)
        else:
            lines += _lines_of(sheet, profile, findings)
    findings += maybe_shares(lines, profile)
    if not any(sheet.row_key != "property" for sheet in book.sheets):
        findings.append(error("workbook.no_table"))
    return _with_properties(lines, properties, profile, findings)


def _of_own_layout(grids: Sequence[Grid], profile: Profile, mapping: OfficeMapping) -> FileLines:
    findings: list[Finding] = []
    lines = list(lines_of_mapped_book(grids, mapping, findings))
    findings += maybe_shares(lines, profile)
    period = Period.parse(mapping.period) if mapping.period else None
    return FileLines(tuple(lines), Findings(tuple(findings)), period)


def _lines_of(sheet: ReadSheet, profile: Profile, findings: list[Finding]) -> list[Line]:
    if sheet.row_key == "indicator":
        return list(lines_of_district_sheet(sheet, profile, findings))
    if "indicator" in sheet.columns:
        return list(lines_of_long_sheet(sheet, findings))
    return list(lines_of_commune_sheet(sheet, profile, findings))


def _with_properties(
    lines: list[Line], properties: Mapping[str, ReadCell], profile: Profile, findings: list[Finding]
) -> FileLines:
    period, valid_on, quality = None, None, None
    for key, cell in properties.items():
        try:
            if key == "period":
                period = Period.parse(cell.text)
            elif key == "valid_on":
                valid_on = date.fromisoformat(cell.text)
        except NotAPeriod:
            findings.append(error("period.none", cell.place, cell.text, text=cell.text))
        except ValueError:
            findings.append(error("vintage.no_date", cell.place, cell.text))
    if "quality" in properties:
        quality = labels().qualities.get(fold(properties["quality"].text))
        if quality is None:
            allowed = ", ".join(labels().first_qualities.values())
            cell = properties["quality"]
            findings.append(error("quality.unknown", cell.place, cell.text, allowed=allowed))
    findings.extend(_odd_template(properties, profile))
    place = properties["period"].place if "period" in properties else None
    return FileLines(tuple(lines), Findings(tuple(findings)), period, place, valid_on, quality)


def _odd_template(properties: Mapping[str, ReadCell], profile: Profile) -> list[Finding]:
    """Another profile's template is refused; one of another version is read, and said to be."""
    odd = []
    made_for = properties.get("profile")
    if made_for is not None and made_for.text != profile.name:
        parameters = {"found": made_for.text, "expected": profile.name}
        odd.append(error("template.other_profile", made_for.place, made_for.text, **parameters))
    version = properties.get("template_version")
    if version is not None and version.text != labels().template_version:
        parameters = {"found": version.text, "expected": labels().template_version}
        odd.append(note("template.other_version", version.place, version.text, **parameters))
    return odd


def maybe_shares(lines: Iterable[Line], profile: Profile) -> Iterator[Finding]:
    """Yield a warning for each percentage whose figures are all over 0 and at most 1.

    Only rates that are better when higher: of poverty or disasters 0.3 % is an ordinary figure.
    """
    of: dict[str, list[ReadCell]] = {}
    for line in lines:
        if line.value is not None and line.value.content is Content.NUMBER:
            of.setdefault(line.indicator, []).append(line.value)
    for code, cells in of.items():
        indicator = profile.indicators.get(code)
        if indicator is None or indicator.kind is not Kind.RATE or indicator.unit_vi != "%":
            continue
        if indicator.direction is Direction.HIGHER and len(cells) >= _FEWEST and all(map(_small, cells)):
            yield warning(
                "value.maybe_share", cells[0].place, cells[0].text, count=len(cells), **named(indicator)
            )


def _small(cell: ReadCell) -> bool:
    return cell.number is not None and not cell.is_percent and 0 < cell.number <= 1
