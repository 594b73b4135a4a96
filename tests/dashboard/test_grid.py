"""No table on screen hands a spreadsheet a formula, by its download button or by copying."""

import ast
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.grid import grid

DASHBOARD = Path(grid.__code__.co_filename).parent
DRAWS = {"dataframe", "data_editor", "table"}  # of Streamlit
FORMULA = '=HYPERLINK("http://x","y")'


def shown() -> AppTest:
    def script():
        import pandas as pd

        from dashboard.grid import editable, grid

        formula = '=HYPERLINK("http://x","y")'
        rows = pd.DataFrame({"name": [formula, "Kalmar", "'=1", None, "@x"], "points": [-1.5, 2.0, 3.0, 0.0, 1.0]})
        grid(rows.assign(trend=[[-1.0, 2.0]] * 5, kind=rows["name"].astype("category")), hide_index=True)
        back = editable(rows, disabled=["name"], key="edited")
        pd.testing.assert_frame_equal(back, rows)

    return AppTest.from_function(script, default_timeout=60).run()


def test_text_that_opens_a_formula_is_shown_with_an_apostrophe_and_all_else_as_it_is():
    app = shown()
    assert not app.exception  # what an editor gives back is what it was given
    table = app.dataframe[0].value
    assert table["name"].tolist()[:3] == [f"'{FORMULA}", "Kalmar", "''=1"] and table["name"].tolist()[4] == "'@x"
    assert table["kind"].tolist()[:3] == [f"'{FORMULA}", "Kalmar", "''=1"] and pd.isna(table["name"].iloc[3])
    assert table["points"].tolist() == [-1.5, 2.0, 3.0, 0.0, 1.0] and list(table["trend"].iloc[0]) == [-1.0, 2.0]


def drawing(path: Path) -> set[str]:
    """Names of Streamlit's tables that a file calls."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call, ast.Attribute) and call.attr in DRAWS]
    return {call.attr for call in named if not (isinstance(call.value, ast.Name) and call.value.id in OURS)}


# modules with a function `table` of their own, which makes a frame; `past` is scoring.backtest
OURS = {"backtest", "cards", "counts", "method_constants", "past"}


@pytest.mark.parametrize("path", sorted(DASHBOARD.rglob("*.py")), ids=str)
def test_no_other_file_draws_a_table(path):
    assert drawing(path) == ({"dataframe", "data_editor"} if path.name == "grid.py" else set())
