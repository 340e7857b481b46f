"""Sheets described as data, written as a template and read back cell by cell. Knows no indicators."""
