"""The store: everything a person enters, written once and never overwritten."""

from geodata.store.database import Store, open_store
from geodata.store.imports import importing

__all__ = ["Store", "importing", "open_store"]
