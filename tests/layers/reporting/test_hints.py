"""The comment on a heading says what is counted, the target and the rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from geodata.store.units import StoredUnit
from layers.catalogue import Profile
from layers.intake.founding import stored_targets
from layers.periods import Period
from layers.reporting import template_workbook
from layers.reporting.lines.hints import hint, shown_number
from tests.build.workbooks import FilledTemplate

TARGETS = [
    ("clean_water_rural", "từ 85 % trở lên, hạn 31/12/2024"),
    ("urban_unemployment", "dưới 2 %, hạn 31/12/2024"),
    ("waste_domestic", "Chỉ tiêu theo 09-NQ/HU: 100 %, hạn"),
    ("doctors_per_10k", "4,6 đến 5,5 bác sỹ/1 vạn dân"),
    ("investment_capital", "từ 15.577 tỷ đồng trở lên"),
    ("budget_revenue", "do UBND tỉnh giao, chưa nhập"),
    ("major_fires", "thấp hơn cùng kỳ năm trước"),
    ("new_rural_criteria", "đạt mọi tiêu chí"),
]


@pytest.mark.parametrize(("code", "words"), TARGETS)
def test_targets_in_words(code: str, words: str, profile: Profile) -> None:
    targets = {t.indicator: t for t in stored_targets(profile.resolutions[0])}
    assert words in hint(profile.indicators[code], profile, targets[code])


def test_every_target_has_words(profile: Profile) -> None:
    for target in stored_targets(profile.resolutions[0]):
        text = hint(profile.indicators[target.indicator], profile, target)
        assert "Chỉ tiêu theo 09-NQ/HU" in text
        assert "{" not in text


def test_a_rate_says_how_it_is_made_and_its_maximum(profile: Profile) -> None:
    lines = hint(profile.indicators["clean_water_rural"], profile, None).splitlines()
    assert lines[1:4] == [
        "Tỷ lệ = 100 × người sử dụng (người) : Dân số nông thôn (người).",
        "Không quá 100 %.",
        "Số có đến ngày cuối kỳ.",
    ]
    assert "Không quá" not in hint(profile.indicators["social_insurance"], profile, None)


def test_the_comment_stands_on_the_heading(
    profile: Profile, old_units: tuple[StoredUnit, ...], tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    targets = stored_targets(profile.resolutions[0])
    template_workbook(profile, old_units, Period.parse("2024"), file, targets=targets)
    filled = FilledTemplate(file)
    sheet = filled.sheet_with("clean_water_rural:numerator")
    column = filled.keys(sheet).index("clean_water_rural:numerator") + 1
    assert "từ 85 %" in sheet.cell(filled.key_row(sheet) - 2, column).comment.text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("15577"), "15.577"),
        (Decimal("86.50"), "86,5"),
        (Fraction(1, 3), "0,333333"),
        (Decimal(0), "0"),
    ],
)
def test_numbers_the_vietnamese_way(value: Decimal | Fraction, shown: str) -> None:
    assert shown_number(value) == shown
