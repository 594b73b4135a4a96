"""What a link asked for in vain."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.state import Rejected

NOTICES = 4  # rejected parts named in a notice; more would be a list, not a notice


def ignored(rejected: Iterable[Rejected]) -> str:
    """The calm notice about a link that could not be used as written."""
    rejected = list(rejected)
    parts = [f"{r.key} = “{r.value}” ({r.reason})" if r.value else f"{r.key} ({r.reason})" for r in rejected]
    shown = parts[:NOTICES]
    more = f" and {len(parts) - NOTICES} more" if len(parts) > NOTICES else ""
    return f"Part of the link was ignored or changed: {'; '.join(shown)}{more}. Everything else is as the link says."
