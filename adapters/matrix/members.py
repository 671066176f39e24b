"""Who came and went; the bot itself too."""

from adapters.fields import Json, Strange, part, word
from adapters.matrix.administration import ADMIN
from adapters.matrix.told import Told
from bot.model.dealing import BotAdded, BotRemoved, MemberChanged, Presence
from bot.model.event import Event, GroupNotice

_JOINED = "join"
_OUTSIDE = {"leave", "ban", "invite", "knock"}
_NOTICES = {"knock": "join_request", "invite": "invited"}


def changed(told: Told, admin_level: int = ADMIN) -> Event | None:
    """None: only another name or picture, or in private."""
    who, new = word(told.raw, "state_key"), word(told.content, "membership")
    if not who or new not in {_JOINED, *_OUTSIDE}:
        raise Strange("no such membership")
    before = part(part(told.raw, "unsigned"), "prev_content")
    old = word(before, "membership") or ("leave" if new == _JOINED else _JOINED)
    if told.room.private or (old == new == _JOINED):
        return None
    if _JOINED not in {old, new} or new in _NOTICES:
        return GroupNotice(told.chat, told.at, _NOTICES.get(new, "m.room.member"))
    if who == told.me:
        return _of_the_bot(told, came=new == _JOINED)
    inside = Presence.ADMIN if told.room.levels.of(who) >= admin_level else Presence.MEMBER
    return MemberChanged(
        chat=told.chat,
        at=told.at,
        member=told.somebody(who, _name(told.content) or _name(before)),
        was=inside if old == _JOINED else Presence.AWAY,
        now=inside if new == _JOINED else Presence.AWAY,
        by=told.sender,
        unapproved=new == _JOINED and old != "invite",
    )


def _of_the_bot(told: Told, *, came: bool) -> BotAdded | BotRemoved:
    """The bot comes in by itself, once somebody has invited it."""
    if not came:
        return BotRemoved(chat=told.chat, at=told.at, by=told.sender)
    inviter = word(part(told.raw, "unsigned"), "prev_sender")
    by = told.somebody(inviter) if inviter else told.sender
    return BotAdded(chat=told.chat, at=told.at, name=told.room.name, by=by)


def _name(content: Json) -> str:
    return word(content, "displayname")
