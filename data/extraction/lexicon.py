"""The trigger lexicon: which words name which PLOVER act, and where its target stands."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GAP = 3  # words (determiners, adjectives, numbers) allowed between the words of a verb phrase
VETO_WINDOW, NEED_WINDOW = 4, 5  # tokens either side in which `unless` and `needs` are looked for
_ARTICLES = frozenset(("a", "an", "the"))


Irregular = dict[tuple[str, str], tuple[str, ...]]  # (base, verb or noun) -> its irregular forms


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of lexicon.csv."""

    phrase: tuple[str, ...]
    pos: str  # verb | noun | adj
    type: str
    mode: str | None
    target: tuple[str, ...]  # obj, subj, none or prepositions
    source: tuple[str, ...]
    unless: frozenset[str]
    needs: frozenset[str]
    strength: float


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found at tokens [start, end); `form` is the inflection of its head."""

    entry: Entry
    start: int
    end: int
    form: str  # base | s | past | part | ing | noun | passive (its object stands first)
    head: int  # token index of the inflecting word


def inflections(base: str, irregular: Irregular) -> dict[str, set[str]]:
    """The forms of a verb: word -> {base, s, past, part, ing}."""
    forms: dict[str, set[str]] = {}

    def put(word: str, tag: str) -> None:
        forms.setdefault(word, set()).add(tag)

    put(base, "base")
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        put(base + "es", "s")
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        put(base[:-1] + "ies", "s")
    else:
        put(base + "s", "s")
    doubled = {base + base[-1]} if _doubles(base) else set()
    stems = doubled or {base}
    if base.endswith("l") and len(base) > 3 and base[-2] in "aeiou" and base[-3] not in "aeiou":
        stems = {base, base + "l"}  # cancelled and canceled
    for stem in stems:
        put((base[:-2] + "y" if base.endswith("ie") else base[:-1] if _silent_e(base) else stem) + "ing", "ing")
    for extra in irregular.get((base, "verb"), ()):
        if extra.endswith("ing") or extra == base + "s":
            put(extra, "ing" if extra.endswith("ing") else "s")
        else:
            put(extra, "past")
            put(extra, "part")
    if (base, "verb") not in irregular:
        for stem in stems:
            past = stem + "d" if base.endswith("e") else base[:-1] + "ied" if _y(base) else stem + "ed"
            put(past, "past")
            put(past, "part")
    return forms


def _silent_e(base: str) -> bool:
    return base.endswith("e") and not base.endswith(("ee", "ye", "oe")) and len(base) > 2


def _y(base: str) -> bool:
    return base.endswith("y") and base[-2:-1] not in "aeiou"


_DOUBLING = frozenset(
    "ban bar beg blot cut dig drop expel fit get gun hit jam jet let man mob net nab pin plan plot pop put quit rebel "
    "refer repel rid rig rip rob run scrap ship shed shut sit slam slap slip spar stab stir stop strip swap tap top "
    "trap admit commit permit transfer defer deter concur occur incur regret whip win zap hem pit wed".split()
)


def _doubles(base: str) -> bool:
    return base in _DOUBLING


def plural(noun: str, irregular: Irregular) -> set[str]:
    """The singular and plural forms of a noun."""
    if (noun, "noun") in irregular:
        return {noun, *irregular[noun, "noun"]}
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return {noun, noun + "es"}
    if _y(noun):
        return {noun, noun[:-1] + "ies"}
    return {noun, noun + "s"}


class Lexicon:
    """All entries, indexed by the forms of their first word."""

    def __init__(self, rows: list[dict[str, str]], irregular: Irregular) -> None:
        self.entries = [_entry(row) for row in rows]
        self._index: dict[str, list[tuple[Entry, str, tuple[frozenset[str], ...]]]] = {}
        for entry in self.entries:
            for word, form, rest in _forms(entry, irregular):
                self._index.setdefault(word, []).append((entry, form, rest))
        for found in self._index.values():
            found.sort(key=lambda item: -len(item[0].phrase))

    def match(self, lows: list[str]) -> Iterator[Match]:
        """Every entry that stands in the tokens, longest first at each place; the caller chooses among overlaps."""
        for start, low in enumerate(lows):
            for entry, form, rest in self._index.get(low, ()):
                end = _follow(lows, start, rest, GAP if entry.pos == "verb" or "of" in entry.phrase else 0)
                if end and _allowed(entry, lows, start, end):
                    head = start if entry.pos == "verb" and form != "passive" else end - 1
                    yield Match(entry, start, end, form, head)


def _entry(row: dict[str, str]) -> Entry:
    def words(column: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in (row.get(column) or "").split("|") if word.strip())

    pos = row["pos"]
    default_source = ("subj",) if pos == "verb" else ("by", "of", "poss")
    return Entry(
        tuple(row["phrase"].replace("-", " ").split()) if pos != "verb" else tuple(row["phrase"].split()),
        pos, row["type"], row["mode"] or None, words("target") or ("obj",), words("source") or default_source,
        frozenset(words("unless")), frozenset(words("needs")), float(row["strength"]),
    )  # fmt: skip


def _forms(entry: Entry, irregular: Irregular) -> Iterator[tuple[str, str, tuple[frozenset[str], ...]]]:
    first, *rest = entry.phrase
    if entry.pos == "verb":
        following = tuple(frozenset(plural(word, irregular)) for word in rest)
        forms = inflections(first, irregular)
        for word, tags in forms.items():
            for tag in tags:
                yield word, tag, following
        if len(rest) == 1 and entry.target[0] != "subj":  # "rockets were fired at": the object first
            participles = frozenset(word for word, tags in forms.items() if "part" in tags)
            for noun in following[0]:
                yield noun, "passive", (_BE, participles)
    elif rest:
        *middle, last = rest
        yield first, "noun", (*(frozenset((word,)) for word in middle), frozenset(plural(last, irregular)))
        joined = "-".join(entry.phrase[:-1])
        for form in plural(last, irregular):  # air-strike, car-bomb attack
            yield f"{joined}-{form}", "noun", ()
        if len(rest) > 1:
            yield joined, "noun", (frozenset(plural(last, irregular)),)
    else:
        for word in plural(first, irregular) if entry.pos == "noun" else {first}:
            yield word, "noun" if entry.pos == "noun" else "part", ()


def _follow(lows: list[str], start: int, rest: tuple[frozenset[str], ...], gap: int) -> int:
    at = start + 1
    for words in rest:
        for step in range(gap + 1):
            if at + step >= len(lows) or (step and lows[at + step - 1] in _STOPS):
                return 0
            if lows[at + step] in words:
                at += step + 1
                break
        else:
            return 0
    return at


_BE = frozenset("was were been being is are be".split())
_STOPS = frozenset(". , ; : ( ) and but or that which who".split())


def _allowed(entry: Entry, lows: list[str], start: int, end: int) -> bool:
    if entry.unless:
        inside = [low for low in lows[start:end] if low not in entry.phrase]
        around = lows[max(0, start - VETO_WINDOW) : start] + inside + lows[end : end + VETO_WINDOW]
        if any(_in(word, entry.unless) for word in around):
            return False
    if entry.needs:
        reach = start if entry.target == ("none",) else NEED_WINDOW  # what expires may stand far before "expired"
        around = lows[max(0, start - reach) : start] + lows[start + 1 : end] + lows[end : end + NEED_WINDOW]
        return any(_in(word, entry.needs) for word in around)
    return True


def _in(word: str, words: frozenset[str]) -> bool:
    return word in words or (word.endswith("s") and (word[:-1] in words or word[:-2] in words))


def _read(name: str) -> list[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def load() -> Lexicon:
    """The lexicon that ships with Casus."""
    irregular = {(row["base"], row["pos"]): tuple(row["forms"].split("|")) for row in _read("irregular.csv")}
    return Lexicon(_read("lexicon.csv"), irregular)
