from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from storage.codec import GROUPS
from storage.moving import Move
from storage.sql.ages import gone
from storage.sql.followers import Follower
from storage.sql.seen import forget_seen, seen_by
from storage.sql.upsert import put
from storage.tables import GroupRow, table_of
from storage.vault import Sealed, Vault

BODY = "class_group.body"

_GROUP = table_of(GroupRow).c
_OF_CHATS = select(_GROUP.chat, _GROUP.body).where(
    _GROUP.chat.in_(bindparam("chats", expanding=True))
)


class SqlGroupStore:
    """*followers*: what else is kept of a chat, and moves with it."""

    def __init__(self, session: AsyncSession, vault: Vault, followers: Sequence[Follower]) -> None:
        self._session = session
        self._vault = vault
        self._followers = followers

    async def put(self, group: ClassGroup) -> None:
        seen_by(self._session).groups.clear()
        body = self._vault.seal(GROUPS.encode(group), BODY)
        statement = put(self._session, table_of(GroupRow), "chat")
        await self._session.execute(statement, {"chat": group.chat, "body": body})

    async def remove(self, chat: ChatRef) -> bool:
        seen_by(self._session).groups.clear()
        this = delete(GroupRow).where(GroupRow.chat == chat)
        return await gone(self._session, GroupRow, this) == 1

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        """What the audit says goes on naming the chat as it was called then."""
        move = Move(chat, to)
        move.check(await self.get(to))
        forget_seen(self._session)
        for follower in self._followers:
            await follower.move(move)
        row = GroupRow
        for group in await self.all():
            moved = move.group(group)
            if moved != group:
                body = self._vault.seal(GROUPS.encode(moved), BODY)
                this = update(row).where(row.chat == group.chat)
                unsynced = this.execution_options(synchronize_session=False)
                await self._session.execute(unsynced.values(chat=moved.chat, body=body))

    async def get(self, chat: ChatRef) -> ClassGroup | None:
        return (await self.known([chat])).get(chat)

    async def known(self, chats: Collection[ChatRef]) -> Mapping[ChatRef, ClassGroup]:
        seen = seen_by(self._session).groups
        asked = [chat for chat in chats if chat not in seen]
        if asked:
            found = await self._session.execute(_OF_CHATS, {"chats": asked})
            seen.update(dict.fromkeys(asked))
            seen.update((chat, self._open(body)) for chat, body in found)
        return {chat: group for chat in chats if (group := seen[chat]) is not None}

    async def all(self) -> Sequence[ClassGroup]:
        bodies = await self._session.scalars(select(GroupRow.body).order_by(GroupRow.id))
        return [self._open(body) for body in bodies]

    def _open(self, body: Sealed) -> ClassGroup:
        return GROUPS.decode(self._vault.open(body, BODY))
