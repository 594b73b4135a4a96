"""Names of coded datasets become our ids; those of states and their organs the state's, and only theirs."""

from __future__ import annotations

import pandas as pd
import pytest

from data.sources import coding, parties


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Government of Syria", "SYR"),
        ("Government of United States of America", "USA"),
        ("Government of Russia (Soviet Union)", "RUS"),
        ("Government of DR Congo (Zaire)", "COD"),
        ("Government of Yemen (North Yemen)", "YEM"),
        ("Government of Myanmar (Burma)", "MMR"),
        ("Government of Bosnia-Herzegovina", "BIH"),
        ("Government of Côte d'Ivoire", "CIV"),
        ("Government of Macedonia, FYR", "MKD"),
        ("Military Forces of Syria (2000-2024)", "SYR"),
        ("Military Forces of Turkey (2016-)", "TUR"),
        ("Military Forces of Iran (1989-) Islamic Revolutionary Guard Corps", "IRN"),
        ("Military Forces of Iraq (2014-) Some Brigade", "IRQ"),
        ("Police Forces of Iraq (2014-)", "IRQ"),
        ("Military Forces of Yemen (2016-) Supreme Political Council", "houthis"),
        ("Military (Iraq)", "IRQ"),
        ("POLICE (IRAQ)", "IRQ"),
        ("Iran", "IRN"),
        ("SYR", "SYR"),
        ("QSD: Syrian Democratic Forces", "sdf"),
        ("Islamic State (Syria)", "islamic-state"),
        ("Hezbollah (Lebanon)", "hezbollah"),
        ("IS", "islamic-state"),
        ("Taleban", "taliban"),
        ("Civilians", "civilians"),
        ("Civilians (Syria)", "civilians-syria"),
        ("Protesters (Iraq)", "protesters-iraq"),
        ("Unidentified Armed Group (Syria)", "unidentified-armed-group-syria"),
        ("Rebel Group (Syria)", "rebel-group-syria"),
        ("Communal Militia of Iraq", "communal-militia-of-iraq"),
        ("Army of Selb", "army-of-selb"),
        ("Mare’ Opérations  Room", "mare-operations-room"),
        ("XXX652", "xxx652"),
        ("—", None),
        (None, None),
    ],
)
def test_names_resolve(name: str | None, actor: str | None) -> None:
    got = parties.resolve(pd.Series([name], dtype="str"))
    assert [None if pd.isna(value) else value for value in got] == [actor]


def test_adjectives_and_words_in_other_letters_are_no_actors() -> None:
    assert parties.resolve(pd.Series(["Iranian", "who", "is"])).tolist() == ["iranian", "who", "is"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("Syria", "SYR"), ("syr", "SYR"), ("Yemen (North Yemen)", "YEM"), ("Türkiye", "TUR"), ("Kosovo", "XKX"),
     ("Arvenia", None), ("Hezbollah", None)],
)  # fmt: skip
def test_countries(name: str, code: str | None) -> None:
    got = parties.countries(pd.Series([name]))
    assert [None if pd.isna(value) else value for value in got] == [code]


def events() -> pd.DataFrame:
    pairs = [("Red Column", "Iran"), ("Red Column", "Blue Band"), ("Red Column", "Iran"), (None, "Iran")]
    rows = [(native_id, *pair) for native_id, pair in zip("1223", pairs, strict=True)]
    frame = pd.DataFrame(rows, columns=["native_id", "source_text", "target_text"], index=[2, 3, 3, 4])
    for side in ("source", "target"):
        frame[side] = parties.resolve(frame[f"{side}_text"].astype("str"))
    return coding.finish(frame.assign(type="ACCUSE", date="2031-05-01"), "set")[0]


def test_unknown_names_are_listed_by_how_many_events_they_are_in() -> None:
    listed = parties.unknown(events())
    assert listed.values.tolist() == [["Red Column", "red-column", 2], ["Blue Band", "blue-band", 1]]


def test_a_mapping_gives_names_their_ids() -> None:
    got = parties.mapped(events(), {"Red Column": "houthis", "Iran": "IRN"})
    assert got["source"].dropna().tolist() == ["houthis"] * 3
    assert got["target"].tolist() == ["IRN", "blue-band", "IRN", "IRN"]
    assert parties.unknown(got)["name"].tolist() == ["Blue Band"]
