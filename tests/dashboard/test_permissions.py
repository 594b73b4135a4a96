"""What a reader may do: nothing that others see, whatever link is opened and whatever widget is driven."""

from __future__ import annotations

import ast
import sqlite3
import time
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache, permissions, session, sign_in
from dashboard.cache import short_links
from dashboard.pasted import SHORT
from dashboard.state import PAGES, View, encode
from data.store import Store, StoreError
from tests import databases

DASHBOARD = Path(permissions.__file__).parent
ENTRY = DASHBOARD / "app.py"
CASE = "us-iran-2019-2021"
SECONDS = 120
AUTH = {"client_id": "casus", "redirect_uri": "http://127.0.0.1:8501/oauth2callback"}
PEOPLE = {"editors": ["ana@example.org"], "admins": ["ada@example.org"]}
ANA = {"is_logged_in": True, "iss": "x", "sub": "1", "email": "Ana@example.org", "email_verified": True}
BOB = {"is_logged_in": True, "iss": "x", "sub": "2", "email": "bob@example.org", "email_verified": True}
ADA = ANA | {"email": "ada@example.org"}
# Countries, groups and people of this article are invented.
ARTICLE = "Varenian warplanes bombed two depots of the Ostrel Front near the border with Kesh on Sunday, killing four."


@pytest.fixture
def kept(store, tmp_path):
    """A store in which something stands already; its whole content as text when called."""
    store.save_preset("Ours", {"air_strike": 3.0}, "ana@example.org")
    store.correct(CASE, "event", "gone", "review", None, "dismissed", "ana@example.org")
    code = store.shorten("page=compare&w.air_strike=3")

    def content() -> str:
        with sqlite3.connect(tmp_path / "store.sqlite") as connection:
            return "\n".join(connection.iterdump())

    content.code = code
    return content


def signed_in(user: dict, link: dict[str, str]) -> AppTest:
    app = AppTest.from_file(str(ENTRY), default_timeout=SECONDS)
    app.secrets |= {"auth": AUTH, "people": PEOPLE}
    app.user = user
    for key, value in link.items():
        app.query_params[key] = value
    return app.run()


def words(app: AppTest) -> str:
    shown = (element.value for kind in ("html", "markdown", "caption") for element in getattr(app, kind))
    return " ".join(shown).replace("\N{NO-BREAK SPACE}", " ")


def asked() -> AppTest:
    def script():
        import streamlit as st

        from dashboard import permissions, sign_in

        st.session_state["told"] = (
            permissions.may_change(), permissions.administers(), sign_in.verified_address(), sign_in.who()
        )  # fmt: skip

    return AppTest.from_function(script, default_timeout=SECONDS)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (ANA, (True, False, "Ana@example.org", "Ana@example.org")),
        (ADA, (True, True, "ada@example.org", "ada@example.org")),
        (BOB, (False, False, "bob@example.org", "bob@example.org")),
        (ANA | {"email_verified": "true"}, (True, False, "Ana@example.org", "Ana@example.org")),
        *(
            (ANA | {"email_verified": odd}, (False, False, None, "Ana@example.org (not verified)"))
            for odd in (False, None, "false", "yes", 1, [True])
        ),
        ({key: ANA[key] for key in ("is_logged_in", "iss", "sub", "email")},
         (False, False, None, "Ana@example.org (not verified)")),
        # what readers choose themselves
        (BOB | {"name": "ana@example.org", "preferred_username": "ana@example.org", "nickname": "ana@example.org"},
         (False, False, "bob@example.org", "bob@example.org")),
        ({"is_logged_in": True, "sub": "ana@example.org", "email_verified": True},
         (False, False, None, "ana@example.org (not verified)")),
        ({"is_logged_in": True, "sub": "3", "name": "ana@example.org", "email_verified": True},
         (False, False, None, "ana@example.org (not verified)")),
        (BOB | {"email": ["ana@example.org"]}, (False, False, None, "['ana@example.org'] (not verified)")),
        (ANA | {"is_logged_in": False}, (False, False, None, None)),
        (ANA | {"is_logged_in": "yes"}, (False, False, None, None)),
        ({}, (False, False, None, None)),
    ],
)  # fmt: skip
def test_only_an_address_that_the_provider_calls_verified_counts(user, expected):
    app = asked()
    app.secrets |= {"auth": AUTH, "people": PEOPLE}
    app.user = user
    assert app.run().session_state["told"] == expected


