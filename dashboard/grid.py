"""Tables on screen: the only place that calls `st.dataframe`, so that what leaves by its toolbar is as safe as exports.

Streamlit writes the cells that a table shows into the file of its download button, and into what a reader copies, as
they stand; hiding the button would leave the copying, and no other way to a page's table. So the cells themselves are
those of an export: text that a spreadsheet would run as a formula has an apostrophe in front (`data.cells`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.cells import harmless, restored


def grid(frame: pd.DataFrame, **options: Any) -> Any:
    """Draw `frame` with the options of `st.dataframe`, and give what that gives."""
    return st.dataframe(harmless(frame), **options)


def editable(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """The same for `st.data_editor`: what comes back is as `frame` was, but for what was edited."""
    return restored(st.data_editor(harmless(frame), **options))
