"""How the numbers come about, drawn from the values that compute them, and what a careful analyst must read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import link, method_text, session
from dashboard.sentences import escape_markdown
from dashboard.style import page_width, quiet
from scoring import classifier
from scoring.indicators import INDICATORS, TRACKS
from scoring.score import PRESET_REASONS, PRESETS

TITLE = "Method"
COLUMN_WIDTH = 900  # px of running text: about 120 characters


def show() -> None:
    """Draw the page for the view of this run."""
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        quiet("what is computed, from what, with which judgements, and what it is not for", heading=TITLE)
    with button:
        link.copy_button(session.link(session.view()))
    with st.container(width=COLUMN_WIDTH):
        for heading, text in method_text.BEFORE:
            st.markdown(f"#### {heading}\n\n{text}")
    _codebook()
    _presets()
    with st.container(width=COLUMN_WIDTH):
        for heading, text in method_text.formulas():
            st.markdown(f"#### {heading}\n\n{text}")
    _model_card()
    with st.container(width=COLUMN_WIDTH):
        for heading, text in method_text.AFTER:
            st.markdown(f"#### {heading}\n\n{text}")


def _codebook() -> None:
    weights = session.view().weight_of
    st.markdown("#### Indicators and weights")
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
    st.markdown("#### Presets")
    st.dataframe(
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


def _model_card() -> None:
    st.markdown("#### How well the text classifier does")
    try:
        card = classifier.load().card
    except (classifier.ModelError, OSError) as error:
        st.caption(f"The model card cannot be shown: {escape_markdown(str(error))}")
        return
    facts, table = method_text.card(card)
    st.caption(escape_markdown(facts))
    st.dataframe(
        table, hide_index=True, row_height=27, height=330, alt="Precision and recall by indicator", placeholder="–",
        column_config={c: st.column_config.NumberColumn(c, format="%.2f", width=90) for c in method_text.SHARES},
    )  # fmt: skip
