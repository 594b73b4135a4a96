"""Killed and wounded: which numbers of a sentence are a toll, and whose dead they count."""

from __future__ import annotations

import pytest

from data.extraction import tolls
from data.extraction.coding import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The raid killed five fighters.", [("killed", 5, 5, 5)]),
        ("Five fighters were killed and 12 wounded.", [("killed", 5, 5, 5), ("wounded", 12, 12, 12)]),
        ("At least 12 people died.", [("killed", 12, 12, None)]),
        ("Up to thirty people were killed.", [("killed", None, 30, 30)]),
        ("Between 30 and 40 people were killed.", [("killed", 30, None, 40)]),
        ("Some two dozen men were wounded.", [("wounded", 24, 24, 24)]),
        ("Dozens were killed.", [("killed", 24, None, None)]),
        ("The group confirmed the death of five fighters.", [("killed", 5, 5, 5)]),
        ("The rocket killed a civilian contractor.", [("killed", 1, 1, 1)]),
        ("A hundred and twenty people were killed.", [("killed", 120, 120, 120)]),
        ("One person was killed by 30 rockets.", [("killed", 1, 1, 1)]),
        ("Gunmen shot dead four men.", [("killed", 4, 4, 4)]),
        ("The kingdom hanged six pirates.", [("killed", 6, 6, 6)]),
        ("He spoke of the murder of two shepherds.", [("killed", 2, 2, 2)]),
        (
            "A boy of four was trampled to death and nineteen people were hurt.",
            [("killed", 1, 1, 1), ("wounded", 19, 19, 19)],
        ),
        ("Nobody was hurt.", [("killed", 0, 0, 0), ("wounded", 0, 0, 0)]),
        ("There were no casualties.", [("killed", 0, 0, 0), ("wounded", 0, 0, 0)]),
        ("The blast killed 126 people, and eight soldiers are among the dead.", [("killed", 126, 126, 126)]),
        ("Nahuel, 16, was wounded.", []),
        ("On 5 May 2019 nobody was near.", []),
        ("The strike killed the hopes of peace.", []),
        # other words for the dead
        ("Two drivers perished.", [("killed", 2, 2, 2)]),
        ("Sixteen sailors drowned in the harbour.", [("killed", 16, 16, 16)]),
        ("The army lost nine men.", [("killed", 9, 9, 9)]),
        ("Twenty-two sailors were lost.", [("killed", 22, 22, 22)]),
        ("Four policemen had fallen.", [("killed", 4, 4, 4)]),
        ("A nurse counted 15 bodies.", [("killed", 15, 15, 15)]),
        ("The provosts put to death two chiefs.", [("killed", 2, 2, 2)]),
        ("The families lost their homes.", []),
        ("Ministers of the fallen government, four in all, left.", []),
        ("They carried home the bodies of 140 men.", [("killed", 140, 140, 140)]),
        # whose number it is
        ("Two donors killed and four rescuers wounded.", [("killed", 2, 2, 2), ("wounded", 4, 4, 4)]),
        ("They said 15 people, most of them police officers, had been killed.", [("killed", 15, 15, 15)]),
        ("It put the dead in the town at three.", [("killed", 3, 3, 3)]),
        ("It was the fifth such death at Colony 12.", []),
        ("The sanctions killed off 40 firms.", []),
        # one
        ("Oskar Brandt, 16, died.", [("killed", 1, 1, 1)]),
        ("A district commissioner was hacked to death.", [("killed", 1, 1, 1)]),
        ("The raid followed the killing of the driver.", [("killed", 1, 1, 1)]),
        ("The blast killed his military aide.", [("killed", 1, 1, 1)]),
        # and others
        ("Rebels killed a major and eleven of his soldiers.", [("killed", 12, 12, 12)]),
        ("Eleven guerrillas and four herdsmen were killed.", [("killed", 15, 15, 15)]),
        ("Two died and four herdsmen were killed.", [("killed", 2, 2, 2), ("killed", 4, 4, 4)]),
        ("The bomb killed two generals and a driver.", [("killed", 3, 3, 3)]),
        ("The bomb killed two generals and wounded a gardener.", [("killed", 2, 2, 2), ("wounded", 1, 1, 1)]),
        # none
        ("The ministry said no sailor had been harmed.", [("killed", 0, 0, 0), ("wounded", 0, 0, 0)]),
        ("The fire caused no injuries.", [("killed", 0, 0, 0), ("wounded", 0, 0, 0)]),
        # words of violent death, and of its figures
        ("Rebels beheaded four captives.", [("killed", 4, 4, 4)]),
        ("The execution of five prisoners drew protests.", [("killed", 5, 5, 5)]),
        ("They avenged the hanging of three of their commanders.", [("killed", 3, 3, 3)]),
        ("Six soldiers succumbed to their wounds.", [("killed", 6, 6, 6)]),
        ("The radio spoke of 2,100 dead.", [("killed", 2100, 2100, 2100)]),
        ("The death toll from the bombing has risen to 61.", [("killed", 61, 61, 61)]),
        ("The dead numbered 14.", [("killed", 14, 14, 14)]),
        ("The army gave its own losses as four killed.", [("killed", 4, 4, 4)]),
        ("The attack claimed 14 lives.", [("killed", 14, 14, 14)]),
        ("The union urged both men to spare lives.", []),
        ("The army neutralised 12 militants.", [("killed", 12, 12, 12)]),
        ("The reform eliminated 12 taxes.", []),
        # how many
        ("Half a dozen were killed.", [("killed", 6, 6, 6)]),
        ("Five or six men were killed.", [("killed", 5, None, 6)]),
        ("Sixty-odd people were killed.", [("killed", 60, 60, None)]),
        ("A hundred or more were killed.", [("killed", 100, 100, None)]),
        ("Tens of thousands were killed.", [("killed", 20_000, None, None)]),
        ("Both sentries were killed.", [("killed", 2, 2, 2)]),
        ("Both sides were hurt.", []),
        # persons of any trade
        ("The shell killed a cook.", [("killed", 1, 1, 1)]),
        ("The shell killed a dog.", []),
        ("Two soldiers and a porter were killed.", [("killed", 3, 3, 3)]),
        ("A porter and two soldiers were killed.", [("killed", 3, 3, 3)]),
        ("A nurse and a driver were killed.", [("killed", 2, 2, 2)]),
        ("The blast killed an electrician and a waitress.", [("killed", 2, 2, 2)]),
        (
            "A rocket hit the village, killing a schoolteacher and injuring four children.",
            [("killed", 1, 1, 1), ("wounded", 4, 4, 4)],
        ),
        ("A student stabbed and murdered both twins.", []),
        # parts of a toll, and what is no toll of dead alone
        ("Nine people, three of them children, were killed.", [("killed", 9, 9, 9)]),
        ("Three of those killed were children.", []),
        ("Five members of one family were killed.", [("killed", 5, 5, 5)]),
        ("It said it had killed or wounded twelve.", []),
        ("Five of them drowned or were shot.", [("killed", 5, 5, 5)]),
        ("No deaths were reported.", [("killed", 0, 0, 0)]),
        ("No one died.", [("killed", 0, 0, 0)]),
        ("None of its men had been hurt.", [("killed", 0, 0, 0), ("wounded", 0, 0, 0)]),
        # not done
        ("They vowed to kill ten guards.", []),
        ("Relatives fear that 40 hostages will be killed.", []),
        ("As many as 30 men may have been killed.", [("killed", None, 30, 30)]),
        # the same toll, counted again
        ("Two porters were killed; the hospital says five.", [("killed", 2, 2, 2), ("killed", 5, 5, 5)]),
        ("Aides counted 37 dead, the militia spoke of ten.", [("killed", 37, 37, 37), ("killed", 10, 10, 10)]),
        ("The army said five men were killed and spoke of ten tanks.", [("killed", 5, 5, 5)]),
    ],
)
def test_tolls(text, expected):
    found = tolls.find(parse(text)[0])
    assert [(t.kind, t.number.low, t.number.best, t.number.high) for t in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Taliban admitted the loss of 16 men.", ["taliban"]),
        ("Residents said that 61 fighters of the Taliban were killed.", ["taliban"]),
        ("The Taliban said that 61 men were killed.", [None]),
    ],
)
def test_whose_dead_a_toll_counts(text, expected):
    (sentence,) = parse(text)
    assert [tolls.whose(sentence, toll) for toll in tolls.find(sentence)] == expected
