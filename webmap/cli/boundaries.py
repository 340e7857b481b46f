"""`boundaries`: load outlines, dissolve merged units, write outlines for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.boundaries.export import ExportUnit, write_boundaries
from geodata.errors import UnknownThing
from geodata.store.units import StoredUnit, units_valid_on
from layers.intake.boundaries import (
    ReadBoundaries,
    commit_boundary_file,
    read_boundary_file,
    read_merger_file,
)
from webmap.app.portal import portal
from webmap.cli.progress import progress_bar
from webmap.cli.reports import DAY, dry_run_option, in_words, person, reason_option, stop_if_refused
from webmap.pages.thin_outlines import prepare_outlines
from webmap.words.dates import today
from webmap.words.findings import word_in_each
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("boundaries")
def boundaries_group() -> None:
    """Outlines of communes."""


@boundaries_group.command("import")
@click.argument("file", type=_FILE)
@click.option("--valid-from", type=DAY, required=True, help="First day on which these units are valid.")
@click.option("--valid-to", type=DAY, help="Last day; open if not given.")
@click.option("--layer", help="Layer, where the file has more than one.")
@click.option("--crs", help="Coordinate system, such as EPSG:5899: confirms a guess or corrects the file.")
@click.option(
    "--encoding",
    type=click.Choice(["auto", "utf-8", "tcvn3", "vni"]),
    default="auto",
    show_default=True,
    help="Of names in a shapefile.",
)
@click.option("--code-column", help="Column of commune codes, where it is not recognised.")
@click.option("--name-column", help="Column of names, where it is not recognised.")
@click.option("--official", is_flag=True, help="The outlines come from the land administration.")
@dry_run_option
@reason_option
@with_appcontext
@in_words
def import_command(
    file: Path,
    valid_from: date,
    valid_to: date | None,
    layer: str | None,
    crs: str | None,
    encoding: str,
    code_column: str | None,
    name_column: str | None,
    official: bool,
    dry_run: bool,
    reason: str | None,
    word: Translator,
) -> None:
    """Load outlines from GeoJSON, GeoPackage or a zipped shapefile."""
    here = portal()
    with progress_bar(word("Reading")) as passed:
        read = read_boundary_file(
            here.store,
            here.profile,
            file,
            file.name,
            valid_from=valid_from,
            valid_to=valid_to,
            layer=layer,
            crs=_crs(crs),
            encoding=encoding,
            code_column=code_column,
            name_column=name_column,
            progress=passed,
        )
    _finish(read, dry_run=dry_run, reason=reason, official=official, word=word)


@boundaries_group.command("dissolve")
@click.argument("file", type=_FILE)
@click.option("--valid-from", type=DAY, required=True, help="First day of the successors.")
@dry_run_option
@reason_option
@with_appcontext
@in_words
def dissolve_command(
    file: Path, valid_from: date, dry_run: bool, reason: str | None, word: Translator
) -> None:
    """Make successors from their predecessors by a table of mergers (CSV)."""
    read = read_merger_file(portal().store, file, file.name, valid_from=valid_from)
    _finish(read, dry_run=dry_run, reason=reason, official=False, word=word)


@boundaries_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--at", type=DAY, help="Day whose units are written; today if not given.")
@with_appcontext
@in_words
def export_command(file: Path, at: date | None, word: Translator) -> None:
    """Write outlines as GeoPackage or GeoJSON, by the file's suffix."""
    day = at or today()
    with portal().store.session() as session:
        units = units_valid_on(session, day)
    communes = [_exported(unit) for unit in units if unit.is_commune and unit.geometry is not None]
    if not communes:
        raise UnknownThing("boundaries.none_on", day=day)
    write_boundaries(communes, file)
    said = word.ngettext(
        "%(n)s unit written to %(file)s", "%(n)s units written to %(file)s", len(communes), file=file.name
    )
    click.echo(said)


def _finish(
    read: ReadBoundaries, *, dry_run: bool, reason: str | None, official: bool, word: Translator
) -> None:
    stop_if_refused(read.findings, "dry run" if dry_run else reason, word)
    said = word.ngettext(
        "%(added)s unit new, %(changed)s superseded",
        "%(added)s units new, %(changed)s superseded",
        len(read.added),
        added=len(read.added),
        changed=len(read.changed),
    )
    if dry_run:
        click.echo(word("%(what)s. Nothing was changed.", what=said))
        return
    here = portal()
    sequence = commit_boundary_file(
        here.store,
        here.profile,
        read,
        person=person(),
        wording=word_in_each,
        accept_warnings=reason,
        is_official=official,
    )
    click.echo(word("%(what)s. Import %(sequence)s.", what=said, sequence=sequence))
    # Of very many communes the first reader would wait for it.
    with progress_bar(word(_("Preparing the map"))) as passed:
        prepare_outlines(read.valid_from, progress=passed)


def _crs(text: str | None) -> CRS | None:
    if text is None:
        return None
    try:
        return CRS.from_user_input(text)
    except CRSError as problem:
        raise click.BadParameter(f"{text!r} is no coordinate system; write EPSG:5899") from problem


def _exported(unit: StoredUnit) -> ExportUnit:
    assert unit.geometry is not None
    return ExportUnit(
        code=unit.code,
        name=unit.name,
        valid_from=unit.key.valid_from,
        valid_to=unit.valid_to,
        geometry=unit.geometry,
        area_ha=float(unit.area_ha or 0),
        natural_area_ha=None if unit.natural_area_ha is None else float(unit.natural_area_ha),
    )
