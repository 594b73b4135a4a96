"""Who is named in a sentence: known actors by alias, states by adjective and organ, unlisted names by shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from data import actors
from data.extraction import appositions, gazetteer, nouns
from data.extraction.mention import NOBODY, Mention
from data.extraction.names import GROUP_NAMES, IN_NAME, TITLES, Names, aliases, listed, slug, slug_of
from data.extraction.tokens import KEPT, Token

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
_OWN = ORGANS | GROUPS.keys() | PEOPLE
_FILLERS = frozenset(
    "'s and - backed led allied linked aligned air ground special joint local former current new interim acting main "
    "mainly elite revolutionary border two three several most own".split()
)
_SPONSOR = re.compile(
    r"^(?:pro-(\w+)|(\w+)-(?:backed|linked|aligned|supported|allied|funded|sponsored|affiliated|trained))$"
)
# "the Syrian border", "Iraqi airspace": where, not whom
_GROUNDS = frozenset(
    "border borders frontier coast soil territory airspace capital town city village province region waters side "
    "desert port island enclave".split()
)
_LOCATIVE = frozenset(
    "in inside within across near into throughout outside around over at along through northern southern eastern "
    "western central downtown off".split()
)
_SITES = _LOCATIVE | {"at", "of"}
_CASED = frozenset(spelling.lower() for spelling in actors.CASED)
LOOKAHEAD = 4  # words between a demonym and the noun that tells state from group ("US special operations forces")


def find(tokens: Sequence[Token], names: Names) -> list[Mention]:
    """The actors named in a sentence, left to right, without overlap."""
    mentions: list[Mention] = []
    at = last = 0
    for first, token in enumerate(tokens):
        opened = _opened(token)
        if first < at or not (opened or names.cast.opens(token.low)):
            continue  # most words can open no name
        mention = (
            (_JOINED in opened and (_sponsored(tokens, first, names) or _related(tokens, first, names)))
            or ((_LISTED in opened or names.cast.opens(token.low)) and _listed(tokens, first, names))
            or (_UNNAMED in opened and _described(tokens, first, names))
            or (_UNLISTED in opened and _unlisted(tokens, first, names))
        )
        if not mention:
            place = gazetteer.starts(tokens, first) if _PLACE in opened else None
            at = place[0] if place else 0
            continue
        start, at, actor, strength = max(mention.start, last), mention.end, mention.actor, mention.strength
        mentions.append(Mention(start, at, actor, strength, _locative(tokens, mention)))
        if strength == "name" and at - mention.start > 1 and tokens[mention.start + 1].capitalised:
            names.offices.setdefault(tokens[mention.start + 1].text, actor)  # "Duque" after "Ivan Duque"
        last = at
    return appositions.join(tokens, _clients(tokens, mentions), names)


_JOINED, _LISTED, _UNNAMED, _UNLISTED, _PLACE = "joined", "listed", "unnamed", "unlisted", "place"


@lru_cache(KEPT)
def _opened(token: Token) -> frozenset[str]:
    """What may begin with a word, whatever the document: with most words, nothing."""
    low = token.low
    may = {
        _JOINED: "-" in low, _LISTED: aliases().opens(low), _UNNAMED: nouns.opens(low), _UNLISTED: not token.plain,
        _PLACE: gazetteer.opens(low),
    }  # fmt: skip
    return frozenset(kind for kind, opens in may.items() if opens)


def _clients(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """ "armed groups loyal to X", "militias backed by X": clients of X, not X."""
    out = []
    for mention in mentions:
        noun = mention.start - 3
        if (
            noun >= 0
            and (tokens[noun + 1].low, tokens[noun + 2].low) in _TIES
            and (tokens[noun].low in GROUPS or tokens[noun].low in ("groups", "group", "forces"))
        ):
            name = slug(actors.NAMES.get(mention.actor, mention.actor))
            mention = Mention(noun, mention.end, f"{name}-backed-militias", "group")
        out.append(mention)
    return out


_TIES = frozenset(
    tuple(tie.split()) for tie in
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
    elif at > 0 or (end < len(tokens) and (tokens[end].capitalised or tokens[end].low == "of")):
        return None
    if end + 1 < len(tokens) and tokens[end].low == "'s" and (own := nouns.at(tokens, end + 1)):
        end = _with_person(tokens, own[0]) if own[1] == "office" else own[0]
    start = at
    while start > max(0, at - nouns.AROUND) and nouns.belongs(tokens[start - 1]):
        start -= 1
    return Mention(start, end, NOBODY + noun, kind)


def _listed(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    for end, actor, adjective in _spelt(tokens, at, names):
        if not _cased(tokens[at:end], actor):
            continue
        if actors.KIND.get(actor) == "media" and at and tokens[at - 1].low in _SITES:
            continue  # a broadcaster named after a town
        if adjective:
            return _by_demonym(tokens, at, end, actor, actors.NAMES.get(actor, actor))
        state = actors.KIND.get(actor, "state") == "state" and tokens[end - 1].low not in GROUP_NAMES
        if end < len(tokens) and tokens[end].low in _OWN and state:
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
    for end, named in (*names.cast.at(tokens, at), *aliases().at(tokens, at)):
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
        elif tokens[last].capitalised and not listed(tokens, last):
            last += 1
        else:
            break
    return last if last > end and tokens[last - 1].capitalised else end


def _sponsored(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    """ "Iranian-backed militias", "pro-Iran factions": clients, never the sponsor itself."""
    match = _SPONSOR.match(tokens[at].low)
    if not match:
        return None
    sponsor = match.group(1) or match.group(2)
    if listed(tokens, at):
        return None
    actor = next((actor for actor, _ in aliases().single(sponsor)), slug(sponsor))
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
    actor = next((actor for actor, _ in aliases().single(stem)), None)
    if actor is None and tokens[at].text[:1].isupper():
        actor = names.actor_of(tokens[at].text.partition("-")[0])
    return Mention(at, at + 1, actor, "seat" if suffix == "based" else "modifier") if actor else None


def _unlisted(tokens: Sequence[Token], at: int, names: Names) -> Mention | None:
    named_for_direction = tokens[at].text.istitle() and tokens[at].low in _DIRECTIONS and _names_group(tokens, at)
    if not named_for_direction and (
        not tokens[at].capitalised or tokens[at].low in IN_NAME or names.lists(tokens, at)
    ):
        return None
    if gazetteer.starts(tokens, at):
        return None
    end = at + 1
    while end < len(tokens):
        if tokens[end].capitalised and not names.lists(tokens, end):
            end += 1
        elif (
            tokens[end].low in IN_NAME and end + 1 < len(tokens)
            and tokens[end].low != "and" and tokens[end + 1].capitalised and not names.lists(tokens, end + 1)
        ):  # fmt: skip
            end += 2
        elif (whole := _whole_people(tokens, end)) > end:
            end = whole
        else:
            break
    run = tokens[at:end]
    opens = at == 0 and names.inside[run[0].text] == 0 and len(run) > 1 and run[0].low in _OPENING
    run = run[1:] if opens else run
    while run and (run[0].low in _NOT_FIRST or (run[0].low in ORGANS and len(run) > 1)):
        run = run[1:]
    if not run:
        return None
    if run[0].text in _SHIPS and len(run) > 1:
        return Mention(end - len(run), end, _SHIPS[run[0].text], "organ")
    if all(token.low in TITLES or token.low in ORGANS for token in run):
        return None
    start = end - len(run)
    if any(nouns.is_office(token.low) for token in tokens[at : end - 1]):  # "Trade Minister B. Quiroga"
        names.holders.add(tokens[end - 1].text)
        return Mention(at, end, NOBODY + slug(" ".join(token.text for token in run)), "office")
    if len(run) == 1:
        word = run[0].text
        if word in names.demonyms or (end < len(tokens) and tokens[end].low in _OWN
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
        return Mention(start, end, slug_of(run), "unlisted")
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
    last = _group_ends(tokens, end + 1)
    return last if last > end + 1 else end


def _names_group(tokens: Sequence[Token], at: int) -> bool:
    """Whether "Southern" opens the name of a group ("the Southern Maritime League") and not of a region."""
    return _group_ends(tokens, at + 1) > at + 1


def _group_ends(tokens: Sequence[Token], at: int) -> int:
    """Where the capitalised words from token `at` on end if the last is one for a group, else `at`."""
    end = at
    while end < len(tokens) and tokens[end].capitalised:
        end += 1
    return end if end > at and tokens[end - 1].low in GROUP_NAMES else at


_NOT_FIRST = TITLES | IN_NAME
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
    before = mention.start - 1
    if before > 0 and tokens[before].low == "the":
        before -= 1
    return before >= 0 and tokens[before].low in _LOCATIVE
