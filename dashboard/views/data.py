"""Data: what this server holds, files of coded events that a reader brings, and the names that nobody knows yet."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import boundary, cache, coded_files, mapping, permissions, sentences, session, sign_in
from dashboard.grid import editable, grid
from dashboard.names import display
from dashboard.state import ID_LENGTH, View, is_id
from dashboard.style import lead_paragraph, page_width, quiet
from dashboard.tables import written
from data.actors import NAMES
from data.sources import SOURCES, SourceError, table
from data.store import StoreError

TITLE = "Data"
FILE_KINDS = ["csv", "tsv", "tab", "txt", "json", "xlsx", "parquet", "gz", "zip"]
MOST_MEGABYTES = 100  # a browser's upload is held in memory whole; larger files go through `casus import`
TABLE_HEIGHT = 240


def show() -> None:
    """Draw the page for the view of this run."""
    view = session.view()
    page_width()
    brings = ", and coded datasets that you bring" if permissions.may_change() else ""
    quiet(f"what this server holds{brings}", heading=TITLE)
    _held()
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        _bring(view)
    with right:
        _names(view)


def _held() -> None:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    grid(
        cache.held(),
        hide_index=True,
        row_height=29,
        placeholder="–",
        alt="Datasets of this server, one row for its articles and one an imported file",
        column_config={
            "dataset": text("Dataset", width=170),
            "holds": text("Holds", width=420),
            "events": number("Events", format="localized", width=80, help="Joint actors count once in articles; of "
                             "imported files these are rows"),
            "warnings": number("Warnings", format="localized", width=80, help="Odd records that were imported"),
            "left_out": number("Left out", format="localized", width=80, help="Records that could not be used"),
            "on": text("Imported", width=100, help="Day in UTC"),
        },
    )  # fmt: skip


def _bring(view: View) -> None:
    st.markdown("#### Bring a file")
    if not permissions.may_change():
        quiet(permissions.refusal())
        return
    upload = st.file_uploader(
        "UCDP GED, ACLED, GDELT, ICEWS, POLECAT, or a table of your own",
        type=FILE_KINDS,
        max_upload_size=MOST_MEGABYTES,
        help="Read here and shown to you; nothing is kept unless you add it. Larger files: casus import FILE.",
    )
    if upload is None:
        return
    reading = f"Reading {sentences.escape_markdown(upload.name)} …"
    try:
        with st.spinner(reading):
            names = cache.columns(upload.name, upload.getvalue())
        own = None if names is None else _own(names)
        if own is not None and not own.enough:
            return
        with st.spinner(reading):
            found = cache.incoming(upload.name, upload.getvalue(), own and own.mapping)
    except SourceError as error:
        st.warning(sentences.escape_markdown(str(error)), icon=":material/table:")
        return
    lead_paragraph(coded_files.lead(found))
    quiet(coded_files.terms(found.source))
    if len(found.rejects):
        _remarks(found)
    if len(found.events):
        _add(found, own)


class Own(NamedTuple):
    """The columns of a reader's own table: under which key they are remembered, and schema column by file column."""

    key: str
    mapping: tuple[tuple[str, str], ...]

    @property
    def enough(self) -> bool:
        """Whether the table can be read so."""
        return set(table.NEEDED) <= set(dict(self.mapping))


def _own(names: list[str]) -> Own:
    """Ask what the columns of a table of no provider mean."""
    key = table.signature(names)
    held = f"casus_mapping_{key}"
    proposal = st.session_state.get(held) or cache.proposed(names)
    st.session_state[held] = chosen = mapping.form(names, proposal, key) or proposal
    return Own(key, tuple(chosen.items()))


