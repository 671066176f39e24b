"""How people, their accounts and messages are found back, and how an account is kept."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.ids import AccountRef, MessageRef, PersonId, UserId
from storage.codec import ACCOUNTS
from storage.columns import as_it_was, storable
from storage.sql.upsert import first
from storage.tables import AccountRow, table_of
from storage.vault import KeyedHash, Sealed, Vault

BODY = "account.body"


def account_key(vault: Vault, account: AccountRef) -> KeyedHash:
    return vault.person(f"account\0{account.platform}\0{account.user_id}")


def person_key(vault: Vault, person: PersonId) -> KeyedHash:
    return vault.person(f"person\0{person}")


def message_key(vault: Vault, message: MessageRef) -> KeyedHash:
    chat = message.chat
    return vault.event(f"message\0{chat.platform}\0{chat.chat_id}\0{message.message_id}")


class Accounts:
    """The accounts that rows of other tables are about."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def key(self, account: AccountRef) -> KeyedHash:
        return account_key(self._vault, account)

    async def keep(self, account: AccountRef) -> KeyedHash:
        """*account* can be written about from now on."""
        key = self.key(account)
        body = self._vault.seal(encoded(account), BODY)
        statement = first(self._session, table_of(AccountRow))
        await self._session.execute(statement, {"key": key, "body": body})
        return key

    async def get(self, key: KeyedHash) -> AccountRef:
        """Raises `StorageError` when nothing was ever written about it."""
        body = await self._session.scalar(select(AccountRow.body).where(AccountRow.key == key))
        if body is None:
            raise StorageError("an account is not known any more")
        return self.open(body)

    def open(self, body: Sealed) -> AccountRef:
        return decoded(self._vault.open(body, BODY))


def encoded(account: AccountRef) -> str:
    """Whatever an id holds comes back as it was: the key is made of it."""
    return ACCOUNTS.encode(replace(account, user_id=UserId(storable(account.user_id))))


def decoded(text: str) -> AccountRef:
    account = ACCOUNTS.decode(text)
    return replace(account, user_id=UserId(as_it_was(account.user_id)))
