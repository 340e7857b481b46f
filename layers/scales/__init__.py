"""Scales: classes of values and of differences."""
