"""Who may stand in for whom in an exchange: an umbrella for its members, an alleged patron for its clients."""

from __future__ import annotations

import pandas as pd

UMBRELLA, PATRON = "umbrella", "alleged patron"
COLUMNS = ("actor", "stand_in", "since", "until", "through")
# The two columns of each frame, nearest first: an umbrella is its members, a patron only stands behind its clients
_RELATIONS = {UMBRELLA: ("member", "umbrella"), PATRON: ("client", "patron")}
NEARNESS = {UMBRELLA: 1, PATRON: 2}  # 0: nobody stands in
_FIRST, _LAST = pd.Timestamp("1678-01-01"), pd.Timestamp("2262-01-01")  # open ends, within what a timestamp holds


class SideError(ValueError):
    """A frame of relations that cannot be read; the message names the columns that it needs."""


def stand_ins(umbrellas: pd.DataFrame | None = None, patrons: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every pair of actors of which one may stand in for the other, both ways: actor, stand_in, since, until, through.

    `umbrellas` has columns member, umbrella, since, until; `patrons` client, patron, since, until (null: open). One hop
    only: two members or clients of one actor do not stand in for each other, as what they share makes them no one side.
    `through` is UMBRELLA or PATRON. Raises SideError for a frame without its columns.
    """
    given = {UMBRELLA: umbrellas, PATRON: patrons}
    frames = [_both_ways(frame, through) for through, frame in given.items() if frame is not None]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS), dtype="str")


def _both_ways(frame: pd.DataFrame, through: str) -> pd.DataFrame:
    pair = list(_RELATIONS[through])
    missing = [column for column in (*pair, "since", "until") if column not in frame.columns]
    if missing:
        raise SideError(f"missing columns {missing}; {through} needs {pair} and since, until (null where open)")
    dated = frame[pair].assign(
        since=pd.to_datetime(frame["since"]).fillna(_FIRST),
        until=pd.to_datetime(frame["until"]).fillna(_LAST),
        through=through,
    )
    turned = [dated.set_axis(names, axis=1) for names in (list(COLUMNS), ["stand_in", "actor", *COLUMNS[2:]])]
    return pd.concat(turned, ignore_index=True)[list(COLUMNS)]


def seen_as(acts: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """`acts` (event_id, source, target, low, high) as they are, and again with one party replaced by a stand-in.

    Adds `through`: null, UMBRELLA or PATRON. At most one party of an act is replaced, by a relation that held on a day
    the act may have been on; of several readings with the same parties the nearest is kept. Acts within one side (the
    same actor in both roles) are left out.
    """
    readings = [acts.assign(through=pd.Series(None, index=acts.index, dtype="str"))]
    for party in ("source", "target") if len(relations) else ():
        joined = acts.merge(relations, left_on=party, right_on="actor")
        held = joined[(joined["since"] <= joined["high"]) & (joined["until"] >= joined["low"])]
        readings.append(held.assign(**{party: held["stand_in"]})[[*acts.columns, "through"]])
    seen = pd.concat(readings, ignore_index=True)
    seen = seen[(seen["source"] != seen["target"]) | seen["source"].isna()]
    seen["order"] = seen["through"].map(NEARNESS).fillna(0)
    nearest = seen.sort_values(["event_id", "order"], kind="stable")
    return nearest.drop_duplicates(["event_id", "source", "target"]).drop(columns="order").reset_index(drop=True)
