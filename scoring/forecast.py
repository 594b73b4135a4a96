"""What may come: the public verbs of forecasting."""

from scoring.paths import PathError, sample_paths
from scoring.probability import forecast

__all__ = ["PathError", "forecast", "sample_paths"]
