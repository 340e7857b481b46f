"""`landcover`: measure class areas in imagery and keep tree and forest cover."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from geodata.imagery.landcover import Legend, load_legend
from geodata.imagery.landcover_picture import paint_raster
from geodata.store.units import StoredUnit
from geodata.zonal import ClassAreas, measure_class_areas, write_classes, write_table
from layers.periods import Period
from layers.themes.tree_cover import commit_cover, cover_entries, extent_of
from webmap.app.portal import portal
from webmap.cli.landcover_change import change_command
from webmap.cli.landcover_classify import classify_command
from webmap.cli.measuring import communes_on, compile_notice, say_rules, shown_progress
from webmap.cli.reports import DAY, PERIOD, dry_run_option, in_words, person, reason_option, stop_if_refused
from webmap.people.rights import OWNER
from webmap.words.translations import Translator


@click.group("landcover")
def landcover_group() -> None:
    """Class areas from land-cover imagery."""


@landcover_group.command("measure")
@click.argument("raster", type=click.Path(exists=True, path_type=Path))
@click.option("--legend", "legend_name", required=True, help="Product, such as esa-worldcover; or a file.")
@click.option("--period", type=PERIOD, required=True, help="Period that the values are for.")
@click.option("--image-date", type=DAY, help="Day of the image.")
@click.option("--at", type=DAY, help="Day whose units are measured; the period's last if not given.")
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), help="Write all classes.")
@click.option("--count-maybe", is_flag=True, help="Count classes that may be trees (forest) too.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Dask scheduler whose workers measure the tiles: tls://…, or tcp://… on this machine only, since "
    "who answers there can have any code run here.",
)
@dry_run_option
@reason_option
@with_appcontext
@in_words
def measure_command(
    raster: Path,
    legend_name: str,
    period: Period,
    image_date: date | None,
    at: date | None,
    table: Path | None,
    count_maybe: bool,
    scheduler: str | None,
    dry_run: bool,
    reason: str | None,
    word: Translator,
) -> None:
    """Measure a class raster (GeoTIFF, or a folder of tiles) and keep tree and forest cover."""
    units = communes_on(at or period.last_day)
    legend = load_legend(legend_name)
    areas = _measured(raster, legend, units, scheduler, word)
    cover = cover_entries(
        portal().profile, areas, units, period=period, image_date=image_date, count_maybe=count_maybe
    )
    stop_if_refused(cover.findings, "dry run" if dry_run else reason, word)
    say_rules(legend, count_maybe=count_maybe, word=word)
    if table is not None:
        write_table(areas, None, table)
        click.echo(word("Class areas written to %(file)s", file=table.name))
        beside = table.with_name(f"{table.stem}.classes.csv")
        write_classes(areas, legend, beside, language=word.lang, include_maybe=count_maybe)
        click.echo(word("What each class counts as, written to %(file)s", file=beside.name))
    if dry_run:
        said = word.ngettext(
            "%(n)s value measured. Nothing was changed.",
            "%(n)s values measured. Nothing was changed.",
            len(cover.entries),
        )
        click.echo(said)
        return
    changes = commit_cover(
        portal().store,
        portal().profile,
        cover,
        person=person(),
        rights=OWNER,
        file=raster if raster.is_file() else None,
        file_name=raster.name,
        accept_warnings=reason,
        picture=paint_raster(raster, legend, extent_of(units)),
    )
    said = word.ngettext(
        "%(added)s value added, %(changed)s changed, %(unchanged)s unchanged",
        "%(added)s values added, %(changed)s changed, %(unchanged)s unchanged",
        changes.counts["added"],
        **changes.counts,
    )
    click.echo(said)


for _command in (change_command, classify_command):
    landcover_group.add_command(_command)


def _measured(
    raster: Path, legend: Legend, units: tuple[StoredUnit, ...], scheduler: str | None, word: Translator
) -> ClassAreas:
    cache = portal().store.cache_dir
    with shown_progress(word) as progress:
        return measure_class_areas(
            raster,
            [unit.geometry for unit in units],
            [unit.code for unit in units],
            legend=legend,
            max_pixels=portal().settings.max_pixels,
            cache=cache,
            on_compile=compile_notice(word),
            progress=progress,
            # A single tile begins anew as fast as it is read.
            resume=cache / "tiles" if raster.is_dir() else None,
            scheduler=scheduler,
        )
