"""Whether a locked package has a known vulnerability: `.venv/bin/python .ci/audit.py [LOCK] [options of pip-audit]`.

Fails on a finding, and on a lock that cannot be read. Where the service that knows vulnerabilities does not answer, it
says so in one line and passes: a machine without that way out can still run all other checks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
LONGEST = 180  # seconds for all questions: about a hundred, most of them answered within a second
SILENCE = 10  # seconds without an answer to one of them


def main(arguments: list[str]) -> int:
    """0: nothing known, or nobody to ask. 1: a finding. 2: the lock cannot be read."""
    named = arguments[:1] if arguments and not arguments[0].startswith("-") else []
    lock, options = Path(*named or [LOCK]), arguments[len(named) :]
    # the lock alone says what is installed: nothing is resolved, no index is asked
    audit = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"]
    audit += [f"--requirement={lock}", f"--timeout={SILENCE}", "--format=json", *options]
    try:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report"  # made by an answer; pip-audit fails alike for a finding and for silence
            asked = _run(*audit, f"--output={report}")
            if report.exists():
                code, told = judged(json.loads(report.read_text(encoding="utf-8"))["dependencies"])
                print(told)
                return code
        read = _run(*audit, "--dry-run")  # asks no service
    except subprocess.TimeoutExpired:
        print(f"not audited: no full answer within {LONGEST} seconds")
        return 0
    if read.returncode:
        print(f"{lock} cannot be read: {_last(read.stderr)}")
        return 2
    print(f"not audited: {_last(asked.stderr)}")
    return 0


def judged(packages: list[dict[str, Any]]) -> tuple[int, str]:
    """Exit code and words for a report of pip-audit, which calls all well, too, where the service knows no package."""
    found = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
        for one in packages
        for fault in one.get("vulns", ())
    ]
    if found:
        return 1, "\n".join(["known vulnerabilities:", *found])
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if len(unknown) == len(packages):
        return 0, "not audited: what answers knows none of the packages"
    missing = f"; not audited, as nothing is known of them: {', '.join(unknown)}" if unknown else ""
    return 0, f"no known vulnerability in {len(packages) - len(unknown)} packages{missing}"


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["no reason was given"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
