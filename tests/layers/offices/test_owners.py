"""Who reports what, and until when: the catalogue's and the profile's word, overridden by the office's."""

from datetime import date

import pytest

from layers.catalogue import CutOff, Profile
from layers.follow_up.due import cut_off_of
from layers.offices.owners import (
    UNASSIGNED,
    office_of,
    offices_of,
    owners_of,
    reporting_offices,
)
from layers.periods import Period, PeriodKind

POLICE = "Công an huyện"
DRUGS = {"owner.drug_cases": POLICE}


def test_an_office_is_set_for_an_indicator(profile: Profile):
    drugs = profile.indicators["drug_cases"]
    assert office_of(drugs, {}) == UNASSIGNED
    assert office_of(drugs, DRUGS) == POLICE
    assert reporting_offices(profile, DRUGS) == (UNASSIGNED, POLICE)
    assert offices_of(owners_of(profile, DRUGS)) == (POLICE,)
    assert owners_of(profile, DRUGS) == {"drug_cases": POLICE}


@pytest.mark.parametrize(
    ("office", "settings", "period", "closes", "due"),
    [
        ("", {}, "2024-03", date(2024, 3, 31), date(2024, 4, 5)),
        ("Bảo hiểm xã hội", {}, "2024", date(2024, 12, 31), date(2025, 1, 20)),
        (POLICE, {}, "2024-03", date(2024, 3, 14), date(2024, 3, 16)),
        (POLICE, {}, "2024", date(2024, 12, 14), date(2024, 12, 16)),
        ("", {"cut_off.month": {"days_after": 1}}, "2024-03", date(2024, 3, 31), date(2024, 4, 1)),
        # What the profile says of an office stands before what was set for all.
        (POLICE, {"cut_off.month": {"days_after": 1}}, "2024-03", date(2024, 3, 14), date(2024, 3, 16)),
        (
            POLICE,
            {f"cut_off.month.{POLICE}": {"days_after": 0, "closes_on": 31}},
            "2024-02",
            date(2024, 2, 29),
            date(2024, 2, 29),
        ),
    ],
)
def test_cut_off_days(
    profile: Profile, office: str, settings: dict[str, object], period: str, closes: date, due: date
):
    at = Period.parse(period)
    cut_off = cut_off_of(profile, settings, office, at.kind)
    assert (cut_off.counted_until(at), cut_off.due_on(at)) == (closes, due)


def test_a_short_month_closes_on_its_last_day():
    assert CutOff(PeriodKind.MONTH, 0, 31).counted_until(Period.parse("2023-02")) == date(2023, 2, 28)
