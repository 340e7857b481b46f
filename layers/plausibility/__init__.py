"""Figures that may be right and are odd: each needs a written reason. Checks are data in `checks.toml`."""

from layers.plausibility.adjacency import adjacent_units
from layers.plausibility.checking import check_plausibility
from layers.plausibility.dates import old_image
from layers.plausibility.own_targets import own_targets_short
from layers.plausibility.rules import check_rules

__all__ = ["adjacent_units", "check_plausibility", "check_rules", "old_image", "own_targets_short"]
