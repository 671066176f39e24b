"""Questions and answers while a test is running; and nothing at all while none is."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.test_time import TestTimeDetector
from bot.model.conversation import Heard
from bot.model.finding import Finding, Reason, Rule, Sighting
from bot.model.ids import ArticleNumber
from bot.model.member import Role
from bot.model.message import MediaKind, Span
from tests.support.builders import NOON, a_message, a_scene, a_sender, heard

DETECTOR = TestTimeDetector()


def seen(
    text: str,
    *,
    testing: bool = True,
    earlier: Sequence[Heard] = (),
    parent: Heard | None = None,
    role: Role = Role.STUDENT,
    media: MediaKind | None = None,
) -> list[Sighting]:
    message = a_message(text, sender=a_sender("Daan", role), media=media)
    scene = a_scene(message=message, earlier=earlier, parent=parent, testing=testing)
    return list(DETECTOR.look(scene))


def why(sightings: Sequence[Sighting]) -> str:
    return sightings[0].reason.key.removeprefix("reason.test_time.") if sightings else ""


def asked(by: str = "Noa", *, minutes: float = 1, how: str = "asks") -> Heard:
    """A question that was seen as one."""
    finding = Finding(
        Rule.TESTTIME,
        ArticleNumber("4.10"),
        Span(0, 8),
        Reason(f"reason.test_time.{how}"),
        0.75,
    )
    at = NOON - timedelta(minutes=minutes)
    return heard("vraag 4?", user_id=by, at=at, findings=(finding,))


ASKS = [
    "ik zit op de wc, wat is 5",
    "wat was 3b",
    "wie heeft 4",
    "which one is right at 8",
    "welke is goed bij 3",
    "wat heb je bij 3",
    "wat hebben jullie bij 12?",
    "iemand vraag 4?",
    "iemand 4?",
    "en 5?",
    "en bij 6? kom op",
    "3b?",
    "wie heeft 4c",
    "stuur ff foto van opgave 2",
    "wat is het antwoord op de tweede",
    "heeft iemand de antwoorden",
    "psst vraag 7 snel",
    "snapt iemand opgave 3",
    "wat is de hoofdstad van drenthe snel",
    "ik zit nu in de toets, wat was de formule van snelheid?",
    "anyone got question 5?",
    "what did you put for q4",
    "laat je antwoorden zien",
    "maak een foto van de toets en stuur",
]
GIVES = [
    "7 = mitochondrien",
    "A B B C D A",
    "a c c b",
    "chatgpt zegt 42 bij 5",
    "volgens mij, gemini geeft 3 = c",
    "3b is 12",
    "1a 2c 3b 4d",
    "1: a, 2: c, 3: b",
    "1 = 24, 2 = 3x+7, 3 = 48",
    "antwoord 5: mitochondrium is het",
    "antwoord 5 is mitochondrium",
    "vraag 3 is volgens mij b",
    "vraag 2 = c",
    "11 = b",
    "bij 4 heb ik 12",
    "ja en 7 is b 8 is c",
    "4 is 61",
    "nr 7 is middelburg",
    "het antwoord is waterstof",
]
PHOTOS = [
    "hier de toets",
    "kijk dit 7",
    "vraag 11 t/m 15",
    "blz 3 hierzo",
    "page 4",
    "antwoorden!",
]


@pytest.mark.parametrize("text", ASKS)
def test_asking_for_answers(text: str) -> None:
    [sighting] = seen(text)
    assert (sighting.rule, why([sighting])) == (Rule.TESTTIME, "asks")
    assert 0.6 <= sighting.certainty <= 0.85
    assert sighting.span == (0, len(text))


@pytest.mark.parametrize("text", GIVES)
def test_giving_answers(text: str) -> None:
    [sighting] = seen(text)
    assert why([sighting]) == "gives"
    assert 0.6 <= sighting.certainty <= 0.85


@pytest.mark.parametrize("text", PHOTOS)
def test_photographing_the_test(text: str) -> None:
    [sighting] = seen(text, media=MediaKind.PHOTO)
    assert (why([sighting]), sighting.certainty) == ("photo", 0.85)


def test_a_photo_without_words_counts_only_for_who_asked() -> None:
    assert seen("", media=MediaKind.PHOTO) == []
    [sighting] = seen("", media=MediaKind.PHOTO, earlier=[asked()])
    assert (why([sighting]), sighting.certainty, sighting.span) == ("photo", 0.7, (0, 0))
    assert seen("", media=MediaKind.PHOTO, earlier=[asked("Daan")]) == []
    assert seen("", media=MediaKind.PHOTO, earlier=[asked(minutes=5)]) == []
    assert seen("", media=MediaKind.STICKER, earlier=[asked()]) == []


@pytest.mark.parametrize("text", [*ASKS, *GIVES, *PHOTOS, ""])
def test_outside_a_test_the_same_words_are_nothing(text: str) -> None:
    for media in (None, MediaKind.PHOTO):
        assert seen(text, testing=False, media=media, earlier=[asked()], parent=asked()) == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MENTOR, Role.TEAM_LEAD])
@pytest.mark.parametrize("text", [*ASKS, *GIVES])
def test_staff_may_say_it(text: str, role: Role) -> None:
    assert seen(text, role=role, earlier=[asked()]) == []


INNOCENT = [
    "a b c d e",
    "a a a a",
    "chatgpt zegt dat je vroeg moet slapen",
    "wie heeft 4 pennen",
    "wat is 5 minuten pauze kort",
    "is het goed als ik om 8 kom",
    "wat is er",
    "2 = nooit gezien joh",
    "succes allemaal",
    "succes met vraag 3 haha",
    "hoe laat is de toets",
    "hoe laat moeten we bij 3 zijn?",
    "in welk lokaal is de toets?",
    "in welk lokaal zitten jullie, 3b?",
    "ben te laat, bus 4 had vertraging",
    "ik ben ziek, kan ik de toets inhalen?",
    "wie heeft een rekenmachine over?",
    "mag je 2 pennen meenemen?",
    "om 3 uur pas uit",
    "het is in 204",
    "toets is verplaatst naar vrijdag",
    "welke paragrafen moeten we leren",
    "huiswerk voor morgen: opgave 3 t/m 7",
    "wat een kutvraag was dat 3",
    "niet spieken bij vraag 3 he",
    "stop met antwoorden vragen, dit mag niet",
    "de 2e toets telt dubbel",
    "waar zitten jullie",
    "zit jij in 4b?",
    "4b is vrij",
    "wie gaat er mee naar de winkel",
    "ok",
    "haha",
    "12",
    "b",
    "ja",
    "",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_other_talk_during_a_test(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "doktersbriefje, ben ziek",
        "dit boek lag hier, blz 3",
        "rooster van vandaag, kijk 4",
        "selfie",
    ],
)
def test_photos_of_other_things(text: str) -> None:
    assert seen(text, media=MediaKind.PHOTO) == []


def test_the_class_itself_is_no_question_of_the_test() -> None:
    assert seen("2b is compleet") == []  # the group is called 2B
    assert seen("vraag 2b is 12")


# An answer to a question


@pytest.mark.parametrize(
    "text", ["osmose", "c denk ik", "12", "volgens mij de wet van ohm", "gewoon keer duizend doen"]
)
def test_a_short_reply_to_a_question_is_an_answer(text: str) -> None:
    [sighting] = seen(text, parent=asked(), earlier=[asked()])
    assert (why([sighting]), sighting.certainty) == ("answer", 0.75)


@pytest.mark.parametrize("text", ["b", "c denk ik", "12", "ik had 40", "volgens mij d"])
def test_a_choice_right_after_a_question_is_an_answer(text: str) -> None:
    [sighting] = seen(text, earlier=[asked(), heard("oei")])
    assert (why([sighting]), sighting.certainty) == ("answer", 0.7)


@pytest.mark.parametrize(
    "text",
    [
        "nee",
        "weet ik niet",
        "idk",
        "niet doen, dit is een toets",
        "mag niet",
        "doe normaal",
        "ssst",
        "waarom vraag je dat?",
        "leg je telefoon weg",
        "succes ermee",
        "🤷",
        "",
        "dat is iets wat je echt helemaal zelf moet doen want zo leer je er nooit iets van vriend",
    ],
)
def test_refusing_is_no_answer(text: str) -> None:
    assert seen(text, parent=asked(), earlier=[asked()]) == []


@pytest.mark.parametrize(
    ("parent", "earlier"),
    [
        (None, [asked(minutes=5)]),
        (None, [asked("Daan")]),
        (None, [asked(how="gives")]),
        (None, [heard("wie komt er vanavond?")]),
        (heard("wie komt er vanavond?"), [asked()]),
        (asked("Daan"), []),
    ],
)
def test_an_answer_needs_a_question_of_the_test(
    parent: Heard | None, earlier: list[Heard]
) -> None:
    assert seen("b", parent=parent, earlier=earlier) == []


def test_words_right_after_a_question_are_not_always_an_answer() -> None:
    assert seen("osmose", earlier=[asked()]) == []
    assert seen("ik ga naar huis", earlier=[asked()]) == []


PIECES = [
    "wat",
    "3b",
    "is",
    "12",
    "?",
    "vraag",
    "4",
    "bij",
    "a",
    "1a",
    "2c",
    "foto",
    ":",
    "²",
    "٣",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_order_of_its_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for media in (None, MediaKind.PHOTO):
        for sighting in seen(text, earlier=[asked()], media=media):
            assert sighting.span == (0, len(text))
            assert 0.6 <= sighting.certainty <= 0.85


@pytest.mark.parametrize("unit", ["1a ", "3b is ", "vraag 3 ", "? ", "9" * 50 + " ", "\u0663b "])
def test_a_very_long_text_is_read(unit: str) -> None:
    seen(unit * 20_000)
