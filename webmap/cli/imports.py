"""`imports`: what was loaded, by whom and when."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from geodata.store.imports import list_imports
from webmap.cli.reports import in_words
from webmap.dates import format_moment
from webmap.portal import portal
from webmap.translations import Translator


@click.group("imports")
def imports_group() -> None:
    """Imports, by their sequence."""


@imports_group.command("list")
@with_appcontext
@in_words
def list_command(word: Translator) -> None:
    """Print all imports, latest first."""
    with portal().store.session() as session:
        records = list_imports(session)
    for record in records:
        counts = ", ".join(f"{name} {count}" for name, count in record.summary.items())
        moment = format_moment(record.loaded_at, word.lang)
        mark = word("sample") if record.is_sample else ""
        click.echo(
            f"{record.sequence:>5}  {moment}  {record.kind:<18} {record.person:<12} "
            f"{record.file_name or '–'}  {counts} {mark}".rstrip()
        )
