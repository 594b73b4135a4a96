"""What the one who looks at this server may do."""

from __future__ import annotations


def administers() -> bool:
    """Whether this reader runs the server: sees the page Server. Without a sign-in everybody who reaches it does."""
    return True
