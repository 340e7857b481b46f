"""Rights as tests give them: everything, or what a clerk of offices or of communes may enter."""

from __future__ import annotations

from layers.offices.rights import Rights

OWNER = Rights(None, None, oversees=True, administers=True)
OVERSEER = Rights(None, None, oversees=True)


def of_offices(*offices: str) -> Rights:
    """Return what a clerk of some offices may enter."""
    return Rights(offices=frozenset(offices))


def of_communes(*codes: str) -> Rights:
    """Return what a clerk of some communes may enter."""
    return Rights(communes=frozenset(codes))
