"""The same engine as the dashboard, from the shell: `casus extract`, `risk`, `brief`, `alert`, `backtest`, `validity`,
`fetch`, `import`, `imports`, `backup`, `restore`, `corrections`, `train`, `card`, `sbom` and `serve`.

Results go to standard output or to a file, everything else to standard error. Exit code 0, or 2 with one sentence for
an unusable argument or input; `alert` has more (see dashboard.alert), `serve` ends with 1 where the dashboard cannot
start. Numbers in CSV and JSON are exact.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import runpy
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard import asked
from dashboard.alert import alert
from dashboard.arguments import EVERYWHERE, HOST, LOG_LEVEL_VARIABLE, LOG_VARIABLE, log_style, parser
from dashboard.backtesting import backtest
from dashboard.briefing import brief
from dashboard.holdings import import_, imports
from dashboard.output import InputError
from dashboard.output import note as _note
from dashboard.output import write as _write
from dashboard.own_errors import own_errors
from dashboard.safekeeping import backup, restore
from dashboard.sbom import sbom
from dashboard.teaching import corrections, train_indicators, train_reading
from dashboard.validity import validity

if TYPE_CHECKING:
    import pandas as pd

    from scoring.cube import Cube

USAGE = 2  # exit code for arguments or input that cannot be used, as argparse has it
INTERRUPTED = 130  # exit code after Ctrl+C, as shells have it

_ROOT = Path(__file__).resolve().parents[1]
_CORPUS = _ROOT / "data" / "corpus"
_EVENTS_SHOWN = ["date", "source", "type", "mode", "target", "place", "realis", "killed_best", "confidence"]
_CARD_DECIMALS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(level=logging.CRITICAL)  # remarks of libraries about odd files are not for this reader
    commands = (
        extract, risk, brief, alert, backtest, validity,
        fetch, import_, imports, backup, restore, corrections, train, card, sbom, serve,
    )  # fmt: skip
    chosen = parser({made.__name__.rstrip("_"): made for made in commands}).parse_args(arguments)
    try:
        code = chosen.run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:  # `casus ... | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = None
    except KeyboardInterrupt:
        return INTERRUPTED
    except ValueError as error:
        if not isinstance(error, own_errors()):
            raise
        _note(str(error))
        return USAGE
    return code or 0


def extract(chosen: argparse.Namespace) -> None:
    """Events of articles."""
    import pandas as pd

    from data import documents
    from data.extraction import BATCH, extract

    listed = [path for path in chosen.articles if path != "-"]
    frames = [documents.read(listed, private=True)] if listed else []
    if "-" in chosen.articles:
        frames.append(documents.from_bytes("standard input", sys.stdin.buffer.read(documents.MAX_BYTES + 1)))
    read = pd.concat(frames, ignore_index=True).drop_duplicates("document_id", ignore_index=True)
    if chosen.published:
        read["published"] = pd.Timestamp(chosen.published)
    for title in read.loc[read["published"].isna(), "title"]:
        _note(f"no day of publication is known for “{title}”: its relative dates stay open (see --published)")
    events = extract(read, workers=os.cpu_count() or 1, progress=_progress if len(read) >= BATCH else None)
    if events.empty:
        _note("no events were found")
    _write(events[_EVENTS_SHOWN] if chosen.format_ == "table" else events, chosen)


def risk(chosen: argparse.Namespace) -> None:
    """Index and pressure by entity and track."""
    frame, cube, events, read = _risk(chosen)
    if cube.undated:
        _note(f"{cube.undated} realised events without a date are left out")
    if frame.empty:
        _note("none of the events is realised, dated and of somebody: there is no risk to show")
        _write(frame, chosen)
        return
    first, last = frame["date"].min(), frame["date"].max()
    day = last if chosen.as_of is None else _timestamp(chosen.as_of)
    if not first <= day <= last:
        raise InputError(f"no data on {day:%Y-%m-%d}; the data cover {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    frame = frame[frame["date"] <= day] if chosen.series else frame[frame["date"] == day]
    _note_ties(events[~(events["date"] > day)], chosen, set(frame["entity"]))
    if chosen.format_ == "table":
        _write(_wide(frame, chosen.series, chosen.top), chosen)
        _note("this is an index, not a probability: ten points are about a doubling of pressure (points per day)")
    else:
        _write(frame, chosen)
    if chosen.out:
        _tell_source(chosen, read)


def fetch(chosen: argparse.Namespace) -> None:
    """Events of a provider as a file."""
    from data import fetch as fetching

    asked = fetching.Request(
        chosen.version, tuple(chosen.country), chosen.since, chosen.until, chosen.page_size,
        chosen.base_url or fetching.UCDP,
    )  # fmt: skip
    token = chosen.token if chosen.token is not None else os.environ.get(fetching.TOKEN_VARIABLE) or None
    try:
        done = fetching.ucdp(asked, Path(chosen.out), token, refresh=chosen.refresh, progress=_pages, note=_note)
    except KeyboardInterrupt:
        _note("stopped; finished pages are kept, and the same command goes on from there")
        raise
    if not done.asked:
        _note("all pages were there from an earlier download (--refresh fetches them anew)")
    _note(f"{done.rows} events of UCDP GED {chosen.version} are in {done.path}; cite UCDP with them (CC BY 4.0)")


def train(chosen: argparse.Namespace) -> None:
    """Train models on a corpus, save them and print their card."""
    import pandas as pd

    from dashboard.tables import written
    from scoring import classifier

    if chosen.what == "reading":
        _train_reading(chosen)
        return
    records = _records(Path(chosen.corpus or _CORPUS))
    if chosen.with_corrections:
        train_indicators(chosen, records)
        return
    out, corpus = Path(chosen.out) if chosen.out else classifier.MODEL_FILE, pd.DataFrame(records)
    model = classifier.train(corpus, chosen.seed, trained_on=date.today().isoformat())
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        classifier.save(model, out)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None
    _note(f"trained on {len(corpus)} sentences, saved as {out}")
    print(written(classifier.card_table(model).reset_index(), "table", _CARD_DECIMALS))


def _train_reading(chosen: argparse.Namespace) -> None:
    from data.extraction import acts, cards, linear, scorecard, training

    folder = Path(chosen.corpus or _CORPUS)
    sentences, articles = _records(folder), _records(folder / "articles")
    if chosen.with_corrections:
        train_reading(chosen, sentences, articles)
        return
    out = Path(chosen.out) if chosen.out else acts.MODEL_FILE
    models = training.train(sentences, articles, chosen.seed)
    figures = {"trained_on": date.today().isoformat(), "sentences": len(sentences), "articles": len(articles)}
    figures["held out"] = scorecard.held_out(sentences, articles, chosen.seed)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        linear.save(models, out)
        cards.write(figures, out.with_name(cards.CARD_FILE.name))
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None
    _note(f"trained on {len(sentences)} sentences and {len(articles)} articles, saved as {out}")
    _write(cards.table(figures), argparse.Namespace(format_="table", out=None), _CARD_DECIMALS)


def card(chosen: argparse.Namespace) -> None:
    """What was measured on held-out themes."""
    from scoring import classifier

    if chosen.what == "reading":
        from data.extraction import cards

        beside = Path(chosen.model).with_name(cards.CARD_FILE.name) if chosen.model else cards.CARD_FILE
        _write(cards.table(cards.read(beside)), chosen, _CARD_DECIMALS)
        return
    model = classifier.load(chosen.model) if chosen.model else classifier.load()
    _write(classifier.card_table(model).reset_index(), chosen, _CARD_DECIMALS)


def serve(chosen: argparse.Namespace) -> None:
    """Run the dashboard until it is stopped."""
    options = {
        "server.address": _host(chosen.host, chosen.share),
        "server.port": chosen.port,
        "server.headless": "true",
        "server.enableStaticServing": "true",  # the outlines of the map
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "logger.messageFormat": "%(message)s",  # each line is whole (dashboard/log.py)
        "logger.hideWelcomeMessage": "true",  # dashboard.announcing says where it is, and asks no other machine for it
    }
    from data.store import PATH_VARIABLE, Store

    # the store's whole path, as the folder changes below
    os.environ |= {LOG_VARIABLE: log_style(chosen.log), PATH_VARIABLE: Store().database.location}
    if chosen.log_level:
        os.environ[LOG_LEVEL_VARIABLE] = chosen.log_level
    os.chdir(_ROOT)  # where its .streamlit/config.toml lies
    for asked_to_stop, code in ((signal.SIGTERM, 0), (signal.SIGINT, INTERRUPTED)):
        signal.signal(asked_to_stop, lambda *_, code=code: sys.exit(code))
    # in this process: a child would go on, and hold the port, when this one is killed
    sys.argv = ["streamlit", "run", str(_ROOT / "dashboard" / "app.py"), *(f"--{k}={v}" for k, v in options.items())]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _host(host: str | None, share: bool) -> str:
    """Where to listen. The one way to open the server is --share; --host says on which address."""
    from dashboard.listening import is_loopback

    if host is None:
        return EVERYWHERE if share else HOST
    if share and is_loopback(host):
        raise InputError(f"--share opens the dashboard to others, --host {host} is this machine alone; leave one out")
    if not share and not is_loopback(host):
        raise InputError(f"--host {host} is open to others: add --share, or listen on {HOST}")
    return host


def _risk(chosen: argparse.Namespace) -> tuple[pd.DataFrame, Cube, pd.DataFrame, pd.DataFrame]:
    """The risk frame, its cube, the events that count, and all events that were read."""
    from dashboard.reckoning import first_day
    from data.actors import PATRON
    from scoring import classifier, cube, risk
    from scoring.indicators import measure

    if chosen.sponsorship and chosen.role != "conduct":
        raise InputError(f"--sponsorship adds to what actors do (--role conduct), not to {chosen.role}")
    weights = asked.weights(chosen)
    half_life = risk.HALF_LIFE if chosen.half_life is None else chosen.half_life
    events = asked.events(chosen)
    measures = measure(events, classifier.load(chosen.model) if chosen.model else None)
    known = events[events["confidence"] >= chosen.confidence]
    start = first_day(events)
    # decayed first and weighed then, as the dashboard does: the same sums in the same order, to the last digit
    built = cube.of(known, measures, chosen.role, PATRON, start).decayed(half_life)
    sponsored = None
    if chosen.sponsorship:
        sponsored = cube.of(known, measures, "sponsorship", PATRON, start).decayed(half_life)
    frame = risk.risk(built, weights, half_life, sponsored, chosen.sponsorship)
    frame["entity"] = frame["entity"].astype("str")
    if chosen.actor:
        missing = sorted(set(chosen.actor) - set(frame["entity"]))
        if missing:
            raise InputError(f"no events by {chosen.role} for {missing}; there are: {', '.join(built.entities)}")
        frame = frame[frame["entity"].isin(chosen.actor)]
    return frame, built, known, events


def _tell_source(chosen: argparse.Namespace, events: pd.DataFrame) -> None:
    """Write beside the result what it rests on: data with checksum, weights, settings, models, version."""
    from dashboard import exports, provenance
    from scoring.risk import HALF_LIFE

    names = ("role", "sponsorship", "confidence", "as_of", "known_on", "added", "model")
    settings = {name: str(value) for name in names if (value := getattr(chosen, name)) not in (None, False)}
    name, known = chosen.data or asked.first_dataset(), str(chosen.known_on) if chosen.known_on else None
    half_life = HALF_LIFE if chosen.half_life is None else chosen.half_life
    source = provenance.provenance(name, events, asked.weights(chosen), half_life, settings, known)
    beside = f"{chosen.out}.about.json"
    try:
        Path(beside).write_text(exports.sidecar(source), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{beside} cannot be written: {error.strerror}") from None
    _note(f"data, weights and version are told in {beside}")


def _note_ties(events: pd.DataFrame, chosen: argparse.Namespace, shown: set[str]) -> None:
    """Name the source of every tie by which a client's acts count for those shown."""
    if not chosen.sponsorship and chosen.role != "sponsorship":
        return
    from dashboard.names import display
    from dashboard.sentences import alleged
    from dashboard.ties import ties

    found = ties(events)
    found = found[found["patron"].isin(shown)].drop_duplicates(["client", "patron", "source_note"])
    for tie in found.sort_values(["patron", "client"]).itertuples():
        _note(alleged(display(tie.client), display(tie.patron), tie.source_note))


