"""What staff and pupils read, and under which names."""

from dataclasses import replace

import pytest

from bot.model.member import Role
from bot.model.message import MediaKind, Span
from bot.pseudonyms import Pseudonyms
from bot.wording import marked
from tests.support.builders import a_finding, an_account
from tests.support.school import BRAM, NL, SANNE, a_wording


@pytest.mark.parametrize(
    ("text", "span", "shown"),
    [
        ("sukkel", Span(0, 6), "»sukkel«"),
        ("jij sukkel!", Span(4, 10), "jij »sukkel«!"),
        ("a\nb\n\nsukkel", Span(5, 11), "a b »sukkel«"),
        ("een twee sukkel drie vier", Span(9, 15), "…twee »sukkel« drie…"),
        ("een twee sukkel", Span(9, 15), "…twee »sukkel«"),
        ("😀😀sukkel", Span(2, 8), "😀😀»sukkel«"),
    ],
)
def test_the_words_meant_stand_between_marks(text: str, span: Span, shown: str) -> None:
    assert marked(text, span, around=5) == shown


@pytest.mark.parametrize("text", ["", "zonder iets te bedoelen"])
def test_of_an_empty_span_nothing_is_marked(text: str) -> None:
    assert marked(text, Span(0, 0)) == text


@pytest.mark.parametrize(
    ("text", "span", "media", "shown"),
    [
        ("", Span(0, 0), MediaKind.PHOTO, "[foto]"),
        ("kijk hem", Span(5, 8), MediaKind.VIDEO, "[filmpje] kijk »hem«"),
        ("kijk hem", Span(5, 8), None, "kijk »hem«"),
    ],
)
def test_what_hung_on_a_message_stands_before_its_words(
    text: str, span: Span, media: MediaKind | None, shown: str
) -> None:
    assert a_wording().quote(text, span, media) == shown


@pytest.mark.parametrize(
    ("forwarded", "shown"), [(False, "[foto] »hoi« zelf"), (True, "(doorgestuurd) »win« een iPad")]
)
def test_it_is_said_when_the_words_were_passed_on(*, forwarded: bool, shown: str) -> None:
    finding = replace(a_finding(span=Span(0, 3)), forwarded=forwarded)
    words = a_wording().seen(finding, "hoi zelf", "win een iPad", MediaKind.PHOTO)
    assert words == shown


@pytest.mark.parametrize("kind", MediaKind)
def test_every_kind_of_media_has_a_name(kind: MediaKind) -> None:
    assert a_wording().quote("", Span(0, 0), kind).strip("[]")


def test_people_are_numbered_by_kind_in_the_order_they_appear() -> None:
    names = Pseudonyms(NL)
    mentor, teacher, parent = (an_account(one) for one in ("mentor", "docent", "ouder"))
    assert names.sender(BRAM) == "Leerling 1"
    assert names.of(mentor, Role.MENTOR) == "Medewerker 1"
    assert names.of(parent, Role.GUARDIAN) == "Ouder 1"
    assert names.sender(SANNE) == "Leerling 2"
    assert names.of(teacher, Role.TEACHER) == "Medewerker 2"
    assert names.sender(BRAM) == "Leerling 1"
