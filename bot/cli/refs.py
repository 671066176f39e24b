"""Accounts and groups as people type them: PLATFORM:ID."""

from contextlib import suppress

from bot.errors import InputError
from bot.model.ids import AccountRef, ChatId, ChatRef, Platform, UserId, parts


def account_written(given: str) -> AccountRef:
    """Raises `InputError`."""
    platform, own = _parts(given)
    return AccountRef(platform, UserId(own))


def chat_written(given: str) -> ChatRef:
    """Raises `InputError`."""
    platform, own = _parts(given)
    return ChatRef(platform, ChatId(own))


def _parts(given: str) -> tuple[Platform, str]:
    with suppress(ValueError):
        platform, own = parts(given)
        if own:
            return platform, own
    raise InputError("error.people.account", given=given, known=", ".join(sorted(Platform)))
