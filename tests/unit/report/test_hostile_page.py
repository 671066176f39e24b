"""Names, groups, files and messages are words on the page, whatever they look like."""

import unicodedata
from pathlib import Path

import pytest

from bot.model.event import NotUnderstood
from bot.model.finding import Reason
from bot.model.member import Role
from bot.model.message import Span
from bot.report.render import css_string
from tests.support.builders import a_finding, a_sender
from tests.support.hostile import UNITS, made_of
from tests.unit.report.making import a_cry, a_page, decided, html, read, seen
from tests.unit.report.reading import faults, read_page

MARKUP = [
    "<script>alert(1)</script>",
    "</title></style></bdi></p></article></main><h1>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "]]><!-- --><![CDATA[",
    "{{ 7 * 7 }}{% raw %}{#",
    "&lt;b&gt;&amp;&#60;script&#62;",
    "javascript:alert(1)",
    "\u202e\u2066</bdi>\u2069",
    "\x00\x1b[2J\ud800",
]
PLAIN = {
    tag.name
    for tag in read(
        a_page(
            seen(decided("sukkel", a_finding()), a_cry(minutes=1), NotUnderstood(1, "x")),
            notes=["x"],
        )
    ).all()
}


@pytest.mark.parametrize("evil", [*MARKUP, *(made_of(unit, 2_000) for unit in UNITS.values())])
def test_what_people_write_never_becomes_markup(evil: str) -> None:
    insult = a_finding(span=Span(0, len(evil)))
    said = decided(evil, insult, sender=a_sender(f"Sam{evil}"), group=f"2B{evil}")
    reason = Reason("reason.insult.person", (("word", evil),))
    told = decided("sukkel", type(insult)(insult.rule, insult.article, Span(0, 6), reason, 0.9))
    overview = seen(
        said,
        told,
        a_cry(evil, 1),
        decided(evil, minutes=2, sender=a_sender(evil, Role.TEACHER)),
        NotUnderstood(1, evil, evil),
    )
    for named in (False, True):
        text = html(
            a_page(
                overview,
                named=named,
                notes=[evil],
                files=("a", f"b{evil}".replace("/", "_").replace("\0", "")),
            )
        )
        page = read_page(text)
        assert {tag.name for tag in page.all()} <= PLAIN
        assert faults(page) == set()
        left = {unicodedata.category(char) for char in text if char not in "\n\u200d"}
        assert left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} == set()
        text.encode()


@pytest.mark.parametrize("evil", MARKUP[:8])
def test_what_people_write_can_still_be_read(evil: str) -> None:
    page = read(a_page(seen(decided(f"sukkel {evil}", a_finding(span=Span(0, 6))))))
    (case,) = page.of_class("case")
    assert case.of_class("words")[0].words == " ".join(f"Dit bericht: sukkel {evil}".split())


def test_every_word_of_others_is_kept_from_turning_its_neighbours_around() -> None:
    arabic = "مرحبا"
    overview = seen(
        decided(arabic, a_finding(), sender=a_sender(arabic), group=arabic),
        NotUnderstood(1, arabic),
    )
    page = read(a_page(overview, named=True, notes=[arabic], files=(f"{arabic}.txt", "b")))
    alone = {"bdi", "title"}
    for tag in page.all():
        if any(isinstance(child, str) and arabic in child for child in tag.children):
            parents = {tag.name, tag.parent.name if tag.parent else ""}
            assert parents & alone, tag.name


def test_a_sentence_in_the_style_cannot_end_it() -> None:
    evil = '"; } </style><script> \\ \n'
    inside = str(css_string(evil))[1:-1]
    assert not set(inside) & set('"<>{}\n/')
    assert inside.count("\\") == sum(not (char.isalnum() or char in " .,:;-") for char in evil)
    assert css_string("Woorden, niet delen.") == '"Woorden, niet delen."'


def test_the_words_of_templates_are_ours() -> None:
    """Nothing is marked as safe that people wrote."""
    for file in (Path(__file__).parents[3] / "bot" / "report").glob("*.html"):
        assert "safe" not in file.read_text(encoding="utf-8")
