"""The arguments of the command line, and the parser that reads and explains them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from importlib.metadata import version

from dashboard.shell_examples import EXAMPLES, OF_ALL

FORMATS = ("table", "csv", "json")
ROWS_SHOWN = 20  # actors in a table: what fits a terminal; files have all
# Days that alert rules look back on: a job that runs once a week misses none; a year is all that they are tried on
LOOK_BACK, MOST_LOOKED_BACK = 7, 365
HALF_LIFE = 7.0  # days; scoring.risk has the reason, and a test that both agree
HOST, PORT = "127.0.0.1", 8501  # this machine only; Streamlit's usual port
LOG_VARIABLE, LOG_STYLES = "CASUS_LOG", ("json", "text")
LOG_LEVEL_VARIABLE, LOG_LEVELS = "CASUS_LOG_LEVEL", ("info", "debug")
EVERYWHERE = "0.0.0.0"  # every address of the machine
WHAT = ("indicators", "reading")  # the classifier of indicators; the models that read acts and their parties
STEP = 30  # days between two cutoffs of a backtest, as scoring.backtest has it: no import of that for the help
_UNITS = ("conduct", "exposure", "pair", "country")
_ROLES = ("conduct", "exposure", "sponsorship", "pair", "country")

Command = Callable[[argparse.Namespace], int | None]  # what it returns is the exit code, nothing is 0

_ABOUT = """\
Reads what happened, says which escalation indicators each event carries, and shows how the risk of escalation moves
over time, by actor and by pair of actors. The index is an index, not a probability.
"""


def log_style(asked: str | None = None) -> str:
    """How the server writes its log: as asked, else as $CASUS_LOG says, else for the eye on a terminal."""
    asked = asked or os.environ.get(LOG_VARIABLE)
    return asked if asked in LOG_STYLES else "text" if sys.stderr.isatty() else "json"


def parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of `casus`; what it returns carries the chosen one of `commands` (extract, risk, ...) as `run`."""
    whole = _described(argparse.ArgumentParser, _ABOUT, OF_ALL, prog="casus")
    whole.add_argument("--version", action="version", version=f"casus {version('casus')}")
    choice = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (summary, add) in _COMMANDS.items():
        about = f"{summary[0].upper()}{summary[1:]}."
        one = _described(choice.add_parser, about, EXAMPLES.get(name, ""), name=name, help=summary)
        one.set_defaults(run=commands[name])
        add(one)
    return whole


def _described(make: Callable[..., argparse.ArgumentParser], about: str, examples: str, **named: str):
    layout = argparse.RawDescriptionHelpFormatter  # keeps the lines of the examples
    return make(**named, description=about, epilog=examples, formatter_class=layout, allow_abbrev=False)


def _extract(one: argparse.ArgumentParser) -> None:
    accepted = "file (.txt, .md, .html, .pdf), http(s) address, or - for standard input"
    one.add_argument("articles", nargs="+", metavar="ARTICLE", help=accepted)
    one.add_argument("--published", type=_day, metavar="DATE", help="day of publication, YYYY-MM-DD, of all of them")
    _output(one, "csv")


