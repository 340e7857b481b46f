"""A rate's value, numerator and denominator agree, or it is said where they do not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.catalogue import Profile
from layers.reporting.checks.rates import agrees, kept, settle_rate


def settled(profile: Profile, code: str = "clean_water_rural", **known: str | None):
    numbers = {k: None if v is None else Decimal(v) for k, v in known.items()}
    value = numbers.get("value")
    exponent = 0 if value is None else value.as_tuple().exponent
    return settle_rate(
        profile.indicators[code],
        value=value,
        decimals=max(0, -int(exponent)),
        numerator=numbers.get("numerator"),
        denominator=numbers.get("denominator"),
    )


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "problem"),
    [
        ("66.7", "2", "3", None),
        ("66.6", "2", "3", None),
        ("66.8", "2", "3", "value.contradicts"),
        ("67", "2", "3", None),
        ("66", "2", "3", "value.contradicts"),
        ("0", "0", "3", None),
        (None, "4", "3", "numerator.over_denominator"),
        (None, "3", "0", "denominator.zero"),
        ("5", "0", "0", "denominator.zero"),
        (None, "3", None, "denominator.missing"),
        (None, None, "3", "value.missing"),
    ],
)
def test_what_agrees(
    value: str | None,
    numerator: str | None,
    denominator: str | None,
    problem: str | None,
    profile: Profile,
) -> None:
    assert settled(profile, value=value, numerator=numerator, denominator=denominator).problem == problem


def test_people_are_derived_whole_and_hectares_exactly(profile: Profile) -> None:
    people = settled(profile, value="33.3", denominator="700")
    assert (people.numerator, people.derived, people.value) == (233, True, Decimal("33.3"))
    hectares = settled(profile, "tree_cover", value="26.5", denominator="1691")
    assert (hectares.numerator, hectares.derived) == (Decimal("448.115"), True)


def test_workers_at_their_place_of_work_may_be_more_than_residents(profile: Profile) -> None:
    assert settled(profile, "social_insurance", numerator="130", denominator="100").value == 130


def test_per_ten_thousand(profile: Profile) -> None:
    assert settled(profile, "doctors_per_10k", numerator="46", denominator="100000").value == Decimal("4.6")


@pytest.mark.parametrize(
    ("exact", "text"), [(Fraction(85), "85"), (Fraction(100), "100"), (Fraction(200, 3), "66.6666666667")]
)
def test_kept_decimals_have_no_idle_zeros(exact: Fraction, text: str) -> None:
    assert str(kept(exact)) == text


@given(st.integers(1, 10**7), st.data(), st.integers(0, 6))
def test_a_rounded_rate_always_agrees_with_its_parts(
    denominator: int, data: st.DataObject, decimals: int
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    exact = Fraction(numerator * 100, denominator)
    rounded = Decimal(round(exact * 10**decimals)).scaleb(-decimals)
    assert agrees(rounded, exact, decimals)
