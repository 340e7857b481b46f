"""The office's own as a page shows it: forms with what is wrong in them, issuers by day, bands, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from geodata.store.settings import read_office_settings, read_setting_history
from geodata.store.units import StoredVintage, read_vintages
from layers.catalogue import Form, Indicator, Profile
from layers.periods import Period, PeriodKind
from layers.rules.targets import NEAR_BAND, near_band_of, own_near_bands
from webmap.app.portal import portal
from webmap.office.fields import FORM_WORDS, GENERAL, ISSUER_FIELDS, Field
from webmap.office.office import Office, form_of, issuer_on, own_days
from webmap.office.words import ChangeLine, band_choices, band_lines, change_lines
from webmap.words.dates import today
from webmap.words.translations import Translator

_CHANGES = 50


@dataclass(frozen=True)
class Sent:
    """A form that was sent and refused: its section, its texts, and what is wrong by field."""

    section: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldLine:
    """A field of a form: `choices` are (value, word), `problem` what is wrong with what was sent."""

    name: str
    label: str
    hint: str
    value: str
    choices: tuple[tuple[str, str], ...]
    is_lines: bool
    longest: int
    problem: str


@dataclass(frozen=True)
class IssuerSpan:
    """From when until when (None: further notice) an issuer holds, its names by form, and a year of its."""

    since: date
    until: date | None
    names: Mapping[str, str]
    printed: Period | None


@dataclass(frozen=True)
class OfficePage:
    """All that the page shows; `form` and `since` say whose issuer is being edited."""

    general: tuple[FieldLine, ...]
    issuer: tuple[FieldLine, ...]
    form: str
    since: date
    forms: tuple[tuple[str, str], ...]
    spans: tuple[IssuerSpan, ...]
    logo: str
    bands: tuple[tuple[str, str], ...]
    band_choices: tuple[tuple[str, str], ...]
    changes: tuple[ChangeLine, ...]


def office_page(
    word: Translator,
    *,
    form: Form | None,
    since: date | None,
    seen: Mapping[str, Indicator],
    sent: Sent,
) -> OfficePage:
    """Return what the page shows.

    `form` and `since` say whose issuer is edited, the office's form and today's if not given; `seen` are the
    indicators that the reader may know of; `sent` is what was refused, to be mended.
    """
    here = portal()
    with here.store.session() as session:
        settings, vintages = read_office_settings(session), read_vintages(session)
        changes = read_setting_history(session, "office.", NEAR_BAND)
    form = form or form_of(settings)
    spans = _spans(settings, here.profile, vintages)
    since = since or next((span.since for span in spans if span.since <= today()), today())
    general = vars(Office.of(settings, here.profile, Period(since.year)))
    bands = {"": near_band_of(settings, "")} | own_near_bands(settings, here.profile)
    return OfficePage(
        general=_lines(GENERAL, general, word, sent, section="general"),
        issuer=_lines(
            ISSUER_FIELDS, issuer_on(settings, here.profile, form, since), word, sent, section="issuer"
        ),
        form=str(form),
        since=since,
        forms=tuple((one, word(said)) for one, said in FORM_WORDS.items()),
        spans=spans,
        logo=str(settings.get("office.logo") or ""),
        bands=tuple(band_lines(bands, seen, word)),
        band_choices=tuple(band_choices(seen.values(), word)),
        changes=tuple(change_lines(changes, seen, word)[:_CHANGES]),
    )


def _lines(
    fields: Iterable[Field], values: Mapping[str, Any], word: Translator, sent: Sent, *, section: str
) -> tuple[FieldLine, ...]:
    """Return the fields of a section with what stands in them: as it was sent where something is wrong."""
    sent = sent if sent.section == section else Sent()
    return tuple(
        FieldLine(
            name=one.name,
            label=word(one.label),
            hint=word(one.hint) if one.hint else "",
            value=sent.texts.get(one.name, _written(values[one.name])),
            choices=tuple((value, word(said)) for value, said in one.choices.items()),
            is_lines=one.is_lines,
            longest=one.longest,
            problem=sent.faults.get(one.name, ""),
        )
        for one in fields
    )


def _spans(
    settings: Mapping[str, Any], profile: Profile, vintages: Sequence[StoredVintage]
) -> tuple[IssuerSpan, ...]:
    """Return the spans of issuers, latest first: of the profile, of sets of communes, of the office's own."""
    days = {heading.valid_from for heading in profile.headings} | {one.valid_from for one in vintages}
    days.update(day for form in Form for day in own_days(settings, form))
    ordered = sorted(days)
    ends = [later - timedelta(days=1) for later in ordered[1:]]
    found = []
    for since, until in zip(ordered, [*ends, None], strict=False):
        names = {str(form): str(issuer_on(settings, profile, form, since)["name"]) for form in Form}
        printed = _period_within(since, until)
        drawn = any(vintage.holds(printed.last_day) for vintage in vintages)
        found.append(IssuerSpan(since, until, names, printed if drawn else None))
    return tuple(reversed(found))


def _period_within(since: date, until: date | None) -> Period:
    """Return the last year that ends within a span, this year where it has no end; else its last month."""
    last = until or date(max(since.year, today().year), 12, 31)
    year = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    if date(year, 12, 31) >= since:
        return Period(year)
    return Period(last.year, PeriodKind.MONTH, last.month)


def _written(value: Any) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)
