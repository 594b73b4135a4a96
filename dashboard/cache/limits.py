"""How much is kept: each entry is shared by all readers."""

from __future__ import annotations

DATASETS_KEPT = 8  # tables of a dataset are a few MB; with and without added articles
SELECTIONS_KEPT = 24  # one a combination of dataset, day of knowledge and confidence
SITUATIONS_KEPT = 64  # one a combination of settings, under 1 MB each; Back and shared links find theirs
