"""Profiles: all that belongs to one district, a folder each."""
