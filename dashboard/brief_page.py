"""The brief as one HTML page that prints on one to three sheets of A4 or Letter. Pure: a Brief in, text out.

The file stands alone: no script, nothing from another machine. A policy in its head allows one style sheet, named by
its hash, and nothing else; all text from data is escaped. Charts are the SVG of `dashboard.svg`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape

import pandas as pd

from dashboard import svg
from dashboard.brief import RANKED, Brief
from dashboard.likelihood import SOURCE
from dashboard.provenance import SHORT, changed_weights
from dashboard.sentences import (
    INDEX_NOTE,
    contrary_lines,
    contributions_title,
    day,
    lead,
    planned_lines,
    risk_title,
    short_day,
    signed,
    tracks_title,
)
from dashboard.sentences import brief as words
from scoring.risk import LEVEL

QUOTE = 240  # characters of a sentence in the evidence: about three lines on paper
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 22px 26px; max-width: 800px; background: #fff; color: #1d232b;
  font: 13px/1.42 Inter, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif; }
header p, footer, .note, figcaption span, td small, dt { color: #5b6570; }
header p { margin: 0 0 2px; font-size: 11px; }
h1 { font-size: 21px; line-height: 1.2; margin: 0 0 6px; }
h2 { font-size: 14px; margin: 16px 0 4px; padding-top: 7px; border-top: 1px solid #d9dde3; break-after: avoid; }
p { margin: 0 0 5px; }
.lead { font-size: 14.5px; font-weight: 500; margin-bottom: 10px; }
.note { font-size: 11.5px; }
.figures { display: grid; grid-template-columns: repeat(7, 1fr); gap: 0 12px; margin: 0 0 10px;
  border-top: 2px solid #1d232b; padding-top: 6px; }
.figures div { break-inside: avoid; }
dl.figures dt { font-size: 11px; }
dl.figures dd { margin: 0; font-size: 10px; line-height: 1.25; color: #5b6570; }
dl.figures dd b { display: block; font-size: 18px; line-height: 1.25; color: #1d232b; white-space: nowrap; }
figure { margin: 8px 0 6px; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: 2px; }
figcaption span { display: block; font-weight: 400; font-size: 11px; }
svg { display: block; width: 100%; height: auto; }
svg text { font-family: inherit; }
ul { margin: 0 0 5px; padding-left: 17px; }
li { margin: 0 0 2px; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 12px; }
th { text-align: left; font-weight: 600; font-size: 11px; color: #5b6570; }
th, td { padding: 3px 8px 3px 0; vertical-align: top; border-bottom: 1px solid #e3e6ea; }
tr { break-inside: avoid; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td small { display: block; font-size: 11px; }
td.day { width: 88px; }
.abreast { display: grid; grid-template-columns: 1fr 1fr; gap: 0 26px; }
q { quotes: '\\201c' '\\201d'; unicode-bidi: isolate; }
dl.from { display: grid; grid-template-columns: 130px 1fr; gap: 1px 10px; margin: 0; font-size: 11.5px; }
dl.from dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 12px; font-size: 11px; }
@media screen and (max-width: 640px) {
  body { padding: 14px 14px; }
  .figures { grid-template-columns: repeat(2, 1fr); gap: 8px 12px; }
  dl.from { grid-template-columns: 1fr; }
  dl.from dd { margin-bottom: 4px; }
  .abreast { grid-template-columns: 1fr; }
  .wide { overflow-x: auto; }
  .wide:focus-visible { outline: 2px solid #2f5d8a; }
  .wide svg { min-width: 560px; }
  .evidence, .evidence tbody, .evidence tr, .evidence td { display: block; width: auto; }
  .evidence thead { display: none; }
  .evidence tr { border-bottom: 1px solid #e3e6ea; padding: 4px 0; }
  .evidence td { border: 0; padding: 0; text-align: left; }
  .evidence td.n { display: inline-block; margin-right: 14px; font-size: 11px; }
  .evidence td.n::before { content: attr(data-of) ' '; color: #5b6570; }
}
@page { margin: 13mm 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 8.8pt; line-height: 1.36;
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1 { font-size: 15pt; } .lead { font-size: 10pt; } table { font-size: 8.5pt; }
  h2 { margin-top: 11px; padding-top: 5px; font-size: 10.5pt; } dl.from, .care { font-size: 8pt; }
  a { color: inherit; text-decoration: none; }
}
"""


