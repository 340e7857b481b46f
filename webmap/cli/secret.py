"""`secret`: the installation's secret, which signs sign-ins and keys hashes."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from webmap.app.portal import portal
from webmap.app.secret import renew_secret
from webmap.cli.reports import in_words
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@click.group("secret")
def secret_group() -> None:
    """The installation's secret."""


@secret_group.command("renew")
@with_appcontext
@in_words
def renew_command(word: Translator) -> None:
    """Make a new secret, for one that may be known elsewhere: everybody has to sign in again.

    Codes of prints stay as they are, and cases that are known are recognised as before.
    """
    number = renew_secret(portal().settings.data_dir)
    click.echo(
        word(
            _(
                "The secret is new; case numbers are hashed with key %(number)s from now on. Stop the portal "
                "and start it again: everybody has to sign in anew. Codes of prints stay."
            ),
            number=number,
        )
    )
