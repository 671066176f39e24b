"""Links: which ones are found, what they are taken for, and exactly where they stand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.links import LinkDetector
from bot.model.finding import Rule
from bot.model.member import Role
from tests.support.builders import a_message, a_scene, a_sender

LONG = re.compile(r"(?:\S+://\S+(?: punt \S+)?|[^\s!]+\.[^\s!]+)")
"""The link of a case that does not say which, because it holds nothing else like one."""

DETECTOR = LinkDetector()

JUDGED = [
    # pirated works
    ("alles staat op libgen.is", Rule.COPYRIGHT, "piracy", "libgen.is"),
    ("kijk https://www.thepiratebay.org/search/x", Rule.COPYRIGHT, "piracy", None),
    ("z-lib.org heeft m ook", Rule.COPYRIGHT, "piracy", "z-lib.org"),
    ("pak m op piratebay-spiegel.example!", Rule.COPYRIGHT, "piracy", None),
    ("wiskunde-antwoordenboek.example/h4", Rule.COPYRIGHT, "piracy", None),
    ("gratis-schoolboeken-pdf.example", Rule.COPYRIGHT, "piracy", None),
    ("hxxp://torrentplek.example/film", Rule.COPYRIGHT, "piracy", None),
    ("heel het boek als pdf: bestanden.example/abc", Rule.COPYRIGHT, "piracy", None),
    ("de film staat gratis op kijkhuis.example", Rule.COPYRIGHT, "piracy", "kijkhuis.example"),
    ("photoshop gecrackt mappie.example/ps", Rule.COPYRIGHT, "piracy", "mappie.example/ps"),
    ("gelekt.example/examen voor een tientje kopen", Rule.COPYRIGHT, "piracy", None),
    # scams
    ("gratis-airpods.example", Rule.SPAM, "scam", "gratis-airpods.example"),
    ("gratis robux: klikhier.example", Rule.SPAM, "scam", "klikhier.example"),
    ("r0bux-voor-jou.example", Rule.SPAM, "scam", "r0bux-voor-jou.example"),
    ("giveaway!! https://weg.example/giveaway", Rule.SPAM, "scam", None),
    ("casino-vriend.example", Rule.SPAM, "scam", "casino-vriend.example"),
    ("speel op superjackpot.example/nl", Rule.SPAM, "scam", None),
    ("verdienthuis.example", Rule.SPAM, "scam", "verdienthuis.example"),
    ("kans op een prijs, win-nu.example", Rule.SPAM, "scam", "win-nu.example"),
    ("je krijgt 10 euro korting appje.example/?ref=tim", Rule.SPAM, "scam", None),
    ("gefeliciteerd, u bent uitgekozen winkel.example", Rule.SPAM, "scam", None),
    ("crypto doet x3 muntje.example", Rule.SPAM, "scam", "muntje.example"),
    ("bonus-claim.example", Rule.SPAM, "scam", "bonus-claim.example"),
    ("GA NAAR GRATIS-VBUCKS.EXAMPLE", Rule.SPAM, "scam", "GRATIS-VBUCKS.EXAMPLE"),
    # written around the filter
    ("gratis-airpods . example", Rule.SPAM, "scam", "gratis-airpods . example"),
    ("gratis-airpods(dot)example", Rule.SPAM, "scam", "gratis-airpods(dot)example"),
    ("gratis-airpods[.]example/x", Rule.SPAM, "scam", "gratis-airpods[.]example/x"),
    ("gratis-airpods punt example", Rule.SPAM, "scam", "gratis-airpods punt example"),
    ("https://gratis-airpods punt net/klik", Rule.SPAM, "scam", None),
    ("hxxps://gratis-airpods.example", Rule.SPAM, "scam", "hxxps://gratis-airpods.example"),
    ("gratis-air\u200bpods.example", Rule.SPAM, "scam", "gratis-air\u200bpods.example"),
    ("ｇｒａｔｉｓ-airpods.example", Rule.SPAM, "scam", None),
    # pretending
    ("magister-login.xyz", Rule.SPAM, "imitation", "magister-login.xyz"),
    ("cijfers op magisterlogin.example", Rule.SPAM, "imitation", "magisterlogin.example"),
    ("p0stnl.example/pakket", Rule.SPAM, "imitation", "p0stnl.example/pakket"),
    ("post-nl-track.example", Rule.SPAM, "imitation", "post-nl-track.example"),
    ("rábobank.nl", Rule.SPAM, "imitation", "rábobank.nl"),
    ("whаtsapp.com", Rule.SPAM, "imitation", "whаtsapp.com"),  # a Cyrillic a
    ("digid.nl.inloggen.example", Rule.SPAM, "imitation", "digid.nl.inloggen.example"),
    ("tikkie.top/abc", Rule.SPAM, "imitation", "tikkie.top/abc"),
    ("ing-verificatie.example", Rule.SPAM, "imitation", "ing-verificatie.example"),
    ("instagrarn.com", Rule.SPAM, "imitation", "instagrarn.com"),
    ("abn-amro-betaling.example", Rule.SPAM, "imitation", "abn-amro-betaling.example"),
    ("discord-gift.example/n", Rule.SPAM, "imitation", "discord-gift.example/n"),
    # hiding
    ("http://203.0.113.9/login", Rule.SPAM, "hidden", "http://203.0.113.9/login"),
    ("https://magister.net@nep.example/x", Rule.SPAM, "hidden", None),
    ("bit.ly/3xYz", Rule.SPAM, "short", "bit.ly/3xYz"),
    ("(https://tinyurl.com/abc)", Rule.SPAM, "short", "https://tinyurl.com/abc"),
    ("t.co/abc", Rule.SPAM, "short", "t.co/abc"),
    ("cutt.ly/abc.", Rule.SPAM, "short", "cutt.ly/abc"),
    # invitations
    ("https://chat.whatsapp.com/AbC123", Rule.SPAM, "invite", "https://chat.whatsapp.com/AbC123"),
    ("t.me/+AbC", Rule.SPAM, "invite", "t.me/+AbC"),
    ("kom op discord.gg/abc", Rule.SPAM, "invite", "discord.gg/abc"),
    ("discord.com/invite/abc", Rule.SPAM, "invite", "discord.com/invite/abc"),
    # adult
    ("pornhub.com", Rule.SEXUAL, "adult", "pornhub.com"),
    ("https://nl.xhamster.com/a", Rule.SEXUAL, "adult", "https://nl.xhamster.com/a"),
    ("onlyfans.com/iemand", Rule.SEXUAL, "adult", "onlyfans.com/iemand"),
    ("gratisporno.example", Rule.SEXUAL, "adult", "gratisporno.example"),
    ("iets.xxx/a", Rule.SEXUAL, "adult", "iets.xxx/a"),
    ("hot-sex.example", Rule.SEXUAL, "adult", "hot-sex.example"),
]

INNOCENT = [
    # school and learning
    "https://nepschool.magister.net/login",
    "itslearning.com",
    "inloggen.somtoday.nl",
    "nepschool.zportal.nl",
    "https://teams.microsoft.com/l/meetup-join/abc",
    "https://nepschool.sharepoint.com/:w:/r/doc.docx?d=1",
    "https://docs.google.com/forms/d/e/abc/viewform",
    "forms.gle/abc",
    "drive.google.com/file/d/abc gratis boek pdf",
    "canva.com/design/abc",
    "quizlet.com/nl/123/frans-h3",
    "kahoot.it pin 12345",
    "https://www.youtube.com/watch?v=abc",
    "https://youtu.be/abc?r=free win",
    "nl.wikipedia.org/wiki/Casino",
    "https://en.wikipedia.org/wiki/Pornography",
    "nos.nl/artikel/123-bitcoin-gestolen",
    "schooltv.nl/video/seks",
    "examenblad.nl/vwo",
    "studielink.nl",
    "www.uva.nl/opleidingen",
    "mit.edu/free",
    "https://scratch.mit.edu/projects/1",
    "wrts.nl",
    "duolingo.com",
    "9292.nl",
    "kindertelefoon.nl",
    "https://web.whatsapp.com",
    "mijn.ing.nl",
    "jouw.postnl.nl/track",
    "discord.com/channels/1",
    # unknown, but promising nothing
    "kijk op voorbeeldsite.nl",
    "https://www.bakkerij-nep.nl/openingstijden",
    "hockeyclubnep.nl/wedstrijden",
    "www.scholieren.example/feniks-h3",
    "mijn samenvatting als pdf: nepdrive.example/h3",
    "stuur je verslag via inlever.example",
    "apple.nl",
    # no links at all
    "h1.2",
    "p.3 en p.4",
    "3.4",
    "havo5.wiskunde",
    "z.o.z",
    "m.b.v. de rekenmachine",
    "o.a. Tim en Noor",
    "i.p.v. maandag",
    "verslag.docx",
    "main.py",
    "boek.pdf gratis",
    "README.md",
    "klaar.nu gratis film",
    "ik kom。ly is ziek",
    "ik wil robux.is dat gratis",
    "Morgen vrij.De film is gratis",
    "gratis robux...nee grapje",
    "hoi.hoe gaat het",
    "dat punt net niet gehaald, gratis film kijken dan",
    "een punt nl dat het gratis is",
    "20.15 uur. Ja gratis",
    "tim@libgen.is",
    "1.2.3.4",
    "www.",
    "://",
    "",
]


def judged(text: str, detector: LinkDetector = DETECTOR) -> list[tuple[Rule, str, str]]:
    return [
        (seen.rule, seen.reason.key.rpartition(".")[2], text[slice(*seen.span)])
        for seen in detector.look(a_scene(text))
    ]


@pytest.mark.parametrize(("text", "rule", "why", "link"), JUDGED)
def test_a_bad_link_is_judged_and_its_span_is_the_link(
    text: str, rule: Rule, why: str, link: str | None
) -> None:
    [(seen_rule, seen_why, seen_link)] = judged(text)
    assert (seen_rule, seen_why) == (rule, why)
    assert seen_link == (link or LONG.findall(text)[0])


SHORT = [
    "tinyurl。com/x",
    "tınyurl.com/x",
    "tinyurl.com\u200b/x",
    "cutt｡ly/a",
    "is.\u200bgd/a",
    "cutt.l\u200dy/a",
]


@pytest.mark.parametrize("text", SHORT)
def test_another_dot_or_an_invisible_sign_hides_no_link(text: str) -> None:
    assert judged(f"kijk {text} dan") == [(Rule.SPAM, "short", text)]


def test_a_letter_that_looks_like_another_hides_no_host() -> None:
    assert judged("lıbgen.is") == [(Rule.COPYRIGHT, "piracy", "lıbgen.is")]


@pytest.mark.parametrize("text", INNOCENT)
def test_a_link_for_school_or_no_link_at_all_is_left_alone(text: str) -> None:
    assert judged(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "bestel goedkope jordans op jordan-sale.example",
        "elfbars kopen kan op vapedeal.example",
        "koop volgers op volgersboost.example",
        "1000 likes voor 2 euro, smm-paneel.example",
        "essay laten schrijven? essayservice.example",
        "goktips op sportbet-tips.example",
        "fatbikes in de uitverkoop, fatbikeoutlet.example",
    ],
)
def test_a_shop_for_what_no_class_needs_is_advertising(text: str) -> None:
    assert [(rule, why) for rule, why, _ in judged(text)] == [(Rule.SPAM, "scam")]


@pytest.mark.parametrize(
    "text",
    [
        "bestel je gymshirt op www.sportwinkel.example",
        "schriften kopen kan op kantoorwinkel.example",
        "https://www.consumentenbond.nl/gratis-proberen voor de opdracht van economie",
        "https://www.nibud.nl/geld-verdienen lezen voor vrijdag",
        "https://www.debibliotheken.nl/winactie",
    ],
)
def test_a_shop_for_school_and_what_teaches_about_money_is_none(text: str) -> None:
    assert judged(text) == []


def test_every_link_of_a_message_is_judged() -> None:
    assert len(judged("bit.ly/a en youtube.com/b en libgen.is")) == 2


def test_a_blocked_domain_is_always_a_finding_even_when_it_is_allowed_too() -> None:
    detector = LinkDetector(blocked=["quizlet.com", "nep.nl"], allowed=["nep.nl"])
    found = list(detector.look(a_scene("https://www.quizlet.com/x en blog.nep.nl/y")))
    assert [(seen.rule, seen.certainty) for seen in found] == [(Rule.SPAM, 0.99)] * 2


def test_a_domain_may_be_blocked_as_a_person_would_write_it() -> None:
    detector = LinkDetector(blocked=["https://www.Nep.nl/pagina"])
    assert judged("kijk op nep.nl", detector) == [(Rule.SPAM, "blocked", "nep.nl")]


@pytest.mark.parametrize("blocked", [(), ("",), ("  ",), (".",)])
def test_nothing_blocked_blocks_nothing(blocked: tuple[str, ...]) -> None:
    assert judged("kijk op voorbeeldsite.nl", LinkDetector(blocked=blocked)) == []


def test_a_blocked_domain_does_not_cover_another_that_ends_like_it() -> None:
    assert judged("kijk op nietnep.nl", LinkDetector(blocked=["nep.nl"])) == []


def test_the_school_may_allow_what_would_be_a_finding() -> None:
    assert judged("gratis-airpods.example") != []
    assert judged("gratis-airpods.example", LinkDetector(allowed=["gratis-airpods.example"])) == []


@pytest.mark.parametrize("text", ["https://chat.whatsapp.com/AbC", "bit.ly/abc"])
def test_a_teacher_may_invite_and_shorten(text: str) -> None:
    said = a_message(text, sender=a_sender(role=Role.TEACHER))
    assert not list(DETECTOR.look(a_scene(message=said)))


def test_a_short_link_is_only_a_suspicion() -> None:
    [seen] = DETECTOR.look(a_scene("bit.ly/abc"))
    assert seen.certainty <= 0.6


def test_the_words_beside_a_link_decide_what_an_unknown_one_is() -> None:
    assert judged("rooster staat op bord.example/a") == []
    assert judged("gratis airpods winnen op bord.example/a") != []


def test_an_imitation_names_the_service_it_imitates() -> None:
    [seen] = DETECTOR.look(a_scene("p0stnl.example"))
    assert seen.reason.values == (("brand", "postnl"),)


def test_a_link_that_is_quoted_or_forwarded_is_not_the_senders() -> None:
    said = a_message("wow", quoted="libgen.is", forwarded="bit.ly/abc")
    assert not list(DETECTOR.look(a_scene(message=said)))


PIECES = st.sampled_from(
    ["http://", "hxxps://", "www.", ".", " . ", "(dot)", " punt ", "nl", "com", "gratis", "@",
     "libgen", "p0stnl", "-", "/", "?ref=", "xn--", "\u200b", "é", "1", " ", "example", "[", "]"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_can_be_read_and_every_span_is_in_it(text: str) -> None:
    detector = LinkDetector(blocked=["nl", "com", "example"])
    for seen in detector.look(a_scene(text)):
        assert 0 <= seen.span.start < seen.span.end <= len(text)
