"""The application starts only on sound settings and data, and says how it stands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import webmap
from webmap.app.secret import read_secret
from webmap.app.settings import Settings, SettingsError
from webmap.app.worker_beat import beat
from webmap.factory import create_app


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Anybody."""
    return app.test_client()


def test_health_names_versions_and_the_store(reader: FlaskClient) -> None:
    data_dir = reader.application.extensions["portal"].settings.data_dir
    beat(data_dir)
    answer = reader.get("/healthz")
    body = answer.get_json()
    assert answer.status_code == 200
    assert body["status"] == "ok"
    assert body["worker"]["alive"] is True
    assert body["store"] == {"ready": True, "sequence": 4, "is_sample": False}
    assert set(body["gdal"]) == {"rasterio", "pyogrio"}
    assert body["versions"]["folium"]


def test_health_of_a_store_that_is_not_made(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path), testing=True)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert "flask --app wsgi init" in answer.get_json()["store"]["reason"]


def test_health_of_a_store_that_cannot_be_read(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path), testing=True)
    (tmp_path / "portal.sqlite").write_bytes(b"this is no database, only text" * 100)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["store"]["ready"] is False


def test_a_profile_that_does_not_exist_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no_such_district"):
        create_app(Settings(data_dir=tmp_path, profile="no_such_district"), testing=True)


def test_a_command_says_a_wrong_setting_in_one_line(tmp_path: Path) -> None:
    root = Path(webmap.__file__).parent.parent
    environment = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path), "PORTAL_COLOUR": "red"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "init"]
    result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: colour in the environment: no such setting.")
    assert "Traceback" not in result.stderr


def test_the_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    first = read_secret(tmp_path)
    assert len(first) == 32
    assert read_secret(tmp_path) == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
