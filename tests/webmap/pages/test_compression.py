"""Text is sent compressed to whoever takes it, never together with a form's token."""

from __future__ import annotations

import gzip

from flask import Flask

from geodata.store.vocabulary import Role
from tests.build.people import signed_in

GZIP = {"Accept-Encoding": "gzip, br"}
FRAME = "/maps/clean_water_rural/frame?period=2024"


def test_a_page_is_a_fraction_of_its_bytes_and_the_same_page(sample_app: Flask) -> None:
    client = sample_app.test_client()
    plain, packed = client.get("/?period=2024"), client.get("/?period=2024", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_frame_is_asked_for_again_and_not_sent_again(sample_app: Flask) -> None:
    client = sample_app.test_client()
    first = client.get(FRAME, headers=GZIP)
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get(FRAME, headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # Whoever does not take gzip has the same thing by the same tag.
    plain = client.get(FRAME)
    assert gzip.decompress(first.data) == plain.data
    assert client.get(FRAME, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_what_carries_a_token_is_never_compressed(own_sample_app: Flask) -> None:
    client = signed_in(own_sample_app, Role.ADMIN).raw
    for address in ("/desk", "/?period=2024"):
        answer = client.get(address, headers=GZIP)
        assert "csrf_token" in answer.text
        assert "Content-Encoding" not in answer.headers


def test_small_answers_and_files_stay_as_they_are(sample_app: Flask) -> None:
    client = sample_app.test_client()
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
    sheet = client.get("/maps/clean_water_rural.png?period=2024&classes=natural", headers=GZIP)
    assert "Content-Encoding" not in sheet.headers
    table = client.get("/maps/clean_water_rural.csv?period=2024", headers=GZIP)
    assert gzip.decompress(table.data).startswith(b"\xef\xbb\xbf") or "Content-Encoding" not in table.headers
