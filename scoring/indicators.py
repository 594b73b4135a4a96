"""The codebook: one value an indicator, and `measure`, which applies it to events.

Weights are points per unit of intensity on a scale where one air strike is ten, as on the scales cited; they are
judgements and meant to be changed. A new indicator is one value more in INDICATORS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from data.ontology import QUADS
from scoring import rules
from scoring.rules import any_of

TRACKS = ("kinetic", "coercive", "nuclear", "diplomatic", "relief")

GOLDSTEIN = (
    "Goldstein (1992), A Conflict-Cooperation Scale for WEIS Events Data, Journal of Conflict Resolution 36(2), 369-385"
)
CAMEO = "Schrodt (2012), CAMEO Conflict and Mediation Event Observations: Event and Actor Codebook 1.1b3"
COPDAB = "Azar (2009), Conflict and Peace Data Bank (COPDAB), 1948-1978, ICPSR 7767, doi:10.3886/ICPSR07767.v4"
MID = (
    "Jones, Bremer and Singer (1996), Militarized Interstate Disputes, 1816-1992, Conflict Management and Peace "
    "Science 15(2), 163-213: hostility levels from threat over display to use of force"
)
IDEA = (
    "Bond, Bond, Oh, Jenkins and Taylor (2003), Integrated Data for Events Analysis (IDEA), Journal of Peace Research "
    "40(6), 733-745"
)
UCDP = "Sundberg and Melander (2013), Introducing the UCDP Georeferenced Event Dataset, J. of Peace Research 50(4)"
GLOSSARY = "IAEA (2001), IAEA Safeguards Glossary, International Nuclear Verification Series No. 3"


@dataclass(frozen=True)
class Indicator:
    """One thing that an event can say about escalation.

    `types` are the PLOVER types it may fire on, whatever text or columns say; `modes` name the modes that decide it for
    coded events (empty where other columns do); `rule` gives intensity >= 0 from columns; `hits` and `misses` are
    sentences that must and must not carry it.
    """

    id: str
    name: str
    track: str
    question: str
    weight: float
    reason: str
    citation: str
    types: tuple[str, ...]
    modes: tuple[str, ...]
    rule: rules.Rule
    hits: tuple[str, ...]
    misses: tuple[str, ...]


class Classifier(Protocol):
    """What `measure` asks of a text model: probabilities per indicator, and the least that counts."""

    thresholds: pd.Series

    def predict_proba(self, events_or_texts: pd.DataFrame | pd.Series | list[str]) -> pd.DataFrame: ...


KINETIC = (
    Indicator(
        "air_strike", "Air or missile strike", "kinetic",
        "Did aircraft or missiles hit a target?",
        10.0, "The top of the scale for a single act: aerial weapons stand at -10.0 on Goldstein's scale for CAMEO.",
        f"{GOLDSTEIN}; CAMEO 195", ("ASSAULT",), ("aerial",), any_of(modes=("aerial",)),
        ("Varenian warplanes bombed an ammunition depot of the Ostrel Front near the border overnight.",
         "A cruise missile fired from a Kesh submarine struck the command post of the Marl Brigades.",
         "Fighter jets of the Tamir air force carried out air strikes on three camps of the rebels."),
        ("Varenia threatened to bomb the camps if the rebels do not leave by Friday.",
         "Airline pilots in Varenia went on strike over pay on Tuesday.",
         "The ministry marked the tenth anniversary of the air raid with a minute of silence."),
    ),
    Indicator(
        "drone_attack", "Drone attack", "kinetic",
        "Was a target attacked with an unmanned aircraft?",
        8.0, "As lethal as a small air strike but cheaper to order and easier to deny: a lower rung than manned force.",
        "Zegart (2020), Cheap fights, credible threats: the future of armed drones and coercion, Journal of Strategic "
        "Studies 43(1), 6-46", ("ASSAULT",), ("drone",), any_of(modes=("drone",)),
        ("Two explosive drones launched by the Ostrel Front hit the fuel depot at the Kalmar base.",
         "An armed drone attacked a Varenian patrol boat off the coast on Sunday.",
         "The Marl Brigades struck the radar station with loaded unmanned aircraft before dawn."),
        ("Varenia bought twelve surveillance drones from a Kesh manufacturer.",
         "The army said it would answer with drones if the shelling continues.",
         "Officials denied that a drone had attacked the refinery."),
    ),
    Indicator(
        "ground_attack", "Ground or naval attack", "kinetic",
        "Was force used on land or at sea: rockets, shelling, gunfire, bombs, raids?",
        8.0, "Use of force short of war; coded force without stated means counts here, being most often on the ground.",
        f"{MID}; CAMEO 190-194", ("ASSAULT",), rules.GROUND_MODES,
        any_of(modes=rules.GROUND_MODES, unstated=("ASSAULT",)),
        ("Gunmen of the Ostrel Front fired rockets at the Varenian garrison in Selm.",
         "Tamir artillery shelled villages across the river for three hours.",
         "A roadside bomb planted by the Marl Brigades exploded next to an army convoy."),
        ("Dock workers staged a strike that closed the port of Selm.",
         "The minister warned that artillery would be moved to the border.",
         "Selm United fired five shots at goal in the second half."),
    ),
    Indicator(
        "attack_on_forces", "Attack on troops or diplomats", "kinetic",
        "Were troops, bases, embassies or diplomats the target?",
        5.0, "An attack on a state's own people in uniform or under immunity is what most often obliges it to answer.",
        f"{MID}: force directed at official representatives or forces of another state", ("ASSAULT",), (),
        any_of(wording=rules.FORCES, columns=("victims", "target_text")),
        ("Rockets fired by the Ostrel Front hit a base that houses Varenian troops.",
         "A car bomb exploded at the gate of the Kesh embassy in Dorn.",
         "Militants ambushed an army patrol near Selm and wounded four soldiers."),
        ("Varenian troops returned to their base after the exercise.",
         "The Kesh embassy in Dorn reopened on Monday.",
         "Jets bombed a bakery and an apartment block in the old town."),
    ),
    Indicator(
        "fatalities", "Fatalities", "kinetic",
        "How many people were killed?",
        5.0, "Points grow with the logarithm of the toll: ten dead add half an air strike, 120 dead a whole one.",
        f"{UCDP}: best, low and high estimates of deaths", ("ASSAULT", "COERCE", "PROTEST"), (), rules.fatalities,
        ("The strike killed five fighters of the Ostrel Front.",
         "Twelve civilians died when shells hit the market in Selm.",
         "Two soldiers were killed by a mine on the road to Dorn."),
        ("The army has not said whether anyone died in the raid.",
         "Nobody was killed in the explosion.",
         "The war of independence cost forty thousand lives a century ago."),
    ),
    Indicator(
        "civilian_harm", "Harm to civilians", "kinetic",
        "Were civilians or civilian objects hit?",
        5.0, "Force against people outside the fight is a category of violence of its own and widens the conflict.",
        "Eck and Hultman (2007), One-Sided Violence Against Civilians in War, Journal of Peace Research 44(2), 233-246",
        ("ASSAULT", "COERCE"), rules.CIVILIAN_MODES, rules.civilian_harm,
        ("Shells fired by Tamir forces hit a school and a market, wounding dozens of civilians.",
         "Gunmen opened fire on a bus carrying villagers near Dorn.",
         "The air strike destroyed a hospital in the old town of Selm."),
        ("The raid destroyed two rocket launchers of the rebels.",
         "Civilians returned to the village after the shelling ended.",
         "The air force said it had struck an empty military depot."),
    ),
    Indicator(
        "cross_border_force", "Force across a border", "kinetic",
        "Did a state use force in another country?",
        6.0, "A border crossed makes an internal fight international; the place is read, not the target's flag.",
        f"{MID}: force directed at the territory of another state", ("ASSAULT",), (), rules.cross_border_force,
        ("Varenian jets struck a camp inside Tamir territory.",
         "Kesh commandos raided a house in the Varenian town of Selm.",
         "Tamir artillery hit positions on the Varenian side of the river."),
        ("The Varenian army shelled rebel positions in its own north.",
         "Kesh tourists crossed the border to Varenia in record numbers.",
         "Varenia accused Tamir of planning a raid."),
    ),
    Indicator(
        "state_clash", "Direct clash of states", "kinetic",
        "Did one state use force directly against another?",
        8.0, "Force between two states is the threshold of interstate war and is rarer than force through proxies.",
        MID, ("ASSAULT",), (), rules.state_clash,
        ("Varenian and Kesh warships exchanged fire in the strait.",
         "The Tamir air force shot down a Varenian fighter.",
         "Kesh troops attacked a Varenian border post."),
        ("Varenia bombed a militia that Kesh is said to arm.",
         "The Varenian and Kesh football teams clashed in Dorn.",
         "Varenian police fired on smugglers."),
    ),
    Indicator(
        "retaliation", "Retaliation", "kinetic",
        "Is the act said to answer an earlier one?",
        4.0, "An answer in kind shows that the exchange has become reciprocal, which is how crises climb.",
        "Leng (1993), Interstate Crisis Behavior, 1816-1980: Realism versus Reciprocity, Cambridge University Press",
        QUADS["material conflict"], (), rules.retaliation,
        ("The strikes were carried out in retaliation for the rocket attack on the base.",
         "In response to the seizure, Kesh detained a Varenian tanker.",
         "The Ostrel Front said it had shelled the town to avenge its commander."),
        ("The army struck the depot without giving a reason.",
         "In response to a question, the minister praised the weather service.",
         "The council replied to the letter on Monday."),
    ),
)  # fmt: skip

COERCIVE = (
    Indicator(
        "threat", "Threat or ultimatum", "coercive",
        "Did an actor threaten harm or set an ultimatum?",
        4.0, "Words that commit: less than half of a strike, more than blame; -4.4 to -7.0 on Goldstein's scale.",
        "Schelling (1966), Arms and Influence, Yale University Press; CAMEO 13", ("THREATEN",), (), rules.always,
        ("Kesh warned Varenia that any further raid would be met with a crushing response.",
         "The Ostrel Front gave the government 48 hours to leave the province or face attack.",
         "The general threatened to sink every ship that enters the strait."),
        ("Forecasters warned of heavy snow in the Dorn valley.",
         "The bank warned that growth in Varenia would slow this year.",
         "Varenian jets bombed the depot after midnight."),
    ),
    Indicator(
        "mobilisation", "Mobilisation", "coercive",
        "Were forces deployed, alerted, drilled or armed?",
        5.0, "Moving forces sinks costs and ties hands, so it says more than a threat and less than using them.",
        "Slantchev (2005), Military Coercion in Interstate Crises, American Political Science Review 99(4), 533-547",
        ("MOBILIZE", "AID"), ("troops", "weapons", "police", "militia"), rules.mobilisation,
        ("Varenia deployed two armoured brigades to the border with Tamir.",
         "The Kesh navy put its fleet on high alert on Friday.",
         "Tamir forces began a large live-fire exercise near the strait."),
        ("The Red Crescent deployed volunteers to the flooded district.",
         "Varenia withdrew its armoured brigades from the border.",
         "The party mobilised its voters before the election."),
    ),
    Indicator(
        "sanction", "Sanction", "coercive",
        "Were sanctions, embargoes or cuts in relations imposed?",
        3.0, "Costly but reversible and without violence; sanctions often end a dispute short of force.",
        "Morgan, Bapat and Kobayashi (2014), Threat and imposition of economic sanctions 1945-2005, Conflict "
        "Management and Peace Science 31(5), 541-558", ("SANCTION", "COERCE"), ("discontinue", "convict"),
        rules.sanction,
        ("The Kalmar Council imposed sanctions on four Varenian banks.",
         "Kesh froze the assets of twelve Tamir officials.",
         "Varenia banned all arms exports to Kesh and blacklisted its shipping line."),
        ("Kesh lifted its sanctions on the Varenian central bank.",
         "The league sanctioned the striker for dissent.",
         "The senator said that sanctions should be considered."),
    ),
    Indicator(
        "seizure", "Seizure, arrest or blocking", "coercive",
        "Were ships, websites, goods or people seized, arrested or blocked?",
        4.0, "Force of authority against another's property or people: above a sanction, below violence.",
        f"{CAMEO}: 17 Coerce; {GOLDSTEIN}", ("COERCE", "SANCTION", "ASSAULT"),
        ("arrest", "ban", "censor", "restrict", "seize", "withhold"), rules.seizure,
        ("Kesh coast guards seized a Varenian tanker in the strait.",
         "The justice department blocked 20 websites run by the Ostrel Front.",
         "Tamir police arrested three Varenian nationals on suspicion of spying."),
        ("Kesh released the Varenian tanker after a month.",
         "The substitute seized his chance in the last minute of the final.",
         "The minister urged the police to arrest nobody before the vote."),
    ),
    Indicator(
        "cyber_attack", "Cyber attack", "coercive",
        "Was a computer network attacked?",
        4.0, "Rivals have so far used cyber means with restraint: a network attack stands well below physical force.",
        "Valeriano and Maness (2014), The dynamics of cyber conflict between rival antagonists, 2001-11, Journal of "
        "Peace Research 51(3), 347-360", ("COERCE", "ASSAULT"), ("cyber",), any_of(modes=("cyber",)),
        ("Hackers linked to Kesh shut down the computer network of the Varenian rail operator.",
         "A cyber attack by Tamir disabled the systems of the Varenian port authority.",
         "Varenian state hackers broke into the servers of the Kesh foreign ministry and stole files."),
        ("Varenia opened a centre for cyber security in Dorn.",
         "A power cut took the website of the ministry off line.",
         "Experts warned that hackers might one day target the railways."),
    ),
)  # fmt: skip

NUCLEAR = (
    Indicator(
        "inspection_refused", "Inspection refused or limited", "nuclear",
        "Were inspectors or monitoring refused, limited or expelled?",
        6.0, "Without access nobody can rule out diversion, so every later act is read in a worse light.",
        f"{GLOSSARY}: access, inspection, denial of access; CAMEO 1662", ("REJECT", "SANCTION", "COERCE"), (),
        any_of(codes=("1662",), wording=rules.INSPECTION, columns=("quote",)),
        ("Kesh refused to let inspectors of the Kalmar Atomic Agency enter the Orsk plant.",
         "Varenia switched off the surveillance cameras of the nuclear watchdog at two sites.",
         "Tamir barred the agency's inspectors from the enrichment hall."),
        ("Inspectors of the agency visited the Orsk plant on Monday.",
         "The restaurant refused a health inspection.",
         "Kesh may limit the work of inspectors if the talks fail."),
    ),
    Indicator(
        "agreement_lapsed", "Agreement lapsed or breached", "nuclear",
        "Did an agreement lapse, or was it breached, left or suspended?",
        6.0, "A lapsed arrangement removes a restraint for as long as it is not replaced.",
        "Helfer (2005), Exiting Treaties, Virginia Law Review 91(7), 1579-1648", ("REJECT", "SANCTION", "ASSAULT"), (),
        rules.agreement_lapsed,
        ("The monitoring agreement between Kesh and the agency expired without being renewed.",
         "Varenia withdrew from the Selm missile treaty.",
         "Tamir declared that it no longer considers itself bound by the nuclear accord."),
        ("Kesh and the agency extended the monitoring agreement by a month.",
         "The lease on the stadium expired.",
         "Deputies asked the government not to leave the treaty."),
    ),
    Indicator(
        "enrichment_step", "Enrichment or weapons step", "nuclear",
        "Was a step taken towards or with a strategic weapon: enrichment, centrifuges, a missile or weapons test?",
        7.0, "Each step shortens the road to a weapon and is hard to undo.",
        "Singh and Way (2004), The Correlates of Nuclear Proliferation, Journal of Conflict Resolution 48(6), 859-885",
        ("MOBILIZE",), (), any_of(wording=rules.NUCLEAR, columns=("quote",)),
        ("Kesh began enriching uranium to 60 percent at the Orsk plant.",
         "Varenia test-fired a ballistic missile that flew 1,200 kilometres.",
         "Tamir installed a new cascade of centrifuges underground."),
        ("Kesh halted enrichment at the Orsk plant.",
         "The bakery enriches its flour with iron.",
         "Analysts doubt that Kesh could test a weapon within a year."),
    ),
)  # fmt: skip

DIPLOMATIC = (
    Indicator(
        "accusation", "Accusation or protest note", "diplomatic",
        "Did an actor accuse, condemn or lodge a protest?",
        1.5, "Cheap and frequent: the weakest conflict signal, -2.0 on Goldstein's scale for CAMEO.",
        f"{GOLDSTEIN}; CAMEO 11", ("ACCUSE",), ("allege", "disapprove"), rules.accusation,
        ("Kesh accused Varenia of arming the rebels.",
         "The foreign ministry strongly condemned the raid.",
         "Tamir summoned the ambassador and handed over a note of protest."),
        ("Kesh praised the Varenian mediator.",
         "The auditors published their yearly report.",
         "Varenia and Kesh signed a trade agreement."),
    ),
    Indicator(
        "expulsion", "Expulsion or break of relations", "diplomatic",
        "Were diplomats expelled or relations broken or lowered?",
        4.0, "Cuts the channel through which crises are settled; CAMEO places it between -4.0 and -7.0.",
        f"{CAMEO}: 161, 166; {GOLDSTEIN}", ("SANCTION", "COERCE"), ("deport", "expel"),
        any_of(modes=("deport", "expel"), codes=("161", "166", "1661", "1663"), wording=rules.RELATIONS,
               columns=("quote",)),
        ("Varenia expelled five Kesh diplomats.",
         "Tamir broke off diplomatic relations with Varenia.",
         "Kesh recalled its ambassador from Dorn and closed the embassy."),
        ("Kesh appointed a new ambassador to Dorn.",
         "The school expelled two pupils.",
         "Varenia restored full diplomatic relations with Kesh."),
    ),
    Indicator(
        "talks_suspended", "Talks suspended or refused", "diplomatic",
        "Were talks broken off, refused or did they collapse?",
        3.0, "Halting negotiation stands at -6.5 on Goldstein's scale for CAMEO; halved, as talks often resume.",
        f"{GOLDSTEIN}; CAMEO 125, 164", ("SANCTION", "REJECT"), ("meet",),
        any_of(modes=("meet",), codes=("125", "126", "127", "164", "165"), wording=rules.TALKS, columns=("quote",)),
        ("Kesh walked out of the talks in Dorn.",
         "The negotiations between Varenia and the Ostrel Front collapsed.",
         "Tamir suspended its participation in the peace talks."),
        ("The talks in Dorn resumed on Monday.",
         "Talks could stall if the hard-liner wins.",
         "The airline suspended flights because of fog."),
    ),
)  # fmt: skip

RELIEF = (
    Indicator(
        "talks_held", "Talks held or agreed", "relief",
        "Did the parties meet, negotiate or agree to do so?",
        4.0, "Crises with negotiation or mediation end more often in agreement; talk alone settles nothing yet.",
        "Wilkenfeld, Young, Asal and Quinn (2003), Mediating International Crises, Journal of Conflict Resolution "
        "47(3), 279-301", ("CONSULT", "AGREE"), ("third-party", "multilateral"), rules.talks_held,
        ("Varenian and Kesh negotiators met in Dorn for a fifth round of talks.",
         "The Ostrel Front agreed to open negotiations with the government.",
         "A Tamir envoy mediated between the two sides in Selm on Tuesday."),
        ("Kesh refused to attend the talks.",
         "The ministers may meet next month if conditions allow.",
         "Varenian jets bombed a depot while the talks went on in Dorn."),
    ),
    Indicator(
        "agreement_reached", "Agreement or renewal", "relief",
        "Was an agreement reached, signed, renewed or extended?",
        6.0, "A formal agreement is the most cooperative verbal act, +8.0 on Goldstein's scale for CAMEO.",
        f"{GOLDSTEIN}; CAMEO 057", ("AGREE", "SUPPORT", "COOPERATE"), (),
        any_of(codes=("037", "057"), wording=f"{rules.AGREEMENT}|\\bsign(?:ed|s)\\b|\\bagreement"),
        ("Varenia and Kesh signed an agreement on the use of the strait.",
         "The agency and Tamir extended the monitoring arrangement by three months.",
         "The two governments renewed the arms control treaty."),
        ("The agreement on monitoring expired on Thursday.",
         "The singer signed a contract with a studio.",
         "Diplomats hope that an agreement can be reached."),
    ),
    Indicator(
        "de_escalation", "Ceasefire, withdrawal or release", "relief",
        "Did an actor cease fire, withdraw, disarm, release or swap?",
        7.0, "A deed that gives something up; ceasefires make renewed war less likely the more they bind.",
        "Fortna (2004), Peace Time: Cease-Fire Agreements and the Durability of Peace, Princeton University Press",
        ("RETREAT", "AGREE", "CONCEDE", "COOPERATE", "SUPPORT"),
        ("ceasefire", "disarm", "release", "return", "withdraw"),
        any_of(modes=("ceasefire", "disarm", "release", "return", "withdraw"), codes=("085", "0356", "0353"),
               unstated=("RETREAT",)),
        ("A ceasefire between Varenia and the Ostrel Front took effect at noon.",
         "Kesh released the crew of the seized tanker.",
         "Varenia withdrew its last troops from the northern province."),
        ("The ceasefire collapsed after two hours.",
         "The studio released a film about the war.",
         "Residents demanded that the army withdraw."),
    ),
    Indicator(
        "inspection_access", "Inspection access", "relief",
        "Were inspectors admitted or access restored?",
        6.0, "Receiving inspectors stands at +9.0 on Goldstein's scale for CAMEO: it lets others verify.",
        f"{GLOSSARY}: complementary access; CAMEO 0862", ("RETREAT", "AGREE", "CONCEDE", "COOPERATE"), ("access",),
        any_of(codes=("0862",), wording=rules.INSPECTION, columns=("quote",)),
        ("Kesh allowed inspectors of the agency to visit the Orsk plant.",
         "Tamir agreed to let the nuclear watchdog service its cameras.",
         "Inspectors were granted access to the two undeclared sites in Varenia."),
        ("Kesh denied inspectors access to the plant.",
         "The museum granted free access to pupils.",
         "The agency asked for access to the Orsk plant."),
    ),
    Indicator(
        "aid", "Aid", "relief",
        "Was material, economic or humanitarian help given, other than arms?",
        2.0, "Eases hardship but seldom ends a fight; arms for a party are mobilisation and no aid.",
        f"{COPDAB}; {IDEA}; CAMEO 07", ("AID",), (), rules.aid,
        ("Kesh delivered 40 tonnes of food to displaced families in Selm.",
         "The Kalmar Council sent a field hospital to Tamir.",
         "Varenia provided emergency loans to its neighbour."),
        ("Kesh cut off food deliveries to Selm.",
         "The committee called for more aid.",
         "The army shelled an aid convoy near Dorn."),
    ),
    Indicator(
        "restraint", "Signalled restraint", "relief",
        "Did an actor signal restraint or give way in words?",
        2.0, "An announced small step invites an answer in kind; unverified, so it weighs little.",
        "Osgood (1962), An Alternative to War or Surrender, University of Illinois Press: graduated reciprocation",
        ("CONCEDE", "AGREE", "SUPPORT", "RETREAT"), (), any_of(codes=("055", "056", "0356"), wording=rules.RESTRAINT,
                                                               columns=("quote",)),
        ("Kesh said it does not seek war and would not answer the raid.",
         "The Ostrel Front announced that it would refrain from attacks during the harvest.",
         "Varenia signalled restraint and said it had no intention to escalate."),
        ("Kesh vowed to take revenge for the raid.",
         "The club showed restraint on the transfer market.",
         "The council urged Varenia to show restraint."),
    ),
)  # fmt: skip

INDICATORS = KINETIC + COERCIVE + NUCLEAR + DIPLOMATIC + RELIEF
IDS = tuple(indicator.id for indicator in INDICATORS)
BY_ID = {indicator.id: indicator for indicator in INDICATORS}

# decided by columns for every event, however it was coded: a number, a place, two actors, a stated link
BY_COLUMNS = ("fatalities", "cross_border_force", "state_clash", "retaliation")
# By what means force was used: where the text names a mode, it decides between them, whatever else the sentence tells
MEANS = ("air_strike", "drone_attack", "ground_attack")
EITHER = "heavy-weapons"  # guns, rockets and missiles alike: the mode decides nothing
BY_TEXT = tuple(indicator_id for indicator_id in IDS if indicator_id not in BY_COLUMNS)


def measure(events: pd.DataFrame, classifier: Classifier | None = None) -> pd.DataFrame:
    """How strongly each event carries each indicator.

    Takes events in the schema; returns one row an event (index `event_id`, in order of first appearance; the largest
    value where joint actors give several rows) and one float column an indicator, intensity >= 0. Coded and analyst
    events are measured by each indicator's rule, extracted ones by the classifier's probability where it reaches the
    threshold, except for BY_COLUMNS and for those of MEANS that the mode rules out. Only realised events, and only the
    types that an indicator names, give other than 0. `classifier` defaults to the shipped model, which is loaded only
    if an extracted event needs it.
    """
    realised = events["realis"] == "realised"
    extracted = (events["origin"] == "extracted") & realised
    out = pd.DataFrame(0.0, index=events.index, columns=list(IDS))
    probabilities = _probabilities(events[extracted], classifier) if extracted.any() else None
    for indicator in INDICATORS:
        gate = realised & events["type"].isin(indicator.types)
        if not gate.any():
            continue
        by_rule = gate if indicator.id in BY_COLUMNS else gate & ~extracted
        by_text = gate & ~by_rule & ~_other_means(events, indicator)
        if by_rule.any():
            out.loc[by_rule, indicator.id] = indicator.rule(events[by_rule])
        if by_text.any():
            out.loc[by_text, indicator.id] = probabilities.loc[by_text[by_text].index, indicator.id]
    out.index = pd.Index(events["event_id"], name="event_id")
    return out if out.index.is_unique else out.groupby(level=0, sort=False).max()


def _other_means(events: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """True where the mode names other means than those of the indicator."""
    others = {mode for name in MEANS for mode in BY_ID[name].modes} - {*indicator.modes, EITHER}
    return events["mode"].isin(others if indicator.id in MEANS else ())


def _probabilities(events: pd.DataFrame, classifier: Classifier | None) -> pd.DataFrame:
    if classifier is None:
        from scoring.classifier import load  # here, so that coded events need no model in memory

        classifier = load()
    probabilities = classifier.predict_proba(events)[list(BY_TEXT)]
    return probabilities.where(probabilities.ge(classifier.thresholds[list(BY_TEXT)], axis=1), 0.0)
