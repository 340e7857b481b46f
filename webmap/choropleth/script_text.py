"""Values written into a folium document: JSON that neither ends its script nor is read as a template.

branca takes what an element writes for a template once more: a name such as ``{{ config }}`` from a file
would be run on the server. Of what begins an expression there one letter is therefore written as its code.
"""

from __future__ import annotations

import json
import re
from typing import Any

_BEGINS = re.compile(r"\{(?=[{%#])")


def dumps(value: Any, **options: Any) -> str:
    """Return JSON as `json.dumps` does; outside of its strings no expression of a template can begin."""
    return _BEGINS.sub(r"\\u007b", json.dumps(value, **options))


def script_text(value: Any) -> str:
    """Return a value as JSON that can stand in a script, as short as it can be."""
    text = dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&'\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def template_safe(html: str) -> str:
    """Return HTML in which no expression of a template begins."""
    return _BEGINS.sub("&#123;", html)
