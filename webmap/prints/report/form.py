"""The two forms of a report, the State's and the Party's: margins and sizes of type, from `forms.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from layers.catalogue import Form


@dataclass(frozen=True)
class Setting:
    """How a report of a form is set; millimetres, and points for sizes of type.

    `motto` is how long the rule under the last line of the head's right half is, by language; `end` closes
    the last sentence.
    """

    form: Form
    margin: Mapping[str, float]
    head: Mapping[str, float]
    body: float
    first_line: float
    gap: float
    table: float
    motto: Mapping[str, float]
    issuer_rule: float
    size: Mapping[str, float]
    signature: Mapping[str, float]
    page_number: float
    end: str

    @property
    def is_party(self) -> bool:
        """Whether it is the Party's."""
        return self.form is Form.PARTY

    @property
    def text_width(self) -> float:
        """Width of the text on an upright page of A4."""
        return 210 - self.margin["left"] - self.margin["right"]


def _read() -> Mapping[Form, Setting]:
    data = tomllib.loads((files("webmap.prints.report") / "forms.toml").read_text(encoding="utf-8"))
    return {Form(name): Setting(form=Form(name), **given) for name, given in data.items()}


SETTINGS: Mapping[Form, Setting] = _read()
"""How each form is set."""
