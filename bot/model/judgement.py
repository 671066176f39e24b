"""What the judge makes of one message: its topic, what it breaks, whether somebody needs help."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.finding import CareSignal, Finding
from bot.model.ids import MessageId, Target


class Topic(StrEnum):
    SCHOOL = "school"
    NEUTRAL = "neutral"
    """Social glue that belongs to any conversation."""
    OFFTOPIC = "offtopic"


@dataclass(frozen=True, slots=True)
class TopicGuess:
    topic: Topic
    probability: float


RULES = "rules"
"""The one layer that people wrote: every other has learned from examples."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of the judge that spoke, and which version of it."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    topic: TopicGuess
    findings: tuple[Finding, ...]
    """At most one per rule, most probable first."""
    care: CareSignal | None
    care_probability: float
    layers: tuple[Layer, ...]
    context_complete: bool
    """False just after a restart: the conversation before this message was not known."""
    target: Target | None = None
    """Whom a message that hurts was aimed at. In memory only, as is *settled*."""
    settled: tuple[MessageId, ...] = ()
    """Earlier messages that hurt no longer: taken back by their sender, or laughed at by whom
    they were aimed at."""

    @property
    def by_people(self) -> bool:
        """No layer spoke but what people wrote: during a test no other may."""
        return all(layer.name == RULES for layer in self.layers)
