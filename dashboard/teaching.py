"""What people corrected as training data: `casus corrections`, and `casus train --with-corrections`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.output import InputError, note, write

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store

_DECIMALS = 3
_SHOWN = argparse.Namespace(format_="table", out=None)


def corrections(chosen: argparse.Namespace) -> None:
    """Confirmed and corrected sentences as a file in the corpus's format."""
    import data
    from data.store import Store

    store = Store()
    there = data.available(store)
    names = chosen.data or there
    if unknown := [name for name in names if name not in there]:
        raise InputError(f"there is no dataset {unknown[0]!r}; available: {', '.join(there)}")
    text = lines(store, names)
    if not text:
        raise InputError(_nothing(store))
    try:
        Path(chosen.out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{chosen.out} cannot be written: {error.strerror}") from None
    note(
        f"{text.count(chr(10))} sentences are in {chosen.out}; they are other people's: mind whose, if you pass them on"
    )


def lines(store: Store, names: Iterable[str]) -> str:
    """The records of these datasets, one JSON object a line; empty where nobody said anything of a sentence."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records(store, names))


def records(store: Store, names: Iterable[str]) -> list[dict[str, Any]]:
    """What people said of the sentences of these datasets, as records of the corpus.

    Indicators are those that the rules of the codebook give the corrected coding, never what the classifier reads in
    the sentence: a model must not learn from itself.
    """
    import data
    from data import corrections, reviewed
    from scoring.indicators import BY_TEXT, measure

    found = []
    for name in names:
        told = store.corrections(name)
        if told.empty:
            continue
        read = data.uncorrected(name, store)
        mine = read[read["event_id"].isin(corrections.reviewed(told))]
        measures = measure(corrections.apply(mine, told).assign(origin="analyst"))[list(BY_TEXT)] > 0
        carried = {event_id: [name for name, on in row.items() if on] for event_id, row in measures.iterrows()}
        found += reviewed.records(read, told, data.documents_of(name, store), carried)
    return found


def train_indicators(chosen: argparse.Namespace, corpus: list[dict[str, Any]]) -> None:
    """Train the classifier of indicators with corrections and without; keep the first, tell the difference."""
    import pandas as pd

    from scoring import classifier
    from scoring.indicators import measure

    out, added = _out(chosen), _added()
    without = classifier.train(pd.DataFrame(corpus), chosen.seed)
    model = classifier.train(pd.DataFrame([*corpus, *added]), chosen.seed, trained_on=date.today().isoformat())
    _saved(lambda: classifier.save(model, out), out)
    _told(out, len(corpus), len(added))
    tables = {name: classifier.card_table(one) for name, one in (("without", without), ("with", model))}
    columns = ["support", "coded_precision", "coded_recall", "coded_f1"]
    both = tables["without"][columns].add_suffix(" without").join(tables["with"][columns].add_suffix(" with"))
    write(both.reset_index(), _SHOWN, _DECIMALS)
    for name, events in _bundled():
        sides = [measure(events, one) > 0 for one in (without, model)]
        changed = sides[0].index[(sides[0] != sides[1]).any(axis=1)]
        rows = events.drop_duplicates("event_id").set_index("event_id").loc[changed]
        listed = []
        for event_id, row in rows.iterrows():
            before, after = (set(side.columns[side.loc[event_id]]) for side in sides)
            moved = {"gained": ", ".join(sorted(after - before)), "lost": ", ".join(sorted(before - after))}
            listed.append({"day": row["date"], "type": row["type"], **moved, "sentence": row["quote"]})
        _changed(name, events["event_id"].nunique(), pd.DataFrame(listed))


def train_reading(chosen: argparse.Namespace, sentences: list[dict[str, Any]], articles: list[dict[str, Any]]) -> None:
    """Train the models of acts and parties with corrections and without; keep the first, tell the difference."""
    import pandas as pd

    import data
    from data.extraction import cards, extract_with_mentions, linear, scorecard, training

    out, added = _out(chosen), _added()
    trials = {"without": sentences, "with": [*sentences, *added]}
    models = {name: training.train(listed, articles, chosen.seed) for name, listed in trials.items()}
    held_out = {name: scorecard.held_out(listed, articles, chosen.seed) for name, listed in trials.items()}
    today = date.today().isoformat()
    card = {
        "trained_on": today,
        "sentences": len(trials["with"]),
        "articles": len(articles),
        "held out": held_out["with"],
    }

    def save() -> None:
        linear.save(models["with"], out)
        cards.write(card, out.with_name(cards.CARD_FILE.name))

    _saved(save, out)
    _told(out, len(sentences), len(added))
    key = ["measured_on", "measure"]
    tables = [cards.table({"held out": held_out[name]}).rename(columns={"value": name}) for name in trials]
    write(tables[0].merge(tables[1], on=key, how="outer", sort=False), _SHOWN, _DECIMALS)
    for name in data.available():
        sides = [extract_with_mentions(data.documents_of(name), models[trial])[0] for trial in trials]
        rows = [side.drop_duplicates("event_id").set_index("event_id") for side in sides]
        listed = []
        for event_id in dict.fromkeys([*rows[0].index, *rows[1].index]):
            was, now = (_coding(side, event_id) for side in sides)
            if was != now:
                there = rows[1] if event_id in rows[1].index else rows[0]
                listed.append({"without": was, "with": now, "sentence": there.at[event_id, "quote"]})
        _changed(name, len(rows[0]), pd.DataFrame(listed))


def _added() -> list[dict[str, Any]]:
    import data
    from data.store import Store

    store = Store()
    added = records(store, data.available(store))
    if not added:
        raise InputError(_nothing(store))
    return added


def _nothing(store: Store) -> str:
    return (
        f"nobody has confirmed, corrected or dismissed a sentence in the store {store.database.name}: there is nothing "
        "to learn from. Page Read of the dashboard is the place"
    )


def _out(chosen: argparse.Namespace) -> Path:
    if not chosen.out:
        raise InputError("--with-corrections needs --out FILE: the models that Casus uses are replaced only by name")
    return Path(chosen.out)


def _saved(save: Any, out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        save()
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None


def _told(out: Path, corpus: int, added: int) -> None:
    note(f"trained on {corpus} sentences of the corpus and {added} that people looked at, saved as {out}")
    note("held out: each side is judged on themes left out of its own corpus, so small differences may be of the split")


def _bundled() -> Iterable[tuple[str, pd.DataFrame]]:
    import data

    return ((name, data.load(name)) for name in data.available())


def _coding(events: pd.DataFrame, event_id: str) -> str:
    rows = events[events["event_id"] == event_id]
    if rows.empty:
        return "(no event)"
    first = rows.iloc[0]
    parties = ["+".join(sorted(rows[role].dropna().unique())) or "?" for role in ("source", "target")]
    mode = f"/{first['mode']}" if isinstance(first["mode"], str) else ""
    return f"{parties[0]} {first['type']}{mode} {parties[1]}, {first['realis']}"


def _changed(name: str, events: int, rows: pd.DataFrame) -> None:
    note(f"{len(rows)} of {events} events of {name} change{':' if len(rows) else ''}")
    if len(rows):
        write(rows, _SHOWN)
