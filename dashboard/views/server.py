"""Server: what program runs here, what its store holds, what was imported and left out, and what went wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cache, log, permissions, upkeep
from dashboard.grid import grid
from dashboard.sentences import escape_markdown
from dashboard.sentences import server as words
from dashboard.style import aligned_table, lead_paragraph, page_width, quiet, small_heading
from data.inventory import Inventory
from data.store import Import

TITLE = "Server"
LISTED_IMPORTS = 8  # the latest; the page Data has all, and `casus imports`
HEAD_HEIGHT, ROW_HEIGHT = 37, 29  # px of a table
MOST_ROWS = 8  # seen at once; more are scrolled to


def show() -> None:
    """Draw the page, to those who administer the server; others are told so."""
    page_width()
    quiet(words.HEADER, heading=TITLE)
    if not permissions.administers():
        lead_paragraph(words.NOT_YOURS)
        return
    held = cache.inventory()
    lead_paragraph(words.lead(upkeep.process(), datetime.now(UTC), held))
    left, middle, right = st.columns(3, gap="large")
    with left:
        aligned_table(["Program", "Version"], words.versions(upkeep.versions()), "Versions")
        aligned_table(["Reads", "Trained on", "SHA-256"], words.models(cache.models()), "Models", figures_from=3)
    with middle:
        _store(held)
    with right:
        _rows(held)
    if held is not None:
        _imports(cache.store().imports()[: -LISTED_IMPORTS - 1 : -1])
    _faults()


def _store(held: Inventory | None) -> None:
    if held is None:
        st.warning(escape_markdown(words.no_store(cache.trouble())), icon=":material/database:")
        return
    aligned_table(["What", "This one"], words.store(held), "Store", figures_from=2)
    st.code(held.place, language=None, wrap_lines=True)


def _rows(held: Inventory | None) -> None:
    if held is not None and held.rows:
        aligned_table(["Table", "Rows"], words.rows(held), "What the store holds")
    elif held is not None:
        small_heading("What the store holds")
        st.caption(words.NOTHING_HELD)


def _imports(made: list[Import]) -> None:
    small_heading("Last imports")
    if not made:
        st.caption(words.NO_IMPORTS)
        return
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    grid(
        words.imports(made),
        hide_index=True,
        row_height=ROW_HEIGHT,
        alt="The files that were imported last",
        column_config={
            "finished": text("Finished (UTC)", width=150),
            "dataset": text("Dataset", width=150),
            "source": text("Source", width=90),
            "file": text("File", width=260),
            "added": number("Rows added", format="localized", width=100),
            "warnings": number("Warnings", format="localized", width=90),
            "rejects": number("Left out", format="localized", width=90),
        },
    )
    _reasons(made)


def _reasons(made: list[Import]) -> None:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "file": text("File", width=200),
        "what": text("Record", width=140),
        "column": text("Column", width=120),
        "reason": text("Why", width=340),
        "records": number("Records", format="localized", width=80),
        "first": number("First line", format="localized", width=80),
    }
    found = words.reasons(made, cache.store().reasons([one.id for one in made]))
    heading = "Why records were left out, or are odd"
    _listed(heading, found, words.NOTHING_LEFT_OUT, "Remarks of the last imports by kind", columns)


def _faults() -> None:
    text = st.column_config.TextColumn
    columns = {
        "at": text("When (UTC)", width=150),
        "number": text("Number", width=90),
        "event": text("What", width=240),
        "type": text("Type", width=220),
        "place": text("Where", width=300),
    }
    if _listed("Last errors", words.faults(log.faults()), words.NO_FAULTS, "The last errors of this server", columns):
        st.caption(words.FAULTS_NOTE)


def _listed(heading: str, rows: pd.DataFrame, none: str, alt: str, columns: dict[str, Any]) -> bool:
    """A heading, and below it the rows or the words for none; whether there are any."""
    small_heading(heading)
    if rows.empty:
        st.caption(none)
        return False
    height = HEAD_HEIGHT + ROW_HEIGHT * min(len(rows), MOST_ROWS)
    grid(
        rows, hide_index=True, row_height=ROW_HEIGHT, height=height, placeholder="–", alt=alt, column_config=columns
    )  # fmt: skip
    return True
