"""What comes first, and what may be said: the same on the screen and on the page."""

from collections.abc import Iterable, Sequence

from bot.model.action import RemindInGroup
from bot.model.finding import Rule
from bot.model.ids import ArticleNumber
from bot.model.rulebook import Power, Rulebook, Severity
from bot.overview import GroupOverview
from bot.wording import Wording

REMINDERS = 3
_OF_THE_MOMENT = frozenset({Rule.TESTTIME, Rule.ORDER})
"""What it makes no sense to say days later."""


def gravest_first(numbers: Iterable[ArticleNumber], rulebook: Rulebook) -> Sequence[ArticleNumber]:
    def weight(number: ArticleNumber) -> tuple[int, ArticleNumber]:
        return -list(Severity).index(rulebook.articles[number].severity), number

    return sorted(numbers, key=weight)


def reminders(group: GroupOverview, wording: Wording) -> Sequence[tuple[ArticleNumber, str]]:
    """For what was found most, and as surely as a reminder wants; no names by construction."""
    book = wording.rulebook
    found = [
        rule
        for rule, count in group.rules.most_common()
        if count and _may(rule, book) and group.surest[rule] >= book.rules[rule].remind_from
    ]
    return [
        (book.cite(rule), wording.reminder(RemindInGroup(rule, book.cite(rule))))
        for rule in found[:REMINDERS]
    ]


def _may(rule: Rule, rulebook: Rulebook) -> bool:
    if rule in _OF_THE_MOMENT:
        return False
    article = rulebook.articles[rulebook.cite(rule)]
    return Power.REMIND_GROUP in article.may and bool(article.reminder)
