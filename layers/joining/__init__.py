"""Joining: a snapshot of the store read as layers, with figures, summary, history and ranking."""
