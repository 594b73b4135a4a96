"""Invented acts, and a view of them."""

from datetime import date

import pandas as pd

from dashboard.state import View

VIEW = View(data="invented", start=date(2024, 1, 1), end=date(2024, 3, 31))
END = pd.Timestamp("2024-03-31")


def event(number, day, source="VAR", target="KSH", kind="ASSAULT", mode="aerial", realis="realised", **more):
    return {
        "event_id": f"e{number}", "dataset": "invented", "origin": "coded", "date": day, "date_precision": "day",
        "published": day, "source": source, "target": target, "type": kind, "mode": mode, "realis": realis,
        "reports": 1, "confidence": 0.9, "quote": f"sentence {number}", **more,
    }  # fmt: skip
