"""`map bundle`: all maps and tables of a period in a ZIP, for a laptop without a server or internet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from geodata.store.frozen_sets import get_frozen_set
from geodata.store.imports import sequence_at
from geodata.whole_file import written_whole
from layers.audience import Audience, sight_of
from layers.errors import UnknownVintage
from layers.joining.reading import Reading, periods_reported
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from webmap.app.portal import portal
from webmap.cli.reports import PERIOD, in_words
from webmap.pages.address import Asked
from webmap.prints.bundle import BundleOrder, earlier_periods, write_bundle
from webmap.words.dates import VIETNAM
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@click.command("bundle")
@click.option("--period", type=PERIOD, required=True, help="Such as 2024, 2024-H1, 2024-Q1.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="FILE.zip to write."
)
@click.option(
    "--audience",
    type=click.Choice([str(a) for a in Audience]),
    default=str(Audience.PUBLIC),
    show_default=True,
    help="For whom it is: internal indicators are for signed-in people.",
)
@click.option("--frozen", help="From the frozen set of this name.")
@click.option("--as-of", "as_of", type=click.DateTime(), help="As it stood at that time (in Vietnam).")
@with_appcontext
@in_words
def bundle_command(
    period: Period,
    output: Path,
    audience: str,
    frozen: str | None,
    as_of: datetime | None,
    word: Translator,
) -> None:
    """Write all maps and tables of a period as pages that open by double click."""
    here = portal()
    if frozen is not None and as_of is not None:
        raise click.UsageError(word(_("Give a frozen set or a time, not both.")))
    with here.store.session() as session:
        sequence = None if as_of is None else sequence_at(session, as_of.replace(tzinfo=VIETNAM))
        if frozen is not None:
            sequence = get_frozen_set(session, frozen).sequence
        sight = sight_of(session, audience)
        periods = periods_reported(session, here.profile, sight, as_of=sequence)
        earlier = earlier_periods(period, periods)
        snapshot = read_snapshot(session, here.profile, periods=[*earlier, period], as_of=sequence)
    if snapshot.vintage_of(period) is None:
        raise UnknownVintage("vintage.none", period=str(period))
    wanted = Asked(Reading(sight, snapshot, period), periods)
    # Templates speak the language of a request, and there is none here but this.
    with current_app.test_request_context(f"/?lang={word.lang}"):
        current_app.preprocess_request()
        order = BundleOrder(wanted, word, datetime.now(VIETNAM), earlier, frozen)
        content = write_bundle(order)
    with written_whole(output) as unfinished:
        unfinished.write_bytes(content)
    click.echo(word(_("Written to %(file)s: unpack it and open index.html."), file=output.name))
