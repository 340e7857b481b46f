"""One line judged as data: the entry it makes, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from geodata.findings import Finding, error, note
from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import State
from layers.catalogue import Indicator, Kind, Profile
from layers.reporting.checks.line_entry import entry_from
from layers.reporting.checks.rate_check import check_rate, of_denominator, over_maximum, own_denominator
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import ROLES, Slot
from layers.reporting.lines.resolving import Meant, named
from layers.reporting.lines.slots import Said, Word, read_slot, read_yes_no
from layers.rules.values import NO_CASES

STATED = "stated"
"""Reason of what an office itself calls not applicable."""


@dataclass(frozen=True)
class Checked:
    """The entry that a line makes (None where it is refused) and its findings."""

    entry: ObservationEntry | None
    findings: tuple[Finding, ...] = ()


def check_line(meant: Meant, shared: Decimal | None, profile: Profile) -> Checked:
    """Check a line's figures.

    Parameters
    ----------
    meant : Meant
    shared : decimal.Decimal or None
        The unit's shared denominator for the period, where one is known.
    profile : Profile
        For the size of criterion sets.

    Returns
    -------
    Checked
        The entry carries a denominator of its own only where the line gives one that differs from the
        shared one: the shared one is joined when the entry is read, so that a correction of it counts.
    """
    said = {role: _said(meant, role) for role in ROLES if getattr(meant.line, role) is not None}
    wrong = tuple(s.finding for s in said.values() if s.finding is not None)
    wrong += tuple(_out_of_range(meant, said))
    if wrong:
        return Checked(None, wrong)
    state = _state(meant, said)
    if isinstance(state, Finding):
        return Checked(None, (state,))
    if state is not None:
        return Checked(state)
    if meant.indicator.kind is Kind.RATE:
        return Checked(*check_rate(meant, said, shared, profile))
    return _plain(meant, said, shared, profile)


def _said(meant: Meant, role: str) -> Said:
    slot: Slot = getattr(meant.line, role)
    if meant.indicator.kind is Kind.YES_NO and role == "value":
        return read_yes_no(slot)
    return read_slot(slot, takes_percent=role == "value" and meant.indicator.unit_vi == "%")


def _out_of_range(meant: Meant, said: dict[str, Said]) -> Iterator[Finding]:
    """Yield what is negative, not whole where whole things are counted, or over the indicator's maximum."""
    indicator = meant.indicator
    for role, one in said.items():
        slot: Slot = getattr(meant.line, role)
        if one.number is None:
            continue
        if one.number < 0:
            yield error("value.negative", slot.place, slot.text, value=one.number)
        elif _counts_whole(indicator, role) and one.number != one.number.to_integral_value():
            yield error("value.not_whole", slot.place, slot.text, value=one.number)
        elif role == "value" and indicator.max is not None and one.number > Fraction(indicator.max):
            yield over_maximum(indicator, slot.place, slot.text, one.number)


def _counts_whole(indicator: Indicator, role: str) -> bool:
    if role == "numerator":
        return indicator.numerator is not None and indicator.numerator.precision == 0
    return role == "value" and indicator.kind in (Kind.COUNT, Kind.CRITERIA) and indicator.precision == 0


def _state(meant: Meant, said: dict[str, Said]) -> ObservationEntry | Finding | None:
    """Return the entry of a fixed word or a stated state, None where there are numbers."""
    line = meant.line
    words: set[str] = {s.word for s in said.values() if s.word is not None}
    if line.state and line.state != State.VALUE:
        word = _stated(line.state)
        if word is None:
            return error("state.unknown", line.place, line.state)
        words.add(word)
    if not words:
        return None
    place = next((_slot(meant, role).place for role, s in said.items() if s.word is not None), line.place)
    if len(words) > 1 or any(s.number is not None for s in said.values()):
        return error("value.word_and_number", place)
    word = words.pop()
    if word == Word.NOT_ARISING and meant.indicator.kind not in (Kind.RATE, Kind.MEAN):
        return error("word.write_zero", place, _slot_text(meant))
    return _state_entry(meant, word)


def _stated(text: str) -> str | None:
    if text in set(State):
        return text
    word = labels().words.get(fold(text))
    return None if word is None else Word(word)


def _state_entry(meant: Meant, word: str) -> ObservationEntry:
    reason = meant.line.reason or None
    if word == Word.NOT_ARISING:
        return entry_from(meant, state=State.NOT_APPLICABLE, reason=NO_CASES)
    if word == Word.WITHDRAW:
        return entry_from(meant, state=State.NO_DATA, withdrawn=True)
    if word == State.NOT_APPLICABLE:
        return entry_from(meant, state=State.NOT_APPLICABLE, reason=reason or STATED)
    return entry_from(meant, state=State(word), reason=reason)


def _plain(meant: Meant, said: dict[str, Said], shared: Decimal | None, profile: Profile) -> Checked:
    """Check a count, an amount, a mean, a number of criteria or a yes or no: its value is all there is."""
    indicator = meant.indicator
    if "numerator" in said:
        slot = _slot(meant, "numerator")
        return Checked(None, (error("numerator.not_used", slot.place, slot.text, **named(indicator)),))
    value, own = said.get("value", Said()).number, said.get("denominator", Said()).number
    if value is None:
        return Checked(None, (error("value.missing", meant.line.place),))
    if indicator.kind is Kind.CRITERIA:
        return _criteria(meant, value, profile)
    findings = list(own_denominator(meant, own, shared, profile))
    if indicator.kind is Kind.MEAN and own is None and shared is None:
        findings.append(
            note("rate.without_denominator", _slot(meant, "value").place, **of_denominator(meant, profile))
        )
    return Checked(
        entry_from(meant, value=value, denominator=own if own != shared else None), tuple(findings)
    )


def _criteria(meant: Meant, value: Decimal, profile: Profile) -> Checked:
    """Check a number of criteria met against the set valid at the period's end; the set's size is kept."""
    grade = meant.indicator.criteria_grade
    criteria = None if grade is None else profile.criterion_set(grade, meant.period.last_day)
    if criteria is None:
        return Checked(entry_from(meant, value=value))
    size = Decimal(len(criteria.criteria))
    if value > size:
        slot = _slot(meant, "value")
        return Checked(None, (over_maximum(meant.indicator, slot.place, slot.text, value, maximum=size),))
    return Checked(entry_from(meant, value=value, denominator=size))


def _slot(meant: Meant, role: str) -> Slot:
    slot: Slot = getattr(meant.line, role)
    return slot


def _slot_text(meant: Meant) -> str | None:
    slot = meant.line.value or meant.line.numerator
    return None if slot is None else slot.text
