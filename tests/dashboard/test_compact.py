"""Figures as JSON: what comes out is what went in, in forms that Plotly takes."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dashboard import compact

PLAIN = [
    ({"a": [1, 2.5, "x", None, True]}, {"a": [1, 2.5, "x", None, True]}),
    ((1, 2), [1, 2]),
    (float("nan"), None),
    (float("inf"), None),
    (np.float32(1.5), 1.5),
    (np.float64("nan"), None),
    (np.int64(7), 7),
    (pd.NaT, None),
    (pd.NA, None),
    (pd.Timestamp("2021-06-28"), "2021-06-28 00:00:00"),
    (date(2021, 6, 28), "2021-06-28"),
    (pd.Series(["a", None]), ["a", None]),
    (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
    (pd.to_datetime(pd.Series(["2021-06-28", None])), ["2021-06-28T00:00:00", None]),
    (np.array([True, False]), [True, False]),
    (np.array(["a", "b"], object), ["a", "b"]),
]


@pytest.mark.parametrize(("value", "expected"), PLAIN, ids=[repr(value)[:40] for value, _ in PLAIN])
def test_plain_data_stays_and_what_is_no_number_is_null(value, expected):
    assert json.loads(compact.dumps(value)) == expected


@given(arrays.arrays(st.sampled_from(["float32", "float64", "int64", "int32", "uint8"]), st.integers(0, 20)))
def test_numbers_come_back_bit_for_bit(values):
    packed = json.loads(compact.dumps(values))
    back = np.frombuffer(b64decode(packed["bdata"]), packed["dtype"])
    kind = "float64" if values.dtype == "int64" and packed["dtype"] == "f8" else values.dtype
    np.testing.assert_array_equal(back.astype(values.dtype) if packed["dtype"] == "i4" else back, values.astype(kind))


def test_a_table_of_numbers_tells_its_shape():
    packed = json.loads(compact.dumps(np.arange(6, dtype="float32").reshape(2, 3)[:, ::-1]))
    assert packed["shape"] == "2,3"
    assert np.frombuffer(b64decode(packed["bdata"]), "f4").tolist() == [2, 1, 0, 5, 4, 3]


def test_what_has_no_json_is_named():
    with pytest.raises(TypeError, match="holds a set"):
        compact.dumps({"a": {1}})
