"""What is done to a database as a whole."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from storage import keyring
from storage.errors import our_errors
from storage.sqlite import checkpoint
from storage.tables import InboxRow, OutboxRow
from storage.vault import Vault, key_day


class SqlDatabase:
    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    async def tidy(self) -> int:
        """See `bot.ports.Database.tidy`."""
        with our_errors():
            async with AsyncSession(self._engine) as session:
                await keyring.refresh(session, self._vault)
                waiting = [
                    *await session.scalars(select(InboxRow.body)),
                    *await session.scalars(select(OutboxRow.effect)),
                ]
                days = {day for body in waiting if body is not None and (day := key_day(body))}
                destroyed = self._vault.day_keys.destroy(days)
                await session.commit()
        await checkpoint(self._engine)
        return destroyed
