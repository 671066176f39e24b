"""Telling what somebody else said is no insult; a telling word somewhere excuses nothing."""

import pytest

from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DETECTOR = INSULTS


def seen(text: str) -> list[str]:
    return [text[slice(*each.span)] for each in DETECTOR.look(a_scene(text))]


SAID = [
    "jij bent een homofoob en een klootzak",
    "ga maar janken bij de politie over discriminatie, jij bent een teef",
    "klootzak, er zijn gewoon geen woorden voor",
    "dan zeg ik gewoon jij bent een slet",
    "ik heb je al gezegd dat je een debiel bent",
    "iedereen zegt het, jij bent een trut",
    "iedereen noemt jou een kneus",
    "jij roept altijd iets maar jij bent een hufter",
    "noem hem maar gewoon mongool",
    "ik noem jou een loser",
    "jij bent een sukkel zei ik",
    "je bent een sukkel en dat zei je moeder ook",
    "krijg kanker, dat is pas kwetsend",
    "die flikker is gewoon racistisch",
    "mama zegt dat ik aardig moet zijn. jij bent een kutwijf",
    "er zijn geen woorden voor, wat een klootzak ben jij",
    "ik heb een bericht voor je vieze hoer",
    "jij bent een hoer dat hoor ik van iedereen",
    "stop met zeuren vieze hoer",
    "kun je het bestand sturen sukkel",
    "krijg ik je huiswerk nog sukkel",
    'jij bent een "hoer" onacceptabel gewoon',
]

TOLD = [
    "hij zei tegen mij jij bent een slet",
    "ze schreeuwden gore flikker naar mijn neef",
    "mijn zusje werd in de bus uitgescholden voor teef",
    "hoe durf je mij een debiel te noemen",
    "waarom noemen jullie hem altijd dikzak",
    "sorry dat ik jou een trut noemde",
    "ik heb hem gisteren klootzak genoemd, dat was fout van mij",
    "jij bent een loser zei Bram toen",
    "je bent een mislukkeling, zei ze, riep ze en schreeuwde ze",
    "mevrouw ze roept steeds ga dood naar mij",
    "iemand appte mij krijg kanker",
    "het scheldwoord hoer mag niet in de klas",
    "wat betekent klootviool",
    "teef is ook gewoon een woord voor een hond",
    "homo's zijn vies zeggen is discriminatie",
    "asinus = domme ezel",
    "er staat vieze jood op de muur van de wc",
    "iemand heeft met stift achterlijke hoer op mijn kluisje geschreven",
    "ze beweren dat hij een klootzak is",
    "woorden als sukkel en mongool horen hier niet",
    'berichten als "jij bent een hoer" gaan naar de mentor',
    # what somebody was told, or gets to hear
    '"vieze flikker" dat hoor ik elke pauze',
    "vieze jood, dat kreeg mijn broertje te horen",
    "ze sturen mij kys",
    "ze appen me elke dag kys",
    "kankerhoer kreeg ik net naar mn hoofd",
    "mijn zusje kreeg vieze turk naar haar hoofd geslingerd",
    "vuile jood kregen we te horen in het stadion",
    "ze roepen mij vieze homo",
    "ik kreeg net sukkel te horen",
    # who asks to stop, or rebukes
    "kunnen jullie kappen met mongool zeggen",
    "kap met mongool zeggen",
    "stop met flikker roepen",
    "wil je ophouden met mij flikker noemen",
    "hoer zeggen mag niet",
    "heil hitler roepen was dus verplicht toen staat er in bron 8",
    'Kevin, "vieze hoer" is onacceptabel. Kom morgen bij mij.',
    '"mongool" is echt niet ok jongens',
    'Sem, "hoer" is ongepast taalgebruik',
    # who is sorry
    "sorry dat was niet ok van mij, ik zei kankerhoer en dat kan niet",
    "sorry voor gisteren, ik riep hoer en dat slaat nergens op",
]


@pytest.mark.parametrize("text", SAID)
def test_a_word_of_telling_elsewhere_excuses_nothing(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize("text", TOLD)
def test_what_somebody_else_said_is_not_held_against_who_tells_it(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Noor jij bent een 'teef'",
        'je bent echt een "klootzak" weet je dat',
        "vieze “hoer” daar",
        "'sukkel', kom eens hier",
    ],
)
def test_quotation_marks_alone_excuse_nothing(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text",
    [
        'op mijn tafel stond "vieze hoer"',
        "er ging een briefje rond met 'teef' op het bord",
        "“klootzak” riep hij door de gang",
        'in hoofdstuk 2 heet zij "de hoer van Jericho"',
    ],
)
def test_a_quotation_of_what_was_said_or_written_is_no_insult(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "wat ben jij een\ntrut",
        "jij bent\r\neen klootzak",
        "je bent zo\ndom",
        "jij.bent.een.teef",
        "jij bent een... debiel",
        "je bent een . . sukkel",
        "gij zijt een.smeerlap",
    ],
)
def test_a_line_or_a_dot_in_between_does_not_part_an_insult_from_whom_it_is_for(text: str) -> None:
    assert seen(text)


@pytest.mark.parametrize(
    "text", ["hoe oud ben jij.\n\nHond en kat mee", "is dat van jou? Varken is op"]
)
def test_a_new_sentence_is_a_new_sentence(text: str) -> None:
    assert seen(text) == []
