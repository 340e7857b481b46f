"""Criterion sets: the new-rural criteria of a period, with their sub-criteria."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from layers.catalogue.entries import Entry
from layers.catalogue.vocabulary import Grade


@dataclass(frozen=True)
class CriterionPart:
    """A sub-criterion; `threshold` is None where the document has not been compared yet.

    `verified` says that the wording was found in print, not only written down. `indicator` is the line of the
    catalogue that sounds like it: where `agrees`, both count the same and the line's figure may be held
    against the threshold; where not, the reason says what differs, and the figures are never mixed.
    """

    number: str
    name_vi: str
    unit_vi: str | None
    threshold: str | None
    verified: bool
    indicator: str | None = None
    agrees: bool = False
    why_vi: str = ""
    why_en: str = ""


@dataclass(frozen=True)
class Criterion:
    """A criterion by its number in the document, with its group and sub-criteria."""

    number: str
    name_vi: str
    name_en: str
    group_vi: str | None
    group_en: str | None
    parts: tuple[CriterionPart, ...]

    def name(self, language: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True)
class CriterionSet:
    """The criteria of a grade for a span of years; thresholds may go by `commune_groups`."""

    code: str
    name_vi: str
    name_en: str
    grade: Grade
    valid_from: date
    valid_to: date | None
    source: str
    commune_groups: tuple[str, ...]
    note_vi: str
    note_en: str
    criteria: tuple[Criterion, ...]

    def name(self, language: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.name_en if language == "en" else self.name_vi

    def valid_on(self, day: date) -> bool:
        """Tell whether the set holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_criterion_set(entry: Entry) -> CriterionSet:
    """Return the criterion set of a file; no two criteria or parts share a number."""
    tables = entry.tables("criterion", "number")
    found = CriterionSet(
        code=entry.text("code"),
        name_vi=entry.text("name_vi"),
        name_en=entry.text("name_en"),
        grade=entry.choice("grade", Grade),
        valid_from=entry.day("valid_from"),
        valid_to=entry.optional_day("valid_to"),
        source=entry.text("source"),
        commune_groups=entry.texts("commune_groups"),
        note_vi=entry.optional_text("note_vi") or "",
        note_en=entry.optional_text("note_en") or "",
        criteria=tuple(_criterion(table) for table in tables),
    )
    entry.finish()
    if found.valid_to is not None and found.valid_to < found.valid_from:
        raise entry.error("valid_to is before valid_from")
    if not found.criteria:
        raise entry.error("it has no criteria")
    _refuse_twice(entry, [criterion.number for criterion in found.criteria])
    _refuse_twice(entry, [part.number for criterion in found.criteria for part in criterion.parts])
    return found


def _criterion(entry: Entry) -> Criterion:
    criterion = Criterion(
        number=entry.text("number"),
        name_vi=entry.text("name_vi"),
        name_en=entry.text("name_en"),
        group_vi=entry.optional_text("group_vi"),
        group_en=entry.optional_text("group_en"),
        parts=tuple(_part(table) for table in entry.tables("part", "number")),
    )
    entry.finish()
    return criterion


def _part(entry: Entry) -> CriterionPart:
    part = CriterionPart(
        number=entry.text("number"),
        name_vi=entry.text("name_vi"),
        unit_vi=entry.optional_text("unit_vi"),
        threshold=entry.optional_text("threshold") or None,
        verified=entry.flag("verified"),
        indicator=entry.optional_text("indicator"),
        agrees=entry.flag("agrees"),
        why_vi=entry.optional_text("why_vi") or "",
        why_en=entry.optional_text("why_en") or "",
    )
    entry.finish()
    if part.indicator is not None and not (part.why_vi and part.why_en):
        raise entry.error("an indicator needs why_vi and why_en: what agrees, or what differs")
    return part


def _refuse_twice(entry: Entry, numbers: list[str]) -> None:
    for one, other in pairwise(sorted(numbers)):
        if one == other:
            raise entry.error(f"number '{one}' occurs twice")
