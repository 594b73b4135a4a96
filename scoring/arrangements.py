"""What a sentence tells of an agreement or an access arrangement: which one, and what became of it.

Only what is certain is told: one change of one arrangement in a clause, neither recalled nor conditional.
"""

from __future__ import annotations

import re

# noun -> form; two arrangements of different forms are never the same
FORMS = {
    "agreement": "accord", "accord": "accord", "treaty": "accord", "deal": "accord", "pact": "accord",
    "understanding": "understanding", "memorandum": "understanding", "arrangement": "understanding",
    "protocol": "protocol", "ceasefire": "ceasefire", "cease-fire": "ceasefire", "truce": "ceasefire",
    "armistice": "ceasefire",
}  # fmt: skip
# known by a name of its own
NAMED = {"jcpoa": "nuclear accord", "joint comprehensive plan of action": "nuclear accord"}
ACCESS = "inspections"
_AGREEMENT = re.compile(rf"\b(?:{'|'.join([*NAMED, *FORMS])})\b")
_INSPECTORS = re.compile(r"\b(?:inspectors|inspections|surveillance cameras|monitoring equipment)\b")

# kind, state, whether the words stand before or after the noun, the words
_CHANGES = (
    ("agreement", "lapsed", "after", r"expired?|lapsed?|ran out|run out|collapsed?|broke down|came to an end"),
    ("agreement", "lapsed", "before",
     r"(?:withdrew|withdrawn|pulled out|walked out) (?:of|from)|quit|left(?! of)|tore up|terminated|abandoned|scrapped|"
     r"no longer bound by|stopped applying|suspended"),
    ("agreement", "refused", "before", r"(?:refused|declined) to (?:renew|extend|prolong|sign)"),
    ("agreement", "extended", "before",
     r"extended|extends|renewed|renews|prolonged|prolongs|agreed to (?:extend|renew|prolong)"),
    ("agreement", "extended", "after", r"(?:was|were|been) (?:extended|renewed|prolonged)"),
    ("agreement", "in force", "before",
     r"signed|signs|reached|struck|concluded|rejoined|returned to|restored|declared|"
     r"agreed (?:to|on)(?! (?:extend|renew|prolong))"),
    ("agreement", "in force", "after",
     r"took effect|takes effect|(?:came|entered) into (?:force|effect)|(?:was|been) (?:signed|reached|restored)"),
    ("access", "refused", "before",
     r"refused|refuses|barred|bars|denied|denies|banned|bans|blocked|expelled|expels|turned away|switched off|"
     r"shut off|removed|stopped|halted"),
    ("access", "refused", "after", r"(?:was|were|been) (?:refused|barred|denied|banned|blocked|expelled|turned away)"),
    ("access", "limited", "before", r"limited|limits|restricted|restricts|reduced|reduces|curtailed|curtails"),
    ("access", "in force", "before",
     r"admit|admits|admitted|readmit|readmitted|allow|allows|allowed|let|lets|granted|permit|permits|permitted|resumed"),
    ("access", "in force", "after", r"returned|resumed|(?:was|were|been) (?:admitted|readmitted|granted|allowed)"),
)  # fmt: skip
CHANGES = tuple((kind, state, place, re.compile(rf"\b(?:{words})\b")) for kind, state, place, words in _CHANGES)
# characters from the noun: an object is near its verb, though a measure ("by one month") may part them; a relative
# clause parts more
REACH = {"before": 50, "after": 120}

# said with a "not", the opposite is meant: one word that CHANGES knows stands in for them
_NEGATED = tuple(
    (re.compile(rf"\b(?:{words})\b"), word)
    for words, word in (
        (r"(?:without|not|never)(?: \w+){0,2} (?:renewed|renewal|extended|extension|prolonged)", "expired"),
        (r"(?:refused|refuses|declined|declines) to (?:let|allow|admit|readmit|permit|grant)", "refused"),
        (r"(?:not|no longer|never) (?:let|allow|allowed|admit|admitted|permit|permitted)", "refused"),
    )
)
# what is recalled, conditional, still to come, or denied by a word that CHANGES does not know
_UNCERTAIN = re.compile(
    r"\b(?:had|would|could|may|might|should|will|if|unless|whether|ago|anniversary|(?:years?|months?) (?:after|since)|"
    r"not|never|nor|previously|earlier)\b"
)
_CLAUSES = re.compile(r"[,;:]| - | (?:of|from|in|to|at|under|by) which ")
# words before the noun that end its phrase, and those that belong to it without telling it from another
_STOP = frozenset(
    "a an the this that these those its their his her our any some each both and or but of in on at to from for by "
    "with under over into about against between as after before until since which who is are was were be been has have "
    "not signed signs reached struck concluded rejoined restored declared extended extends renewed renews prolonged "
    "prolongs quit left terminated abandoned scrapped applying suspended let allowed renew extend prolong sign".split()
)
_COLOURLESS = frozenset(
    "temporary bilateral separate existing new old current interim joint comprehensive landmark fragile shaky "
    "so-called international original final technical-level historic formal".split()
)
_WORDS_BEFORE = 3
_WORD = re.compile(r"[\w-]+")
_LEFT = ("lapsed", "before")  # the words before the noun are those of leaving it
NOUN = re.compile(f"{_AGREEMENT.pattern}|{_INSPECTORS.pattern}")


def told(quote: str, party_words: str) -> tuple[str, str, str, bool] | None:
    """Kind, name and state that a sentence tells of one arrangement, and whether a party left it; None: not certain."""
    parties = frozenset(_WORD.findall(party_words.lower()))
    text = quote.lower()
    kind, heads = ("agreement", _AGREEMENT) if _AGREEMENT.search(text) else ("access", _INSPECTORS)
    found = set()
    for clause in _CLAUSES.split(text):
        for pattern, word in _NEGATED:
            clause = pattern.sub(word, clause)
        if _UNCERTAIN.search(clause):
            continue
        for head in heads.finditer(clause):
            before, after = clause[: head.start()][-REACH["before"] :], clause[head.end() :][: REACH["after"]]
            name = _name(head, clause, parties) if kind == "agreement" else ACCESS
            found |= {
                (kind, name, state, (state, place) == _LEFT)
                for of, state, place, words in CHANGES
                if of == kind and words.search(before if place == "before" else after)
            }
    named = {one for one in found if " " in one[1]} or found  # "the agreement, known as": one and the same
    return named.pop() if len(named) == 1 else None


def _name(head: re.Match[str], clause: str, parties: frozenset[str]) -> str:
    """The arrangement's name: the words before its noun that tell it from others, in alphabetical order; its form."""
    if head.group() in NAMED:
        return NAMED[head.group()]
    words: list[str] = []
    for word in reversed(clause[: head.start()].split()):
        if word in _STOP or not _WORD.fullmatch(word) or len(words) == _WORDS_BEFORE:
            break
        words.append(word)
    kept = {word for word in words if not word.isdigit()} - _COLOURLESS - parties
    return " ".join([*sorted(kept), FORMS[head.group()]])
