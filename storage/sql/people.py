"""How a person's account is found back, and how it is kept."""

from bot.model.ids import AccountRef
from storage.codec import ACCOUNTS
from storage.vault import KeyedHash, Sealed, Vault


def account_key(vault: Vault, account: AccountRef) -> KeyedHash:
    return vault.lookup(f"account\0{account.platform}\0{account.user_id}")


def seal_account(vault: Vault, account: AccountRef, context: str) -> Sealed:
    return vault.seal(ACCOUNTS.encode(account), context)


def open_account(vault: Vault, sealed: Sealed, context: str) -> AccountRef:
    return ACCOUNTS.decode(vault.open(sealed, context))
