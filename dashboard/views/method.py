"""How the numbers come about, drawn from the values that compute them, and what a careful analyst must read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import boundary, cache, link, method_constants, method_text, provenance, session
from dashboard.grid import grid
from dashboard.sentences import escape_markdown
from dashboard.state import View
from dashboard.style import page_width, quiet
from data.extraction import cards
from scoring import classifier
from scoring.indicators import INDICATORS, TRACKS
from scoring.score import PRESET_REASONS, PRESETS

TITLE = "Method"
COLUMN_WIDTH = 760  # px of running text: about 100 characters
TABLE_WIDTH = 900  # px of tables, which hold a sentence a row


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        quiet("what is computed, from what, with which judgements, and what it is not for", heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    text = {anchor: body for anchor, _, body in method_text.sections()}
    tables = {
        "weights": _codebook, "presets": _presets, "constants": _constants, "models": _model_cards,
        "versions": lambda: _versions(view),
    }  # fmt: skip
    contents = method_text.contents()
    st.markdown(" · ".join(f"[{heading}](#{anchor})" for anchor, heading in contents), width=COLUMN_WIDTH)
    for anchor, heading in contents:
        st.subheader(heading, anchor=anchor)
        if anchor in tables:
            tables[anchor]()
        else:
            st.markdown(text[anchor], width=COLUMN_WIDTH)


def _codebook() -> None:
    weights = session.view().weight_of
    st.caption("Each answers one question. Points of an event are the sum of weight × intensity over indicators.")
    for track in TRACKS:
        own = [indicator for indicator in INDICATORS if indicator.track == track]
        with st.expander(f"{track.capitalize()} · {len(own)} indicators", expanded=track == TRACKS[0]):
            for indicator in own:
                now = weights[indicator.id]
                changed = f", now {now:g}" if now != indicator.weight else ""
                st.markdown(
                    f"**{escape_markdown(indicator.name)}** · weight {indicator.weight:g}{changed} · "
                    f"{escape_markdown(indicator.question)}  \n"
                    f"{escape_markdown(indicator.reason)} "
                    f"*{escape_markdown(indicator.citation)}*  \n"
                    f"counts: “{escape_markdown(indicator.hits[0])}”  \n"
                    f"does not count: “{escape_markdown(indicator.misses[0])}”"
                )


def _presets() -> None:
    grid(
        pd.DataFrame({name: [preset[i.id] for i in INDICATORS] for name, preset in PRESETS.items()}).assign(
            indicator=[i.name for i in INDICATORS], track=[i.track for i in INDICATORS]
        )[["indicator", "track", *PRESETS]],
        hide_index=True,
        row_height=27,
        height=330,
        alt="Weights of every preset",
        column_config={
            "indicator": st.column_config.TextColumn("Indicator", width=220),
            "track": st.column_config.TextColumn("Track", width=90),
            **{n: st.column_config.NumberColumn(n, format="%g", help=PRESET_REASONS[n], width=90) for n in PRESETS},
        },
    )


def _constants() -> None:
    st.caption("Caps, floors, windows and shares, as they stand in the code. Weights stand above.")
    grid(
        method_constants.table(), hide_index=True, row_height=27, height=330, width=TABLE_WIDTH,
        alt="Constants of the scoring with their values",
        column_config={
            "Value": st.column_config.TextColumn(width=150), "What it does": st.column_config.TextColumn(width=420),
        },
    )  # fmt: skip


def _model_cards() -> None:
    try:
        card, reading = classifier.load().card, cards.read()
    except (classifier.ModelError, OSError, ValueError) as error:
        st.caption(f"The model cards cannot be shown: {escape_markdown(boundary.said(error))}")
        return
    st.markdown("**Indicators**: which indicators a sentence carries.")
    facts, table = method_text.card(card)
    st.caption(escape_markdown(facts))
    grid(
        table, hide_index=True, row_height=27, height=330, width=TABLE_WIDTH,
        alt="Precision and recall by indicator", placeholder="–",
        column_config={c: st.column_config.NumberColumn(c, format="%.2f", width=90) for c in method_text.SHARES},
    )  # fmt: skip
    st.markdown("**Reading**: which acts a text tells of, by whom to whom.")
    facts, table = method_text.reading_card(reading)
    st.caption(escape_markdown(facts))
    grid(
        table, hide_index=True, row_height=27, width=TABLE_WIDTH, alt="How well acts and parties are read",
    )  # fmt: skip


def _versions(view: View) -> None:
    events = cache.events(view.data, view.added, view.as_known)
    digest = cache.checksum(view.data, view.added, view.as_known)
    found = provenance.of_view(view, events, digest)
    grid(
        method_text.versions(found), hide_index=True, row_height=27, width=TABLE_WIDTH,
        alt="Versions of program, data, models and packages",
    )  # fmt: skip
