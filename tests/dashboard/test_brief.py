"""The brief: the numbers of the page, nothing that runs, every word escaped."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest

from dashboard import brief, brief_page, cache, cli, provenance, svg
from dashboard.brief import PARTS
from dashboard.likelihood import CONFIDENCE, TERMS
from dashboard.reckoning import reckon
from dashboard.sentences import brief as words
from dashboard.state import View, encode
from data import events as schema
from scoring.indicators import measure
from tests.dashboard.invented import VIEW, event

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


class Tags(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def made(events, view=VIEW, before=None):
    measures = measure(events)
    found, _, known = reckon(view, events, measures)
    before = events[events["published"] <= pd.Timestamp("2024-03-24")] if before is None else before
    source = provenance.of_view(view, events)
    return brief.gather(view, found, (known, measures), (before, measure(before)), None, source, "http://h/?v=1")


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))


def test_what_changed_sums_to_the_difference(events):
    change = made(events).change
    assert set(change.parts) <= set(PARTS) and len(change.events)
    assert sum(change.parts.values()) == pytest.approx(change.after - change.before, abs=5 * brief.VISIBLE)
    assert change.after > change.before


def test_what_is_published_later_is_told_as_newly_known(events):
    late = schema.validate(pd.DataFrame([event(90, "2024-03-20", published="2024-03-29", mode="drone")]))
    change = made(pd.concat([events, late], ignore_index=True)).change
    assert change.parts["newly_known"] > 0
    assert "dated before and published since" in text(brief_page.page(made(pd.concat([events, late]))))


def test_the_page_runs_nothing_and_asks_for_nothing(events):
    page = brief_page.page(made(events.assign(quote=HOSTILE, place=HOSTILE)))
    tags = Tags(page).found
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "object", "form", "base"}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]
    assert "&lt;script&gt;" in page
    policy = next(a["content"] for tag, a in tags if tag == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"url\(|@import", brief_page.STYLE)


def test_it_says_how_sure_and_that_the_index_is_no_probability(events):
    shown = text(brief_page.page(made(events)))
    assert words.NO_LIKELIHOOD.split(".")[0] in shown
    assert re.search(r"(High|Moderate|Low) confidence in the record", shown)
    for part in ("What changed since", "Announced to come", "Contrary evidence", "Evidence", "What this rests on"):
        assert part in shown


def test_no_sentence_holds_both_a_likelihood_and_a_level_of_confidence(events):
    said = text(brief_page.page(made(events))).lower()
    for sentence in re.split(r"(?<=[.!?]) ", said):
        level = any(f"{one} confidence" in sentence for one in CONFIDENCE)
        likelihood = any(re.search(rf"\b{word}\b", sentence) for one in TERMS for word in one[:2])
        assert not (level and likelihood), sentence


def test_weights_that_differ_from_the_default_are_named(events):
    view = replace(VIEW, weights=tuple((VIEW.weight_of | {"air_strike": 4.0}).items()))
    shown = text(brief_page.page(made(events, view)))
    assert "Own weights; differing from the default" in shown and "10 → 4" in shown


@pytest.mark.parametrize(
    "view",
    [
        replace(VIEW, start=date(1999, 1, 1), end=date(1999, 2, 1)), replace(VIEW, focus="TAM"),
        replace(VIEW, pair=("VAR", "KSH")), replace(VIEW, role="exposure"), replace(VIEW, since=date(2024, 2, 1)),
        replace(VIEW, sponsorship=0.5),
    ],
    ids=["no data", "too few", "pair", "exposure", "since", "sponsorship"],
)  # fmt: skip
def test_every_view_has_a_page(events, view):
    page = brief_page.page(made(events, view))
    assert page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>")
    assert "nan" not in text(page).lower().split() and "None" not in text(page)


def test_too_few_events_give_no_figures(events):
    shown = text(brief_page.page(made(events, replace(VIEW, focus="TAM"))))
    assert "too few to say how the risk moves" in shown and "<svg" not in brief_page.page(
        made(events, replace(VIEW, focus="TAM"))
    )


def test_a_gap_in_a_line_is_no_line():
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-10", "2024-01-11"])
    lines = pd.DataFrame({"entity": "VAR", "date": days, "index": 10.0, "thin": False})
    empty = pd.DataFrame(columns=["entity", "date", "low", "high"])
    assert svg.risk_lines(lines, empty, {}, "label").count("<polyline") == 2
    band = lines.assign(low=5.0, high=15.0)
    assert svg.risk_lines(lines, band, {}, "label").count("<polygon") == 2


def test_charts_escape_what_comes_in():
    days = pd.date_range("2024-01-01", periods=3)
    lines = pd.DataFrame({"entity": "VAR", "date": days, "index": 10.0, "thin": False})
    drawn = svg.risk_lines(lines, lines.assign(low=5.0, high=15.0), {"VAR": "<b>&"}, '"><script>')
    assert "<script>" not in drawn and "<b>" not in drawn and "&lt;b&gt;&amp;" in drawn


def test_the_shell_writes_the_page_of_the_dashboard(tmp_path):
    view = cache_view()
    address = "http://h/?" + "&".join(f"{key}={text}" for key, text in encode(view).items()).replace(">", "%3E")
    out = tmp_path / "brief.html"
    assert cli.main(["brief", "--link", address, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == cache.brief(view, address)
    shown = text(out.read_text(encoding="utf-8"))
    row = cache.situation(view).ranking.iloc[0]
    assert f"Risk index {row['index']:.0f} index points, as of 29 Jun 2021" in shown


def cache_view() -> View:
    return View(data="us-iran-2019-2021", as_known=date(2021, 6, 29), page="brief")


def test_the_shell_refuses_what_it_cannot_use(tmp_path, capsys):
    out = str(tmp_path / "brief.html")
    assert cli.main(["brief", "--data", "nowhere", "--out", out]) == 2
    assert cli.main(["brief", "--to", "2021-06-29", "--known-on", "2021-06-29", "--out", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
