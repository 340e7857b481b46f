"""Layouts of offices' own workbooks: guessed, confirmed, remembered."""
