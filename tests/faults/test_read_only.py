"""A data folder that can only be read: people read, and whoever enters something is told in words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.build.pages import PageClient
from tests.build.people import CHEAP, PASSWORD, make_account
from webmap.app.settings import Settings
from webmap.factory import create_app


@pytest.fixture
def closed_app(tmp_path: Path, sample_store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A portal whose folder the system says can only be read; SQLite then opens the store so."""
    data_dir = shutil.copytree(sample_store_dir, tmp_path / "data")
    app = create_app(Settings(data_dir=data_dir), passwords=CHEAP)
    make_account(app, "leader", name="binh")
    app.extensions["portal"].store.close()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: mode != os.W_OK and may(path, mode, **more))
    yield app
    app.extensions["portal"].store.close()


def test_pages_are_read_and_nothing_is_left_beside_the_store(closed_app: Flask) -> None:
    data_dir = closed_app.extensions["portal"].settings.data_dir
    client = PageClient(closed_app)
    for address in ("/", "/ranking", "/maps/tree_cover", "/print"):
        client.raw.get(address)
        assert client.raw.get(address).status_code == 200, address
    assert not [path.name for path in data_dir.iterdir() if path.name.endswith(("-wal", "-shm"))]


def test_whoever_signs_in_is_told_that_nothing_can_be_entered(closed_app: Flask) -> None:
    client = closed_app.test_client()
    page = client.get("/account/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/account/sign-in", data={"csrf_token": token, "name": "binh", "password": PASSWORD})
    assert answer.status_code == 503
    assert "Thư mục dữ liệu chỉ đọc được" in answer.text


def test_a_command_that_writes_says_so(closed_app: Flask) -> None:
    result = closed_app.test_cli_runner().invoke(args=["office", "set", "name=Ủy ban"])
    assert result.exit_code == 1
    assert (
        result.output == "Thư mục dữ liệu chỉ đọc được: hiện không thể nhập hoặc in. Chưa có gì thay đổi.\n"
    )
    assert closed_app.test_cli_runner().invoke(args=["imports", "list"]).exit_code == 0
