"""How people, their accounts and messages are found back, and how an account is kept."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.ids import AccountRef, MessageRef, PersonId, UserId
from storage.codec import ACCOUNTS
from storage.columns import as_it_was, storable
from storage.sql.seen import seen_by
from storage.sql.upsert import ensure
from storage.tables import AccountRow, table_of
from storage.vault import KeyedHash, Sealed, Vault

BODY = "account.body"

_ACCOUNT = table_of(AccountRow).c
_BODY_OF = select(_ACCOUNT.body).where(_ACCOUNT.key == bindparam("of"))


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
        return (await self.keep_all([account]))[0]

    async def keep_all(self, accounts: Sequence[AccountRef]) -> Sequence[KeyedHash]:
        """The same of each, in their order."""
        kept = seen_by(self._session).accounts
        keys = [self.key(account) for account in accounts]
        fresh = {
            key: {"key": key, "body": self._vault.seal(encoded(account), BODY)}
            for key, account in zip(keys, accounts, strict=True)
            if key not in kept
        }
        if fresh:
            statement = ensure(self._session, table_of(AccountRow))
            await self._session.execute(statement, [*fresh.values()])
            kept.update(fresh)
        return keys

    async def get(self, key: KeyedHash) -> AccountRef:
        """Raises `StorageError` when nothing was ever written about it."""
        body = await self._session.scalar(_BODY_OF, {"of": key})
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
