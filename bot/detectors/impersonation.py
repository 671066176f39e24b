"""A name that is taken for somebody else's, and words that pass for somebody else's."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from operator import attrgetter
from unicodedata import normalize

from bot.detectors.base import Scene
from bot.detectors.fake import claims, plans
from bot.detectors.fake.claims import Claim
from bot.detectors.names import Name, like_pupil, like_staff, parse, same_teacher, system_name
from bot.detectors.sentences import covering
from bot.model.finding import Reason, Rule, Sighting
from bot.model.ids import Platform
from bot.model.member import Role, Sender
from bot.model.message import Span

_LEAST = 0.5
_UNSAVED = "~"
_KNOWN = 100
"""People whose first names are known; a class is smaller."""
_STRANGE = 0.25
"""So much less sure where nobody is known to be staff: it may well be one of them."""
_ANOTHER = 0.6
"""Of who has the very title and surname of a teacher: more likely their other phone."""
_NEARLY = 0.65
"""One letter off: with parents another family."""
_ANOTHER_PHONE = frozenset({"nieuw", "nieuwe", "new", "nummer", "telefoon", "kapot"})
_CUES = claims.CUES | plans.CUES


class ImpersonationDetector:
    """*staff*: their names, as the school has them.

    A name is told once: when its bearer first writes under it. Words are told each time.
    """

    rules = frozenset({Rule.FAKE})

    def __init__(self, staff: Sequence[str] = ()) -> None:
        self._staff = tuple(name for name in map(parse, staff) if name.core)

    def look(self, scene: Scene) -> Iterable[Sighting]:
        sender = scene.message.sender
        if sender.role.is_staff:
            return ()
        known = scene.context.people.get(sender.account)
        first = known is None or known.name != sender.name
        spoken = not _CUES.isdisjoint(scene.reading.words)
        return self._sightings(scene, first=first, spoken=spoken) if first or spoken else ()

    def _sightings(self, scene: Scene, *, first: bool, spoken: bool) -> Iterator[Sighting]:
        if first and (seen := self._named(scene)):
            yield seen
        if spoken:
            yield from self._said(scene)

    def _named(self, scene: Scene) -> Sighting | None:
        sender = scene.message.sender
        if not _chosen(sender):
            return None
        name = parse(sender.name)
        staff = (*self._staff, *_staff(scene))
        sure, why = max((like_staff(name, one), "staff") for one in staff) if staff else (0.0, "")
        if sure and not _styled(sender.name) and any(same_teacher(name, one) for one in staff):
            sure, why = _ANOTHER, "same"
        if sender.role is Role.GUARDIAN:
            sure = sure if name.full and sure > _NEARLY else 0.0
        else:
            sure, why = max(
                (sure, why),
                (_like_pupils(scene, name), "pupil"),
                (self._of_office(system_name(name, sender.name), scene), "system"),
            )
        whole = Span(0, len(scene.message.text))
        return _sighting(whole, why, sure) if sure >= _LEAST else None

    def _said(self, scene: Scene) -> Iterator[Sighting]:
        """The surest that the words say."""
        found = _claimed(scene)
        if not found:
            return
        claim = max(found, key=attrgetter("certainty"))
        sure = claim.certainty
        if claim.why == "says":
            sure = self._of_office(sure, scene)
        if sure >= _LEAST:
            yield _sighting(covering(scene.reading, claim.first, claim.last), claim.why, sure)

    def _of_office(self, sure: float, scene: Scene) -> float:
        """How sure it is that who speaks as staff is none."""
        known = self._staff or any(one.role.is_staff for one in scene.context.people.values())
        return sure if known else sure - _STRANGE


def _sighting(span: Span, why: str, sure: float) -> Sighting:
    return Sighting(Rule.FAKE, span, Reason(f"reason.impersonation.{why}"), sure)


def _chosen(sender: Sender) -> bool:
    """Whether they chose the name themselves: in a WhatsApp export a saved contact did not."""
    account = sender.account
    return account.platform is not Platform.WHATSAPP or account.user_id.startswith(_UNSAVED)


def _styled(name: str) -> bool:
    """In letters made to look fancy, which no phone book has."""
    return not name.isascii() and normalize("NFKC", name) != normalize("NFC", name)


def _staff(scene: Scene) -> list[Name]:
    return [parse(one.name) for one in scene.context.people.values() if one.role.is_staff]


def _like_pupils(scene: Scene, name: Name) -> float:
    sender, context = scene.message.sender, scene.context
    if not name.disguised and not _ANOTHER_PHONE.isdisjoint(scene.reading.words):
        return 0.0
    lately = {heard.account for heard in context.earlier}
    return max(
        (
            like_pupil(name, parse(one.name), lately=one.account in lately)
            for one in context.people.values()
            if one.role is Role.STUDENT and one.account != sender.account
        ),
        default=0.0,
    )


def _claimed(scene: Scene) -> list[Claim]:
    reading, message = scene.reading, scene.message
    vocabulary = frozenset(reading.words)
    found: list[Claim] = []
    if claims.may_claim(vocabulary):
        media = message.media is not None
        found += claims.claims(reading, message.sender.name, media=media)
    if plans.may_plan(vocabulary):
        found += plans.plans(reading, partial(_first_names, scene))
    return found


def _first_names(scene: Scene) -> frozenset[str]:
    people = (scene.message.sender, *islice(scene.context.people.values(), _KNOWN))
    names = (parse(one.name) for one in people if not one.role.is_staff)
    return frozenset(name.core[0] for name in names if name.core)
