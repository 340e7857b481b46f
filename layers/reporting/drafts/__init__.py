"""Drafts: a file that is not loaded yet, its answers and parts; and undoing what was loaded."""
