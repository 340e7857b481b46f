"""`users`: accounts of those who sign in; the first administrator is made here."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from geodata.errors import UnknownThing
from geodata.store import users
from geodata.store.passwords import Passwords, check_password
from geodata.store.units import unit_ids
from geodata.store.vocabulary import Role
from webmap.app.portal import portal
from webmap.cli.reports import in_words, person
from webmap.people.signing_in import local_names
from webmap.people.words import say_role
from webmap.words.dates import format_moment
from webmap.words.translations import Translator

password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)


@click.group("users")
def users_group() -> None:
    """Accounts of those who sign in."""


@users_group.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--office", "offices", multiple=True, help="Reporting office of a clerk; can be repeated.")
@click.option("--unit", "units", multiple=True, metavar="CODE", help="Commune of a clerk; can be repeated.")
@password_option
@with_appcontext
@in_words
def add_command(
    name: str,
    role: str,
    offices: tuple[str, ...],
    units: tuple[str, ...],
    password_stdin: bool,
    word: Translator,
) -> None:
    """Make an account; the password is asked for twice."""
    _check_units(units)
    hashed = _read_password(name, password_stdin, word)
    user = users.add_user(portal().store, name, role, hashed, by=person(), offices=offices, unit_codes=units)
    click.echo(word("account %(name)s made: %(role)s", name=user.name, role=say_role(user.role, word)))


@users_group.command("list")
@with_appcontext
@in_words
def list_command(word: Translator) -> None:
    """Print all accounts by name."""
    with portal().store.session() as session:
        found = users.list_users(session)
    for user in found:
        mark = "" if user.is_active else word("closed")
        belongs = "; ".join((*user.offices, *user.unit_codes))
        moment = format_moment(user.created_at, word.lang)
        click.echo(f"{user.name:<24} {user.role:<8} {moment}  {belongs} {mark}".rstrip())


@users_group.command("password")
@click.argument("name")
@password_option
@with_appcontext
@in_words
def password_command(name: str, password_stdin: bool, word: Translator) -> None:
    """Give an account another password and sign its person out everywhere."""
    hashed = _read_password(name, password_stdin, word)
    users.set_password(portal().store, name, hashed, by=person())
    click.echo(word("account %(name)s has another password", name=users.account_name(name)))


@users_group.command("unlock")
@click.argument("name")
@with_appcontext
@in_words
def unlock_command(name: str, word: Translator) -> None:
    """Let an account sign in from any browser again after too many wrong passwords."""
    users.unlock(portal().store, name, by=person())
    click.echo(word("account %(name)s can sign in from any browser again", name=users.account_name(name)))


@users_group.command("deactivate")
@click.argument("name")
@with_appcontext
@in_words
def deactivate_command(name: str, word: Translator) -> None:
    """Close an account: its person is signed out at once, what they recorded stays."""
    users.deactivate(portal().store, name, by=person())
    click.echo(word("account %(name)s closed", name=users.account_name(name)))


@users_group.command("activate")
@click.argument("name")
@with_appcontext
@in_words
def activate_command(name: str, word: Translator) -> None:
    """Open a closed account again."""
    users.activate(portal().store, name, by=person())
    click.echo(word("account %(name)s open again", name=users.account_name(name)))


def _read_password(name: str, from_stdin: bool, word: Translator) -> str:
    """Read a password, by default asked for twice without being shown, and return its hash."""
    if from_stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    else:
        typed = click.prompt(
            word("Password"), hide_input=True, confirmation_prompt=word("New password, once more")
        )
    check_password(typed, name=users.account_name(name), local=local_names())
    passwords: Passwords = current_app.extensions["door"].passwords
    return passwords.hash(typed)


def _check_units(codes: tuple[str, ...]) -> None:
    """Refuse a commune that the store does not know; before boundaries are loaded it knows none."""
    with portal().store.session() as session:
        known = {key.code for key in unit_ids(session)}
    for code in codes:
        if known and code not in known:
            raise UnknownThing("user.commune_unknown", commune=code)
