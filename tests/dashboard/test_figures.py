"""Figures as pure functions: what is drawn is what the frame says, in light and in dark."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import figures, palette
from dashboard.figures.look import DAY_MS, LABEL_GAP

DAYS = pd.date_range("2024-01-01", periods=30)
NAMES = {"VAR": "Varenia", "ostrel-front": "Ostrel Front <b>"}


def lines(values=None):
    frames = [
        pd.DataFrame({"entity": entity, "date": DAYS, "index": values or list(level + np.arange(30.0)), "thin": False})
        for entity, level in (("VAR", 20), ("ostrel-front", 21))
    ]
    return pd.concat(frames, ignore_index=True)


def band():
    return pd.DataFrame({"entity": "VAR", "date": DAYS, "low": 15.0, "high": np.linspace(30, 60, 30)})


def markers():
    return pd.DataFrame(
        {"event_id": ["e1"], "date": [DAYS[5]], "index": [25.0], "track": ["kinetic"], "text": ["<script>x</script>"]}
    )


def by_track():
    levels = {"kinetic": 3.0, "coercive": 1.0, "nuclear": 0.0, "diplomatic": 0.5, "relief": 2.0}
    return pd.concat([pd.DataFrame({"date": DAYS, "track": t, "pressure": p}) for t, p in levels.items()])


def test_lines_are_daily_steps_of_32_bit_values_and_markers_carry_their_event():
    figure = figures.risk_lines(lines(), band(), markers(), NAMES, "Varenia rose", "index, as of 30 Jan")
    focus = next(t for t in figure.data if t.name == "Varenia")
    assert focus.dx == DAY_MS
    assert focus.x0 == "2024-01-01"
    assert np.asarray(focus.y).dtype == np.float32
    assert list(next(t for t in figure.data if t.name == "events").customdata) == ["e1"]
    assert "Varenia rose" in figure.layout.title.text
    assert "as of 30 Jan" in figure.layout.title.text


def test_names_and_texts_from_outside_are_escaped():
    figure = figures.risk_lines(lines(), band(), markers(), NAMES, "a <b> title", "note")
    assert "<script>" not in figure.to_json().replace("\\u003c", "<")
    assert "a &lt;b&gt; title" in figure.layout.title.text
    assert all("Front <b>" not in (a.text or "") for a in figure.layout.annotations)


def test_direct_labels_do_not_overlap():
    figure = figures.risk_lines(lines(), band(), markers(), NAMES, "t", "n")
    heights = sorted(a.y for a in figure.layout.annotations)
    assert len(heights) == len(NAMES)
    top = figure.layout.yaxis.range[1]
    assert heights[1] - heights[0] >= LABEL_GAP * top * 0.99


def test_few_events_are_dots_and_no_line_and_unknown_days_are_gaps_not_zero():
    few = lines().assign(thin=True)
    drawn = figures.risk_lines(few, band(), markers(), NAMES, "t", "n").data
    assert not any(len(t.y) for t in drawn if t.name in ("Varenia", NAMES["ostrel-front"]))
    (dots,) = (t for t in drawn if t.line.dash == "dot")
    assert np.count_nonzero(~np.isnan(np.asarray(dots.y))) == len(few)
    unknown = lines([np.nan] * 30)
    figure = figures.risk_lines(unknown, band().iloc[:0], markers().iloc[:0], NAMES, "t", "n")
    assert not any(len(t.y) for t in figure.data)
    assert not figure.layout.annotations


def test_dots_of_all_actors_are_one_trace_that_meets_each_line_and_no_other_actor():
    thin = lines()
    thin["thin"] = thin["date"] < DAYS[4]
    drawn = figures.risk_lines(thin, band(), markers(), NAMES, "t", "n").data
    (dots,) = (t for t in drawn if t.line.dash == "dot")
    days, values = pd.to_datetime(np.asarray(dots.x), unit="ms"), np.asarray(dots.y)
    known = ~np.isnan(values)
    assert list(days[known]) == 2 * list(DAYS[:5])  # four of each actor, and the first day of its line
    assert not known[5], "a gap between two actors"
    line = next(t for t in drawn if t.name == "Varenia")
    assert (line.x0, len(line.y)) == ("2024-01-05", 26)


def test_a_missing_day_is_refused_because_steps_would_shift_the_rest():
    with pytest.raises(ValueError, match="2024-01-10"):
        figures.risk_lines(lines().drop(index=10), band(), markers(), NAMES, "t", "n")


def test_tracks_share_one_scale_and_relief_is_below_zero():
    figure = figures.tracks(by_track(), "t", "points per day")
    ranges = {tuple(figure.layout[f"yaxis{i}"].range) for i in ("", 2, 3, 4, 5)}
    assert len(ranges) == 1
    low, high = ranges.pop()
    assert low <= -2.0
    assert high >= 3.0
    relief = next(t for t in figure.data if t.name == "relief")
    assert max(np.asarray(relief.y)) < 0
    assert min(np.asarray(relief.customdata)) > 0  # hover shows the amount, not the sign of the drawing


def test_tracks_drawn_in_two_figures_keep_one_scale():
    halves = [figures.tracks(by_track(), "t", "n", panels=p) for p in (("kinetic", "coercive"), ("relief",))]
    assert halves[0].layout.yaxis.range == halves[1].layout.yaxis.range
    assert [t.name for t in halves[1].data] == ["relief"]


def test_bars_sum_to_the_pressure_and_carry_their_tracks_hue():
    frame = pd.DataFrame({"name": ["a", "b"], "track": ["kinetic", "coercive"], "value": [1.5, 0.5]})
    bar = figures.contributions(frame, "t", "n").data[0]
    assert sum(bar.x) == pytest.approx(2.0)
    assert list(bar.marker.color) == [palette.TRACKS[False]["coercive"], palette.TRACKS[False]["kinetic"]]


def test_the_waterfall_ends_at_the_sum():
    frame = pd.DataFrame(
        {"name": ["a", "b"], "track": ["kinetic"] * 2, "points": [8.0, 5.0], "detail": ["8 × 1", "5 × 1"]}
    )
    bar = figures.waterfall(frame, "t", "n").data[0]
    assert list(bar.base) == [0.0, 8.0, 0.0]
    assert bar.x[-1] == 13.0


def test_empty_frames_draw_empty_figures():
    empty = pd.DataFrame({"name": [], "track": [], "value": [], "points": [], "detail": [], "before": [], "after": []})
    for draw in (figures.contributions, figures.waterfall, figures.before_after):
        assert draw(empty, "t", "n").layout.title.text.startswith("t")


def test_sparkline_keeps_gaps():
    assert figures.sparkline([1.04, np.nan, 3]) == [1.0, None, 3.0]


# --- colours -------------------------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009), full red and green blindness, on linear RGB
BLIND = {
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "none": np.eye(3),
}


def linear(colour):
    part = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def oklab(rgb):
    to_lms = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    lms = np.cbrt(to_lms @ rgb.clip(0))
    return np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]) @ lms


@pytest.mark.parametrize("dark", [False, True])
def test_text_in_a_tracks_hue_can_be_read(dark):
    page = luminance(palette.PAGE[dark])
    for colour in (*palette.TRACKS[dark].values(), palette.QUIET[dark], palette.INK[dark]):
        brighter, darker = sorted((luminance(colour), page), reverse=True)
        assert (brighter + 0.05) / (darker + 0.05) >= 4.5, colour


@pytest.mark.parametrize("sight", list(BLIND))
@pytest.mark.parametrize("dark", [False, True])
def test_hues_of_tracks_stay_apart_for_every_sight(dark, sight):
    seen = {track: oklab(np.asarray(BLIND[sight]) @ linear(c)) for track, c in palette.TRACKS[dark].items()}
    for one in seen:
        for other in seen:
            if one < other:
                assert np.linalg.norm(seen[one] - seen[other]) > 0.04, (one, other)


def test_a_figure_is_plain_data_until_it_is_looked_into():
    drawn = figures.tracks(by_track(), "t", "n")
    assert "_data_objs" not in vars(drawn)
    plain = drawn.plain
    assert len(drawn.data) == len(plain["data"])
    assert isinstance(drawn, go.Figure) and drawn.layout.height == plain["layout"]["height"]
    with pytest.raises(AttributeError):
        _ = drawn.nothing_of_a_figure
