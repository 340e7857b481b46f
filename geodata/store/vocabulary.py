"""The words that stand in the store's columns; the design's vocabulary says what each means."""

from enum import StrEnum

SAMPLE_PERSON = "sample"
"""Who loaded the embedded sample: no account of anybody."""


class State(StrEnum):
    """State of a value: zero is a value; missing, not applicable and withheld are not."""

    VALUE = "value"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


class Basis(StrEnum):
    """Where a value comes from."""

    REPORTED = "reported"
    SUMMED = "summed"
    MEASURED = "measured"
    DERIVED = "derived"


class Quality(StrEnum):
    """How settled a value is."""

    ESTIMATE = "estimate"
    PRELIMINARY = "preliminary"
    FINAL = "final"


class PeriodStatus(StrEnum):
    """How far an office's period is: figures come in, were handed in, are approved, or are closed."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"


class ImportKind(StrEnum):
    """What an import brings."""

    SAMPLE = "sample"
    BOUNDARIES = "boundaries"
    RESOLUTION = "resolution"
    CRITERIA = "criteria"
    INDICATORS = "indicators"
    CRITERION_RESULTS = "criterion_results"
    RECOGNITIONS = "recognitions"
    TARGETS = "targets"
    LANDCOVER = "landcover"
    INCIDENTS = "incidents"
    SETTINGS = "settings"
    PERIODS = "periods"
    REMEDIES = "remedies"
    UNDO = "undo"


class UnitKind(StrEnum):
    """Type of an administrative unit; `own_bodies` is the pseudo-unit of the district's own bodies."""

    XA = "xa"
    PHUONG = "phuong"
    THI_TRAN = "thi_tran"
    DAC_KHU = "dac_khu"
    DISTRICT = "district"
    OWN_BODIES = "own_bodies"


class Role(StrEnum):
    """What a person who signs in is to the portal."""

    VIEWER = "viewer"
    LEADER = "leader"
    PLANNER = "planner"
    CLERK = "clerk"
    POLICE = "police"
    ADMIN = "admin"
