"""State as Telegram's JSON."""

from tests.support.telegram.state import (
    PERMISSIONS,
    RIGHTS,
    SUPERGROUP_RIGHTS,
    Chat,
    Json,
    Member,
    Message,
    User,
)


def user(one: User) -> Json:
    seen = {"id": one.id, "is_bot": one.is_bot, "first_name": one.first_name}
    names = ("last_name", "username", "language_code")
    return seen | {name: getattr(one, name) for name in names if getattr(one, name)}


def private_chat(one: User) -> Json:
    shown = {key: value for key, value in user(one).items() if key not in NOT_IN_CHAT}
    return shown | {"type": "private"}


NOT_IN_CHAT = ("is_bot", "language_code")


def chat(one: Chat) -> Json:
    seen: Json = {"id": one.id, "type": one.kind}
    if one.kind == "private":
        (member,) = one.members.values()
        return private_chat(member.user)
    seen["title"] = one.title
    if one.username:
        seen["username"] = one.username
    if one.is_forum:
        seen["is_forum"] = True
    return seen


def full_chat(one: Chat, *, seen_by: Member) -> Json:
    seen = chat(one) | {
        "accent_color_id": one.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, one.kind == "private"),
    }
    if one.kind in {"group", "supergroup"}:
        seen["permissions"] = permissions(one)
    if one.linked:
        seen["linked_chat_id"] = one.linked.id
    if one.pinned:
        seen["pinned_message"] = message(one.pinned[-1])
    if one.links and seen_by.has("can_invite_users"):
        seen["invite_link"] = one.links[0]["invite_link"]
    return seen


GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def permissions(one: Chat) -> Json:
    return {name: name in one.everyone_may for name in PERMISSIONS}


def member(one: Member, where: Chat, *, seen_by: int) -> Json:
    seen: Json = {"status": one.status, "user": user(one.user)}
    match one.status:
        case "creator":
            seen["is_anonymous"] = one.anonymous
        case "administrator":
            seen |= {"can_be_edited": one.promoted_by == seen_by, "is_anonymous": one.anonymous}
            names = RIGHTS + (SUPERGROUP_RIGHTS if where.kind == "supergroup" else ())
            seen |= {name: name in one.rights for name in names}
        case "restricted":
            seen |= {"is_member": one.inside, "until_date": one.until}
            seen |= {name: name in one.permissions for name in PERMISSIONS}
        case "kicked":
            seen["until_date"] = one.until
        case "member" | "left":
            pass
    if one.custom_title and one.is_admin:
        seen["custom_title"] = one.custom_title
    return seen


def message(one: Message, *, with_reply: bool = True) -> Json:
    seen: Json = {
        "message_id": one.id,
        "from": user(one.sender),
        "chat": chat(one.chat),
        "date": one.date,
    }
    if one.sender_chat:
        seen["sender_chat"] = chat(one.sender_chat)
    if one.edited:
        seen["edit_date"] = one.edited
    seen |= _place(one)
    if one.reply_to and with_reply and not one.reply_to.deleted:
        seen["reply_to_message"] = message(one.reply_to, with_reply=False)
    seen |= one.content
    return seen | ({"reply_markup": one.markup} if one.markup else {})


def _place(one: Message) -> Json:
    seen: Json = {}
    if one.thread is not None:
        seen["message_thread_id"] = one.thread
        if one.chat.is_forum:
            seen["is_topic_message"] = True
    if one.ephemeral_id is not None and one.seen_by:
        seen["ephemeral_message_id"] = one.ephemeral_id
        seen["receiver_user"] = user(one.seen_by)
    return seen
