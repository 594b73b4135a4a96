"""Documents become events: `extract` runs the stages, one file each, over every document.

tokens -> sentences -> names, participants -> triggers (lexicon) -> roles, realis (grammar) -> acts (models decide) ->
memory, antecedents (who is meant where nobody is named) -> dates, places, tolls, attribution -> coding (candidates) ->
merging (events of a document) -> reports (events of several) -> frames. training makes the models, scorecard judges
them and cards keeps what it finds; features is what these see.
"""

from data.extraction.frames import BATCH, extract, extract_with_mentions, mentions, mentions_with_claims
from data.extraction.relations import classify_relations

__all__ = ["BATCH", "classify_relations", "extract", "extract_with_mentions", "mentions", "mentions_with_claims"]
