"""What the reader can change: data, knowledge, actors, dates, role, and the weights of every indicator by track."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import ahead, boundary, cache, permissions, presets, session, sign_in
from dashboard.names import display
from dashboard.presets import CUSTOM
from dashboard.sentences import compare as said
from dashboard.sentences import escape_markdown
from dashboard.state import FIRST_DAY, HALF_LIFE_DAYS, LAST_DAY, MOST_ACTORS, UNIT_RANGE, WEIGHT_RANGE, View, opening
from data.store import StoreError
from scoring.indicators import INDICATORS, TRACKS
from scoring.score import PRESET_REASONS

ROLE_LABELS = {"conduct": "Conduct", "exposure": "Exposure"}
STEP = 0.5
OPEN = "kinetic"  # the group of weights that a first visit finds unfolded: what moves the line most
# Sliders are given a value that never counts, as all are seeded before: one without would look for it in a copy of the
# whole session, once a slider and run.
_USUAL = View()


def draw(view: View) -> None:
    """The sidebar; all widgets are keyed by the fields of View and seeded before."""
    with st.sidebar:
        sign_in.draw()
        _data(view)
        _who(view)
        _weights(view)
        _model(view)
        st.button("Reset to the opening view", on_click=_reset, args=(view,), width="stretch")


def _data(view: View) -> None:
    first, last = cache.days(view.data, view.added)
    st.selectbox("Data", cache.datasets(), key="data", on_change=_other_data)
    left, right = st.columns(2)
    left.date_input("From", key="start", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD")
    right.date_input(
        "As of", key="end", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
        on_change=session.follow_end,
        help=f"The day that the numbers stand for. These data run from {first} to {last}.",
    )  # fmt: skip
    st.date_input(
        "As known on", key="as_known", value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
        help="Only what had been published by this day counts. Empty: all that is known now.",
    )  # fmt: skip


def _who(view: View) -> None:
    actors = cache.actors(view.data, view.added)
    st.multiselect(
        "Actors", actors, key="actors", format_func=display, max_selections=MOST_ACTORS, placeholder="Highest index",
    )  # fmt: skip
    st.segmented_control(
        "Role", list(ROLE_LABELS), key="role", format_func=ROLE_LABELS.get, required=True, disabled=bool(view.pair),
        width="stretch",
        help="Conduct is what an actor does, exposure what is done to it. They are kept apart: one act counts once for "
        "each actor and role.",
    )  # fmt: skip
    pairs = list(cache.pairs(view.data, view.added))
    if view.pair and view.pair not in pairs:
        pairs.insert(0, view.pair)
    st.selectbox(
        "Pair", [None, *pairs], key="pair", placeholder="All",
        format_func=lambda pair: "All" if pair is None else f"{display(pair[0])} → {display(pair[1])}",
        help="Only what the first does to the second.",
    )  # fmt: skip


def _weights(view: View) -> None:
    weights, known = view.weight_of, cache.weight_sets()
    with st.container():  # what comes and goes in it moves no slider, which would lose the keyboard's focus
        _named_weights(weights, known)
    for track in TRACKS:
        _group(track, weights)


def _named_weights(weights: Mapping[str, float], known: Mapping[str, Mapping[str, float]]) -> None:
    current = presets.named(weights, known) or CUSTOM
    options = list(known) if current != CUSTOM else [CUSTOM, *known]
    kept = cache.kept_presets()
    labels = {row.name: said.preset_label(row.name, row.version, row.who) for row in kept.itertuples()}
    st.session_state["preset"] = current
    st.selectbox(
        "Weights", options, key="preset", on_change=_preset, format_func=lambda name: labels.get(name, name),
        help=PRESET_REASONS.get(current),
    )  # fmt: skip
    if current == CUSTOM:
        near = presets.nearest(weights, known)
        st.caption(escape_markdown(said.nearest_preset(near, presets.difference(weights, known[near]))))
    if (current == CUSTOM or labels) and permissions.may_change():
        _keep_weights(labels)


def _group(track: str, weights: Mapping[str, float]) -> None:
    """The weights of a track, drawn while the group is unfolded: each slider costs every page some milliseconds.

    Its label stays the same: another would be another group to Streamlit, folded and without the keyboard's focus.
    """
    group = st.expander(track.capitalize(), track == OPEN, key=f"group_{track}", on_change="rerun")
    if not group.open:
        return
    for indicator in (one for one in INDICATORS if one.track == track):
        key = session.weight_key(indicator.id)
        st.session_state.setdefault(key, weights[indicator.id])
        group.slider(
            indicator.name, *WEIGHT_RANGE, indicator.weight, step=STEP, key=key, on_change=ahead.moved,
            help=f"{escape_markdown(indicator.question)} Default {indicator.weight:g}: "
            f"{escape_markdown(indicator.reason)}",
        )  # fmt: skip


def _model(view: View) -> None:
    st.slider(
        "Half-life, days", *HALF_LIFE_DAYS, _USUAL.half_life, key="half_life", on_change=ahead.moved,
        help="After this many days an event weighs half as much. The scale of the index does not change with it.",
    )  # fmt: skip
    st.slider(
        "Share of alleged clients' conduct", *UNIT_RANGE, _USUAL.sponsorship, step=0.05, key="sponsorship",
        on_change=ahead.moved, disabled=bool(view.pair) or view.role != "conduct",
        help="Adds this share of what an actor's alleged clients do to its own conduct. Sponsorship is alleged by "
        "named sources, never established by this program; 0 leaves it out.",
    )  # fmt: skip
    st.slider(
        "Least confidence", *UNIT_RANGE, _USUAL.confidence, step=0.05, key="confidence", on_change=ahead.moved,
        help="Leaves out events that the reading of the text was less sure of. Confidence never shrinks points.",
    )  # fmt: skip
    st.toggle("With articles added on this server", key="added")


def _keep_weights(kept: Mapping[str, str]) -> None:
    with st.popover("Keep these weights", width="stretch"):
        st.text_input("Name", key="preset_name", max_chars=presets.NAME_LENGTH, placeholder="for everyone here")
        st.button("Keep", on_click=_keep_preset, width="stretch")
        if kept:
            st.selectbox(
                "Kept on this server", list(kept), key="preset_out", format_func=lambda name: kept.get(name, name)
            )
            st.button("Take out of use", on_click=_take_out, width="stretch", help=said.PRESET_OUT)
        trouble = st.session_state.pop("casus_preset_trouble", "")
        if trouble:
            st.warning(escape_markdown(trouble))


def _keep_preset() -> None:
    name = str(st.session_state.get("preset_name") or "").strip()
    trouble = presets.problem(name)
    if trouble:
        st.session_state["casus_preset_trouble"] = trouble
        return
    _noted(name, session.view().weight_of)


def _take_out() -> None:
    _noted(st.session_state["preset_out"], None)


def _noted(name: str, weights: dict[str, float] | None) -> None:
    """Keep weights under a name, or take it out of use (None), and say so."""
    try:
        version = cache.keep_preset(permissions.writing(), name, weights, sign_in.who())
    except StoreError as error:
        st.session_state["casus_preset_trouble"] = said.preset_failed(weights is None, boundary.said(error))
        return
    done = said.preset_out(name) if weights is None else said.preset_kept(name, version)
    st.toast(escape_markdown(done))


def _preset() -> None:
    chosen, known = st.session_state["preset"], cache.weight_sets()
    if chosen in known:
        session.change(weights=tuple(known[chosen].items()))


def _other_data() -> None:
    name = st.session_state["data"]
    fresh = opening(name, *cache.days(name, st.session_state["added"]))
    session.change(
        data=name, start=fresh.start, end=fresh.end,
        as_known=fresh.as_known, actors=(), focus="", pair=None, actor="", event="", origin="", place="", unit="",
    )  # fmt: skip


def _reset(view: View) -> None:
    fresh = opening(view.data, *cache.days(view.data, False))
    session.replace_all(fresh)
