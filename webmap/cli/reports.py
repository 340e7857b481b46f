"""What commands share: words on the terminal, findings, and the exit codes of refusals."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any, NoReturn

import click
from flask import current_app

from geodata.errors import GeodataError
from geodata.findings import Findings, Severity
from layers.errors import LayersError
from layers.periods import Period
from webmap.app.errors import PortalError
from webmap.app.faults import fault_of, fault_of_any
from webmap.app.portal import portal
from webmap.app.start import Found, cheap_checks
from webmap.words.findings import word_code, word_error, word_finding
from webmap.words.translations import Translator, translator

REFUSED_BY_ERRORS, REASON_NEEDED = 1, 2
_MOST_SHOWN = 100

reason_option = click.option(
    "--accept-warnings", "reason", metavar="REASON", help="Accept warnings, saying why; kept with the import."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
language_option = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language of messages."
)


def person() -> str:
    """Return who runs the command, as the system knows them."""
    return getpass.getuser()


def say_findings(findings: Findings, word: Translator) -> None:
    """Print findings on stderr, the heaviest first."""
    order = list(Severity)
    ordered = sorted(findings, key=lambda finding: order.index(finding.severity))
    for finding in ordered[:_MOST_SHOWN]:
        click.echo(word_finding(finding, word), err=True)
    if len(ordered) > _MOST_SHOWN:
        click.echo(word("… and %(n)s more", n=len(ordered) - _MOST_SHOWN), err=True)


def refuse(errors: int, word: Translator) -> NoReturn:
    """Say how many errors, printed before, refuse what was wanted, and leave with 1."""
    said = word.ngettext(
        "Refused: %(n)s error. Nothing was changed.",
        "Refused: %(n)s errors. Nothing was changed.",
        errors,
    )
    click.echo(said, err=True)
    sys.exit(REFUSED_BY_ERRORS)


def stop_if_refused(findings: Findings, reason: str | None, word: Translator) -> None:
    """Print findings; leave with 1 for errors, and with 2 for warnings without a reason."""
    say_findings(findings, word)
    if findings.errors:
        refuse(len(findings.errors), word)
    if findings.warnings and not (reason or "").strip():
        said = word.ngettext(
            'Not loaded: %(n)s warning. If it is right, repeat with --accept-warnings "reason".',
            'Not loaded: %(n)s warnings. If they are right, repeat with --accept-warnings "reason".',
            len(findings.warnings),
        )
        click.echo(said, err=True)
        sys.exit(REASON_NEEDED)


@contextmanager
def worded(word: Translator) -> Iterator[None]:
    """Turn the program's own refusals, and whatever else fails, into words on stderr and exit code 1."""
    try:
        yield
    except (GeodataError, LayersError, PortalError) as problem:
        _leave(problem, word)
    except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
        # click's own ways to end; of the last one, whoever read the output has read enough (`| head`).
        raise
    except Exception as problem:
        if current_app.testing and fault_of(problem) is None:
            raise
        _leave(fault_of_any(problem, portal().settings.data_dir), word)


def _leave(problem: Exception, word: Translator) -> NoReturn:
    click.echo(word_error(problem, word), err=True)
    try:
        sys.stdout.flush()
    except OSError:
        # What cannot be written (a full disk) would be tried again at the very end, and complained about.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(REFUSED_BY_ERRORS)


def spoken(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its translator as `word` instead of `lang`, and word what it refuses and what fails."""

    @wraps(command)
    def speaking(*args: Any, lang: str, **options: Any) -> Any:
        word = translator(lang)
        with worded(word):
            return command(*args, word=word, **options)

    return language_option(speaking)


def in_words(command: Callable[..., Any]) -> Callable[..., Any]:
    """Speak as `spoken` does, after a look at what every start may find wrong."""

    @wraps(command)
    def started(*args: Any, word: Translator, **options: Any) -> Any:
        say_what_is_wrong(cheap_checks(portal()), word)
        return command(*args, word=word, **options)

    return spoken(started)


def say_what_is_wrong(found: Iterable[Found], word: Translator) -> None:
    """Say on stderr, a line each, what checks found wrong; leave with 1 where nothing may start."""
    wrong = [one for one in found if one.is_wrong]
    for one in wrong:
        click.echo(word_code(one.code, one.parameters, word), err=True)
    if any(one.stops for one in wrong):
        sys.exit(REFUSED_BY_ERRORS)


class DayType(click.ParamType):
    """A day written 2024-12-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or fail saying how it is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2024-12-31", param, ctx)


class PeriodType(click.ParamType):
    """A period written 2024, 2024-H1, 2024-9M, 2024-Q1 or 2024-03."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Read the period, or fail saying which forms there are."""
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(value)
        except LayersError:
            self.fail(f"{value!r} is no period; write 2024, 2024-H1, 2024-9M, 2024-Q1 or 2024-03", param, ctx)


DAY, PERIOD = DayType(), PeriodType()
