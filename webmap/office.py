"""The office's own: heading, form, signatory, logo and paper, as papers of a period carry them.

Who issues a paper follows the period that is printed, not today: the profile has the headings by day, and
what the office entered for a day goes over them until the next day for which either has one.
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
"""What belongs to an issuer, so to a form and a day, as one line each; `recipients` are several."""

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
        since = issuer_since(settings, profile, form, period.last_day)
        issuer = issuer_from(settings, profile, form, since)
        general = {name: settings.get(f"office.{name}") for name in _GENERAL}
        return cls(
            form=form,
            is_blank=since is not None
            and not issuer["name"]
            and settings.get(issuer_key(form, since, "name")) is None,
            **issuer,
            **{name: text for name, text in general.items() if text},
        )


def form_of(settings: Mapping[str, Any]) -> Form:
    """Return the form that the office's papers follow; the State's unless it chose."""
    return Form(settings.get("office.form") or Form.STATE)


def issuer_since(settings: Mapping[str, Any], profile: Profile, form: Form, day: date) -> date | None:
    """Return from which day the issuer of a day is known, or to be entered; None where nothing is said."""
    return max((since for since in issuer_days(settings, profile, form) if since <= day), default=None)


def issuer_days(settings: Mapping[str, Any], profile: Profile, form: Form) -> tuple[date, ...]:
    """Return the days from which the profile or the office has an issuer of a form, earliest first."""
    given = {heading.valid_from for heading in profile.headings if heading.form is form}
    start = f"office.{form}."
    for key, value in settings.items():
        if key.startswith(start) and value is not None:
            given.add(date.fromisoformat(key.removeprefix(start).partition(".")[0]))
    return tuple(sorted(given))


def issuer_from(
    settings: Mapping[str, Any], profile: Profile, form: Form, since: date | None
) -> dict[str, Any]:
    """Return the issuer's texts and recipients from a day on: what the office entered, else the profile's."""
    found = profile_issuer(profile, form, since)
    for name in found:
        own = None if since is None else settings.get(issuer_key(form, since, name))
        if own is not None:
            found[name] = tuple(own) if name == "recipients" else str(own)
    return found


def profile_issuer(profile: Profile, form: Form, since: date | None) -> dict[str, Any]:
    """Return the issuer from a day on as the profile has it; empty where it has none."""
    heading = None if since is None else heading_on(profile.headings, form, since)
    if heading is None:
        heading = Heading(form, date.min)
    return {name: getattr(heading, name, "") for name in ISSUER_TEXTS} | {"recipients": ()}


def issuer_key(form: Form, since: date, name: str) -> str:
    """Return the setting that holds a text of an issuer: `office.state.2025-07-01.name`."""
    return f"office.{form}.{since.isoformat()}.{name}"
