"""What the rooms raise on purpose, with a sentence for whoever called. Anything else is a defect."""

from __future__ import annotations


def own_errors() -> tuple[type[ValueError], ...]:
    """The classes of such errors; imported when one is to be told, as some bring a whole room along."""
    from dashboard.alerting import AlertError
    from dashboard.output import InputError
    from dashboard.tables import TableError
    from data import DatasetError
    from data.documents import DocumentError
    from data.events import EventError
    from data.extraction.linear import ModelError as ReadingModelError
    from data.retrying import FetchError
    from data.sources import SourceError
    from data.store import StoreError
    from scoring.classifier import ModelError
    from scoring.cube import CubeError
    from scoring.decay import DecayError
    from scoring.forecast import PathError
    from scoring.risk import RiskError
    from scoring.score import ScoreError
    from scoring.validity import ValidityError

    scoring = (ModelError, CubeError, DecayError, PathError, RiskError, ScoreError, ValidityError)
    data = (DatasetError, DocumentError, EventError, FetchError, ReadingModelError, SourceError, StoreError)
    return (InputError, AlertError, TableError, *data, *scoring)


def public(error: Exception) -> str:
    """What anybody may be told of such an error: one of the store holds back where it lies and who opens it."""
    return str(getattr(error, "public", error))
