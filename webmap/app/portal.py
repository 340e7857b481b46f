"""What an application stands on: its settings, its store, its district. Reached from a view by `portal()`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from geodata.store import Store
from layers.catalogue import Profile
from webmap.app.settings import Settings


@dataclass(frozen=True)
class Portal:
    """The parts that live as long as the application does."""

    settings: Settings
    store: Store
    profile: Profile


def portal() -> Portal:
    """Return the parts of the application that is answering, or of the command that runs in it."""
    found: Portal = current_app.extensions["portal"]
    return found
