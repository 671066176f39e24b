"""Whom a message is aimed at."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.addressed import addressed
from bot.model.conversation import Heard, Hurt
from bot.model.ids import MessageId, Target
from bot.model.member import Role, Sender
from bot.model.message import MediaKind
from tests.support.builders import NOON, a_message, a_scene, a_sender, an_account, heard

CLASS = [
    a_sender("Sanne de Vries", user_id="sanne"),
    a_sender("Tom Bakker 🎸", user_id="tom"),
    a_sender("Noa K.", user_id="noa1"),
    a_sender("Noa P.", user_id="noa2"),
    a_sender("Roos", user_id="roos"),
    a_sender("Bo", user_id="bo"),
    a_sender("Moeder van Ilse", Role.GUARDIAN, user_id="moeder"),
    a_sender("mevr. de Vries", Role.TEACHER, user_id="juf"),
    a_sender("Tom Jansen", Role.MENTOR, user_id="mentor"),
    a_sender("Daan", user_id="daan"),
    a_sender("+31 6 12345678", user_id="nummer"),
    a_sender("🦄", user_id="eenhoorn"),
]


def aimed(
    text: str,
    *,
    earlier: Sequence[Heard] = (),
    parent: Heard | None = None,
    people: Sequence[Sender] = CLASS,
    hurts: Sequence[Hurt] = (),
) -> Target | None:
    message = a_message(text, sender=Sender(an_account("daan"), "Daan", Role.STUDENT))
    return addressed(
        a_scene(message=message, earlier=earlier, parent=parent, people=people, hurts=hurts)
    )


def said(by: str, text: str = "nee", *, minutes: float = 1, number: str = "m0") -> Heard:
    role = Role.TEACHER if by == "juf" else Role.STUDENT
    at = NOON - timedelta(minutes=minutes)
    return heard(text, user_id=by, at=at, role=role, message_id=number)


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("sanne je bent dom", "sanne"),
        ("SANNE JE BENT DOM", "sanne"),
        ("Sánné, hou op", "sanne"),
        ("echt hè sanne, jij ook altijd", "sanne"),
        ("wat moet je nou sanne", "sanne"),
        ("@sanne dom", "sanne"),
        ("@\u2068Sanne de Vries\u2069 dom", "sanne"),
        ("hou je mond, sanne de vries", "sanne"),
        ("sanne is zo dom", "sanne"),
        ("ik haat sanne", "sanne"),
        ("die sanne met haar schoenen", "sanne"),
        ("iedereen weet dat sanne dom is", "sanne"),
        ("tom! dom!", "tom"),
        ("noa k. is dom", "noa1"),
        ("hé Roos, je bent dom", "roos"),
        ("@bo dom", "bo"),
        ("die Bo is dom", "bo"),
        ("mevrouw de Vries is dom", "juf"),
        ("mevr. de vries is dom", "juf"),
        ("meneer Jansen is dom", "mentor"),
        ("tom jansen is dom", "mentor"),
    ],
)
def test_a_name_tells_who_is_meant(text: str, whom: str) -> None:
    assert aimed(text, earlier=[said("eenhoorn")]) == an_account(whom)


@pytest.mark.parametrize(
    "text",
    [
        "noa is dom",  # two are called so
        "ik krijg roos van die shampoo, wat een dom spul",
        "de roos in de tuin van de conciërge is dom gesnoeid",
        "sanne en tom zijn dom",
        "meneer Tom is een dom programma op tv",
        "juf Sanne van groep 3 was dom",
        "moeder is dom zegt iedereen altijd",
        "daan is zelf dom en ik ben daan",
        "31 6 is een domme som van vroeger",
        "sannes domme fiets stond daar gisteren",
        "jullie zijn dom",
        "wat een domme dag was het gisteren weer",
        "",
        "!?",
    ],
)
def test_no_member_is_mistaken_for_what_is_meant(text: str) -> None:
    assert aimed(text) is None


@pytest.mark.parametrize("text", ["je bent dom", "jij dom", "gij zijt dom", "ur dumb", "rot op"])
def test_you_is_who_spoke_last(text: str) -> None:
    earlier = [said("sanne", minutes=2), said("tom", minutes=1)]
    assert aimed(text, earlier=earlier) == an_account("tom")


def test_a_bare_word_is_meant_for_who_spoke_last() -> None:
    assert aimed("dom dom", earlier=[said("tom")]) == an_account("tom")
    assert aimed("hij is dom", earlier=[said("tom")]) is None


@pytest.mark.parametrize(
    "last",
    [
        said("daan"),
        said("juf", "Toets vrijdag"),
        said("roos", "hahahaha"),
        said("roos", "😂😂"),
    ],
)
def test_oneself_staff_and_who_only_laughs_are_not_answered(last: Heard) -> None:
    assert aimed("je bent dom", earlier=[said("tom", minutes=2), last]) == an_account("tom")


def test_a_photo_without_words_is_answered() -> None:
    photo = heard("", user_id="roos", media=MediaKind.PHOTO)
    assert aimed("je bent lelijk", earlier=[said("tom", minutes=2), photo]) == an_account("roos")


def test_who_spoke_too_long_ago_is_not_meant() -> None:
    assert aimed("je bent dom", earlier=[said("tom", minutes=6)]) is None
    assert aimed("je bent dom") is None


def test_who_is_hurt_already_is_still_meant_while_others_laugh() -> None:
    mark = Hurt(NOON, MessageId("m7"), an_account("daan"), an_account("sanne"))
    earlier = [said("tom", minutes=3), said("daan", "sanne is dom", number="m7")]
    assert aimed("en je stinkt", earlier=earlier, hurts=[mark]) == an_account("sanne")
    answered = [*earlier, said("tom", "doe normaal", minutes=0.5)]
    assert aimed("en je stinkt", earlier=answered, hurts=[mark]) == an_account("tom")


def test_a_reply_is_aimed_at_who_is_replied_to() -> None:
    earlier, parent = [said("tom")], said("sanne", minutes=90)
    assert aimed("je bent dom", earlier=earlier, parent=parent) == an_account("sanne")
    assert aimed("wat een dom gedoe was dat zeg", parent=parent) == an_account("sanne")
    assert aimed("wat een dom gedoe", parent=said("daan")) is None


def test_who_is_called_by_name_is_meant_more_than_who_is_replied_to() -> None:
    assert aimed("@tom je bent dom", parent=said("sanne")) == an_account("tom")
    assert aimed("jullie zijn dom", parent=said("sanne")) is None


@pytest.mark.parametrize(
    "text", ["sanne zegt dat je dom bent", "je bent net zo dom als sanne", "jij met sanne dom"]
)
def test_who_is_only_spoken_of_is_not_called(text: str) -> None:
    assert aimed(text, earlier=[said("tom")]) == an_account("tom")


def test_je_beside_die_may_be_anybody() -> None:
    text = "niet bij die domme winkel kopen, krijg je buikpijn"
    assert aimed(text, earlier=[said("tom")]) is None


PIECES = ["sanne", "@", "tom", "je", "jij", "jullie", "is", "dom", ",", "de vries", "mevr", "Roos"]


@given(st.lists(st.sampled_from(PIECES), max_size=10))
def test_it_is_a_member_and_never_the_sender(words: list[str]) -> None:
    known = {sender.account for sender in CLASS}
    whom = aimed(" ".join(words), earlier=[said("tom"), said("daan")])
    assert whom is None or (whom in known and whom != an_account("daan"))


def test_a_class_of_five_hundred_and_a_very_long_text() -> None:
    people = [a_sender(f"Naam{number} de Vries", user_id=str(number)) for number in range(500)]
    text = "dom de vries " * 20_000
    assert aimed(text, people=people) is None
    assert aimed(f"naam499 je bent {text}", people=people) == an_account("499")
