"""Offices: who reports which line, and how a period stands with them."""
