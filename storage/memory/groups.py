from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.moving import Move


class Follower(Protocol):
    """What is kept of a chat beside the group itself."""

    def move(self, move: Move) -> None: ...


class MemoryGroupStore:
    def __init__(self, journal: Journal, followers: Sequence[Follower]) -> None:
        self._groups = Keyed[ChatRef, ClassGroup](journal)
        self._followers = followers

    async def put(self, group: ClassGroup) -> None:
        self._groups.put(group.chat, group)

    async def remove(self, chat: ChatRef) -> bool:
        return self._groups.remove(chat)

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        move = Move(chat, to)
        move.check(await self.get(to))
        for follower in self._followers:
            follower.move(move)
        moved = [move.group(group) for group in await self.all()]
        self._groups.become({group.chat: group for group in moved})

    async def get(self, chat: ChatRef) -> ClassGroup | None:
        return self._groups.values.get(chat)

    async def known(self, chats: Collection[ChatRef]) -> Mapping[ChatRef, ClassGroup]:
        found = {chat: await self.get(chat) for chat in chats}
        return {chat: group for chat, group in found.items() if group is not None}

    async def all(self) -> Sequence[ClassGroup]:
        return list(self._groups.values.values())
