"""Who is named in a sentence: known actors by alias, states by adjective and organ, unlisted names by shape."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from data import actors
from data.extraction import gazetteer, nouns
from data.extraction.phrases import Phrases
from data.extraction.tokens import Token, words

# After a demonym these nouns name the state itself ...
ORGANS = frozenset(
    "government military army navy air airforce force forces troops soldiers servicemen personnel officials official "
    "authorities ministry ministries minister ministers president presidency premier chancellor king spokesman "
    "spokeswoman spokesperson ambassador envoy envoys diplomat diplomats diplomacy embassy consulate delegation "
    "negotiators negotiator parliament senate congress administration regime state republic leadership leader leaders "
    "commander commanders command general generals warplane warplanes jet jets aircraft bombers drones helicopters "
    "gunboats warship warships vessels destroyer coastguard police prosecutors court courts judge intelligence agency "
    "agencies department treasury central bank side sides staff marines guard guards base bases facilities positions "
    "artillery lawmakers cabinet security defence defense foreign prime deputy vice chief naval diplomatic armed "
    "interior supreme top senior service member members fighter executive judiciary legislature".split()
)
# ... these name a group of people that is not the state ...
GROUPS = {
    **dict.fromkeys(("militia", "militias", "militiamen", "militiaman"), "militias"),
    **dict.fromkeys(("rebel", "rebels", "insurgent", "insurgents", "guerrilla", "guerrillas"), "rebels"),
    **dict.fromkeys(("faction", "factions", "paramilitary", "paramilitaries"), "militias"),
    **dict.fromkeys(("separatist", "separatists"), "separatists"),
    **dict.fromkeys(("militant", "militants", "extremists", "jihadists", "gunmen", "fighters"), "militants"),
    **dict.fromkeys(("opposition",), "opposition"),
    **dict.fromkeys(("protesters", "protestors", "demonstrators"), "protesters"),
}
# ... and these are its people, who bear acts but do not carry out those of the state.
PEOPLE = frozenset("people civilians citizens nationals residents villagers journalists workers children".split())
_FILLERS = frozenset(
    "'s and - backed led allied linked aligned air ground special joint local former current new interim acting main "
    "mainly elite revolutionary border two three several most own".split()
)
_SPONSOR = re.compile(
    r"^(?:pro-(\w+)|(\w+)-(?:backed|linked|aligned|supported|allied|funded|sponsored|affiliated|trained))$"
)
# The last word of an unlisted group's name
GROUP_NAMES = frozenset(
    "front army movement brigade brigades party militia group council union forces force resistance guard guards "
    "league "
    "liberation command committee coalition alliance organisation organization agency authority company corporation "
    "board bureau institute centre center court bank federation foundation society directorate corps assembly mission "
    "network division regiment battalion battalions brotherhood community congress ministry government watch "
    "observatory commission bloc fighters rebels".split()
)
# "the Syrian border", "Iraqi airspace": where, not whom
_GROUNDS = frozenset(
    "border borders frontier coast soil territory airspace capital town city village province region waters side "
    "desert port island enclave".split()
)
_TITLES = frozenset(
    "mr mrs ms dr gen general president prime minister king queen prince sheikh ayatollah col colonel lt maj captain "
    "ambassador secretary sir lord senator caretaker chairman chairwoman speaker vice deputy".split()
)
_NOT_NAMES = frozenset(
    "i monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec north south east west "
    "northern southern eastern western central photo afp reuters ap islam muslim christian god covid".split()
)  # fmt: skip
_IN_NAME = frozenset("of the al for and el de la bin abu ul".split())
_LOCATIVE = frozenset(
    "in inside within across near into throughout outside around over at along through northern southern eastern "
    "western central downtown off".split()
)
_SITES = _LOCATIVE | {"at", "of"}
NOBODY = "?"  # opens the id of a party that the text does not name: "?police", "?union"
LOOKAHEAD = 4  # words between a demonym and the noun that tells state from group ("US special operations forces")


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor named by tokens [start, end)."""

    start: int
    end: int
    actor: str
    # name | organ | group | people | modifier | seat | unlisted | person, or for the unnamed one of nouns.KINDS
    strength: str
    locative: bool = False  # stands after "in", "near", ...: where, not who

    @property
    def known(self) -> bool:
        """Whether the actor is named somewhere, and not only described."""
        return not self.actor.startswith(NOBODY)


