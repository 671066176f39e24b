"""What a message makes of the words before it: a threat that goes on, a joke taken back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.detectors.addressed import laughing
from bot.detectors.base import Scene
from bot.detectors.normalize import View, words_of
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Heard, Hurt
from bot.model.finding import Finding, Reason, Rule, Sighting
from bot.model.ids import AccountRef, MessageId
from bot.model.message import Span

HURTS_FROM = 0.5
"""So certain a finding counts as having hurt, flagged or not."""
HURTING = frozenset({Rule.RESPECT, Rule.DISCRIMINATION, Rule.SEXUAL})

_LISTS = wordlist("harassment")
_WORDS = {
    f"{table}.{name}": frozenset(words)
    for table, names in _LISTS.items()
    for name, words in names.items()
}


def lines(table: str) -> tuple[str, ...]:
    """Phrases as they stand in a view's `words`."""
    return tuple(f" {' '.join(words_of(phrase))} " for phrase in _LISTS[table]["phrase"])


def keys(phrases: Iterable[str]) -> frozenset[str]:
    """The longest word of each: a message without one of them holds none of the phrases."""
    return frozenset(max(line.split(), key=len) for line in phrases)


_ON, _DARK = lines("on"), lines("dark")
_BACK = _WORDS["back.joke"] | _WORDS["back.sorry"]
_WHEN_WHERE = _WORDS["on.time"] | _WORDS["on.place"]
_DARK_KEYS = keys(_DARK)
_KEYS = _BACK | _WHEN_WHERE | _DARK_KEYS | keys(_ON)
_THREATS = frozenset({"reason.insult.threat", "reason.harassment.threat"})
_THREAT = Reason("reason.harassment.threat")
_THREAT_FROM = 0.6
_GOES_ON = timedelta(minutes=15)
_TAKEN_BACK = timedelta(minutes=10)
_LAUGHED_OFF = timedelta(minutes=5)
_SAID_ON, _SAID_WHERE, _SAID_DARK = 0.75, 0.65, 0.65
_READ = 400
"""Characters of an earlier message that are read again."""
_FEW = 10
"""Words of a message that says when and where."""
_FEWEST = 5
"""Words of one that says only when, or only where."""
_APOLOGY = 5
"""Words of an apology that does not say what for."""
_LONGEST = 14
"""Words of one that does."""
_EMOJI = frozenset("😂🤣😆😹😄😁😅💀")
_THIRD_TIME = 3
"""Who took words back so often before means them."""
_MANY = 3
"""Laughing along with so many is what somebody does who stands alone."""
_HOUR = timedelta(hours=1)


def within(pause: timedelta, scene: Scene, marks: Iterable[Hurt]) -> list[Hurt]:
    """Those that count, of other messages; one that lies in the future is a wrong clock."""
    now, this = scene.message.sent_at, scene.message.ref.message_id
    return [
        mark
        for mark in marks
        if not mark.settled and mark.message_id != this and timedelta(0) <= now - mark.at <= pause
    ]


def hurts(seen: Sighting) -> bool:
    return seen.certainty >= HURTS_FROM and seen.rule in HURTING


def follows_up(scene: Scene) -> bool:
    """Whether anything is said here that could go on with, or take back, what hurt before."""
    view = _spoken(scene)
    if view is None:
        return False
    return _found_before(scene) or not _DARK_KEYS.isdisjoint(view.each)


def _found_before(scene: Scene) -> bool:
    return any(heard.findings for heard in scene.context.earlier)


def _spoken(scene: Scene) -> View | None:
    """The first reading that says any of it: *grapjeee* is one with its letters undone."""
    for view in scene.reading.views:
        if not _KEYS.isdisjoint(view.each):
            return view
    return None


# A threat that goes on


def continued(scene: Scene) -> Sighting | None:
    """*ik meen het*, *om 3 uur bij de fietsen*: innocent words, after a threat."""
    view = _spoken(scene)
    if view is None or (not _BACK.isdisjoint(view.each) and not _denied(view.each)):
        return None
    certainty = _going_on(scene, view) or _dark(scene, view)
    if not certainty:
        return None
    return Sighting(Rule.RESPECT, Span(0, len(scene.message.text)), _THREAT, certainty)


def _going_on(scene: Scene, view: View) -> float:
    if not _found_before(scene):
        return 0.0
    where = _where(view.each)
    phrase = any(line in view.words for line in _ON)
    if not (phrase or where) or not _threatened(scene):
        return 0.0
    return _SAID_ON if phrase else _SAID_WHERE


def _where(words: Sequence[str]) -> bool:
    """When and where, and nothing of school."""
    said = frozenset(words)
    if len(words) > _FEW or not _WORDS["school.word"].isdisjoint(said):
        return False
    both = not _WORDS["on.time"].isdisjoint(said) and not _WORDS["on.place"].isdisjoint(said)
    return both or (len(words) <= _FEWEST and not _WHEN_WHERE.isdisjoint(said))


