"""Examples of the shell that its help shows, and the few sentences below them."""

from __future__ import annotations

OF_ALL = """\
examples:
  casus risk                                    the bundled case, every actor on its last day
  casus risk --as-of 2021-06-29 --preset "Nuclear file"
  casus extract article.txt --published 2021-06-28 --out events.csv
  casus risk --data events.csv --weight air_strike=12 --half-life 14
  casus import GEDEvent.csv --source ucdp --dataset ged
  casus serve                                   the dashboard in the browser

`casus COMMAND --help` explains a command.
"""

# by command; one that explains itself has none
EXAMPLES = {
    "extract": """\
examples:
  casus extract article.txt --published 2021-06-28
  casus extract page.html report.pdf --format json
  casus extract https://example.org/news/story.html --out events.csv
  pdftotext scan.pdf - | casus extract - --published 2021-06-28

The day of publication gives "on Monday" its date. Web pages mostly state it, text and PDF do not.
""",
    "risk": """\
examples:
  casus risk                                        the bundled case on the last day of its data
  casus risk --as-of 2021-06-29 --known-on 2021-06-29
                                                    that day, with what was published by then
  casus risk --role exposure --top 5                who bears it instead of who does it
  casus risk --role pair --actor "USA>IRN" --series --format csv
  casus risk --weight air_strike=12 --weight accusation=0
  casus risk --weights w.json                       {"air_strike": 12, "accusation": 0}
  casus risk --data events.csv                      events from `casus extract --out events.csv`

Weights start from the preset (Default), then those in --weights replace theirs, then those in --weight.
Index: 10 x log2(1 + pressure / 0.1); ten points are about a doubling of pressure (points per day).
Relief is on the same scale and is never subtracted.
""",
    "brief": """\
examples:
  casus brief --out brief.html                      the bundled case as it opens
  casus brief --link "http://127.0.0.1:8501/?v=1&data=..." --out brief.html
                                                    exactly the view of a link that was copied
  casus brief --data events.csv --focus USA --to 2021-06-29 --known-on 2021-06-29 --out brief.html
  casus brief --pair "USA>IRN" --preset "Nuclear file" --out brief.html

One HTML file without scripts that opens without a network and prints on one to three sheets. What else is asked for
goes over the settings of the link.
""",
    "fetch": """\
examples:
  casus fetch ucdp --version 25.1 --country 652 --from 2019-01-01 --out syria.csv
  casus fetch ucdp --version 25.0.6 --out candidates.csv

UCDP gives a token to those who ask (https://ucdp.uu.se/apidocs/): set CASUS_UCDP_TOKEN to it. Finished pages are kept
in ~/.casus/fetched, so that the same command goes on after an interruption. UCDP holds events with deaths only: where
it has none, it need not have been calm. ACLED does not allow others to hand on its data: export your own there.
""",
    "import": """\
examples:
  casus import GEDEvent.csv --source ucdp --dataset ged --rejects odd.csv
  casus import GEDEvent_new.csv --source ucdp --dataset ged --replace
  casus import incidents.xlsx --map mapping.json --dataset ours
                                    {"date": "When", "source": "Who", "type": "What", "types": {"bombing": "ASSAULT"}}
  casus risk --data ged             then shows it

Without --source the file is recognised by its columns. A mapping is remembered for files with the same header. The same
file twice adds nothing; an event that is there already stays as it is, unless --replace says that this is a newer
release. An import that is interrupted leaves nothing. The store: CASUS_STORE, a path or
postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME (~/.casus/casus.sqlite).
""",
    "backup": """\
examples:
  casus backup everything.casus
  15 3 * * *  /srv/casus/.venv/bin/casus backup /var/backups/casus/$(date +\\%F).casus     a line for cron

All that the store holds as of one moment, while others go on writing: articles, events, imports with their rejects,
corrections, views, links, presets, mappings, alert rules, alerts and forecasts. A zip of Parquet tables with their
checksums. The file appears when it is whole, and takes the place of no other.
""",
    "restore": """\
examples:
  casus restore everything.casus
  CASUS_STORE=/srv/casus/new.sqlite casus restore everything.casus
  CASUS_STORE=postgresql+psycopg://casus@db.example/team casus restore everything.casus

Into a store that is empty, SQLite or PostgreSQL, whichever the backup came from. The file is compared with its
checksums first; then all of it is there, or nothing.
""",
    "corrections": """\
examples:
  casus corrections --out corrections.jsonl
  casus corrections --data us-iran-2019-2021 --out corrections.jsonl

Sentences that people confirmed or corrected on page Read, and those of which they dismissed every event, one record a
line in the format of data/corpus. Indicators are those that the rules give the corrected coding. Who said what is left
out. The sentences are those of the articles: mind whose they are before you pass them on.
""",
    "train": """\
examples:
  casus train --out /tmp/trial/model.skops          train and look at the card; nothing in use changes
  casus risk --model /tmp/trial/model.skops         use it once
  casus train                                       replace the model that Casus uses
  casus train reading --out /tmp/trial/model.npz    the models that find acts and their parties in a text
  casus train --with-corrections --out /tmp/trial/model.skops
                                                    with what people corrected, and what that changes

With corrections two models are trained, with and without them. Printed are the held-out figures of both and the events
of the bundled datasets that come out otherwise. --out must be given then: nothing in use changes unawares.
""",
    "alert": """\
examples:
  casus alert                                       every rule, on the last day of its data
  casus alert --as-of 2021-06-29 --known-on 2021-06-29 --dry-run
                                                    what would have been told on that day
  15 6 * * *  CASUS_WEBHOOK=https://chat.example/hooks/NAME casus alert
                                                    in a crontab: every morning

Rules are made on the page Alerts. Exit code 0: nothing fired; 10: something fired; 11: something waits because the
webhook did not take it, and the next run sends it again; 2: a rule or an argument cannot be used, the other rules are
judged all the same. The webhook gets one POST of JSON with `text` and `alerts`; no redirect is followed. An alert may
come twice where the receiver took it and could not say so: its `id` tells. Run one at a time.
""",
    "validity": """\
examples:
  casus validity                                    the bundled case: how high the index stood before its crises
  casus validity GEDEvent.csv --out validity.json   deaths of the next 7 and 30 days, on a file of coded events
  casus validity ged.csv --role conduct --second-from 2018-01-01 --test-from 2019-01-01 --actors

Asked of each actor and day with a year of history: do the deaths of the next days exceed the 80th percentile of the
actor's own past? Average precision is that of the index, of plain counts of events and of the dead; chance scores the
base rate. Intervals draw blocks of 60 days anew; where that of a difference holds 0, neither is better. Half-lives are
chosen on the first two periods, and the choice is tried once on the last. Events of a dataset are taken as people
corrected them, whenever they did. Nothing in use changes.
""",
    "backtest": """\
examples:
  casus backtest                                    the bundled case, by actor
  casus backtest --by pair --target assault --horizon 30
  casus backtest --data ged --step 60 --out backtest.json
                                                    an imported dataset; table, calibration, cutoffs and versions

On each cutoff the model sees only what was published by then. Persistence, climatology and conflictology stand beside
it on the same cells, also where they are better. Scored are cells with a forecast of ours and a known outcome; where
history is too short or hits are too few there is no forecast, and that is said.
""",
    "sbom": """\
examples:
  casus sbom --out casus.cdx.json
  casus sbom | jq -r '.components[] | "\\(.name) \\(.version) \\(.licenses[0].expression)"'
                                    one package a line, with its licence

Python packages that are installed for Casus and no others, as "required", "optional" (extras) or "excluded" (tests),
and data and outlines of others. Nothing is sent anywhere.
""",
    "serve": """\
examples:
  casus serve                                       http://127.0.0.1:8501, on this machine only
  casus serve --port 9000
  casus serve --share                               for everyone who reaches this machine; prints their link
  casus serve --share --host 192.0.2.7              the same, on one of its addresses

Without --share it is never open to others. With it, anyone there can read and add, unless a sign-in is set up
(dashboard/TEAM.md): then those who sign in can read, and those whom [people] names can add.
""",
}
