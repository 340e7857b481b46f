"""Accepting a report: held against rights and the store, previewed, corrected, committed."""