def slug(text: str) -> str:
    """A lower-case ASCII id for a name that the list of actors lacks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


_CASED = frozenset(spelling.lower() for spelling in actors.CASED)


@cache
def _aliases() -> Phrases[tuple[str, bool]]:
    """Phrase -> (actor, whether it is an adjective), names before adjectives."""
    listed = sorted(actors.aliases(words), key=lambda alias: alias[2])
    return Phrases((phrase, (actor, adjective)) for phrase, actor, adjective in listed)


_COUNTRY_ENDING = re.compile(r"(?:ia|a|e|o|y|land)$")
_DEMONYM_ENDINGS = ("n", "an", "ian", "ean", "ese", "ish", "i", "ic", "er", "ans", "ians", "is", "s")


# further actors: (spelling, actor id, whether it is an adjective)
Cast = Sequence[tuple[str, str, bool]]


class Names:
    """The unlisted names of one document: a capitalised word that recurs, or whose demonym does, is an actor."""

    def __init__(self, sentences: Sequence[Sequence[Token]], cast: Cast = ()) -> None:
        self.cast = Phrases((words(spelling), (actor, adjective)) for spelling, actor, adjective in cast)
        self.inside, self.counts = Counter(), Counter()
        self.offices: dict[str, str] = {}  # surname -> the actor whose office the person was said to hold
        self.holders: set[str] = set()  # surnames of those who were told with an office of nobody named
        self.surnames: set[str] = set()
        self.short = {short: actor for tokens in sentences for short, actor in _initials(tokens)}  # "UPM" -> its name
        lower = {token.text for tokens in sentences for token in tokens}
        for tokens in sentences:
            last = -2  # position of the last capitalised word
            for position, token in enumerate(tokens):
                if token.text == token.low or not _capitalised(token):
                    continue
                if last == position - 1 and token.low not in GROUP_NAMES:
                    self.surnames.add(token.text)
                last = position
                if token.low not in lower:
                    self.counts[token.text] += 1
                    self.inside[token.text] += position > 0 and tokens[position - 1].text not in "\"“‘'"
        self.demonyms: dict[str, str] = {}
        for name in sorted((name for name in self.counts if len(name) >= 4), key=len):
            root = _COUNTRY_ENDING.sub("", name)
            if len(root) >= 3:
                for other in (root + ending for ending in _DEMONYM_ENDINGS):
                    if other != name and len(other) >= 4 and other in self.counts:
                        self.demonyms.setdefault(other, name)

    def opens(self, word: str) -> bool:
        """Whether a listed name begins with the lower-cased `word`."""
        return _aliases().opens(word) or self.cast.opens(word)

    def lists(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a listed name begins at token `at`."""
        return bool(self.cast.at(tokens, at)) or _listed_plain(tokens, at)

    def actor_of(self, demonym: str) -> str:
        """The id of the state or people that an unlisted demonym belongs to."""
        if demonym in self.demonyms:
            return slug(self.demonyms[demonym])
        return slug(re.sub(r"ian$", "ia", demonym))


