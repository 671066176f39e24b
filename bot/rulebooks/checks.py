"""What a rulebook must hold beyond its form: nothing in it may do less than it looks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.rulebook import Article, Power, Proposed, Rulebook, RulePolicy

PEOPLE = "people"
COMPLIANCE = "compliance"
NEVER = 1.0
"""A `remind_from` that nothing reaches: the rulebook gave none."""

_REMINDERS = {Power.REMIND_GROUP: "group", Power.REMIND_PRIVATE: "private"}
_UNFIT_FOR_LADDERS = {
    Power.NOTHING: "error.rulebook.ladder_nothing",
    Power.CARE: "error.rulebook.ladder_care",
}

Detectors = Mapping[str, frozenset[Rule]]
HasText = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Problem:
    """*key* is a sentence (`error.rulebook.*`), *at* the way to the key it is about."""

    key: str
    at: str
    values: Mapping[str, str] = field(default_factory=dict)


def problems(book: Rulebook, detectors: Detectors, has_text: HasText) -> Iterator[Problem]:
    """Everything wrong with *book*; what is only wrong because of something else comes later."""
    for article in book.articles.values():
        yield from _watchers(article, detectors)
    for policy in book.rules.values():
        yield from _ladder(policy)
        yield from _rule(policy, book, detectors)
        yield from _thresholds(policy)
    yield from _whole(book)
    for article in book.articles.values():
        yield from _powers(article, book)
        yield from _reminder(article, has_text)
    yield from _words(book)
    yield from _measures(book)


def _watchers(article: Article, detectors: Detectors) -> Iterator[Problem]:
    at = f"article.{article.number}"
    allowed = (*sorted(detectors), COMPLIANCE, PEOPLE)
    for name in article.watched_by:
        if name not in allowed:
            values = {"given": name, "allowed": ", ".join(allowed)}
            yield Problem("error.rulebook.unknown_watcher", f"{at}.watched_by", values)
    if PEOPLE in article.watched_by and not article.because:
        yield Problem("error.rulebook.no_because", f"{at}.because")


def _powers(article: Article, book: Rulebook) -> Iterator[Problem]:
    at = f"article.{article.number}.may"
    if Power.NOTHING in article.may and len(article.may) > 1:
        yield Problem("error.rulebook.nothing_and_more", at)
    if Power.CARE in article.may and article.number != book.care_article:
        yield Problem("error.rulebook.care_elsewhere", at, {"article": book.care_article})
    if COMPLIANCE not in article.watched_by:
        unused = article.may - _used(article.number, book) - {Power.NOTHING, Power.CARE}
        for power in sorted(unused):
            yield Problem("error.rulebook.unused_power", at, {"power": power})


def _used(number: ArticleNumber, book: Rulebook) -> frozenset[Power]:
    """What the rules that cite an article can do."""
    citing = (policy for policy in book.rules.values() if policy.article == number)
    return frozenset[Power]().union(*map(_done, citing))


def _done(policy: RulePolicy) -> frozenset[Power]:
    alerts = frozenset({Power.ALERT}) if policy.alert_for else frozenset[Power]()
    return alerts.union(*policy.ladder.steps)


def _reminder(article: Article, has_text: HasText) -> Iterator[Problem]:
    at = f"article.{article.number}.reminder"
    ways = [way for power, way in _REMINDERS.items() if power in article.may]
    if ways and not article.reminder:
        yield Problem("error.rulebook.no_reminder", at)
        return
    if article.reminder and not ways:
        yield Problem("error.rulebook.unused_reminder", at)
    for way in ways:
        key = f"reminder.{article.reminder}.{way}"
        if not has_text(key):
            yield Problem("error.rulebook.no_text", at, {"given": article.reminder, "text": key})


def _rule(policy: RulePolicy, book: Rulebook, detectors: Detectors) -> Iterator[Problem]:
    at = f"rules.{policy.rule}"
    watching = {name for name, rules in detectors.items() if policy.rule in rules}
    if not watching:
        served = sorted(frozenset[Rule]().union(*detectors.values()))
        yield Problem("error.rulebook.unserved_rule", at, {"allowed": ", ".join(served)})
        return
    article = book.articles.get(policy.article)
    if article is None:
        yield Problem("error.rulebook.no_article", f"{at}.article", {"article": policy.article})
        return
    if watching.isdisjoint(article.watched_by):
        values = {"article": article.number, "names": ", ".join(sorted(watching))}
        yield Problem("error.rulebook.unwatched_rule", f"{at}.article", values)
    used = _done(policy) - _UNFIT_FOR_LADDERS.keys()
    for power in sorted(used - article.may):
        values = {"power": power, "article": article.number}
        yield Problem("error.rulebook.forbidden_power", f"{at}.ladder", values)


def _ladder(policy: RulePolicy) -> Iterator[Problem]:
    """A ladder goes up by reminders: a step without one is the last that is ever reached."""
    last = len(policy.ladder.steps)
    for number, step in enumerate(policy.ladder.steps, start=1):
        at = f"rules.{policy.rule}.ladder[{number}]"
        for power, key in _UNFIT_FOR_LADDERS.items():
            if power in step:
                yield Problem(key, at)
        if number < last and step.isdisjoint(_REMINDERS):
            yield Problem("error.rulebook.ladder_stuck", at)


def _thresholds(policy: RulePolicy) -> Iterator[Problem]:
    at = f"rules.{policy.rule}.remind_from"
    reminds = any(not step.isdisjoint(_REMINDERS) for step in policy.ladder.steps)
    if reminds and policy.remind_from == NEVER:
        yield Problem("error.rulebook.no_remind_from", at)
    if policy.remind_from < policy.flag_from:
        yield Problem(
            "error.rulebook.reminds_too_soon", at, {"flag_from": f"{policy.flag_from:g}"}
        )


def _whole(book: Rulebook) -> Iterator[Problem]:
    if not book.link.startswith(("https://", "http://")):
        yield Problem("error.rulebook.not_a_link", "link")
    care = book.articles.get(book.care_article)
    if care is None:
        yield Problem("error.rulebook.no_article", "care_article", {"article": book.care_article})
    elif Power.CARE not in care.may:
        yield Problem("error.rulebook.care_without_power", f"article.{care.number}.may")
    if book.derailing_article and book.derailing_article not in book.articles:
        values = {"article": book.derailing_article}
        yield Problem("error.rulebook.no_article", "derailing_article", values)
    for rule in sorted(book.staff_private - book.rules.keys()):
        yield Problem("error.rulebook.staff_private_unknown", "staff_private", {"rule": rule})
    if book.same_thing > book.memory:
        yield Problem("error.rulebook.forgets_too_soon", "same_thing_minutes")


def _words(book: Rulebook) -> Iterator[Problem]:
    for name in ("blocked_domains", "allowed_domains"):
        for number, word in enumerate(book.words.get(name, ()), start=1):
            if "." not in word or not set(word).isdisjoint("/:@ "):
                yield Problem("error.rulebook.not_a_domain", f"words.{name}[{number}]")


def _measures(book: Rulebook) -> Iterator[Problem]:
    """Whoever was warned more often is proposed nothing lighter."""
    weight = tuple(Proposed).index
    for severity, steps in book.measures.items():
        for number, (before, step) in enumerate(pairwise(steps), start=2):
            if weight(step) < weight(before):
                values = {"given": step, "before": before}
                at = f"measures.{severity}[{number}]"
                yield Problem("error.rulebook.measures_lighter", at, values)
