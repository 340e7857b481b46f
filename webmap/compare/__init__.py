"""Two periods, indicators or sets of communes side by side."""
