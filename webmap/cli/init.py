"""`init`: create the store or bring it to this version; `--sample` fills an empty one with invented data."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from geodata.store.imports import holds_data
from layers.intake.founding import found_store
from webmap.app.portal import Portal, portal
from webmap.app.secret import case_keys
from webmap.cli.reports import person
from webmap.people.rights import OWNER
from webmap.words.findings import word_in_each


@click.command("init")
@click.option("--sample", is_flag=True, help="Load the embedded sample into a store that has no data yet.")
@with_appcontext
def init_command(sample: bool) -> None:
    """Create the store, or migrate it; data that is there stays."""
    here = portal()
    here.store.migrate()
    for name in found_store(here.store, here.profile, person=person()):
        click.echo(f"loaded {name}")
    if sample:
        _load_sample_once(here)
    click.echo(f"The store is ready in {here.store.data_dir}")


def _load_sample_once(here: Portal) -> None:
    """Load the sample unless the store holds data: invented figures never come to stand among real ones."""
    # Reading the sample needs all of geodata; a start that loads nothing does without it.
    from layers.intake.sample import load_sample

    with here.store.session() as session:
        if holds_data(session):
            return
    click.echo("loading the sample (invented data)")
    keys = case_keys(here.settings.data_dir)
    load_sample(
        here.store,
        here.profile,
        rights=OWNER,
        case_keys=keys,
        wording=word_in_each,
        on_compile=_say_compiling,
    )


def _say_compiling() -> None:
    click.echo("compiling the measuring program; this happens once and takes some seconds")
