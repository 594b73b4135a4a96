"""How time grows with the number of events: the cube in proportion, new weights not at all. Draws the README's plot.

    python -m tests.benchmarks.growth dashboard/static/growth.svg
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from statistics import median

import duckdb

from scoring import cube, risk
from scoring.score import PRESETS
from tests.benchmarks.rows import ACTORS, DAYS, exploded, seconds

SIZES = (30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
WIDTH, HEIGHT, GAP = 380, 260, 20  # of a panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 40, 44
INK, FAINT, LINE, GUIDE = "#1f2933", "#d5dae0", "#b3261e", "#8a94a0"
LEAST_DECADES = 2
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
Points = list[tuple[float, float]]


def measured(sizes: tuple[int, ...] = SIZES) -> tuple[Points, Points]:
    """(events, seconds) of the cube on DuckDB, and of new weights for all actors and days of it."""
    built, weighed = [], []
    weights = PRESETS["Early warning"]
    with duckdb.connect() as connection:
        for events in sizes:
            rows = exploded(connection, events)
            decayed = cube.build(rows).decayed(risk.HALF_LIFE)
            build, *_ = seconds(lambda rows=rows: cube.build(rows))
            weigh, *_ = seconds(lambda decayed=decayed: risk.pressures(decayed, weights), times=9)
            built.append((events, build))
            weighed.append((events, weigh))
            print(f"{events:>12,} events: cube {build:8.3f} s, new weights {1000 * weigh:6.2f} ms", flush=True)
    return built, weighed


def drawn(built: Points, weighed: Points) -> str:
    """Two panels on logarithmic axes, each with a dashed guide for what it should come to follow."""
    most, longest = built[-1]
    linear = [(events, longest * events / most) for events, _ in built]
    middle = median(time for _, time in weighed)
    level = [(events, middle) for events, _ in weighed]
    title = f"{ACTORS} actors x {DAYS:,} days"
    panels = (
        _panel(0, f"Cube: {title}", built, linear, "in proportion to events"),
        _panel(WIDTH + GAP, f"New weights: {title}", weighed, level, "constant"),
    )
    whole = 2 * WIDTH + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {HEIGHT}" width="{whole}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}" role="img" aria-label="Time of the cube grows in '
        f'proportion to events; time of new weights stays the same">\n'
        f'<rect width="{whole}" height="{HEIGHT}" rx="6" fill="#ffffff"/>\n{"".join(panels)}</svg>\n'
    )


def _panel(x: int, title: str, points: Points, guide: Points, says: str) -> str:
    along, up = _decades([events for events, _ in points]), _decades([time for _, time in points + guide])
    up = (min(up[0], up[1] - LEAST_DECADES), up[1])  # or noise looks like a trend

    def place(point: tuple[float, float]) -> tuple[float, float]:
        across = (math.log10(point[0]) - along[0]) / (along[1] - along[0])
        height = (math.log10(point[1]) - up[0]) / (up[1] - up[0])
        return x + LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - height * (HEIGHT - TOP - BOTTOM)

    def path(line: Points, style: str) -> str:
        return f'<polyline fill="none" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in map(place, line))}" {style}/>\n'

    parts = [f'<text x="{x + LEFT}" y="22" font-size="13" font-weight="bold">{title}</text>\n']
    for exponent in range(up[0], up[1] + 1):
        (left, y), (right, _) = place((10 ** along[0], 10**exponent)), place((10 ** along[1], 10**exponent))
        parts.append(f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{_time(10.0**exponent)}</text>\n')
    for exponent in range(along[0], along[1] + 1):
        a, b = place((10**exponent, 10 ** up[0]))
        parts.append(f'<text x="{a:.1f}" y="{b + 17:.1f}" text-anchor="middle">{_count(10**exponent)}</text>\n')
    parts.append(f'<text x="{x + (WIDTH + LEFT) / 2}" y="{HEIGHT - 9}" text-anchor="middle">events</text>\n')
    parts.append(path(guide, f'stroke="{GUIDE}" stroke-dasharray="4 4"'))
    a, b = place((10 ** along[1], 10 ** up[0]))
    parts.append(f'<text x="{a}" y="{b - 8}" text-anchor="end" fill="{GUIDE}" font-size="11">dashed: {says}</text>\n')
    parts.append(path(points, f'stroke="{LINE}" stroke-width="2"'))
    parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{LINE}"/>\n' for a, b in map(place, points)]
    return "".join(parts)


def _decades(values: list[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _time(value: float) -> str:
    size, unit = next((found for found in UNITS if value >= 0.999 * found[0]), UNITS[-1])
    return f"{value / size:g} {unit}"


def _count(value: int) -> str:
    return f"{value // 1_000_000} M" if value >= 1_000_000 else f"{value // 1_000:g} k"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(drawn(*measured()), encoding="utf-8")
