"""The cube costs little more than the bare sums, and many pairs fit in memory: figures are printed with -s.

One million events by default; `CASUS_BENCHMARK_EVENTS=10000000` gives the full size.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scoring import cube, risk
from scoring.indicators import IDS
from scoring.score import PRESETS
from tests.benchmarks.memory import DAYS as MANY_DAYS
from tests.benchmarks.memory import PAIRS
from tests.benchmarks.rows import ACTORS, DAYS, EVENTS, FULL, exploded, seconds
from tests.engines import need

MOST_RATIO = 1.5  # of the cube to DuckDB's plain grouped sum of the same rows
LEAST_RATIO = 200  # of summing ten million events again to new weights; fewer events are summed in proportion
FEW_ACTORS, FEW_DAYS = 10, 1_500
MOST_MEGABYTES = 2_000  # for 100,000 pairs on 4,000 days
PLAIN = f"select entity, date, sum(share), {', '.join(f'sum({name})' for name in IDS)} from rows group by all"


@pytest.fixture(scope="module")
def rows():
    need("duckdb")
    import duckdb

    with duckdb.connect() as connection:
        yield connection, exploded(connection, EVENTS)


@pytest.mark.benchmark
def test_the_cube_costs_little_more_than_the_plain_grouped_sum(rows):
    connection, relation = rows
    built = cube.build(relation)
    table = connection.sql(PLAIN).to_arrow_table()
    assert built.counts.sum() == EVENTS == sum(table.column(2).to_pylist())
    plain, ours = seconds(lambda: connection.sql(PLAIN).to_arrow_table(), lambda: cube.build(relation), times=5)
    print(f"\n{EVENTS:,} events: cube {ours:.2f} s, plain grouped sum {plain:.2f} s, ratio {ours / plain:.2f}")
    # of few events most days of most actors have none or one: then what follows the sums weighs as much as they do
    assert ours < MOST_RATIO * plain * (1 if EVENTS >= FULL else 2)


@pytest.mark.benchmark
def test_new_weights_cost_a_small_fraction_of_summing_again(rows):
    relation = rows[1]
    weights = PRESETS["Early warning"]
    decayed = cube.build(relation).decayed(risk.HALF_LIFE)
    assert decayed.values.shape == (ACTORS, DAYS, len(IDS))
    days = decayed.dates[:FEW_DAYS]
    few = cube.build(relation, start=days[0], end=days[-1]).pick(decayed.entities[:FEW_ACTORS]).decayed(risk.HALF_LIFE)

    def again():
        return risk.pressures(cube.build(relation).decayed(risk.HALF_LIFE), weights)

    np.testing.assert_allclose(again(), risk.pressures(decayed, weights), rtol=1e-4, atol=1e-4)
    slow, *_ = seconds(again, times=2)
    fast, little = seconds(lambda: risk.pressures(decayed, weights), lambda: risk.pressures(few, weights), times=15)
    print(f"\n{ACTORS} actors x {DAYS:,} days x {len(IDS)} indicators: new weights {1000 * fast:.1f} ms,")
    print(f"{FEW_ACTORS} actors x {FEW_DAYS:,} days: {1000 * little:.2f} ms;")
    print(f"summing {EVENTS:,} measured events again {slow:.2f} s, {slow / fast:.0f} times as long")
    assert slow / fast > LEAST_RATIO * min(1.0, EVENTS / FULL)


@pytest.mark.benchmark
def test_a_hundred_thousand_pairs_fit_in_memory():
    # in a process of its own, as memory is counted by process
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.memory", str(EVENTS)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures = json.loads(run.stdout)
    print(f"\n{figures}")
    assert figures["pairs"] > 0.9 * PAIRS and figures["days"] == MANY_DAYS
    assert figures["megabytes_at_most"] < MOST_MEGABYTES