def _records(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"{folder} holds no corpus: no file ends in .jsonl")
    records = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                records.append(json.loads(line))
            except ValueError as error:
                raise InputError(f"{file}, line {number} is no JSON: {error}") from None
    return records


def _wide(frame: pd.DataFrame, series: bool, top: int) -> pd.DataFrame:
    """One row an entity and day for reading: total index and pressure, the index by track, relief, events."""
    from dashboard.names import display
    from scoring.cube import PAIR
    from scoring.risk import ESCALATION

    by_track = frame.pivot(index=["entity", "date"], columns="track", values="index")
    total = frame[frame["track"] == "total"].set_index(["entity", "date"])
    wide = total[["index", "pressure"]].join(by_track[[*ESCALATION, "relief"]]).assign(events=total["n_events"])
    order = {"date": True, "index": False, "entity": True} if series else {"index": False, "entity": True}
    wide = wide.reset_index().sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    wide.insert(0, "name", [" > ".join(display(part) for part in name.split(PAIR)) for name in wide["entity"]])
    if top and not series and len(wide) > top:
        _note(f"the first {top} of {len(wide)} are shown; --top 0 shows all")
        wide = wide.head(top)
    return wide


def _timestamp(day: date) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)


def _progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\rcasus: {done} of {total} articles read", end=end, file=sys.stderr, flush=True)


def _pages(done: int, total: int) -> None:
    end = "\n" if done == total else "\r"  # the next line writes over it, be it a page more or a sentence
    print(f"casus: {done} of {total} pages", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
