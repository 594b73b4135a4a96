"""Sentences of a text with their offsets."""

from __future__ import annotations

import re

# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "gen lt col maj sgt capt cmdr adm mr mrs ms dr prof rev hon sen rep gov pres st no vs etc inc ltd co corp dept "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun approx fig al brig".split()
)
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’')\]]*(?=\s)|\n\s*\n|\n(?=\s*\S)")
_STARTER = re.compile(r"\s*[\"“‘'(\[]*[A-Z0-9À-Þ]")
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?$|^[A-Z]$")
# Words that often open a sentence after an initialism ("in the U.S. The army ...")
_OPENERS = frozenset("The A An In On It He She They This That These Those But And As At For From With".split())
_WRAP = (60, 100)  # characters: lines this long without an end mark are wrapped prose; shorter ones are headings
_LONGEST = 1_500  # characters: a longer run without an end is cut at white space, so that time stays linear


def split(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of the sentences of `text`, without surrounding white space, in order."""
    spans, start = [], 0
    for match in _END.finditer(text):
        if match.group().startswith("\n"):
            if match.group().count("\n") == 1 and _wrapped(text, match.start(), match.end()):
                continue
            start = _add(spans, text, start, match.start(), match.end())
        elif _ends_sentence(text, start, match):
            start = _add(spans, text, start, match.end(), match.end())
    _add(spans, text, start, len(text), len(text))
    return spans


def _wrapped(text: str, end: int, following: int) -> bool:
    """Whether a single line break stands inside a sentence of hard-wrapped text."""
    line = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
    if text[following : following + 40].lstrip()[:1].islower():
        return True
    return _WRAP[0] <= len(line) <= _WRAP[1] and line[-1] not in '.!?"”'


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 40]
    if not _STARTER.match(after):
        return False
    if match.group()[0] != ".":
        return True
    last = _LAST_WORD.search(text[max(start, match.start() - 20) : match.start() + 1])
    if last is None:
        return True
    word = last.group(1)
    if word.lower() in _ABBREVIATIONS:
        return False
    if _INITIALS.search(word):
        return after.split(maxsplit=1)[0].strip("\"“‘'([") in _OPENERS
    return True


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int, following: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        spans.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        spans.append((start, end))
    return following
