"""Which column of a reader's own table says what: a form, filled in by what was remembered or guessed."""

from __future__ import annotations

import streamlit as st

from data.events import TYPES
from data.sources import table

# what is asked, in reading order; other columns of the schema are taken where the file names them so
ASKED = {
    "date": "Day",
    "type": "Type of act",
    "source": "Who acts",
    "target": "On whom",
    "country": "Country",
    "place": "Place",
    "lat": "Latitude",
    "lon": "Longitude",
    "killed_best": "Killed",
    "wounded_best": "Wounded",
    "quote": "Sentence",
    "native_id": "Id",
}
ABREAST = 4
_ALL_ROWS = {f"{table.CONSTANT}{kind}": f"{kind} in all rows" for kind in TYPES}


def form(columns: list[str], proposed: dict[str, str], key: str) -> dict[str, str] | None:
    """Ask for the column of each of ASKED; the mapping once it is sent, else None."""
    missing = [ASKED[name].lower() for name in table.NEEDED if name not in proposed]
    st.caption(
        "This file is of no provider that Casus knows. Say which column holds what; the answer is remembered for files "
        "with the same header." + (f" Still needed: {' and '.join(missing)}." if missing else "")
    )
    with st.form(f"mapping_{key}", border=False):
        chosen = dict(proposed)
        for number, (name, label) in enumerate(ASKED.items()):
            if number % ABREAST == 0:
                boxes = st.columns(ABREAST)
            options = [None, *columns, *(_ALL_ROWS if name == "type" else ())]
            answer = boxes[number % ABREAST].selectbox(
                label, options, index=options.index(proposed.get(name)) if proposed.get(name) in options else 0,
                format_func=lambda option: _ALL_ROWS.get(option, option) or "not in the file", key=f"{key}_{name}",
            )  # fmt: skip
            chosen.pop(name, None)
            if answer:
                chosen[name] = answer
        return chosen if st.form_submit_button("Read with these columns") else None
