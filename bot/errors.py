"""
Our exception hierarchy:

* BotError
  x InputError
    + ConfigError
    + RulebookError
    + ExportError
  x AdapterError
    + AdapterUnavailable
      - RateLimited
    + MissingPermission
      - ChatMoved
      - IsAdmin
      - Unsupported
    + MessageGone
    + ChatGone
      - MemberGone
    + Unconfirmed
    + Refused
  x StorageError
    + KeyGone
    + LinkedElsewhere
    + WrongKey
  x ReviewError
    + AlreadyDecided
    + RuledOtherwise
    + Forbidden
      - Unsigned
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path


class BotError(Exception):
    """Base of everything we raise on purpose."""


class InputError(BotError):
    """Something a person gave us cannot be used: one sentence says what, where and what to do.

    The sentence is a key of the text catalogues with its values, so that it is said in the
    language of the reader; `str()` gives the key and the values, for logs and tests.
    """

    def __init__(self, key: str, *, where: Path | str = "", **values: str | int) -> None:
        self.key = key
        self.where = str(where)
        self.values: Mapping[str, str | int] = values
        details = ", ".join(f"{name}={value!r}" for name, value in values.items())
        super().__init__(f"{self.where}: {key} {details}".strip(": "))


class ConfigError(InputError):
    """config.toml cannot be used as written."""


class RulebookError(InputError):
    """A rulebook cannot be used as written."""


class ExportError(InputError):
    """A chat export cannot be read."""


class AdapterError(BotError):
    """A chat platform refused or failed."""


class AdapterUnavailable(AdapterError):
    """The platform cannot be reached now; the same call may succeed later."""


class RateLimited(AdapterUnavailable):
    """The platform asks us to wait."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"retry after {retry_after.total_seconds():.0f} s")
        self.retry_after = retry_after


class MissingPermission(AdapterError):
    """The bot is not (or no longer) co-admin with the right this action needs."""


class ChatMoved(MissingPermission):
    """The group has another id. Its messages have other numbers there: what is asked about one of
    them cannot be asked again."""

    def __init__(self, to: str) -> None:
        super().__init__("the group has moved")
        self.to = to


class IsAdmin(MissingPermission):
    """Whom it is to be done to administers the group, and a platform protects those."""


class Unsupported(MissingPermission):
    """The platform has no such thing in this kind of group, whoever asks for it."""


class MessageGone(AdapterError):
    """The message no longer exists, so there is nothing left to hide."""


class ChatGone(AdapterError):
    """The group no longer exists, or the bot or the person is no longer in it."""


class MemberGone(ChatGone):
    """The person is no longer in the group, and the group is there."""


class Unconfirmed(AdapterError):
    """The platform may have done it or not: the connection ended before it said so."""


class Refused(AdapterError):
    """The platform does not let the bot in at all, and waiting mends nothing: a token that was
    withdrawn, or another process that uses it. *key*: the sentence for who runs the bot."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class StorageError(BotError):
    """The database refused or failed."""


class KeyGone(StorageError):
    """What is asked for was sealed under a key that was destroyed: nobody can read it any more."""


class LinkedElsewhere(StorageError):
    """The account is somebody else's already; unlink it first."""


class WrongKey(StorageError):
    """The school's key is not the one that this database was made with."""


class ReviewError(BotError):
    """A staff member's decision cannot be recorded."""


class AlreadyDecided(ReviewError):
    """Somebody else decided this flag first."""


class RuledOtherwise(ReviewError):
    """Who decided on an objection about the same words said otherwise, and whoever decides now was
    not asked whether they mean to."""


class Forbidden(ReviewError):
    """The person may not do this to this matter."""


class Unsigned(Forbidden):
    """It takes two people, and nobody who can be the second signed along."""