def page(brief: Brief) -> str:
    """The whole HTML file."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    found = brief.found
    heading = _title(brief)
    body = [_head(brief, heading), *(_numbers(brief) if brief.figures else _nothing(brief))]
    if found.end is not None:
        planned = _list(planned_lines(found.planned), "Nothing announced in these data.")
        against = _list(contrary_lines(found.against), "No relief, restraint or denial in these data.")
        both = _section("Announced to come", planned) + _section("Contrary evidence", against)
        body += [f'<div class="abreast">{both}</div>']
    if brief.figures:
        body += [_sureness(brief), _evidence(brief)]
    body += [f'<div class="care">{_section("Read with care", _list(words.CAVEATS, ""))}</div>', _from(brief)]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(heading)} - Casus brief</title><style>{STYLE}</style></head>\n"
        f"<body>\n{chr(10).join(body)}\n</body></html>\n"
    )


def _title(brief: Brief) -> str:
    facts = brief.found.lead
    return words.title(facts.actor, facts.role, facts.end) if facts else f"{brief.view.data}, {day(brief.view.end)}"


def _head(brief: Brief, heading: str) -> str:
    view, facts = brief.view, brief.found.lead
    known = f" · as known on {short_day(view.as_known)}" if view.as_known else ""
    span = f"{view.data} · {short_day(view.start)} to {short_day(brief.found.end or view.end)}{known}"
    text = lead(facts) if facts else words.nothing(view.data, view.start, view.end)
    return (
        f"<header><p>Casus brief · {escape(span)}</p><h1>{escape(heading)}</h1></header>"
        f'<p class="lead">{escape(text)}</p>'
    )


def _nothing(brief: Brief) -> list[str]:
    return [] if brief.found.lead is None else [f'<p class="note">{escape(words.NO_LIKELIHOOD)}</p>']


def _numbers(brief: Brief) -> list[str]:
    found, facts = brief.found, brief.found.lead
    cells = "".join(
        f"<div><dt>{escape(what)}</dt><dd><b>{escape(value)}</b>{escape(unit)}</dd></div>"
        for what, value, unit in words.figures(brief.figures, found.pressure, facts.end, LEVEL)
    )
    end = short_day(facts.end)
    others = found.lines["entity"].nunique() - 1
    title = risk_title(facts.actor, facts.change, facts.days, others, facts.role)
    by_track = tracks_title(facts.actor, found.tracks_now, found.tracks_then, facts.days)
    why = contributions_title(facts.actor, found.pressure)
    interval = f"band: {LEVEL:.0%} interval; ".replace("%", " %") if found.band["low"].notna().any() else ""
    drawn = [
        (title, f"risk index, {interval}dotted: too few events · as of {end}",
         svg.risk_lines(found.lines, found.band, found.names, title)),
        (by_track, f"{facts.actor}, points per day, one scale, relief below zero · as of {end}",
         svg.tracks(found.tracks, by_track)),
        (why, f"by indicator, what is left of each event after decay · as of {end}",
         svg.contributions(found.parts, why)),
    ]  # fmt: skip
    charts = [
        f"<figure><figcaption>{escape(said)}<span>{escape(note)}</span></figcaption>"
        f'<div class="wide" tabindex="0">{chart}</div></figure>'
        for said, note, chart in drawn
        if chart
    ]
    note = f'<p class="note">{escape(INDEX_NOTE[:1].upper() + INDEX_NOTE[1:])} (points per day).</p>'
    both = f'<div class="abreast">{_changed(brief)}{_ranking(brief)}</div>'
    return [f'<dl class="figures">{cells}</dl>', *charts, note, both]


def _changed(brief: Brief) -> str:
    change = brief.change
    if change is None:
        return ""
    end = brief.found.lead.end
    told = words.changed(change.since.date(), change.before, change.after, end, change.parts)
    lines = [words.changed_line(row) for _, row in change.events.iterrows()]
    return _section(f"What changed since {short_day(change.since)}", f"<p>{escape(told)}</p>{_list(lines, '')}")


def _ranking(brief: Brief) -> str:
    rows = brief.found.ranking.head(RANKED)
    if len(rows) < 2:
        return ""
    body = "".join(
        f"<tr><td>{escape(brief.found.names.get(row.entity, row.entity))}</td>"
        + "".join(f'<td class="n">{escape(value)}</td>' for value in _ranked(row))
        + "</tr>"
        for row in rows.itertuples()
    )
    heads = "".join(f'<th class="n" scope="col">{head}</th>' for head in ("Index", "7 days", "30 days", "Events"))
    table = f'<table><thead><tr><th scope="col">Actor</th>{heads}</tr></thead><tbody>{body}</tbody></table>'
    return _section(f"Actors by risk index, {short_day(brief.found.end)}", table)


def _ranked(row: tuple) -> tuple[str, ...]:
    few = pd.isna(row.index)
    return ("few" if few else f"{row.index:.0f}", signed(row.week), signed(row.month), f"{row.n_events:.0f}")


def _sureness(brief: Brief) -> str:
    sure = f"<p>{escape(words.how_sure(brief.confidence))}</p>" if brief.confidence else ""
    note = f'<p class="note">Terms after {escape(SOURCE)}.</p>'
    return _section("How sure", f"{sure}<p>{escape(words.NO_LIKELIHOOD)}</p>{note}")


def _evidence(brief: Brief) -> str:
    rows = brief.evidence
    if rows.empty:
        return ""
    body = "".join(
        f'<tr><td class="day">{escape(words.when(row.date, row.date_precision))}</td>'
        f"<td><b>{escape(row.line)}</b>{_quote(row.quote)}"
        f"<small>{escape(words.said_by(row.source, row.claimant, row.reports))}</small></td>"
        f'<td class="n" data-of="points">{row.points:.1f}</td>'
        f'<td class="n" data-of="left, per day">{row.pressure:.2f}</td>'
        f'<td class="n" data-of="confidence">{row.confidence:.2f}</td></tr>'
        for row in rows.itertuples()
    )
    heads = ("Points", "Left, per day", "Confidence")
    numbers = "".join(f'<th class="n" scope="col">{head}</th>' for head in heads)
    note = f'<p class="note">{escape(words.evidence_note(len(rows), brief.evidence_share))}</p>'
    return _section(
        "Evidence",
        f'{note}<table class="evidence"><thead><tr><th scope="col">Day</th>'
        f'<th scope="col">Who, what, to whom, and the sentence</th>{numbers}</tr></thead><tbody>{body}</tbody></table>',
    )


def _quote(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        return ""
    line = " ".join(text.split())
    line = line if len(line) <= QUOTE else line[:QUOTE].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
    return f"<small><q>{escape(line)}</q></small>"


def _from(brief: Brief) -> str:
    source = brief.source
    packages = ", ".join(f"{name} {number}" for name, number in source.packages.items())
    trained = ", ".join(f"{name} {on}" for name, on in source.models.items())
    left_out = f"; {brief.left_out:,} without a date, left out" if brief.left_out else ""
    facts = (
        (
            "Data",
            words.data_line(source.data, source.events, source.first_day, source.last_day, source.as_known) + left_out,
        ),
        ("Checksum", f"SHA-256 {source.checksum[:SHORT]}… of the events"),
        ("Weights", words.weights_line(source.preset, changed_weights(source))),
        ("Half-life", f"{source.half_life:g} days"),
        ("Role", brief.view.role if not brief.view.pair else "pair"),
        ("Alleged clients", f"{brief.view.sponsorship:.0%} of their conduct".replace("%", " %")),
        ("Least confidence", f"{brief.view.confidence:.2f}"),
        ("Models trained on", trained),
        ("Program", f"casus {source.version}; {packages}"),
        ("This view", brief.address),
    )
    rows = "".join(f"<dt>{escape(what)}</dt><dd>{escape(value)}</dd>" for what, value in facts)
    return _section("What this rests on", f'<dl class="from">{rows}</dl>')


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{body}</section>"


def _list(lines: Iterable[str], empty: str) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else f'<p class="note">{escape(empty)}</p>' if empty else ""
