"""The form that makes an alert rule, with what it would have done on the data shown."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import alert_rows, alerting, boundary, cache, figures, permissions, sentences, sign_in, trying
from dashboard.alerting import Rule
from dashboard.names import name
from dashboard.sentences import alerts as words
from dashboard.state import View
from dashboard.style import chart, dark, quiet
from dashboard.summary import roles
from dashboard.trying import Trial
from dashboard.watching import KINDS, Parameter
from data.store import StoreError
from scoring.cube import PAIR

MOST_NAME = 60  # characters of a rule's name: what a table shows
PAIRS = 30  # offered, those with the most events; others are chosen at the left
CHOSEN, SAID = "alerts_chosen", "alerts_said"  # session: the rule in the table, what was last done

Whom = tuple[tuple[str, ...], tuple[str, str] | None]  # actors, pair; neither: any actor


def draw(view: View) -> None:
    """The form under the settings at the left, its trial, and the button that keeps it."""
    st.markdown(f"#### {'Make' if permissions.may_change() else 'Try'} a rule")
    kind = st.selectbox(
        "What to watch", list(KINDS), key="alert_kind", format_func=lambda k: KINDS[k].name,
        help="Judged for each of those watched, on each day of the data.",
    )  # fmt: skip
    st.caption(sentences.escape_markdown(KINDS[kind].question))
    actors, pair = st.selectbox("Whom", _whom(view), key="alert_whom", format_func=lambda w: _label(w, view))
    rule = _numbers(kind, replace(view, actors=actors, pair=pair))
    if rule is None:
        return
    settings = rule.view
    quiet(
        "Kept with the rule: "
        + words.judged_under(
            alert_rows.weights_of(rule), settings.half_life, settings.confidence, settings.sponsorship,
            settings.data, settings.added,
        )
    )  # fmt: skip
    trial = cache.trial(rule, view.end, view.as_known)
    _preview(trial, anyone=len(actors) != 1 and not pair)
    if permissions.may_change():
        _keep(rule)
    else:
        quiet(permissions.refusal())


def fill(rule: Rule) -> None:
    """Callback: put a rule's kind, whom it watches and its numbers into the form."""
    st.session_state["alert_kind"] = rule.kind
    st.session_state["alert_whom"] = (rule.view.actors, rule.view.pair)
    for part in _asked(rule.kind):
        st.session_state[_key(rule.kind, part)] = int(getattr(rule, part))


def plot(trial: Trial, key: str) -> None:
    """The chart of a trial: whom it shows, the threshold, and where it fires."""
    if trial.subject is None or trial.end is None:
        return
    rule, kind = trial.rule, KINDS[trial.rule.kind]
    values, fired = alert_rows.drawn(trial)
    title = words.watched_title(name(trial.subject), rule.kind, roles(rule.view), rule.days, rule.threshold, len(fired))
    note = words.watched_note(kind.unit, trial.end, trial.values.shape[1] - 1)
    counts = kind.unit != KINDS["level"].unit
    figure = figures.watched(values, fired, rule.threshold, kind.unit, title, note, dark(), counts)
    chart(figure, key, f"{title}. {note}")


def _whom(view: View) -> list[Whom]:
    drawn = tuple(cache.situation(view).lines.get("entity", ())) if not view.pair else ()
    drawn = tuple(dict.fromkeys(str(entity) for entity in drawn))
    pairs = list(cache.pairs(view.data, view.added))[:PAIRS]
    chosen = [view.pair] if view.pair else []
    options: list[Whom] = [((), pair) for pair in chosen] + [((), None)]
    options += [(drawn, None)] if len(drawn) > 1 else []
    options += [((actor,), None) for actor in dict.fromkeys([*drawn, *cache.actors(view.data, view.added)])]
    return options + [((), pair) for pair in pairs if pair not in chosen]


def _label(whom: Whom, view: View) -> str:
    actors, pair = whom
    if pair:
        return name(PAIR.join(pair))
    if not actors:
        return f"Any actor of {view.data}"
    named = sentences.listed([name(actor) for actor in actors], "or")
    return named if len(actors) == 1 else f"Any of those drawn: {named}"


def _numbers(kind: str, view: View) -> Rule | None:
    asked = _asked(kind)
    boxes = st.columns(len(asked))
    found = {
        part: _number(box, bounds, _key(kind, part)) for box, (part, bounds) in zip(boxes, asked.items(), strict=True)
    }
    try:
        return alerting.rule(kind, found["threshold"], found.get("days", 0), found["cooldown"], view)
    except alerting.AlertError as error:
        st.warning(sentences.escape_markdown(str(error)), icon=":material/rule:")
        return None


def _asked(kind: str) -> dict[str, Parameter]:
    """The numbers that a kind of rule has, by the part of the rule that they are."""
    of = KINDS[kind]
    return {part: bounds for part in ("threshold", "days", "cooldown") if (bounds := getattr(of, part))}


def _key(kind: str, part: str) -> str:
    return f"alert_{kind}_{part}"


def _number(box: st.delta_generator.DeltaGenerator, bounds: Parameter, key: str) -> int:
    st.session_state.setdefault(key, bounds.usual)
    asked = box.number_input(
        f"{bounds.label}, {bounds.unit}", min_value=bounds.low, max_value=bounds.high, step=1, key=key,
        help=f"{bounds.low} to {bounds.high}. {bounds.reason}",
    )  # fmt: skip
    return bounds.usual if asked is None else asked


def _preview(trial: Trial, anyone: bool) -> None:
    rule = trial.rule
    if trial.end is None:
        quiet("These data have nothing on this day: move the day at the left.")
        return
    subjects = trial.fired["entity"].nunique()
    told = words.would_have(len(trial.fired), len(trial.values), subjects, trial.end, trial.held, trial.judged, anyone)
    st.markdown(f"**{sentences.escape_markdown(told)}**")
    if trial.judged:
        quiet(words.other_thresholds(trying.other_thresholds(trial), KINDS[rule.kind].unit))
        plot(trial, "alert_preview")


def _keep(rule: Rule) -> None:
    usual = f"{KINDS[rule.kind].name}: {sentences.listed(alert_rows.whom(rule), 'or') or 'any actor'}"[:MOST_NAME]
    typed = st.text_input("Name of the rule", key="alert_name", max_chars=MOST_NAME, placeholder=usual)
    called = " ".join((typed or usual).split())[:MOST_NAME]
    there = called in cache.rules()
    st.button(
        "Replace the rule" if there else "Keep the rule", type="primary", on_click=_save, args=(called, rule),
        help="Everyone who uses this server sees it, and casus alert judges it.",
    )  # fmt: skip
    if there:
        st.caption("A rule of this name is in use: keeping this one replaces it. Alerts that it told stay.")


def _save(called: str, rule: Rule) -> None:
    if save(called, alerting.written(rule)):
        st.session_state[SAID] = f"“{called}” is in use."
        st.session_state[CHOSEN] = called


def save(called: str, told: dict[str, object] | None) -> bool:
    """Keep a rule, or take it out of use (None); says so where that fails."""
    try:
        cache.keep_rule(permissions.writing(), called, told, sign_in.who())
    except (StoreError, OSError) as error:
        st.session_state[SAID] = f"It could not be saved: {boundary.said(error)}"
        return False
    return True
