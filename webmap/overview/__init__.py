"""The overview, and all targets by clause."""
