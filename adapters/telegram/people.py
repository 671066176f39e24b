"""Who did something. Names are for showing; a username identifies nobody and is not read."""

from adapters.fields import Json, Strange, number, part, word
from bot.model.ids import AccountRef, Platform, UserId
from bot.model.member import Identity, Role, Sender

_ANONYMOUS_ADMIN = 1087968824
_TELEGRAM = 777000
_STAND_INS = {_TELEGRAM: Identity.LINKED_CHANNEL, 136817688: Identity.CHANNEL}
"""Accounts of Telegram's own that write for a chat."""
_GROUPS = frozenset({"group", "supergroup"})


def author(message: Json) -> Sender | None:
    """None: it does not say."""
    user, chat, behind = (part(message, key) for key in ("from", "chat", "sender_chat"))
    own = number(behind, "id")
    if own is None:
        return _user(user, chat)
    if own == number(chat, "id"):
        return _chat(behind, Identity.ANONYMOUS_ADMIN)
    linked = message.get("is_automatic_forward") is True or number(user, "id") == _TELEGRAM
    return _chat(behind, Identity.LINKED_CHANNEL if linked else Identity.CHANNEL)


def sender(message: Json) -> Sender:
    known = author(message)
    if known is None:
        raise Strange("no sender")
    return known


def user(one: Json, chat: Json) -> Sender:
    """Who did something in *chat*."""
    known = _user(one, chat)
    if known is None:
        raise Strange("nobody did it")
    return known


def origin(of: Json) -> Sender | None:
    """Who wrote what was passed on. None: hidden."""
    match word(of, "type"):
        case "user":
            return _user(part(of, "sender_user"), {})
        case "chat":
            chat = part(of, "sender_chat")
            is_group = word(chat, "type") in _GROUPS
            return _chat(chat, Identity.ANONYMOUS_ADMIN if is_group else Identity.CHANNEL)
        case "channel":
            return _chat(part(of, "chat"), Identity.CHANNEL)
        case _:
            return None


def _user(one: Json, chat: Json) -> Sender | None:
    own = number(one, "id")
    if own == _ANONYMOUS_ADMIN and number(chat, "id") is not None:
        return _chat(chat, Identity.ANONYMOUS_ADMIN)
    is_bot = own == _ANONYMOUS_ADMIN or one.get("is_bot") is True
    identity = _STAND_INS.get(own or 0, Identity.BOT if is_bot else Identity.PERSON)
    name = " ".join(filter(None, (word(one, "first_name"), word(one, "last_name"))))
    return _sender(own, name, identity, word(one, "language_code"))


def _chat(chat: Json, identity: Identity) -> Sender | None:
    return _sender(number(chat, "id"), word(chat, "title"), identity)


def _sender(own: int | None, name: str, identity: Identity, language: str = "") -> Sender | None:
    if own is None:
        return None
    account = AccountRef(Platform.TELEGRAM, UserId(str(own)))
    return Sender(account, name or account.user_id, Role.STUDENT, identity, language)
