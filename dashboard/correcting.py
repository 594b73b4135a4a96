"""Confirm, correct or dismiss one event: the buttons and the form, for the page Read and the evidence pane."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import boundary, cache, permissions, sentences, sign_in
from dashboard.names import display
from dashboard.state import View
from dashboard.style import quiet
from data import corrections
from data.actors import NAMES
from data.correctable import LONGEST_PLACE
from data.corrections import CONFIRMED, DISMISSED, CorrectionError
from data.events import FIRST_DAY, LAST_DAY, REALIS, TYPES
from data.ontology import MEANING, MODES
from data.store import StoreError

NAME_LENGTH = 80
_WHO, _OPEN, _SAID = "casus_who", "casus_correcting", "casus_said"
NONE = "–"


def draw(rows: pd.DataFrame, view: View, key: str, ask: bool = True) -> None:
    """What was said of one event (all its `rows`), and the buttons to say more; under Correct, the form.

    `key` is the prefix of the widget keys, one a place and event. With `ask`, the form also asks whose word it is, and
    one who may not correct is told who may.
    """
    event_id = str(rows["event_id"].iloc[0])
    told = cache.corrections(view.data)
    told = told[(told["subject"] == "event") & (told["subject_id"] == event_id)]
    if len(told):
        st.caption(sentences.escape_markdown(sentences.said_so_far(told, display)))
    if not permissions.may_change():
        if ask:
            quiet(permissions.refusal())
        return
    said = corrections.verdict(told, event_id)
    with st.container(horizontal=True, gap="small"):
        _button("Confirm", key, _review, view, event_id, CONFIRMED, key, off=said == CONFIRMED,
                help="A person compared it with its sentence: it says this.")  # fmt: skip
        _button("Correct", key, _toggle, key, help="Change what was read wrongly.")
        _button("Dismiss", key, _review, view, event_id, DISMISSED, key,
                help="The sentence tells of no such event: it counts nowhere. Page Read brings it back.")  # fmt: skip
    if st.session_state.get(_OPEN) == key:
        _form(rows, view, key, ask)
    message = st.session_state.get(_SAID)
    if message and message[0] == key:
        st.warning(sentences.escape_markdown(message[1]), icon=":material/rule:")


def ask_name() -> None:
    """Whose word a correction is: the one signed in, or a name typed once a session."""
    if not sign_in.who() and permissions.may_change():
        st.text_input(
            "Your name, kept with what you say", value=st.session_state.get(_WHO, ""), max_chars=NAME_LENGTH,
            key="casus_who_typed", on_change=_named, placeholder="unnamed",
        )  # fmt: skip


def who() -> str | None:
    """The one signed in, else the name typed in this session, else None."""
    return sign_in.who() or st.session_state.get(_WHO) or None


def restore(dataset: str, event_id: str) -> None:
    """Take back that an event was dismissed: a callback."""
    _store(lambda: corrections.review(permissions.writing(), dataset, event_id, None, who()), "restore")


def _button(label: str, key: str, act: Callable, *args: object, help: str, off: bool = False) -> None:
    name = f"{key}_{label.lower()}"
    st.button(label, key=name, on_click=act, args=args, disabled=off, help=help, type="secondary")


def _form(rows: pd.DataFrame, view: View, key: str, ask: bool) -> None:
    now = corrections.present(rows)
    known = cache.actors(view.data, view.added)
    actors = [*known, *sorted(set(NAMES) - set(known), key=display)]
    first, second = st.columns(2, gap="small")
    kind = first.selectbox(
        "Type", TYPES, index=TYPES.index(now["type"]), key=f"{key}_type", help=MEANING[now["type"]], format_func=str
    )
    modes = [None, *MODES.get(kind, ())]
    mode = now["mode"] if now["mode"] in modes else None
    second.selectbox(
        "Mode", modes, index=modes.index(mode), key=f"{key}_mode_{kind}", format_func=lambda one: one or NONE
    )
    for column, role, label in ((first, "source", "Who"), (second, "target", "To whom")):
        chosen = now[role].split(corrections.JOINT) if now[role] else []
        column.multiselect(
            label, list(dict.fromkeys([*chosen, *actors])), default=chosen, key=f"{key}_{role}", format_func=display,
            accept_new_options=True, placeholder="nobody named",
        )  # fmt: skip
    first.selectbox("Realis", REALIS, index=REALIS.index(now["realis"]), key=f"{key}_realis")
    day = date.fromisoformat(now["date"]) if now["date"] else None
    second.date_input(
        "Day of the act", value=day, key=f"{key}_date", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD"
    )
    first.text_input(
        "Place", value=now["place"] or "", key=f"{key}_place", max_chars=LONGEST_PLACE,
        help="Of the act. A name that the gazetteer lacks is kept without country and coordinates.",
    )  # fmt: skip
    says = list(dict.fromkeys([None, *filter(None, [now["claimant"]]), *actors]))
    second.selectbox(
        "Who says so", says, index=says.index(now["claimant"]), key=f"{key}_claimant",
        format_func=lambda one: display(one) if one else NONE,
    )  # fmt: skip
    for column, toll in ((first, "killed"), (second, "wounded")):
        number = int(now[f"{toll}_best"]) if now[f"{toll}_best"] else None
        column.number_input(
            toll.capitalize(), value=number, min_value=0, step=1, key=f"{key}_{toll}_best", placeholder="not stated"
        )
    if ask:
        ask_name()
    with st.container(horizontal=True, gap="small"):
        st.button("Save", key=f"{key}_save", type="primary", on_click=_save, args=(rows, view, key, kind))
        st.button("Close", key=f"{key}_close", on_click=_toggle, args=(key,))


def _save(rows: pd.DataFrame, view: View, key: str, kind: str) -> None:
    state = st.session_state
    keys = {what: f"{key}_{what}" for what in corrections.COLUMNS} | {"mode": f"{key}_mode_{kind}"}
    changes = {what: state[name] for what, name in keys.items() if name in state}
    if changes.get("type") != kind:  # the type was chosen after the form was drawn: its modes are others
        changes.pop("mode", None)
    if _store(lambda: corrections.correct(permissions.writing(), view.data, rows, changes, who()), key):
        state.pop(_OPEN, None)


def _review(view: View, event_id: str, said: str, key: str) -> None:
    _store(lambda: corrections.review(permissions.writing(), view.data, event_id, said, who()), key)


def _store(note: Callable[[], object], key: str) -> bool:
    """Note something in the store and work everything out anew; what was wrong is said where it was asked for."""
    st.session_state.pop(_SAID, None)
    try:
        note()
    except (CorrectionError, StoreError, OSError) as error:
        st.session_state[_SAID] = (key, boundary.said(error))
        return False
    cache.forget_corrected()
    return True


def _toggle(key: str) -> None:
    state = st.session_state
    state.pop(_SAID, None)
    state[_OPEN] = None if state.get(_OPEN) == key else key


def _named() -> None:
    st.session_state[_WHO] = " ".join(st.session_state["casus_who_typed"].split())
