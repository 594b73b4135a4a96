"""Actor and pair: both directions, what the pressure is made of, who answered whom, and what was known when."""

from __future__ import annotations

from datetime import date
from math import ceil

import streamlit as st

from dashboard import ahead, cache, figures, link, sentences, session, standoff
from dashboard.exchanges import Exchanges
from dashboard.grid import grid
from dashboard.names import display
from dashboard.opening import open_picked, pick, pick_row
from dashboard.sentences import actors as words
from dashboard.standoff import BACK, OUT, Standoff
from dashboard.state import View
from dashboard.style import chart, colour_key, dark, lead_paragraph, page_width, quiet, small_head
from dashboard.summary import MIN_SHOWN
from scoring.chains import WITHIN
from scoring.reciprocity import MIN_ROUNDS
from scoring.risk import COUNT_HALF_LIVES

TITLE = "Actor and pair"
ROLES = {"conduct": "conduct", "exposure": "exposure", "sponsorship": "alleged clients"}
ROW, HEAD = 29, 36  # px of a table's row and header
MOST_ROWS = 10  # rows of the table of answers before it scrolls


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    shown = cache.standoff_of(view)
    head, button = st.columns([6, 1], vertical_alignment="center")
    with head:
        last = None if shown.last is None else shown.last.date()
        quiet(words.actors_header(view.data, last, view.end, view.as_known), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    if not shown.actor:
        lead_paragraph(words.nobody(view.data))
        return
    _choose(view, shown)
    _known(view, shown)
    if shown.last is None:
        lead_paragraph(words.no_days(view.data, *cache.days(view.data, view.added)))
        return
    lead_paragraph(_lead(view, shown))
    left, right = st.columns([1.4, 1], gap="medium")
    with left:
        _mirror(shown)
        ahead.drawn()
        _layers(view, shown)
    with right:
        _roles(shown)
        _returned(view, shown)
    _exchanges(view, shown)
    quiet(f"{words.FOOT} {cache.coverage(view.data)}")
    open_picked(view)


def _lead(view: View, shown: Standoff) -> str:
    return words.standing_lead(
        display(shown.actor),
        _name(shown.other),
        {role: standoff.level(shown.panels, role, "role") for role in ROLES},
        (standoff.level(shown.sides, OUT), standoff.level(shown.sides, BACK)),
        (standoff.counted(shown.sides, OUT), standoff.counted(shown.sides, BACK)),
        ceil(COUNT_HALF_LIVES * view.half_life),
        MIN_SHOWN,
    )


def _name(actor: str) -> str:
    return display(actor) if actor else ""


def _choose(view: View, shown: Standoff) -> None:
    """Who is shown, and whom it faces: the fields `focus` and `pair` of the view."""
    everyone = list(cache.actors(view.data, view.added))
    st.session_state["standoff_actor"] = shown.actor
    st.session_state["standoff_other"] = shown.other if view.pair else ""
    first, second, third = st.columns([2, 2, 1], vertical_alignment="bottom")
    first.selectbox("Actor", everyone, key="standoff_actor", format_func=display, on_change=_chosen_actor)
    facing = [actor for actor in everyone if actor != shown.actor]
    second.selectbox(
        "Towards", ["", *facing], key="standoff_other", on_change=_chosen_other, args=(shown.actor,),
        format_func=lambda actor: display(actor) if actor else words.everyone(_name(shown.other)),
        help="All that the actor does, with the one that it acts on most drawn opposite, or one pair alone.",
    )  # fmt: skip
    third.button(
        "Turn around", on_click=session.change, kwargs={"pair": (shown.other, shown.actor)}, disabled=not shown.other,
        width="stretch", help="The other side's acts above the line.",
    )  # fmt: skip


def _chosen_actor() -> None:
    session.change(focus=st.session_state["standoff_actor"], pair=None)


def _chosen_other(actor: str) -> None:
    other = st.session_state["standoff_other"]
    session.change(pair=(actor, other) if other else None, focus=actor)


def _known(view: View, shown: Standoff) -> None:
    """Whose knowledge is shown, and a step to the day before or after on which something was published."""
    parties = (shown.actor, shown.other) if view.pair else (shown.actor,)
    known = cache.knowledge(view.data, view.added, parties, view.as_known)
    about = " and ".join(sentences.the(display(party)) for party in parties)
    line, steps = st.columns([1, 1], vertical_alignment="center")
    with line:
        quiet(words.known_line(known.day, known.later, about))
    with steps, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for label, day in (("Earlier news", known.before), ("Later news", known.after)):
            st.button(
                words.step_label(label, day), key=f"known_{label.split()[0].lower()}", on_click=_step, args=(day,),
                disabled=day is None, width="content", help=words.STEP_HELP,
            )  # fmt: skip
        st.button(
            "All known", key="known_all", on_click=session.change, kwargs={"as_known": None},
            disabled=view.as_known is None, width="content",
            help="With hindsight: all that is known now about the same days.",
        )  # fmt: skip


def _step(day: date) -> None:
    session.change(**standoff.step(session.view(), day))


def _mirror(shown: Standoff) -> None:
    if not shown.other:
        return
    both = (display(shown.actor), display(shown.other))
    names = {OUT: " → ".join(both), BACK: " → ".join(reversed(both))}
    title, note = words.mirror_title(display(shown.actor), display(shown.other)), words.mirror_note(shown.last)
    figure = figures.mirror(shown.sides, shown.marks, names, title, note, dark())
    alt = f"{title}. {note}. {words.mirror_words(shown.marks)}"
    chart(figure, "mirror", alt, on_pick=pick)


def _layers(view: View, shown: Standoff) -> None:
    subject = words.subject(display(shown.actor), _name(shown.other) if view.pair else "", view.role)
    if shown.layers.empty:
        quiet(words.no_layers(subject))
        return
    pressure, largest = standoff.made_of(shown.layers)
    title, note = words.layers_title(subject, pressure, largest), words.layers_note(shown.last)
    key = figures.layer_key(shown.layers, dark())
    entries = [(colour, words.key_entry(name, value)) for colour, name, value in key]
    alt = f"{title}. {note}. {sentences.listed([text for _, text in entries])}"
    chart(figures.stacked(shown.layers, title, note, dark()), "layers", alt)
    colour_key(entries)


def _roles(shown: Standoff) -> None:
    levels = {role: standoff.level(shown.panels, role, "role") for role in ROLES}
    title, note = words.panels_title(display(shown.actor), levels), words.panels_note(shown.last)
    chart(figures.roles(shown.panels, ROLES, title, note, dark()), "roles", f"{title}. {note}")
    small_head("Alleged ties", words.tie_lines(shown.ties, display), words.no_ties(display(shown.actor)))


def _returned(view: View, shown: Standoff) -> None:
    if not shown.other:
        return
    found = cache.returned(
        view.data, view.added, view.as_known, view.confidence, shown.actor, shown.other, shown.last.date()
    )
    lines = [words.returned_line(row, display, WITHIN, MIN_ROUNDS) for _, row in found.iterrows()]
    small_head(words.RETURNED, lines, words.no_rounds(display(shown.actor), display(shown.other)))


def _exchanges(view: View, shown: Standoff) -> None:
    found = cache.exchanges_of(view)
    other = display(shown.other) if view.pair and shown.other else None
    if found.chains.empty:
        small_head("Who answered whom", [], words.no_chains(display(shown.actor), other))
        return
    title = words.chains_title(found.chains, display(shown.actor), other)
    note = words.chains_note(display(shown.actor), shown.last, found.left_out, WITHIN)
    figure = figures.exchange_rows(
        words.headed(found.chains), words.told(found.acts), words.labelled(found.answers),
        display(shown.actor), title, note, dark(),
    )  # fmt: skip
    alt = f"{title}. {note}. {'; '.join(words.answer_words(found.answers, display))}"
    chart(figure, "chains", alt, on_pick=pick)
    _answers(found)


def _answers(found: Exchanges) -> None:
    rows = words.answer_rows(found.answers, display)
    text = st.column_config.TextColumn
    grid(
        rows,
        key="answers",
        on_select=lambda: pick_row("answers", found.answers["later"]),
        selection_mode="single-cell",
        hide_index=True,
        row_height=ROW,
        height=HEAD + ROW * min(len(rows), MOST_ROWS),
        placeholder="–",
        alt="Who answered whom; a click opens the sentence of the answer",
        column_config={
            "date": st.column_config.DateColumn("Day", format="YYYY-MM-DD", width=82),
            "answer": text("Answer", width=262),
            "to": text("To", width=262),
            "after": text("After", width=96),
            "points": text("Points, answer : act", width=120, help="Points of the answer over those of the act"),
            "says": text("Who says so", width=204),
            "words": text("Words", width=420),
        },
    )
