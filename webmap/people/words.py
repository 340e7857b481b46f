"""Roles and names of people in words."""

from __future__ import annotations

from geodata.store.vocabulary import SAMPLE_PERSON, Role
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_NAMES = {
    Role.VIEWER: _("Reader"),
    Role.LEADER: _("Leader"),
    Role.PLANNER: _("Planner"),
    Role.CLERK: _("Clerk"),
    Role.POLICE: _("Police"),
    Role.ADMIN: _("Administrator"),
}


def say_role(role: Role | None, word: Translator) -> str:
    """Return a role's name; nothing for who has none."""
    return "" if role is None else word(_NAMES[role])


def say_person(name: str, word: Translator) -> str:
    """Return the name that a record bears; the sample was loaded by nobody."""
    return word(_("sample data")) if name == SAMPLE_PERSON else name
