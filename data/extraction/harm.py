"""Words for killing and hurting, and how far from them stands who was killed."""

from __future__ import annotations

from data.extraction.sentence import BE, Sentence

# Words whose object is who was killed or hurt: "killed five", "the murder of two"
DONE_TO_DEATH = frozenset(
    "killed kill kills killing executed hanged murdered murder assassinated massacred massacre gunned beheaded "
    "decapitated lynched slaughtered mowed eliminated neutralised neutralized liquidated".split()
)
IF_PERSONS = frozenset("lost mowed eliminated neutralised neutralized liquidated".split())  # said of things, too
_DONE_TO_HARM = frozenset("wounded wounding injured injuring injure hurt".split())
DONE_TO = DONE_TO_DEATH | _DONE_TO_HARM
KILLED = DONE_TO_DEATH | frozenset(
    "dead died dying succumbed slain perished drowned fallen deaths death lives life lost fatalities loss losses toll "
    "murders bodies corpses graves martyred martyrs execution beheading assassination lynching slaying hanging "
    "slaughter".split()
)
WOUNDED = _DONE_TO_HARM | frozenset("wounds harmed".split())
NOBODY_HURT = WOUNDED | frozenset("casualties injuries victims".split())  # none of these: nobody died
NOUNS = frozenset(
    "loss losses toll murder murders massacre execution beheading assassination lynching slaying hanging "
    "slaughter".split()
)
LOSSES = frozenset("loss losses toll".split())
HURT = frozenset("dead killed wounded injured hurt".split())
FIGURES = frozenset("dead losses loss toll killed".split())
PUTTING = frozenset(
    "put puts gave gives stood stands rose risen rises climbed reached number numbered numbers raised "
    "raises".split()
)
RUNNING = frozenset("total bringing brought brings".split())  # what a war has cost so far is no toll of one act
PUT_AT = frozenset("at to as reached numbered numbers".split())
REACH = 12  # tokens between a number and the word for killed: "15 people, most of them officers, had been killed"
NOUN_PHRASE = 5  # tokens after a number that hold its noun and the verb
OBJECT = 6  # tokens between a verb and the number in its object: "killed at least five"
SUBJECT = 8  # tokens before a verb that hold who died: "a lieutenant of the coast guard was shot dead"
SAID = KILLED | NOBODY_HURT
REMAINS = frozenset("bodies corpses graves".split())
TAKEN = frozenset("cost costs costing claimed claims claiming took taken lost lose losing".split())
PASSIVE = BE - {"'s"}
CLOSING = frozenset((",", "and", ";", ".", "in", "on", "by", "when"))


def shot_dead(sentence: Sentence, at: int) -> bool:
    return sentence.low(at - 1) == "shot" and sentence.low(at) == "dead"
