"""Checks of single figures: rates, denominators, entries."""
