"""What environment variables say to the tests."""

from __future__ import annotations

import os

_OFF = ("", "0", "false", "no")


def is_set(name: str) -> bool:
    """Whether a variable is set to something that does not mean no."""
    return os.environ.get(name, "").lower() not in _OFF
