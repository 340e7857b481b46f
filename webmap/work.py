"""The kinds of long work that the portal knows, by name; a new one is added to this table."""

from __future__ import annotations

from webmap.app.jobs import JobKind
from webmap.desk.work import check_draft, load_draft
from webmap.prints.work import print_documents

KINDS: dict[str, JobKind] = {
    "check_draft": JobKind(check_draft, can_restart=True),
    # What was written is settled in the draft itself: loading again is refused, never done twice.
    "load_draft": JobKind(load_draft, can_restart=True),
    "print": JobKind(print_documents, can_restart=True),
}
