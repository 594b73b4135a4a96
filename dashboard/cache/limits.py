"""How much is kept: each entry is shared by all readers."""

from __future__ import annotations

DATASETS_KEPT = 8  # tables of a dataset are a few MB; with and without added articles
# One a combination of dataset, day of knowledge and confidence: some 1 MB of the bundled case in all tables together.
SELECTIONS_KEPT = 16
# One a combination of settings, up to 0.4 MB each, in a dozen tables. Back and shared links find theirs; of fifty
# readers who all look at something else, some wait tens of milliseconds longer.
SITUATIONS_KEPT = 32
