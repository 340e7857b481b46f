"""Outlines of administrative units: read from a file, check, merge into successors, write."""
