"""`secret renew`: sign-ins end, codes of prints stay, and a known case is the same case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Flask

from geodata.store.incidents import read_incidents
from tests.build.pages import PageClient
from webmap.app.portal import Portal
from webmap.app.secret import case_keys, print_key, read_secret

ROWS = "kind,occurred_on,longitude,latitude,case_no,status\ntheft,2024-03-05,106.9,10.72,{},{}\n"


def load(app: Flask, folder: Path, case: str, status: str) -> None:
    file = folder / "vu-viec.csv"
    file.write_text(ROWS.format(case, status), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["incidents", "import", str(file), "--accept-warnings", "thử"])
    assert result.exit_code == 0, result.output


def cases(app: Flask) -> list[tuple[str | None, int | None]]:
    portal: Portal = app.extensions["portal"]
    with portal.store.session() as session:
        found = read_incidents(session, date(2024, 3, 5), date(2024, 3, 5), kind="theft")
    return [(one.status, one.case_key) for one in found]


def renew(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["secret", "renew"])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_case_is_recognised_after_the_secret_was_renewed(app: Flask, tmp_path: Path):
    load(app, tmp_path, "12/2024", "đang điều tra")
    assert "khóa số 2" in renew(app)
    load(app, tmp_path, "12/2024", "đã kết thúc")
    assert cases(app) == [("đã kết thúc", 1)]
    renew(app)
    load(app, tmp_path, "13/2024", "đang điều tra")
    load(app, tmp_path, "12/2024", "phục hồi")
    assert sorted(cases(app)) == [("phục hồi", 1), ("đang điều tra", 3)]


def test_no_key_says_anything_of_another(app: Flask):
    folder = app.extensions["portal"].settings.data_dir
    before = (read_secret(folder), print_key(folder), *case_keys(folder))
    renew(app)
    after = (read_secret(folder), print_key(folder), *case_keys(folder))
    assert len({*before, *after}) == len(before) + len(after) - 1
    assert case_keys(folder)[0] == before[2]
    # The former secret is gone: nothing can be signed with it any more.
    assert before[0] not in (folder / "secret").read_bytes()


def test_codes_of_prints_stay(own_sample_app: Flask):
    client = PageClient(own_sample_app)
    address = "/print/tree_cover.png?period=2024"
    first = client.raw.get(address)
    renew(own_sample_app)
    again = client.raw.get(address)
    assert again.headers["Content-Disposition"] == first.headers["Content-Disposition"]
    assert again.data == first.data
