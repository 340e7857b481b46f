"""`map`: maps on paper. `map print` writes a sheet, or the table every meeting uses."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from geodata.store.asof import sequence_at
from layers.audience import Audience
from layers.errors import UnknownVintage
from layers.periods import Period
from layers.reading import read_snapshot
from webmap.cli.map_bundle import bundle_command
from webmap.cli.reports import DAY, PERIOD, in_words, person
from webmap.dates import VIETNAM, today
from webmap.office import Office
from webmap.portal import portal
from webmap.sheet.order import FORMATS, SHEET, TARGETS, PrintOrder
from webmap.sheet.printing import print_order
from webmap.translations import Translator

_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.group("map")
def map_group() -> None:
    """Maps and tables on paper."""


@map_group.command("print")
@click.argument("indicator")
@click.option("--period", type=PERIOD, required=True, help="Such as 2024, 2024-H1, 2024-Q1.")
@click.option("--output", type=_OUTPUT, required=True, help="FILE.pdf, FILE.png (300 dpi) or FILE.svg.")
@click.option("--paper", type=click.Choice(["a4", "a3"]), help="The office's paper by default, else A4.")
@click.option(
    "--orientation",
    type=click.Choice(["landscape", "portrait"]),
    help="The office's by default, else landscape.",
)
@click.option("--as-of", "as_of", type=click.DateTime(), help="As it stood at that time (in Vietnam).")
@click.option("--printed-on", type=DAY, help="The day that is printed on it; today by default.")
@click.option(
    "--printed-by", help="Who is named as printing it; the account that runs the command by default."
)
@click.option(
    "--audience",
    type=click.Choice([str(a) for a in Audience]),
    default=str(Audience.PUBLIC),
    show_default=True,
    help="Whose view: internal indicators are for signed-in people.",
)
@click.option("--draft", is_flag=True, help="Mark it as a draft.")
@with_appcontext
@in_words
def print_command(
    indicator: str,
    period: Period,
    output: Path,
    paper: str | None,
    orientation: str | None,
    as_of: datetime | None,
    printed_on: date | None,
    printed_by: str | None,
    audience: str,
    draft: bool,
    word: Translator,
) -> None:
    """Print INDICATOR on its map; "targets" prints the table of all targets."""
    file_format = output.suffix.removeprefix(".").lower()
    here, is_table = portal(), indicator == TARGETS
    if file_format not in FORMATS or (file_format in ("docx", "xlsx") and not is_table):
        raise click.BadParameter(
            f"{output.name}: .pdf, .png or .svg is expected, of targets also .docx and .xlsx",
            param_hint="--output",
        )
    with here.store.session() as session:
        sequence = None if as_of is None else sequence_at(session, as_of.replace(tzinfo=VIETNAM))
        snapshot = read_snapshot(session, here.profile, periods=[period], as_of=sequence)
    vintage = snapshot.vintage_of(period)
    if vintage is None:
        raise UnknownVintage("vintage.none", period=str(period))
    office = Office.of(snapshot.settings, here.profile, period)
    order = PrintOrder(
        kind=TARGETS if is_table else SHEET,
        indicator=None if is_table else indicator,
        period=period,
        sequence=snapshot.sequence,
        vintage=vintage.valid_from,
        printed_on=printed_on or today(),
        printed_by=printed_by or person(),
        public_url=here.settings.public_url,
        audience=audience,
        catalogue=here.profile.catalogue_hash,
        lang=word.lang,
        format=file_format,
        paper=paper or office.paper,
        orientation="landscape" if is_table else orientation or office.orientation,
        draft=draft,
    )
    printed = print_order(here.store, here.profile, snapshot, order)
    output.write_bytes(printed.content)
    click.echo(f"{printed.record.code} {output}")


map_group.add_command(bundle_command)
