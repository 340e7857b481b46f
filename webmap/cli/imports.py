"""`imports`: what was loaded, by whom and when; undoing one."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from geodata.store.imports import list_imports
from geodata.store.undo_rows import OnConflict
from layers.reporting.drafts.undoing import preview_report_undo, undo_report
from webmap.app.portal import portal
from webmap.cli.reports import dry_run_option, in_words, person, reason_option, stop_if_refused
from webmap.people.rights import OWNER
from webmap.words.dates import format_moment
from webmap.words.translations import Translator


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
        undone = "" if record.undoes is None else word("undoes import %(sequence)s", sequence=record.undoes)
        click.echo(
            f"{record.sequence:>5}  {moment}  {record.kind:<18} {record.person:<12} "
            f"{record.file_name or undone or '–'}  {counts} {mark}".rstrip()
        )


@imports_group.command("undo")
@click.argument("sequence", type=int, metavar="ID")
@click.option(
    "--later",
    type=click.Choice([str(choice) for choice in OnConflict]),
    default=str(OnConflict.KEEP_LATER),
    show_default=True,
    help="What later imports wrote over it: keep it, or restore the former values over it.",
)
@dry_run_option
@reason_option
@with_appcontext
@in_words
def undo_command(sequence: int, later: str, dry_run: bool, reason: str | None, word: Translator) -> None:
    """Undo an import by a new one: former values come back, first ones are withdrawn."""
    here = portal()
    with here.store.session() as session:
        undo = preview_report_undo(session, here.profile, OWNER, sequence)
    stop_if_refused(undo.findings, "dry run" if dry_run else reason, word)
    if dry_run:
        said = word.ngettext(
            "%(restored)s entry restored, %(withdrawn)s withdrawn. Nothing was changed.",
            "%(restored)s entries restored, %(withdrawn)s withdrawn. Nothing was changed.",
            undo.preview.restored,
            restored=undo.preview.restored,
            withdrawn=undo.preview.withdrawn,
        )
        click.echo(said)
        return
    batch = undo_report(
        here.store,
        here.profile,
        sequence,
        person=person(),
        rights=OWNER,
        reason=reason,
        on_conflict=OnConflict(later),
    )
    said = word.ngettext(
        "%(restored)s entry restored, %(withdrawn)s withdrawn. Import %(sequence)s.",
        "%(restored)s entries restored, %(withdrawn)s withdrawn. Import %(sequence)s.",
        batch.summary["restored"],
        sequence=batch.sequence,
        **batch.summary,
    )
    click.echo(said)
