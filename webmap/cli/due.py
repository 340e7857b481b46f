"""`reports`: which offices' reports are due on a day, and who has not reported."""

from __future__ import annotations

from datetime import date

import click
from flask.cli import with_appcontext

from layers.audience import Audience, sight_of
from layers.catalogue import CutOff
from layers.catalogue.cut_offs import LATEST_DAY, MOST_DAYS
from layers.follow_up.due import DueReport, due_reports, periods_to_read, set_cut_off
from layers.joining.snapshot import read_snapshot
from layers.periods import PeriodKind
from webmap.app.portal import portal
from webmap.cli.reports import DAY, in_words, person
from webmap.desk.period_words import say_office, say_period_status
from webmap.words.dates import format_date, format_period, today
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@click.group("reports")
def reports_group() -> None:
    """Offices' reports and their cut-off days."""


@reports_group.command("due")
@click.option("--on", "on", type=DAY, help="The day that is asked about; today if not given.")
@click.option("--office", help="Only this office.")
@click.option("--all", "with_complete", is_flag=True, help="Reports that are complete too.")
@click.option(
    "--audience",
    type=click.Choice([str(a) for a in Audience]),
    default=str(Audience.PUBLIC),
    show_default=True,
    help="Whose view: internal indicators are for signed-in people.",
)
@with_appcontext
@in_words
def due_command(
    on: date | None, office: str | None, with_complete: bool, audience: str, word: Translator
) -> None:
    """Print what is due by its cut-off day and has not been reported, office by office."""
    day, here = on or today(), portal()
    with here.store.session() as session:
        snapshot = read_snapshot(session, here.profile, periods=periods_to_read(day))
        sight = sight_of(session, audience)
    reports = due_reports(snapshot, on=day, sight=sight)
    chosen = [r for r in reports if office in (None, r.office) and (with_complete or not r.is_complete)]
    for report in chosen:
        _print(report, word)
    if not chosen:
        click.echo(word(_("Nothing that is due by %(day)s is missing."), day=format_date(day, word.lang)))


@reports_group.command("deadline")
@click.argument("kind", type=click.Choice([str(kind) for kind in PeriodKind]))
@click.option("--days-after", type=click.IntRange(0, MOST_DAYS), required=True, help="Days until it is due.")
@click.option("--closes-on", type=click.IntRange(1, LATEST_DAY), help="Day of the period's last month.")
@click.option("--office", help="Only for this office; for all that have none of their own if not given.")
@with_appcontext
@in_words
def deadline_command(
    kind: str, days_after: int, closes_on: int | None, office: str | None, word: Translator
) -> None:
    """Set when a kind of period closes, and how many days later its report is due."""
    chosen = CutOff(PeriodKind(kind), days_after, closes_on, office or "")
    batch = set_cut_off(portal().store, chosen, person=person())
    click.echo(word(_("The cut-off was set. Import %(sequence)s."), sequence=batch.sequence))


def _print(report: DueReport, word: Translator) -> None:
    missing = word.ngettext(
        "%(missing)s of %(n)s line incomplete",
        "%(missing)s of %(n)s lines incomplete",
        report.lines,
        missing=len(report.missing),
    )
    parts = (
        say_office(report.office, word),
        format_period(report.period, word.lang),
        word(_("due %(day)s"), day=format_date(report.due_on, word.lang)),
        say_period_status(report.status, word),
        missing,
    )
    click.echo("; ".join(parts))
    for line in report.missing:
        units = ", ".join(unit.name for unit in line.units)
        click.echo(f"  {line.indicator.name(word.lang)}: {len(line.units)}/{line.expected} ({units})")
