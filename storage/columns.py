"""Column types that keep our promises, whatever a store hands them."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from bot.model.ids import ChatId, ChatRef, Platform
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
    """Aware moments in, the same moments in UTC out. SQLite itself forgets time zones."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Chat(TypeDecorator[ChatRef]):
    """A chat as "platform:id". Groups are not people, so this may be read."""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: ChatRef | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value.platform}:{value.chat_id}"

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> ChatRef | None:
        if value is None:
            return None
        platform, _, chat_id = value.partition(":")
        return ChatRef(Platform(platform), ChatId(chat_id))
