"""The office's own: heading, form, signatory, logo and paper, as papers of a period carry them.

Who issues a paper follows the period that is printed, not today: the profile has the headings by day, and
what the office entered from a day on goes over them until the profile's next heading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.catalogue import Form, Heading, Profile, heading_on
from layers.periods import Period

ISSUER_TEXTS = (
    "parent",
    "name",
    "place",
    "symbol",
    "signatory_mode",
    "signatory_body",
    "signatory_title",
    "signatory_name",
)
"""What belongs to an issuer, so to a form and a day, as one line each."""
ISSUER = (*ISSUER_TEXTS, "recipients")

_GENERAL = ("annex", "logo", "paper", "orientation")


@dataclass(frozen=True)
class Office:
    """What the office set to stand on its papers; empty where it did not ask for it.

    Parameters
    ----------
    form : Form
        Whose rules a report follows: the State's or the Party's.
    parent, name : str
        The two lines of the heading.
    is_blank : bool
        Whether the issuer of the period is still to be entered: papers then have a marked blank. An office
        that empties a name which the profile has wants no heading, and gets none.
    annex : str
        Such as "Phụ lục I".
    place : str
        Where papers are issued, such as "Nhơn Trạch".
    symbol : str
        The letters of a report's number: `BC-UBND`, `BC/HU`.
    signatory_mode, signatory_body, signatory_title, signatory_name : str
        "TM." or "T/M", for whom, as what, and who signs a report; never on a map sheet.
    recipients : tuple of str
        The lines of "Nơi nhận".
    logo : str
        SHA-256 of the kept picture.
    paper, orientation : str
        What is printed on where nothing else is asked for.
    """

    form: Form = Form.STATE
    parent: str = ""
    name: str = ""
    is_blank: bool = False
    annex: str = ""
    place: str = ""
    symbol: str = ""
    signatory_mode: str = ""
    signatory_body: str = ""
    signatory_title: str = ""
    signatory_name: str = ""
    recipients: tuple[str, ...] = ()
    logo: str = ""
    paper: str = "a4"
    orientation: str = "landscape"

    @classmethod
    def of(
        cls, settings: Mapping[str, Any], profile: Profile, period: Period, *, form: Form | None = None
    ) -> Office:
        """Return the office as papers of a period name it.

        Parameters
        ----------
        settings : mapping
            The office's settings as of the data that is printed.
        profile : Profile
        period : Period
        form : Form or None
            Another form than the office's own.
        """
        form = form or form_of(settings)
        heading = heading_on(profile.headings, form, period.last_day)
        own = own_issuer(settings, profile, form, period.last_day)
        general = {name: settings.get(f"office.{name}") for name in _GENERAL}
        return cls(
            form=form,
            is_blank=heading is not None and not heading.name and "name" not in own,
            **profile_issuer(heading) | own,
            **{name: text for name, text in general.items() if text},
        )


def form_of(settings: Mapping[str, Any]) -> Form:
    """Return the form that the office's papers follow; the State's unless it chose."""
    return Form(settings.get("office.form") or Form.STATE)


def issuer_on(settings: Mapping[str, Any], profile: Profile, form: Form, day: date) -> dict[str, Any]:
    """Return the issuer's texts and recipients on a day: what the office entered, else the profile's."""
    heading = heading_on(profile.headings, form, day)
    return profile_issuer(heading) | own_issuer(settings, profile, form, day)


def profile_issuer(heading: Heading | None) -> dict[str, Any]:
    """Return the issuer as the profile has it; empty where it has none."""
    return {name: getattr(heading, name, "") for name in ISSUER_TEXTS} | {"recipients": ()}


def own_issuer(settings: Mapping[str, Any], profile: Profile, form: Form, day: date) -> dict[str, Any]:
    """Return what the office entered of the issuer of a day, and nothing else.

    An entry holds until a later one says otherwise, and never beyond the profile's next heading.
    """
    heading = heading_on(profile.headings, form, day)
    first = date.min if heading is None else heading.valid_from
    found: dict[str, Any] = {}
    for since in own_days(settings, form):
        if first <= since <= day:
            given = {name: settings.get(issuer_key(form, since, name)) for name in ISSUER}
            found |= {name: value for name, value in given.items() if value is not None}
    return {name: tuple(value) if name == "recipients" else value for name, value in found.items()}


def own_days(settings: Mapping[str, Any], form: Form) -> tuple[date, ...]:
    """Return the days from which the office entered something of an issuer, earliest first."""
    start = f"office.{form}."
    given = (key for key, value in settings.items() if key.startswith(start) and value is not None)
    parts = (key.removeprefix(start).partition(".") for key in given)
    return tuple(sorted({date.fromisoformat(day) for day, _dot, _name in parts}))


def issuer_key(form: Form, since: date, name: str) -> str:
    """Return the setting that holds a text of an issuer: `office.state.2025-07-01.name`."""
    return f"office.{form}.{since.isoformat()}.{name}"
