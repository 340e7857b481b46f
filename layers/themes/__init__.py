"""Themes: what one theme has that others have not."""
