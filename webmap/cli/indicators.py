"""`indicators`: list the catalogue, write the offices' template, load and write figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from geodata.errors import UnknownThing
from geodata.store import importing
from geodata.store.imports import any_sample_loaded, sequence_at
from geodata.store.observations import ObservationEntry, read_observations
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.targets import read_targets
from geodata.store.units import read_units, read_vintages, units_valid_on
from geodata.store.vocabulary import ImportKind
from geodata.whole_file import written_whole
from layers.audience import Audience, sight_of
from layers.catalogue import Frequency, Indicator
from layers.joining.snapshot import read_snapshot
from layers.offices.owners import owners_of
from layers.periods import Period
from layers.reporting import (
    export_rows,
    template_workbook,
    write_export,
)
from layers.reporting.accepting.statuses import Statuses
from layers.reporting.layouts.proposing import propose_mapping
from webmap.app.portal import portal
from webmap.cli.indicators_import import import_command
from webmap.cli.mapping_file import mapping_text
from webmap.cli.reports import DAY, PERIOD, in_words, person
from webmap.words.dates import VIETNAM
from webmap.words.translations import Translator

_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.group("indicators")
def indicators_group() -> None:
    """Figures of the resolution's indicators."""


@indicators_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every property.")
@with_appcontext
@in_words
def list_command(as_json: bool, word: Translator) -> None:
    """Print the catalogue: indicators and the denominators they share."""
    indicators = tuple(portal().profile.indicators.values())
    if as_json:
        click.echo(json.dumps([_plain(one) for one in indicators], ensure_ascii=False, indent=1))
        return
    for one in indicators:
        place = word("denominator") if one.is_denominator else one.clause or ""
        click.echo(f"{one.code:<32} {place:<9} {one.kind:<9} {one.name(word.lang)} ({one.unit(word.lang)})")


@indicators_group.command("template")
@click.argument("file", type=_OUTPUT)
@click.option("--period", type=PERIOD, required=True, help="Period to report.")
@click.option("--office", help="Only the lines of this office.")
@click.option("--frequency", type=click.Choice([str(f) for f in Frequency]), help="Only lines so frequent.")
@click.option("--commune", "communes", multiple=True, help="Only this commune (code); may be repeated.")
@click.option("--at", type=DAY, help="Day whose units are listed; the period's last if not given.")
@with_appcontext
@in_words
def template_command(
    file: Path,
    period: Period,
    office: str | None,
    frequency: str | None,
    communes: tuple[str, ...],
    at: date | None,
    word: Translator,
) -> None:
    """Write the workbook that offices fill in for a period."""
    here = portal()
    with here.store.session() as session:
        units = units_valid_on(session, at or period.last_day)
        targets = read_targets(session)
        owners = owners_of(here.profile, read_office_settings(session))
    if not units:
        raise UnknownThing("boundaries.none_on", day=at or period.last_day)
    if office is not None and office not in owners.values():
        raise UnknownThing("office.unknown", office=office, known=sorted(set(owners.values())))
    template_workbook(
        here.profile,
        units,
        period,
        file,
        targets=targets,
        valid_on=None if at is None else at.isoformat(),
        office=office,
        owners=owners,
        frequency=None if frequency is None else Frequency(frequency),
        only_units=communes or None,
    )
    click.echo(word("Template written to %(file)s", file=file.name))


@indicators_group.command("assign")
@click.argument("codes", nargs=-1, required=True, metavar="INDICATOR...")
@click.option("--office", required=True, help="Name of the office that reports them.")
@with_appcontext
@in_words
def assign_command(codes: tuple[str, ...], office: str, word: Translator) -> None:
    """Say which office reports some indicators (or denominators)."""
    here = portal()
    unknown = [code for code in codes if code not in here.profile.indicators]
    if unknown:
        raise UnknownThing("indicator.not_in_catalogue_of_codes", codes=unknown)
    name = " ".join(office.split())
    with importing(here.store, ImportKind.SETTINGS, person()) as batch:
        write_office_settings(batch, {f"owner.{code}": name for code in codes})
    said = word.ngettext(
        "%(n)s indicator is reported by %(office)s.",
        "%(n)s indicators are reported by %(office)s.",
        len(codes),
        office=name,
    )
    click.echo(said)


@indicators_group.command("mapping")
@click.argument("file", type=_INPUT)
@click.argument("output", type=_OUTPUT)
@click.option("--period", type=PERIOD, required=True, help="Period that the workbook reports.")
@click.option("--at", type=DAY, help="Day whose units it names; the period's last if not given.")
@with_appcontext
@in_words
def mapping_command(file: Path, output: Path, period: Period, at: date | None, word: Translator) -> None:
    """Guess what an office's own workbook means, as a TOML file to be checked and completed."""
    here = portal()
    with here.store.session() as session:
        units = units_valid_on(session, at or period.last_day)
    proposal = propose_mapping(file, here.profile, units)
    if all(sheet.mapped is None for sheet in proposal.sheets):
        raise UnknownThing("mapping.nothing_found", file=file.name)
    notice = word("A guess: check each line and complete what is missing, then import with --mapping.")
    with written_whole(output) as unfinished:
        unfinished.write_text(mapping_text(proposal, notice), encoding="utf-8")
    click.echo(word("Mapping written to %(file)s", file=output.name))


@indicators_group.command("export")
@click.argument("file", type=_OUTPUT)
@click.option("--period", type=PERIOD, help="Only this period.")
@click.option("--as-of", "as_of", type=click.DateTime(), help="As it stood at that time (in Vietnam).")
@click.option(
    "--audience",
    type=click.Choice([str(a) for a in Audience]),
    default=str(Audience.PUBLIC),
    show_default=True,
    help="Whose view: internal indicators are for signed-in people.",
)
@with_appcontext
@in_words
def export_command(
    file: Path, period: Period | None, as_of: datetime | None, audience: str, word: Translator
) -> None:
    """Write figures as .xlsx, .csv or .gpkg, by the file's suffix."""
    here = portal()
    with here.store.session() as session:
        sequence = None if as_of is None else sequence_at(session, as_of.replace(tzinfo=VIETNAM))
        periods = None if period is None else [str(period)]
        rows = read_observations(session, periods=periods, as_of=sequence)
        vintages = read_vintages(session, as_of=sequence)
        units = [unit for v in vintages for unit in read_units(session, v, as_of=sequence)]
        snapshot = read_snapshot(session, here.profile, as_of=sequence)
        sight = sight_of(session, audience)
        heading = (word("Sample data: not for reporting"),) if any_sample_loaded(session) else ()
    seen = [row for row in rows if sight.sees(here.profile.indicators[row.indicator])]
    written = export_rows(
        seen, here.profile, units, status_of=_status_of(Statuses(snapshot, sight)), language=word.lang
    )
    write_export(file, written, heading=heading)
    said = word.ngettext(
        "%(n)s value written to %(file)s", "%(n)s values written to %(file)s", len(written), file=file.name
    )
    click.echo(said)


def _status_of(statuses: Statuses) -> Callable[[ObservationEntry], str | None]:
    def of(entry: ObservationEntry) -> str | None:
        status = statuses.of(entry)
        return None if status is None else str(status)

    return of


def _plain(indicator: Indicator) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | bool | None) else str(value)
        for name, value in vars(indicator).items()
    }


indicators_group.add_command(import_command)
