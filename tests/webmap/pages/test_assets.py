"""Files are served under versioned addresses, listed ones only, each kept for ever; no address leads out."""

import gzip
import re
from importlib.metadata import version

import pytest
from flask import Flask

from webmap.pages.assets import asset_url, packages


def _addresses(app: Flask) -> list[str]:
    with app.test_request_context():
        return [asset_url(name, file) for name, package in packages().items() for file in package.files]


def test_every_listed_file_is_served_for_ever(app: Flask) -> None:
    for address in _addresses(app):
        answer = app.test_client().get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_addresses_carry_the_version_and_no_language(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        address = asset_url("leaflet", "leaflet.js")
    assert address == f"/assets/leaflet/{version('XStatic-Leaflet')}/leaflet.js"


@pytest.mark.parametrize(
    "address",
    [
        "/assets/leaflet/0.0/leaflet.js",
        "/assets/unknown/1/leaflet.js",
        "/assets/leaflet/{leaflet}/leaflet-src.js",
        "/assets/leaflet/{leaflet}/../../../../flask/app.py",
        "/assets/leaflet/{leaflet}/%2e%2e/%2e%2e/__init__.py",
        "/assets/portal/{portal}/../factory.py",
    ],
)
def test_nothing_else_is_served(app: Flask, address: str) -> None:
    versions = {name: package.version for name, package in packages().items()}
    assert app.test_client().get(address.format(**versions)).status_code == 404


def test_a_name_that_is_not_served_is_refused_when_the_page_is_made(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(LookupError, match=r"no-such\.css"):
        asset_url("portal", "no-such.css")


def test_text_is_compressed_for_those_who_take_it(app: Flask) -> None:
    with app.test_request_context():
        address = asset_url("leaflet", "leaflet.js")
    plain = app.test_client().get(address, headers={"Accept-Encoding": "identity"})
    packed = app.test_client().get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_fonts_named_in_the_style_sheet_are_served_and_are_fonts(app: Flask) -> None:
    with app.test_request_context():
        sheet = app.test_client().get(asset_url("portal", "fonts.css")).text
    addresses = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(addresses) == 2
    for address in addresses:
        answer = app.test_client().get(address)
        assert answer.data[:4] == b"\x00\x01\x00\x00"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_no_style_sheet_of_ours_loads_from_elsewhere(app: Flask) -> None:
    for name in (name for name in packages()["portal"].files if name.endswith((".css", ".js", ".svg"))):
        with app.test_request_context():
            text = app.test_client().get(asset_url("portal", name)).text
        addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text)
        assert set(addresses) <= {"http://www.w3.org"}, name


def test_favicon(app: Flask) -> None:
    answer = app.test_client().get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
