"""Meeting mode and frozen sets."""