def _risk(one: argparse.ArgumentParser) -> None:
    one.add_argument("--data", metavar="NAME|FILE", help="bundled or added dataset, or events as .csv or .json")
    one.add_argument("--added", action="store_true", help="with the articles added to the dataset on this machine")
    one.add_argument("--preset", default="Default", metavar="NAME", help='weights to start from, e.g. "Nuclear file"')
    one.add_argument("--weights", metavar="FILE", help="JSON object of weights by indicator")
    one.add_argument("--weight", action="append", default=[], metavar="ID=NUMBER", help="one weight; may be repeated")
    one.add_argument("--half-life", type=float, metavar="DAYS", help="days in which half of the pressure goes (7)")
    role = "what an actor does, bears, is said to sponsor, does to another, or where it happens (conduct)"
    one.add_argument("--role", default=_ROLES[0], choices=_ROLES, help=role)
    share = "share of what alleged clients do that is added to conduct, 0 to 1 (0)"
    one.add_argument("--sponsorship", type=_share, default=0.0, metavar="SHARE", help=share)
    one.add_argument("--confidence", type=_share, default=0.0, metavar="LEAST", help="leave out less sure events (0)")
    one.add_argument("--as-of", type=_day, metavar="DATE", help="the day to stand on (last day of the data)")
    one.add_argument("--known-on", type=_day, metavar="DATE", help="use only what was published by this day")
    one.add_argument("--actor", action="append", metavar="ID", help="only this one (a pair: USA>IRN); may be repeated")
    one.add_argument("--series", action="store_true", help="every day up to then, not the one day alone")
    one.add_argument("--top", type=_count, default=ROWS_SHOWN, metavar="N", help=f"rows shown, 0: all ({ROWS_SHOWN})")
    one.add_argument("--model", metavar="FILE", help="another classifier than the one that Casus uses")
    _output(one, "table")


def _brief(one: argparse.ArgumentParser) -> None:
    one.add_argument("--data", metavar="NAME|FILE", help="bundled or added dataset, or events as .csv or .json")
    one.add_argument("--link", metavar="ADDRESS", help="a link that was copied from the dashboard")
    one.add_argument("--added", action="store_true", help="with the articles added to the dataset on this machine")
    one.add_argument("--from", dest="start", metavar="DATE", help="first day that is drawn")
    one.add_argument("--to", dest="end", metavar="DATE", help="the day to stand on")
    one.add_argument("--known-on", dest="as_known", metavar="DATE", help="use only what was published by this day")
    one.add_argument("--since", metavar="DATE", help="the day that changes are told from (a week before the last)")
    one.add_argument("--role", choices=_ROLES[:2], help="what an actor does, or bears (conduct)")
    one.add_argument("--focus", metavar="ID", help="the actor to brief on (whose index rose most)")
    one.add_argument("--pair", metavar="A>B", help="only what the first does to the second")
    one.add_argument("--preset", metavar="NAME", help='weights to start from, e.g. "Nuclear file"')
    one.add_argument("--weights", metavar="FILE", help="JSON object of weights by indicator")
    one.add_argument("--weight", action="append", default=[], metavar="ID=NUMBER", help="one weight; may be repeated")
    one.add_argument("--half-life", metavar="DAYS", help="days in which half of the pressure goes (7)")
    share = "share of what alleged clients do that is added to conduct, 0 to 1 (0)"
    one.add_argument("--sponsorship", metavar="SHARE", help=share)
    one.add_argument("--confidence", metavar="LEAST", help="leave out less sure events (0)")
    one.add_argument("--out", required=True, metavar="FILE", help="HTML file to write")


def _fetch(one: argparse.ArgumentParser) -> None:
    one.add_argument("what", choices=("ucdp",), help="whose events: UCDP GED")
    version = "25.1: a yearly release; 25.0.6: the candidates of a month"
    one.add_argument("--version", required=True, metavar="V", help=version)
    countries = "number of Gleditsch and Ward, e.g. 652 Syria, 645 Iraq; may be repeated (all countries)"
    one.add_argument("--country", type=_count, action="append", default=[], metavar="N", help=countries)
    one.add_argument("--from", dest="since", type=_day, metavar="DATE", help="first day (that of the data)")
    one.add_argument("--to", dest="until", type=_day, metavar="DATE", help="last day (that of the data)")
    one.add_argument("--out", required=True, metavar="FILE", help="CSV file to write")
    token = "better in CASUS_UCDP_TOKEN: other users of this machine see arguments"
    one.add_argument("--token", metavar="TOKEN", help=token)
    one.add_argument("--refresh", action="store_true", help="forget the pages that are kept, and start over")
    one.add_argument("--page-size", type=_count, default=1000, metavar="N", help="rows a page, up to 1000 (1000)")
    one.add_argument("--base-url", metavar="URL", help="another address of the API, on this machine only, for tests")


