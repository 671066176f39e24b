"""What was seen in a message. Never what should happen next."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.model.ids import ArticleNumber
from bot.model.message import Span


class Rule(StrEnum):
    """What can be seen. A rulebook ties each to an article of the school's own protocol."""

    RESPECT = "respect"
    DISCRIMINATION = "discrimination"
    SEXUAL = "sexual"
    PRIVACY = "privacy"
    CONFIDENTIAL = "confidential"
    HACKING = "hacking"
    FAKE = "fake"
    COPYRIGHT = "copyright"
    SPAM = "spam"
    TESTTIME = "testtime"
    OFFTOPIC = "offtopic"
    ORDER = "order"
    MEDIA = "media"
    STAFF = "staff"
    HARASSMENT = "harassment"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words: a key of the text catalogues (`reason.*`) and the values it names."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one detector saw. *certainty* is 0..1: how sure it is that the rule is broken."""

    rule: Rule
    span: Span
    reason: Reason
    certainty: float


@dataclass(frozen=True, slots=True)
class Finding:
    """All sightings of one rule in one message, with the article that the rulebook cites."""

    rule: Rule
    article: ArticleNumber
    span: Span
    """Of the surest sighting."""
    reason: Reason
    probability: float
    more: tuple[Span, ...] = ()
    """Where else in the message the rule was seen."""
    forwarded: bool = False
    """Seen in words that the sender passed on: the spans are of `Message.forwarded`."""


@dataclass(frozen=True, slots=True)
class CareSignal:
    """A sign that somebody may be in danger or distress. Never a violation."""

    span: Span
    reason: Reason
    probability: float
    forwarded: bool = False
    """Heard in words that the sender passed on: the span is of `Message.forwarded`."""


def covered(text: str, findings: Iterable[Finding], *, forwarded: bool = False) -> str:
    """*text* with every personal datum covered; as long as it was, so that spans still fit.

    *forwarded*: it is what the sender passed on, not what they wrote.
    """
    private = [
        finding
        for finding in findings
        if finding.rule is Rule.PRIVACY and finding.forwarded is forwarded
    ]
    if not private:
        return text
    shown = list(text)
    for finding in private:
        for start, end in (finding.span, *finding.more):
            shown[start:end] = "•" * (end - start)
    return "".join(shown)
