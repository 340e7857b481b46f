"""`doctor`: every check of the installation, each with what it found and how it is mended."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from webmap.app.portal import portal
from webmap.app.start import all_checks
from webmap.cli.reports import REFUSED_BY_ERRORS, spoken
from webmap.words.findings import word_code
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@click.command("doctor")
@with_appcontext
@spoken
def doctor_command(word: Translator) -> None:
    """Check store, files, secret, queue, worker, disk and rights; leave with 1 if one is wrong."""
    wrong = 0
    for found in all_checks(portal()):
        wrong += found.is_wrong
        mark = word(_("wrong")) if found.is_wrong else word(_("fine"))
        click.echo(f"{mark:<6} {word_code(found.code, found.parameters, word)}")
    if wrong:
        sys.exit(REFUSED_BY_ERRORS)
