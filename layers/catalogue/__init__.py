"""The catalogue: a profile's indicators, resolutions and criteria as data, read strictly."""

from layers.catalogue.criteria import Criterion, CriterionPart, CriterionSet
from layers.catalogue.cut_offs import CutOff
from layers.catalogue.headings import Form, Heading, heading_on
from layers.catalogue.indicator import Indicator, Numerator
from layers.catalogue.profile import Body, Profile, Theme, VintageData, find_profile, load_profile
from layers.catalogue.resolutions import Clause, Resolution, Target, fault_of_target, wrong_with_target
from layers.catalogue.vocabulary import (
    CommuneReading,
    DataLevel,
    Direction,
    Frequency,
    Grade,
    Kind,
    Measure,
    Operator,
    Scope,
    TargetLevel,
    ValueSource,
    Visibility,
)

__all__ = [
    "Body",
    "Clause",
    "CommuneReading",
    "Criterion",
    "CriterionPart",
    "CriterionSet",
    "CutOff",
    "DataLevel",
    "Direction",
    "Form",
    "Frequency",
    "Grade",
    "Heading",
    "Indicator",
    "Kind",
    "Measure",
    "Numerator",
    "Operator",
    "Profile",
    "Resolution",
    "Scope",
    "Target",
    "TargetLevel",
    "Theme",
    "ValueSource",
    "VintageData",
    "Visibility",
    "fault_of_target",
    "find_profile",
    "heading_on",
    "load_profile",
    "wrong_with_target",
]
