"""A real browser on a real server. Every other address is blocked, and asking for one fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

from tests.build.chromium import chromium
from tests.build.serving import on_loopback

_POLICY_WATCH = """
document.addEventListener('securitypolicyviolation', event =>
  console.error('policy violation: ' + event.violatedDirective + ' ' + event.blockedURI));
"""
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass
class Witness:
    """What went wrong in a browser while a test looked at pages."""

    faults: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext, address: str) -> None:
        """Watch every page and frame of a context, and let none of them ask another address."""
        origin = urlsplit(address).netloc

        def guard(route: Route) -> None:
            asked = urlsplit(route.request.url)
            if asked.netloc == origin or asked.scheme in ("data", "blob"):
                route.continue_()
                return
            self.faults.append(f"request to another address: {route.request.url}")
            route.abort()

        context.route("**/*", guard)
        context.add_init_script(_POLICY_WATCH)
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.faults.append(f"console {message.type}: {message.text} ({page.url})")

        def on_failure(request: Request) -> None:
            # Given up by the browser itself: a page was left or closed before its last picture came, or the
            # answer became a download. What a server or a policy does has other names.
            if request.failure != "net::ERR_ABORTED":
                self.faults.append(f"failed request: {request.url} ({request.failure})")

        page.on("console", on_console)
        page.on("pageerror", lambda problem: self.faults.append(f"script error: {problem} ({page.url})"))
        page.on("requestfailed", on_failure)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a worker; each opens windows of its own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Flask], str]]:
    """A way to put an application on a loopback port; returns its address."""
    with ExitStack() as served:
        yield lambda app: served.enter_context(on_loopback(app))


@pytest.fixture(scope="session")
def address(serve: Callable[[Flask], str], sample_app: Flask) -> str:
    """The address of a portal with the sample, shared: for tests that only read."""
    return serve(sample_app)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A way to open pages as `open_page(path, size=PHONE)`; any fault on the way fails the test at its end.

    `at` names the address of another portal than the shared one; `expect` lists beginnings of faults that the
    test is about; `touched` is a screen that fingers touch.
    """
    witness, contexts, allowed = Witness(), [], []

    def open_it(
        path: str,
        *,
        size: dict[str, int] = DESKTOP,
        at: str = address,
        expect: tuple[str, ...] = (),
        touched: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport=size,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=touched,
            is_mobile=touched,
        )
        contexts.append(context)
        allowed.extend(expect)
        witness.attach(context, at)
        page = context.new_page()
        page.goto(at + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    unexpected = [fault for fault in witness.faults if not fault.startswith(tuple(allowed) or ("\0",))]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """An open page at the overview of the shared portal, with faults failing the test."""
    return open_page("/")
