"""Names: every spelling of the table that must match does, and what must be asked about is not taken."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import NameIndex, legible, match_name, normalise, split_type, strong_key, weak_key

COMMUNES = [
    "Xã Phước Thiền",
    "Xã Long Tân",
    "Xã Đại Phước",
    "Thị trấn Hiệp Phước",
    "Xã Phú Hữu",
    "Xã Phú Hội",
    "Xã Phú Thạnh",
    "Xã Phú Đông",
    "Xã Long Thọ",
    "Xã Vĩnh Thanh",
    "Xã Phước Khánh",
    "Xã Phước An",
]

MATCHING = [
    ("Xã Phước Thiền", "Xã Phước Thiền", "exact"),
    ("Phước Thiền", "Xã Phước Thiền", "exact"),
    ("X. Phước Thiền", "Xã Phước Thiền", "strong"),
    ("X.Phước Thiền", "Xã Phước Thiền", "strong"),
    ("X Phước Thiền", "Xã Phước Thiền", "strong"),
    ("xã Phước Thiền", "Xã Phước Thiền", "strong"),
    ("PHƯỚC THIỀN", "Xã Phước Thiền", "strong"),
    ("XÃ PHƯỚC THIỀN", "Xã Phước Thiền", "strong"),
    ("phước  thiền", "Xã Phước Thiền", "strong"),
    ("Phước\u00a0Thiền", "Xã Phước Thiền", "exact"),
    (unicodedata.normalize("NFD", "Phước Thiền"), "Xã Phước Thiền", "exact"),
    ("Phuoc Thien", "Xã Phước Thiền", "weak"),
    ("PHUOC THIEN", "Xã Phước Thiền", "weak"),
    ("Xa Phuoc Thien", "Xã Phước Thiền", "weak"),
    ("TT. Hiệp Phước", "Thị trấn Hiệp Phước", "strong"),
    ("TT Hiệp Phước", "Thị trấn Hiệp Phước", "strong"),
    ("T.T Hiệp Phước", "Thị trấn Hiệp Phước", "strong"),
    ("TTr. Hiệp Phước", "Thị trấn Hiệp Phước", "strong"),
    ("TTHiệp Phước", "Thị trấn Hiệp Phước", "strong"),
    ("Hiep Phuoc", "Thị trấn Hiệp Phước", "weak"),
    ("Xã Hiệp Phước", "Thị trấn Hiệp Phước", "weak"),
    ("\u00d0ại Phước", "Xã Đại Phước", "exact"),
    ("Dai Phuoc", "Xã Đại Phước", "weak"),
    ("Phú Thạnh", "Xã Phú Thạnh", "exact"),
    ("PHÚ THẠNH", "Xã Phú Thạnh", "strong"),
    ("Phu Thanh", "Xã Phú Thạnh", "weak"),
    ("Phu Dong", "Xã Phú Đông", "weak"),
    ("Vỉnh Thanh", "Xã Vĩnh Thanh", "weak"),
    ("Vỹnh Thanh", "Xã Vĩnh Thanh", "strong"),
    ("Phú Hữu", "Xã Phú Hữu", "exact"),
    ("Phú Hội", "Xã Phú Hội", "exact"),
    ("Phu Huu", "Xã Phú Hữu", "weak"),
    ("Phu Hoi", "Xã Phú Hội", "weak"),
]


@pytest.mark.parametrize(("text", "unit", "strength"), MATCHING)
def test_each_spelling_finds_its_commune(text: str, unit: str, strength: str) -> None:
    match = match_name(text, COMMUNES)
    assert (match.candidate, match.strength) == (unit, strength)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Phước Thiện", "Xã Phước Thiền"),
        ("Phước Thiên", "Xã Phước Thiền"),
        ("Phú Thành", "Xã Phú Thạnh"),
        ("Phú Đồng", "Xã Phú Đông"),
        ("P.Thạnh", "Xã Phú Thạnh"),
        ("Phú Thanh", "Xã Phú Thạnh"),
    ],
)
def test_near_misses_are_asked_about(text: str, suggestion: str) -> None:
    match = match_name(text, COMMUNES)
    assert match.candidate is None
    assert match.suggestions[0] == suggestion


@pytest.mark.parametrize("text", ["Phước Hiệp", "Long Thành", "huyện Nhơn Trạch", "", "Xuân", "X.", "123"])
def test_other_names_match_nothing(text: str) -> None:
    assert match_name(text, COMMUNES).candidate is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xã \u202ePhước\x1b[2J An\u2066", "Xã Phước[2J An"),
        ("a\x00b\x07c\x7fd\x9be\u061cf\u200eg\u200fh", "abcdefgh"),
        ("hai\ndòng\tcột", "hai\ndòng\tcột"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_steers_a_terminal_or_turns_a_line_round_is_dropped(text: str, expected: str) -> None:
    assert legible(text) == expected


def test_a_district_is_no_commune() -> None:
    assert match_name("H. Nhơn Trạch", ["Xã Nhơn Trạch"]).candidate is None
    both = ["Huyện Nhơn Trạch", "Xã Nhơn Trạch"]
    assert match_name("H. Nhơn Trạch", both).candidate == "Huyện Nhơn Trạch"
    assert match_name("huyện Nhơn Trạch", both).candidate == "Huyện Nhơn Trạch"
    assert match_name("Nhơn Trạch", both).suggestions == tuple(both)


def test_names_without_marks_that_fit_two_units_are_asked_about() -> None:
    match = match_name("Tan Phu", ["Xã Tân Phú", "Xã Tấn Phú"])
    assert match.candidate is None
    assert set(match.suggestions) == {"Xã Tân Phú", "Xã Tấn Phú"}
    assert match_name("Long Tho", ["Xã Long Thọ", "Xã Long Tho"]).candidate == "Xã Long Tho"


def test_two_units_of_one_name_are_never_told_apart_by_name() -> None:
    index = NameIndex([("Xã Phước An", "26503@2009"), ("Xã Phước An", "26503@2025")])
    match = index.match("Phước An")
    assert match.candidate is None
    assert match.suggestions == ("26503@2009", "26503@2025")


def test_a_type_at_the_start_of_a_name_is_still_a_name() -> None:
    assert match_name("Xa Dung", ["Xã Xa Dung", "Xã Na Son"]).candidate == "Xã Xa Dung"


@pytest.mark.parametrize("text", ["Phường 1", "Phường 01", "P.1", "P. 01", "phuong 1", "1", "Phường I"])
def test_numbered_wards(text: str) -> None:
    assert match_name(text, ["Phường 1", "Phường 10", "Phường 11"]).candidate == "Phường 1"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Thủy", "Thuỷ"),
        ("Khỏe", "Khoẻ"),
        ("Lũy", "Luỹ"),
        ("Thúy", "Thuý"),
        ("Hóa An", "Hoá An"),
        ("Hòa Hưng", "Hoà Hưng"),
        ("quý", "quí"),
        ("Lý", "Lí"),
        ("Mỹ", "Mĩ"),
        ("Yên", "Iên"),
    ],
)
def test_spelling_habits_share_a_key(old: str, new: str) -> None:
    assert strong_key(old) == strong_key(new)


@pytest.mark.parametrize(("one", "other"), [("Hay", "Hai"), ("Thúy", "Thúi"), ("Hoàn", "Hoan"), ("Đa", "Da")])
def test_different_syllables_keep_different_keys(one: str, other: str) -> None:
    assert strong_key(one) != strong_key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xã Phước An", ("xa", "Phước An")),
        ("P. Thạnh Lộc", ("phuong", "Thạnh Lộc")),
        ("Phú Hội", (None, "Phú Hội")),
        ("PHÚ HỘI", (None, "PHÚ HỘI")),
        ("Xuân Lộc", (None, "Xuân Lộc")),
        ("XXuân Lộc", ("xa", "Xuân Lộc")),
        ("TTHIỆP PHƯỚC", ("thi_tran", "HIỆP PHƯỚC")),
        ("Thị xã Long Khánh", ("thi_xa", "Long Khánh")),
        ("TP. Biên Hòa", ("thanh_pho", "Biên Hòa")),
        ("Đặc khu Côn Đảo", ("dac_khu", "Côn Đảo")),
        ("Tỉnh Đồng Nai", ("tinh", "Đồng Nai")),
        ("Xã", (None, "Xã")),
    ],
)
def test_the_type_is_split_off(text: str, expected: tuple[str | None, str]) -> None:
    assert split_type(text) == expected


def test_kept_text_is_composed_and_visible() -> None:
    assert normalise("  Ph\u00adú\u200b Hội\u00a0\u2013 A ") == "Phú Hội - A"
    assert len(unicodedata.normalize("NFD", "Phước Thiền")) == 16
    assert len(normalise(unicodedata.normalize("NFD", "Phước Thiền"))) == 11


def test_no_two_communes_share_a_weak_key() -> None:
    assert len({weak_key(name) for name in COMMUNES}) == 12
    assert weak_key("Xã Phú Đông") == "phu dong"


@given(st.text(max_size=40))
def test_any_text_is_folded_without_a_fault(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    match_name(text, COMMUNES)
    assert weak_key(text).casefold() == weak_key(text)
