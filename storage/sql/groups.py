from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.group import ClassGroup
from bot.model.ids import ChatRef
from storage.codec import GROUPS
from storage.sql.upsert import put
from storage.tables import GroupRow, table_of
from storage.vault import Sealed, Vault

BODY = "class_group.body"


class SqlGroupStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def put(self, group: ClassGroup) -> None:
        body = self._vault.seal(GROUPS.encode(group), BODY)
        statement = put(self._session, table_of(GroupRow), "chat")
        await self._session.execute(statement, {"chat": group.chat, "body": body})

    async def get(self, chat: ChatRef) -> ClassGroup | None:
        body = await self._session.scalar(select(GroupRow.body).where(GroupRow.chat == chat))
        return None if body is None else self._open(body)

    async def all(self) -> Sequence[ClassGroup]:
        bodies = await self._session.scalars(select(GroupRow.body).order_by(GroupRow.id))
        return [self._open(body) for body in bodies]

    def _open(self, body: Sealed) -> ClassGroup:
        return GROUPS.decode(self._vault.open(body, BODY))
