"""Who is meant: a cry for help is heard, a threat or an order to somebody else is none."""

import pytest

from tests.support.builders import a_scene
from tests.support.detectors import CARE

DETECTOR = CARE


@pytest.mark.parametrize(
    "text",
    [
        "ik ben verkracht",
        "hij heeft me verkracht",
        "ze willen me verkrachten",
        "ik ben bang dat hij mij gaat verkrachten",
        "mijn zus is verkracht",
        "kevin appte mij ik ga je verkrachten",
        "lisa wil zelfmoord plegen",
        "ik denk dat lisa zelfmoord wil plegen",
        "ze appen me steeds pleeg zelfmoord",
        "iemand zei pleeg zelfmoord tegen mij",
        "ik pleeg zelfmoord vanavond",
        "maak er een eind aan",
        "maak er vanavond een eind aan",
        "ik spring voor de trein",
        "spring voor de trein straks",
        "lisa snijdt zichzelf weer",
        "ik ga me ophangen",
        "ik heb een heel doosje paracetamol op",
        "ik heb afscheidsbrieven geschreven",
        "ik heb een afscheidsbrief geschreven voor mijn ouders",
        "ik ben het leven zat",
        "meneer jansen raakt mij steeds aan",
        "Kevin heeft aan mij gezeten in de kleedkamer",
        "ik kan niet meer",
        "ik kan echt niet meer",
        "ik werd bedreigd met een mes bij het station",
        "kevin zegt dat ie me gaat neersteken",
        "kevin wacht me elke dag op bij de fietsen",
        "kevin zat aan me",
        "i cut again",
        "er gaat een filmpje van mij rond",
        "ze hebben screenshots van mijn chat doorgestuurd",
        "ik word uitgelachen om mijn gewicht, dikke koe enzo",
        "ik ben stiekem gefilmd in de kleedkamer",
        "ik durf niet naar school door de pesters",
    ],
)
def test_a_cry_for_help_or_a_worry_is_heard(text: str) -> None:
    assert DETECTOR.listen(a_scene(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "ik ga je verkrachten",
        "ik verkracht je zus",
        "ik heb je zus verkracht",
        "ik hoop dat je verkracht wordt",
        "ik ga deze toets verkrachten",
        "pleeg zelfmoord",
        "lisa pleeg zelfmoord",
        "spring voor de trein lisa",
        "lisa ga jezelf weer snijden emo",
        "maak er een eind aan lisa",
        "ik hoop dat je zelfmoord pleegt",
        "kill yourself lisa",
        "ga voor de trein liggen kevin",
    ],
)
def test_a_threat_or_an_order_to_somebody_else_is_no_cry_for_help(text: str) -> None:
    assert DETECTOR.listen(a_scene(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "ik kan niet meer om 3 uur",
        "ik kan niet meer bij de bestanden",
        "ik kan niet meer 😂😂",
        "ik kan niet meer vandaag",
        "ik dacht dat ik de enige was",
        "ik durf niet naar school met dit kapsel haha",
        "afscheidsbrief voor mw pietersen geschreven",
        "mijn broer sloeg me met dammen",
        "ik heb mezelf gesneden met koken",
        "ik ga bij de dierenarts kijken hoe ze een hond doodmaken met een spuit",
        "ik ben laat wacht maar",
        "ik moet mijn jas ophangen",
        "ik zat aan mijn bureau",
        "dit liedje raakt me echt",
        "heb jij de foto van mij doorgestuurd naar oma",
        "maak er een eind aan jongens, de les is voorbij",
        "wish i could disappear when he picked me to read",
    ],
)
def test_ordinary_talk_that_sounds_like_it_stays_silent(text: str) -> None:
    assert DETECTOR.listen(a_scene(text)) is None
