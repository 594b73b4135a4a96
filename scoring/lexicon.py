"""Word families that the classifier sees as single features, so that a rare word counts like its commoner kin.

A family is a name and a regular expression over lower-cased text. Families say what a sentence mentions, not what it
means: which of them carry an indicator, and together with what, is learned.
"""

from __future__ import annotations

import re

FAMILIES: dict[str, str] = {
    # means of force
    "aircraft": r"warplane|fighter jet|fighter-bomber|\bjets?\b|bomber|aircraft|air ?force|helicopter|gunship|"
    r"airstrike|air[- ](?:strike|raid|attack|campaign)|aerial|sortie|from the air",
    "missile": r"missile|\brockets? (?:fired|launched) from (?:a )?(?:plane|jet)|"
    r"precision(?:-guided)? (?:strike|bomb|munition)",
    "drone": r"\bdrones?\b|unmanned|\buavs?\b|quadcopter|loitering munition|kamikaze",
    "artillery": r"artillery|shell(?:s|ed|ing|fire)\b|mortar|howitzer|rockets?\b|bombard|salvo|barrage|cannon|"
    r"tank fire",
    "small_arms": r"gunm[ae]n|gunfire|shots?\b|opened fire|open fire|shoot|shot dead|sniper|rifle|machine gun|ambush|"
    r"firefight|exchange of fire|exchanged fire|clash",
    "bomb": r"\bbombs?\b|bomb(?:ed|ing|ings|er|ers)\b|explosi(?:on|ve|ves)|explod|blast|detonat|\bmines?\b|landmine|"
    r"car bomb|suicide|\bied\b|grenade|blew up",
    "raid": r"\braid(?:s|ed|ers)?\b|storm(?:ed|ing)\b|assault|incursion|offensive|commando|overran|stabb|"
    r"attack(?:s|ed|ers)?\b",
    "strike": r"\bstrikes?\b|\bstruck\b|\bhit\b|pounded|destroy|flattened",
    # who or what is hit
    "forces": r"troops?\b|soldiers?\b|army\b|barracks|garrison|outpost|checkpoint|patrol|convoy|warship|frigate|"
    r"destroyer|service ?m[ae]n|border guards?|military base|air base|naval base|\bbases?\b|battalion|brigade|"
    r"marines?\b|policem[ae]n|police station|officers?\b|peacekeepers?|conscripts?|sailors?|recruits?",
    "mission": r"embass|consulate|chancery|diplomats?\b|ambassador|attach[eé]\b|envoy",
    "civilians": r"civilian|resident|villager|famil(?:y|ies)|child|wom[ae]n|girl|boy|pupil|student|farmer|herder|"
    r"shopper|passenger|worshipper|patient|nurse|doctor|aid worker|journalist|refugee|displaced|passers-by|bystander|"
    r"fishermen",
    "civil_objects": r"school|hospital|clinic|market|bakery|\bhomes?\b|houses?\b|apartment|mosque|church|chapel|"
    r"village|\bbus\b|minibus|power (?:plant|station)|water|refinery|pipeline|bridge|railway|ferry|camp for|shelter|"
    r"ward\b|huts",
    "casualties": r"kill(?:s|ed|ing)\b|\bdead\b|\bdied\b|deaths?\b|wound|injur|casualt|\bbodies\b|"
    r"los(?:t|ing) (?:his|her|their) li",
    # pressure without force
    "threat": r"threat|ultimatum|warn(?:s|ed|ing)\b|vow(?:s|ed)?\b|would (?:pay|regret|face)|\bor face\b|"
    r"consequences|crushing|hours to|deadline|or else|will (?:respond|retaliate|answer|burn|sink|strike)|red line|"
    r"swore|pledged to avenge",
    "deployment": r"deploy|mobili[sz]|reinforc|redeploy|dispatch(?:ed|es)|"
    r"sent (?:\w+ ){0,3}(?:troops|ships|tanks|brigades)|moved (?:\w+ ){0,4}(?:border|frontier|front)|"
    r"on (?:high |full )?alert|combat readiness|call(?:s|ed) up|reservists|massed|mass(?:es|ing)|amass|stationed|"
    r"massing",
    "exercise": r"exercises?\b|drills?\b|manoeuvre|maneuver|war games?|live-fire",
    "arms": r"\barms\b|weapons?\b|ammunition|tanks?\b|launchers?|batter(?:y|ies)|armou?red|air defen[cs]e",
    "sanction": r"sanction|embargo|blacklist|asset|fr(?:oze|ozen|eeze)|tariff|export (?:ban|control|licen[cs]e)|"
    r"boycott|import ban|trade ban|travel ban|visa ban|black ?list|restrictive measures|cut off (?:aid|gas|oil|trade)",
    "seizure": r"seiz|impound|confiscat|boarded|detain|arrest|captur(?:e|ed) (?:the |a )?(?:ship|vessel|tanker)|"
    r"intercept|took custody|held (?:the )?crew|jail|imprison|abduct|kidnap|hostage|round(?:ed)? up|"
    r"raided the offices",
    "vessel": r"tanker|vessel|ships?\b|freighter|trawler|boats?\b|cargo|dhow|crew|flotilla|lighter\b|barge|"
    r"coast ?guard",
    "blocking": r"block(?:s|ed|ing|ade)|shut (?:down|off)|took (?:down|offline)|taken (?:down|offline)|"
    r"closed the (?:border|strait|airspace|crossing)|censor|jamm|barred|banned|took off (?:the )?air|revoked",
    "media": r"website|domain|broadcast|channel|newspaper|outlet|radio|television|\btv\b|social media|account|"
    r"internet|satellite",
    "cyber": r"cyber|hack|malware|ransomware|server|network|phish|\bddos\b|denial[- ]of[- ]service|wiper|intrusion|"
    r"spyware|breach(?:ed)? (?:the )?(?:system|database|mail)|computer|e-?mails?\b|data ?base|online|software",
    # nuclear and treaties
    "inspection": r"inspect|safeguards|watchdog|verification|monitor(?:s|ing)\b|camera|seals?\b|samples?|access|"
    r"atomic agency|observers?",
    "enrichment": r"enrich|uranium|plutonium|centrifuge|cascade|reprocess|heavy water|fissile|stockpile|"
    r"per ?cent pur|reactor|yellowcake",
    "weapon_test": r"test[- ]?fir|nuclear test|missile test|test launch|"
    r"launch(?:ed|es)? (?:a |an )?(?:ballistic|intercontinental|satellite|rocket)|warhead|ballistic",
    "nuclear": r"nuclear|atomic|radiolog",
    "agreement": r"agreement|accord\b|accords\b|treat(?:y|ies)|\bdeal\b|pact|understanding|protocol|memorandum|"
    r"convention|charter|arrangement",
    "truce": r"ceasefire|cease-fire|truce|armistice|cessation of hostilities|lull",
    "lapse": r"laps(?:e|ed|es|ing)|expir|ran out|run out|without (?:being )?(?:renew|extension|extend)|"
    r"not (?:be )?(?:renewed|extended)|terminat|annul|denounc(?:e|ed) the|torn up|tore up|tears up|scrapp|void",
    "breach": r"violat|breach|broke(?:n)? (?:the|a|an)|in defiance|exceed|beyond the limit|collapse",
    "leave": r"withdr[ae]w|withdrawal|pull(?:s|ed|ing)? out|quit(?:s|ting)?\b|walk(?:s|ed|ing) (?:out|away)|left the|"
    r"leave the|suspend|no longer bound|backed out",
    # words and ties
    "blame": r"accus|condemn|denounc|blam|slam|criticis|criticiz|deplor|alleg|protest note|note of protest|"
    r"lodged? (?:a |an )?(?:\w+ )?(?:protest|complaint)|summon|rebuk|decri|charged that|assail|branded|lambast|"
    r"outrage",
    "expel": r"expel|expuls|persona non grata|recall|sever|broke off (?:\w+ )?(?:relations|ties)|cut (?:\w+ )?ties|"
    r"downgrad|closed (?:its|the) (?:embassy|consulate|mission)|told to leave|ordered to leave|deport",
    "relations": r"relations|ties\b|diplomatic",
    "talks": r"\btalks?\b|negotiat|round of|summit|mediat|dialogue|conference|roundtable|table\b|delegation|meeting",
    "meet": r"\bmet\b|\bmeets?\b|held talks|sat down|hosted|convened|resum|spoke by (?:tele)?phone|telephone|"
    r"face to face|shuttl|conferred|phoned",
    "refuse": r"refus|reject|declin|den(?:y|ied|ies) (?:access|entry|permission|inspectors)|"
    r"turned (?:away|down|back)|ruled out|rebuff|boycotted|barred|vetoed|would not|halt|broke off|broken off|cancel|"
    r"call(?:s|ed) off|stall|postpon|collaps|break(?:s|ing)? (?:off|up)|froze",
    # relief
    "sign": r"sign(?:s|ed|ing)?\b|initial(?:l?ed)|ratif|renew|extend|extension|prolong|conclud|clinch|struck a|"
    r"reach(?:ed|es)? (?:a|an|the|agreement)|agreed (?:to|on|a)|agree(?:s|d)?\b|sealed",
    "release": r"releas|freed|\bfree(?:s|d)\b|swap|exchang(?:e|ed) (?:of )?(?:\w+ )?(?:prisoner|captive|detainee)|"
    r"handed (?:back|over)|return(?:s|ed)?\b|let go|repatriat|amnest|pardon",
    "pull_back": r"pull(?:s|ed|ing)? back|withdr[ae]w|withdrawal|disarm|surrender|laid down|lay down|demobili|"
    r"dismantl|vacat|stood down|stand(?:s)? down|lift(?:s|ed|ing)?\b|eas(?:e|ed|es|ing)\b|reopen|took effect|"
    r"takes effect|silent|holding|halted (?:its|all|the)",
    "admit": r"admit|allow|let (?:\w+ ){0,4}(?:in|into|visit|enter|inspect)|grant|permit|"
    r"open(?:s|ed)? (?:\w+ ){0,4}(?:to|for)|gave (?:\w+ ){0,3}access|access restored|reinstall|visit",
    "aid": r"\baid\b|relief|food|flour|grain|medicine|medical|blanket|tents?\b|vaccine|humanitarian|loan|donat|"
    r"deliver|supplies|assistance|shipment of|field hospital|fuel|tonnes",
    "restraint": r"restrain|de-?escalat|\bcalm\b|refrain|no intention|(?:not|no) (?:seek|want|desire|wish)|avoid|"
    r"apolog|regret|conced|accept|hold(?:s)? (?:its |their )?fire|not respond|forgo|"
    r"will not (?:be )?(?:answer|retaliat|respond|the first)|unilateral|goodwill|overture|olive branch|spare",
    # what makes a mention no act
    "modal": r"\bcould\b|\bmight\b|\bmay\b|\bwould\b|\bif\b|\bunless\b|should\b|possib|likely|risk of|"
    r"fear(?:s|ed)? (?:that|of)|scenario|hypothe|whether|consider|mull|weigh",
    "future": r"\bwill\b|plans? to|planned|intend|due to|set to|expected|next (?:week|month|year)|scheduled|is to\b|"
    r"are to\b|preparing to|upcoming|ahead of",
    "denial": r"\bden(?:y|ied|ies)\b|no (?:such|evidence|truth)|\bnever\b|\bnot\b|untrue|false|dismiss|baseless|"
    r"rumou?r|n't\b",
    "past": r"anniversar|years? ago|decade|century|commemorat|memorial|histor|veteran|in (?:1[89]|20[01])\d\d|"
    r"archive|museum|novel|film|documentary|during the war|last war|remember|former|once\b|back in|exhibition|book\b",
    "appeal": r"urg(?:e|ed|es|ing)\b|call(?:s|ed|ing)? (?:for|on)|appeal|demand|request|ask(?:s|ed|ing)\b|plead|"
    r"proposed|suggest",
    "answer": r"retaliat|in response|respond|reprisal|reveng|aveng|in return|tit[- ]for[- ]tat|"
    r"after (?:the|an?) (?:attack|raid|strike)|counter(?:-|ed|attack)|days after|hours after|answer",
    "everyday": r"match|league|cup\b|coach|striker|goal|championship|film|concert|festival|recipe|weather|storm|wage|"
    r"pay\b|union\b|workers|teachers|shares|market share|customers|tourist|singer|album|court ruled|divorce|club\b|"
    r"season",
}

_COMPILED = {name: re.compile(pattern) for name, pattern in FAMILIES.items()}


def families(text: str) -> list[str]:
    """Names of the word families that occur in `text`."""
    lowered = text.lower()
    return [name for name, pattern in _COMPILED.items() if pattern.search(lowered)]
