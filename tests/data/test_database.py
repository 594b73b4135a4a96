"""Where the store lies: paths and URLs, secrets that stay so, servers that go away, texts that no database likes."""

from __future__ import annotations

import threading
import traceback

import pandas as pd
import pytest
import sqlalchemy as sa

from data import database, tables
from data.database import VARIABLE
from data.events import COLUMNS, validate
from data.sources.coding import reject
from data.store import Store, StoreError
from tests.databases import PASSWORD, USER, serving
from tests.stored import SPECIAL, chunks, coded, its_events, one_document, remarks

LONG = "ä€𝄞 'x' \"y\"\n\\.\n\r\n\t;,%s $$ " * 160_000  # about 5 MB, with what COPY and CSV could take for their own
HOSTILE = [
    "", " ", SPECIAL, "\\.", "a\n\\.\nb", '"', "'", "\\N", "NULL", "%s %(a)s :b ? $1", "\r\n", "a\rb", "\u2028",
    "\ufeff", "\u202eabc", "é", "𝄞", "\x01\x1f\x7f", LONG,
]  # fmt: skip
UNSTORABLE = {"a\0b": "a\ufffdb", "c\ud800d": "c\ufffdd", "\udfff\0": "\ufffd\ufffd"}


@pytest.mark.parametrize(
    ("given", "path"),
    [("a.sqlite", "a.sqlite"), ("~/b.sqlite", "HOME/b.sqlite"), ("sqlite:///c.sqlite", "c.sqlite"),
     ("sqlite:////d.sqlite", "/d.sqlite")],
)  # fmt: skip
def test_paths_and_sqlite_urls_are_files(given, path, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert str(Store(given).path) == path.replace("HOME", str(tmp_path))


def test_a_new_store_is_readable_by_its_owner_alone_and_one_that_is_there_stays_as_it_is(tmp_path):
    path = tmp_path / "new.sqlite"
    for mode in (0o600, 0o640):
        Store(path).map_actor("Front", "ostrel-front")
        with Store(path).database.reading():
            beside = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir()}
        assert beside.pop("new.sqlite") == mode and set(beside.values()) <= {mode}
        path.chmod(0o640)


def test_the_location_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "chosen.sqlite"))
    Store().map_actor("Front", "ostrel-front")
    assert (tmp_path / "chosen.sqlite").exists()
    monkeypatch.setenv(VARIABLE, "postgresql://ana:secret@db.example:5433/team")
    assert Store().path is None
    assert Store().database.location == "postgresql+psycopg://ana:secret@db.example:5433/team"
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Store().path == tmp_path / ".casus" / "casus.sqlite"


@pytest.mark.parametrize(
    "url",
    ["mysql://ana:hidden@localhost/a", "postgresql+psycopg://ana:hid:den/@host:x/a", "postgresql+asyncpg://a:hidden@b/c",
     "sqlite://", "://hidden"],
)  # fmt: skip
def test_other_urls_are_refused_without_their_password(url):
    with pytest.raises(StoreError, match="allowed in CASUS_STORE: a path") as refused:
        Store(url)
    assert "hid" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("url", ["postgresql://ana:hidden@127.0.0.1:1/a", "postgresql://127.0.0.1:1/a?password=hidden"])
def test_a_server_that_is_not_there_is_told_with_what_to_do_and_no_password(url, caplog):
    with pytest.raises(StoreError, match=r"cannot be used: .*check that the database runs .*CASUS_STORE") as refused:
        Store(url).datasets()
    assert "hidden" not in "".join(traceback.format_exception(refused.value))
    (told,) = [line.told for line in caplog.records if line.msg == "the store failed"]
    assert "127.0.0.1:1/a" in told["place"] and "refused" in told["reason"] and "hidden" not in str(told)
    assert refused.value.public == "the store of this server cannot be used: tell whoever runs this server, " + (
        "whose log has the reason"
    )


@pytest.mark.xdist_group("postgresql")
def test_a_wrong_password_is_not_repeated(postgresql):
    wrong = PASSWORD[::-1]
    with pytest.raises(StoreError, match="check the user and the password") as refused:
        Store(postgresql.url("postgres", wrong)).datasets()
    assert "tell whoever runs" in refused.value.public
    assert not any(word in refused.value.public for word in (USER, "127.0.0.1", str(postgresql.port)))
    said = "".join(traceback.format_exception(refused.value))
    assert wrong not in said and sa.URL.create("a", "b", wrong).render_as_string(False).split(":")[-1] not in said
    with pytest.raises(StoreError, match=r"check the names in CASUS_STORE"):
        Store(postgresql.url("absent")).datasets()


def test_a_missing_driver_is_told(monkeypatch):
    def missing(*_, **__):
        raise ModuleNotFoundError("psycopg")

    monkeypatch.setattr(database.sa, "create_engine", missing)
    with pytest.raises(StoreError, match=r"pip install 'casus\[postgres\]'"):
        Store("postgresql://a:hidden@b/c").datasets()


