"""`incidents`: load point events."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from geodata.incidents import read_incident_file
from geodata.store.units import units_valid_on
from layers.intake.incidents import commit_incidents
from webmap.app.portal import portal
from webmap.app.secret import case_keys
from webmap.cli.reports import dry_run_option, in_words, person, reason_option, stop_if_refused
from webmap.words.dates import today
from webmap.words.translations import Translator


@click.group("incidents")
def incidents_group() -> None:
    """Point events, such as crimes and accidents."""


@incidents_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@dry_run_option
@reason_option
@with_appcontext
@in_words
def import_command(file: Path, dry_run: bool, reason: str | None, word: Translator) -> None:
    """Load incidents from .csv or .xlsx; a file with people's data is refused."""
    here = portal()
    with here.store.session() as session:
        units = units_valid_on(session, today())
    keys = case_keys(here.settings.data_dir)
    read = read_incident_file(file, file.name, units=units, case_keys=keys, today=today())
    stop_if_refused(read.findings, "dry run" if dry_run else reason, word)
    if dry_run:
        said = word.ngettext(
            "%(n)s incident. Nothing was changed.",
            "%(n)s incidents. Nothing was changed.",
            len(read.incidents),
        )
        click.echo(said)
        return
    n = commit_incidents(here.store, read, person=person(), accept_warnings=reason)
    click.echo(word.ngettext("%(n)s incident loaded", "%(n)s incidents loaded", n))
