"""Who issues papers, by form and day, as the profile says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from layers.catalogue import Form, heading_on, load_profile
from layers.errors import CatalogueError
from tests.layers.catalogue.conftest import replace_in


@pytest.mark.parametrize(
    ("form", "day", "name"),
    [
        (Form.STATE, date(2025, 6, 30), "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH"),
        (Form.PARTY, date(2025, 6, 30), "HUYỆN ỦY NHƠN TRẠCH"),
        # No district level any more, and no guess at who comes after it.
        (Form.STATE, date(2025, 7, 1), ""),
        (Form.PARTY, date(2025, 7, 1), ""),
    ],
)
def test_the_issuer_of_a_day(copy: Path, form: Form, day: date, name: str) -> None:
    heading = heading_on(load_profile(copy).headings, form, day)
    assert heading is not None
    assert heading.name == name


def test_before_the_first_heading_there_is_none(copy: Path) -> None:
    assert heading_on(load_profile(copy).headings, Form.STATE, date(2019, 12, 31)) is None


def test_a_profile_without_headings_has_none(copy: Path) -> None:
    path = copy / "profile.toml"
    head, *rest = path.read_text(encoding="utf-8").split("[[heading]]")
    themes = rest[-1].partition("[[theme]]")
    path.write_text(head + themes[1] + themes[2], encoding="utf-8")
    assert load_profile(copy).headings == ()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('form = "state"', 'form = "church"', "expected one of: state, party"),
        ('form = "state"', 'form = "party"', "two headings of form 'party' from 2020-01-01"),
        ('name = "HUYỆN ỦY NHƠN TRẠCH"\n', "", "a heading with a parent needs a name too"),
        ('symbol = "BC-UBND"', 'signs = "BC-UBND"', "unknown key 'signs'"),
    ],
)
def test_a_wrong_heading_stops_with_its_reason(copy: Path, before: str, after: str, reason: str) -> None:
    replace_in(copy / "profile.toml", before, after, count=1)
    with pytest.raises(CatalogueError, match=reason):
        load_profile(copy)
