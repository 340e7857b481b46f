"""What a clause of the resolution is called: `Môi trường`, and `I.2. Môi trường` where it heads its lines."""

from __future__ import annotations

from layers.joining.summary import Summary
from webmap.words.translations import Translator


def clause_title(summary: Summary, code: str, word: Translator) -> str:
    """Return a clause's title; empty where the resolution gives it none."""
    clauses = () if summary.resolution is None else summary.resolution.clauses
    found = next((clause for clause in clauses if clause["code"] == code), None)
    return "" if found is None else word.pick(found["title_vi"], found["title_en"])


def say_clause(code: str, title: str) -> str:
    """Write code and title as the heading of a clause's lines."""
    return f"{code}. {title}" if title else code
