"""What the office enters about itself: only changes are written, wrong texts change nothing, undo undoes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from geodata.errors import Refused
from geodata.store import Store
from geodata.store.files import path_of
from geodata.store.imports import get_import, last_sequence
from geodata.store.settings import read_office_settings, read_setting_history
from geodata.store.undo import undo_import
from layers.catalogue import Form, Profile
from layers.periods import Period
from webmap.office.entry import enter_general, enter_issuer, enter_logo, remove_logo
from webmap.office.office import Office

FIRST, LATER = date(2020, 1, 1), date(2025, 7, 1)
COMMUNE = "Ủy ban nhân dân xã Nhơn Trạch"


def settings_of(store: Store) -> Mapping[str, Any]:
    with store.session() as session:
        return read_office_settings(session)


def sequence_of(store: Store) -> int:
    with store.session() as session:
        return last_sequence(session)


def office(store: Store, profile: Profile, period: str) -> Office:
    return Office.of(settings_of(store), profile, Period.parse(period))


def test_only_what_changes_is_written_with_who_changed_it(store: Store, profile: Profile) -> None:
    given = {"form": "party", "paper": "a3", "orientation": "landscape", "annex": ""}
    assert enter_general(store, given, person="mai") == 2
    assert enter_general(store, given, person="mai") == 0
    with store.session() as session:
        record = get_import(session, 1)
    assert (sequence_of(store), record.person, record.kind) == (1, "mai", "settings")
    found = office(store, profile, "2024")
    assert (found.form, found.paper, found.orientation) == (Form.PARTY, "a3", "landscape")


def test_an_issuer_is_entered_for_its_day_and_tidied(store: Store, profile: Profile) -> None:
    given = {
        "parent": "",
        "name": "  Uỷ ban nhân dân   xã Nhơn Trạch\t",
        "place": "Nhơn Trạch",
        "recipients": "- Như trên;\r\n\r\n  - Lưu: VT.  ",
    }
    assert enter_issuer(store, profile, Form.STATE, LATER, given, person="mai") == 3
    later = office(store, profile, "2025")
    assert later.name == "Uỷ ban nhân dân xã Nhơn Trạch"
    assert later.recipients == ("- Như trên;", "- Lưu: VT.")
    assert not later.is_blank
    assert office(store, profile, "2024").place == "Nhơn Trạch"


def test_what_the_profile_says_anyway_is_no_entry_of_the_offices(store: Store, profile: Profile) -> None:
    own = {"name": "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH", "place": "Hiệp Phước"}
    assert enter_issuer(store, profile, Form.STATE, FIRST, own, person="mai") == 1
    assert enter_issuer(store, profile, Form.STATE, FIRST, {"place": "Nhơn Trạch"}, person="mai") == 1
    assert settings_of(store)["office.state.2020-01-01.place"] is None


def test_an_emptied_parent_stays_empty(store: Store, profile: Profile) -> None:
    enter_general(store, {"form": "party"}, person="mai")
    enter_issuer(store, profile, Form.PARTY, FIRST, {"parent": ""}, person="mai")
    found = office(store, profile, "2024")
    assert (found.parent, found.name) == ("", "HUYỆN ỦY NHƠN TRẠCH")


def test_one_line_of_several_letters_is_one_letter_less_than_its_limit(
    store: Store, profile: Profile
) -> None:
    name = "Ủy ban " + "n" * 113
    assert enter_issuer(store, profile, Form.STATE, LATER, {"name": name}, person="mai") == 1
    with pytest.raises(Refused):
        enter_issuer(store, profile, Form.STATE, LATER, {"name": name + "n"}, person="mai")


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("name", "n" * 121, "office.too_long"),
        ("place", "n" * 61, "office.too_long"),
        ("recipients", "\n".join("abcdefghijklmnopqrstu"), "office.too_many_lines"),
        ("recipients", "- Như trên;\n" + "n" * 121, "office.too_long"),
        ("name", "Văn phòng 漢", "office.no_glyph"),
        ("name", "Văn phòng \U0001f600", "office.no_glyph"),
        ("name", "Văn\x07phòng", "office.no_glyph"),
        ("name", "Văn\u202ephòng", "office.no_glyph"),
        ("signatory_name", "\ud800", "office.no_glyph"),
    ],
)
def test_a_wrong_text_changes_nothing_and_names_its_field(
    store: Store, profile: Profile, field: str, text: str, code: str
) -> None:
    given = {"signatory_title": "CHỦ TỊCH", field: text}
    with pytest.raises(Refused) as refused:
        enter_issuer(store, profile, Form.STATE, FIRST, given, person="mai")
    assert [(one.code, one.parameters["field"]) for one in refused.value.findings] == [(code, field)]
    assert sequence_of(store) == 0


@pytest.mark.parametrize(("field", "text"), [("form", "church"), ("paper", "a0"), ("orientation", "across")])
def test_a_choice_that_is_none_is_refused(store: Store, field: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        enter_general(store, {field: text}, person="mai")
    assert [one.code for one in refused.value.findings] == ["office.choice"]


def test_several_wrong_fields_are_all_named(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        enter_general(store, {"form": "church", "paper": "a0", "annex": "漢"}, person="mai")
    assert [one.parameters["field"] for one in refused.value.findings] == ["form", "paper", "annex"]


def test_a_logo_is_kept_clean_under_its_hash_and_comes_with_an_import(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "upload"
    Image.new("RGB", (50, 40), "#c00000").save(file, format="JPEG", comment=b"SECRET")
    sha256 = enter_logo(store, file, "dấu mộc.jpeg", person="mai")
    kept = path_of(store, sha256).read_bytes()
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (50, 40))
    assert b"SECRET" not in kept
    assert [path.name for path in store.files_dir.iterdir()] == [sha256]
    with store.session() as session:
        record = get_import(session, 1)
    assert (record.file_sha256, record.file_name, record.person) == (sha256, "dấu mộc.png", "mai")
    assert settings_of(store)["office.logo"] == sha256
    assert remove_logo(store, person="mai")
    assert not remove_logo(store, person="mai")
    assert settings_of(store)["office.logo"] is None


def test_a_refused_logo_leaves_no_file_and_no_import(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "upload"
    file.write_bytes(b"<svg onload='alert(1)'/>")
    with pytest.raises(Refused):
        enter_logo(store, file, "logo.png", person="mai")
    assert sequence_of(store) == 0
    assert list(store.files_dir.iterdir()) == []


def test_every_change_can_be_undone_and_is_told(store: Store, profile: Profile) -> None:
    enter_issuer(store, profile, Form.STATE, LATER, {"name": "Tên sai"}, person="lan")
    enter_issuer(store, profile, Form.STATE, LATER, {"name": COMMUNE}, person="mai")
    undo_import(store, 2, person="cúc")
    assert office(store, profile, "2025").name == "Tên sai"
    undo_import(store, 1, person="cúc")
    assert office(store, profile, "2025").is_blank
    with store.session() as session:
        told = read_setting_history(session, "office.", "near_band")
    assert [(one.before, one.after, one.person, one.undoes) for one in told] == [
        ("Tên sai", None, "cúc", 1),
        (COMMUNE, "Tên sai", "cúc", 2),
        ("Tên sai", COMMUNE, "mai", None),
        (None, "Tên sai", "lan", None),
    ]
