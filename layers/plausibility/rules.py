"""What makes a figure odd, as data: `checks.toml` of the profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

from layers.catalogue import Kind, Profile
from layers.catalogue.entries import Entry, read_toml


@dataclass(frozen=True)
class Term:
    """A figure of an indicator: its value, or the numerator of a rate."""

    indicator: str
    is_numerator: bool = False


@dataclass(frozen=True)
class Outliers:
    """How far is odd (a modified z-score), and how many figures a comparison needs.

    Small samples are often close together by chance: what is nearer than `least_points` (of shares in %) or
    `least_percent` of the middle value is not odd, whatever its score.
    """

    limit: Fraction = Fraction(7, 2)
    least_history: int = 5
    least_neighbours: int = 4
    least_points: Fraction = Fraction(5)
    least_percent: Fraction = Fraction(10)


@dataclass(frozen=True)
class Jumps:
    """The largest change that is not asked about.

    `points` is for shares in %, `percent` (of the figure before) for all else where the difference is at
    least `least`; `own` has an indicator's own bound, in points or percent likewise.
    """

    points: Fraction
    percent: Fraction
    least: Fraction
    own: dict[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class AtMost:
    """One figure counts a part of what another counts, so it is not larger."""

    smaller: Term
    larger: Term


@dataclass(frozen=True)
class Sum:
    """A figure that its parts add up to."""

    total: Term
    parts: tuple[Term, ...]


@dataclass(frozen=True)
class Grades:
    """Two numbers of criteria met: who meets all of the higher grade meets all of the lower one."""

    lower: str
    higher: str


@dataclass(frozen=True)
class CheckRules:
    """All rules of a profile; a check whose rule is missing is not made."""

    outliers: Outliers | None = None
    jumps: Jumps | None = None
    at_most: tuple[AtMost, ...] = ()
    sums: tuple[Sum, ...] = ()
    grades: tuple[Grades, ...] = ()

    @property
    def related(self) -> frozenset[str]:
        """Every indicator that is compared with another one."""
        terms = [term for pair in self.at_most for term in (pair.smaller, pair.larger)]
        terms += [term for one in self.sums for term in (one.total, *one.parts)]
        codes = {term.indicator for term in terms}
        return frozenset(codes | {code for pair in self.grades for code in (pair.lower, pair.higher)})


def check_rules(profile: Profile) -> CheckRules:
    """Return the rules of a profile; one without `checks.toml` has none.

    Raises
    ------
    CatalogueError
        For a rule that names no indicator of the catalogue, or the numerator of what has none.
    """
    return _read(profile.folder, _Known(profile))


class _Known:
    """The catalogue as far as rules ask for it; equal for one profile, so that its rules are read once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other._profile.catalogue_hash == self._profile.catalogue_hash

    def __hash__(self) -> int:
        return hash(self._profile.catalogue_hash)

    def term(self, entry: Entry, text: str) -> Term:
        code, _, role = text.partition(":")
        indicator = self._profile.indicators.get(code)
        if indicator is None or role not in ("", "numerator"):
            raise entry.error(f"'{text}' is no figure of the catalogue")
        if role and (indicator.kind is not Kind.RATE or indicator.numerator is None):
            raise entry.error(f"'{code}' has no numerator")
        return Term(code, bool(role))


@cache
def _read(folder: Path, known: _Known) -> CheckRules:
    if not (folder / "checks.toml").is_file():
        return CheckRules()
    head = read_toml(folder / "checks.toml", folder)
    rules = CheckRules(
        outliers=_outliers(head.optional_table("outlier")),
        jumps=_jumps(head.optional_table("jump"), known),
        at_most=tuple(_at_most(entry, known) for entry in head.tables("at_most", "smaller")),
        sums=tuple(_sum(entry, known) for entry in head.tables("sum", "total")),
        grades=tuple(_grades(entry, known) for entry in head.tables("grades", "lower")),
    )
    head.finish()
    return rules


def _outliers(entry: Entry | None) -> Outliers | None:
    if entry is None:
        return None
    found = Outliers(
        entry.number("limit") or Outliers.limit,
        entry.whole("least_history", Outliers.least_history, least=3),
        entry.whole("least_neighbours", Outliers.least_neighbours, least=3),
        entry.number("least_points") or Outliers.least_points,
        entry.number("least_percent") or Outliers.least_percent,
    )
    entry.finish()
    return found


def _jumps(entry: Entry | None, known: _Known) -> Jumps | None:
    if entry is None:
        return None
    own = {}
    for one in entry.tables("indicator", "code"):
        code, bound = one.text("code"), one.number("bound")
        if bound is None:
            raise one.error("key 'bound' is missing")
        own[known.term(one, code).indicator] = bound
        one.finish()
    points, percent, least = (entry.number(key) for key in ("points", "percent", "least"))
    if points is None or percent is None or least is None:
        raise entry.error("needs points, percent and least")
    entry.finish()
    return Jumps(points, percent, least, own)


def _at_most(entry: Entry, known: _Known) -> AtMost:
    smaller, larger = entry.text("smaller"), entry.text("larger")
    entry.finish()
    return AtMost(known.term(entry, smaller), known.term(entry, larger))


def _sum(entry: Entry, known: _Known) -> Sum:
    total, parts = entry.text("total"), entry.texts("parts")
    entry.finish()
    return Sum(known.term(entry, total), tuple(known.term(entry, part) for part in parts))


def _grades(entry: Entry, known: _Known) -> Grades:
    lower, higher = entry.text("lower"), entry.text("higher")
    entry.finish()
    return Grades(known.term(entry, lower).indicator, known.term(entry, higher).indicator)
