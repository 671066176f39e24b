"""What is said of all who are something: hateful, or said in a class for a good reason."""

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
        "ik veracht moslims",
        "wij hebben een hekel aan buitenlanders",
        "ik kan homo's echt niet uitstaan",
        "ik ga alle turken in elkaar slaan",
        "we moeten die zwarte mensen afmaken",
        "asielzoekers verdienen het om te verdrinken",
        "gehandicapten zijn afval",
        "joden zijn nooit te vertrouwen",
        "transgenders zijn geen echte mensen",
        "vrouwen zijn minderwaardig",
        "een moslim is ongedierte",
        "weg met die vluchtelingen",
        "zwarte mensen horen in een dierentuin",
        "jongens zijn allemaal tuig",
        "ik voel niets dan minachting voor homo's",
        "dood aan alle buitenlanders",
        "moslims kunnen de tering krijgen",
        "ik heb geen medelijden met vluchtelingen",
        "joden zijn niks waard",
        "we moeten eens van die asielzoekers verlost worden",
        "typisch een turk, zo dom",
    ],
)
def test_contempt_for_a_group_is_discrimination(text: str) -> None:
    assert Rule.DISCRIMINATION in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "moslims kakkerlakken noemen is verschrikkelijk",
        "wie vrouwen dom noemt heeft het mis",
        'hij schreef "joden zijn ratten" en is geschorst',
        'ik wil geen teksten als "homo\'s zijn ziekelijk" meer lezen',
        "ze blijven volhouden dat vluchtelingen parasieten zijn",
        "buitenlanders zijn geen dieven",
        "vrouwen zijn niet minderwaardig",
        "volgens die man zijn vrouwen zwak",
        "waarom zijn mannen zo gewelddadig in dit land",
        "zijn moslims gevaarlijk?",
        "ik haat discriminatie tegen homo's",
        "hoofdstuk 3: joden werden als ongedierte gezien",
        "een vrouw is directeur geworden",
        "alle mensen zijn gelijk: vrouwen zijn niet minder waard",
        "wij gaan de jongens slaan met trefbal",
        "we moeten vrouwen beschermen tegen mannen die slaan",
        "we gaan de meisjes van 3c inmaken",
        "elke acht dagen wordt een vrouw vermoord",
        "vrouwen kunnen de pest krijgen net als mannen, in 1349",
        'het roepen van leuzen als "dood aan de joden" is strafbaar',
        "meisjes zijn vaak beter in talen",
        "vluchtelingen zijn welkom op onze school",
        "gehandicapten hebben recht op een eigen ingang",
        "ik ga met twee turken en een pool naar het voetbal",
        "homo's en lesbo's slaan we niet over in de les over liefde",
    ],
)
def test_to_speak_of_a_group_or_against_contempt_is_none(text: str) -> None:
    assert Rule.DISCRIMINATION not in rules(text)
