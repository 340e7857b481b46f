"""A reader who looks at every page as a critic: what each page owes is checked wherever a test opens one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

_UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
_EVENT_ATTRIBUTE = re.compile(r"^on[a-z]+$")


@dataclass(frozen=True)
class Page:
    """An answer that was a page: its status, its text, and its parsed document."""

    status: int
    text: str
    document: Element
    headers: dict[str, str] = field(repr=False)

    def find_all(self, tag: str) -> list[Element]:
        """Return all elements of a tag."""
        return list(self.document.iter(tag))

    def words(self, element: Element | None = None) -> str:
        """Return the text of an element (or the whole page) as a reader sees it, blanks collapsed."""
        return " ".join("".join((self.document if element is None else element).itertext()).split())

    def links(self) -> list[str]:
        """Return the addresses that the page links to."""
        return [link.attrib["href"] for link in self.find_all("a") if "href" in link.attrib]

    def element(self, identity: str) -> Element:
        """Return the element of an id; a page without it fails here."""
        return next(item for item in self.document.iter() if item.get("id") == identity)


class PageClient:
    """Opens pages of an application and checks each of them; `raw` opens anything else."""

    def __init__(self, app: Flask) -> None:
        self.raw = app.test_client()

    def get(self, address: str, *, status: int = 200) -> Page:
        """Open a page that must answer with a status, and check what every page owes."""
        answer = self.raw.get(address)
        assert answer.status_code == status, (
            f"{address} answered {answer.status_code}, not {status}:\n{answer.text[:2000]}"
        )
        page = read_page(answer)
        problems = faults_of(page)
        assert not problems, f"{address}:\n" + "\n".join(problems)
        return page


def read_page(answer: TestResponse) -> Page:
    """Parse an answer as strict HTML; a parse error raises."""
    assert answer.mimetype == "text/html", f"not a page but {answer.mimetype}"
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return Page(answer.status_code, answer.text, parser.parse(answer.text), dict(answer.headers))


def faults_of(page: Page) -> list[str]:
    """Return what the page owes and does not have, as sentences; empty for a sound page."""
    return [
        *_faults_of_head(page),
        *_faults_of_ids(page),
        *_faults_of_fields(page),
        *_faults_against_policy(page),
        *_faults_of_headers(page),
    ]


def _faults_of_head(page: Page) -> list[str]:
    html = next(page.document.iter("html"))
    headings = page.find_all("h1")
    titles = page.find_all("title")
    faults = [] if html.get("lang") in ("vi", "en") else ["<html> has no lang of vi or en"]
    faults += [] if len(headings) == 1 else [f"{len(headings)} h1, one is owed"]
    faults += [] if all(page.words(item) for item in headings) else ["the h1 is empty"]
    has_title = bool(titles) and not page.words(titles[0]).startswith("·")
    return faults + ([] if has_title else ["the title is missing or empty"])


def _faults_of_ids(page: Page) -> list[str]:
    ids = Counter(item.attrib["id"] for item in page.document.iter() if "id" in item.attrib)
    faults = [f"id {name!r} is used {count} times" for name, count in ids.items() if count > 1]
    for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for item in page.document.iter():
            missing = [part for part in item.get(name, "").split() if part not in ids]
            faults += [f"{name} names {part!r}, which is not there" for part in missing]
    return faults


def _faults_of_fields(page: Page) -> list[str]:
    labelled = {item.get("for") for item in page.find_all("label")}
    inside = {id(field) for label in page.find_all("label") for field in label.iter()}
    faults = []
    for item in (item for tag in ("input", "select", "textarea") for item in page.find_all(tag)):
        named = item.get("id") in labelled or id(item) in inside or item.get("aria-label")
        if item.get("type") not in _UNLABELLED_TYPES and not (named or item.get("aria-labelledby")):
            faults.append(f"<{item.tag} name={item.get('name')!r}> has no label")
    faults += ["an img has no alt" for item in page.find_all("img") if item.get("alt") is None]
    faults += ["an iframe has no title" for item in page.find_all("iframe") if not item.get("title")]
    faults += ["a form has no action" for item in page.find_all("form") if not item.get("action")]
    tables = [item for item in page.find_all("table") if item.get("role") != "presentation"]
    return faults + ["a table has no th" for item in tables if not list(item.iter("th"))]


def _faults_against_policy(page: Page) -> list[str]:
    """Find what the policy would block: style and script written into the page, foreign addresses."""
    faults = []
    for item in page.document.iter():
        faults += ["a style element"] if item.tag == "style" else []
        faults += [f"style= on <{item.tag}>"] if "style" in item.attrib else []
        written = item.tag == "script" and "src" not in item.attrib
        faults += ["a script without src"] if written and item.get("type") != "application/json" else []
        faults += [f"{name}= on <{item.tag}>" for name in item.attrib if _EVENT_ATTRIBUTE.match(str(name))]
        loads = item.tag in ("script", "link", "img", "iframe", "source") and (
            item.get("src") or item.get("href") or ""
        )
        faults += [f"<{item.tag}> loads {loads}"] if re.match(r"(https?:)?//", loads or "") else []
        hrefs = (item.get("href", ""), item.get("src", ""), item.get("action", ""))
        faults += [
            f"script as an address on <{item.tag}>" for it in hrefs if it.lower().startswith("javascript:")
        ]
    return [f"against the Content-Security-Policy: {fault}" for fault in faults]


def _faults_of_headers(page: Page) -> list[str]:
    policy = page.headers.get("Content-Security-Policy", "")
    faults = [] if policy.startswith("default-src 'none'") else ["no policy that begins with nothing allowed"]
    faults += ["the policy allows inline code"] if "unsafe" in policy else []
    owed = ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cache-Control")
    return faults + [f"no header {name}" for name in owed if name not in page.headers]
