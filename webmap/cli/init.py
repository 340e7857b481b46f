"""`init`: create the store or bring it to this version; `--sample` fills an empty one with invented data."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from geodata.store.folder import close_to_others, is_read_only
from geodata.store.imports import holds_data
from layers.intake.founding import found_store
from webmap.app.portal import Portal, portal
from webmap.app.secret import case_keys, replace_lost_secret
from webmap.app.start import cheap_checks
from webmap.cli.reports import person, say_what_is_wrong, spoken
from webmap.people.rights import OWNER
from webmap.words.findings import word_in_each
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@click.command("init")
@click.option("--sample", is_flag=True, help="Load the embedded sample into a store that has no data yet.")
@click.option(
    "--new-secret",
    is_flag=True,
    help="Where the file `secret` is lost and there is no copy: make another, which ends all sign-ins.",
)
@with_appcontext
@spoken
def init_command(sample: bool, new_secret: bool, word: Translator) -> None:
    """Create the store, or migrate it; data that is there stays."""
    here = portal()
    if new_secret and replace_lost_secret(here.settings.data_dir):
        click.echo(word(_("A new secret was made: everybody has to sign in again.")))
    mend_rights(here, word)
    say_what_is_wrong(cheap_checks(here), word)
    here.store.migrate()
    for name in found_store(here.store, here.profile, person=person()):
        click.echo(f"loaded {name}")
    if sample:
        _load_sample_once(here)
    click.echo(f"The store is ready in {here.store.data_dir}")


def mend_rights(here: Portal, word: Translator) -> None:
    """Close the data folder to others than its user, and say once that it was open."""
    closed = 0 if is_read_only(here.settings.data_dir) else close_to_others(here.settings.data_dir)
    if closed:
        said = word.ngettext(
            "%(n)s file or folder of the portal was open to other users of this machine; now it is closed.",
            "%(n)s files and folders of the portal were open to other users of this machine; "
            "now they are closed.",
            closed,
        )
        click.echo(said, err=True)


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