@pytest.mark.xdist_group("postgresql")
def test_a_server_that_stops_is_told_and_used_again_when_it_is_back():
    document = one_document()
    with serving() as server, server.database() as url:
        store = Store(url)
        store.add(document, its_events(document), "mine")
        server.stop()
        for _ in range(2):
            with pytest.raises(StoreError, match=r"check that the database runs .* try again"):
                store.datasets()
        with pytest.raises(StoreError, match="check that the database runs"):
            store.add(one_document(2), its_events(one_document(2)), "mine")
        server.start()
        assert store.count("mine") == (1, 2)

        def cut():
            yield from chunks(10, 5)
            server.stop()
            yield coded(10, 20), remarks()

        with pytest.raises(StoreError, match="check that the database runs"):
            store.import_events("file.csv", cut(), "coded", "invented", "c1")
        server.start()
        assert store.imports() == [] and store.datasets() == ["mine"]
        assert store.import_events("file.csv", chunks(10, 5), "coded", "invented", "c1").added == 12
        store.database._engine().dispose()


def test_who_waits_too_long_for_another_writer_is_told(location, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    one, two = Store(location), Store(location)
    one.save_view("a", "?a")
    told = r"another program is writing .*again"
    with one.database.writing(tables.VIEWS), pytest.raises(StoreError, match=told) as busy:
        two.save_view("a", "?b")
    assert "another program is writing" in busy.value.public and two.database.name not in busy.value.public
    assert two.save_view("a", "?c") == 2


def test_two_writers_at_once_both_come_through(location):
    stores = [Store(location), Store(location)]
    ready = threading.Barrier(2)

    def write(store):
        ready.wait()
        for _ in range(10):
            store.save_view("shared", "?a")

    threads = [threading.Thread(target=write, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].views()["version"].tolist() == list(range(1, 21))


def texts(count: int) -> list[str]:
    """Hostile texts, then what no database stores, so often that there are `count`."""
    return ([*HOSTILE, *UNSTORABLE] * count)[:count]


def with_texts(frame: pd.DataFrame, columns: dict[str, list[str]]) -> pd.DataFrame:
    """`frame` with texts as objects: the dtype str would refuse what no database stores."""
    return frame.assign(**{name: pd.Series(values, dtype=object) for name, values in columns.items()})


def stored(values: list[str]) -> list[str]:
    return [UNSTORABLE.get(value, value) for value in values]


def test_hostile_text_comes_back_from_every_text_field_of_events(location):
    store, values = Store(location), texts(len(HOSTILE) + len(UNSTORABLE))
    free = [name for name, kind in COLUMNS.items() if kind == "text"]
    fixed = ("event_id", "dataset", "document_id", "origin", "type", "realis", "date_precision", "place_precision")
    free = [name for name in free if name not in fixed]
    base = coded(1, 100).drop_duplicates("event_id", ignore_index=True).head(len(values))
    # each text once in each column, the long one not in all of them at once
    columns = {name: values[shift:] + values[:shift] for shift, name in enumerate(free)}
    told = reject(range(len(values)), "found", None, "reason", kept=True).astype(object)
    told = with_texts(told, dict.fromkeys(("native_id", "column", "found", "reason"), values))
    made = store.import_events("a\0\ud800.csv", [(with_texts(base, columns), told)], "d", "s", "c")
    assert made.file == "a\ufffd\ufffd.csv"
    events, rejects = store.events("d"), store.rejects(made.id)
    for name in free:
        assert events[name].tolist() == stored(columns[name]), name
    for name in ("native_id", "column", "found", "reason"):
        assert rejects[name].tolist() == stored(values), name


def test_hostile_text_comes_back_from_documents_and_notes(location):
    store, values = Store(location), texts(len(HOSTILE) + len(UNSTORABLE))
    columns = {name: values for name in ("url", "title", "text")}
    documents = pd.DataFrame({"document_id": [f"d{n}" for n in range(len(values))], "published": pd.NaT})
    store.add(with_texts(documents, columns), validate(its_events(one_document()).head(0)), SPECIAL, "\0Ana")
    kept = store.documents(SPECIAL)
    for name in columns:
        assert kept[name].tolist() == stored(values), name
    for value in values:
        store.correct("d", "event", value, value, value, value, value)
        store.save_view("view", value, value, value)
        store.map_actor("name", value, value)
        store.map_table(value, {"a": value}, value)
        if len(value) < 1_000:
            assert store.table_mapping(value) == {"a": value}  # as JSON, which has signs for these
    corrections, views = store.corrections("d"), store.views()
    for name in ("subject_id", "what", "old", "new", "who"):
        assert corrections[name].tolist() == stored(values), name
    for name in ("query", "dataset", "who"):
        assert views[name].tolist() == stored(values), name
    assert store.actor_mappings() == {"name": stored(values)[-1]}


def test_hostile_names_find_what_stands_under_them(location):
    store, document = Store(location), one_document()
    names = [value for value in [*HOSTILE, *UNSTORABLE] if 0 < len(value) < 100]
    for name in names:
        assert store.add(document, its_events(document), name) == 1, name
        assert [store.save_view(name, "?a") for _ in range(2)] == [1, 2], name
    assert store.datasets() == sorted(stored(names))
    assert {(*store.count(name), len(store.events(name))) for name in stored(names)} == {(1, 2, 3)}


def test_names_that_are_too_long_to_look_up_are_refused(location):
    store, document = Store(location), one_document()
    for call in (
        lambda: store.add(document, its_events(document), "d" * 201),
        lambda: store.add(document.assign(document_id="d" * 201), its_events(document).head(0), "mine"),
        lambda: store.save_view("v" * 201, "?a"),
    ):
        with pytest.raises(StoreError, match="201 characters; allowed: up to 200"):
            call()
    widest = "𝄞" * 200  # four bytes each
    assert store.add(document.assign(document_id=widest), its_events(document).head(0), widest) == 1
    assert store.datasets() == [widest]
