"""Photos, videos, screenshots of others, by kind and caption; media is never opened."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice

from bot.detectors.base import Scene
from bot.detectors.captions import Caption, Exposed
from bot.detectors.exposure import CUES, PICTURES, exposed
from bot.detectors.sentences import covering
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import MediaKind

_LEAST = 0.5
_BACK = 3
"""Messages between a picture and what its sender says of it."""
_SOON = timedelta(minutes=5)


class MediaDetector:
    """Media without words says nothing: nobody can tell what is on it."""

    rules = frozenset({Rule.MEDIA})

    def look(self, scene: Scene) -> Iterable[Sighting]:
        message, words = scene.message, scene.reading.words
        if not words:
            return ()
        kind = message.media or _just_before(scene)
        if kind is None and CUES.isdisjoint(words):
            return ()
        seen = exposed(Caption(scene.reading, kind, scene.context.people))
        if seen is None or seen.certainty < _LEAST or _of_duty(scene, seen):
            return ()
        reason = Reason(f"reason.media.{seen.why}")
        span = covering(scene.reading, seen.first, seen.last)
        return [Sighting(Rule.MEDIA, span, reason, seen.certainty)]


def _just_before(scene: Scene) -> MediaKind | None:
    """Of a picture that the sender showed without a word just before this."""
    message = scene.message
    for heard in islice(reversed(scene.context.earlier), _BACK):
        if heard.account == message.sender.account and message.sent_at - heard.at <= _SOON:
            return heard.media if heard.media in PICTURES and not heard.text else None
    return None


def _of_duty(scene: Scene, seen: Exposed) -> bool:
    """Staff speak of pictures to warn, give numbers and places, and ask to pass nothing on."""
    message = scene.message
    shown = message.media in PICTURES and seen.why in {"covert", "chat", "person"}
    return message.sender.role.is_staff and not shown
