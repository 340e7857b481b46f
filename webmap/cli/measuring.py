"""What the commands on imagery share: units with outlines, a progress bar, a word before compiling."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click

from geodata.errors import UnknownThing
from geodata.imagery.landcover import KINDS, Legend
from geodata.store.units import StoredUnit, units_valid_on
from layers.themes.tree_cover import say_rule
from webmap.app.portal import portal
from webmap.words.origin import say_class_rule
from webmap.words.translations import Translator


def communes_on(day: date) -> tuple[StoredUnit, ...]:
    """Return the communes with outlines that are valid on a day; `UnknownThing` if there is none."""
    with portal().store.session() as session:
        units = units_valid_on(session, day)
    found = tuple(unit for unit in units if unit.is_commune and unit.geometry is not None)
    if not found:
        raise UnknownThing("boundaries.none_on", day=day)
    return found


def compile_notice(word: Translator) -> Callable[[], None]:
    """Return what is said before the measuring program is compiled for the first time."""
    said = word("Preparing the measuring program; this happens once and takes a few seconds.")
    return lambda: click.echo(said, err=True)


@contextmanager
def shown_progress(word: Translator) -> Iterator[Callable[[int, int], None]]:
    """Give a callback `(done, total)` that draws a progress bar on stderr while it is a terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=word("Measuring"), file=sys.stderr, hidden=hidden) as bar:

        def passed(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield passed


def say_rules(legend: Legend, *, count_maybe: bool, word: Translator) -> None:
    """Print which classes count as trees and which as forest: the resolution's trees are the wider."""
    for kind in KINDS:
        rule = say_rule(legend.rule_for(kind, include_maybe=count_maybe))
        click.echo(f"{legend.name}: {say_class_rule(rule, None, word, legend=legend)}")
