"""What staff and pupils read, and under which names."""

from dataclasses import replace

import pytest

from bot.model.action import Audience
from bot.model.finding import Finding, Rule
from bot.model.flag import Evidence, NewFlag
from bot.model.ids import ArticleNumber, FlagId, MessageId, MessageRef
from bot.model.member import Role
from bot.model.message import MediaKind, Span
from bot.pseudonyms import Pseudonyms
from bot.wording import called, marked, shortened
from tests.support.builders import CLASS_2B, NOON, a_finding, a_rulebook, an_account
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


def test_words_and_names_of_others_turn_nothing_around() -> None:
    assert marked("a\u202ebc", Span(0, 4)) == "»a�bc«"
    assert called("Sem\n\u2066Melding 7 " + "x" * 90) == "Sem �Melding 7 …"


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("een twee", "een twee"),
        ("een twee drie", "een twee…"),
        ("een tweede drie", "een …"),
        ("een, twee en drie", "een, …"),
        ("hahahahahaha", "hahahaha…"),
    ],
)
def test_a_text_is_shortened_between_its_words(text: str, shown: str) -> None:
    assert shortened(text, 8) == shown


def test_words_without_an_end_are_not_all_repeated() -> None:
    text = "stuur dit door " * 1_000
    assert marked(text, Span(0, len(text))).startswith("»stuur dit door stuur")
    assert len(marked(text, Span(0, len(text)))) < 600


def test_the_gist_of_an_article_is_its_beginning() -> None:
    number = ArticleNumber("4.1")
    book = a_rulebook()
    long = replace(book.articles[number], text="Wees aardig voor elkaar. " * 10)
    wording = a_wording(replace(book, articles={**book.articles, number: long}))
    begin = "Wees aardig voor elkaar. Wees aardig voor elkaar. Wees aardig voor …"
    assert wording.gist(number) == begin
    assert a_wording(book).gist(number) == "Artikel 4.1."


def flagged(*findings: Finding) -> list[str]:
    """What staff read between the head of a flag and its end."""
    flag = NewFlag(
        message=MessageRef(CLASS_2B, MessageId("m1")),
        sender=SANNE,
        sent_at=NOON,
        audience=Audience.RESPONSIBLE,
        urgent=False,
        findings=findings,
        care=None,
        evidence=Evidence("sukkel, bel 0612345678", forwarded="hoi"),
        rulebook="onze-school 1",
    )
    return a_wording().flag(FlagId(1), flag, "2B").splitlines()[1:-1]


def test_words_about_which_two_things_were_found_are_quoted_once() -> None:
    insult, other = Span(0, 6), Span(8, 22)
    lines = flagged(
        a_finding(span=insult),
        a_finding(Rule.PRIVACY, span=other),
        a_finding(Rule.DISCRIMINATION, 0.6, span=insult),
    )
    why = "Er staat een telefoonnummer in het bericht."
    assert lines == [
        "»sukkel«, bel 0612345678",
        f"Art. 4.1: {why} (zekerheid 95%)",
        f"Art. 4.11a: {why} (zekerheid 60%)",
        "sukkel, »bel 0612345678«",
        f"Art. 4.2: {why} (zekerheid 95%)",
    ]


def test_what_was_passed_on_is_quoted_apart_from_what_was_written() -> None:
    here = a_finding(span=Span(0, 0))
    lines = flagged(here, replace(here, forwarded=True))
    assert [line for line in lines if not line.startswith("Art.")] == [
        "sukkel, bel 0612345678",
        "(doorgestuurd) hoi",
    ]


def test_people_are_numbered_by_kind_in_the_order_they_appear() -> None:
    names = Pseudonyms(NL)
    mentor, teacher, parent = (an_account(one) for one in ("mentor", "docent", "ouder"))
    assert names.sender(BRAM) == "Leerling 1"
    assert names.of(mentor, Role.MENTOR) == "Medewerker 1"
    assert names.of(parent, Role.GUARDIAN) == "Ouder 1"
    assert names.sender(SANNE) == "Leerling 2"
    assert names.of(teacher, Role.TEACHER) == "Medewerker 2"
    assert names.sender(BRAM) == "Leerling 1"
