"""What staff do not do with pupils: private accounts, private contact."""

from collections.abc import Iterable, Iterator, Sequence

from bot.detectors.base import Scene
from bot.detectors.names import like_staff, parse
from bot.detectors.normalize import Reading
from bot.detectors.sentences import Sentence, covering, sentences
from bot.detectors.wordlists import wordlist
from bot.model.finding import Reason, Rule, Sighting
from bot.model.message import Span

_WORDS = {name: frozenset(words) for name, words in wordlist("staff_duties").items()}
_PLATFORM = _WORDS["platform"]
_CUES = _PLATFORM | _WORDS["private"] | _WORDS["request"]
_NEAR = 4
_MANY = 400
_NUMBER = 8
"""Digits of a phone number, at least."""
_NAMED = 0.6


class StaffDutiesDetector:
    """Invitations of staff, and names that say to be the private account of one of them."""

    rules = frozenset({Rule.STAFF})

    def look(self, scene: Scene) -> Iterable[Sighting]:
        sender = scene.message.sender
        known = scene.context.people.get(sender.account)
        first = known is None or known.name != sender.name
        spoken = sender.role.is_staff and not _CUES.isdisjoint(scene.reading.words)
        return self._sightings(scene, first=first, spoken=spoken) if first or spoken else ()

    def _sightings(self, scene: Scene, *, first: bool, spoken: bool) -> Iterator[Sighting]:
        if first and _private_name(scene):
            whole = Span(0, len(scene.message.text))
            yield Sighting(Rule.STAFF, whole, Reason("reason.staff_duties.name"), _NAMED)
        if spoken and _WORDS["fair"].isdisjoint(scene.reading.words):
            invitations = (_invites(scene.reading, one) for one in sentences(scene.reading))
            yield from list(filter(None, invitations))[:1]


def _private_name(scene: Scene) -> bool:
    """*Mw. Kok privé*: a teacher's by its title, or by the name of one who writes here."""
    sender = scene.message.sender
    name = parse(sender.name)
    if not name.private or name.relative or not name.core:
        return False
    staff = (one for one in scene.context.people.values() if one.role.is_staff)
    return bool(name.titles) or any(like_staff(name, parse(one.name)) for one in staff)


def _invites(reading: Reading, sentence: Sentence) -> Sighting | None:
    words = sentence.words
    if sentence.first >= _MANY or not _CUES & set(words):
        return None
    for look in (_to_account, _as_friend, _to_number):
        if found := look(reading, words):
            first, last, why, sure = found
            if _denied(words, first, last):
                return None
            span = covering(reading, sentence.first + first, sentence.first + last)
            return Sighting(Rule.STAFF, span, Reason(f"reason.staff_duties.{why}"), sure)
    return None


_Found = tuple[int, int, str, float]


def _place(words: Sequence[str], wanted: frozenset[str], begin: int = 0, end: int = _MANY) -> int:
    """Where the first of *wanted* is from *begin* up to *end*; -1 if there is none."""
    begin = max(0, begin)
    places = range(begin, min(end, len(words)))
    return next((place for place in places if words[place] in wanted), -1)


def _network(words: Sequence[str]) -> int:
    """Where a network is named, or -1: *ik snap het* names none."""
    return next(
        (
            place
            for place, word in enumerate(words)
            if word in _PLATFORM
            and (word not in _WORDS["word_too"] or words[place - 1] in _WORDS["before"])
        ),
        -1,
    )


def _to_account(reading: Reading, words: Sequence[str]) -> _Found | None:
    """*voeg me toe op snap*, *mijn insta is …*, *ik volg je op tiktok*."""
    platform = _network(words)
    asked = words[0] in _WORDS["asking"] and not _WORDS["offered"] & set(words[1:2])
    if platform < 0 or asked:
        return None
    join = _place(words, _WORDS["join"])
    if join >= 0 and _place(words, _WORDS["me"], join - 2, join + _NEAR) >= 0:
        return *_ordered(join, platform), "account", 0.85
    theirs = _place(words, _WORDS["joined"])
    if theirs >= 0 and "ik" in words and not _WORDS["them"].isdisjoint(words):
        return *_ordered(theirs, platform), "account", 0.75
    mine = _place(words, _WORDS["mine"], platform - 2, platform)
    invited = not _WORDS["invite"].isdisjoint(words) or _handle(reading, words, platform)
    if mine >= 0 and invited:
        return mine, platform, "account", 0.8
    talk = _place(words, _WORDS["talk"])
    if talk >= 0 and not _WORDS["first"].isdisjoint(words):
        return *_ordered(talk, platform), "account", 0.75
    return None


def _handle(reading: Reading, words: Sequence[str], platform: int) -> bool:
    """Behind the network comes what they are called there."""
    behind = words[platform + 1 :]
    return "@" in reading.raw or any(any(map(str.isdigit, word)) for word in behind)


def _as_friend(_reading: Reading, words: Sequence[str]) -> _Found | None:
    """*stuur me een vriendschapsverzoek*, *word vrienden met me op facebook*."""
    request = _place(words, _WORDS["request"])
    if request >= 0 and not _WORDS["asked"].isdisjoint(words):
        return request, request, "friend", 0.8
    friends = _place(words, _WORDS["friends"])
    platform = _network(words)
    with_me = "met" in words and not _WORDS["first"].isdisjoint(words)
    if min(friends, platform) >= 0 and with_me:
        return *_ordered(friends, platform), "friend", 0.8
    return None


def _to_number(_reading: Reading, words: Sequence[str]) -> _Found | None:
    """*app me privé op 06…*, *bel me op mijn privénummer*."""
    private = _place(words, _WORDS["private"])
    reached = _place(words, _WORDS["reach"])
    if private < 0 or reached < 0:
        return None
    digits = sum(map(len, filter(str.isdigit, words))) >= _NUMBER
    named = words[private] in _WORDS["alone"]
    number = _place(words, _WORDS["number"], private, private + _NEAR) >= 0
    if words[private] == "eigen" and not (number and _place(words, _WORDS["me"]) >= 0):
        return None
    if digits or named or number:
        return *_ordered(private, reached), "number", 0.75 if digits else 0.65
    return None


def _ordered(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _denied(words: Sequence[str], first: int, last: int) -> bool:
    """*ik accepteer geen …*; that nobody may know of it denies nothing."""
    denial = _place(words, _WORDS["not"], first - _NEAR, last + _NEAR)
    secret = denial >= 0 and _place(words, _WORDS["secret"], denial, denial + _NEAR) >= 0
    return denial >= 0 and not secret
