"""Take the pictures of the user guide: `python docs/screenshots.py ADDRESS FOLDER [--all]`.

Asks a portal that runs at ADDRESS (with the sample) and writes PNG files. Without `--all` only the few
pictures that the guide shows, small enough to be kept; with it every page in both languages at 390, 1366 and
1920 pixels, to be looked at.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHEET = "/print/clean_water_rural.png?period=2024&paper=a4&orientation=landscape"
PHONE, LAPTOP, PROJECTOR = (390, 844), (1366, 768), (1920, 1080)


@dataclass(frozen=True)
class Picture:
    """A page to be taken: file name, address, window, and whether the whole page is wanted."""

    name: str
    address: str
    window: tuple[int, int] = LAPTOP
    whole: bool = False


GUIDE = (
    Picture("tong-quan", "/"),
    Picture("ban-do", "/maps/tree_cover?period=2024"),
    Picture("ban-do-dien-thoai", "/maps/clean_water_rural?period=2024", PHONE),
    Picture("xep-hang", "/ranking"),
    Picture("xa", "/communes/26503?period=2024"),
    Picture("chi-tieu", "/clauses"),
    Picture("vu-viec", "/incidents"),
    Picture("tong-quan-dien-thoai", "/", PHONE),
    Picture("tong-quan-may-chieu", "/", PROJECTOR),
    Picture("so-sanh", "/compare/clean_water_rural"),
    Picture("trinh-chieu", "/meeting?indicators=clean_water_rural&period=2024", PROJECTOR),
    Picture("tieu-chi-nong-thon-moi", "/new-rural?period=2024"),
)
PAGES = {picture.name: picture.address for picture in GUIDE} | {
    "mot-so": "/maps/urban_unemployment",
    "nong-thon-moi": "/maps/new_rural_criteria",
    "rac-thai": "/maps/waste_domestic",
    "an-ninh": "/maps/social_order_crimes",
    "khong-co": "/maps/khong_co",
    "dang-nhap": "/account/sign-in",
    "phan-lop": "/maps/clean_water_rural?period=2024&classes=natural",
    "nhieu-ky": "/maps/tree_cover/periods",
    "so-sanh-chi-tieu": "/compare/tree_cover?what=indicators",
    "do-va-bao-cao": "/measured/tree_cover",
    "chon-trinh-chieu": "/meeting",
    "nghi-quyet": "/targets?period=2024",
    "nguyen-nhan": "/remedies?period=2024",
    "in-an": "/print?period=2024",
    "nhung": "/embed/clean_water_rural?period=2024",
}


def every_page() -> tuple[Picture, ...]:
    """Return every page in both languages at three widths."""
    return tuple(
        Picture(f"{name}-{lang}-{window[0]}", _in(address, lang), window, whole=True)
        for name, address in PAGES.items()
        for lang in ("vi", "en")
        for window in (PHONE, LAPTOP, PROJECTOR)
    )


def take(base: str, folder: Path, pictures: Iterable[Picture]) -> None:
    """Take the pictures of a running portal into a folder."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium is missing; `make test` installs it or says how.")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for picture in pictures:
            _take_one(browser, base, folder, picture)
        browser.close()


def _take_one(browser: Browser, base: str, folder: Path, picture: Picture) -> None:
    width, height = picture.window
    page = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
    page.goto(base.rstrip("/") + picture.address, wait_until="networkidle")
    page.screenshot(path=folder / f"{picture.name}.png", full_page=picture.whole)
    page.close()
    print(picture.name)


def take_sheet(base: str, folder: Path) -> None:
    """Fetch a printed sheet as a picture, as wide as a page of the guide."""
    with urlopen(base.rstrip("/") + SHEET) as response:
        sheet = Image.open(BytesIO(response.read()))
    width = 1000
    small = sheet.convert("RGB").resize((width, sheet.height * width // sheet.width))
    small.save(folder / "to-in.png")
    print("to-in")


def shrink(folder: Path) -> None:
    """Give the pictures a palette of 64 colours: a third of the bytes, and nothing to be seen of it."""
    for path in sorted(folder.glob("*.png")):
        Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def _in(address: str, lang: str) -> str:
    return address if lang == "vi" else f"{address}{'&' if '?' in address else '?'}lang={lang}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="address of a portal that runs")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="every page, language and width")
    given = parser.parse_args()
    take(given.base, given.folder, every_page() if given.all else GUIDE)
    if not given.all:
        take_sheet(given.base, given.folder)
        shrink(given.folder)
