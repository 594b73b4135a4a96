"""What the server counts, for Prometheus: at `casus/metrics`, in OpenMetrics text.

Streamlit counts sessions and caches at `/_stcore/metrics`. No label holds what a person wrote: pages, levels, events of
the log and tables of the store are words of the program.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

REGISTRY = CollectorRegistry()
# seconds: a slider should take a tenth, a page a second; what takes longer is counted apart up to the slow runs
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
RUNS = Histogram(
    "casus_run_seconds", "Runs of a page on the server, each drawing or change of a widget being one.",
    ["page"], buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
ProcessCollector(registry=REGISTRY)


class Lines(Collector):
    """Lines of the log by level and event.

    Without a lock, which Prometheus' own counters have: what Python throws away may log at any moment, also in the
    thread that is counting, and it would wait for itself. A count that two threads lose between them is less.
    """

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, str], int] = defaultdict(int)

    def note(self, level: str, event: str) -> None:
        """Count a line."""
        self._counts[level, event] += 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        told = "Lines of the log: imports, additions, corrections, errors and slow runs are among its events."
        lines = CounterMetricFamily("casus_log_lines", told, labels=["level", "event"])
        for labels, count in dict(self._counts).items():  # copied: one may come meanwhile
            lines.add_metric(labels, count)
        yield lines


class _Store(Collector):
    """What the store holds, as last counted (see dashboard.cache.upkeep)."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from dashboard import cache

        found = cache.inventory()
        yield GaugeMetricFamily("casus_store_up", "1 where the store can be read.", value=float(found is not None))
        if found is not None:
            yield GaugeMetricFamily("casus_store_size", "Size of the store.", unit="bytes", value=found.size)
            rows = GaugeMetricFamily("casus_store_rows", "Rows of the store.", labels=["table"])
            for table, count in found.rows.items():
                rows.add_metric([table], count)
            yield rows

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: the names above are no others', and looking would open the store."""
        return []


LINES = Lines()
REGISTRY.register(LINES)
REGISTRY.register(_Store())


async def answer(_request: Request) -> Response:
    """All of it as OpenMetrics text."""
    return Response(await asyncio.to_thread(generate_latest, REGISTRY), media_type=CONTENT_TYPE_LATEST)


def value(name: str) -> float | None:
    """A figure of this process by its name, such as `process_resident_memory_bytes`; None where the system has none."""
    return REGISTRY.get_sample_value(name)
