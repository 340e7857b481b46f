"""One sentence over all targets, written from the data: how many are exceeded, met, missed and so on."""

from __future__ import annotations

from layers.summary import NOT_ASSIGNED, Summary
from webmap.translations import Translator
from webmap.translations import marked as _

_COUNTED = (
    (("exceeded",), _("%(n)s exceeded")),
    (("met",), _("%(n)s met")),
    (("near", "missed"), _("%(n)s missed")),
    (("not_due",), _("%(n)s not due yet")),
    (("no_data", "suppressed", "not_applicable"), _("%(n)s without data")),
    ((NOT_ASSIGNED,), _("%(n)s not assigned")),
    (("unjudged",), _("%(n)s not judged")),
)


def say_summary(summary: Summary, word: Translator) -> str:
    """Return `70 chỉ tiêu: 6 vượt, 31 đạt, …`; kinds that do not occur are left out.

    What the reader may not see is counted too, so that the numbers never seem to be all there is.
    """
    counts = summary.counts
    parts = []
    for keys, text in _COUNTED:
        n = sum(counts.get(key, 0) for key in keys)
        if n:
            parts.append(word(text, n=n))
    listed = ", ".join(parts)
    sentence = word(_("%(n)s targets: %(listed)s."), n=len(summary.lines), listed=listed)
    if not summary.speaks:
        said = word(
            _("No resolution in the portal sets targets for this period: values are shown, not judged.")
        )
        sentence = f"{sentence} {said}"
    if summary.hidden:
        hidden = word(_("%(n)s targets for internal use are not shown."), n=summary.hidden)
        sentence = f"{sentence} {hidden}"
    return sentence
