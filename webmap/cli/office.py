"""`office`: what the office says about itself: heading, form, signatory, logo, paper, near band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext

from geodata.errors import Refused
from geodata.store.settings import read_office_settings
from layers.catalogue import Form, heading_on
from layers.periods import Period
from layers.rules.targets import NEAR_BAND, near_band_key, own_near_bands
from webmap.app.portal import portal
from webmap.cli.reports import DAY, PERIOD, in_words, person, refuse
from webmap.office.entry import enter_all, enter_logo, remove_logo
from webmap.office.fields import GENERAL, ISSUER_FIELDS, WrongField, refused, say_faults, say_setting
from webmap.office.office import Office
from webmap.words.dates import today
from webmap.words.translations import Translator

_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("office")
def office_group() -> None:
    """The office's own: heading, form, signatory, logo, paper, near band."""


@office_group.command("show")
@click.option("--period", type=PERIOD, help="Period whose papers are meant; this year's if not given.")
@with_appcontext
@in_words
def show_command(period: Period | None, word: Translator) -> None:
    """Print what papers of a period carry, with the names that `office set` takes."""
    here = portal()
    with here.store.session() as session:
        settings = read_office_settings(session)
    office = Office.of(settings, here.profile, period or Period(today().year))
    for one in (*GENERAL, *ISSUER_FIELDS):
        _say_line(one.name, word(one.label), say_setting(one, getattr(office, one.name), word))
    if office.is_blank:
        click.echo(word("The issuing body of this period is still to be entered."))
    _say_line("logo", word("Logo"), office.logo or "–")
    bands = {NEAR_BAND: settings.get(NEAR_BAND)} | {
        key: settings[key] for key in map(near_band_key, own_near_bands(settings, here.profile))
    }
    for name, band in bands.items():
        _say_line(name, word("Near band"), "–" if band is None else str(band))


@office_group.command("set")
@click.argument("pairs", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("--from", "since", type=DAY, help="Day from which the issuer is meant; today's if not given.")
@click.option(
    "--form", type=click.Choice([str(f) for f in Form]), help="Form whose issuer is meant; the office's own."
)
@with_appcontext
@in_words
def set_command(pairs: tuple[str, ...], since: date | None, form: str | None, word: Translator) -> None:
    """Set names, form, signatory, paper and near bands; an empty VALUE takes one back.

    Recipients are parted by |. `office show` lists the keys; near_band.INDICATOR is an indicator's own band.
    """
    here, chosen = portal(), None if form is None else Form(form)
    try:
        changed = enter_all(
            here.store,
            here.profile,
            _given(pairs),
            form=chosen,
            since=since or _first_day(chosen or Form.STATE),
            person=person(),
        )
    except Refused as problem:
        _refuse(problem, word)
    said = word.ngettext(
        "%(n)s setting of the office was changed.", "%(n)s settings of the office were changed.", changed
    )
    click.echo(said)


@office_group.command("logo")
@click.argument("file", type=_INPUT, required=False)
@click.option("--remove", is_flag=True, help="Take the logo off papers.")
@with_appcontext
@in_words
def logo_command(file: Path | None, remove: bool, word: Translator) -> None:
    """Put the picture of FILE (PNG or JPEG) on papers."""
    if (file is None) != remove:
        raise click.UsageError("give FILE or --remove, one of the two")
    if file is None:
        remove_logo(portal().store, person=person())
        click.echo(word("The logo was taken off."))
        return
    sha256 = enter_logo(portal().store, file, file.name, person=person())
    click.echo(word("The logo was put on papers: %(sha256)s", sha256=sha256))


def _given(pairs: Iterable[str]) -> Mapping[str, str]:
    given = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise refused(WrongField("office.no_pair", text=pair))
        given[name.strip()] = text.replace("|", "\n") if name.strip() == "recipients" else text
    return given


def _first_day(form: Form) -> date:
    """Return from which day the issuer of today holds, as the profile says."""
    heading = heading_on(portal().profile.headings, form, today())
    return today() if heading is None else heading.valid_from


def _refuse(problem: Refused, word: Translator) -> NoReturn:
    for name, said in say_faults(problem.findings, word).items():
        click.echo(f"{name}: {said}" if name else said, err=True)
    refuse(len(problem.findings), word)


def _say_line(name: str, label: str, said: str) -> None:
    click.echo(f"{name:<28} {label:<24} {said}")