def _import(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE", help="coded events, plain or packed")
    source = "whose: ucdp, acled, gdelt, icews, polecat, or table for any other (recognised by its columns)"
    one.add_argument("--source", metavar="NAME", help=source)
    one.add_argument("--dataset", metavar="NAME", help="dataset to add to (the name of the source)")
    one.add_argument("--map", metavar="FILE", help="JSON object of columns of the schema and those of a table")
    one.add_argument("--replace", action="store_true", help="a newer release: its events replace those imported before")
    one.add_argument("--rejects", metavar="FILE", help="CSV file to write warnings and rejects to")


def _backup(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE", help="new file to write")


def _restore(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", metavar="FILE", help="what `casus backup` wrote")


def _corrections(one: argparse.ArgumentParser) -> None:
    one.add_argument("--data", action="append", metavar="NAME", help="only this dataset; may be repeated (all)")
    one.add_argument("--out", required=True, metavar="FILE", help=".jsonl file to write")


def _imports(one: argparse.ArgumentParser) -> None:
    _output(one, "table")


def _train(one: argparse.ArgumentParser) -> None:
    one.add_argument("what", nargs="?", default=WHAT[0], choices=WHAT, help=f"which models ({WHAT[0]})")
    one.add_argument("--corpus", metavar="DIR", help="folder of .jsonl files (the project's own)")
    one.add_argument("--seed", type=_count, default=0, metavar="N", help="same seed and corpus, same model (0)")
    one.add_argument("--out", metavar="FILE", help="where to save it, its card beside it (the model that Casus uses)")
    more = "learn from what people corrected, too, and tell what changes; needs --out"
    one.add_argument("--with-corrections", action="store_true", help=more)


def _card(one: argparse.ArgumentParser) -> None:
    one.add_argument("what", nargs="?", default=WHAT[0], choices=WHAT, help=f"of which models ({WHAT[0]})")
    one.add_argument("--model", metavar="FILE", help="another classifier than the one that Casus uses")
    _output(one, "table")


def _alert(one: argparse.ArgumentParser) -> None:
    one.add_argument("--rule", action="append", default=[], metavar="NAME", help="only this one; may be repeated (all)")
    one.add_argument("--as-of", type=_day, metavar="DATE", help="the day to stand on (last day of each rule's data)")
    one.add_argument("--known-on", type=_day, metavar="DATE", help="use only what was published by this day")
    back = f"days up to then that are judged, at least those between two runs ({LOOK_BACK})"
    one.add_argument("--look-back", type=_days, default=LOOK_BACK, metavar="DAYS", help=back)
    address = "address to post JSON to; better in CASUS_WEBHOOK: other users of this machine see arguments"
    one.add_argument("--webhook", metavar="URL", help=address)
    one.add_argument("--dry-run", action="store_true", help="tell what fires; note and post nothing")
    one.add_argument("--format", dest="format_", choices=("text", "json"), default="text", help="(text)")


def _backtest(one: argparse.ArgumentParser) -> None:
    one.add_argument("--data", metavar="NAME|FILE", help="bundled or imported dataset, or events as .csv or .json")
    one.add_argument("--added", action="store_true", help="with the articles added to the dataset on this machine")
    one.add_argument("--known-on", type=_day, metavar="DATE", help="use only what was published by this day")
    units = "whom it is forecast for: what an actor does, bears, does to another, or where it happens (conduct)"
    one.add_argument("--by", default=_UNITS[0], choices=_UNITS, help=units)
    targets = "assault, deaths_1, deaths_25 or deaths_100; may be repeated (all)"
    one.add_argument("--target", action="append", metavar="ID", help=targets)
    lengths = f"days ahead, 1 to {MOST_LOOKED_BACK}; may be repeated (7, 30, 90)"
    one.add_argument("--horizon", type=_days, action="append", metavar="DAYS", help=lengths)
    one.add_argument("--step", type=_days, default=STEP, metavar="DAYS", help=f"from one cutoff to the next ({STEP})")
    one.add_argument("--format", dest="format_", choices=FORMATS, default="table", help="(table)")
    one.add_argument("--out", metavar="FILE", help="write it to this JSON file, too, with calibration and versions")


def _validity(one: argparse.ArgumentParser) -> None:
    one.add_argument("data", nargs="?", metavar="NAME|FILE", help="dataset, or a file of coded events (bundled case)")
    source = "whose file: ucdp, acled, gdelt, icews, polecat or table (recognised by its columns)"
    one.add_argument("--source", metavar="NAME", help=source)
    one.add_argument("--added", action="store_true", help="with the articles added to the dataset on this machine")
    one.add_argument("--known-on", type=_day, metavar="DATE", help="use only what was published by this day")
    both = "what an actor does or bears; may be repeated (both)"
    one.add_argument("--role", action="append", choices=_ROLES[:2], help=both)
    one.add_argument("--half-life", type=float, default=HALF_LIFE, metavar="DAYS", help=f"({HALF_LIFE:g})")
    parts = "first day of the second period to choose a half-life on (a third of the days in)"
    one.add_argument("--second-from", type=_day, metavar="DATE", help=parts)
    one.add_argument("--test-from", type=_day, metavar="DATE", help="first day of the test (two thirds in)")
    one.add_argument("--actors", action="store_true", help="print each actor's own figures, too; files have them")
    one.add_argument("--seed", type=_count, default=0, metavar="N", help="of the draws behind the intervals (0)")
    one.add_argument("--out", metavar="FILE", help="JSON file to write all figures to")


def _sbom(one: argparse.ArgumentParser) -> None:
    one.add_argument("--out", metavar="FILE", help="write to this file instead of standard output")


def _serve(one: argparse.ArgumentParser) -> None:
    one.add_argument("--share", action="store_true", help="open it to the network, and print the link for others")
    where = f"where to listen ({HOST}: this machine only; with --share {EVERYWHERE}: all of its addresses)"
    one.add_argument("--host", metavar="ADDRESS", help=where)
    one.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"port to listen on ({PORT})")
    lines = "lines of the log (text on a terminal, else json)"
    one.add_argument("--log", choices=LOG_STYLES, help=lines)
    more = "debug: messages of errors, too, which may quote articles (info)"
    one.add_argument("--log-level", choices=LOG_LEVELS, help=more)


# command -> (what it does, its arguments); its examples stand in dashboard.shell_examples
_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "extract": ("read articles and print the events in them", _extract),
    "risk": ("print index and pressure by actor and track", _risk),
    "brief": ("write a printable page on a view", _brief),
    "fetch": ("download coded events from a provider that allows it", _fetch),
    "import": ("add coded events to the store", _import),
    "imports": ("list what was imported", _imports),
    "backup": ("write everything in the store to one file", _backup),
    "restore": ("put a backup into an empty store", _restore),
    "corrections": ("write what people corrected as training data", _corrections),
    "train": ("train the models on the corpus and print their card", _train),
    "card": ("print what the models were measured to do on themes they had not seen", _card),
    "alert": ("judge the alert rules and tell what fired, for cron", _alert),
    "backtest": ("score forecasts of the past beside simple ones", _backtest),
    "validity": ("measure whether the index rises before deaths and known crises", _validity),
    "sbom": ("print what Casus consists of, with versions and licences, as CycloneDX JSON", _sbom),
    "serve": ("run the dashboard", _serve),
}


def _output(one: argparse.ArgumentParser, usual: str) -> None:
    one.add_argument("--format", dest="format_", choices=FORMATS, default=usual, help=f"({usual})")
    one.add_argument("--out", metavar="FILE", help="write to this file instead of standard output")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day written YYYY-MM-DD") from None


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_LOOKED_BACK:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_LOOKED_BACK}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)
