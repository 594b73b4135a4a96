"""Text cells of CSV files that a spreadsheet would run as formulas, made harmless on the way out and back in.

A cell that opens with one of these characters is a formula to Excel, LibreOffice and Google Sheets, and may reach other
files and machines (OWASP, CSV Injection). An apostrophe in front makes it text there. So it does inside a cell, after
what a spreadsheet may take for the end of one: a semicolon or a tab where those part cells, and the end of a line,
which quotes do not hold together there; a quotation mark at the start of such a part is taken off before what follows
is looked at. Apostrophes before such a character get one more, so that `restored` undoes `harmless` exactly. Numbers
are left as they are.
"""

from __future__ import annotations

import pandas as pd

_SIGNS = r"=+\-@＝＋－＠"  # the last four are the full-width forms, which Excel reads alike
_FIRST, _LATER = rf"(?='*[{_SIGNS}\t\r\n])", rf"(?=['\"]*[{_SIGNS}])"
_END = r"([;\t\r\n])"
# pattern and what takes its place, one after the other; each of the second undoes one of the first
_MARKING = ((_END + _LATER, r"\1'"), ("^" + _FIRST, "'"))
_UNMARKING = (("^'" + _FIRST, ""), (_END + "'" + _LATER, r"\1"))


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before whatever in its text a spreadsheet would take for a formula."""
    return _replaced(frame, _MARKING)


def restored(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it was before `harmless`."""
    return _replaced(frame, _UNMARKING)


def _replaced(frame: pd.DataFrame, steps: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    texts = [name for name in frame.columns if isinstance(frame[name].dtype, pd.StringDtype)]
    mixed = [
        name
        for name in frame.columns
        if frame[name].dtype == object or isinstance(frame[name].dtype, pd.CategoricalDtype)
    ]
    changed = {name: _texts(frame[name], steps) for name in texts}
    for name in mixed:
        values = frame[name].astype(object)
        is_text = values.map(lambda value: isinstance(value, str))
        if is_text.any():
            own = _texts(values[is_text].astype("str"), steps)
            changed[name] = values.where(~is_text, own.astype(object))
    return frame.assign(**changed)


def _texts(texts: pd.Series, steps: tuple[tuple[str, str], ...]) -> pd.Series:
    for pattern, by in steps:
        texts = texts.str.replace(pattern, by, regex=True)
    return texts
