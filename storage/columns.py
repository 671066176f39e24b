"""Column types that keep our promises, whatever a store hands them."""

import re
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from bot.model.ids import ChatId, ChatRef, parts
from storage.vault import KeyedHash, Sealed


class SealedText(TypeDecorator[Sealed]):
    """Takes only what a vault sealed: plain text can never land here by accident."""

    impl = LargeBinary
    cache_ok = True

    @override
    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"only sealed text goes here, not {type(value).__name__}")
        return value

    @override
    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(value)


class HashedKey(TypeDecorator[KeyedHash]):
    """Takes only what a vault hashed."""

    impl = LargeBinary
    cache_ok = True

    @override
    def process_bind_param(self, value: KeyedHash | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, KeyedHash):
            raise TypeError(f"only a keyed hash goes here, not {type(value).__name__}")
        return value

    @override
    def process_result_value(self, value: bytes | None, dialect: Dialect) -> KeyedHash | None:
        return None if value is None else KeyedHash(value)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in, the same moments in UTC out.

    With a time zone where the database knows one: whoever reads PostgreSQL with other tools sees
    the right moments whatever zone their session is in. SQLite keeps what it is given, so it is
    given UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


_UNSTORABLE = re.compile(r"[\0\\\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def storable(text: str) -> str:
    """*text* with an escape for NUL, which PostgreSQL refuses, for halves of characters, which no
    encoding can hold, and for the backslash that escapes begin with."""
    return _UNSTORABLE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def as_it_was(stored: str) -> str:
    """What `storable` was given."""
    return _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), stored)


class PlainText(TypeDecorator[str]):
    """Text that may be read. Any text comes back as it was: an id of a platform must never stop
    the rows behind it."""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else as_it_was(value)


class Chat(TypeDecorator[ChatRef]):
    """A chat as "platform:id". Groups are not people, so this may be read."""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: ChatRef | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(str(value))

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> ChatRef | None:
        if value is None:
            return None
        platform, chat_id = parts(as_it_was(value))
        return ChatRef(platform, ChatId(chat_id))