@pytest.mark.parametrize(
    ("people", "expected"),
    [(None, (False, False)), ({"editors": "*"}, (True, False)), ({"editor": []}, (False, False))],
)
def test_a_sign_in_without_a_list_gives_no_right_and_an_odd_list_neither(people, expected):
    app = asked()
    app.secrets |= {"auth": AUTH} | ({} if people is None else {"people": people})
    app.user = BOB
    assert app.run().session_state["told"][:2] == expected


def test_without_a_sign_in_whoever_is_at_the_machine_may_do_all(monkeypatch):
    assert asked().run().session_state["told"] == (True, True, None, None)


def test_a_secrets_file_that_breaks_or_goes_while_the_server_runs_lets_nobody_in(tmp_path, monkeypatch):
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    monkeypatch.setattr(sign_in.st.secrets, "load_if_toml_exists", lambda: False)
    monkeypatch.setattr(sign_in.st, "get_option", lambda name: [str(broken)] if name == "secrets.files" else None)
    assert sign_in.configured() and not permissions.may_change() and not permissions.administers()
    with pytest.raises(permissions.NotAllowed, match="cannot be read"):
        permissions.writing()
    broken.unlink()
    monkeypatch.setattr(sign_in, "_INSISTS", type(sign_in._INSISTS)())
    assert not sign_in.configured() and permissions.may_change()  # a server that started without a sign-in
    sign_in.insist()
    assert sign_in.configured() and not permissions.may_change() and not permissions.administers()


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize(("user", "knows"), [(BOB, False), (ANA, False), (ADA, True)])
def test_where_the_store_lies_is_told_to_those_who_look_after_it_alone(postgresql, store, monkeypatch, user, knows):
    monkeypatch.setenv("CASUS_STORE", postgresql.url("postgres", "wrong"))
    cache.store.clear()
    cache.forget_added()
    app = signed_in(user, {})
    (said,) = (one.value for one in app.error)
    places = [databases.USER, "127.0.0.1", str(postgresql.port), "password"]
    assert [place in said for place in places] == [knows] * len(places)
    assert "wrong" not in said and ("tell whoever runs this server" in said) is not knows


def test_no_page_tells_an_error_of_the_store_but_by_the_words_for_its_reader():
    handled = 0
    for path in sorted(DASHBOARD.rglob("*.py")):
        for handler in (one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.ExceptHandler)):
            if not handler.name or "StoreError" not in ast.unparse(handler.type):
                continue
            if path.relative_to(DASHBOARD).as_posix() == "cache/upkeep.py":  # for the page Server, by its name
                continue
            inside = [one for statement in handler.body for one in ast.walk(statement)]
            told = [one for one in inside if isinstance(one, ast.Call) and ast.unparse(one.func) == "boundary.said"]
            named = [one for one in inside if isinstance(one, ast.Name) and one.id == handler.name]
            assert named and len(told) == len(named), f"{path.name}:{handler.lineno}"
            handled += 1
    assert handled > 5


WRITES = {
    "add": (None, None, "d"), "import_events": ("f", [], "d", "s", "c"), "save_preset": ("n", {}),
    "correct": ("d", "event", "e", "type", None, "AID", None), "save_view": ("n", "q"), "shorten": ("q",),
    "correct_all": ("d", "event", "e", {"type": (None, "AID")}, None), "map_actors": ({"n": "USA"},),
    "save_rule": ("n", {}), "note_alert": ("r", "s", "2021-01-01", {}), "note_alerts": (list,),
    "map_actor": ("n", "USA"), "map_table": ("s", {}),
}  # fmt: skip


