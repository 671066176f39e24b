"""Adds up a group's decisions, the same for every kind of store."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model.finding import Rule
from bot.model.ids import ChatRef
from bot.model.judgement import Topic
from bot.model.record import Counts, DayTally


@dataclass(frozen=True, slots=True)
class Counted:
    """What of one decision is added up."""

    topic: Topic
    by_staff: bool
    rules: tuple[Rule, ...]
    reminders: int


def add_up(chat: ChatRef, decisions: Iterable[Counted]) -> DayTally:
    messages, reminders = 0, 0
    topics: Counter[str] = Counter()
    rules: Counter[Rule] = Counter()
    for decision in decisions:
        messages += 1
        reminders += decision.reminders
        rules.update(decision.rules)
        if not decision.by_staff:
            topics[decision.topic] += 1
    return DayTally(chat, messages, dict(topics), dict(rules), reminders)


NONE = Counts()


def counts(decisions: Iterable[tuple[Topic, bool]]) -> Counts:
    """Of each its topic and whether it is of staff."""
    messages, topics = 0, Counter[str]()
    for topic, by_staff in decisions:
        messages += 1
        if not by_staff:
            topics[topic] += 1
    return Counts(messages, dict(topics)) if messages else NONE
