"""An indicator: one measurable line, with all that gives its value meaning."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layers.catalogue.vocabulary import (
    Cover,
    DataLevel,
    Direction,
    Frequency,
    Grade,
    Kind,
    Measure,
    Scope,
    Visibility,
)


@dataclass(frozen=True)
class Numerator:
    """What a rate counts: its name, its unit, and the decimals it is counted with (0: whole things)."""

    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    precision: int

    def name(self, language: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.name_en if language == "en" else self.name_vi

    def unit(self, language: str) -> str:
        """Return the unit in `vi` or `en`."""
        return self.unit_en if language == "en" else self.unit_vi

    @property
    def step(self) -> Fraction:
        """The smallest difference that is counted."""
        return Fraction(1, 10**self.precision)


@dataclass(frozen=True)
class Indicator:
    """One measurable line (chỉ tiêu), or a denominator that rates share.

    A rate's value is `per × numerator / denominator`, in `unit`; a count with a denominator is judged by the
    count and mapped as that rate. `precision` is the decimals usually shown. `max` is the largest value that
    is accepted, None where there is none. `exceeded_margin`, in the unit, is how far beyond its target a
    value is called exceeded; None: never. `own_bodies` says that the district's own bodies report too, beside
    the communes. `measured_by` is the cover that imagery measures it by; None: it does not. `from_unit` names
    the unit's own figure that stands for a denominator.
    """

    code: str
    name_vi: str
    name_en: str
    kind: Kind
    unit_vi: str
    unit_en: str
    precision: int
    direction: Direction
    measure: Measure
    frequency: Frequency | None
    numerator: Numerator | None
    denominator: str | None
    per: int
    max: Fraction | None
    numerator_within_denominator: bool
    scope: Scope
    data_level: DataLevel
    maintain: bool
    own_bodies: bool
    owner: str
    visibility: Visibility
    theme: str | None
    clause: str | None
    source: str
    note_vi: str
    note_en: str
    recognition_grade: Grade | None = None
    criteria_grade: Grade | None = None
    shows_all_bases: bool = False
    measured_by: Cover | None = None
    palette: str | None = None
    class_breaks: tuple[Fraction, ...] = ()
    exceeded_margin: Fraction | None = None
    from_unit: str | None = None
    is_denominator: bool = False

    def name(self, language: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.name_en if language == "en" else self.name_vi

    def unit(self, language: str) -> str:
        """Return the unit in `vi` or `en`."""
        return self.unit_en if language == "en" else self.unit_vi

    def note(self, language: str) -> str:
        """Return the note in `vi` or `en`; empty where there is none."""
        return self.note_en if language == "en" else self.note_vi

    @property
    def step(self) -> Fraction:
        """The smallest difference of the value itself that is counted: 1 for whole things."""
        return Fraction(1, 10**self.precision)

    @property
    def mapped_as_rate(self) -> bool:
        """Whether it is a count that maps draw against a denominator."""
        return self.kind is Kind.COUNT and self.denominator is not None

    @property
    def counts_recognitions(self) -> bool:
        """Whether its value follows from recognition decisions."""
        return self.recognition_grade is not None
