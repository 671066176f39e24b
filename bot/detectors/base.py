"""What a detector is given and what it gives back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.detectors.normalize import Reading
from bot.model.conversation import Context
from bot.model.finding import CareSignal, Sighting
from bot.model.judgement import TopicGuess
from bot.model.message import Message


@dataclass(frozen=True, slots=True)
class Scene:
    """One message, how its authored text reads, and what was said before it."""

    message: Message
    reading: Reading
    context: Context


class Detector(Protocol):
    """Pure: the same scene always gives the same sightings. No clock, no network, no database.

    Only `message.text` counts; `quoted` is never held against the sender, and what was forwarded
    is shown to a detector as a text of its own.
    """

    def look(self, scene: Scene) -> Iterable[Sighting]: ...


class CareDetector(Protocol):
    def listen(self, scene: Scene) -> CareSignal | None: ...


class TopicDetector(Protocol):
    def guess(self, scene: Scene) -> TopicGuess: ...
