"""What may come: the public verbs of forecasting."""

from scoring.paths import PathError, sample_paths

__all__ = ["PathError", "sample_paths"]
