"""The risk index of a pressure: an index, not a probability."""

from __future__ import annotations

import numpy as np
import pandas as pd

# Where the index leaves zero: one point every ten days. One accusation (1.5 points) a month then reads 5 on average
# (13 on its day, 1 before the next); one air strike across a border in retaliation (20 points) reads 43 that night; a
# night of three such strikes with tolls (80 points) 63; a war with 50 points every day 90. Far above S0 ten points are
# a doubling of pressure.
S0 = 0.1  # points per day


def index(pressure: np.ndarray | pd.Series | float) -> np.ndarray | pd.Series | float:
    """Risk index of a pressure in points per day: 10 log2(1 + S / S0). 0 at no pressure, no ceiling."""
    return 10.0 * np.log2(1.0 + pressure / S0)
