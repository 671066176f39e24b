"""What the server itself says of a room: state that its rules allowed, and what was taken back."""

from adapters.fields import Strange, word
from adapters.matrix.administration import ADMIN, admins
from adapters.matrix.levels import CREATE
from adapters.matrix.told import Told
from bot.model.dealing import GroupMoved, GroupRenamed
from bot.model.event import AdminsChanged, GroupNotice, MessageDeleted
from bot.model.ids import ChatId, ChatRef, MessageId, MessageRef, Platform

STATE = frozenset(
    {
        CREATE,
        "m.room.aliases",
        "m.room.avatar",
        "m.room.canonical_alias",
        "m.room.encryption",
        "m.room.guest_access",
        "m.room.history_visibility",
        "m.room.join_rules",
        "m.room.pinned_events",
        "m.room.server_acl",
        "m.room.third_party_invite",
        "m.room.topic",
        "m.bridge",
        "uk.half-shot.bridge",
        "m.space.child",
        "m.space.parent",
        "m.beacon_info",
        "org.matrix.msc3672.beacon_info",
        "org.matrix.msc3401.call.member",
        "im.vector.modular.widgets",
    }
)
"""What else servers say of a room."""
SENT = frozenset(
    {
        "m.poll.response",
        "org.matrix.msc3381.poll.response",
        "m.poll.end",
        "org.matrix.msc3381.poll.end",
        "m.beacon",
        "org.matrix.msc3672.beacon",
        "m.call.invite",
        "m.call.candidates",
        "m.call.answer",
        "m.call.select_answer",
        "m.call.reject",
        "m.call.negotiate",
        "m.call.hangup",
        "m.call.notify",
        "m.rtc.notification",
        "m.key.verification.ready",
        "m.key.verification.start",
        "m.key.verification.accept",
        "m.key.verification.key",
        "m.key.verification.mac",
        "m.key.verification.done",
        "m.key.verification.cancel",
    }
)
"""What clients send and nobody reads as words."""


def notice(told: Told) -> GroupNotice:
    return GroupNotice(told.chat, told.at, told.kind)


def renamed(told: Told) -> GroupRenamed | GroupNotice:
    """Without a name clients call it by its members."""
    name = word(told.content, "name")
    return GroupRenamed(chat=told.chat, at=told.at, name=name) if name else notice(told)


def moved(told: Told) -> GroupMoved:
    to = word(told.content, "replacement_room")
    if not to:
        raise Strange("nowhere to go")
    return GroupMoved(chat=told.chat, at=told.at, to=ChatRef(Platform.MATRIX, ChatId(to)))


def governed(told: Told, admin_level: int = ADMIN) -> AdminsChanged:
    """As it is from now on. Without who made the room the most powerful might be left out."""
    levels = told.room.levels
    if not levels.creators:
        raise Strange("nobody knows who made the room")
    after = told.room.after(told.content)
    now = tuple(admin.sender for admin in admins(after, told.me, admin_level))
    return AdminsChanged(told.chat, told.at, now)


def taken_back(told: Told) -> MessageDeleted:
    """Old rooms say what beside the content, where nobody but the server can write now."""
    places = (told.raw, told.content)
    first, second = places if told.room.levels.redacts_on_top else places[::-1]
    gone = word(first, "redacts") or word(second, "redacts")
    if not gone:
        raise Strange("nothing was taken back")
    return MessageDeleted(MessageRef(told.chat, MessageId(gone)), told.at)
