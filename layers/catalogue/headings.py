"""Headings: who issues papers, by form and from which day, where the office has not entered its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from layers.catalogue.entries import Entry


class Form(StrEnum):
    """Whose rules a paper's form follows: the State's (Nghị định 30/2020/NĐ-CP) or the Party's."""

    STATE = "state"
    PARTY = "party"


@dataclass(frozen=True)
class Heading:
    """The issuer of papers in a form, from a day until the next heading of that form.

    Without a name the issuer is not known to the profile: the office enters it, and until then papers have a
    marked blank. `symbol` is the letters of a report's number, such as `BC-UBND`.
    """

    form: Form
    valid_from: date
    parent: str = ""
    name: str = ""
    place: str = ""
    symbol: str = ""


def heading_on(headings: Iterable[Heading], form: Form, day: date) -> Heading | None:
    """Return the heading of a form that holds on a day, or None."""
    begun = [h for h in headings if h.form is form and h.valid_from <= day]
    return max(begun, key=lambda h: h.valid_from, default=None)


def read_headings(file: Entry) -> tuple[Heading, ...]:
    """Take the headings of a profile, by form and first day."""
    found: dict[tuple[Form, date], Heading] = {}
    for entry in file.tables("heading", "valid_from"):
        heading = _heading(entry)
        if (heading.form, heading.valid_from) in found:
            raise entry.error(f"two headings of form '{heading.form}' from {heading.valid_from}")
        found[heading.form, heading.valid_from] = heading
    return tuple(found[key] for key in sorted(found))


def _heading(entry: Entry) -> Heading:
    heading = Heading(
        form=entry.choice("form", Form),
        valid_from=entry.day("valid_from"),
        parent=entry.optional_text("parent") or "",
        name=entry.optional_text("name") or "",
        place=entry.optional_text("place") or "",
        symbol=entry.optional_text("symbol") or "",
    )
    entry.finish()
    if heading.parent and not heading.name:
        raise entry.error("a heading with a parent needs a name too")
    return heading
