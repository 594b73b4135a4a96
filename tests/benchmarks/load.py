"""How long analysts wait who all move sliders at once, what the server takes for it, and whether each sees its own.

    python -m tests.benchmarks.load --analysts 50 --seconds 60

What is estimated: the median and the 95th percentile, over all moves, of the milliseconds from the moment at which an
analyst is due to move a slider until its chart has arrived (chart) and until the run has ended (whole run, with the
rest of `dashboard.ahead`, which is no work). A move that comes late because the one before has not ended
counts from when it was due. Each analyst moves every PACE seconds, half a pace more or less, on a page of its own
choice with weights that no other has; server and analysts share this machine. What a browser takes to draw is not in
it. Afterwards every number of every chart is compared with what the engine gives for the view of that analyst.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dashboard import cache
from dashboard.state import View, opening
from tests.benchmarks import process
from tests.benchmarks.analyst import Analyst
from tests.benchmarks.analysts import PAGES, check, moved, query, views
from tests.browser.server import Server, serving

PACE = 5.0  # seconds between two moves of one analyst, on average
WARM_MOVES = 2  # of each analyst, before anything is measured
SAMPLE_SECONDS = 0.5


@dataclass
class Load:
    """What was measured: seconds by move, what was sent with the view it must match, and the server's use."""

    charts: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    answers: list[tuple[View, dict[str, Any]]] = field(default_factory=list)
    resident: dict[str, float] = field(default_factory=dict)
    cores: float = 0.0
    seconds: float = 0.0

    def told(self) -> str:
        """The figures as lines."""
        lines = [
            f"{len(self.charts)} moves in {self.seconds:.0f} s, {len(self.charts) / self.seconds:.1f} runs a second; "
            f"load of the machine {os.getloadavg()[0]:.1f}"
        ]
        for what, values in (("chart", self.charts), ("whole run", self.runs)):
            median, high = np.percentile(values, [50, 95]) * 1000
            most = max(values) * 1000
            lines.append(f"{what}: median {median:.0f} ms, 95th percentile {high:.0f} ms, at most {most:.0f} ms")
        memory = ", ".join(f"{when} {size:.0f}" for when, size in self.resident.items())
        return "\n".join([*lines, f"server: {self.cores:.2f} cores; MB resident: {memory}"])


async def load(server: Server, chosen: list[View], seconds: float, pace: float, seed: int) -> Load:
    """So many analysts, for so long, after WARM_MOVES moves of each."""
    made, clock = Load(), asyncio.get_running_loop().time
    made.resident["at start"] = process.resident(server.pid)
    tabs = [Analyst(server.url, view.page, query(view), PAGES[view.page][0]) for view in chosen]
    for view, tab in zip(chosen, tabs, strict=True):
        made.answers.append((view, (await tab.open()).components))
    draws = [np.random.default_rng([seed, number]) for number in range(len(tabs))]
    for _ in range(WARM_MOVES):
        for number, (tab, random) in enumerate(zip(tabs, draws, strict=True)):
            slider, view = moved(chosen[number], random)
            chosen[number] = view
            made.answers.append((view, (await tab.slide(f"w.{slider}", view.weight_of[slider])).components))
    made.resident["after warm-up"] = process.resident(server.pid)
    began, used = clock(), process.processor_seconds(server.pid)

    async def moves(tab: Analyst, view: View, random: np.random.Generator) -> None:
        due = began + random.uniform(0, pace)
        while due < began + seconds:
            await asyncio.sleep(due - clock())
            slider, view = moved(view, random)
            answer = await tab.slide(f"w.{slider}", view.weight_of[slider])
            made.charts.append(answer.charted - due)
            made.runs.append(answer.finished - due)
            made.answers.append((view, answer.components))
            due += pace * random.uniform(0.5, 1.5)

    await asyncio.gather(*(moves(*one) for one in zip(tabs, chosen, draws, strict=True)))
    made.seconds = clock() - began
    made.cores = (process.processor_seconds(server.pid) - used) / made.seconds
    made.resident |= {"at the end": process.resident(server.pid), "at most": process.most_resident(server.pid)}
    await asyncio.gather(*(tab.close() for tab in tabs))
    return made


def main() -> None:
    """Load a server of its own, print the figures, and check what each analyst was sent."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--analysts", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--pace", type=float, default=PACE)
    asked.add_argument("--seed", type=int, default=0)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CASUS_STORE"] = f"{folder}/own.sqlite"
        name = cache.datasets()[0]
        analysts = views(opening(name, *cache.days(name, False)), chosen.analysts, chosen.seed)
        with serving(Path(folder)) as server:
            made = asyncio.run(load(server, analysts, chosen.seconds, chosen.pace, chosen.seed))
        print(made.told())
        compared = sum(check(view, sent) for view, sent in made.answers)
        pages = ", ".join(f"{count} {page}" for page, count in Counter(view.page for view, _ in made.answers).items())
        print(f"{compared} numbers in {len(made.answers)} answers ({pages}): each analyst was sent its own")


if __name__ == "__main__":
    main()
