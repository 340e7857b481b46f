"""Old office text: the bytes of the facts, both ways of capitals, and what a file's encoding is."""

import csv
import unicodedata
from importlib import resources

import pytest

from geodata.old_text import decode, detect_encoding, possible_syllables

# Name, TCVN3 bytes, VNI bytes; glyphs are those that Windows-1252 shows for the bytes.
NAMES = [
    ("Phước Thiền", b"Ph\xad\xedc Thi\xd2n", "Phöôùc Thieàn".encode("cp1252")),
    ("Hiệp Phước", b"Hi\xd6p Ph\xad\xedc", "Hieäp Phöôùc".encode("cp1252")),
    ("Đại Phước", b"\xa7\xb9i Ph\xad\xedc", "Ñaïi Phöôùc".encode("cp1252")),
    ("Phú Thạnh", b"Ph\xf3 Th\xb9nh", "Phuù Thaïnh".encode("cp1252")),
    ("Phú Đông", b"Ph\xf3 \xa7\xabng", "Phuù Ñoâng".encode("cp1252")),
    ("Vĩnh Thanh", b"V\xdcnh Thanh", "Vónh Thanh".encode("cp1252")),
    ("Long Thọ", b"Long Th\xe4", "Long Thoï".encode("cp1252")),
    ("Long Tân", b"Long T\xa9n", "Long Taân".encode("cp1252")),
    ("Phước Khánh", b"Ph\xad\xedc Kh\xb8nh", "Phöôùc Khaùnh".encode("cp1252")),
    ("Phước An", b"Ph\xad\xedc An", "Phöôùc An".encode("cp1252")),
    ("Phú Hữu", b"Ph\xf3 H\xf7u", "Phuù Höõu".encode("cp1252")),
    ("Phú Hội", b"Ph\xf3 H\xe9i", "Phuù Hoäi".encode("cp1252")),
    ("Nhơn Trạch", b"Nh\xacn Tr\xb9ch", "Nhôn Traïch".encode("cp1252")),
]
TCVN3 = [name[1] for name in NAMES]
VNI = [name[2] for name in NAMES]


@pytest.mark.parametrize(("name", "tcvn3", "vni"), NAMES)
def test_names_of_the_district(name: str, tcvn3: bytes, vni: bytes) -> None:
    assert decode(tcvn3, "tcvn3") == name
    assert decode(vni, "vni") == name


def test_vni_capitals_also_with_small_accents() -> None:
    assert decode("PHÖÔÙC THIEÀN".encode("cp1252"), "vni") == "PHƯỚC THIỀN"
    assert decode("PHÖÔùC THIEàN".encode("cp1252"), "vni") == "PHƯỚC THIỀN"


def test_every_letter_of_the_table_comes_back() -> None:
    text = resources.files("geodata").joinpath("old_text_letters.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert sum(bool(row["tcvn3"]) for row in rows) == 74
    assert len(rows) == 134
    for row in rows:
        assert decode(bytes.fromhex(row["vni"]), "vni") == row["letter"]
        if row["tcvn3"]:
            assert decode(bytes.fromhex(row["tcvn3"]), "tcvn3") == row["letter"]


def test_windows_quotes_stay_quotes_and_half_a_pair_stays_visible() -> None:
    assert decode(b"\x93Ph\xf3\x94", "tcvn3") == "“Phú”"
    assert decode(b"Th\xf9", "vni") == "Thù"


@pytest.mark.parametrize(("texts", "encoding"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_a_file_tells_its_encoding(texts: list[bytes], encoding: str) -> None:
    assert detect_encoding(texts).encoding == encoding
    known = ["Xã " + name for name, _, _ in NAMES]
    assert detect_encoding(texts, known_names=known).encoding == encoding


def test_utf8_and_ascii_and_windows_1258() -> None:
    assert detect_encoding([b"Long Tan"]).encoding == "utf-8"
    assert detect_encoding([]).encoding == "utf-8"
    assert detect_encoding([name.encode() for name, _, _ in NAMES]).encoding == "utf-8"
    old = [unicodedata.normalize("NFD", "Phú Hội").encode("cp1258", errors="ignore")]
    assert detect_encoding([*old, b"V\xee\xdenh"]).encoding in {"cp1258", None}


def test_what_makes_no_sense_is_asked_about() -> None:
    found = detect_encoding([b"\xff\xfe\xff", b"\xc3\x28 xyz"])
    assert found.encoding is None
    assert set(found.scores) >= {"tcvn3", "vni"}


def test_possible_syllables() -> None:
    assert possible_syllables("Phước Thiền") == 1.0
    assert possible_syllables("PhÆ°á»›c") < 0.5
    assert possible_syllables("  12 ") is None
