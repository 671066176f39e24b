import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.chain_letters import ChainLetterDetector
from bot.model.finding import Rule, Sighting
from tests.support.builders import a_scene

DETECTOR = ChainLetterDetector()


def seen(text: str) -> list[Sighting]:
    return list(DETECTOR.look(a_scene(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Stuur dit berichtje binnen een uur naar 9 vrienden of je krijgt zeven jaar pech",
        "deze engel brengt geluk, deel hem met 15 mensen",
        "repost dit op 10 groepen",
        "forward it to twenty friends and your crush will text you",
        "send this to 11 people before midnight",
        "wie dit niet doorstuurt krijgt vannacht bezoek van een geest",
        "als je dit bericht niet deelt, doorstuurt of post sterft je hond",
        "if you dont share this your phone will get a virus",
        "kettingbrief: stuur snel door",
        "breek de ketting niet!!",
        "kopieer dit naar al je contacten anders gaat de app geld kosten",
        "als je dit binnen 1 uur naar 9 vrienden stuurt krijg je morgen goed nieuws",
        "wie dit berichtje niet naar 6 groepen doorstuurt ziet vannacht een clown",
        "verzend dit naar 15 mensen of je account wordt verwijderd",
        "stuur dit in 8 chats en kijk wat er met je app gebeurt",
        "send this to 9 gcs or bad luck for 5 years",
        "deel dit met iedereen in je lijst en er gebeurt iets moois",
        "plak dit hartje in 10 chats en je crush appt je",
    ],
)
def test_a_chain_letter_is_seen_without_a_link(text: str) -> None:
    [sighting] = seen(text)
    assert (sighting.rule, sighting.certainty) == (Rule.SPAM, 0.75)
    assert sighting.reason.key == "reason.chain_letters.chain"


@pytest.mark.parametrize(
    "text",
    [
        "stuur dit even door naar je ouders",
        "wil iemand mijn vragenlijst doorsturen naar 10 mensen?",
        "deel dit document met je groepje van 5",
        "stuur je verslag naar 2 mensen uit je groepje",
        "ik stuur 6 mensen naar de gymzaal om te helpen",
        "waarom stuur je dit naar 30 mensen",
        "trap niet in die kettingbrief",
        "mijn ketting is eraf, ik ben te laat",
        "als je dit niet inlevert krijg je een 1",
        "als je niet komt, stuur dan een bericht",
        "post het voor 10 uur in de ELO",
        "stuur dit naar iedereen in je groepje",
        "ik stuur dit in de chat van 3B",
        "kan iemand dit naar 6 mensen van de feestcommissie sturen?",
        "als je dit verslag naar meneer stuurt ben je klaar",
        "zet dit in je agenda voor 9 uur",
        "deel dit met iedereen in de klas die ziek was",
        "als ik niet meega sturen ze die foto van mij rond en ben ik dood",
        "moet ik dit doorsturen naar 10 mensen? ik ben bang voor dat spook",
        "stuur dit niet door naar 10 mensen, het is onzin",
        "",
    ],
)
def test_sending_something_for_school_is_no_chain_letter(text: str) -> None:
    assert seen(text) == []


def test_one_letter_is_one_sighting_from_sending_to_whom() -> None:
    text = "hoi! stuur dit naar 12 vrienden, stuur dit naar 12 vrienden"
    [sighting] = seen(text)
    assert text[slice(*sighting.span)] == "stuur dit naar 12 vrienden"


PIECES = [
    "stuur",
    "dit",
    "door",
    "naar",
    "10",
    "mensen",
    "als",
    "je",
    "niet",
    "ketting",
    "verbreek",
    "kettingbrief",
    "dood",
    "al",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for sighting in seen(text):
        assert 0 <= sighting.span.start < sighting.span.end <= len(text)
