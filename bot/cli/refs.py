"""Accounts and groups as people type them: PLATFORM:ID."""

import re
from contextlib import suppress

from bot.errors import InputError
from bot.model.ids import AccountRef, ChatId, ChatRef, Platform, UserId, parts

_ACCOUNT = re.compile(r"[1-9][0-9]*")
_CHAT = re.compile(rf"-?{_ACCOUNT.pattern}")


def account_written(given: str) -> AccountRef:
    """Raises `InputError`."""
    platform, own = _parts(given)
    if platform is Platform.TELEGRAM and not _ACCOUNT.fullmatch(own):
        raise InputError("error.people.telegram", given=given)
    return AccountRef(platform, UserId(own))


def chat_written(given: str) -> ChatRef:
    """Raises `InputError`."""
    platform, own = _parts(given)
    if platform is Platform.TELEGRAM and not _CHAT.fullmatch(own):
        raise InputError("error.people.telegram_chat", given=given)
    return ChatRef(platform, ChatId(own))


def _parts(given: str) -> tuple[Platform, str]:
    with suppress(ValueError):
        platform, own = parts(given)
        if own:
            return platform, own
    raise InputError("error.people.account", given=given, known=", ".join(sorted(Platform)))
