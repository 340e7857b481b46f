"""One line judged as data: the entry it makes, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from geodata.findings import Finding, Place, error, note, warning
from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import State
from layers.catalogue import Indicator, Kind, Profile
from layers.reporting.labels import fold, labels
from layers.reporting.lines import ROLES, Slot
from layers.reporting.rates import Rate, settle_rate
from layers.reporting.resolving import Meant
from layers.reporting.slots import Said, Word, read_slot, read_yes_no
from layers.values import NO_CASES

STATED = "stated"
"""Reason of what an office itself calls not applicable."""

_WARNINGS = frozenset({"numerator.not_whole"})


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
        return _rate(meant, said, shared)
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
            yield error("value.negative", slot.place, slot.text, role=role, value=one.number)
        elif _counts_whole(indicator, role) and one.number != one.number.to_integral_value():
            yield error("value.not_whole", slot.place, slot.text, role=role, value=one.number)
        elif role == "value" and indicator.max is not None and one.number > Fraction(indicator.max):
            yield _over_maximum(indicator, slot.place, slot.text, one.number)


def _counts_whole(indicator: Indicator, role: str) -> bool:
    if role == "numerator":
        return indicator.numerator is not None and indicator.numerator.precision == 0
    return role == "value" and indicator.kind in (Kind.COUNT, Kind.CRITERIA) and indicator.precision == 0


def _over_maximum(indicator: Indicator, place: Place, text: str | None, value: Decimal) -> Finding:
    return error(
        "value.over_maximum", place, text, value=value, maximum=indicator.max, unit=indicator.unit_vi
    )


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
        return _entry(meant, state=State.NOT_APPLICABLE, reason=NO_CASES)
    if word == Word.WITHDRAW:
        return _entry(meant, state=State.NO_DATA, withdrawn=True)
    if word == State.NOT_APPLICABLE:
        return _entry(meant, state=State.NOT_APPLICABLE, reason=reason or STATED)
    return _entry(meant, state=State(word), reason=reason)


def _rate(meant: Meant, said: dict[str, Said], shared: Decimal | None) -> Checked:
    value, numerator, own = (said.get(role, Said()) for role in ROLES)
    findings: list[Finding] = []
    if own.number is not None and shared is not None and own.number != shared:
        slot = _slot(meant, "denominator")
        findings.append(
            warning("denominator.differs", slot.place, slot.text, value=own.number, shared=shared)
        )
    denominator = shared if own.number is None else own.number
    rate = settle_rate(
        meant.indicator,
        value=value.number,
        decimals=value.decimals,
        numerator=numerator.number,
        denominator=denominator,
    )
    place = _place(meant, *(("numerator", "value") if numerator.number is not None else ("value",)))
    if rate.problem is not None:
        findings.append(_problem(meant, rate, value.number, numerator.number, denominator, place))
        return Checked(None, tuple(findings))
    if rate.remark is not None:
        make = warning if rate.remark in _WARNINGS else note
        findings.append(make(rate.remark, place, denominator=denominator))
    if rate.nothing_arose:
        return Checked(_entry(meant, state=State.NOT_APPLICABLE, reason=NO_CASES), tuple(findings))
    if (
        rate.value is not None
        and meant.indicator.max is not None
        and rate.value > Fraction(meant.indicator.max)
    ):
        findings.append(_over_maximum(meant.indicator, place, None, rate.value))
        return Checked(None, tuple(findings))
    keeps_own = rate.derived or denominator != shared
    entry = _entry(
        meant,
        value=rate.value,
        numerator=rate.numerator,
        denominator=rate.denominator if keeps_own else None,
        numerator_derived=rate.derived,
    )
    return Checked(entry, tuple(findings))


def _problem(
    meant: Meant,
    rate: Rate,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    place: Place,
) -> Finding:
    if rate.problem == "value.contradicts":
        slot = _slot(meant, "value")
        return error("value.contradicts", slot.place, slot.text, value=value, made=rate.value,
                     numerator=numerator, denominator=denominator)  # fmt: skip
    code = rate.problem or "value.missing"
    named = meant.indicator.denominator or ""
    return error(code, place, numerator=numerator, denominator=denominator, indicator=named)


def _plain(meant: Meant, said: dict[str, Said], shared: Decimal | None, profile: Profile) -> Checked:
    """Check a count, an amount, a mean, a number of criteria or a yes or no: its value is all there is."""
    indicator = meant.indicator
    if "numerator" in said:
        slot = _slot(meant, "numerator")
        return Checked(None, (error("numerator.not_used", slot.place, slot.text, indicator=indicator.code),))
    value, own = said.get("value", Said()).number, said.get("denominator", Said()).number
    if value is None:
        return Checked(None, (error("value.missing", meant.line.place),))
    if indicator.kind is Kind.CRITERIA:
        return _criteria(meant, value, profile)
    findings: list[Finding] = []
    if own is not None and shared is not None and own != shared:
        slot = _slot(meant, "denominator")
        findings.append(warning("denominator.differs", slot.place, slot.text, value=own, shared=shared))
    if indicator.kind is Kind.MEAN and own is None and shared is None:
        findings.append(note("rate.without_denominator", _place(meant, "value"), denominator=None))
    return Checked(_entry(meant, value=value, denominator=own if own != shared else None), tuple(findings))


def _criteria(meant: Meant, value: Decimal, profile: Profile) -> Checked:
    """Check a number of criteria met against the set valid at the period's end; the set's size is kept."""
    grade = meant.indicator.criteria_grade
    criteria = None if grade is None else profile.criterion_set(grade, meant.period.last_day)
    if criteria is None:
        return Checked(_entry(meant, value=value))
    size = Decimal(len(criteria.criteria))
    if value > size:
        slot = _slot(meant, "value")
        finding = error(
            "value.over_maximum",
            slot.place,
            slot.text,
            value=value,
            maximum=size,
            unit=meant.indicator.unit_vi,
        )
        return Checked(None, (finding,))
    return Checked(_entry(meant, value=value, denominator=size))


def _entry(meant: Meant, **parts: object) -> ObservationEntry:
    return ObservationEntry(
        unit=meant.unit.key,
        indicator=meant.indicator.code,
        period=str(meant.period),
        quality=meant.quality,
        note=_note(meant),
        **parts,  # type: ignore[arg-type]
    )


def _note(meant: Meant) -> str | None:
    """Return the row's note with the comments of its cells, each once."""
    slots = (meant.line.value, meant.line.numerator, meant.line.denominator)
    comments = (slot.comment for slot in slots if slot is not None and slot.comment)
    texts = dict.fromkeys(text for text in (meant.line.note, *comments) if text)
    return "; ".join(texts) or None


def _slot(meant: Meant, role: str) -> Slot:
    slot: Slot = getattr(meant.line, role)
    return slot


def _slot_text(meant: Meant) -> str | None:
    slot = meant.line.value or meant.line.numerator
    return None if slot is None else slot.text


def _place(meant: Meant, *roles: str) -> Place:
    slots = (getattr(meant.line, role) for role in roles)
    return next((slot.place for slot in slots if slot is not None), meant.line.place)
