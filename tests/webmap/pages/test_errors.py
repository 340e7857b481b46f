"""Every refusal and fault is answered with a page in words, in the reader's language, with its status."""

import errno
import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable

from geodata.errors import LimitExceeded, Refused, UnknownThing
from geodata.findings import Findings, Place, error
from geodata.store.database import StoreNotReady
from layers.errors import LayersError, NotAPeriod
from tests.build.pages import PageClient
from webmap.app.errors import BadParameter, NotForThisReader, TooManyAttempts, UnknownPage
from webmap.app.secret import SecretLost
from webmap.pages.error_pages import status_of


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (UnknownThing("unit.unknown"), 404),
        (UnknownPage("page.unknown"), 404),
        (BadParameter("parameter.bad"), 400),
        (NotAPeriod("period.none", text="2024-Q5"), 400),
        (NotForThisReader("indicator.internal"), 403),
        (LimitExceeded("file.too_large"), 413),
        (Refused(Findings()), 422),
        (LayersError("any.other"), 500),
        (StoreNotReady("store.older"), 503),
        (SecretLost("secret.lost"), 503),
        (RuntimeError("not of ours"), 500),
    ],
)
def test_status_of_each_meaning(problem: Exception, status: int) -> None:
    assert status_of(problem) == status


def test_unknown_page_in_vietnamese(client: PageClient) -> None:
    page = client.get("/khong-co", status=404)
    assert page.words(page.find_all("h1")[0]) == "Không có trang này"
    assert next(page.document.iter("html")).get("lang") == "vi"


def test_unknown_page_in_english(client: PageClient) -> None:
    page = client.get("/khong-co?lang=en", status=404)
    assert page.words(page.find_all("h1")[0]) == "There is no such page"


@pytest.mark.parametrize("lang", ["fr", "", "vi-VN", "<script>"])
def test_unknown_language_is_refused(client: PageClient, lang: str) -> None:
    assert "Địa chỉ này không đọc được" in client.get(f"/healthz?lang={lang}", status=400).words()


def test_refusal_says_every_finding(app: Flask) -> None:
    place = Place(file="a.xlsx", sheet="Nước sạch", cell="B7")
    refused = Refused(Findings((error("no.such_wording", place, "105", maximum=100),)))
    answer = _answer_to(app, refused)
    assert answer.status_code == 422
    assert "Lỗi. a.xlsx, trang “Nước sạch”, ô B7: no.such_wording" in answer.text


def test_a_finding_is_shown_as_text(app: Flask) -> None:
    place = Place(feature="<img src=x onerror=alert(1)>")
    answer = _answer_to(app, Refused(Findings((error("no.such_wording", place),))))
    assert "<img" not in answer.text
    assert "&lt;img src=x" in answer.text


def test_control_characters_of_an_address_are_not_said(client: PageClient) -> None:
    page = client.get("/maps/tree_cover?period=%01%7f2024", status=400)
    assert "2024" in page.words()


def test_a_fault_says_nothing_of_its_inside(app: Flask) -> None:
    answer = _answer_to(app, LayersError("secret.detail", path="/srv/secret"))
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_what_cannot_be_done_here_says_what_can(app: Flask) -> None:
    answer = app.test_client().put("/healthz")
    assert answer.status_code == 405
    assert answer.allow == {"GET", "HEAD", "OPTIONS"}
    assert "Không làm được việc này" in answer.text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_whoever_has_to_wait_is_told_how_long(app: Flask, lang: str) -> None:
    waits = TooManyAttempts("body.crowded", seconds=30)
    answer = _answer_to(app, waits, lang=lang)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert {"vi": "sau 30 giây", "en": "in 30 s"}[lang] in answer.text
    assert _answer_to(app, ServiceUnavailable(retry_after=7)).headers["Retry-After"] == "7"


def _answer_to(app: Flask, problem: Exception, lang: str = "vi"):  # type: ignore[no-untyped-def]
    """Return what the application answers where a page raises a problem."""

    def raise_it() -> str:
        raise problem

    app.view_functions["health.healthz"] = raise_it
    return app.test_client().get("/healthz", query_string={"lang": lang})


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        (sqlite3.SQLITE_FULL, 507, "Ổ đĩa đã đầy"),
        (sqlite3.SQLITE_CORRUPT, 503, "Kho dữ liệu bị hỏng"),
        (sqlite3.SQLITE_READONLY_DBMOVED, 503, "chỉ đọc được"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, 503, "thử lại sau một phút"),
        (sqlite3.SQLITE_IOERR_READ, 503, "kiểm tra ổ đĩa"),
    ],
)
def test_what_is_wrong_with_the_store_is_said(app: Flask, code: int, status: int, said: str) -> None:
    below = sqlite3.OperationalError("of SQLite")
    below.sqlite_errorcode = code
    answer = _answer_to(app, OperationalError("SELECT 1", {}, below))
    assert (answer.status_code, said in answer.text) == (status, True)


def test_a_full_disk_is_said_and_no_folder_is_named(app: Flask) -> None:
    answer = _answer_to(app, OSError(errno.ENOSPC, "No space left on device", "/srv/files/x"))
    assert answer.status_code == 507
    assert "Ổ đĩa đã đầy" in answer.text
    assert "/srv" not in answer.text
