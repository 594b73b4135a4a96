"""Figures as JSON of few bytes: numbers travel as Plotly's typed arrays, which the browser takes as they are."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

# Plotly knows no integers of 64 bits; those that fit travel as 32, the others as floating point
_KINDS = {"float32": "f4", "float64": "f8", "int8": "i1", "uint8": "u1", "int16": "i2", "int32": "i4", "uint32": "u4"}
_INT32 = np.iinfo("int32")


def dumps(value: Any) -> str:
    """JSON of plain data with arrays, series and days in it; what is no number (NaN, NaT, infinity) is null."""
    return json.dumps(_plain(value), separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, str) or value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (pd.Series, pd.Index, pd.api.extensions.ExtensionArray)):
        return _array(value.to_numpy())
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.generic):
        return _plain(value.item())
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, date):  # timestamps are dates
        return str(value)
    raise TypeError(f"a figure holds a {type(value).__name__}, which has no JSON")


def _array(values: np.ndarray) -> Any:
    if values.dtype.kind == "M":
        return [None if np.isnat(one) else str(one) for one in values.astype("datetime64[s]")]
    if values.dtype.name not in _KINDS:
        if values.dtype.kind not in "iu":
            return [_plain(one) for one in values.tolist()]
        fits = not values.size or (values.min() >= _INT32.min and values.max() <= _INT32.max)
        values = values.astype("int32" if fits else "float64")
    packed = {"dtype": _KINDS[values.dtype.name], "bdata": b64encode(np.ascontiguousarray(values).data).decode()}
    return packed if values.ndim == 1 else packed | {"shape": ",".join(map(str, values.shape))}
