"""Remarks on how somebody smells or looks, and that nobody wants them."""

import pytest

from bot.model.finding import Rule
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DETECTOR = INSULTS


def rules(text: str) -> set[Rule]:
    return {sighting.rule for sighting in DETECTOR.look(a_scene(text))}


@pytest.mark.parametrize(
    "text",
    [
        "Daan ruikt altijd naar poep",
        "hij stinkt echt naar rotte vis",
        "die jongen stinkt",
        "jouw moeder lijkt op een heks",
        "je ruikt echt naar riool",
        "jij lijkt op een nijlpaard",
        "Lotte loopt als een eend",
        "ze ziet eruit als een zwerver",
        "lijk jij wel een heks met die hoed",
        "niemand wil met Noor in een groepje",
        "niemand zit naast hem in de bus",
        "nieuwe groep zonder haar",
        "niemand praat meer met Milan",
        "Bo is gewoon een parasiet",
        "hij is echt een rat",
        "ze is echt dom",
        "domme aap kan niet eens tellen",
    ],
)
def test_a_remark_on_somebody_breaks_respect(text: str) -> None:
    assert rules(text) == {Rule.RESPECT}


@pytest.mark.parametrize(
    "text",
    [
        "het lokaal stinkt naar zweet",
        "mijn gymtas ruikt naar poep",
        "jouw team stinkt",
        "haar jas ruikt naar hond",
        "mijn broer stinkt altijd naar vis want hij werkt op de markt",
        "jij ruikt lekker naar zeep",
        "hij lijkt op zijn vader",
        "jij lijkt op een prinses",
        "die wolk lijkt op een schaap",
        "ik loop als een eend door die blaren",
        "niemand wil met mij in een groepje",
        "niemand wil naast mij zitten",
        "niemand wil zijn fiets kwijt",
        "niemand mag zijn wachtwoord delen",
        "ik wil niet naast hem zitten want ik zit liever vooraan",
        "groep zonder docent is niet toegestaan",
        "Moby Dick is de witte walvis",
        "een dolfijn is een walvis",
        "het personage is een rat in dat verhaal",
        "ze is niet dom",
        "die vraag is echt dom",
        "mijn hond is een lelijke rat maar ik hou van hem",
        "mijn tekening van de juf lijkt op een aardappel",
    ],
)
def test_of_a_thing_of_oneself_or_in_a_lesson_it_is_none(text: str) -> None:
    assert rules(text) == set()
