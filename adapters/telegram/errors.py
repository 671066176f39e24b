"""What went wrong at Telegram, in our words. No token ever gets into an exception or a log."""

import logging
import os
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    ChatMoved,
    IsAdmin,
    MemberGone,
    MessageGone,
    MissingPermission,
    RateLimited,
    Refused,
    Unconfirmed,
    Unsupported,
)

T = TypeVar("T")
_TOKEN = re.compile(r"(?<!\d)\d+(?::|%3A)[\w-]{10,}", re.IGNORECASE)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.InvalidURL)


class AlreadySo(AdapterError):
    """What was asked for is so already, or nobody waits for it any more: success."""


class Unknown(AdapterError):
    """The server does not know the method: it is older than the method is."""


_WORDS: tuple[tuple[type[AdapterError], tuple[str, ...]], ...] = (
    (
        AlreadySo,
        (
            "message is not modified",
            "query is too old",
            "query id is invalid",
            "chat_not_modified",
        ),
    ),
    (
        MessageGone,
        (
            "message to delete not found",
            "message to edit not found",
            "message to be replied not found",
            "message to reply not found",
            "replied message not found",
            "message thread not found",
            "message_id_invalid",
            "topic_deleted",
        ),
    ),
    (
        IsAdmin,
        ("user is an administrator of the chat", "can't remove chat owner", "user_admin_invalid"),
    ),
    (
        Unsupported,
        (
            "method is available only for supergroup",
            "method is available for supergroup",
        ),
    ),
    (
        MissingPermission,
        (
            "not enough rights",
            "have no rights",
            "need administrator rights",
            "chat_admin_required",
            "right_forbidden",
            "chat_write_forbidden",
            "chat_restricted",
            "can't restrict self",
            "message can't be deleted",
            "topic_closed",
        ),
    ),
    (
        MemberGone,
        (
            "user not found",
            "member not found",
            "user_not_participant",
            "participant_id_invalid",
        ),
    ),
    (
        ChatGone,
        (
            "chat not found",
            "chat was deleted",
            "deactivated",
            "bot was kicked",
            "bot was blocked",
            "bot is not a member",
            "can't initiate conversation",
            "can't send messages to bots",
            "user_is_blocked",
            "peer_id_invalid",
            "channel_private",
            "invalid user_id",
        ),
    ),
)
"""First match wins. Telegram has no codes for these, only sentences."""


async def asked(call: Awaitable[T], *, again: bool = True) -> T:
    """*again*: asking a second time does no harm."""
    try:
        return await call
    except (TelegramError, LookupError, TypeError, ValueError) as error:
        ours = translated(error, again=again)
    # Outside of the handler, so that the library's error, which may name the token, is not kept.
    raise ours


async def asked_about(
    chat_id: str, call: Callable[[int], Awaitable[T]], *, again: bool = True
) -> T:
    """What concerns a group as a whole is asked once more under its new id."""
    try:
        return await asked(call(int(chat_id)), again=again)
    except ChatMoved as moved:
        new = int(moved.to)
    return await asked(call(new), again=again)


def translated(error: Exception, *, again: bool) -> AdapterError:
    match error:
        case RetryAfter():
            return RateLimited(_wait(error))
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case EndPointNotFound():
            return Unknown("Telegram does not know this method")
        case InvalidToken():
            return Refused("error.telegram.token")
        case BadRequest() | Forbidden():
            return _refusal(error)
        case _:
            return _unanswered(error, again=again)


def _unanswered(error: Exception, *, again: bool) -> AdapterError:
    if again or isinstance(error.__cause__, _NEVER_SENT):
        return AdapterUnavailable("Telegram did not answer")
    return Unconfirmed("Telegram did not answer")


def _wait(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _refusal(error: TelegramError) -> AdapterError:
    said = _TOKEN.sub("…", error.message)[:200]
    words = said.lower()
    for ours, phrases in _WORDS:
        if any(phrase in words for phrase in phrases):
            return ours(said)
    return ChatGone(said) if isinstance(error, Forbidden) else AdapterError(said)


def prepare_library() -> None:
    """The libraries log addresses, which hold the token, and what pupils wrote. And they warn at
    every wait, unless they are told that we know how they will count."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    os.environ.setdefault("PTB_TIMEDELTA", "1")
