"""The office's near band as it is entered: how it is written, and what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from geodata.errors import Refused
from geodata.store import Store
from geodata.store.imports import last_sequence, list_imports
from geodata.store.settings import read_office_settings
from layers.catalogue import Profile
from layers.errors import UnknownIndicator
from layers.rules.targets import near_band_of, own_near_bands
from webmap.office.entry import enter_band


def settings_of(store: Store) -> Mapping[str, Any]:
    with store.session() as session:
        return read_office_settings(session)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("1,5", "3/2"),
        ("1.5", "3/2"),
        (" 2 ", "2"),
        ("0", "0"),
        ("0,125", "1/8"),
        ("2 %", "2"),
        ("1,50", "3/2"),
        ("10", "10"),
    ],
)
def test_a_band_is_read_as_people_write_it(store: Store, profile: Profile, text: str, band: str) -> None:
    assert enter_band(store, profile, "tree_cover", text, person="mai")
    assert near_band_of(settings_of(store), "tree_cover") == Fraction(band)
    with store.session() as session:
        [record] = list_imports(session)
    assert (record.person, record.kind, record.summary) == ("mai", "settings", {"settings": 1})


@pytest.mark.parametrize(
    ("code", "text", "fault"),
    [
        ("tree_cover", "-1", "near_band.below_zero"),
        ("tree_cover", "một", "near_band.no_number"),
        ("tree_cover", "1e3", "near_band.no_number"),
        ("tree_cover", "1,5,5", "near_band.no_number"),
        ("tree_cover", "nan", "near_band.no_number"),
        ("tree_cover", "1" * 25, "near_band.no_number"),
        ("tree_cover", "1.234", "near_band.ambiguous"),
        # Percent of what, of a line that is no percentage, and of all lines?
        ("income_per_capita", "2%", "near_band.no_number"),
        ("", "2%", "near_band.no_number"),
        ("new_rural_criteria", "1", "near_band.never"),
        ("population", "1", "near_band.never"),
    ],
)
def test_what_is_no_band_is_refused_and_changes_nothing(
    store: Store, profile: Profile, code: str, text: str, fault: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter_band(store, profile, code, text, person="mai")
    assert [one.code for one in refused.value.findings] == [fault]
    with store.session() as session:
        assert last_sequence(session) == 0


def test_an_unknown_indicator_is_refused(store: Store, profile: Profile) -> None:
    with pytest.raises(UnknownIndicator):
        enter_band(store, profile, "nothing", "1", person="mai")


def test_an_empty_text_takes_a_band_back(store: Store, profile: Profile) -> None:
    enter_band(store, profile, "", "2", person="mai")
    enter_band(store, profile, "tree_cover", "5", person="mai")
    enter_band(store, profile, "tree_cover", "", person="mai")
    settings = settings_of(store)
    assert near_band_of(settings, "tree_cover") == 2
    assert own_near_bands(settings, profile) == {}


def test_the_same_band_again_is_no_import(store: Store, profile: Profile) -> None:
    assert enter_band(store, profile, "tree_cover", "1,5", person="mai")
    assert not enter_band(store, profile, "tree_cover", "1,50", person="mai")
    with store.session() as session:
        assert last_sequence(session) == 1
