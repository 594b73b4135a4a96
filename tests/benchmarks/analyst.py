"""One reader's browser, as far as the server sees it: a WebSocket, the page's widgets, and one run after the other.

It answers with what Chromium was seen to send: every widget's state by its id, the address that the server wrote, and
the hashes of the large messages that it still holds.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import DoubleArray, StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

COOKIE = "_streamlit_xsrf"
PATIENCE_SECONDS = 60.0  # a first page reads and measures what it shows; a run of a minute is one that hangs


def _one(text: str, given: bool) -> dict[str, Any]:
    return {"string_value": text} if given else {}


# kind of an element -> the state that a browser sends of it, before anybody touches it
_STATES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "slider": lambda e: {"double_array_value": DoubleArray(data=e.value if e.set_value else e.default)},
    "date_input": lambda e: {"string_array_value": StringArray(data=e.value if e.set_value else e.default)},
    "selectbox": lambda e: (
        _one(e.raw_value, e.HasField("raw_value"))
        if e.set_value
        else _one(e.options[e.default] if e.options else "", e.HasField("default"))
    ),
    "multiselect": lambda e: {
        "string_array_value": StringArray(data=e.raw_values if e.set_value else [e.options[at] for at in e.default])
    },
    "button_group": lambda e: {
        "string_array_value": StringArray(
            data=e.raw_values if e.set_value else [e.options[at].content for at in e.default]
        )
    },
    "checkbox": lambda e: {"bool_value": e.value if e.set_value else e.default},
}


class Answer(NamedTuple):
    """What one run sent: seconds on the clock of the loop when the chart and the end of the run came, the charts and
    other components by key, and bytes in all."""

    charted: float
    finished: float
    components: dict[str, dict[str, Any]]
    size: int


class Analyst:
    """A browser tab on a page. `chart` is the key of the component that its reader waits for."""

    def __init__(self, url: str, page: str, query: str, chart: str) -> None:
        self._url, self._page, self._query, self._chart = url, page, query, chart
        self._script = ""
        self._states: dict[str, WidgetState] = {}
        self._held: dict[str, ForwardMsg] = {}
        self._socket: ClientConnection | None = None

    async def open(self) -> Answer:
        """Connect and wait for the page."""
        cookie = await asyncio.to_thread(_cookie, self._url)
        self._socket = await connect(
            self._url.replace("http", "ws", 1) + "/_stcore/stream",
            origin=self._url,
            subprotocols=["streamlit", cookie],
            additional_headers={"Cookie": f"{COOKIE}={cookie}"},
            max_size=None,
        )
        return await self._run()

    async def slide(self, key: str, value: float) -> Answer:
        """Move a slider and wait for the page. Raises KeyError where the page has none of that key."""
        name = next((name for name in self._states if name.endswith(f"-{key}")), None)
        if name is None:
            raise KeyError(f"no widget {key!r} on {self._page}: {sorted(self._states)}")
        self._states[name] = WidgetState(id=name, double_array_value=DoubleArray(data=[value]))
        return await self._run()

    async def close(self) -> None:
        """Leave, as a tab that is closed."""
        if self._socket is not None:
            await self._socket.close()

    async def _run(self) -> Answer:
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string = self._query
        run.page_script_hash = self._script
        if not self._script:
            run.page_name = self._page
        run.widget_states.widgets.extend(self._states.values())
        run.cached_message_hashes.extend(self._held)
        run.context_info.url = f"{self._url}/{self._page}"
        run.context_info.color_scheme = "light"
        run.context_info.timezone, run.context_info.locale = "UTC", "en-US"
        await self._socket.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._answer()

    async def _answer(self) -> Answer:
        clock = asyncio.get_running_loop().time
        charted, size = float("nan"), 0
        components: dict[str, dict[str, Any]] = {}
        held: dict[str, ForwardMsg] = {}
        states: dict[str, WidgetState] = {}
        while True:
            raw = await self._socket.recv()
            size += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message = self._held[message.ref_hash]
                kind = message.WhichOneof("type")
            if message.metadata.cacheable:
                held[message.hash] = message
            if kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta":
                element = message.delta.new_element
                name = element.WhichOneof("type")
                if name == "bidi_component":
                    told = element.bidi_component
                    key = told.id.rsplit("-", 1)[-1]
                    components[key] = told
                    if key == self._chart:
                        charted = clock()
                elif name in _STATES:
                    widget = getattr(element, name)
                    fresh = widget.set_value or widget.id not in self._states
                    states[widget.id] = (
                        WidgetState(id=widget.id, **_STATES[name](widget)) if fresh else self._states[widget.id]
                    )
            elif kind == "script_finished":
                break
        self._held, self._states = held, states
        return Answer(charted, clock(), {key: json.loads(told.json) for key, told in components.items()}, size)


def _cookie(url: str) -> str:
    with urlopen(f"{url}/_stcore/health", timeout=PATIENCE_SECONDS) as answer:
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = header.partition("=")
            if name == COOKIE:
                return rest.split(";")[0]
    return ""
