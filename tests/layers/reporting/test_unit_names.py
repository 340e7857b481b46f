"""Every variant of the district's names, as it stands in a cell: who is meant, who is asked about."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.findings import Place
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import UnitKind
from layers.periods import Period
from layers.reporting.lines.units import UnitRegister

YEAR = Period.parse("2024")
PLACE = Place(sheet="A", cell="B7")
UnitsOn = Callable[[date], Sequence[StoredUnit]]

# Written, unit, and the warning it is taken with.
TAKEN = [
    ("Phước Thiền", "26470", None),
    ("X. Phước Thiền", "26470", None),
    ("X.Phước Thiền", "26470", None),
    ("PHƯỚC THIỀN", "26470", None),
    ("phước  thiền", "26470", None),
    (unicodedata.normalize("NFD", "Phước Thiền"), "26470", None),
    ("Phuoc Thien", "26470", "unit.name_weak"),
    ("Ph\u00ad\u00edc Thi\u00d2n", "26470", "unit.name_old_font"),
    ("Phöôùc Thieàn", "26470", "unit.name_old_font"),
    ("PHÖÔÙC THIEÀN", "26470", "unit.name_old_font"),
    ("TT. Hiệp Phước", "26479", None),
    ("TT Hiệp Phước", "26479", None),
    ("T.T Hiệp Phước", "26479", None),
    ("TTr. Hiệp Phước", "26479", None),
    ("TTHiệp Phước", "26479", None),
    ("Hiep Phuoc", "26479", "unit.name_weak"),
    ("Hi\u00d6p Ph\u00ad\u00edc", "26479", "unit.name_old_font"),
    ("Hieäp Phöôùc", "26479", "unit.name_old_font"),
    ("\u00d0ại Phước", "26476", None),
    ("Dai Phuoc", "26476", "unit.name_weak"),
    ("\u00a7\u00b9i Ph\u00ad\u00edc", "26476", "unit.name_old_font"),
    ("Ñaïi Phöôùc", "26476", "unit.name_old_font"),
    ("Phú Thạnh", "26488", None),
    ("Phu Thanh", "26488", "unit.name_weak"),
    ("Ph\u00f3 Th\u00b9nh", "26488", "unit.name_old_font"),
    ("Phuù Thaïnh", "26488", "unit.name_old_font"),
    ("Ph\u00f3 \u00a7\u00abng", "26491", "unit.name_old_font"),
    ("Phuù Ñoâng", "26491", "unit.name_old_font"),
    ("Phu Dong", "26491", "unit.name_weak"),
    ("Vỉnh Thanh", "26497", "unit.name_weak"),
    ("V\u00dcnh Thanh", "26497", "unit.name_old_font"),
    ("Vónh Thanh", "26497", "unit.name_old_font"),
    ("Long Th\u00e4", "26494", "unit.name_old_font"),
    ("Long Thoï", "26494", "unit.name_old_font"),
    ("Long T\u00a9n", "26473", "unit.name_old_font"),
    ("Long Taân", "26473", "unit.name_old_font"),
    ("Ph\u00ad\u00edc Kh\u00b8nh", "26500", "unit.name_old_font"),
    ("Phöôùc Khaùnh", "26500", "unit.name_old_font"),
    ("Phöôùc An", "26503", "unit.name_old_font"),
    ("Ph\u00f3 H\u00f7u", "26482", "unit.name_old_font"),
    ("Phuù Höõu", "26482", "unit.name_old_font"),
    ("Ph\u00f3 H\u00e9i", "26485", "unit.name_old_font"),
    ("Phuù Hoäi", "26485", "unit.name_old_font"),
    ("Nh\u00acn Tr\u00b9ch", "742", "unit.name_old_font"),
    ("Nhôn Traïch", "742", "unit.name_old_font"),
    ("H. Nhơn Trạch", "742", None),
    ("742", "742", None),
    ("UBND xã Phước Thiền", "26470", None),
    ("- Phước Thiền", "26470", None),
    ("12) Long Tân", "26473", None),
]

# Written, and whom a person is asked about; none of them is taken.
ASKED = [
    ("Phước Thiện", "Xã Phước Thiền"),
    ("Phước Thiên", "Xã Phước Thiền"),
    ("Phước Hiệp", None),
    ("P.Thạnh", "Xã Phú Thạnh"),
    ("Phú Thành", "Xã Phú Thạnh"),
    ("Phú Đồng", "Xã Phú Đông"),
    ("Long Thành", None),
]


@pytest.fixture(scope="module")
def register(units_on: UnitsOn) -> UnitRegister:
    return UnitRegister(units_on)


@pytest.mark.parametrize(("written", "code", "warned"), TAKEN)
def test_each_variant_is_taken_for_its_unit(
    written: str, code: str, warned: str | None, register: UnitRegister
) -> None:
    for given_code, given_name in (("", written), (written, "")):
        found = register.find(given_code, given_name, YEAR, PLACE)
        assert found.unit is not None
        assert found.unit.code == code
        assert (None if found.finding is None else found.finding.code) == warned


@pytest.mark.parametrize(("written", "suggested"), ASKED)
def test_near_misses_are_asked_about(written: str, suggested: str | None, register: UnitRegister) -> None:
    found = register.find("", written, YEAR, PLACE)
    assert found.unit is None
    assert found.finding is not None
    assert (found.finding.severity, found.finding.code) == ("error", "unit.unknown_name")
    assert suggested is None or str(found.finding.parameters["suggestions"]).startswith(suggested)


def test_a_name_of_two_units_in_the_year_of_the_merger_is_asked_about(register: UnitRegister) -> None:
    found = register.find("", "Phước An", Period.parse("2025"), PLACE)
    assert found.finding is not None
    assert found.finding.code == "unit.two_in_period"


def test_a_code_that_lost_its_leading_zeros_is_found() -> None:
    ward = StoredUnit(UnitKey("00004", date(2020, 1, 1)), "Phường Trúc Bạch", UnitKind.PHUONG)
    found = UnitRegister(lambda day: (ward,)).find("4", "", YEAR, PLACE)
    assert found.unit == ward


@given(
    case=st.sampled_from([str, str.upper, str.lower, str.title]),
    prefix=st.sampled_from(["", "Xã ", "xã ", "X. ", "X.", "3. ", "- ", "UBND xã "]),
    blank=st.sampled_from([" ", "  ", "\u00a0", " \u200b"]),
    form=st.sampled_from(["NFC", "NFD"]),
    name=st.sampled_from(["Phước Thiền", "Long Tân", "Phú Hữu", "Phú Hội", "Vĩnh Thanh", "Long Thọ"]),
)
def test_habits_of_writing_never_change_who_is_meant(
    case: Callable[[str], str],
    prefix: str,
    blank: str,
    form: str,
    name: str,
    old_units: tuple[StoredUnit, ...],
) -> None:
    written = prefix + case(unicodedata.normalize(form, name)).replace(" ", blank)  # type: ignore[arg-type]
    found = UnitRegister(lambda day: old_units).find("", written, YEAR, PLACE)
    assert found.unit is not None
    assert (found.unit.name, found.finding) == (f"Xã {name}", None)


@given(
    name=st.sampled_from(["Phước Thiền", "Long Tân", "Phú Hữu"]),
    position=st.integers(0, 8),
    # Not i and y, which stand for each other.
    letter=st.sampled_from("aàảãáạăâeêoôơuưđbcdghklmnpqrstvx"),
)
def test_a_wrong_letter_is_never_taken_silently(
    name: str, position: int, letter: str, old_units: tuple[StoredUnit, ...]
) -> None:
    wrong = name[:position] + letter + name[position + 1 :]
    found = UnitRegister(lambda day: old_units).find("", wrong, YEAR, PLACE)
    known = {unit.name.split(" ", 1)[1]: unit for unit in old_units}
    meant = {unicodedata.normalize("NFC", bare).casefold() for bare in known}
    assert found.finding is not None or wrong.casefold() in meant
