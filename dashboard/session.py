"""The View of one browser tab: held in the session, seeded into widgets, written to the address.

Three things can change it: a widget, the address (a link, Back, Forward) and a click on the navigation, which empties
the address. Widgets win over an address that is merely older; an address that changed by itself wins otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import boundary, cache, permissions
from dashboard.pasted import SHORT, parameters
from dashboard.state import Rejected, View, decode, encode, fit, opening, tidy
from data.store import StoreError

_VIEW, _ADDRESS, _BARE = "casus_view", "casus_address", "casus_bare_address"
_NO_WIDGET = ("page", "weights")
_LISTS = ("actors", "types", "indicators", "realis")  # widgets hold lists, the view tuples
_MAY_BE_NONE = ("as_known", "since", "pair", "horizon")


def begin(page: str) -> tuple[View, list[Rejected]]:
    """The view of this run and what a link asked for in vain. Seeds all widget keys; `end` makes the address exact."""
    cache.follow()
    state, address = st.session_state, _query()
    names = cache.datasets()
    stored: View | None = state.get(_VIEW)
    rejected: list[Rejected] = []
    state[_BARE] = stored is not None and page != stored.page and not address
    if stored is None:
        view, rejected = _from_address(address, page, names)
        seed(view)
    else:
        view = _from_widgets(stored)
        moved = page != stored.page
        if view == stored and address != state.get(_ADDRESS) and (address or not moved):
            view, rejected = _from_address(address, page, names)
            seed(view)
    view = replace(view, page=page)
    view, missing = fit(view, names, _known_actors(view, names))
    if missing:
        seed(view)
    state[_VIEW] = view
    for key, value in _widget_values(view).items():
        if key not in state:
            state[key] = value
    return view, rejected + missing


def view() -> View:
    """The view of this run."""
    return st.session_state[_VIEW]


def end() -> None:
    """Rewrite the address where its meaning differs from the view; once a run, when all is drawn.

    Each rewriting is one step of Back, and takes the browser as long as drawing a chart: who moves a weight would wait.
    A click on the navigation has made that step already, so the bare address that it leaves is not rewritten here but
    filled in (see `bare_address`): Back would stop at it.
    """
    state, shown = st.session_state, view()
    if state.get(_BARE):
        state[_ADDRESS] = link(shown)
        return
    if _from_address(_query(), shown.page, cache.datasets())[0] != shown:
        st.query_params.from_dict(link(shown))
    state[_ADDRESS] = _query()


def bare_address() -> bool:
    """Whether this run came by a click on the navigation, which emptied the address."""
    return bool(st.session_state.get(_BARE))


def change(**values: Any) -> None:
    """Change fields of the view from a callback, before the next run draws its widgets."""
    replace_all(tidy(replace(st.session_state[_VIEW], **values)))


def follow_end() -> None:
    """Callback of the as-of day: what is known moves with it until the two are set apart."""
    stored: View = st.session_state[_VIEW]
    if stored.as_known == stored.end:
        st.session_state["as_known"] = st.session_state["end"]


def replace_all(view: View) -> None:
    """Exchange the whole view from a callback; the page stays."""
    view = replace(view, page=st.session_state[_VIEW].page)
    st.session_state[_VIEW] = view  # for the weights whose sliders are not drawn
    seed(view)


def seed(view: View) -> None:
    """Give every widget the view's value; sliders of weights that are not drawn take theirs when they are."""
    state = st.session_state
    for key, value in _widget_values(view).items():
        state[key] = value
    for indicator, weight in view.weights:
        if weight_key(indicator) in state:
            state[weight_key(indicator)] = weight


def weight_key(indicator: str) -> str:
    """The key of the slider of an indicator's weight."""
    return f"w.{indicator}"


def link(view: View) -> dict[str, str]:
    """The parameters of an address; the page is its path."""
    return {key: text for key, text in encode(view).items() if key != "page"}


def asked_page() -> str | None:
    """The page that a link names in its parameters, as short links and flat views from elsewhere do."""
    return _whole(_query())[0].get("page")


def rest_of_link() -> dict[str, str]:
    """The parameters of the address without the page."""
    return {key: text for key, text in _whole(_query())[0].items() if key != "page"}


def short_link() -> str:
    """The code that stands for this view and its page, kept in the store. Raises StoreError where it cannot be."""
    return keep_link(view())


def keep_link(view: View) -> str:
    """The code of a short link to any view. Raises StoreError where it cannot be kept."""
    return permissions.shorten(urlencode(encode(view)))


def kept_link(code: str) -> tuple[View | None, list[Rejected]]:
    """The view that a code stands for, as far as this server has its data, and what of it is not shown as written."""
    flat, rejected = _whole({SHORT: code})
    if rejected:
        return None, rejected
    return read_link(flat)


def read_link(flat: Mapping[str, str]) -> tuple[View, list[Rejected]]:
    """The view of a link from elsewhere, and what of it is not shown as written; the view of this run stays."""
    names = cache.datasets()
    found, rejected = _from_address(flat, "situation", names)
    found, missing = fit(found, names, _known_actors(found, names))
    return found, rejected + missing


def _query() -> dict[str, str]:
    return dict(st.query_params.to_dict())


def _whole(address: Mapping[str, str]) -> tuple[dict[str, str], list[Rejected]]:
    """The parameters with what a short link among them stands for; those written out beside it go over its own."""
    if SHORT not in address:
        return dict(address), []
    code, rest = address[SHORT], {key: text for key, text in address.items() if key != SHORT}
    try:
        query = cache.store().lengthen(code)
    except StoreError as error:
        return dict(address), [Rejected(SHORT, code[:40], boundary.said(error))]
    if query is None:
        return dict(address), [Rejected(SHORT, code[:40], "this server keeps no short link of that code")]
    return parameters(query) | rest, []


def _from_address(address: Mapping[str, str], page: str, names: list[str]) -> tuple[View, list[Rejected]]:
    address, unknown = _whole(address)
    address.pop(SHORT, None)
    asked, added = address.get("data", ""), address.get("added") == "1"
    name = asked if asked in names else names[0]
    view, rejected = decode(address, opening(name, *cache.days(name, added)))
    return replace(view, page=page), unknown + rejected


def _known_actors(view: View, names: list[str]) -> tuple[str, ...]:
    return cache.actors(view.data if view.data in names else names[0], view.added)


def _widget_values(view: View) -> dict[str, Any]:
    values = {f.name: getattr(view, f.name) for f in fields(View) if f.name not in _NO_WIDGET}
    values |= {name: list(values[name]) for name in _LISTS}
    return values


def _from_widgets(stored: View) -> View:
    """The view with the values that widgets hold; what the browser sent out of bounds is brought back inside."""
    state, values = st.session_state, {}
    for f in fields(View):
        if f.name in _NO_WIDGET or f.name not in state:
            continue
        value = tuple(state[f.name]) if f.name in _LISTS else state[f.name]
        values[f.name] = getattr(stored, f.name) if value is None and f.name not in _MAY_BE_NONE else value
    weights = tuple((i, float(state.get(weight_key(i), weight))) for i, weight in stored.weights)
    return tidy(replace(stored, **values, weights=weights))
