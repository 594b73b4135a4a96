"""A figure in the browser: drawn once, then only changed, and able to say which event was clicked.

`st.plotly_chart` draws every changed figure from nothing and takes its events by a selection that stays; both cost a
reader who moves a weight about twice the time. Plotly itself comes from the installed package (see serving.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import compact
from dashboard.serving import plotly_address

REACH = 14  # px from an event within which a click counts for it: what lies between two fingers' width and a point

_DRAWN = "casus_plot_drawn"
_HTML = '<div class="casus-plot" role="figure"></div>'
# the button that saves a chart shows on hover; who comes by keyboard must see it as well
_CSS = ".casus-plot { width: 100%; overflow: hidden; }\n.casus-plot .modebar:focus-within { opacity: 1 !important; }"
_JS = Path(__file__).with_name("plot.js").read_text(encoding="utf-8")

_mount = st.components.v2.component("casus_plot", html=_HTML, css=_CSS, js=_JS, isolate_styles=False)


def draw(
    traces: Sequence[Mapping[str, Any]],
    layout: Mapping[str, Any],
    key: str,
    alt: str,
    config: Mapping[str, Any] | None = None,
    on_pick: Callable[[str], None] | None = None,
    until_then: Callable[[], str] | None = None,
) -> None:
    """Draw a figure under a widget key; `alt` is read to those who do not see it, and shown where Plotly does not come.

    `on_pick` is called, before the next run, with the customdata of the event that was clicked, once a click. `config`
    is Plotly's. `until_then` gives an SVG that stands there while Plotly starts, which takes a browser a second or two;
    it is asked for in the first run of a session alone.
    """
    first = not st.session_state.get(_DRAWN)
    st.session_state[_DRAWN] = True
    data = {
        "figure": compact.dumps({"data": traces, "layout": layout}),
        "height": layout["height"],
        "library": plotly_address(st.get_option("server.baseUrlPath")),
        "alt": alt,
        "config": dict(config or {}),
        "clicks": on_pick is not None,
        "reach": REACH,
        "untilThen": until_then() if until_then and first else "",
    }

    def told() -> None:
        picked = st.session_state[key].picked
        if on_pick and isinstance(picked, str):
            on_pick(picked)

    _mount(data=data, key=key, on_picked_change=told)
