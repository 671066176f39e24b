"""Groups, and what was decided in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.conversation import TopicWindow
from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from bot.model.record import Counts, DayTally, DecisionRecord
from bot.ports.ages import Ages


class GroupStore(Protocol):
    async def put(self, group: ClassGroup) -> None: ...

    async def remove(self, chat: ChatRef) -> bool: ...

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        """All that is kept of *chat* is *to*'s from now on: its windows, flags, reminders,
        memberships, appeals and posts. Raises `StorageError` when *to* is a group already."""

    async def get(self, chat: ChatRef) -> ClassGroup | None: ...

    async def known(self, chats: Collection[ChatRef]) -> Mapping[ChatRef, ClassGroup]:
        """The groups of *chats*, asked at once. A chat that is no group is not in it."""

    async def all(self) -> Sequence[ClassGroup]: ...


class DecisionStore(Ages, Protocol):
    async def add(self, record: DecisionRecord) -> None:
        """A later record of the same message (an edit) takes the place of the earlier."""

    async def window(self, chat: ChatRef, empty: TopicWindow) -> TopicWindow:
        """*empty* filled with the latest labels of members who are not staff."""

    async def tally(self, chat: ChatRef, since: datetime, until: datetime) -> DayTally: ...

    async def tallies(
        self, chats: Collection[ChatRef], bounds: Sequence[datetime]
    ) -> Mapping[ChatRef, Sequence[Counts]]:
        """What was counted in each of *chats* between each of *bounds* and the next. The first is
        included, the last is not."""
