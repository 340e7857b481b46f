"""The office as papers of a period name it: its own settings over the profile, by form and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from layers.catalogue import Form, Profile, find_profile, load_profile
from layers.periods import Period
from webmap.office.office import Office

STATE_NAME, PARTY_NAME = "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH", "HUYỆN ỦY NHƠN TRẠCH"
COMMUNE = "ỦY BAN NHÂN DÂN XÃ NHƠN TRẠCH"


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile(find_profile("nhon_trach"))


def office(profile: Profile, settings: Mapping[str, Any], period: str) -> Office:
    return Office.of(settings, profile, Period.parse(period))


def test_the_profile_gives_headings_of_both_forms(profile: Profile):
    state, party = office(profile, {}, "2024"), office(profile, {"office.form": "party"}, "2024")
    assert (state.form, state.parent, state.name, state.symbol) == (Form.STATE, "", STATE_NAME, "BC-UBND")
    assert (party.form, party.parent, party.name) == (Form.PARTY, "ĐẢNG BỘ TỈNH ĐỒNG NAI", PARTY_NAME)
    assert not state.is_blank
    assert (state.signatory_mode, state.recipients, state.logo) == ("", (), "")
    assert (state.paper, state.orientation) == ("a4", "landscape")


@pytest.mark.parametrize("period", ["2025", "2025-9M", "2025-Q3", "2025-07", "2026"])
@pytest.mark.parametrize("form", ["state", "party"])
def test_after_the_district_the_issuer_is_a_blank_not_a_guess(profile: Profile, form: str, period: str):
    later = office(profile, {"office.form": form}, period)
    assert later.is_blank
    assert (later.parent, later.name, later.place) == ("", "", "")


@pytest.mark.parametrize("period", ["2025-06", "2025-Q2", "2025-H1"])
def test_its_last_half_year_is_still_the_districts(profile: Profile, period: str):
    assert office(profile, {}, period).name == STATE_NAME


def test_what_the_office_entered_holds_from_its_day_and_in_its_form(profile: Profile):
    settings = {"office.state.2025-07-01.name": COMMUNE, "office.state.2025-07-01.recipients": ["Như trên;"]}
    assert office(profile, settings, "2024").name == STATE_NAME
    later = office(profile, settings, "2026")
    assert (later.name, later.is_blank, later.recipients) == (COMMUNE, False, ("Như trên;",))
    assert office(profile, {**settings, "office.form": "party"}, "2026").is_blank


def test_an_earlier_entry_does_not_outlive_the_district(profile: Profile):
    settings = {"office.state.2024-03-01.place": "Hiệp Phước"}
    assert office(profile, settings, "2024").place == "Hiệp Phước"
    assert office(profile, settings, "2024").name == STATE_NAME
    assert office(profile, settings, "2024-02").place == "Nhơn Trạch"
    assert office(profile, settings, "2026").place == ""


def test_a_later_entry_changes_only_what_it_says(profile: Profile):
    settings = {
        "office.state.2020-01-01.signatory_title": "CHỦ TỊCH",
        "office.state.2020-01-01.signatory_name": "Người Trước",
        "office.state.2024-10-01.signatory_name": "Người Sau",
    }
    before, after = office(profile, settings, "2024-9M"), office(profile, settings, "2024")
    assert (before.signatory_title, before.signatory_name) == ("CHỦ TỊCH", "Người Trước")
    assert (after.signatory_title, after.signatory_name) == ("CHỦ TỊCH", "Người Sau")
    assert office(profile, settings, "2025").signatory_title == ""


def test_a_setting_taken_back_leaves_the_profiles(profile: Profile):
    assert office(profile, {"office.state.2020-01-01.name": None}, "2024").name == STATE_NAME


def test_an_emptied_name_is_no_heading_and_no_blank(profile: Profile):
    emptied = office(profile, {"office.state.2020-01-01.name": ""}, "2024")
    assert (emptied.name, emptied.is_blank) == ("", False)
