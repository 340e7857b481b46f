"""`targets`: a resolution by workbook, and a district's gap shared out over its communes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from geodata.errors import UnknownThing
from geodata.store.targets import StoredResolution, read_resolutions, read_targets
from layers.audience import Audience, sight_of
from layers.joining.build import build_layer
from layers.joining.snapshot import read_snapshot
from layers.joining.target_rules import resolution_target
from layers.periods import Period
from layers.planning.known import known_in
from layers.planning.plan import Plan, commit_plan, compare_plan, copied_plan
from layers.planning.reading import read_plan
from layers.planning.sharing import ShareBy, assigned_targets, share_gap
from layers.planning.template import plan_workbook
from webmap.app.portal import portal
from webmap.cli.reports import DAY, PERIOD, dry_run_option, in_words, person, reason_option, stop_if_refused
from webmap.words.numbers import format_number
from webmap.words.translations import Translator

_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.group("targets")
def targets_group() -> None:
    """Resolutions, targets, roadmaps."""


@targets_group.command("list")
@with_appcontext
@in_words
def list_command(word: Translator) -> None:
    """Print the resolutions with how many targets each has."""
    with portal().store.session() as session:
        resolutions, targets = read_resolutions(session), read_targets(session)
    for one in resolutions:
        of = [t for t in targets if t.resolution == one.number]
        own = sum(t.unit is not None for t in of)
        title = word.pick(one.title_vi, one.title_en)
        click.echo(
            f"{one.number:<14} {one.year}  {one.issued_on}  {title}  "
            + word.ngettext(
                "%(n)s target, %(own)s of communes' own",
                "%(n)s targets, %(own)s of communes' own",
                len(of) - own,
                own=own,
            )
        )


@targets_group.command("template")
@click.argument("file", type=_OUTPUT)
@click.option("--resolution", "number", help="Number of the resolution to write; the latest if not given.")
@click.option("--copy-to", "copy_to", help="Number of a new resolution that begins as a copy of it.")
@click.option("--issued-on", type=DAY, help="Day the new resolution was issued.")
@click.option("--year", type=int, help="Year the new resolution speaks of.")
@with_appcontext
@in_words
def template_command(
    file: Path,
    number: str | None,
    copy_to: str | None,
    issued_on: date | None,
    year: int | None,
    word: Translator,
) -> None:
    """Write the workbook of a resolution: as it stands, or as the draft of the next one."""
    here = portal()
    with here.store.session() as session:
        known = known_in(session, here.profile)
        source = _resolution(known.resolutions, number)
        plan = Plan(source, tuple(t for t in known.targets if t.resolution == source.number))
        if copy_to is not None:
            day, of = issued_on or date(source.year + 1, 1, 1), year or source.year + 1
            plan = copied_plan(source, plan.targets, number=copy_to, issued_on=day, year=of)
        assert plan.resolution is not None
        communes = known.units_of(plan.resolution)
    plan_workbook(here.profile, file, resolution=plan.resolution, targets=plan.targets, communes=communes)
    click.echo(word("Template written to %(file)s", file=file.name))


@targets_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@dry_run_option
@reason_option
@with_appcontext
@in_words
def import_command(file: Path, dry_run: bool, reason: str | None, word: Translator) -> None:
    """Load a resolution's workbook: a new resolution, amendments, communes' own targets, roadmaps."""
    here = portal()
    with here.store.session() as session:
        found = read_plan(file, file.name, known_in(session, here.profile))
        changes = None if found.plan is None else compare_plan(session, found.plan)
    stop_if_refused(found.findings, "dry run" if dry_run else reason, word)
    assert found.plan is not None and changes is not None
    if dry_run:
        said = word.ngettext(
            "%(added)s target new, %(changed)s changed, %(unchanged)s unchanged. Nothing was changed.",
            "%(added)s targets new, %(changed)s changed, %(unchanged)s unchanged. Nothing was changed.",
            changes.counts["added"],
            **changes.counts,
        )
        click.echo(said)
        return
    batch, changes = commit_plan(
        here.store,
        found.plan,
        found.findings,
        person=person(),
        accept_warnings=reason,
        file=file,
        file_name=file.name,
    )
    said = word.ngettext(
        "%(added)s target added, %(changed)s changed, %(unchanged)s unchanged. Import %(sequence)s.",
        "%(added)s targets added, %(changed)s changed, %(unchanged)s unchanged. Import %(sequence)s.",
        changes.counts["added"],
        sequence=batch.sequence,
        **changes.counts,
    )
    click.echo(said)


@targets_group.command("share")
@click.argument("indicator")
@click.option("--period", type=PERIOD, required=True, help="Period whose gap is shared out.")
@click.option("--by", type=click.Choice([str(b) for b in ShareBy]), default="gap", show_default=True)
@click.option("--output", type=_OUTPUT, help="Workbook of communes' own targets, to be checked and loaded.")
@with_appcontext
@in_words
def share_command(indicator: str, period: Period, by: str, output: Path | None, word: Translator) -> None:
    """Share the district's gap out over its communes, as a draft that adds up exactly."""
    here = portal()
    with here.store.session() as session:
        snapshot = read_snapshot(session, here.profile, periods=[period], indicators=[indicator])
        sight = sight_of(session, Audience.POLICE)
    layer = build_layer(snapshot, indicator, period, sight=sight)
    shared, found = share_gap(layer, ShareBy(by)), resolution_target(snapshot, indicator, period)
    assert found is not None
    for share in shared.shares:
        amount = format_number(share.amount, 0 if share.amount.denominator == 1 else 2, word.lang)
        click.echo(f"{share.unit.code}  {share.unit.name:<24} {amount:>10}")
    if output is not None:
        plan_workbook(
            here.profile,
            output,
            resolution=found[1],
            targets=assigned_targets(shared, found[0]),
            communes=tuple(share.unit for share in shared.shares),
        )
        click.echo(word("Template written to %(file)s", file=output.name))


def _resolution(resolutions: Sequence[StoredResolution], number: str | None) -> StoredResolution:
    found = next((r for r in reversed(resolutions) if number in (None, r.number)), None)
    if found is None:
        raise UnknownThing("plan.unknown", number=number or "–")
    return found
