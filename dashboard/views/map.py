"""Where it happened: places by track on outlines that need no internet, and the events of the place that is open."""

from __future__ import annotations

import streamlit as st

from dashboard import ahead, cache, event_table, figures, link, reveal, sentences, session
from dashboard.figures.map import MOST_PLACES
from dashboard.grid import grid
from dashboard.places import COARSE, Places
from dashboard.state import AREAS, View
from dashboard.style import chart, dark, page_width, quiet, small_heading
from scoring.indicators import TRACKS

TITLE = "Map"
TABLE_HEIGHT = 440
MOST_LISTED = 1_000  # rows of the table of places: more would take longer to send than the map takes to draw
SHORT = {"diplomatic": "Diplom."}  # tracks whose name is wider than their numbers
OUTLINES_AT = "app/static/topo/"  # dashboard/static/topo, which Streamlit serves


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    head, button = st.columns([6, 1], vertical_alignment="center")
    event_table.filters(view)
    found = cache.listing(view)
    with head:
        quiet(sentences.events_header(len(found.ids), found.known, 0, view), heading=TITLE)
    with button:
        link.copy_button(session.link(view))
    if not len(found.ids):
        st.info(sentences.nothing_found(view), icon=":material/filter_alt_off:")
        return
    places = cache.places(view)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        _map(places, view)
        ahead.drawn()
    with right:
        _places(places)
    table = places.table
    shown = (min(len(table), most) for most in (MOST_PLACES, MOST_LISTED))
    gaps = sentences.map_gaps(len(found.ids), places.nowhere, places.country_only, len(table), *shown, COARSE)
    quiet(f"{gaps} {sentences.OUTLINES}")
    _open(places, view)


def _map(places: Places, view: View) -> None:
    st.segmented_control(
        "Show",
        AREAS,
        key="area",
        format_func=sentences.AREA_LABELS.get,
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    title, note = sentences.map_title(places.table, TRACKS), sentences.map_note(view)
    figure = figures.places_map(places.table, view.area, title, note, dark(), view.place)
    base = st.get_option("server.baseUrlPath").strip("/")
    chart(
        figure, "places_map", f"{title}. {note}. The table of places beside it has every number.",
        config={"displayModeBar": False, "topojsonURL": f"/{base}/{OUTLINES_AT}".replace("//", "/")},
        on_pick=_go,
    )  # fmt: skip


def _places(places: Places) -> None:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.session_state["casus_places"] = places.table["key"].tolist()
    small_heading("Points by place and track")
    grid(
        places.table[["name", "events", *TRACKS, "country", "precision"]].head(MOST_LISTED),
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=29,
        key="places_table",
        on_select=_picked,
        selection_mode="single-row",
        alt="Places with their events and points by track; a row opens its events below",
        placeholder="–",
        column_config={
            "name": text("Place", width=132),
            "events": number("Events", format="localized", width=50),
            **{track: number(SHORT.get(track, track.capitalize()), format="%.1f", width=54) for track in TRACKS},
            "country": text("Country", width=90),
            "precision": text("Known to", width=70),
        },
    )


def _open(places: Places, view: View) -> None:
    chosen = places.table[places.table["key"] == view.place]
    if chosen.empty:
        quiet("A mark or a row of the table opens its events here.")
        return
    row = chosen.iloc[0]
    head, close = st.columns([6, 1], vertical_alignment="center")
    with head:
        reveal.here("↑ Back to the map", "places_map", "reveal_place")
        small_heading(sentences.place_heading(row))
    close.button("Close", on_click=session.change, kwargs={"place": ""}, width="stretch")
    event_table.table_and_evidence(cache.listing(view).narrowed(places.at, view.place), view)


def _picked() -> None:
    rows = st.session_state["places_table"].selection.rows
    keys = st.session_state["casus_places"]
    if rows and rows[0] < len(keys):
        _go(keys[rows[0]])


def _go(key: str) -> None:
    reveal.note_pick()
    session.change(place=str(key))