def _threatened(scene: Scene) -> bool:
    """The sender threatened somebody a moment ago, and it is not somebody else who is answered."""
    me, now = scene.message.sender.account, scene.message.sent_at
    threats = [
        heard
        for heard in scene.context.earlier
        if heard.account == me
        and not heard.settled
        and now - heard.at <= _GOES_ON
        and any(_is_threat(finding) for finding in heard.findings)
    ]
    parent = scene.context.parent
    if not threats or parent is None or parent.account == me:
        return bool(threats)
    ids = {heard.message_id for heard in threats}
    return any(
        mark.target == parent.account for mark in scene.context.hurts if mark.message_id in ids
    )


def _is_threat(finding: Finding) -> bool:
    return finding.probability >= _THREAT_FROM and finding.reason.key in _THREATS


def _dark(scene: Scene, view: View) -> float:
    """*dan weet je wat er gebeurt*, right after somebody said no to the sender."""
    if not any(line in view.words for line in _DARK):
        return 0.0
    if not _WORDS["school.word"].isdisjoint(view.each):
        return 0.0
    return _SAID_DARK if _refused(scene) else 0.0


def _refused(scene: Scene) -> bool:
    """The last who spoke refused or was afraid, and the sender had said something before."""
    me, now = scene.message.sender.account, scene.message.sent_at
    just_now = [heard for heard in scene.context.earlier if now - heard.at <= _GOES_ON]
    answers = [heard for heard in just_now if heard.account != me]
    if not answers or answers[-1].role.is_staff:
        return False
    no = answers[-1]
    asked = any(heard.account == me for heard in just_now[: just_now.index(no)])
    return asked and (no.care or not _WORDS["dark.refusal"].isdisjoint(words_of(no.text[:_READ])))


# What hurts no longer


def settled(scene: Scene) -> tuple[MessageId, ...]:
    """The earlier messages that hurt no longer, now that this is said; it hurts nobody itself."""
    view = _spoken(scene)
    if view is not None and _takes_back(view.each):
        return _own(scene)
    return _laughed_off(scene)


def _takes_back(words: Sequence[str]) -> bool:
    """*grapje*, *sorry was niet zo bedoeld*; not *geen grapje*, *sorry maar ...*."""
    if _BACK.isdisjoint(words) or len(words) > _LONGEST:
        return False
    said = frozenset(words)
    if _denied(words) or not _WORDS["back.other"].isdisjoint(said):
        return False
    if not _WORDS["back.joke"].isdisjoint(said):
        return True
    return len(words) <= _APOLOGY or not _WORDS["back.meant"].isdisjoint(said)


def _denied(words: Sequence[str]) -> bool:
    """*geen* right before the word, *maar* right behind it."""
    never, yet = _WORDS["back.never"], _WORDS["back.yet"]
    return any(
        not never.isdisjoint(words[max(0, place - 1) : place])
        or not yet.isdisjoint(words[place + 1 : place + 2])
        for place, word in enumerate(words)
        if word in _BACK
    )


def _own(scene: Scene) -> tuple[MessageId, ...]:
    """What the sender said a moment ago and that hurt, unless they take it back every time."""
    me, now = scene.message.sender.account, scene.message.sent_at
    before = sum(mark.settled and mark.by == me for mark in scene.context.hurts)
    if before >= _THIRD_TIME:
        return ()
    marks = [m.message_id for m in within(_TAKEN_BACK, scene, scene.context.hurts) if m.by == me]
    said = [
        heard.message_id
        for heard in scene.context.earlier
        if heard.account == me and now - heard.at <= _TAKEN_BACK and _hurt(heard)
    ]
    return tuple(dict.fromkeys((*marks, *said)))


def _hurt(heard: Heard) -> bool:
    return any(one.rule in HURTING and one.probability >= HURTS_FROM for one in heard.findings)


def _laughed_off(scene: Scene) -> tuple[MessageId, ...]:
    """Whom it was aimed at laughs too; alone against many that is no laughing along."""
    me = scene.message.sender.account
    recent = within(_LAUGHED_OFF, scene, scene.context.hurts)
    aimed = [mark for mark in recent if mark.target == me]
    if not aimed or not _laughs_along(scene) or _alone(scene, me):
        return ()
    return tuple(mark.message_id for mark in aimed)


def _laughs_along(scene: Scene) -> bool:
    words, raw = scene.reading.words, scene.message.text
    rest = [word for word in words if word not in _WORDS["along.filler"]]
    laughs = bool(rest) or not _EMOJI.isdisjoint(raw)
    return laughs and laughing(rest)


def _alone(scene: Scene, target: AccountRef) -> bool:
    recent = within(_HOUR, scene, scene.context.hurts)
    return len({mark.by for mark in recent if mark.target == target}) >= _MANY
