"""The rulebook that ships is the school's protocol, whole and word for word."""

from pathlib import Path

import pytest

from bot.detectors.registry import SERVES
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.rulebook import Binds, Power, Rulebook, Severity
from bot.rulebooks.loader import load_rulebook

PROTOCOL = Path(__file__).parents[2] / "data" / "winkler-prins-2019.tsv"
CITED = {
    Rule.RESPECT: "4.1",
    Rule.DISCRIMINATION: "4.11a",
    Rule.SEXUAL: "4.11a",
    Rule.PRIVACY: "4.2",
    Rule.SPAM: "4.11",
    Rule.COPYRIGHT: "4.6",
    Rule.OFFTOPIC: "5.1.5",
    Rule.CONFIDENTIAL: "4.4",
    Rule.MEDIA: "4.11c",
    Rule.HACKING: "4.11b",
    Rule.FAKE: "4.11d",
    Rule.HARASSMENT: "4.11e",
    Rule.TESTTIME: "4.10",
    Rule.ORDER: "4.9",
    Rule.STAFF: "4.8",
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(None, SERVES, lambda _: True)


def test_every_article_of_the_protocol_is_there_word_for_word(book: Rulebook) -> None:
    lines = PROTOCOL.read_text("utf-8").splitlines()
    protocol = [tuple(line.split("\t")) for line in lines]
    assert [(a.number, a.text) for a in book.articles.values()] == protocol
    assert len(protocol) == 40


def test_it_says_which_version_it_is(book: Rulebook) -> None:
    assert book.stamp == "winkler-prins-2019 2019-02"
    assert book.adopted.isoformat() == "2019-04-17"


@pytest.mark.parametrize("rule", sorted(frozenset().union(*SERVES.values())))
def test_every_rule_that_can_be_seen_cites_its_article_and_has_a_ladder(
    book: Rulebook, rule: Rule
) -> None:
    assert book.cite(rule) == CITED[rule]
    assert book.rules[rule].ladder.steps


def test_people_watch_wherever_no_machine_does_and_it_says_why(book: Rulebook) -> None:
    for article in book.articles.values():
        watched_by_people = "people" in article.watched_by
        assert bool(article.because) is watched_by_people
        if article.watched_by == ("people",):
            assert article.may == {Power.NOTHING}
        assert not article.because or article.because.endswith(".")


@pytest.mark.parametrize("number", ["2.4", "4.4"])
def test_no_machine_guards_the_schools_good_name(book: Rulebook, number: str) -> None:
    article = book.articles[ArticleNumber(number)]
    assert "insults" not in article.watched_by
    assert "kritiek" in article.because.lower()


def test_the_bot_has_no_power_over_sanctions(book: Rulebook) -> None:
    for number, article in book.articles.items():
        if number.startswith("6."):
            assert article.may == {Power.NOTHING}


def test_articles_for_staff_bind_only_staff(book: Rulebook) -> None:
    for number, article in book.articles.items():
        if number.startswith("5.") and number != "5.1.5":
            assert article.binds == {Binds.STAFF}


def test_being_admin_is_watched_under_the_article_about_the_group(book: Rulebook) -> None:
    assert book.compliance_article == "5.1.5"


def test_care_is_only_in_its_own_article_and_is_never_a_breach(book: Rulebook) -> None:
    care = [a for a in book.articles.values() if Power.CARE in a.may]
    assert [a.number for a in care] == [book.care_article] == ["2.5"]
    assert care[0].severity is Severity.NONE


def test_nobody_is_reminded_of_something_sexual_in_front_of_the_class(book: Rulebook) -> None:
    assert book.rules[Rule.SEXUAL].ladder.steps == (frozenset({Power.ALERT}),)


def test_what_is_said_about_staff_goes_to_the_team_lead(book: Rulebook) -> None:
    assert book.staff_private == {
        Rule.RESPECT,
        Rule.DISCRIMINATION,
        Rule.SEXUAL,
        Rule.PRIVACY,
        Rule.MEDIA,
        Rule.CONFIDENTIAL,
        Rule.STAFF,
    }
