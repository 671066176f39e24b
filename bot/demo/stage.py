"""The platform of the demo, as the people on it use it."""

from collections.abc import Sequence
from typing import Protocol

from bot.model.event import Event
from bot.model.ids import AccountRef, ChatRef, MessageRef
from bot.model.member import Sender
from bot.model.message import MediaKind


class Stage(Protocol):
    """What a platform lets people do, and what it shows of what the bot said.

    Raises `bot.errors.MissingPermission` for who is muted, `ChatGone` for who is no member,
    `MessageGone` for a message that is not there.
    """

    private: dict[AccountRef, list[str]]

    def create_group(self, chat_id: str, name: str) -> ChatRef: ...

    def join(self, chat: ChatRef, member: Sender, *, admin: bool = False) -> None: ...

    def set_admin(self, chat: ChatRef, account: AccountRef, *, admin: bool) -> None: ...

    def post(
        self,
        chat: ChatRef,
        account: AccountRef,
        text: str,
        *,
        message_id: str | None = None,
        reply_to: str | None = None,
        media: MediaKind | None = None,
    ) -> MessageRef: ...

    def edit(self, ref: MessageRef, text: str) -> None: ...

    def delete(self, ref: MessageRef) -> None: ...

    def said_by_bot(self, chat: ChatRef) -> Sequence[str]:
        """What the bot said in the group so far, in order."""

    def read(self, cursor: str | None, limit: int = 100) -> tuple[Sequence[Event], str]: ...
