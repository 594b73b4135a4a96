"""Which provider brought an imported event."""

import pandas as pd

from data.events import validate
from data.sources.coding import REJECT_COLUMNS
from data.store import Store
from tests.dashboard.invented import event

NO_REJECTS = pd.DataFrame({column: [] for column in REJECT_COLUMNS}).astype(REJECT_COLUMNS)


def test_each_imported_event_names_the_source_of_its_file(location):
    store = Store(location)
    assert store.providers("invented") == {}
    for number, source in ((1, "acled"), (2, "gdelt")):
        rows = validate(pd.DataFrame([event(number, "2024-01-02")]))
        store.import_events(f"{source}.csv", [(rows, NO_REJECTS)], "invented", source, f"sum-{number}")
    assert store.providers("invented") == {"e1": "acled", "e2": "gdelt"}
    assert store.providers("elsewhere") == {}
