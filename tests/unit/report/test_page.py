"""What is on the page, in which order, and who can use it."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.event import NotUnderstood
from bot.model.finding import Finding, Reason, Rule
from bot.model.judgement import Topic
from bot.model.member import Role
from bot.model.message import MediaKind, Span
from bot.overview import KEPT, ExportOverview
from bot.report.periods import MOST
from bot.texts import Language, texts
from tests.support.builders import NOON, a_finding, a_sender
from tests.unit.report.making import CLASS_3C, WORDING, a_cry, a_page, decided, read, seen
from tests.unit.report.reading import Tag, faults

TEMPLATES = Path(__file__).parents[3] / "bot" / "report"
INSULT = a_finding()
QUIET = seen(decided(topic=Topic.SCHOOL), decided("oké", minutes=3))
RICH = seen(
    decided("hoi", topic=Topic.SCHOOL),
    decided("sukkel die je bent", INSULT, a_finding(Rule.DISCRIMINATION, 0.85), minutes=1),
    a_cry("help mij", 2),
    decided("waarom", topic=Topic.OFFTOPIC, minutes=3),
    decided("sukkel", INSULT, minutes=60 * 24 * 9, sender=a_sender("dhr. Bos", Role.TEACHER)),
    NotUnderstood(3, "Sanne 0612"),
)
OTHER = decided("sukkel", INSULT, chat=CLASS_3C, group="3C")


def cases(page: Tag) -> list[Tag]:
    return page.of_class("case")


def spoken(case: Tag) -> list[str]:
    return [one.words for one in case.of_class("words")]


@pytest.mark.parametrize(
    "overview",
    [ExportOverview(), QUIET, RICH, seen(OTHER, decided("sukkel", INSULT), a_cry())],
    ids=["empty", "quiet", "rich", "two groups"],
)
@pytest.mark.parametrize("language", Language)
def test_the_page_can_be_heard_and_gone_through_by_keyboard(
    overview: ExportOverview, language: Language
) -> None:
    wording = replace(WORDING, texts=texts(language))
    page = read(a_page(overview, notes=["let op"], wording=wording), language)
    assert faults(page) == set()
    assert page.one("html").attributes["lang"] == language


@pytest.mark.parametrize("overview", [ExportOverview(), QUIET, RICH])
def test_the_page_loads_nothing_and_runs_nothing(overview: ExportOverview) -> None:
    page = read(a_page(overview))
    policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for tag in page.all():
        assert tag.name not in {"script", "img", "iframe", "object", "link", "form", "base"}
        assert not any(
            name.startswith("on") or name in {"src", "style"} for name in tag.attributes
        )
    links = [tag.attributes["href"] for tag in page.all("a")]
    assert [link for link in links if not link.startswith("#")] == [
        "https://school.example/afspraken"
    ]
    style = page.one("style").words
    assert not re.search(r"url\(|@import|@font-face|https?:", style)


def test_a_link_of_a_rulebook_is_one_to_the_web() -> None:
    for link in ("javascript:alert(1)", "data:text/html,x", "", "//school.example"):
        wording = replace(WORDING, rulebook=replace(WORDING.rulebook, link=link))
        links = [a.attributes["href"] for a in read(a_page(QUIET, wording=wording)).all("a")]
        assert all(target.startswith("#") for target in links)


def test_first_the_warning_then_care_then_the_rest() -> None:
    page = read(a_page(RICH))
    order = [heading.words for heading in page.all("h2")]
    assert order[0] == "Eerst dit: hier staan woorden van kinderen"
    assert order[2:] == [
        "♥ Zorgsignalen 1",
        "In het kort",
        "Wat niet gelezen of beoordeeld is",
        "Een computer zag dit, mensen beslissen",
    ]
    care = page.of_class("care")[0]
    assert care.words.index("Bel 112") < care.words.index("help mij")
    assert "geen overtreding" in care.words


def test_a_case_says_when_who_why_and_how_sure() -> None:
    page = read(a_page(RICH))
    (case,) = cases(page.one("section", **{"aria-labelledby": "group-1-article-2"}))
    heading = case.one("h4")
    assert heading.words == "Leerling 1, ma 2 mrt 2026, 13:01"
    assert heading.one("time").attributes["datetime"] == "2026-03-02T13:01+01:00"
    assert case.one("mark").words == "suk"
    why = case.of_class("why")[0].words
    assert "Er staat een telefoonnummer in het bericht." in why
    assert "waarschijnlijk (85%)" in why


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.95, "vrijwel zeker (95%)"), (0.9, "vrijwel zeker (90%)"), (0.62, "misschien (62%)")],
)
def test_certainty_is_said_in_words(probability: float, words: str) -> None:
    page = read(a_page(seen(decided("sukkel", a_finding(probability=probability)))))
    assert words in cases(page)[0].words


def test_the_article_is_told_in_the_schools_words() -> None:
    page = read(a_page(RICH))
    headings = [section.one("h3").words for section in page.of_class("article")]
    assert headings == ["Art. 4.1, Signalen: 2", "Art. 4.11a, Signalen: 1"]
    assert [law.words for law in page.of_class("law")] == ["Artikel 4.1.", "Artikel 4.11a."]


def test_the_conversation_stands_around_a_case() -> None:
    talk = [decided(f"woord {number}", minutes=number) for number in range(9)]
    talk[4] = decided("sukkel", INSULT, minutes=4)
    (case,) = cases(read(a_page(seen(*talk))))
    assert spoken(case) == ["woord 2", "woord 3", "Dit bericht: sukkel", "woord 5", "woord 6"]


def test_a_case_at_the_edge_has_less_around_it() -> None:
    only = cases(read(a_page(seen(decided("sukkel", INSULT)))))[0]
    assert spoken(only) == ["Dit bericht: sukkel"]


def test_personal_data_are_covered_around_a_case_and_in_it() -> None:
    number = a_finding(Rule.PRIVACY, span=Span(0, 4))
    page = read(a_page(seen(decided("0612 bel", number), decided("sukkel", INSULT, minutes=1))))
    assert "0612" not in page.words
    assert [spoken(case) for case in cases(page)] == [
        ["•••• bel", "Dit bericht: sukkel"],
        ["Dit bericht: •••• bel", "sukkel"],
    ]


def test_a_cry_for_help_is_repeated_only_where_care_is() -> None:
    page = read(
        a_page(
            seen(a_cry("ik kan niet meer"), decided("sukkel", INSULT, minutes=1), a_cry("help", 2))
        )
    )
    (first, last, insult) = cases(page)
    assert spoken(insult) == [
        "dit bericht wordt hier niet herhaald",
        "Dit bericht: sukkel",
        "dit bericht wordt hier niet herhaald",
    ]
    assert spoken(first) == ["Dit bericht: ik kan niet meer", "sukkel", "help"]
    assert spoken(last) == ["ik kan niet meer", "sukkel", "Dit bericht: help"]


def test_what_has_no_words_is_named() -> None:
    empty = replace(INSULT, span=Span(0, 0))
    page = read(
        a_page(
            seen(
                decided("", empty, media=MediaKind.PHOTO),
                decided("", minutes=1),
                decided("kijk", minutes=2, media=MediaKind.VIDEO),
            )
        )
    )
    (case,) = cases(page)
    assert spoken(case) == ["Dit bericht: foto", "bericht zonder eigen woorden", "filmpje kijk"]
    assert case.one("mark").words == "foto"


def test_nobody_is_named_unless_asked_not_inside_quotes_either() -> None:
    sanne, reason = a_sender("Sanne"), Reason("reason.insult.person", (("word", "Sanne"),))
    insult = replace(INSULT, reason=reason)
    overview = seen(decided("hoi Sanne", sender=sanne), decided("Sanne sukkel", insult, minutes=1))
    hidden = read(a_page(overview)).words
    named = read(a_page(overview, named=True)).words
    assert "Sanne" not in hidden
    assert "hoi Leerling 1" in hidden
    assert "echte namen" not in hidden
    assert "hoi Sanne" in named
    assert "Op deze pagina staan echte namen" in named


def test_what_was_read_is_told() -> None:
    page = read(a_page(RICH, files=("een.txt", "twee.txt")))
    numbers = page.of_class("numbers")[0].words
    facts = page.of_class("facts")[0].words
    assert numbers == "Berichten 5 Mensen 2 van wie medewerkers 1 Signalen 3 Zorgsignalen 1"
    assert facts.startswith("Periode 2 mrt 2026 t/m 11 mrt 2026 Gelezen als WhatsApp (Android) ")
    assert facts.endswith(" Bestanden een.txt, twee.txt")


def test_the_pictures_are_told_in_words_and_in_numbers() -> None:
    page = read(a_page(RICH))
    said = [svg.one("desc").words for svg in page.of_class("chart")]
    assert said == [
        "Berichten van leerlingen en ouders: school 25%, neutraal 50%, niet over school 25%.",
        "Samen 3. De meeste: 2 (2 mrt 2026).",
    ]
    rows = [row.words for row in page.of_class("figures")[0].all("tr")]
    assert rows == [
        "Dag Berichten School Neutraal Niet over school Signalen",
        "2 mrt 2026 4 1 2 1 2",
        "11 mrt 2026 1 0 0 0 1",
    ]
    shares = [svg.one("title").words for svg in page.of_class("bar")]
    assert shares == ["2 van de 3", "1 van de 3"]


def test_a_long_export_is_told_by_week() -> None:
    talk = [decided(topic=Topic.SCHOOL, minutes=60 * 24 * day) for day in (0, 1, MOST + 1)]
    page = read(a_page(seen(*talk)))
    assert page.of_class("picture")[0].one("figcaption").words.endswith("per week")
    rows = [row.words for row in page.of_class("figures")[0].all("tr")]
    assert rows[0].startswith("Week van")
    assert len(rows) == 3


def test_what_was_left_out_of_the_pictures_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.overview.DAYS_KEPT", 2)
    ages = [
        replace(one, message=replace(one.message, sent_at=NOON + timedelta(days=age)))
        for one, age in ((decided(), 0), (decided(), 365 * 60), (decided(), 366 * 60))
    ]
    words = read(a_page(seen(*ages))).words
    assert f"de laatste {MOST}" in words
    assert "alleen in de totalen geteld: 1." in words


def test_very_many_cases_are_counted_and_it_is_said() -> None:
    overview = seen(*[decided("sukkel", INSULT)] * (KEPT + 7))
    page = read(a_page(overview))
    assert len(cases(page)) == KEPT
    assert "… en nog 7. Die zijn alleen geteld." in page.words


def test_reminders_are_ready_to_be_copied() -> None:
    page = read(a_page(RICH))
    offered = page.of_class("copy")
    assert len(offered) == 2
    assert "artikel 4.1 van het protocol" in offered[0].words
    assert read(a_page(QUIET)).of_class("copy") == []


@pytest.mark.parametrize(
    "finding",
    [a_finding(probability=0.79), replace(a_finding(), forwarded=True)],
    ids=["unsure", "passed on"],
)
def test_no_reminder_is_offered_where_none_would_be_given(finding: Finding) -> None:
    page = read(a_page(seen(decided("sukkel", finding))))
    assert page.of_class("copy") == []


def test_a_quiet_export_is_no_empty_page() -> None:
    page = read(a_page(QUIET))
    assert "Niets gevonden dat met een artikel botst" in page.words
    assert "Stil pesten" in page.words
    assert "Geen zorgsignalen gezien" in page.words
    assert "Alles in dit bestand is gelezen en beoordeeld." in page.words
    assert page.of_class("chart")


def test_an_empty_export_says_so() -> None:
    assert "Er staan geen berichten in deze export." in read(a_page(ExportOverview())).words


def test_what_was_not_read_is_told_without_names_and_digits() -> None:
    overview = seen(
        decided(sender=a_sender("Sanne")), *[NotUnderstood(7, "Sanne 0612", "b.txt")] * (KEPT + 1)
    )
    overview.unjudged, overview.repeated = 3, 4
    page = read(a_page(overview, files=("a.txt", "b.txt")))
    section = page.one("section", **{"aria-labelledby": "unread"})
    assert f"Niet begrepen regels: {KEPT + 1}" in section.words
    assert "de bot niet kon beoordelen: 3" in section.words
    assert "hetzelfde nummer heeft: 4" in section.words
    assert [cell.words for cell in list(section.all("tr"))[1].all("th", "td")] == [
        "7",
        "b.txt",
        "Leerling • ••••",
    ]
    assert "… en nog 1. Die zijn alleen geteld." in section.words


def test_each_group_has_its_own_part_and_care_stands_above_all() -> None:
    page = read(a_page(seen(OTHER, decided("sukkel", INSULT), a_cry("help", 1))))
    headings = [heading.words for heading in page.all("h2", "h3")]
    assert page.one("h1").words == "Overzicht van 2 groepen"
    assert headings.index("2B") < headings.index("3C")
    assert [part.words for part in page.of_class("care")[0].all("h3")][-1] == "2B"


@pytest.mark.parametrize("language", Language)
def test_every_label_of_the_templates_exists_and_is_said(language: Language) -> None:
    """What `said` looks up is not seen by the check that reads the code."""
    written = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.html"))
    code = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.py"))
    labels = {f"report.{name}" for name in re.findall(r"""said\(["']([a-z._]+)["']""", written)}
    shared = set(re.findall(r'shared\("([a-z._]+)"', written))
    catalogue = TEMPLATES.parent / "texts" / language / "LC_MESSAGES" / "klaswacht.po"
    known = set(re.findall(r'^msgid "(.+)"$', catalogue.read_text(encoding="utf-8"), re.MULTILINE))
    assert (labels | shared) - known == set()
    left = {key for key in known if key.startswith("report.")} - labels - {"report.paper"}
    left -= set(re.findall(r'"(report\.[a-z._]+)"', code))
    families = tuple(re.findall(r'"(report\.[a-z.]+\.)\{', code))
    assert {key for key in left if not key.startswith(families)} == set()
