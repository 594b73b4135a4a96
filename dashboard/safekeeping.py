"""The commands that keep a store safe: `casus backup` and `casus restore`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from dashboard.output import note


def backup(chosen: argparse.Namespace) -> None:
    """Everything in the store as one file."""
    from data import archive
    from data.store import Store

    counts = archive.backup(Store(), chosen.file)
    note(f"{_listed(counts)} are in {chosen.file}; `casus restore {chosen.file}` puts them into an empty store")


def restore(chosen: argparse.Namespace) -> None:
    """A backup into an empty store."""
    from data import archive
    from data.store import Store

    store = Store()
    note(f"{_listed(archive.restore(store, chosen.file))} are in the store {store.database.name}")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count) or "no rows"
