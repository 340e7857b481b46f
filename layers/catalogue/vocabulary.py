"""The words of the catalogue's data; the design's vocabulary says what each means."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What sort of line an indicator is."""

    RATE = "rate"
    COUNT = "count"
    AMOUNT = "amount"
    MEAN = "mean"
    CRITERIA = "criteria"
    YES_NO = "yes_no"


class Measure(StrEnum):
    """What a period's value means: state at its end, cumulative since 1 January, or of the year."""

    STOCK = "stock"
    YTD = "ytd"
    ANNUAL = "annual"


class Direction(StrEnum):
    """Which way is better; a denominator has none."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Frequency(StrEnum):
    """How often it is reported."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"


class Scope(StrEnum):
    """Whose residents it is about; never the type of the commune."""

    ALL = "all"
    URBAN = "urban"
    RURAL = "rural"


class DataLevel(StrEnum):
    """The smallest unit that has figures."""

    COMMUNE = "commune"
    DISTRICT = "district"


class Visibility(StrEnum):
    """Who may see it."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"

    @property
    def closedness(self) -> int:
        """0 for public, up to 2 for restricted."""
        return list(Visibility).index(self)


class Operator(StrEnum):
    """How a value is compared with its target."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "=="
    BETWEEN = "between"
    BELOW_PREVIOUS = "below_previous"
    ALL_CRITERIA = "all_criteria"

    @property
    def needs_value(self) -> bool:
        """Whether a number must be set; the last two compare with something else."""
        return self not in (Operator.BELOW_PREVIOUS, Operator.ALL_CRITERIA)

    @property
    def direction(self) -> Direction:
        """Which way the operator asks for; neutral: either."""
        if self in (Operator.AT_LEAST, Operator.ABOVE, Operator.BETWEEN, Operator.ALL_CRITERIA):
            return Direction.HIGHER
        return Direction.NEUTRAL if self is Operator.EQUAL else Direction.LOWER


class TargetLevel(StrEnum):
    """Whom a target binds: the district as a whole, or each commune."""

    DISTRICT = "district"
    EACH_COMMUNE = "each_commune"


class CommuneReading(StrEnum):
    """How a commune is read against a target."""

    JUDGE = "judge"
    REFERENCE = "reference"
    OWN_ONLY = "own_only"
    NONE = "none"


class ValueSource(StrEnum):
    """Where a target's value stands: in the resolution, or in a document that assigns it later."""

    RESOLUTION = "resolution"
    ASSIGNED = "assigned"


class Grade(StrEnum):
    """Grades of the new-rural programme."""

    STANDARD = "standard"
    ADVANCED = "advanced"
    MODEL = "model"
    DISTRICT = "district"


class Cover(StrEnum):
    """What a class of a land-cover legend counts as: what imagery measures."""

    TREE = "tree"
    FOREST = "forest"


class ThemePage(StrEnum):
    """Rooms of the portal that show one theme: which one it is, the profile says."""

    INCIDENTS = "incidents"
    NEW_RURAL = "new_rural"
