"""Whether the server's memory stays as it is over a day of readers who come, look around and leave.

    python -m tests.benchmarks.soak --runs 10000

What is estimated: by how much the memory resident in the server grows from the end of the warm-up to the end, along the
straight line that fits the samples of all runs between them best (least squares). Two short windows at the ends would
not tell a growth of some percent: from one twentieth of the runs to the next their mean swings by 3 %. Eight tabs at a
time open pages with weights, dates, days of knowledge, half-lives and actors drawn from a seed, one in ten by a short
link and one in twenty by a broken one, so that caches overflow; they move sliders without a pause and leave after a few
moves. The warm-up is the first fifth of the runs. It begins with as many visits to each page as any cache keeps values,
half of them with a day of knowledge, and each left as soon as it is drawn: by its end caches are full, a forecast's
libraries are read, and there is what Streamlit keeps of tabs that left (128, for two minutes).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import numpy as np

from dashboard import cache
from dashboard.cache.limits import SITUATIONS_KEPT
from dashboard.pasted import SHORT
from dashboard.state import ROLES, View, opening
from data.store import Store
from tests.benchmarks import process
from tests.benchmarks.analyst import Analyst
from tests.benchmarks.analysts import moved, query
from tests.browser.server import Server, serving

FAILED = "a page could not be drawn"  # what the log says then (dashboard.boundary)
TABS, MOVES = 8, 24  # at a time, and moves of each at most
ALLOWED_GROWTH = 0.05
WARM_UP, TOLD = 0.2, 0.05  # of all runs: before any growth counts, and from one line of progress to the next
# page -> share of the visits; a forecast takes seconds to fit
PAGES = {
    "situation": 0.3, "actors": 0.15, "map": 0.1, "events": 0.1, "agreements": 0.08, "compare": 0.07, "method": 0.05,
    "brief": 0.05, "data": 0.03, "alerts": 0.03, "read": 0.03, "forecast": 0.01,
}  # fmt: skip
KNOWN_DAYS = 40  # days of knowledge that links name, more than are kept; each is a reading of the dataset
WITH_KNOWN_DAY, SHORT_LINKS, BROKEN_LINKS = 0.06, 0.1, 0.05
FILLING = [page for _ in range(SITUATIONS_KEPT) for page in PAGES]  # first visits; no cache keeps more values
WITH_KNOWN_DAY_FILLING = 0.5


def visit(name: str, random: np.random.Generator, page: str | None = None) -> View:
    """A view of a dataset on a page (None: any), with settings of its own."""
    first, last = cache.days(name, False)
    days = (last - first).days
    end = first + timedelta(days=int(random.integers(30, days)))
    known = first + timedelta(days=days // KNOWN_DAYS * int(random.integers(1, KNOWN_DAYS)))
    actors = cache.actors(name, False)[:20]
    with_known_day = WITH_KNOWN_DAY_FILLING if page else WITH_KNOWN_DAY
    page = page or str(random.choice(list(PAGES), p=list(PAGES.values())))
    view = opening(name, first, last)
    for _ in range(3):
        view = moved(view, random)[1]
    return replace(
        view, page=page, start=max(first, end - timedelta(days=int(random.integers(20, 400)))), end=end,
        as_known=known if random.random() < with_known_day else None, role=str(random.choice(ROLES)),
        half_life=int(random.integers(2, 30)), sponsorship=float(random.choice([0.0, 0.0, 0.5])),
        confidence=float(random.choice([0.0, 0.0, 0.3])), focus=str(random.choice(actors)) if page == "actors" else "",
        actors=tuple(map(str, random.choice(actors, 3, replace=False))) if random.random() < 0.3 else (),
    )  # fmt: skip


def address(view: View, random: np.random.Generator, store: Store) -> str:
    """A link to a view: whole, short or broken."""
    drawn = random.random()
    if drawn < SHORT_LINKS:
        return f"{SHORT}={store.shorten(query(view))}"
    return query(view) + ("&settings=none" if drawn < SHORT_LINKS + BROKEN_LINKS else "")


class Soak:
    """A server's runs so far, and its memory after each."""

    def __init__(self, server: Server, name: str, runs: int, seed: int) -> None:
        self.server, self.name, self.runs = server, name, runs
        self.store = Store()
        self.resident: list[float] = []
        self.visits, self._filling = 0, iter(FILLING)
        self._draws, self._began = np.random.SeedSequence(seed), monotonic()

    async def run(self) -> None:
        """All runs."""
        await asyncio.gather(*(self._tab(np.random.default_rng(seed)) for seed in self._draws.spawn(TABS)))

    async def _tab(self, random: np.random.Generator) -> None:
        while len(self.resident) < self.runs:
            page = next(self._filling, None)
            view = visit(self.name, random, page)
            tab = Analyst(self.server.url, view.page, address(view, random, self.store), "")
            await tab.open()
            self.visits += 1
            self._ran()
            for _ in range(0 if page else random.integers(MOVES)):
                slider, view = moved(view, random)
                await tab.slide(f"w.{slider}", view.weight_of[slider])
                self._ran()
            await tab.close()

    def _ran(self) -> None:
        self.resident.append(process.resident(self.server.pid))
        done, step = len(self.resident), int(self.runs * TOLD)
        if done % step == 0:
            mean, rate = np.mean(self.resident[-step:]), done / (monotonic() - self._began)
            print(f"{done} runs, {self.visits} visits: {mean:.0f} MB, {rate:.1f} runs a second", flush=True)

    def line(self) -> tuple[float, float]:
        """Megabytes at the end of the warm-up and at the end, on the line through all samples between."""
        counted = self.resident[int(self.runs * WARM_UP) :]
        slope, start = np.polyfit(np.arange(len(counted)), counted, 1)
        return float(start), float(start + slope * (len(counted) - 1))


def main() -> int:
    """Soak a server of its own and print its memory; 1 where it grew too much or a page failed."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--runs", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=0)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CASUS_STORE"] = f"{folder}/casus.sqlite"
        with serving(Path(folder)) as server:
            soak = Soak(server, cache.datasets()[0], chosen.runs, chosen.seed)
            asyncio.run(soak.run())
            failed = server.log.read_text().count(FAILED)
    (start, end), told = soak.line(), f"{len(soak.resident)} runs in {soak.visits} visits"
    growth = end / start - 1
    print(f"{told}: memory grew by {growth:.1%}, from {start:.0f} to {end:.0f} MB; pages failed: {failed}")
    return int(failed > 0 or growth >= ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
