"""What all commands that print have in common: as of when, for whom, on which paper, and into which file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from geodata.store.frozen_sets import get_frozen_set
from geodata.store.imports import sequence_at
from geodata.whole_file import written_whole
from layers.audience import Audience, sight_of
from layers.errors import UnknownVintage
from layers.joining.snapshot import Snapshot, read_snapshot
from layers.periods import Period
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.cli.progress import progress_bar
from webmap.cli.reports import DAY, PERIOD, person
from webmap.office.office import Office
from webmap.paper.order import PrintOrder
from webmap.prints.kinds import KINDS
from webmap.prints.printing import PrintedFile, print_order
from webmap.prints.sheet.picture_pages import PICTURES, page_names
from webmap.words.dates import VIETNAM, today
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_OPTIONS = (
    click.option("--period", type=PERIOD, required=True, help="Such as 2024, 2024-H1, 2024-Q1."),
    click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        multiple=True,
        help="The file to write; its ending says as what. May be given more than once.",
    ),
    click.option("--frozen", help="From the frozen set of this name."),
    click.option("--as-of", "as_of", type=click.DateTime(), help="As it stood at that time (in Vietnam)."),
    click.option("--printed-on", type=DAY, help="The day that is printed on it; today by default."),
    click.option(
        "--printed-by", help="Who is named as printing it; the account that runs the command by default."
    ),
    click.option(
        "--audience",
        type=click.Choice([str(a) for a in Audience]),
        default=str(Audience.PUBLIC),
        show_default=True,
        help="Whose view: internal indicators are for signed-in people.",
    ),
    click.option("--draft", is_flag=True, help="Mark it as a draft."),
)
_PAPER = (
    click.option("--paper", type=click.Choice(["a4", "a3"]), help="The office's paper by default, else A4."),
    click.option(
        "--orientation",
        type=click.Choice(["landscape", "portrait"]),
        help="The office's by default, else landscape.",
    ),
)


@dataclass(frozen=True)
class Wanted:
    """What the options of a printing command say."""

    period: Period
    output: tuple[Path, ...]
    frozen: str | None
    as_of: datetime | None
    printed_on: date | None
    printed_by: str | None
    audience: str
    draft: bool
    paper: str | None = None
    orientation: str | None = None
    page: int | None = None


def print_options(*, paper: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of printing as `wanted`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def wanting(*args: Any, **given: Any) -> Any:
            names = [name for name in Wanted.__dataclass_fields__ if name in given]
            return command(*args, wanted=Wanted(**{name: given.pop(name) for name in names}), **given)

        for option in reversed(_OPTIONS + (_PAPER if paper else ())):
            wanting = option(wanting)
        return wanting

    return decorate


def paper_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `paper` and `orientation`."""
    for option in reversed(_PAPER):
        command = option(command)
    return command


def page_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command whose pictures may have several pages `page`."""
    return click.option(
        "--page",
        type=click.IntRange(min=1),
        help="This page only of a PNG or SVG; without it each page of several is a file, NAME-1, NAME-2 …",
    )(command)


def write_print(kind: str, wanted: Wanted, word: Translator, **about: Any) -> None:
    """Print an order and write it to its files; say the code of each.

    A picture with several pages becomes as many files (`page_names`), unless one page is wanted.

    Parameters
    ----------
    kind : str
        As in `PrintOrder`.
    about : mapping
        What it is about: `indicator`, `unit`, `pack`, `parts`.
    """
    formats = [_format(kind, output) for output in wanted.output]
    if wanted.page is not None and not set(formats) <= set(PICTURES):
        raise BadParameter("print.pages_of_pictures")
    here, snapshot = portal(), read_wanted(wanted, word)
    with here.store.session() as session:
        sight = sight_of(session, wanted.audience)
    vintage = snapshot.vintage_of(wanted.period)
    if vintage is None:
        raise UnknownVintage("vintage.none", period=str(wanted.period))
    office = Office.of(snapshot.settings, here.profile, wanted.period)
    paper, orientation = KINDS[kind].paper_of(office, wanted.paper, wanted.orientation)
    order = PrintOrder(
        kind=kind,
        period=wanted.period,
        sequence=snapshot.sequence,
        vintage=vintage.valid_from,
        printed_on=wanted.printed_on or today(),
        printed_by=wanted.printed_by or person(),
        public_url=here.settings.public_url,
        audience=wanted.audience,
        catalogue=here.profile.catalogue_hash,
        lang=word.lang,
        paper=paper,
        orientation=orientation,
        draft=wanted.draft,
        only_sample=sight.only_sample,
        **about,
    )
    for output, file_format in zip(wanted.output, formats, strict=True):
        with progress_bar(word(_("Printing"))) as report:
            printed = print_order(here, snapshot, replace(order, format=file_format), report=report)
        for name, content in _files(printed, output.name, wanted.page):
            with written_whole(output.with_name(name)) as unfinished:
                unfinished.write_bytes(content)
            click.echo(f"{printed.record.code} {output.with_name(name)}")


def _files(printed: PrintedFile, name: str, page: int | None) -> tuple[tuple[str, bytes], ...]:
    """Return what is written of a print: names, made from that of the file, with contents."""
    if page is not None:
        return ((name, printed.page(page)),)
    pages = printed.pages
    names = (name,) if len(pages) == 1 else page_names(name, len(pages))
    return tuple(zip(names, pages, strict=True))


def _format(kind: str, output: Path) -> str:
    """Return the format that a file's ending names; `click.BadParameter` for one this kind is not made as."""
    file_format, known = output.suffix.removeprefix(".").lower(), KINDS[kind].formats
    if file_format not in known:
        raise click.BadParameter(
            f"{output.name}: {', '.join('.' + one for one in known)} is expected", param_hint="--output"
        )
    return file_format


def read_wanted(wanted: Wanted, word: Translator) -> Snapshot:
    """Read the data of the period as of the time that is wanted."""
    with portal().store.session() as session:
        return read_snapshot(
            session, portal().profile, periods=[wanted.period], as_of=_sequence(session, wanted, word)
        )


def _sequence(session: Session, wanted: Wanted, word: Translator) -> int | None:
    if wanted.frozen is not None and wanted.as_of is not None:
        raise click.UsageError(word(_("Give a frozen set or a time, not both.")))
    if wanted.frozen is not None:
        return get_frozen_set(session, wanted.frozen).sequence
    return None if wanted.as_of is None else sequence_at(session, wanted.as_of.replace(tzinfo=VIETNAM))