def _initials(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The short names that a text explains, "Ulmet People's Movement (UPM)", and whose they are."""
    for at in range(2, len(tokens) - 1):
        short = tokens[at].text
        if tokens[at - 1].text != "(" or tokens[at + 1].text != ")" or not short.isupper() or len(short) < 2:
            continue
        start, left = at - 2, len(short)
        while start >= 0 and left:
            initial = tokens[start].text[:1]
            if initial == short[left - 1]:
                left -= 1
            elif not (tokens[start].low in _IN_NAME or tokens[start].low == "'s"):
                break
            start -= 1
        if not left:
            yield short, _slug_of(tokens[start + 1 : at - 1])


def find(tokens: Sequence[Token], names: Names) -> list[Mention]:
    """The actors named in a sentence, left to right, without overlap."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        low = tokens[at].low
        plain = tokens[at].text == low
        unnamed = nouns.opens(low)
        if plain and not unnamed and not names.opens(low) and "-" not in low and not gazetteer.opens(low):
            at += 1  # most words can open no name
            continue
        mention = (
            ("-" in low and (_sponsored(tokens, at, names) or _related(tokens, at, names)))
            or _listed(tokens, at, names)
            or (unnamed and _described(tokens, at, names))
            or _unlisted(tokens, at, names)
        )
        if mention is None:
            place = gazetteer.starts(tokens, at)
            at = place[0] if place else at + 1
            continue
        last = mentions[-1].end if mentions else 0
        mentions.append(replace(mention, start=max(mention.start, last), locative=_locative(tokens, mention)))
        if mention.strength == "name" and mention.end - mention.start > 1 and _capitalised(tokens[mention.start + 1]):
            names.offices.setdefault(tokens[mention.start + 1].text, mention.actor)  # "Duque" after "Ivan Duque"
        at = mention.end
    return _appositions(tokens, _clients(tokens, mentions), names)


def _clients(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """ "armed groups loyal to X", "militias backed by X": clients of X, not X."""
    out = []
    for mention in mentions:
        tie = " ".join(token.low for token in tokens[max(0, mention.start - 2) : mention.start])
        noun = mention.start - 3
        if (
            tie in _TIES
            and noun >= 0
            and (tokens[noun].low in GROUPS or tokens[noun].low in ("groups", "group", "forces"))
        ):
            name = slug(actors.NAMES.get(mention.actor, mention.actor))
            mention = Mention(noun, mention.end, f"{name}-backed-militias", "group")
        out.append(mention)
    return out


_TIES = frozenset(
    ("loyal to", "linked to", "allied to", "allied with", "aligned with", "tied to", "backed by", "supported by",
     "financed by", "armed by", "trained by", "close to")
)  # fmt: skip


def _described(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    """A party told by a noun: "police", "the foreign minister", "Prime Minister V. Koul", "the council's envoy"."""
    found = nouns.at(tokens, at)
    if found is None:
        return None
    end, kind, noun = found
    titled = tokens[at].text != tokens[at].low
    if kind in ("office", "organ") or not titled:
        last = _with_person(tokens, end)
        if last > end and kind == "office":
            names.holders.add(tokens[last - 1].text)
            end = last
        elif titled and (last > end or (at > 0 and kind == "body")):
            return None  # "Union Bank", "Army Day": part of a name
    elif at > 0 or (end < len(tokens) and (_capitalised(tokens[end]) or tokens[end].low == "of")):
        return None
    if end + 1 < len(tokens) and tokens[end].low == "'s" and (own := nouns.at(tokens, end + 1)):
        end = _with_person(tokens, own[0]) if own[1] == "office" else own[0]
    start = at
    while start > max(0, at - nouns.AROUND) and nouns.belongs(tokens[start - 1]):
        start -= 1
    return Mention(start, end, NOBODY + noun, kind)


def _capitalised(token: Token) -> bool:
    return token.text[:1].isupper() and token.low not in _NOT_NAMES and len(token.text) > 1


def _listed(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    for end, actor, adjective in _spelt(tokens, at, names):
        if not _cased(tokens[at:end], actor):
            continue
        if actors.KIND.get(actor) == "media" and at and tokens[at - 1].low in _SITES:
            continue  # a broadcaster named after a town
        if adjective:
            return _by_demonym(tokens, at, end, actor, actors.NAMES.get(actor, actor))
        state = actors.KIND.get(actor, "state") == "state" and tokens[end - 1].low not in GROUP_NAMES
        if end < len(tokens) and tokens[end].low in ORGANS | GROUPS.keys() | PEOPLE and state:
            return _by_demonym(tokens, at, end, actor, actors.NAMES.get(actor, actor))
        while not state and end < len(tokens) and tokens[end].low in GROUPS:
            end += 1  # "Taliban fighters"
        end, strength = _with_office(tokens, end), "name"
        if actors.KIND.get(actor) == "population":
            strength = "people"
        return Mention(at, end, actor, strength)
    return None


def _spelt(tokens: Sequence[Token], at: int, names: Names) -> Iterator[tuple[int, str, bool]]:
    """The listed spellings at token `at`: where each ends, its actor, and whether it is an adjective."""
    for end, named in (*names.cast.at(tokens, at), *_aliases().at(tokens, at)):
        for actor, adjective in named:
            yield end, actor, adjective


def _cased(found: Sequence[Token], actor: str) -> bool:
    """Names are capitalised; short acronyms in capitals throughout, so that "us" and "is" are no actors."""
    if " ".join(token.low for token in found) in _CASED:
        return " ".join(token.text for token in found) in actors.CASED
    if len(found) == 1 and len(found[0].text.replace(".", "")) <= 3:
        return found[0].text.isupper() or (found[0].text.istitle() and len(found[0].text) == 3)
    return any(token.text[:1].isupper() for token in found) or "-" in actor or actors.KIND.get(actor) == "population"


def _by_demonym(tokens: Sequence[Token], at: int, end: int, actor: str, name: str) -> Mention:
    """The state, its organ, a group or the people that a demonym and its noun name."""
    for step in range(LOOKAHEAD):
        if end + step >= len(tokens):
            break
        low = tokens[end + step].low
        if low in GROUPS:
            return Mention(at, end + step + 1, _group(name, tokens[at].text, GROUPS[low]), "group")
        if low in PEOPLE:
            return Mention(at, end + step + 1, "civilians" if low == "civilians" else actor, "people")
        if low in ORGANS:
            last = end + step + 1
            while last < len(tokens) and (
                tokens[last].low in ORGANS or (tokens[last].low == "of" and _office(tokens, last))
            ):
                last += 2 if tokens[last].low == "of" else 1
            if last < len(tokens) and tokens[last].low in GROUPS:
                return Mention(at, last + 1, _group(name, tokens[at].text, GROUPS[tokens[last].low]), "group")
            return Mention(at, _with_person(tokens, last), actor, "organ")
        if low not in _FILLERS and not low.endswith(("-backed", "-led", "-allied", "al", "ist")):
            break
    return Mention(at, end, actor, "modifier")


def _office(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].low in (
        "defence",
        "defense",
        "state",
        "staff",
        "justice",
        "parliament",
    )


def _group(name: str, demonym: str, head: str) -> str:
    """The id of "Iraqi militia fighters": the listed group if there is one, else a slug of demonym and noun."""
    return slug(f"{demonym}-{head}")


def _with_office(tokens: Sequence[Token], end: int) -> int:
    """Past a possessive and the office it owns, and the holder's name: "Turkey's president, R. T. Erdogan"."""
    last = end
    if last < len(tokens) and tokens[last].low == "'s":
        last += 1
    start = last
    while last < len(tokens) and tokens[last].low in ORGANS:
        last += 1
    return _with_person(tokens, last) if last > start else end


def _with_person(tokens: Sequence[Token], end: int) -> int:
    """Past the capitalised name of the person in an office just named."""
    last = end
    while last < len(tokens):
        if (
            len(tokens[last].text) == 1
            and tokens[last].text.isupper()
            and tokens[last + 1 : last + 2]
            and tokens[last + 1].text == "."
        ):
            last += 2  # an initial
        elif _capitalised(tokens[last]) and not _listed_plain(tokens, last):
            last += 1
        else:
            break
    return last if last > end and _capitalised(tokens[last - 1]) else end


def _listed_plain(tokens: Sequence[Token], at: int) -> bool:
    return bool(_aliases().at(tokens, at))


def _sponsored(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    """ "Iranian-backed militias", "pro-Iran factions": clients, never the sponsor itself."""
    match = _SPONSOR.match(tokens[at].low)
    if not match:
        return None
    sponsor = match.group(1) or match.group(2)
    if _listed_plain(tokens, at):
        return None
    actor = next((actor for actor, _ in _aliases().single(sponsor)), slug(sponsor))
    for step in range(1, LOOKAHEAD + 1):
        if at + step >= len(tokens):
            return None
        low = tokens[at + step].low
        if low in GROUPS or low in ("groups", "group", "forces", "allies", "proxies"):
            last = at + step + 1
            while last < len(tokens) and tokens[last].low in GROUPS:
                last += 1
            name = slug(actors.NAMES.get(actor, actor))
            return Mention(at, last, f"{name}-backed-militias", "group")
        if not (tokens[at + step].text[:1].isupper() or tokens[at + step].text.isalpha()):
            return None
    return None


def _related(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    """ "Iran-related websites", "Varenia-based firms": things of a state, which stand for it where they bear an act."""
    stem, _, suffix = tokens[at].low.partition("-")
    if suffix not in ("related", "based", "owned", "flagged", "run", "controlled", "operated", "registered"):
        return None
    actor = next((actor for actor, _ in _aliases().single(stem)), None)
    if actor is None and tokens[at].text[:1].isupper():
        actor = names.actor_of(tokens[at].text.partition("-")[0])
    return Mention(at, at + 1, actor, "seat" if suffix == "based" else "modifier") if actor else None


def _unlisted(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    named_for_direction = tokens[at].text.istitle() and tokens[at].low in _DIRECTIONS and _names_group(tokens, at)
    if not named_for_direction and (
        not _capitalised(tokens[at]) or tokens[at].low in _IN_NAME or names.lists(tokens, at)
    ):
        return None
    if gazetteer.starts(tokens, at):
        return None
    end = at + 1
    while end < len(tokens):
        if _capitalised(tokens[end]) and not names.lists(tokens, end):
            end += 1
        elif (
            tokens[end].low in _IN_NAME and end + 1 < len(tokens)
            and tokens[end].low != "and" and _capitalised(tokens[end + 1]) and not names.lists(tokens, end + 1)
        ):  # fmt: skip
            end += 2
        elif (whole := _whole_people(tokens, end)) > end:
            end = whole
        else:
            break
    run = tokens[at:end]
    opens = at == 0 and names.inside[run[0].text] == 0 and len(run) > 1 and run[0].low in _OPENING
    run = run[1:] if opens else run
    while run and (run[0].low in _TITLES | _IN_NAME or (run[0].low in ORGANS and len(run) > 1)):
        run = run[1:]
    if not run:
        return None
    if run[0].text in _SHIPS and len(run) > 1:
        return Mention(end - len(run), end, _SHIPS[run[0].text], "organ")
    if all(token.low in _TITLES or token.low in ORGANS for token in run):
        return None
    start = end - len(run)
    if any(nouns.is_office(token.low) for token in tokens[at : end - 1]):  # "Trade Minister B. Quiroga"
        names.holders.add(tokens[end - 1].text)
        return Mention(at, end, NOBODY + slug(" ".join(token.text for token in run)), "office")
    if len(run) == 1:
        word = run[0].text
        if word in names.demonyms or (end < len(tokens) and tokens[end].low in ORGANS | GROUPS.keys() | PEOPLE
                                      and re.search(r"(?:an|ese|ish|i|ic)$", word)):  # fmt: skip
            actor = names.actor_of(word)
            return _by_demonym(tokens, start, end, actor, actor)
        if word in names.short:
            return Mention(start, _with_office(tokens, end), names.short[word], "unlisted")
        if word in names.offices:
            return Mention(start, end, names.offices[word], "organ")
        if word in names.holders:
            return Mention(start, end, f"{NOBODY}{slug(word)}", "office")
        if word in names.surnames:
            return Mention(start, end, NOBODY + slug(word), "person")
        if word not in names.demonyms.values() and (names.inside[word] == 0 or names.counts[word] < 2):
            return None
        strength = "name" if word in names.demonyms.values() else "unlisted"  # what has a demonym is a country
        return Mention(start, _with_office(tokens, end), slug(word), strength)
    last = run[-1].low
    if last in GROUP_NAMES or run[0].low in GROUP_NAMES or any(token.low == "of" for token in run):
        return Mention(start, end, _slug_of(run), "unlisted")
    if run[0].text in names.demonyms:
        return Mention(start, end, names.actor_of(run[0].text), "organ")
    lead = tokens[start - 1].low if start else ""
    name = slug(" ".join(token.text for token in run))
    if lead == "the" or nouns.is_body(lead):  # "the Sea Lantern", "the charity Sea Lantern"
        return Mention(start, end, name, "unlisted")
    return Mention(start, end, NOBODY + name, "person")


def _whole_people(tokens: Sequence[Token], end: int) -> int:
    """Where "X People's Liberation Front" ends, if the possessive at `end` stands within such a name."""
    if tokens[end].low != "'s" or tokens[end - 1].low not in ("people", "peoples", "nation", "women", "children"):
        return end
    last = end + 1
    while last < len(tokens) and _capitalised(tokens[last]):
        last += 1
    return last if last > end + 1 and tokens[last - 1].low in GROUP_NAMES else end


def _slug_of(run: Sequence[Token]) -> str:
    return slug(" ".join(token.text for token in run).replace(" 's", "s").replace(" ’s", "s"))


def _names_group(tokens: Sequence[Token], at: int) -> bool:
    """Whether "Southern" opens the name of a group ("the Southern Maritime League") and not of a region."""
    end = at + 1
    while end < len(tokens) and _capitalised(tokens[end]):
        end += 1
    return end - at > 1 and tokens[end - 1].low in GROUP_NAMES


_DIRECTIONS = frozenset("north south east west northern southern eastern western central".split())
_SHIPS = {"USS": "USA", "USNS": "USA", "HMS": "GBR", "INS": "IND", "HMAS": "AUS", "HMCS": "CAN"}
_OPENING = frozenset(
    "the a an in on at after before since but and as while when if although for from by with under during "
    "following meanwhile however both this these that those its their his her".split()
)


def _locative(tokens: Sequence[Token], mention: Mention) -> bool:
    if mention.strength not in ("name", "unlisted", "modifier"):
        return False
    if mention.end - mention.start > 1 and tokens[mention.end - 1].low in ORGANS:
        return False  # "fired at the Turkish army": an organ is nowhere
    if mention.strength == "modifier" and mention.end < len(tokens) and tokens[mention.end].low in _GROUNDS:
        return True
    before = [token.low for token in tokens[max(0, mention.start - 2) : mention.start]]
    return bool(before) and (
        before[-1] in _LOCATIVE or (len(before) == 2 and before[-1] == "the" and before[0] in _LOCATIVE)
    )


def _appositions(tokens: Sequence[Token], mentions: list[Mention], names: Names) -> list[Mention]:
    """A person explained by an office ("V, chief of staff to the Iranian president") is that office."""
    out: list[Mention] = []
    skip = False
    mentions = _held(tokens, mentions, names)
    for here, following in zip_longest(mentions, mentions[1:]):
        if skip:
            skip = False
            continue
        if (
            following is not None and here.strength in ("unlisted", "person")
            and following.strength in ("name", "organ")
            and not following.locative and here.end < len(tokens) and tokens[here.end].low == ","
            and following.start - here.end <= _APPOSITION
            and _closes(tokens, following.end)
            and not any(token.low in _VERBAL for token in tokens[here.end : following.start])
        ):  # fmt: skip
            out.append(Mention(here.start, following.end, following.actor, "organ"))
            names.offices[tokens[here.end - 1].text] = following.actor
            skip = True
        else:
            out.append(here)
    return out


def _held(tokens: Sequence[Token], mentions: list[Mention], names: Names) -> list[Mention]:
    """A person told after what they are to a party ("the Alliance's candidate, Dr. S. Malongo") speaks for it."""
    out: list[Mention] = []
    for mention in mentions:
        before = out[-1] if out else None
        if (
            before is not None and mention.strength == "person" and before.strength not in ("person", "modifier")
            and before.end < mention.start <= before.end + _APPOSITION
            and tokens[mention.start - 1].low in (",", "dr", "mr", "mrs", "ms", ".")
            and (tokens[before.end].low == "'s" or before.strength == "office")
            and all(token.text.islower() or token.text in ",.'s" or token.low in _TITLES
                    for token in tokens[before.end : mention.start])
            and not any(token.low in _VERBAL for token in tokens[before.end : mention.start])
        ):  # fmt: skip
            out[-1] = Mention(before.start, mention.end, before.actor, before.strength, before.locative)
            if before.known:
                names.offices[tokens[mention.end - 1].text] = before.actor
            else:
                names.holders.add(tokens[mention.end - 1].text)
        else:
            out.append(mention)
    return out


_APPOSITION = 8  # tokens between a name and the office that explains it
_VERBAL = frozenset("said says told was is were are has had which who that".split())


def _closes(tokens: Sequence[Token], end: int) -> bool:
    return any(token.low in (",", ".", "-", "–") for token in tokens[end : end + 3]) or end >= len(tokens)
