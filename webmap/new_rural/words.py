"""Words of the new-rural programme: results, grades, what blocks a commune, what its grade stands on."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.store.criteria import StoredCriterion, StoredCriterionSet, StoredRecognition
from layers.catalogue import Grade
from layers.joining.snapshot import Snapshot
from layers.themes.new_rural import (
    MET,
    NO_DATA,
    NOT_APPLICABLE,
    NOT_MET,
    CommuneCriteria,
    CriteriaMatrix,
    DerivedPart,
)
from webmap.words.dates import format_date
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import say_origin

RESULT_WORDS = {
    MET: _("criterion met"),
    NOT_MET: _("criterion not met"),
    NO_DATA: _("no data"),
    NOT_APPLICABLE: _("not applicable"),
}
GRADE_WORDS = {
    str(Grade.STANDARD): _("new-rural standard"),
    str(Grade.ADVANCED): _("advanced new-rural"),
    str(Grade.MODEL): _("model new-rural"),
    str(Grade.DISTRICT): _("new-rural district"),
}
# The signs of the status legend say the same of a criterion.
_KEYS = {MET: "met", NOT_MET: "missed", NO_DATA: "no_data", NOT_APPLICABLE: "not_applicable"}

MOST_NAMED = 30
"""Communes that are named in a sentence at most."""


@dataclass(frozen=True)
class CellWords:
    """A cell: the legend's key, what it says, and what it rests on."""

    number: str
    key: str
    result: str
    evidence: str
    origin: str


@dataclass(frozen=True)
class LineWords:
    """A commune's line in words; an empty text says nothing."""

    code: str
    name: str
    cells: tuple[CellWords, ...]
    met: str
    blocking: str
    recognised: str
    is_at_risk: bool
    contradicted: str


@dataclass(frozen=True)
class PartWords:
    """A sub-criterion beside the portal's own figure; `short` names the communes that fall short."""

    number: str
    name: str
    threshold: str
    document: str
    indicator: str
    indicator_name: str
    agrees: bool
    why: str
    short: str
    judged: int


def matrix_lines(matrix: CriteriaMatrix, snapshot: Snapshot, word: Translator) -> tuple[LineWords, ...]:
    """Return the lines of the matrix in words."""
    names = criterion_names(matrix.criterion_set, word)
    return tuple(_line(line, names, snapshot, word) for line in matrix.communes)


def part_lines(matrix: CriteriaMatrix, word: Translator) -> tuple[PartWords, ...]:
    """Return the sub-criteria that a line of the resolution sounds like, in words."""
    return tuple(_part(part, word) for part in matrix.parts)


def criterion_names(criterion_set: StoredCriterionSet, word: Translator) -> dict[str, str]:
    """Return the criteria's names by number."""
    return {c.number: _name(c, word) for c in criterion_set.top_criteria}


def say_set(criterion_set: StoredCriterionSet, word: Translator) -> str:
    """Return a set's name."""
    return word.pick(criterion_set.name_vi, criterion_set.name_en or criterion_set.name_vi)


def say_recognition(decision: StoredRecognition, word: Translator) -> str:
    """Return a decision: the grade, its number and day."""
    said = word(_("%(grade)s, decision %(number)s of %(day)s"))
    values = {
        "grade": word(GRADE_WORDS[decision.grade]),
        "number": decision.number,
        "day": format_date(decision.decided_on, word.lang),
    }
    return said % values


def _line(line: CommuneCriteria, names: dict[str, str], snapshot: Snapshot, word: Translator) -> LineWords:
    blocking = "" if line.blocking is None else f"{line.blocking}. {names[line.blocking]}"
    return LineWords(
        code=line.unit.code,
        name=line.unit.name,
        cells=tuple(
            CellWords(
                number=cell.number,
                key=_KEYS[cell.result],
                result=word(RESULT_WORDS[cell.result]),
                evidence="" if cell.entered is None else cell.entered.evidence or "",
                origin=_origin(snapshot, None if cell.entered is None else cell.entered.import_seq, word),
            )
            for cell in line.cells
        ),
        met=_say_met(line, word),
        blocking=blocking,
        recognised="" if line.recognised is None else say_recognition(line.recognised, word),
        is_at_risk=line.is_at_risk,
        contradicted=", ".join(line.contradicted),
    )


def _say_met(line: CommuneCriteria, word: Translator) -> str:
    """Say how many criteria are met of those that apply; what nobody entered is never taken for not met."""
    missing = line.count(NO_DATA)
    if missing == line.applicable:
        return word(RESULT_WORDS[NO_DATA]) if missing else "–"
    met = f"{line.count(MET)}/{line.applicable}"
    return f"{met} ({word(_('%(n)s without data yet'), n=missing)})" if missing else met


def _origin(snapshot: Snapshot, sequence: int | None, word: Translator) -> str:
    origin = None if sequence is None else snapshot.origins.get(sequence)
    return "" if origin is None else say_origin(origin, word)


def _say_short(part: DerivedPart, word: Translator) -> str:
    """Name the communes that fall short, of very many the first."""
    named = ", ".join(unit.name for unit in part.short[:MOST_NAMED])
    more = len(part.short) - MOST_NAMED
    return f"{named}. {word(_('And %(n)s more.'), n=more)}" if more > 0 else named


def _part(part: DerivedPart, word: Translator) -> PartWords:
    return PartWords(
        number=part.part.number,
        name=part.criterion.name_vi,
        threshold=part.criterion.threshold or "",
        document=part.criterion.document or "",
        indicator=part.indicator.code,
        indicator_name=part.indicator.name(word.lang),
        agrees=part.part.agrees,
        why=word.pick(part.part.why_vi, part.part.why_en),
        short=_say_short(part, word),
        judged=part.judged,
    )


def _name(criterion: StoredCriterion, word: Translator) -> str:
    return word.pick(criterion.name_vi, criterion.name_en or criterion.name_vi)
