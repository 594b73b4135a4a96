"""Any text in any text that the store takes comes back as it was, or is refused in a sentence. On both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data import events as schema
from data import forecasts, rows
from data.store import Store, StoreError
from tests.stored import coded, foretold, its_events, one_document, remarks

# NUL and half a surrogate pair are stored as U+FFFD, as no database takes them; all else stays
TEXTS = (
    "'; DROP TABLE events; --", 'a" OR "1"="1', "\\'; SELECT 1; --", "$1 %s :name ? {0} $$", "%00%27", "a\x00b", "\x00",
    "half \ud800 a pair", "\udfff", "\u202eright to left\u202c", "\ufeffmark", "\u0000\u0001\x7f\x1b[2J", "\U0010ffff",
    "a\tb\nc\r\nd", "\\.", "\\N", " ", "NULL", "=1+1", "e\u0301 is not \u00e9", "<script>alert(1)</script>",
    "''", "x" * 1_000_000,
)  # fmt: skip
EVENT_TEXTS = [
    name for name, kind in schema.COLUMNS.items()
    if kind == "text" and name not in (*schema.ALLOWED, "event_id", "dataset", "document_id")
]  # fmt: skip


def kept(text: str) -> str:
    return rows.plain(text)


def framed(text: str) -> str:
    """`text` as a column of text can hold it: no half of a pair."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def added(store: Store, text: str, dataset: str) -> list[str]:
    text = framed(text)
    document = one_document().assign(title=text, url=text, text=text)
    events = its_events(document, joint=False).assign(**dict.fromkeys(EVENT_TEXTS, text))
    store.add(document, events, dataset, added_by=text)
    found = store.documents(dataset)[["url", "title", "text"]].iloc[0].tolist()
    return found + store.events(dataset)[EVENT_TEXTS].iloc[0].tolist()


def imported(store: Store, text: str, dataset: str) -> list[str]:
    text = framed(text)
    events = coded(1, 2, **dict.fromkeys(EVENT_TEXTS, text))
    told = remarks(2).assign(found=text, column=text, reason=text, native_id=text)
    done = store.import_events(text, [(events, told)], dataset, "ucdp", "c1")
    found = store.rejects(done.id)[["found", "column", "reason", "native_id"]].iloc[0].tolist()
    return found + store.events(dataset)[EVENT_TEXTS].iloc[0].tolist()


def corrected(store: Store, text: str, dataset: str) -> list[str]:
    store.correct(dataset, "event", text, text, text, text, text)
    return store.corrections(dataset)[["subject_id", "what", "old", "new", "who"]].iloc[-1].tolist()


def viewed(store: Store, text: str, dataset: str) -> list[str]:
    store.save_view("a view", text, text, text)
    return store.views()[["query", "dataset", "who"]].iloc[-1].tolist()


def linked(store: Store, text: str, dataset: str) -> list[str]:
    return [store.lengthen(store.shorten(text))]


def mapped(store: Store, text: str, dataset: str) -> list[str]:
    store.map_actor("the Front", text, text)
    store.map_table(text, {"date": text}, text)
    return [store.actor_mappings()["the Front"], kept(store.table_mapping(text)["date"])]


def alerted(store: Store, text: str, dataset: str) -> list[str]:
    store.save_rule("a rule", {"subject": text}, text)
    store.note_alert("a rule", "VAR", text, {"sentence": text})
    last = store.alerts().iloc[-1]
    return [kept(store.rules()["a rule"]["subject"]), last["day"], kept(last["told"]["sentence"])]


def forecast(store: Store, text: str, dataset: str) -> list[str]:
    text = framed(text)
    forecasts.keep(store, dataset, "conduct", "model-1", foretold().assign(unit=text, reason=text).head(1))
    last = forecasts.due(store, dataset, "2022-01-01").iloc[-1]
    return [last["unit"], kept(last["told"]["reason"])]


WRITERS = (added, imported, corrected, viewed, linked, mapped, alerted, forecast)


@pytest.mark.parametrize("write", WRITERS)
def test_any_text_comes_back(write: Callable[[Store, str, str], list[str]], location: str) -> None:
    store = Store(location)
    for number, text in enumerate(TEXTS):
        try:
            found = write(store, text, f"d{number}")
        except StoreError as error:
            assert len(text) > rows.MOST_NAME, f"{text[:40]!r}: {error}"
            continue
        assert set(found) == {kept(text)}, text[:40]


NAMED: dict[str, Callable[[Store, str], object]] = {
    "dataset": lambda store, name: store.correct(name, "event", "a", "place", None, "x", None),
    "view": lambda store, name: store.save_view(name, "?a"),
    "preset": lambda store, name: store.save_preset(name, {"air_strike": 1.0}),
    "rule": lambda store, name: store.save_rule(name, {"above": 1}),
    "actor": lambda store, name: store.map_actor(name, "VAR"),
    "subject": lambda store, name: store.note_alert("a", name, "2021-03-04", {}),
    "source": lambda store, name: store.import_events("a.csv", [(coded(1, 2), remarks(2))], "d", name, name),
}


def names(store: Store) -> set[str]:
    told = (
        store.views()["name"], store.presets()["name"], store.rules(), store.actor_mappings(),
        store.alerts()["subject"], [done.source for done in store.imports()],
    )  # fmt: skip
    return {name for some in told for name in some}


@pytest.mark.slow
def test_any_name_is_kept_or_refused(location: str) -> None:
    store = Store(location)
    for text in TEXTS:
        for what, write in NAMED.items():
            if len(text) > rows.MOST_NAME:
                with pytest.raises(StoreError, match=r"characters; allowed: up to"):
                    write(store, text)
            else:
                write(store, text)
                assert kept(text) in names(store) or not store.corrections(kept(text)).empty, what
    with pytest.raises(StoreError, match="needs a name"):
        store.save_view("", "?a")
