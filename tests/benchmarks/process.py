"""What a process took, from /proc."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Megabytes (2^20 bytes) in memory now."""
    return _status(pid, "VmRSS") / 1024


def most_resident(pid: int) -> float:
    """Megabytes in memory at most since it began."""
    return _status(pid, "VmHWM") / 1024


def processor_seconds(pid: int) -> float:
    """Seconds of processor time, of all cores together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _status(pid: int, name: str) -> int:
    return int(re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
