"""What takes pictures of pages: a portal with the sample, a window of a width."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.build.every_page import SIGN_IN, settle
from tests.build.serving import on_loopback
from webmap.app.settings import Settings
from webmap.factory import create_app

_KEEP_HEIGHTS = """document.querySelectorAll('iframe.map, .heat-frame, .theme-picture svg').forEach(one => {
  one.style.height = one.style.maxHeight = getComputedStyle(one).height;
})"""
PHONE, LAPTOP, PROJECTOR = (390, 844), (1366, 768), (1920, 1080)


@dataclass(frozen=True)
class Picture:
    """A page to be taken: file name, address, window, and whether the whole page is wanted."""

    name: str
    address: str
    window: tuple[int, int] = LAPTOP
    whole: bool = False


@contextmanager
def sample_portal() -> Iterator[tuple[Flask, str]]:
    """Serve a portal with the sample from a folder that is thrown away; gives it and its address."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)), testing=True)
        made = app.test_cli_runner().invoke(args=["init", "--sample"])
        if made.exit_code:
            raise SystemExit(made.output)
        with on_loopback(app) as address:
            yield app, address
        app.extensions["portal"].store.close()


def open_window(started: Browser, window: tuple[int, int], at: str) -> BrowserContext:
    """Open a window that has the portal's fonts already: who comes for the first time may see others."""
    width, height = window
    context = started.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{at}{SIGN_IN}", wait_until="networkidle")
    page.close()
    return context


def take(page: Page, at: str, folder: Path, picture: Picture) -> None:
    width, height = picture.window
    page.goto(at + picture.address, wait_until="networkidle")
    settle(page)
    if picture.whole:
        _unroll(page, width)
    page.screenshot(path=folder / f"{picture.name}.png")
    page.set_viewport_size({"width": width, "height": height})
    print(picture.name, flush=True)


def _unroll(page: Page, width: int) -> None:
    """Make the window as high as the page: Chromium paints no frame that is out of sight.

    What takes its height from the window keeps the height it has.
    """
    page.evaluate(_KEEP_HEIGHTS)
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.wait_for_timeout(150)