@pytest.mark.parametrize("verb", WRITES)
def test_the_store_that_pages_read_refuses_every_writing(store, verb):
    documents = pd.DataFrame({name: [] for name in ("document_id", "url", "title", "published", "text")})
    from data.events import empty

    given = (documents, empty(), "d") if verb == "add" else WRITES[verb]
    with pytest.raises(StoreError, match="reading alone"):
        getattr(cache.store(), verb)(*given)
    assert not store.path.exists()


def test_the_table_of_writings_is_whole():
    """Every public verb of the store that opens a writing transaction, or does so by another one."""
    source = ast.parse(Path(Store.__init__.__code__.co_filename).read_text(encoding="utf-8"))
    of_store = next(node for node in source.body if isinstance(node, ast.ClassDef) and node.name == "Store")
    opening = ("writing", "_note", "into", "correct_all", "map_actors")
    writing = {
        verb.name
        for verb in of_store.body
        if isinstance(verb, ast.FunctionDef) and not verb.name.startswith("_")
        and any(isinstance(at, ast.Attribute) and at.attr in opening for at in ast.walk(verb))
    }  # fmt: skip
    assert writing == set(WRITES)


# the one gate; outcomes of forecasts, which the server adds by itself; and where the writing store is made
MAY_WRITE = {"permissions.py", "cache/forecasts.py", "cache/stored.py", "cache/__init__.py"}
# commands: whoever has the shell has the store
OF_THE_SHELL = {"alert.py", "asked.py", "backtesting.py", "briefing.py", "cli.py", "holdings.py", "safekeeping.py",
                "teaching.py", "validity.py"}  # fmt: skip


@pytest.mark.parametrize("path", sorted(DASHBOARD.rglob("*.py")), ids=lambda path: str(path.relative_to(DASHBOARD)))
def test_no_page_has_another_way_to_a_store_that_can_be_written(path):
    name = str(path.relative_to(DASHBOARD))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    if name not in MAY_WRITE:
        assert not (used | imported) & {"writer", "_writer"}
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Store"]
    if name not in OF_THE_SHELL:
        assert len(made) == (2 if name == "cache/stored.py" else 0)
        assert not imported & {"Database"}


def linked(code: str) -> dict[str, str]:
    """Every parameter of a link, away from its default, and a short link besides."""
    odd = View(
        data=CASE, actors=("USA", "IRN"), focus="IRN", role="exposure", pair=("IRN", "USA"), half_life=9,
        sponsorship=0.5, confidence=0.1, types=("ASSAULT",), indicators=("air_strike",), realis=("realised",),
        actor="IRN", text="strike", origin="a", order="weight", area="fit", place="p", against=code, added=True,
        event="e",
    )  # fmt: skip
    return encode(odd) | {SHORT: code}


FORMS = ("read", "events", "data", "alerts", "compare")
SAY_SO = ("data", "alerts", "forecast")  # and, once there is an article or an event, the two pages that show one
# what a link might try: widgets and what sessions hold, by their keys, and claims of the sign-in
TRIED = {
    "casus_who": "ana@example.org", "casus_who_typed": "ana@example.org", "casus_view": "x", "email": "ana@example.org",
    "email_verified": "true", "is_logged_in": "1", "editors": "*", "people": "*", "preset_name": "Mine", "preset_out":
    "Ours", "alert_name": "Mine", "alert_out": "1", "forecast_keep": "1", "casus_brief_short": "1", "may_change": "1",
}  # fmt: skip


