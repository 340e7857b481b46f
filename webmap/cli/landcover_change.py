"""`landcover change`: gain and loss of each class between two dates of one product."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click
from flask.cli import with_appcontext

from geodata.imagery.landcover import ClassRule, Legend, load_legend
from geodata.store.units import StoredUnit
from geodata.zonal.change import Change, CoverChange, UnitChange, measure_change, write_change_table
from layers.themes.cover_change import keep_change
from webmap.app.portal import portal
from webmap.cli.measuring import communes_on, compile_notice, say_rules, shown_progress
from webmap.cli.reports import DAY, in_words, person, stop_if_refused
from webmap.words.dates import today
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_KINDS = {"tree": _("Trees"), "forest": _("Forest")}


@click.command("change")
@click.argument("earlier", type=click.Path(exists=True, path_type=Path))
@click.argument("later", type=click.Path(exists=True, path_type=Path))
@click.option("--legend", "legend_name", required=True, help="Product, such as esa-worldcover; or a file.")
@click.option("--at", type=DAY, help="Day whose units are measured; today if not given.")
@click.option(
    "--csv", "table", type=click.Path(dir_okay=False, path_type=Path), help="Write all transitions."
)
@click.option("--earlier-date", type=DAY, help="Day of the earlier image.")
@click.option("--later-date", type=DAY, help="Day of the later image; with both days the result is kept.")
@click.option("--count-maybe", is_flag=True, help="Count classes that may be trees (forest) too.")
@click.option("--accept-warnings", "reason", metavar="REASON", help="Go on in spite of warnings.")
@with_appcontext
@in_words
def change_command(
    earlier: Path,
    later: Path,
    legend_name: str,
    at: date | None,
    table: Path | None,
    earlier_date: date | None,
    later_date: date | None,
    count_maybe: bool,
    reason: str | None,
    word: Translator,
) -> None:
    """Compare two dates of one product and version (GeoTIFFs, or folders of tiles), class by class."""
    if earlier_date is not None and later_date is not None and earlier_date >= later_date:
        raise click.UsageError(word("The earlier image must be the earlier one."))
    units = communes_on(at or today())
    legend = load_legend(legend_name)
    change = _compared(earlier, later, legend, units, word)
    stop_if_refused(change.findings, reason, word)
    if table is not None:
        write_change_table(change, table, language=word.lang, include_maybe=count_maybe)
        click.echo(word("Transitions written to %(file)s", file=table.name))
    _say(change, units, count_maybe=count_maybe, word=word)
    if earlier_date is None or later_date is None:
        return
    rows = keep_change(
        portal().store,
        change,
        units,
        earlier=earlier_date,
        later=later_date,
        person=person(),
        count_maybe=count_maybe,
        accept_warnings=reason,
    )
    click.echo(word.ngettext("%(n)s change kept", "%(n)s changes kept", rows))


def _compared(
    earlier: Path, later: Path, legend: Legend, units: tuple[StoredUnit, ...], word: Translator
) -> Change:
    with shown_progress(word) as progress:
        return measure_change(
            earlier,
            later,
            [unit.geometry for unit in units],
            [unit.code for unit in units],
            legend=legend,
            max_pixels=portal().settings.max_pixels,
            cache=portal().store.cache_dir,
            on_compile=compile_notice(word),
            progress=progress,
        )


def _say(change: Change, units: tuple[StoredUnit, ...], *, count_maybe: bool, word: Translator) -> None:
    say_rules(change.legend, count_maybe=count_maybe, word=word)
    for kind in _KINDS:
        rule = change.legend.rule_for(kind, include_maybe=count_maybe)
        if rule.counted:
            _say_cover(rule, change.units, {unit.code: unit.name for unit in units}, word)
    _say_classes(change.legend, change.values, change.units, word)


def _say_cover(
    rule: ClassRule, units: tuple[UnitChange, ...], names: dict[str, str], word: Translator
) -> None:
    click.echo(f"{word(_KINDS[rule.kind])}:")
    total = CoverChange(0.0, 0.0, 0.0, 0.0)
    for unit in units:
        cover = unit.cover_change(rule)
        total = CoverChange(*(a + b for a, b in zip(_amounts(total), _amounts(cover), strict=True)))
        click.echo(f"  {unit.code} {names[unit.code]}: {_say_amounts(cover, word)}")
    click.echo(f"  {word('All together')}: {_say_amounts(total, word)}")


def _say_amounts(cover: CoverChange, word: Translator) -> str:
    return _say_hectares(cover.gain_ha, cover.loss_ha, cover.stable_ha, word)


def _say_hectares(gain: float, loss: float, stable: float, word: Translator) -> str:
    texts = (format_number(Decimal(repr(ha)), 1, word.lang) for ha in (gain, loss, stable))
    return word(
        "gain %(gain)s ha, loss %(loss)s ha, stable %(stable)s ha",
        **dict(zip(("gain", "loss", "stable"), texts, strict=True)),
    )


def _amounts(cover: CoverChange) -> tuple[float, float, float, float]:
    return cover.gain_ha, cover.loss_ha, cover.stable_ha, cover.bare_ha


def _say_classes(
    legend: Legend, values: tuple[int, ...], units: tuple[UnitChange, ...], word: Translator
) -> None:
    click.echo(word("Classes, all together:"))
    for value in values:
        gain, loss = sum(u.gain_ha(value) for u in units), sum(u.loss_ha(value) for u in units)
        said = _say_hectares(gain, loss, sum(u.stable_ha(value) for u in units), word)
        click.echo(f"  {value} {legend.by_value[value].label(word.lang)}: {said}")
