"""The guide's album: the beginning of every page on a phone, a laptop and a projector, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Page

from docs.picturing import LAPTOP, PHONE, PROJECTOR, open_window
from tests.build.chromium import chromium
from tests.build.every_page import PAGES, enter, put_in_use, settle

PICTURES = "trang"
LIST = "moi-trang.md"
_HEIGHT, _GAP, _GROUND = 440, 8, "#8a949e"
_OPEN_TO_STRANGERS = "account.sign_in"
_HEAD = """# Mọi trang, trên điện thoại, máy tính và máy chiếu

Phần đầu của từng trang ở bề rộng 390, 1366 và 1920 điểm ảnh, chụp từ số liệu mẫu. Cách dùng từng trang ở
trong [hướng dẫn sử dụng](../huong-dan.md).
"""


def take_album(app: Flask, at: str, folder: Path) -> None:
    """Write `trang/<page>.png`, three pictures a page in a row, and `moi-trang.md`, which lists them."""
    found = put_in_use(app)
    addresses = {name: path.format(**found) for name, path in PAGES.items()}
    titles: dict[str, str] = {}
    shots: defaultdict[str, list[Image.Image]] = defaultdict(list)
    with chromium() as started:
        for window in (PHONE, LAPTOP, PROJECTOR):
            context = open_window(started, window, at)
            page = context.new_page()
            for name in sorted(addresses, key=lambda one: one != _OPEN_TO_STRANGERS):
                titles[name], shot = _begin_of(page, at + addresses[name])
                shots[name].append(shot)
                if name == _OPEN_TO_STRANGERS:
                    enter(page, at, found["person"])
            context.close()
    (folder / PICTURES).mkdir(exist_ok=True)
    for name, row in shots.items():
        _side_by_side(row).save(folder / PICTURES / f"{name}.png")
    (folder / LIST).write_text(_listed(app, titles), encoding="utf-8")
    print(LIST)


def _begin_of(page: Page, address: str) -> tuple[str, Image.Image]:
    page.goto(address, wait_until="networkidle")
    settle(page)
    title = " ".join(page.locator("h1").first.inner_text().split())
    return title, Image.open(BytesIO(page.screenshot())).convert("RGB")


def _side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    scaled = [one.resize((round(one.width * _HEIGHT / one.height), _HEIGHT)) for one in pictures]
    width = sum(one.width for one in scaled) + _GAP * (len(scaled) - 1)
    row = Image.new("RGB", (width, _HEIGHT), _GROUND)
    left = 0
    for one in scaled:
        row.paste(one, (left, 0))
        left += one.width + _GAP
    return row


def _listed(app: Flask, titles: dict[str, str]) -> str:
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    parts = [
        f"\n## {titles[name]}\n\n`{rules[name]}`\n\n![{titles[name]}]({PICTURES}/{name}.png)\n"
        for name in sorted(titles, key=rules.__getitem__)
    ]
    return _HEAD + "".join(parts)
