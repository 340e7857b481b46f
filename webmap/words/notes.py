"""Marks beside figures, and the notes under a table that explain them."""

from __future__ import annotations

from dataclasses import dataclass, field

from geodata.store.vocabulary import Basis, Quality
from layers.rules.values import Figure
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

# Marks behind a value: letters that a photocopy keeps, explained under the table.
_QUALITY_MARKS = {
    Quality.ESTIMATE: (_("e"), _("estimate")),
    Quality.PRELIMINARY: (_("p"), _("preliminary")),
}


_BASIS_MARKS = {
    Basis.MEASURED: (_("m"), _("measured from imagery over the area it covers, for reference")),
    Basis.DERIVED: (_("d"), _("derived from records")),
}


_UNAPPROVED_MARK = (_("u"), _("not approved yet"))


@dataclass
class Notes:
    """Marks and numbered notes of a table, each explained once, in the order they are met."""

    marks: dict[str, str] = field(default_factory=dict)
    numbered: list[str] = field(default_factory=list)

    def number(self, text: str) -> str:
        """Return the mark of a note, such as `(1)`; the same text has the same number."""
        if text not in self.numbered:
            self.numbered.append(text)
        return f"({self.numbered.index(text) + 1})"

    def lines(self) -> list[str]:
        """Return the explanations."""
        said = [f"({mark}) {text}" if mark != "≈" else f"{mark} {text}" for mark, text in self.marks.items()]
        return ["; ".join(said)] * bool(said) + [f"({n}) {text}" for n, text in enumerate(self.numbered, 1)]


def quality_marks(figure: Figure, notes: Notes, word: Translator) -> str:
    """Return the marks of quality and basis that stand behind a value, and note what they mean."""
    found = []
    if figure.quality in _QUALITY_MARKS:
        found.append(_QUALITY_MARKS[figure.quality])
    if figure.basis in _BASIS_MARKS:
        found.append(_BASIS_MARKS[figure.basis])
    if not figure.is_approved:
        found.append(_UNAPPROVED_MARK)
    for mark, meaning in found:
        notes.marks[word(mark)] = word(meaning)
    return f" ({', '.join(word(mark) for mark, _meaning in found)})" if found else ""
