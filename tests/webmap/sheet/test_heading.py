"""The head of a sheet: who issues it follows the period that is printed."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.pages import PageClient


def text_of(client: PageClient, address: str) -> str:
    answer = client.raw.get(address)
    assert answer.status_code == 200, answer.text[:500]
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("what", ["clean_water_rural", "targets"])
def test_the_districts_committee_heads_papers_of_its_time(sample_client: PageClient, what: str):
    text = text_of(sample_client, f"/print/{what}.pdf?period=2024")
    assert "ỦY BAN NHÂN DÂN HUYỆN NHƠN TRẠCH" in text
    # Nothing of a report stands on a sheet.
    for unasked in ("CỘNG HÒA", "Số:", "BC-UBND", "(tên cơ quan ban hành)"):
        assert unasked not in text


def test_a_later_sheet_has_a_marked_blank(sample_client: PageClient):
    text = text_of(sample_client, "/print/clean_water_rural.pdf?period=2025")
    assert "(tên cơ quan ban hành)" in text
    assert "....." in text
    assert "ỦY BAN NHÂN DÂN" not in text
