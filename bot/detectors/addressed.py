"""Whom a message is aimed at, as far as the conversation tells."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from bot.detectors.base import Scene
from bot.detectors.normalize import words_of
from bot.detectors.strangers import strangers
from bot.detectors.wordlists import wordlist
from bot.model.conversation import Heard
from bot.model.ids import AccountRef, Target
from bot.model.member import Sender
from bot.model.message import MediaKind

_SAID = {name: frozenset(words) for name, words in wordlist("addressed")["said"].items()}
_NAME = {name: frozenset(words) for name, words in wordlist("addressed")["name"].items()}
_JUST_NOW = timedelta(minutes=5)
"""Who spoke last longer ago than this is not who is meant by *je*."""
_BARE = 4
"""Words of a message that may be said to somebody without a word for them."""
_SHORTEST = 3
"""Letters of a first name that is told without its capital."""
_HAHA = frozenset("ahe")
_HIHI = frozenset("hi")
_MENTION = 2
"""Characters before a name that may hold its @; some networks put an invisible mark between."""
_LAUGH = 100
"""Characters of an earlier message that tell whether it only laughs."""
_READ = 300
"""Words of a message that names are looked for in: a long text must not cost more."""


class _Named(NamedTuple):
    """Somebody, and the words of the message that name them."""

    who: Target
    first: int
    last: int


def addressed(scene: Scene) -> Target | None:
    """Whom the message is aimed at; None where nobody in particular is.

    A member by their account, somebody who never wrote by their first name. Costs time in
    proportion to the group: for messages in which something was found.
    """
    words = scene.reading.words
    said = frozenset(words)
    members = list(_named(scene))
    unknown = [_Named(name, at, at) for name, at in strangers(scene)]
    named = [*members, *unknown]
    for some in (members, unknown):
        called = [name for name in some if _called(scene, name, said)]
        if called:  # *lisa trek het je niet aan, kevin is ...*
            return _only([*called, *(name for name in named if _does(scene, name))])
    if not _SAID["all"].isdisjoint(said):
        return None
    if _says_you(words, said):
        return _answered(scene) or _spoken_to(scene)
    if named:
        return None if _somebody_else(words, named) else _only(named)
    if _goes_on(words) and scene.context.parent is None:
        return _just_hurt(scene)
    told = not _SAID["does"].isdisjoint(words[1:2])  # *ajax is ...*
    bare = len(words) <= _BARE and not told and _SAID["third"].isdisjoint(said)
    return _answered(scene) or (_spoken_to(scene) if bare else None)


def _says_you(words: Sequence[str], said: frozenset[str]) -> bool:
    """*jij*, *rot op*; *je* beside *die* may be anybody (*die ... staat achter je*)."""
    if not _SAID["order"].isdisjoint(words[:1]):
        return True
    you = _SAID["you"] & said
    return bool(you) and (not you <= _SAID["loose"] or _SAID["third"].isdisjoint(said))


def _somebody_else(words: Sequence[str], named: Collection[_Named]) -> bool:
    """*lisa hij is een sukkel*, *hij is een sukkel lisa*: said to who is named, of another.

    Not *ze is dom die lisa*.
    """
    of_another = any(
        word in _SAID["subject"] and word != "die" and then in _SAID["does"] | _SAID["is"]
        for word, then in pairwise(words)
    )
    return of_another and all(
        (name.first == 0 and _SAID["does"].isdisjoint(words[name.last + 1 : name.last + 2]))
        or (name.last == len(words) - 1 and words[name.first - 1] != "die")
        for name in named
    )


def _does(scene: Scene, name: _Named) -> bool:
    """*kevin is ...*"""
    words = scene.reading.words
    return not _SAID["does"].isdisjoint(words[name.last + 1 : name.last + 2])


def _goes_on(words: Sequence[str]) -> bool:
    """*en ze stinkt*, *ja en lelijk*, *en niemand mag haar*: more of what was said just before.

    Not *en laat haar met rust*: who has a right to be left alone is no subject, and ends nothing.
    """
    rest = list(words)
    while rest and rest[0] in _SAID["more"]:
        del rest[0]
    if len(rest) == len(words) or not rest:
        return False
    third = [place for place, word in enumerate(rest) if word in _SAID["third"]]
    if not third:
        return len(words) <= _BARE and _SAID["order"].isdisjoint(rest)
    if third[0] == 0:
        return not _SAID["subject"].isdisjoint(rest[:1])
    return rest[0] in _SAID["nobody"] and third == [len(rest) - 1]


def _just_hurt(scene: Scene) -> Target | None:
    """Whom the last message hurt, the sender's own or another's; laughter is no message."""
    now, me = scene.message.sent_at, scene.message.sender.account
    marks = {mark.message_id: mark for mark in scene.context.hurts if not mark.settled}
    for heard in reversed(scene.context.earlier):
        if now - heard.at > _JUST_NOW:
            return None
        mark = marks.get(heard.message_id)
        if mark is not None:
            return mark.target if mark.target != me else mark.by
        if not _only_laughs(heard) and not (heard.account != me and _says_more(heard)):
            return None
    return None


def _says_more(heard: Heard) -> bool:
    """*ja en lelijk*: what hurts nobody by itself, and goes on with what did."""
    words = words_of(heard.text[:_LAUGH])
    return len(words) <= _BARE and _goes_on(words)


def laughing(words: Sequence[str]) -> bool:
    """*hahaha*, *lol*: nothing but laughter."""
    return all(
        word in _SAID["laughing"] or (len(word) > 1 and ({*word} <= _HAHA or {*word} <= _HIHI))
        for word in words
    )


def _only(named: Collection[_Named]) -> Target | None:
    who = {name.who for name in named}
    return who.pop() if len(who) == 1 else None


def _answered(scene: Scene) -> AccountRef | None:
    parent = scene.context.parent
    me = scene.message.sender.account
    return parent.account if parent is not None and parent.account != me else None


def _spoken_to(scene: Scene) -> Target | None:
    """Who spoke last before, or whom the sender was hurting already; never staff: they are *u*."""
    me, now = scene.message.sender.account, scene.message.sent_at
    marks = {mark.message_id: mark.target for mark in scene.context.hurts if mark.by == me}
    for heard in reversed(scene.context.earlier):
        if now - heard.at > _JUST_NOW:
            return None
        if heard.account == me:
            target = marks.get(heard.message_id)
            if target is not None:
                return target
        elif not heard.role.is_staff and not _only_laughs(heard):
            return heard.account
    return None


def _only_laughs(heard: Heard) -> bool:
    """Nothing that is answered: laughter, an emoji, a sticker."""
    bare = heard.media is None or heard.media is MediaKind.STICKER
    return bare and laughing(words_of(heard.text[:_LAUGH]))


# Names


def _called(scene: Scene, name: _Named, said: frozenset[str]) -> bool:
    """*@Sanne*, *sanne, ...*, *sanne jij ...*; not *met sanne*, *sanne zegt dat je ...*."""
    words, raw = scene.reading.words, scene.message.text
    start, end = scene.reading.views[0].span(name.first, name.last)
    if _mentioned(raw, start):
        return True
    about = not _SAID["about"].isdisjoint(words[max(0, name.first - 1) : name.first])
    if about or _does(scene, name):
        return False
    return not _SAID["you"].isdisjoint(said) or raw[end : end + 1] in {",", ":", "!"}


def _mentioned(raw: str, start: int) -> bool:
    return "@" in raw[max(0, start - _MENTION) : start]


def _named(scene: Scene) -> Iterator[_Named]:
    """The members that are named: whole names first, then first names that only one has."""
    words, me = scene.reading.words[:_READ], scene.message.sender.account
    said = frozenset(words)
    firsts: dict[str, list[Sender]] = {}
    taken: set[int] = set()
    for sender in scene.context.people.values():
        name = words_of(sender.name)
        if sender.account == me or not name or said.isdisjoint(name):
            continue
        for found in _whole(sender, name, words):
            taken.update(range(found.first, found.last + 1))
            yield found
        if name[0] in said and not sender.role.is_staff and name[0] not in _NAME["relation"]:
            firsts.setdefault(name[0], []).append(sender)
    for place, word in enumerate(words):
        known = firsts.get(word, ())
        if len(known) == 1 and place not in taken and _is_a_name(scene, place):
            yield _Named(known[0].account, place, place)


def _whole(sender: Sender, name: Sequence[str], words: Sequence[str]) -> Iterator[_Named]:
    """Where the whole name stands; of staff also a title and what they are called."""
    size = len(name)
    for place, word in enumerate(words):
        if size > 1 and word == name[0] and tuple(words[place : place + size]) == tuple(name):
            yield _Named(sender.account, place, place + size - 1)
        elif sender.role.is_staff and word == name[-1] and _titled(words, place):
            yield _Named(sender.account, place, place)


def _titled(words: Sequence[str], place: int) -> bool:
    """*meneer de Vries* is no pupil who is called Vries."""
    before = place - 1
    while before >= 0 and words[before] in _SAID["particle"]:
        before -= 1
    return before >= 0 and words[before] in _SAID["title"]


def _is_a_name(scene: Scene, place: int) -> bool:
    word, raw = scene.reading.words[place], scene.message.text
    if _titled(scene.reading.words, place):
        return False
    start = scene.reading.views[0].spans[place].start
    if _mentioned(raw, start):
        return True
    plain = len(word) >= _SHORTEST and word not in _NAME["word"]
    return plain or (place > 0 and raw[start].isupper() and not raw.isupper())
