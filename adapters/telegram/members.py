"""Who came, went, or became something else; the bot itself too."""

from datetime import datetime

from adapters.fields import Json, Strange, part, word
from adapters.telegram import people
from adapters.telegram.fields import chat_ref, is_private, moment
from bot.model.dealing import BotAdded, BotRemoved, MemberChanged, Presence
from bot.model.event import Event, GroupNotice

_PRESENCE = {
    "creator": Presence.OWNER,
    "administrator": Presence.ADMIN,
    "member": Presence.MEMBER,
    "left": Presence.AWAY,
    "kicked": Presence.AWAY,
}


def changed(update: Json, now: datetime) -> MemberChanged:
    chat, new = part(update, "chat"), part(update, "new_chat_member")
    member, by = people.user(part(new, "user"), chat), people.user(part(update, "from"), chat)
    was, becomes = _presence(part(update, "old_chat_member")), _presence(new)
    came = was is Presence.AWAY and becomes is not Presence.AWAY
    return MemberChanged(
        chat=chat_ref(chat),
        at=moment(update, "date", now),
        member=member,
        was=was,
        now=becomes,
        by=by,
        unapproved=came and _nobody_approved(update, alone=member.account == by.account),
    )


def _presence(member: Json) -> Presence:
    status = word(member, "status")
    if status == "restricted":
        return Presence.AWAY if member.get("is_member") is False else Presence.MEMBER
    if status not in _PRESENCE:
        raise Strange("no such presence")
    return _PRESENCE[status]


def _nobody_approved(update: Json, *, alone: bool) -> bool:
    """Who comes in alone and by no link found a public group by its name."""
    if update.get("via_chat_folder_invite_link") is True:
        return True
    if update.get("via_join_request") is True:
        return False
    link = part(update, "invite_link")
    return link.get("creates_join_request") is not True if link else alone


def of_the_bot(update: Json, now: datetime) -> Event | None:
    """None: somebody blocked it in private, or lets it in again."""
    if is_private(part(update, "chat")):
        return None
    change = changed(update, now)
    if change.now is Presence.AWAY and change.was is not Presence.AWAY:
        return BotRemoved(chat=change.chat, at=change.at, by=change.by)
    if change.was is Presence.AWAY and change.now is not Presence.AWAY:
        name = word(part(update, "chat"), "title")
        return BotAdded(chat=change.chat, at=change.at, name=name, by=change.by)
    return change


def asks_to_join(update: Json, now: datetime) -> Event | None:
    return GroupNotice(chat_ref(part(update, "chat")), moment(update, "date", now), "join_request")
