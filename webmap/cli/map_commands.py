"""`map`: maps on paper. `map print` writes a page; `atlas`, `pack` and `report` whole documents."""

from __future__ import annotations

from dataclasses import replace

import click
from flask.cli import with_appcontext

from webmap.cli.map_bundle import bundle_command
from webmap.cli.print_options import Wanted, page_option, print_options, read_wanted, write_print
from webmap.cli.reports import in_words
from webmap.paper.order import ATLAS, PACK, REPORT
from webmap.prints.kinds import about
from webmap.prints.packs import pack_template, read_part
from webmap.words.translations import Translator


@click.group("map")
def map_group() -> None:
    """Maps and tables on paper."""


@map_group.command("print")
@click.argument("subject")
@page_option
@print_options()
@with_appcontext
@in_words
def print_command(subject: str, wanted: Wanted, word: Translator) -> None:
    """Print SUBJECT: an indicator on its map, a commune by its code, "targets" (the table of all targets),
    or "heat" (which commune misses which target)."""
    part = read_part(subject)
    write_print(part.kind, wanted, word, **about(part))


@map_group.command("atlas")
@print_options()
@with_appcontext
@in_words
def atlas_command(wanted: Wanted, word: Translator) -> None:
    """Print everything: the table of all targets, the heat table, each indicator and each commune."""
    write_print(ATLAS, wanted, word)


@map_group.command("pack")
@click.argument("name")
@print_options(paper=False)
@with_appcontext
@in_words
def pack_command(name: str, wanted: Wanted, word: Translator) -> None:
    """Print the meeting pack that is kept under NAME."""
    chosen = pack_template(read_wanted(wanted, word).settings, name)
    on = replace(wanted, paper=chosen.paper, orientation=chosen.orientation)
    write_print(PACK, on, word, pack=chosen.name, parts=chosen.parts)


@map_group.command("report")
@print_options(paper=False)
@with_appcontext
@in_words
def report_command(wanted: Wanted, word: Translator) -> None:
    """Write the report on all targets in Word, in the State's or the Party's form as the office has set."""
    write_print(REPORT, wanted, word)


map_group.add_command(bundle_command)
