"""What people say of a message that the bot is measured on."""

from dataclasses import dataclass

from bot.model.finding import Rule
from bot.model.judgement import Topic

LABELLED = frozenset(
    {
        Rule.RESPECT,
        Rule.DISCRIMINATION,
        Rule.SEXUAL,
        Rule.PRIVACY,
        Rule.CONFIDENTIAL,
        Rule.HACKING,
        Rule.FAKE,
        Rule.COPYRIGHT,
        Rule.SPAM,
        Rule.TESTTIME,
    }
)
"""The rules that a single message can be labelled with."""


@dataclass(frozen=True, slots=True)
class Labels:
    """*care*: somebody may be in need; such a message breaks no rule."""

    topic: Topic
    rules: frozenset[Rule]
    care: bool = False
