from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from storage.codec import GROUPS
from storage.moving import Move
from storage.sql.ages import gone
from storage.sql.followers import Follower
from storage.sql.upsert import put
from storage.tables import GroupRow, table_of
from storage.vault import Sealed, Vault

BODY = "class_group.body"


class SqlGroupStore:
    """*followers*: what else is kept of a chat, and moves with it."""

    def __init__(self, session: AsyncSession, vault: Vault, followers: Sequence[Follower]) -> None:
        self._session = session
        self._vault = vault
        self._followers = followers
        self._read: dict[ChatRef, ClassGroup | None] = {}
        """Transactions take turns: what was read in one stays so until it writes."""

    async def put(self, group: ClassGroup) -> None:
        self._read.clear()
        body = self._vault.seal(GROUPS.encode(group), BODY)
        statement = put(self._session, table_of(GroupRow), "chat")
        await self._session.execute(statement, {"chat": group.chat, "body": body})

    async def remove(self, chat: ChatRef) -> bool:
        self._read.clear()
        this = delete(GroupRow).where(GroupRow.chat == chat)
        return await gone(self._session, GroupRow, this) == 1

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        """What the audit says goes on naming the chat as it was called then."""
        move = Move(chat, to)
        move.check(await self.get(to))
        self._read.clear()
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
        if chat not in self._read:
            query = select(GroupRow.body).where(GroupRow.chat == chat)
            body = await self._session.scalar(query)
            self._read[chat] = None if body is None else self._open(body)
        return self._read[chat]

    async def all(self) -> Sequence[ClassGroup]:
        bodies = await self._session.scalars(select(GroupRow.body).order_by(GroupRow.id))
        return [self._open(body) for body in bodies]

    def _open(self, body: Sealed) -> ClassGroup:
        return GROUPS.decode(self._vault.open(body, BODY))
