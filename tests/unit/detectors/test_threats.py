import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.finding import Rule, Sighting
from tests.support.builders import a_scene
from tests.support.detectors import INSULTS

DETECTOR = INSULTS


def threats(text: str) -> list[Sighting]:
    found = DETECTOR.look(a_scene(text))
    return [seen for seen in found if seen.reason.key == "reason.insult.threat"]


AT_SOMEBODY = [
    "ik schop je helemaal verrot",
    "ik sla jou morgen je tanden uit je bek",
    "wij trappen jullie na school in elkaar",
    "vrijdag steek ik je neer",
    "als je klikt ram ik je op je smoel",
    "wacht maar tot ik je in elkaar beuk",
    "ik zal jou persoonlijk wurgen",
    "we komen jullie slopen",
    "ik ga haar echt in elkaar slaan",
    "ik ga hem neersteken",
    "ik wil je slaan",
    "ik breek morgen jouw poten",
    "anders maak ik jullie koud",
    "mijn neven maken je af",
    "sla haar in elkaar",
    "jij wordt morgen in elkaar geschopt",
    "straks word je verrot geslagen",
    "i'm going to stab you",
    "imma shoot him",
    "ill beat u up bro",
    "we will punch you in the face",
    "IK S1A JE IN ELKAAR",
    "ik s.l.o.o.p je",
    "noa als je het zegt sla ik je in elkaar",
]

NO_THREATS = [
    "hij zei als je het zegt sla ik je in elkaar",
    "als hij zegt ik sla je in elkaar bel ik de politie",
    # somebody else's bag, bicycle or book
    "ik trap je fiets even overeind",
    "ik sloop jullie toren van lego",
    "ik maak je verslag wel af",
    "ik sla je nummer op",
    "ik schiet je wel wat geld voor",
    "ik schop hem in de kruising",
    "we maken hem vanavond af",
    "we maken ze kapot bij de opruiming",
    "ik hak je paprika fijn",
    "ik snij je een stuk taart af",
    # something else is meant
    "ik schop je zo uit de call",
    "ik sla je deze ronde over",
    "ik steek je aan met mijn griep",
    "ik schiet je morgen te hulp",
    "je breekt me de bek open",
    "i will shoot you the slides",
    "im gonna beat you to school",
    "this test will kill you",
    "de docent sloopt je met die vragen",
    # denied, asked or done to the sender
    "ik ga je niet slaan",
    "ik sla je nooit",
    "hij slaat mij steeds in elkaar",
    "ze schoppen hem elke pauze in elkaar",
    "mijn vader slaat haar dood",
    "ik ben in elkaar geslagen",
    "word je thuis geslagen",
    "je wordt gesloopt door die docent",
    # games and sports
    "ik schiet je neer in warzone",
    "ik maak je kapot met schaken",
    "wij slopen jullie op het toernooi",
    "potje? ik sla je in elkaar",
    "ik vermoord je met weerwolven",
    # told, or in a book
    "hij riep ik schop je verrot",
    "ze appte mijn zus: ik sla je neer",
    "in het verhaal zegt de reus ik sla je dood",
]


@pytest.mark.parametrize("text", AT_SOMEBODY)
def test_who_says_to_hurt_somebody_threatens(text: str) -> None:
    assert [seen.rule for seen in threats(text)] == [Rule.RESPECT]


@pytest.mark.parametrize("text", NO_THREATS)
def test_words_of_violence_alone_are_no_threat(text: str) -> None:
    assert threats(text) == []


AT_SCHOOL = [
    "ik neem maandag een vuurwapen mee naar school",
    "ik sta morgen met een machete in de aula",
    "neem allemaal messen mee naar school",
    "er gaat een bom af, bom in de kantine",
    "leg een bom onder het gebouw, dus een bom onder school",
    "wij gaan de hele school platbranden, school opblazen",
    "ik blaas dit lokaal op",
    "we are gonna shoot up the school",
    "i will bring a gun to class tomorrow",
    "ik ga een schoolshooting doen",
    "schiet iedereen dood",
    "ik steek iedereen overhoop",
    "ik ga iedereen vermoorden",
]

NOT_AT_SCHOOL = [
    "neem een mes en een snijplank mee naar school",
    "ik neem een mes mee naar school want we gaan appels schillen",
    "mag je een zakmes of mes bij je hebben op school?",
    "is het waar, bom op school?",
    "hij heeft een mes bij zich op school",
    "er viel een bom op een school in Oekraïne",
    "in 1943 viel er een bom op school, dat staat in hoofdstuk 3",
    "gaan we vandaag het lokaal opblazen",
    "we blazen ballonnen op voor het schoolfeest, school wordt mooi",
    "het wapen van de stad hangt in de aula",
    "neem geen wapens mee naar school",
    "er was een schietpartij op een school in amerika",
]


@pytest.mark.parametrize("text", AT_SCHOOL)
def test_a_threat_to_the_school_is_nearly_certain(text: str) -> None:
    assert max(seen.certainty for seen in threats(text)) >= 0.85


@pytest.mark.parametrize("text", NOT_AT_SCHOOL)
def test_a_weapon_in_a_lesson_in_the_news_or_in_a_question_is_no_threat(text: str) -> None:
    assert threats(text) == []


def test_a_laugh_takes_away_a_threat_to_somebody_but_not_to_the_school() -> None:
    assert threats("ik schop je verrot 😂") == []
    [seen] = threats("bom in de aula 😂")
    assert 0.5 <= seen.certainty < 0.85


def test_what_may_be_said_of_a_thing_is_less_sure_of_him() -> None:
    [him], [you] = threats("ik ga hem in elkaar slaan"), threats("ik ga jou in elkaar slaan")
    assert him.certainty < you.certainty


def test_a_threat_is_shown_from_who_to_what() -> None:
    text = "nou weet je, ik ga je straks in elkaar schoppen, echt"
    [seen] = threats(text)
    assert text[slice(*seen.span)] == "ik ga je straks in elkaar schoppen"


WORDS = [
    "ik",
    "ga",
    "je",
    "hem",
    "iedereen",
    "sla",
    "slaan",
    "slopen",
    "in",
    "elkaar",
    "mijn",
    "broer",
    "mes",
    "bom",
    "op",
    "school",
    "opblazen",
    "neem",
    "naar",
    "wordt",
    "geslagen",
    "kill",
    "you",
    "will",
    ",",
    ".",
    "?",
    "😂",
]


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_threatening_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for seen in threats(text):
        assert text[slice(*seen.span)].strip()
        assert 0.5 <= seen.certainty <= 1
