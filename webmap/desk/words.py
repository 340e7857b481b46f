"""A draft in words: its findings with what can be done about each, and what would change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from geodata.findings import Finding, Place, Severity
from geodata.store.observations import ObservationEntry
from geodata.store.units import UnitKey, read_units, read_vintages
from layers.catalogue import Profile
from layers.reporting import PreviewRow, finding_key
from webmap.desk.entry_words import say_entry
from webmap.words.findings import say_severity, word_code, word_place
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_NAME_AND_CODE = re.compile(r"(?P<name>[^,()]+) \((?P<code>\d{5})\)")
_ASKED_OF_FILE = frozenset({"period.missing", "unit.two_in_period", "boundaries.none_in_period"})


@dataclass(frozen=True)
class FindingLine:
    """A finding as the page lists it: `choices` are answers (value, label), `cell` what can be mended."""

    key: str
    severity: str
    weight: str
    place: str
    content: str
    said: str
    cell: str
    sheet: str
    choices: tuple[tuple[str, str], ...]
    needs_reason: bool

    @property
    def can_mend(self) -> bool:
        """Whether the page can put something else into the cell."""
        return bool(self.cell) and self.severity != Severity.NOTE


@dataclass(frozen=True)
class ChangeLine:
    """A value as it stands and as it would be; `change` in percent, empty where that says nothing.

    `key` leads to its history: indicator, unit's code and the day from which that unit is meant.
    """

    kind: str
    key: tuple[str, str, date]
    name: str
    unit: str
    period: str
    place: str
    before: str
    after: str
    change: str


def finding_lines(findings: Iterable[Finding], word: Translator) -> list[FindingLine]:
    """Return findings in words, the heaviest first, else in the order of the file."""
    order = list(Severity)
    return [_finding_line(one, word) for one in sorted(findings, key=lambda f: order.index(f.severity))]


def asks_of_file(findings: Iterable[Finding]) -> bool:
    """Tell whether the file's period, or the day whose units are meant, is missing."""
    return any(finding.code in _ASKED_OF_FILE for finding in findings)


def change_lines(
    rows: Iterable[PreviewRow], profile: Profile, names: Mapping[UnitKey, str], word: Translator
) -> list[ChangeLine]:
    """Return what a draft would change, in words."""
    return [
        ChangeLine(
            kind=row.kind,
            key=(row.after.indicator, row.after.unit.code, row.after.unit.valid_from),
            name=profile.indicators[row.after.indicator].name(word.lang),
            unit=names.get(row.after.unit, row.after.unit.code),
            period=row.after.period,
            place=_short_place(row, word),
            before=said_entry(profile, row.before, word),
            after=said_entry(profile, row.after, word),
            change=said_change(row.change_percent, word),
        )
        for row in rows
    ]


def said_entry(profile: Profile, entry: ObservationEntry | None, word: Translator) -> str:
    """Write a value as it was entered; a dash where there is none."""
    if entry is None:
        return "–"
    if entry.withdrawn:
        return word(_("withdrawn"))
    said = say_entry(profile.indicators[entry.indicator], entry, word)
    if entry.numerator is None or entry.denominator is None or entry.value is None:
        return said
    parts = (entry.numerator, entry.denominator)
    return f"{said} ({'/'.join(format_number(Fraction(n), _decimals(n), word.lang) for n in parts)})"


def said_change(percent: Fraction | None, word: Translator) -> str:
    """Write by how much a value changed: `+12,5%`; empty where that says nothing."""
    return "" if percent is None else format_number(percent, 1, word.lang, signed=True) + "%"


def unit_names(session: Session) -> dict[UnitKey, str]:
    """Return the name of every unit of every vintage."""
    return {u.key: u.name for v in read_vintages(session) for u in read_units(session, v)}


def _decimals(number: object) -> int:
    _whole, _mark, digits = str(number).partition(".")
    return min(len(digits.rstrip("0")), 4)


def _short_place(row: PreviewRow, word: Translator) -> str:
    place = row.place
    if place.cell is None:
        return word(_("line %(it)s"), it=place.line) if place.line is not None else ""
    return f"{place.sheet}!{place.cell}" if place.sheet else place.cell


def _finding_line(finding: Finding, word: Translator) -> FindingLine:
    place = finding.place
    cell = place.cell or ("" if place.line is None else str(place.line))
    return FindingLine(
        key=finding_key(finding),
        severity=str(finding.severity),
        weight=say_severity(finding.severity, word),
        place=word_place(place_in_file(finding), word),
        content=finding.content or "",
        said=word_code(finding.code, {"content": finding.content or "", **finding.parameters}, word),
        cell=cell,
        sheet=place.sheet or "",
        choices=_choices(finding, word),
        needs_reason=finding.severity is Severity.WARNING,
    )


def place_in_file(finding: Finding) -> Place:
    """Return a finding's place without the file, which the page names once."""
    return replace(finding.place, file=None)


def _choices(finding: Finding, word: Translator) -> tuple[tuple[str, str], ...]:
    """Return the answers that a finding offers: one of two numbers, or a commune that may be meant."""
    parameters = finding.parameters
    if finding.code == "number.ambiguous":
        found = (parameters["small"], parameters["large"])
        return tuple((str(n), format_number(Fraction(n), _decimals(n), word.lang)) for n in found)
    if finding.code.startswith("unit."):
        suggested = _NAME_AND_CODE.finditer(str(parameters.get("suggestions", "")))
        names = [match["name"].strip() for match in suggested] or [str(parameters.get("taken", ""))]
        return tuple((name, name) for name in names if name)
    return ()
