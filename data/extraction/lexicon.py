"""The trigger lexicon: which words name which PLOVER act, and where its target stands.

lexicon.csv has one row for one act. Its `phrase` cell lists the phrases that name it, parted by ";". A word of a phrase
may be a choice ("send|ship grain|flour") and a choice may name a class of classes.csv ("renew @accord"). Words are
singular and verbs in their base form: the forms are made here. Up to GAP words may stand between the words of a verb
phrase, except before one that is marked with "=" ("run =out" is not found in "ran the bank out"). `needs` and `unless`
list words (or classes) that must, or must not, stand near; `target` and `source` say where the actors are found.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

GAP = 4  # words (determiners, adjectives, numbers) allowed between the words of a verb phrase
VETO_WINDOW, NEED_WINDOW = 4, 5  # tokens either side in which `unless` and `needs` are looked for
OPEN = {"act": "verb", "deed": "noun"}  # classes of words that tell no type by themselves, and what they are
BOTH = "both"  # the class of verbs that are nouns as well
INSTRUMENTS = "instrument"  # the class that is made of the words of instruments.csv


Irregular = dict[tuple[str, str], tuple[str, ...]]  # (base, verb or noun) -> its irregular forms
Classes = dict[str, tuple[str, ...]]  # name -> its words
Slot = frozenset[str]  # the word forms that may stand at one place of a phrase


class Entry(NamedTuple):
    """One phrase of a row of lexicon.csv, with one head verb: ("renew", "@accord")."""

    phrase: tuple[str, ...]
    pos: str  # verb | noun | adj
    type: str  # "" where only what stands around tells it
    mode: str | None
    target: tuple[str, ...]  # obj, subj, none or prepositions
    source: tuple[str, ...]
    unless: Slot
    needs: Slot
    strength: float
    rest: tuple[tuple[Slot, int], ...]  # what may stand at each place after the first, and how many words before it


class Match(NamedTuple):
    """An entry found at tokens [start, end); `form` is the inflection of its head."""

    entry: Entry
    start: int
    end: int
    form: str  # base | s | past | part | ing | noun | passive (its object stands first)
    head: int  # token index of the inflecting word


FORMS = ("base", "s", "past", "part", "ing")  # in the order in which an ambiguous word ("hit", "cut") is tried


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
    "ban bar beg blot cut dig drop expel fit get gun gut hit jam jet let man mob net nab pin plan plot pop put quit "
    "rebel refer repel rid rig rip rob rub run scrap ship shed shut sit slam slap slip spar stab stir stop strip swap "
    "tap top trap admit commit permit transfer defer deter concur occur incur regret whip win zap hem pit wed".split()
)


def _doubles(base: str) -> bool:
    return base in _DOUBLING


_NO_MEN = frozenset("german human roman norman shaman ottoman talisman".split())


def plural(noun: str, irregular: Irregular) -> set[str]:
    """The singular and plural forms of a noun."""
    if (noun, "noun") in irregular:
        return {noun, *irregular[noun, "noun"]}
    if noun.endswith("man") and noun not in _NO_MEN:
        return {noun, noun[:-2] + "en"}
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return {noun, noun + "es"}
    if _y(noun):
        return {noun, noun[:-1] + "ies"}
    return {noun, noun + "s"}


class _Opened:
    """The entries that a word opens, the longest first: those of the word alone, and the others by their next word."""

    __slots__ = ("_alone", "_longer")

    def __init__(self, entries: list[Entry]) -> None:
        self._alone = [entry for entry in entries if not entry.rest]
        self._longer: dict[str, list[tuple[int, Entry]]] = {}
        for number, entry in enumerate(entries):
            for word in entry.rest[0][0] if entry.rest else ():
                self._longer.setdefault(word, []).append((number, entry))

    def by(self, near: list[str]) -> Iterable[Entry]:
        """The entries that may stand where the next words are `near`."""
        if self._longer.keys().isdisjoint(near):
            return self._alone
        longer = dict(told for word in near if word in self._longer for told in self._longer[word])
        return [*(longer[number] for number in sorted(longer)), *self._alone]


class Lexicon:
    """All entries, indexed by the forms of their first word."""

    def __init__(self, rows: list[dict[str, str]], irregular: Irregular, classes: Classes) -> None:
        self._irregular, self._classes = irregular, classes
        self._slots: dict[tuple[str, bool], Slot] = {}
        self._plurals: dict[str, set[str]] = {}
        self._inflected: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        self.entries: list[Entry] = []
        self._index: dict[str, list[tuple[tuple[str, ...], _Opened]]] = {}  # word -> its forms, entries it opens
        self._passive: dict[str, dict[str, list[Entry]]] = {}  # object -> participle -> entries
        self.verbs: set[str] = set()  # every form of a verb that opens an entry
        self.nouns = {*classes.get(BOTH, ())}  # words that may be nouns
        heads: dict[tuple[str, str], list[Entry]] = {}
        for row in rows:
            for entry in self._read(row):
                self.entries.append(entry)
                heads.setdefault((entry.phrase[0], entry.pos), []).append(entry)
                if entry.pos == "noun":
                    self.nouns.update(entry.phrase)
        for (head, pos), entries in heads.items():
            entries.sort(key=lambda entry: -len(entry.phrase))
            if pos == "verb":
                self._index_verb(head, entries)
            else:
                self._index_noun(head, pos, entries)
        self._opening = self._index.keys() | self._passive.keys()

    def match(self, lows: list[str]) -> Iterator[Match]:
        """Every entry that stands in the tokens; the caller chooses among overlaps."""
        for start, low in enumerate(lows):
            if low not in self._opening:
                continue  # most words open nothing
            near = lows[start + 1 : start + 2 + GAP]
            for forms, opened in self._index.get(low, ()):
                for entry in opened.by(near):
                    end = _follow(lows, start + 1, entry.rest) if entry.rest else start + 1
                    if end and _allowed(entry, lows, start, end):
                        head = start if entry.pos == "verb" else end - 1
                        for form in forms:
                            yield Match(entry, start, end, form, head)
            if low in self._passive and not _BE.isdisjoint(near):
                yield from self._turned(lows, start, self._passive[low])

    def _turned(self, lows: list[str], start: int, participles: dict[str, list[Entry]]) -> Iterator[Match]:
        """ "rockets were fired at": the object first."""
        being = _find(lows, start + 1, _BE, GAP, _STOPS)
        stop = being and _find(lows, being, participles.keys(), GAP, _STOPS)
        if stop:
            for entry in participles[lows[stop - 1]]:
                if _allowed(entry, lows, start, stop):
                    yield Match(entry, start, stop, "passive", stop - 1)

    def _index_verb(self, head: str, entries: list[Entry]) -> None:
        participles, opened = [], _Opened(entries)
        for word, forms in self._forms(head):
            self._index.setdefault(word, []).append((forms, opened))
            self.verbs.add(word)
            if "part" in forms:
                participles.append(word)
        turned = [entry for entry in entries if len(entry.rest) == 1 and entry.target[0] != "subj"]
        for noun in frozenset().union(*(entry.rest[0][0] for entry in turned)):
            told = [entry for entry in turned if noun in entry.rest[0][0]]
            table = self._passive.setdefault(noun, {})
            for participle in participles:
                table.setdefault(participle, []).extend(told)

    def _index_noun(self, head: str, pos: str, entries: list[Entry]) -> None:
        alone = [entry for entry in entries if not entry.rest]
        if alone:
            opened, form = _Opened(alone), "noun" if pos == "noun" else "part"
            for word in self._slot(head, pos == "noun"):
                self._index.setdefault(word, []).append(((form,), opened))
        longer = [entry for entry in entries if entry.rest]
        if longer:
            self._index.setdefault(head, []).append((("noun",), _Opened(longer)))
        for entry in longer:  # air-strike, car-bomb attack
            joined = "-".join(entry.phrase[:-1])
            for word in entry.rest[-1][0]:
                self._index.setdefault(f"{joined}-{word}", []).append((("noun",), _Opened([entry._replace(rest=())])))
            if len(entry.rest) > 1:
                last = _Opened([entry._replace(rest=entry.rest[-1:])])
                self._index.setdefault(joined, []).append((("noun",), last))

    def _read(self, row: dict[str, str]) -> Iterator[Entry]:
        pos = row["pos"]
        default_source = ("subj",) if pos == "verb" else ("by", "of", "poss")
        shared = (
            pos, row["type"], row["mode"] or None, _cell(row["target"]) or ("obj",),
            _cell(row["source"]) or default_source, self._slot(row["unless"], True), self._slot(row["needs"], True),
            float(row["strength"]),
        )  # fmt: skip
        for phrase in row["phrase"].split(";"):
            if pos == "verb":
                first, *rest = phrase.split()
                slots = tuple((self._slot(cell.lstrip("="), True), 0 if cell[0] == "=" else GAP) for cell in rest)
                for head in self.words(first):
                    yield Entry((head, *rest), *shared, slots)
            else:  # a hyphen is as good as a space, and only the last word of a noun has a plural
                for choice in product(*map(self.words, phrase.split())):
                    words = tuple(" ".join(choice).replace("-", " ").split())
                    gap = GAP if "of" in words or "to" in words else 0
                    slots = tuple((self._slot(word, place == len(words) - 1), gap) for place, word in enumerate(words))
                    yield Entry(words, *shared, slots[1:])

    def words(self, cell: str) -> tuple[str, ...]:
        """The words that a cell lists, its classes spelt out; KeyError for a class that classes.csv does not have."""
        if "@" not in cell:
            return _cell(cell)
        return tuple(word for part in _cell(cell) for word in (self._classes[part[1:]] if part[0] == "@" else (part,)))

    def _slot(self, cell: str, inflect: bool) -> Slot:
        found = self._slots.get((cell, inflect))
        if found is None:
            words = self.words(cell)
            found = frozenset().union(*map(self._plural, words)) if inflect else frozenset(words)
            self._slots[cell, inflect] = found
        return found

    def _plural(self, word: str) -> set[str]:
        found = self._plurals.get(word)
        if found is None:
            found = self._plurals[word] = plural(word, self._irregular)
        return found

    def _forms(self, head: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found = self._inflected.get(head)
        if found is None:
            forms = inflections(head, self._irregular)
            found = tuple((word, tuple(form for form in FORMS if form in tags)) for word, tags in forms.items())
            self._inflected[head] = found
        return found


def _cell(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _follow(lows: list[str], at: int, rest: tuple[tuple[Slot, int], ...]) -> int:
    """Where a phrase ends whose further words are looked for from `at` on; 0 if one is missing."""
    for words, gap in rest:
        at = _find(lows, at, words, gap, _BREAKS)
        if not at:
            return 0
    return at


def _find(lows: list[str], at: int, words: Container[str], gap: int, stops: Container[str]) -> int:
    """The index after the first of `words` within `gap` of `at`, 0 if there is none or a stop comes first."""
    for index in range(at, min(at + gap + 1, len(lows))):
        if lows[index] in words:
            return index + 1
        if lows[index] in stops:
            return 0
    return 0


_BE = frozenset("was were been being is are be".split())
_STOPS = frozenset(". , ; : ( ) and but or that which who".split())
# A verb and its object are not parted by these: "a limit on enrichment" does not limit it
_BREAKS = _STOPS | frozenset(
    "on to with from against at by into in for during if when after before until unless because while".split()
)


def _allowed(entry: Entry, lows: list[str], start: int, end: int) -> bool:
    if entry.unless:
        if not entry.unless.isdisjoint(lows[max(0, start - VETO_WINDOW) : start] + lows[end : end + VETO_WINDOW]):
            return False
        within = [low for low in lows[start + 1 : end] if low in entry.unless]
        if within and not {*entry.phrase, *(word for slot in entry.rest for word in slot)}.issuperset(within):
            return False
    if entry.needs:
        reach = start if entry.target == ("none",) else NEED_WINDOW  # what expires may stand far before "expired"
        around = lows[max(0, start - reach) : start] + lows[start + 1 : end] + lows[end : end + NEED_WINDOW]
        return not entry.needs.isdisjoint(around)
    return True


def read(name: str) -> list[dict[str, str]]:
    """The rows of a table that stands beside this file."""
    with files(__package__).joinpath(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def irregular() -> Irregular:
    """The irregular forms of verbs and nouns."""
    return {(row["base"], row["pos"]): tuple(row["forms"].split("|")) for row in read("irregular.csv")}


@cache
def classes() -> Classes:
    """The word classes that phrases name, the words for weapons among them."""
    found = {row["class"]: _cell(row["words"]) for row in read("classes.csv")}
    return found | {INSTRUMENTS: tuple(row["word"] for row in read("instruments.csv"))}


@cache
def load() -> Lexicon:
    """The lexicon that ships with Casus."""
    rows = read("lexicon.csv")
    return Lexicon([*rows, *_open(rows)], irregular(), classes())


def _open(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Rows without a type for the words of OPEN, except those that a row of their own tells in every context."""
    told = {
        (word, row["pos"]) for row in rows if not row["needs"] and not row["unless"]
        for phrase in row["phrase"].split(";") if " " not in phrase.strip() for word in phrase.strip().split("|")
    }  # fmt: skip
    blank = dict.fromkeys(rows[0], "") | {"strength": "0"}
    for name, pos in OPEN.items():
        yield from (blank | {"phrase": word, "pos": pos} for word in classes()[name] if (word, pos) not in told)
