"""One sentence over all targets, written from the data: how many are exceeded, met, missed and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from layers.joining.summary import NOT_ASSIGNED, Summary, TargetLine
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_COUNTED = (
    (("exceeded",), _("%(n)s exceeded")),
    (("met",), _("%(n)s met")),
    (("near", "missed"), _("%(n)s missed")),
    (("not_due",), _("%(n)s not due yet")),
    (("no_data",), _("%(n)s without data yet")),
    (("suppressed",), _("%(n)s not published")),
    ((NOT_ASSIGNED,), _("%(n)s not assigned")),
    (("unjudged",), _("%(n)s not judged")),
    (("not_applicable",), _("%(n)s not applicable")),
)


def say_summary(summary: Summary, word: Translator) -> str:
    """Return `70 chỉ tiêu: 6 vượt, 31 đạt, …`; kinds that do not occur are left out.

    What the reader may not see is counted too, so that the numbers never seem to be all there is.
    """
    if not summary.lines:
        sentence = word(_("There are no targets to show."))
    else:
        sentence = say_listed(summary.lines, word)
    if summary.lines and not summary.speaks:
        said = word(
            _("No resolution in the portal sets targets for this period: values are shown, not judged.")
        )
        sentence = f"{sentence} {said}"
    return f"{sentence} {say_hidden(summary.hidden, word)}" if summary.hidden else sentence


def say_hidden(n: int, word: Translator) -> str:
    """Say how many targets this reader may not see; empty for none."""
    if not n:
        return ""
    return word.ngettext(
        "%(n)s target for internal circulation is not shown.",
        "%(n)s targets for internal circulation are not shown.",
        n,
    )


def say_listed(lines: Collection[TargetLine], word: Translator) -> str:
    """Return `52 chỉ tiêu: 6 vượt, 31 đạt, 15 chưa đạt.`; near counts as missed."""
    counts = Counter(line.count_key for line in lines)
    numbered = ((sum(counts[key] for key in keys), text) for keys, text in _COUNTED)
    listed = ", ".join(word(text, n=n) for n, text in numbered if n)
    return word.ngettext("%(n)s target: %(listed)s.", "%(n)s targets: %(listed)s.", len(lines), listed=listed)
