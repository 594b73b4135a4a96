"""What a pressure is made of over time: one layer an indicator, the smallest together, summing exactly. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scoring.cube import Cube
from scoring.decay import decay
from scoring.indicators import BY_ID, TRACKS
from scoring.score import check

LAYERS = 7  # drawn one by one: more shades than two or three within a track cannot be told apart
REST = "rest"  # the track of what is drawn together


def layers(
    cube: Cube,
    weights: Mapping[str, float],
    half_life: float,
    entity: str,
    start: pd.Timestamp,
    end: pd.Timestamp,
    most: int = LAYERS,
) -> pd.DataFrame:
    """Pressure of one entity by indicator from `start` to `end`, daily, as layers from the bottom up.

    name, track, shade (0 is a track's largest), date, pressure (points per day). Relief is no part of it. Layers stand
    by track and size; all but the `most` with the highest peak in these days are one, REST, on top. On each day they
    sum to the total pressure of `scoring.risk.risk`. No rows where nothing presses.
    """
    one = cube.pick((entity,))
    values = one.values[0] if one.half_life is not None else decay(one.values[0], half_life, axis=0)
    wide = pd.DataFrame(values.astype(float), index=one.dates, columns=list(one.indicators)).loc[start:end]
    wide = wide * check(weights)[list(one.indicators)]
    wide = wide[[name for name in one.indicators if BY_ID[name].track != "relief"]]
    peaks = wide.max()
    ranked = peaks[peaks > 0].sort_values(ascending=False, kind="stable").index
    few = len(ranked) <= most + 1  # one left over is drawn as itself
    drawn = pd.DataFrame({"id": ranked if few else ranked[:most]})
    drawn["track"] = [BY_ID[name].track for name in drawn["id"]]
    drawn["shade"] = drawn.groupby("track").cumcount()
    order = drawn["track"].map(TRACKS.index)
    drawn = drawn.assign(order=order).sort_values(["order", "shade"], kind="stable")
    parts = [(BY_ID[row.id].name, row.track, row.shade, wide[row.id].to_numpy()) for row in drawn.itertuples()]
    if not few:
        rest = ranked[most:]
        parts.append((f"{len(rest)} more", REST, 0, wide[rest].sum(axis=1).to_numpy()))
    if not parts:
        return pd.DataFrame(columns=["name", "track", "shade", "date", "pressure"])
    name, track, shade, pressure = zip(*parts, strict=True)
    days = len(wide)
    return pd.DataFrame(
        {
            "name": np.repeat(np.array(name, dtype=object), days),
            "track": np.repeat(np.array(track, dtype=object), days),
            "shade": np.repeat(np.array(shade), days),
            "date": np.tile(wide.index, len(parts)),
            "pressure": np.concatenate(pressure),
        }
    ).astype({"name": "str", "track": "str"})