# those with forms, and a few seconds more for the others
@pytest.mark.parametrize(
    "page", [page if page in FORMS else pytest.param(page, marks=pytest.mark.slow) for page in PAGES]
)
def test_no_parameter_of_a_link_writes_or_grants_on_any_page(kept, page):
    before = kept()
    link = linked(kept.code)
    assert set(link) == {*encode(View()), SHORT}
    app = signed_in(BOB, TRIED | link | {"page": page})
    assert not app.exception and not app.error and kept() == before
    labels = {button.label for button in app.button} | {item.label for item in app.text_input}
    assert not labels & {"Confirm", "Correct", "Dismiss", "Bring it back", "Add to this server's data", "Keep the rule",
                         "Take out of use", "Save the mapping", "Keep this forecast", "Keep", "Name of the rule",
                         "Your name, kept with what you say"}  # fmt: skip
    assert ("ana@example.org and ada@example.org may add and correct" in words(app)) == (page in SAY_SO)
    assert "Signed in: bob@example.org" in words(app)


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_a_click_on_a_button_of_an_editor_writes_nothing_for_one_who_may_not(kept):
    app = signed_in(ANA, {"page": "read"})
    app.text_area[0].set_value(ARTICLE)
    app = press(app, "Read it")
    before = kept()
    app.user = BOB  # the session still knows the buttons and what they call
    for label in ("Confirm", "Add to this server's data"):
        again = press(app, label)
        assert not again.exception and kept() == before
        app.user = ANA
        app.run()
        app.user = BOB
    app.user = ANA
    app = press(app.run(), "Confirm")
    assert kept() != before and "Confirmed by Ana@example.org" in words(app)


def test_whatever_a_page_calls_to_write_is_refused_with_who_may(kept):
    def script():
        import pandas as pd
        import streamlit as st

        from dashboard import correcting, forecast_scores, permissions, rule_form, session, sidebar
        from dashboard.views import data

        view, _ = session.begin("read")
        found = type("Outlook", (), {"rows": pd.DataFrame({"unit": ["USA"]}), "by": "conduct"})()
        tried = {
            "review": lambda: correcting._review(view, "e", "confirmed", "k"),
            "restore": lambda: correcting.restore(view.data, "gone"),
            "rule": lambda: rule_form.save("Mine", {"kind": "level"}),
            "out": lambda: rule_form.save("Mine", None),
            "weights": lambda: sidebar._noted("Mine", {"air_strike": 1.0}),
            "weights out": lambda: sidebar._noted("Ours", None),
            "names": lambda: data._save(pd.DataFrame({"name": ["x"], "actor": ["USA"]})),
            "forecast": lambda: forecast_scores._keep(view, found, ["USA"]),
        }
        for attempt in tried.values():
            attempt()
        try:
            permissions.writing()
        except permissions.NotAllowed as error:
            st.session_state["said"] = str(error)

    before = kept()
    app = AppTest.from_function(script, default_timeout=SECONDS)
    app.secrets |= {"auth": AUTH, "people": PEOPLE}
    app.user = BOB
    app.run()
    assert not app.exception and kept() == before
    assert app.session_state["said"].startswith("You can read here. ana@example.org and ada@example.org may add")
    assert sum("You can read here" in warning.value for warning in app.warning) == 2


def test_a_reader_keeps_a_bounded_number_of_short_links_a_day(store, monkeypatch):
    monkeypatch.setattr(short_links, "LINKS_A_DAY", 2)
    short_links._kept.clear()
    bob, eve = ("x", "2"), ("x", "3")
    assert [cache.may_keep_link(bob, query) for query in ("a", "b", "a", "c", "b")] == [True, True, True, False, True]
    assert cache.may_keep_link(eve, "c") and not cache.may_keep_link(bob, "d")
    now = time.monotonic()
    monkeypatch.setattr(short_links.time, "monotonic", lambda: now + 25 * 60 * 60)
    assert cache.may_keep_link(bob, "d")
    short_links._kept.clear()


def test_a_reader_may_share_by_short_links_until_the_bound(kept, monkeypatch):
    monkeypatch.setattr(permissions, "may_change", lambda: False)
    monkeypatch.setattr(short_links, "LINKS_A_DAY", 1)
    short_links._kept.clear()
    code = session.keep_link(View(half_life=9))
    assert session.keep_link(View(half_life=9)) == code
    with pytest.raises(StoreError, match="no more short links today"):
        session.keep_link(View(half_life=10))
    monkeypatch.undo()
    short_links._kept.clear()
