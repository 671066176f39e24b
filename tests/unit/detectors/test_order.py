"""Flood, doubles, shouting and walls; and all that is only lively."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.order import OrderDetector
from bot.model.conversation import Heard
from bot.model.finding import Rule, Sighting
from bot.model.member import Role
from bot.model.message import MediaKind
from tests.support.builders import NOON, a_message, a_scene, a_sender, heard

DETECTOR = OrderDetector()


def seen(
    text: str,
    earlier: Sequence[Heard] = (),
    *,
    role: Role = Role.STUDENT,
    media: MediaKind | None = None,
) -> list[Sighting]:
    message = a_message(text, sender=a_sender("Daan", role), media=media)
    return list(DETECTOR.look(a_scene(message=message, earlier=earlier)))


def why(sightings: Sequence[Sighting]) -> str:
    return sightings[0].reason.key.removeprefix("reason.order.") if sightings else ""


def before(
    texts: Sequence[str],
    *,
    by: Sequence[str] = ("Daan",),
    seconds: float = 5,
    media: MediaKind | None = None,
    role: Role = Role.STUDENT,
) -> list[Heard]:
    """What was said, so many seconds apart up to now, by each of *by* in turn."""
    return [
        heard(
            text,
            user_id=by[place % len(by)],
            at=NOON - timedelta(seconds=seconds * (len(texts) - place)),
            media=media,
            role=role,
        )
        for place, text in enumerate(texts)
    ]


# Flood


@pytest.mark.parametrize("text", ["a", "hoi", "kom online", "😂", "?"])
def test_eight_short_messages_in_a_minute_are_a_flood(text: str) -> None:
    [sighting] = seen(text, before([text] * 7, seconds=8))
    assert (sighting.rule, why([sighting]), sighting.certainty) == (Rule.ORDER, "flood", 0.65)
    [sighting] = seen(text, before([text] * 7, seconds=2))
    assert sighting.certainty == 0.8
    assert sighting.span == (0, len(text))
    assert seen(text, before([text] * 6)) == []


PIECES = [
    "ja dus", "ik was dus", "gisteren", "bij de gym", "en toen", "kwam hij", "gewoon", "naar mij",
    "toe", "met zijn fiets", "en hij zei", "weet je", "hoe laat", "terwijl hij", "een klok had",
]  # fmt: skip


def test_a_sentence_in_pieces_is_how_pupils_write() -> None:
    assert seen(PIECES[-1], before(PIECES[:-1], seconds=4)) == []
    answers = [f"{number}: {word}" for number, word in enumerate(PIECES, 1)]
    assert seen(answers[-1], before(answers[:-1], seconds=5)) == []


def test_stickers_flood_and_have_no_words() -> None:
    [sighting] = seen("", before([""] * 7, media=MediaKind.STICKER), media=MediaKind.STICKER)
    assert sighting.span == (0, 0)


def test_twelve_messages_in_two_minutes_are_a_flood_whatever_they_say() -> None:
    long = [f"en toen gebeurde er ook nog nummer {number}" for number in range(11)]
    [sighting] = seen("en toen was het eindelijk klaar met dat verhaal", before(long, seconds=10))
    assert (why([sighting]), sighting.certainty) == ("flood", 0.8)
    assert seen("en toen was het klaar, echt waar hoor", before(long[1:], seconds=10)) == []
    assert seen("en toen was het klaar, echt waar hoor", before(long, seconds=11.5)) == []


def test_a_class_that_talks_in_turn_is_lively() -> None:
    assert seen("ja", before(["ja", "ok", "nee"] * 6, by=("Daan", "Noa", "Tom"), seconds=2)) == []
    assert seen("ja", before(["ja", "ok"] * 10, by=("Daan", "Noa"), seconds=2)) == []


def test_a_flood_is_one_although_somebody_says_stop() -> None:
    flood = before(["a"] * 4, seconds=9) + before(["stop"], by=("Noa",)) + before(["a"] * 3)
    assert why(seen("a", flood)) == "flood"


@pytest.mark.parametrize("kind", [MediaKind.PHOTO, MediaKind.DOCUMENT, MediaKind.VOICE])
def test_photos_of_the_board_are_sent_together(kind: MediaKind) -> None:
    assert seen("", before([""] * 15, media=kind, seconds=2), media=kind) == []


def test_slowly_is_no_flood() -> None:
    assert seen("ok", before(["ok"] * 15, seconds=20)) == []


# The same again


QUESTION = "weet iemand het huiswerk van wiskunde"


def test_the_same_message_a_fourth_time() -> None:
    [sighting] = seen(QUESTION, before([QUESTION] * 3, seconds=60))
    assert (why([sighting]), sighting.certainty) == ("again", 0.65)
    [sighting] = seen(QUESTION + "!!", before([QUESTION + "?"] * 4, seconds=60))
    assert sighting.certainty == 0.8


def test_three_times_or_after_ten_minutes_is_only_asking_again() -> None:
    assert seen(QUESTION, before([QUESTION] * 2, seconds=60)) == []
    assert seen(QUESTION, before([QUESTION] * 3, seconds=400)) == []


@pytest.mark.parametrize("text", ["ok", "ja ik ook", "haha wat een mop", "thx!", "dank je wel hè"])
def test_what_everybody_says_is_said_often(text: str) -> None:
    assert seen(text, before([text] * 4, by=("Noa", "Tom", "Sem", "Bas"))) == []


PASTED = "kom allemaal morgen naar het plein want dan gaan we staken tegen alles"


def test_pasted_by_a_fourth() -> None:
    assert why(seen(PASTED, before([PASTED] * 3, by=("Noa", "Tom", "Sem")))) == "pasted"
    assert seen(PASTED, before([PASTED] * 2, by=("Noa", "Tom"))) == []
    assert seen(PASTED, before([PASTED] * 3, by=("Noa", "Noa", "Tom"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "gefeliciteerd met je verjaardag lieve sanne en nog heel veel jaren",
        "heel veel beterschap van ons allemaal en tot gauw in de klas",
        "welkom in de groep en veel plezier met ons allemaal dit jaar",
    ],
)
def test_a_class_may_wish_the_same(text: str) -> None:
    assert seen(text, before([text] * 4, by=("Noa", "Tom", "Sem", "Bas"))) == []


def test_repeating_what_the_teacher_said_is_no_copy_of_a_class() -> None:
    assert seen(PASTED, before([PASTED] * 3, by=("A", "B", "C"), role=Role.TEACHER)) == []


# Shouting


LOUD = "WAAROM LUISTERT ER NOU NOOIT IEMAND NAAR MIJ"


def test_shouting_twice_in_five_minutes() -> None:
    [sighting] = seen(LOUD + "!!", before([LOUD], seconds=60))
    assert (why([sighting]), sighting.certainty) == ("shouting", 0.6)
    [sighting] = seen(LOUD + "???", before([LOUD + " HE", LOUD + " JA"], seconds=60))
    assert sighting.certainty == 0.8


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        (LOUD, []),
        (LOUD, before([LOUD + "!"], seconds=301)),
        (LOUD, before([LOUD + "!"], by=("Noa",))),
        ("PTA HAVO 4 NE EN WI", before(["PTA VWO 5 NE EN WI"])),
        ("JAAAAA!!!!! 12345678901234567890", before(["JAAAAA!!!!! 12345678901234567890"])),
        ("HELP ER IS BRAND IN HET LOKAAL KOM SNEL", before([LOUD])),
        ("Ik heb PTA SE en CE door elkaar gehaald", before([LOUD])),
        ("GOED gedaan allemaal, wat een mooie dag", before([LOUD])),
        (
            "数学の宿題は何ですか、教えてください、お願いします",
            before(["数学の宿題は何ですか、教えて"]),
        ),
    ],
)
def test_what_is_no_shouting(text: str, earlier: list[Heard]) -> None:
    assert seen(text, earlier) == []


# Walls


ZALGO = "h\u0300\u0301\u0302\u0303o\u0300\u0301\u0302i\u0300\u0301 " * 40


@pytest.mark.parametrize(
    "text",
    [
        "a" * 401,
        "ha" * 300,
        "😂" * 500,
        "😂🔥💀🎉 " * 120,
        "!?" * 250,
        "kom nou online " * 80,
        ZALGO,
    ],
)
def test_a_wall(text: str) -> None:
    [sighting] = seen(text)
    assert (why([sighting]), sighting.certainty) == ("wall", 0.7)
    assert sighting.span == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400,
        "ACGT" * 200,
        "0101 1100 " * 60,
        "3.14159265358979323846264338327950288419716939937510" * 10,
        " ".join(f"woord{number} is een ander woord" for number in range(60)),
        "\n".join(f"{number}. naam{number}" for number in range(80)),
    ],
)
def test_a_long_text_is_no_wall(text: str) -> None:
    assert seen(text) == []


# For whom it is never meant


@pytest.mark.parametrize(
    ("text", "earlier"),
    [("a", before(["a"] * 7)), (LOUD, before([LOUD])), ("x" * 500, []), ("a", before(["a"] * 19))],
)
def test_staff_are_not_told(text: str, earlier: list[Heard]) -> None:
    assert seen(text, earlier)
    assert seen(text, earlier, role=Role.TEACHER) == []


def test_who_is_in_need_may_write_as_they_can() -> None:
    crying = heard("ik kan niet meer", user_id="Daan", care=True)
    assert seen("a", [crying, *before(["a"] * 7)]) == []


@given(
    st.lists(st.tuples(st.sampled_from(["Daan", "Noa"]), st.text(max_size=40)), max_size=20),
    st.text(max_size=500),
    st.integers(0, 30),
)
def test_any_conversation_is_read(lines: list[tuple[str, str]], text: str, seconds: int) -> None:
    earlier = before([said for _, said in lines], by=[by for by, _ in lines], seconds=seconds)
    for sighting in seen(text, earlier):
        assert sighting.span == (0, len(text))
        assert 0.6 <= sighting.certainty <= 0.85
