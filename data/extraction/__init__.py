"""Documents become events: `extract` runs the stages, one file each, over every document.

tokens -> sentences -> participants -> triggers (lexicon) -> roles, realis, dates, places, tolls, attribution ->
coding (candidates) -> merging (events) -> frames.
"""

from data.extraction.frames import extract, mentions

__all__ = ["extract", "mentions"]
