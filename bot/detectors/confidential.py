"""Confidential matters of others: grades, health, family, discipline, leaked mail."""

from collections.abc import Iterable, Iterator

from bot.detectors.base import Scene
from bot.detectors.frames import Found, Frames
from bot.detectors.grades import Grades
from bot.detectors.lexicon import Vocabulary
from bot.detectors.somebody import OTHERS, Somebody, Whose
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_OF_NOBODY = frozenset({"paper"})
"""What is confidential whoever it is about."""
_HEARSAY = 0.5
"""Of *hij* or *de docent*, and nothing says that it is gossip."""
_STAFF_FROM = 0.7
_STAFF_NAMED = 0.6
"""*mevrouw Bos is overspannen*, of one teacher by name."""
_TITLES = frozenset(
    {"meneer", "mevrouw", "mevr", "mw", "dhr", "juf", "meester", "mr", "mrs", "ms"}
)
_VERBS = frozenset({"is", "was", "heeft", "had", "zit", "ging", "gaat", "die", "dat", "en", "has"})
_NO_PUPIL = frozenset({"results"})
"""Staff fail no year."""


class ConfidentialDetector:
    """Staff announce much that is gossip in a pupil's mouth: of them only what is sure counts."""

    rules = frozenset({Rule.CONFIDENTIAL})

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        lists = wordlist("confidential")
        self._somebody = Somebody()
        self._frames = Frames(lists, vocabulary, {"source": self._somebody.sources})
        self._grades = Grades(lists["grade"], self._somebody)

    def look(self, scene: Scene) -> Iterable[Sighting]:
        seen = [*self._told(scene), *self._grades.find(scene.reading)]
        if not seen:
            return ()
        why, span, certainty = max(seen, key=lambda each: each[2])
        if scene.message.sender.role.is_staff and certainty < _STAFF_FROM:
            return ()
        reason = Reason(f"reason.confidential.{why}")
        return (Sighting(Rule.CONFIDENTIAL, span, reason, certainty),)

    def _told(self, scene: Scene) -> Iterator[tuple[str, Span, float]]:
        for found in self._frames.find(scene.reading):
            certainty = self._certainty(found)
            if certainty:
                yield found.frame.why, found.span, certainty

    def _certainty(self, found: Found) -> float:
        """0 if it is the sender's own matter, or nobody's."""
        if found.frame.why in _OF_NOBODY:
            return found.certainty
        who = self._whose(found)
        if who not in OTHERS or (who is Whose.STAFF and found.frame.why in _NO_PUPIL):
            return 0.0
        if who is Whose.NAMED or found.certainty > found.frame.certainty:
            return found.certainty
        if who is Whose.STAFF and found.frame.why == "health" and _titled(found):
            return _STAFF_NAMED
        named = who is Whose.OTHER and self._somebody.named_before(
            found.page, found.anchor.first, found.begin
        )
        return found.certainty if named else _HEARSAY

    def _whose(self, found: Found) -> Whose:
        anchor = found.anchor
        return self._somebody.whose(found.page, anchor.first, anchor.last, found.begin, found.end)


def _titled(found: Found) -> bool:
    """*mw de Boer*; not *mevrouw is*."""
    words = found.page.words[found.begin : found.anchor.first]
    return any(
        word in _TITLES and words[at + 1] not in _VERBS for at, word in enumerate(words[:-1])
    )
