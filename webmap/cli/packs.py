"""`packs`: meeting packs by name; `map pack` prints them."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from geodata.store.settings import read_office_settings
from webmap.app.portal import portal
from webmap.cli.print_options import paper_options
from webmap.cli.reports import in_words, person
from webmap.prints.packs import PackTemplate, keep_pack_template, pack_templates, read_part
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@click.group("packs")
def packs_group() -> None:
    """Meeting packs: chosen and put in order once, printed every month."""


@packs_group.command("keep")
@click.argument("name")
@click.argument("parts", nargs=-1, required=True)
@paper_options
@with_appcontext
@in_words
def keep_command(name: str, parts: tuple[str, ...], paper: str, orientation: str, word: Translator) -> None:
    """Keep a pack under NAME: PARTS in order, each an indicator, a commune's code, "targets" or "heat"."""
    template = PackTemplate(name, tuple(map(read_part, parts)), paper or "a4", orientation or "landscape")
    keep_pack_template(portal().store, template, person=person())
    click.echo(word(_("The pack “%(name)s” was kept."), name=name))


@packs_group.command("list")
@with_appcontext
@in_words
def list_command(word: Translator) -> None:
    """List the packs: name, paper and parts, a line each."""
    with portal().store.session() as session:
        found = pack_templates(read_office_settings(session))
    for one in found:
        click.echo(f"{one.name}\t{one.paper} {one.orientation}\t{' '.join(map(str, one.parts))}")
