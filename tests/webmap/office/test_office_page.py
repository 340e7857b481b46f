"""`/admin/office`: forms with errors beside the fields, hostile uploads, roles, and what the changes do."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from werkzeug.test import TestResponse

from geodata.store import importing
from geodata.store.imports import last_sequence
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.vocabulary import Role
from layers.catalogue import Visibility
from tests.build.pages import Page, PageClient, faults_of, read_page
from tests.build.people import csrf_token, send_form, signed_in
from webmap.paper.order import Part
from webmap.prints.packs import PackTemplate, keep_pack_template

ADDRESS = "/admin/office"
COMMUNE = "Ủy ban nhân dân xã Nhơn Trạch"
MAP = "/maps/clean_water_rural?period=2024"


@pytest.fixture
def admin(own_sample_app: Flask) -> PageClient:
    return signed_in(own_sample_app, Role.ADMIN)


def settings_of(app: Flask) -> dict[str, object]:
    with app.extensions["portal"].store.session() as session:
        return read_office_settings(session)


def sequence_of(app: Flask) -> int:
    with app.extensions["portal"].store.session() as session:
        return last_sequence(session)


def send(client: PageClient, part: str, **fields: object) -> TestResponse:
    return send_form(client.raw, ADDRESS + part, fields, page=ADDRESS)


def accepted(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text[:3000]
    return answer.location


def refused(answer: TestResponse) -> Page:
    """Return the page that shows what is wrong; it owes what every page owes."""
    assert answer.status_code == 422
    page = read_page(answer)
    assert not faults_of(page)
    return page


def picture(size: tuple[int, int] = (60, 40), file_format: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#c00000").save(made, format=file_format)
    return made.getvalue()


def upload(client: PageClient, content: bytes, name: str = "logo.png") -> TestResponse:
    return send(client, "/logo", file=(io.BytesIO(content), name))


def pdf_of(client: PageClient, address: str) -> PdfReader:
    answer = client.raw.get(address)
    assert answer.status_code == 200, answer.text[:1000]
    return PdfReader(io.BytesIO(answer.data))


def test_the_page_says_who_issues_papers_when(admin: PageClient) -> None:
    page = admin.get(ADDRESS)
    rows = [page.words(row) for row in page.find_all("tr")]
    later = next(row for row in rows if row.startswith("từ 01/07/2025 trở đi"))
    first = next(row for row in rows if row.startswith("từ 01/01/2020 đến 30/06/2025"))
    assert later.count("chưa nhập") == 2
    assert "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH" in first
    assert "HUYỆN ỦY NHƠN TRẠCH" in first
    assert "năm 2024" in first
    assert "Office" in admin.get(f"{ADDRESS}?lang=en").words()


def test_form_and_paper_are_kept_and_told(own_sample_app: Flask, admin: PageClient) -> None:
    given = {"form": "party", "paper": "a3", "orientation": "portrait", "annex": "Phụ lục I"}
    assert accepted(send(admin, "", **given)).endswith("#general")
    page = admin.get(ADDRESS)
    assert "Đã lưu thay đổi." in page.words()
    changed = [page.words(row) for row in page.find_all("tr") if "Khổ giấy" in page.words(row)]
    assert len(changed) == 1
    assert re.search(r"admin\d+Khổ giấy–A3", changed[0])
    before = sequence_of(own_sample_app)
    accepted(send(admin, "", **given))
    assert sequence_of(own_sample_app) == before
    assert "Chưa có gì thay đổi." in admin.get(ADDRESS).words()


def test_papers_follow_the_defaults_unless_asked_otherwise(own_sample_app: Flask, admin: PageClient) -> None:
    accepted(send(admin, "", form="state", paper="a3", orientation="portrait", annex=""))

    def millimetres(address: str) -> tuple[int, int]:
        box = pdf_of(admin, address).pages[0].mediabox
        return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)

    sheet = "/print/clean_water_rural.pdf?period=2024"
    assert millimetres(sheet) == (297, 420)
    assert millimetres(f"{sheet}&paper=a4") == (210, 297)
    assert millimetres(f"{sheet}&paper=a4&orientation=landscape") == (297, 210)
    # The table is too wide to stand upright.
    assert millimetres("/print/targets.pdf?period=2024") == (420, 297)


def test_an_issuer_is_entered_for_a_span_and_heads_its_papers(
    own_sample_app: Flask, admin: PageClient
) -> None:
    location = accepted(
        send(admin, "/issuer", form="state", since="2025-07-01", name=COMMUNE, place="Nhơn Trạch")
    )
    assert location.endswith("?form=state&since=2025-07-01#issuer")
    assert admin.get(location).element("issuer-name").get("value") == COMMUNE
    later = pdf_of(admin, "/print/clean_water_rural.pdf?period=2025").pages[0].extract_text()
    first = pdf_of(admin, "/print/clean_water_rural.pdf?period=2024").pages[0].extract_text()
    assert COMMUNE.upper() in later
    assert COMMUNE.upper() not in first


def test_an_issuer_can_change_on_any_day(admin: PageClient) -> None:
    chosen = admin.get(f"{ADDRESS}?form=state&since=2024-10-01")
    assert chosen.element("issuer-name").get("value") == "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH"
    accepted(send(admin, "/issuer", form="state", since="2024-10-01", signatory_name="Người Sau"))
    rows = [admin.get(ADDRESS).words(row) for row in admin.get(ADDRESS).find_all("tr")]
    assert any(row.startswith("từ 01/10/2024 đến 30/06/2025") for row in rows)
    assert any(row.startswith("từ 01/01/2020 đến 30/09/2024") for row in rows)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "n" * 121, "dài 121 ký tự"),
        ("place", "Nhơn Trạch 漢", "không có ký tự “漢”"),
        ("recipients", "\n".join("abcdefghijklmnopqrstu"), "Có 21 dòng"),
    ],
)
def test_a_wrong_text_is_said_beside_its_field_and_nothing_is_lost(
    own_sample_app: Flask, admin: PageClient, field: str, text: str, said: str
) -> None:
    before = sequence_of(own_sample_app)
    fields = {"form": "state", "since": "2025-07-01", "signatory_title": "CHỦ TỊCH", field: text}
    page = refused(send(admin, "/issuer", **fields))
    assert said in page.words(page.element(f"issuer-{field}-problem"))
    wrong = page.element(f"issuer-{field}")
    assert wrong.get("aria-invalid") == "true"
    assert f"issuer-{field}-problem" in wrong.get("aria-describedby", "").split()
    assert text in (wrong.get("value") or "".join(wrong.itertext()))
    assert page.element("issuer-signatory_title").get("value") == "CHỦ TỊCH"
    assert sequence_of(own_sample_app) == before


def test_markup_in_a_name_is_shown_as_text(admin: PageClient) -> None:
    name = "<script>alert(1)</script> {{ 7*7 }} \"'& #let $x$ *đậm*"
    accepted(send(admin, "/issuer", form="state", since="2025-07-01", name=name))
    page = admin.get(f"{ADDRESS}?form=state&since=2025-07-01")
    assert page.element("issuer-name").get("value") == name
    assert name in page.words()


@pytest.mark.parametrize("query", ["?form=church", "?since=yesterday", "?since=2025-13-01"])
def test_an_address_that_cannot_be_read_says_so(admin: PageClient, query: str) -> None:
    admin.get(ADDRESS + query, status=400)


@pytest.mark.parametrize(
    ("form", "since"), [("church", "2025-07-01"), ("state", "mai"), ("", ""), ("state", "")]
)
def test_an_issuer_of_no_form_or_day_is_refused(
    own_sample_app: Flask, admin: PageClient, form: str, since: str
) -> None:
    before = sequence_of(own_sample_app)
    assert send(admin, "/issuer", form=form, since=since, name=COMMUNE).status_code == 400
    assert sequence_of(own_sample_app) == before


def test_a_logo_is_shown_printed_and_taken_off(own_sample_app: Flask, admin: PageClient) -> None:
    assert admin.raw.get(f"{ADDRESS}/logo.png").status_code == 404
    accepted(upload(admin, picture(file_format="JPEG") + b"<?php evil() ?>", "Dấu mộc.JPG"))
    shown = admin.raw.get(f"{ADDRESS}/logo.png")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert b"evil" not in shown.data
    with Image.open(io.BytesIO(shown.data)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (60, 40))
    assert "/admin/office/logo.png" in admin.get(ADDRESS).text
    sheet = "/print/clean_water_rural.pdf?period=2024"
    assert len(pdf_of(admin, sheet).pages[0].images) == 1
    accepted(send(admin, "/logo", remove="1"))
    assert admin.raw.get(f"{ADDRESS}/logo.png").status_code == 404
    assert len(pdf_of(admin, sheet).pages[0].images) == 0


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.png", "không phải ảnh PNG hoặc JPEG"),
        (b"<svg/>", "logo.svg", ".png, .jpg, .jpeg"),
        (picture(file_format="GIF"), "logo.png", "không phải ảnh PNG hoặc JPEG"),
        (picture((300, 300))[:150], "logo.png", "bị hỏng"),
        (picture((4001, 20)), "logo.png", "4001 × 20"),
        (picture((10, 10)), "logo.png", "10 × 10"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * (2 * 1024 * 1024), "logo.png", "2.0 MB"),
        (b"", "logo.png", "không phải ảnh PNG hoặc JPEG"),
        (b"", "", "Hãy chọn tệp trước."),
    ],
)
def test_a_hostile_upload_is_refused_in_words_and_changes_nothing(
    own_sample_app: Flask, admin: PageClient, content: bytes, name: str, said: str
) -> None:
    store = own_sample_app.extensions["portal"].store
    before, files = sequence_of(own_sample_app), set(store.files_dir.iterdir())
    page = refused(upload(admin, content, name))
    alert = next(item for item in page.find_all("p") if item.get("role") == "alert")
    assert said in page.words(alert)
    assert sequence_of(own_sample_app) == before
    assert set(store.files_dir.iterdir()) == files


def test_a_path_in_the_files_name_is_no_path(own_sample_app: Flask, admin: PageClient) -> None:
    accepted(upload(admin, picture(), "..\\..\\../../etc/passwd.png"))
    imports = admin.get(f"/desk/imports/{sequence_of(own_sample_app)}").words()
    assert "passwd.png" in imports
    assert ".." not in imports


def test_a_near_band_changes_statuses_on_the_next_request(own_sample_app: Flask, admin: PageClient) -> None:
    reader = PageClient(own_sample_app)

    def near(client: PageClient) -> int:
        legend = client.get(MAP).words()
        found = re.search(r"Chưa đạt \(sát chỉ tiêu\) (\d+)", legend)
        assert found, legend[:2000]
        return int(found[1])

    first = near(reader)
    frame = reader.raw.get("/maps/clean_water_rural/frame?period=2024").data
    accepted(send(admin, "/near-band", indicator="clean_water_rural", near_band="0"))
    assert near(reader) == 0 < first
    assert reader.raw.get("/maps/clean_water_rural/frame?period=2024").data != frame
    accepted(send(admin, "/near-band", indicator="clean_water_rural", near_band="100"))
    assert near(reader) > first
    accepted(send(admin, "/near-band", indicator="clean_water_rural", near_band="2,0"))
    assert near(reader) == first


@pytest.mark.parametrize(
    ("text", "said"),
    [("-1", "nhỏ hơn 0"), ("một", "không phải là số"), ("1.234", "có thể là 1,234 hoặc 1.234")],
)
def test_a_wrong_band_is_said_beside_its_field(
    own_sample_app: Flask, admin: PageClient, text: str, said: str
) -> None:
    before = sequence_of(own_sample_app)
    page = refused(send(admin, "/near-band", indicator="tree_cover", near_band=text))
    assert said in page.words(page.element("band-problem"))
    assert page.element("band-near_band").get("value") == text
    chosen = [option.get("value") for option in page.find_all("option") if option.get("selected") is not None]
    assert "tree_cover" in chosen
    assert sequence_of(own_sample_app) == before


def test_an_unknown_indicator_has_no_band(admin: PageClient) -> None:
    assert send(admin, "/near-band", indicator="nothing", near_band="1").status_code == 404


def test_a_change_is_undone_from_the_desk(own_sample_app: Flask, admin: PageClient) -> None:
    accepted(send(admin, "/near-band", indicator="tree_cover", near_band="3"))
    sequence = sequence_of(own_sample_app)
    undo = f"/desk/imports/{sequence}/undo"
    assert undo in admin.get(ADDRESS).links()
    answer = admin.raw.post(undo, data={"csrf_token": csrf_token(admin.raw, undo), "later": "keep"})
    assert answer.status_code == 303
    page = admin.get(ADDRESS)
    assert undo not in page.links()
    assert f"hoàn tác lần nhập thứ {sequence}" in page.words()
    assert "near_band.tree_cover" not in settings_of(own_sample_app)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.CLERK, Role.POLICE])
def test_only_an_administrator_undoes_what_administrators_set(
    own_sample_app: Flask, admin: PageClient, role: Role
) -> None:
    accepted(send(admin, "/near-band", indicator="tree_cover", near_band="3"))
    first = sequence_of(own_sample_app)
    other = signed_in(own_sample_app, role, **({"offices": ("BHXH",)} if role is Role.CLERK else {}))
    assert undone(own_sample_app, other, first) in (403, 404)
    assert settings_of(own_sample_app)["near_band.tree_cover"] == "3"
    assert undone(own_sample_app, admin, first) == 303
    # To undo the undo would set the band again.
    assert undone(own_sample_app, other, first + 1) in (403, 404)
    assert "near_band.tree_cover" not in settings_of(own_sample_app)
    if role is Role.PLANNER:
        assert not [link for link in other.get(ADDRESS).links() if link.endswith("/undo")]
        assert f"/desk/imports/{first + 1}/undo" not in other.get(f"/desk/imports/{first + 1}").links()


def test_a_planner_undoes_what_planners_set(own_sample_app: Flask) -> None:
    planner, store = signed_in(own_sample_app, Role.PLANNER), own_sample_app.extensions["portal"].store
    keep_pack_template(store, PackTemplate("Giao ban", (Part("targets"),)), person="mai")
    assert undone(own_sample_app, planner, sequence_of(own_sample_app)) == 303
    assert not settings_of(own_sample_app).get("pack.Giao ban")


def test_settings_that_no_page_enters_are_an_administrators(own_sample_app: Flask, admin: PageClient) -> None:
    with importing(own_sample_app.extensions["portal"].store, "settings", "root") as batch:
        write_office_settings(batch, {"pack.x": None, "owner.tree_cover": "Phòng Kinh tế"})
    sequence = sequence_of(own_sample_app)
    assert undone(own_sample_app, signed_in(own_sample_app, Role.PLANNER), sequence) == 403
    assert undone(own_sample_app, admin, sequence) == 303


def undone(app: Flask, client: PageClient, sequence: int) -> int:
    """Ask for an undo as a browser would, with a token of the desk where its form is refused."""
    fields = {"csrf_token": csrf_token(client.raw, "/account"), "later": "keep"}
    return client.raw.post(f"/desk/imports/{sequence}/undo", data=fields).status_code


def test_planners_read_and_administrators_write(own_sample_app: Flask, admin: PageClient) -> None:
    planner = signed_in(own_sample_app, Role.PLANNER)
    page = planner.get(ADDRESS)
    assert "Chỉ quản trị viên được thay đổi." in page.words()
    assert not [item for item in page.find_all("button") if page.words(item) == "Lưu"]
    fields = {"form": "party", "csrf_token": csrf_token(planner.raw, ADDRESS)}
    for part in ("", "/issuer", "/logo", "/near-band"):
        assert planner.raw.post(ADDRESS + part, data=fields).status_code == 403
    for role in (Role.VIEWER, Role.LEADER, Role.CLERK, Role.POLICE):
        rights = {"offices": ("BHXH",)} if role is Role.CLERK else {}
        signed_in(own_sample_app, role, **rights).get(ADDRESS, status=403)


def test_without_the_forms_token_nothing_is_written(own_sample_app: Flask, admin: PageClient) -> None:
    before = sequence_of(own_sample_app)
    for part in ("", "/issuer", "/logo", "/near-band"):
        assert admin.raw.post(ADDRESS + part, data={"form": "party", "remove": "1"}).status_code == 400
    assert sequence_of(own_sample_app) == before


def test_the_account_and_the_desk_lead_there(own_sample_app: Flask, admin: PageClient) -> None:
    assert ADDRESS in admin.get("/account").links()
    assert ADDRESS in admin.get("/desk").links()
    assert ADDRESS not in signed_in(own_sample_app, Role.LEADER).get("/account").links()


def test_bands_of_lines_that_an_administrator_may_not_see_stay_hidden(app: Flask) -> None:
    """With real data loaded the police's lines are for the police alone."""
    here, code = app.extensions["portal"], "social_order_crimes"
    restricted = replace(here.profile.indicators[code], visibility=Visibility.RESTRICTED)
    indicators = {**here.profile.indicators, code: restricted}
    app.extensions["portal"] = replace(here, profile=replace(here.profile, indicators=indicators))
    with importing(here.store, "settings", "tests") as batch:
        write_office_settings(batch, {f"near_band.{code}": "1", "near_band.tree_cover": "2"})
    admin = signed_in(app, Role.ADMIN)
    words = admin.get(ADDRESS).words()
    assert here.profile.indicators["tree_cover"].name_vi in words
    assert restricted.name_vi not in words
    assert send(admin, "/near-band", indicator=code, near_band="1").status_code == 404