def _remarks(found: coded_files.Incoming) -> None:
    kinds = coded_files.remarks(found.rejects)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    grid(
        kinds,
        hide_index=True,
        row_height=29,
        height=min(TABLE_HEIGHT, 37 + 29 * len(kinds)),
        alt="What is odd in the file, by kind",
        column_config={
            "what": text("Record", width=130),
            "column": text("Column", width=110),
            "reason": text("Why", width=260),
            "records": number("Records", format="localized", width=70),
            "first": number("First line", format="localized", width=70),
            "examples": text("Found", width=200),
        },
    )
    st.download_button(
        "All remarks as CSV", written(found.rejects, "csv"), f"{found.file}.remarks.csv", "text/csv", type="tertiary"
    )


def _add(found: coded_files.Incoming, own: Own | None) -> None:
    with st.form("import", border=False):
        name = st.text_input(
            "Name of the dataset", SOURCES[found.source].NAME, max_chars=ID_LENGTH,
            help="A new name, or that of an imported dataset: what it has already is not added twice.",
        )  # fmt: skip
        replace = st.toggle("A new release: its rows take the place of those with the same id")
        asked = st.form_submit_button("Add to this server's data")
    st.caption("Everyone who uses this server can then choose it. Check the licence before you share the link.")
    if not asked:
        return
    if not is_id(name):
        st.warning("A dataset is named with letters, digits, dots, hyphens and underscores.", icon=":material/table:")
        return
    try:
        frames = [(found.events, found.rejects)]
        store = permissions.writing()
        done = store.import_events(found.file, frames, name, found.source, found.checksum, replace)
        if own:
            store.map_table(own.key, dict(own.mapping), sign_in.who())
    except (StoreError, OSError) as error:
        st.warning(f"It could not be added: {sentences.escape_markdown(boundary.said(error))}", icon=":material/table:")
        return
    cache.forget_added()
    st.success(sentences.escape_markdown(coded_files.added(done)), icon=":material/check:")


def _names(view: View) -> None:
    st.markdown("#### Names to map")
    unknown = cache.unknown(view.data, view.added)
    if unknown.empty:
        quiet(f"{view.data} has no coded events with names that Casus does not know.")
        return
    if not permissions.may_change():
        _unknown(unknown, view)
        return
    st.caption(
        f"{sentences.plural(len(unknown), 'name')} of {view.data} stand for themselves. Choose the actor that a name "
        "means and its events count for that actor, for everyone on this server. Nothing is guessed."
    )
    shown = unknown.head(coded_files.LISTED_NAMES).assign(actor=None)
    edited = editable(
        shown[["name", "events", "actor"]],
        hide_index=True,
        row_height=29,
        height=TABLE_HEIGHT + 120,
        key=f"names_{view.data}_{len(unknown)}",
        disabled=["name", "events"],
        column_config={
            "name": st.column_config.TextColumn("Name in the data", width=230),
            "events": st.column_config.NumberColumn("Events", format="localized", width=70),
            "actor": st.column_config.SelectboxColumn("Means", options=sorted(NAMES, key=display), format_func=display),
        },
    )
    chosen = edited.dropna(subset=["actor"])
    if st.button("Save the mapping", disabled=chosen.empty):
        _save(chosen)


def _unknown(unknown: pd.DataFrame, view: View) -> None:
    """The names alone, for one who may not map them."""
    st.caption(f"{sentences.plural(len(unknown), 'name')} of {view.data} stand for themselves.")
    grid(
        unknown.head(coded_files.LISTED_NAMES)[["name", "events"]],
        hide_index=True,
        row_height=29,
        height=TABLE_HEIGHT + 120,
        alt="Names in the data that stand for themselves, most events first",
        column_config={
            "name": st.column_config.TextColumn("Name in the data", width=230),
            "events": st.column_config.NumberColumn("Events", format="localized", width=70),
        },
    )


def _save(chosen: pd.DataFrame) -> None:
    try:
        permissions.writing().map_actors(dict(zip(chosen["name"], chosen["actor"], strict=True)), sign_in.who())
    except (StoreError, OSError) as error:
        st.warning(f"It could not be saved: {sentences.escape_markdown(boundary.said(error))}", icon=":material/table:")
        return
    cache.forget_added()
    st.rerun()
