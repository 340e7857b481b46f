"""What offices enter about the new-rural programme: results, thresholds, sets of their own, recognitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from geodata.errors import Refused
from geodata.findings import Finding, Findings, error
from geodata.store import Store, importing
from geodata.store.criteria import (
    StoredCriterion,
    StoredCriterionResult,
    StoredCriterionSet,
    StoredRecognition,
    write_criterion_results,
    write_criterion_set,
    write_recognitions,
)
from geodata.store.imports import Batch
from geodata.store.settings import write_office_settings
from geodata.store.units import UnitKey
from geodata.store.vocabulary import ImportKind
from layers.catalogue import Grade
from layers.joining.snapshot import Snapshot
from layers.offices.holding import Entry, hold
from layers.offices.rights import Rights
from layers.periods import Period
from layers.themes.new_rural import MET, NO_DATA, RESULTS, group_setting

LONGEST_TEXT = 500
_NUMBER = re.compile(r"[1-9]\d?(\.[1-9]\d?)?")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")


@dataclass(frozen=True)
class GivenResult:
    """What the form says of a criterion."""

    criterion: str
    result: str
    evidence: str


@dataclass(frozen=True)
class GivenThreshold:
    """The threshold of a sub-criterion and the number of the document that sets it."""

    number: str
    threshold: str
    document: str


def enter_results(
    store: Store,
    snapshot: Snapshot,
    criterion_set: StoredCriterionSet,
    unit: UnitKey,
    period: Period,
    given: Iterable[GivenResult],
    *,
    person: str,
    rights: Rights,
) -> int:
    """Write what changed of a commune's results in a period; return how many did.

    A result that is no longer known is entered as `no_data`; what stood before is kept in the record.

    Raises
    ------
    Refused
        For results that are not theirs to enter, a period that is locked, a set that does not hold in the
        period, a criterion that is met without evidence, and unknown words. Nothing was changed.
    """
    if not criterion_set.holds(period.last_day):
        raise Refused(Findings((error("criteria.not_valid", name=criterion_set.name_vi, period=period),)))
    standing = {
        r.criterion: r
        for r in snapshot.criterion_results
        if r.unit == unit and r.period == str(period) and r.criterion_set == criterion_set.code
    }
    findings: list[Finding] = []
    changed: list[StoredCriterionResult] = []
    known = {c.number for c in criterion_set.top_criteria}
    for one in given:
        findings += _wrong_with(one, known)
        before = standing.get(one.criterion)
        now = (one.result, one.evidence or None)
        if now == ((NO_DATA, None) if before is None else (before.result, before.evidence)):
            continue
        changed.append(
            StoredCriterionResult(unit, str(period), criterion_set.code, one.criterion, one.result, now[1])
        )
    _refuse(findings)
    if not changed:
        return 0
    with importing(store, ImportKind.CRITERION_RESULTS, person) as batch:
        line = snapshot.profile.line_of_criteria(criterion_set.grade)
        if line is not None:
            entered = [Entry(line.code, unit.code, str(period))]
            hold(batch.session, snapshot.profile, rights, entered)
        batch.summary["added"] = write_criterion_results(batch, changed)
    return len(changed)


def enter_thresholds(
    store: Store,
    criterion_set: StoredCriterionSet,
    given: Iterable[GivenThreshold],
    *,
    groups: Mapping[str, str],
    person: str,
) -> int:
    """Write the thresholds that changed, each with its document, and communes' groups; return how many.

    Parameters
    ----------
    store : Store
    criterion_set : StoredCriterionSet
        As it stands; the set is superseded whole.
    given : iterable of GivenThreshold
        An empty threshold is left for later.
    groups : mapping of str to str
        Communes' groups by code, of those that changed.
    person : str

    Raises
    ------
    Refused
        For a threshold without the number of its document, for unknown sub-criteria and overlong texts.
    """
    standing = {
        c.number: (c.threshold or "", c.document or "")
        for c in criterion_set.criteria
        if c.parent is not None
    }
    by_number = {
        one.number: one for one in given if (one.threshold, one.document) != standing.get(one.number)
    }
    findings = [error("criteria.unknown_part", number=n) for n in sorted(by_number.keys() - standing.keys())]
    for one in by_number.values():
        if one.threshold and not one.document:
            findings.append(error("criteria.threshold_without_document", number=one.number))
        findings += _too_long((one.threshold, one.document))
    _refuse(findings)
    criteria = tuple(_with_threshold(c, by_number) for c in criterion_set.criteria)
    if by_number or groups:
        with importing(store, ImportKind.CRITERIA, person) as batch:
            if by_number:
                write_criterion_set(batch, replace(criterion_set, criteria=criteria))
            if groups:
                write_office_settings(batch, {group_setting(code): g for code, g in groups.items()})
            batch.summary["changed"] = len(by_number) + len(groups)
    return len(by_number) + len(groups)


def enter_set(store: Store, criterion_set: StoredCriterionSet, *, person: str) -> Batch:
    """Write a criterion set of the office's own, or one of the same code anew.

    Its criteria come from `read_criteria`.

    Raises
    ------
    Refused
        For a code, grade or span of days that cannot be, a missing name or document, and a set without
        criteria.
    """
    findings = []
    if not _CODE.fullmatch(criterion_set.code):
        findings.append(error("criteria.bad_code", text=criterion_set.code))
    if criterion_set.grade not in set(Grade):
        findings.append(error("criteria.unknown_grade", text=criterion_set.grade))
    if not criterion_set.name_vi or not criterion_set.source:
        findings.append(error("criteria.set_without_document"))
    if criterion_set.valid_to is not None and criterion_set.valid_to < criterion_set.valid_from:
        findings.append(error("criteria.ends_before_it_begins"))
    if not criterion_set.criteria:
        findings.append(error("criteria.no_criteria"))
    _refuse([*findings, *_too_long((criterion_set.name_vi, criterion_set.name_en, criterion_set.source))])
    with importing(store, ImportKind.CRITERIA, person) as batch:
        write_criterion_set(batch, criterion_set)
        batch.summary["added"] = len(criterion_set.criteria)
    return batch


def read_criteria(text: str) -> tuple[StoredCriterion, ...]:
    """Return the criteria of lines such as `2 | Giao thông` and `2.1 | Đường xã được cứng hóa | % | >= 90`.

    The number of a sub-criterion begins with its criterion's; unit and threshold may be left out.

    Raises
    ------
    Refused
        One finding for each line that cannot be read, stands twice, or belongs to no criterion.
    """
    findings: list[Finding] = []
    found: dict[str, StoredCriterion] = {}
    for position, line in enumerate(text.splitlines(), start=1):
        fields = [field.strip() for field in line.split("|")]
        if not any(fields):
            continue
        number, name, unit, threshold = (*fields, "", "", "", "")[:4]
        parent = number.partition(".")[0] if "." in number else None
        if not _NUMBER.fullmatch(number) or not name or len(fields) > 4:
            findings.append(error("criteria.unreadable_line", line=position, text=line[:80]))
        elif number in found:
            findings.append(error("criteria.twice", line=position, number=number))
        elif parent is not None and parent not in found:
            findings.append(error("criteria.part_of_none", line=position, number=number, parent=parent))
        else:
            findings += _too_long(fields)
            found[number] = StoredCriterion(
                number, parent, None, name, None, threshold or None, unit or None, None
            )
    _refuse(findings)
    return tuple(found.values())


def enter_recognition(
    store: Store, snapshot: Snapshot, recognition: StoredRecognition, *, today: date, person: str
) -> Batch:
    """Write a decision that recognises a unit, or one that withdraws its recognition.

    Raises
    ------
    Refused
        For a decision without a number or of a day to come, an unknown grade, a number that the unit's grade
        has already, and a withdrawal of what is not in force.
    """
    findings = []
    if not recognition.number:
        findings.append(error("recognition.no_number"))
    if recognition.decided_on > today:
        findings.append(error("recognition.day_to_come", day=recognition.decided_on))
    if recognition.grade not in set(Grade):
        findings.append(error("criteria.unknown_grade", text=recognition.grade))
    own = [d for d in snapshot.recognitions if (d.unit, d.grade) == (recognition.unit, recognition.grade)]
    if any(d.number == recognition.number for d in own):
        findings.append(error("recognition.twice", number=recognition.number))
    before = [d for d in own if d.decided_on <= recognition.decided_on]
    if recognition.is_withdrawal and (not before or before[-1].is_withdrawal):
        findings.append(error("recognition.nothing_to_withdraw"))
    _refuse([*findings, *_too_long((recognition.number,))])
    with importing(store, ImportKind.RECOGNITIONS, person) as batch:
        batch.summary["added"] = write_recognitions(batch, [recognition])
    return batch


def _wrong_with(one: GivenResult, known: set[str]) -> Iterable[Finding]:
    if one.criterion not in known:
        yield error("criteria.unknown_criterion", number=one.criterion)
    elif one.result not in RESULTS:
        yield error("criteria.unknown_result", number=one.criterion, text=one.result)
    elif one.result == MET and not one.evidence:
        yield error("criteria.no_evidence", number=one.criterion)
    yield from _too_long((one.evidence,))


def _with_threshold(criterion: StoredCriterion, given: Mapping[str, GivenThreshold]) -> StoredCriterion:
    one = given.get(criterion.number) if criterion.parent is not None else None
    if one is None:
        return criterion
    return replace(criterion, threshold=one.threshold or None, document=one.document or None)


def _too_long(texts: Iterable[str | None]) -> Iterable[Finding]:
    if any(text is not None and len(text) > LONGEST_TEXT for text in texts):
        yield error("criteria.too_long", longest=LONGEST_TEXT)


def _refuse(findings: Iterable[Finding]) -> None:
    found = tuple(findings)
    if found:
        raise Refused(Findings(found))
