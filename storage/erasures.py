"""Who was erased, in a sealed file beside the database: a backup that was made before still has
them, and restoring it must erase them again."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, WrongKey
from bot.model.backup import LONGEST, Erased
from bot.model.ids import AccountRef, PersonId, Platform, UserId
from storage.day_keys import replace_secret
from storage.vault import Vault

_CONTEXT = "erasures"


@dataclass(frozen=True, slots=True)
class _Ledger:
    since: datetime
    erased: tuple[Erased, ...] = ()


class SealedErasures:
    """See `bot.ports.Erasures`. *path*: the file, under the school's key; None keeps them in
    memory. Use it inside a transaction only: those take turns, and so do two processes at this
    file. All of it raises `ConfigError` when the file cannot be used.
    """

    def __init__(self, vault: Vault, path: Path | None = None) -> None:
        self._vault = vault
        self._path = path
        self._ledger: _Ledger | None = None

    def since(self) -> datetime | None:
        ledger = self._read()
        return ledger.since if ledger else None

    def begin(self, at: datetime) -> None:
        if self._read() is None:
            self._write(_Ledger(at))

    def add(self, accounts: Collection[AccountRef], person: PersonId | None, at: datetime) -> None:
        ledger = _still_needed(self._read() or _Ledger(at), at)
        one = Erased(frozenset(accounts), person, at)
        self._write(replace(ledger, erased=(*ledger.erased, one)))

    def all(self) -> Sequence[Erased]:
        ledger = self._read()
        return ledger.erased if ledger else ()

    def expire(self, now: datetime) -> int:
        ledger = self._read()
        if ledger is None:
            return 0
        needed = _still_needed(ledger, now)
        gone = len(ledger.erased) - len(needed.erased)
        if gone:
            self._write(needed)
        return gone

    def rewrap(self) -> None:
        """Under the last of the school's keys, while another of them still opens it."""
        ledger = self._read()
        if ledger is not None:
            self._write(ledger)

    def _read(self) -> _Ledger | None:
        if self._path is None:
            return self._ledger
        try:
            sealed = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self._path, error) from error
        return _read(self._opened(sealed, self._path), self._path)

    def _opened(self, sealed: bytes, path: Path) -> bytes:
        try:
            return self._vault.master.unwrap(sealed, _CONTEXT)
        except WrongKey:
            self._vault.reload()  # it may have been changed by another process
        try:
            return self._vault.master.unwrap(sealed, _CONTEXT)
        except WrongKey as error:
            raise ConfigError("error.erasures.damaged", where=path) from error

    def _write(self, ledger: _Ledger) -> None:
        if self._path is None:
            self._ledger = ledger
            return
        try:
            replace_secret(self._path, self._vault.master.wrap(_written(ledger), _CONTEXT))
        except OSError as error:
            raise _unusable(self._path, error) from error


def _still_needed(ledger: _Ledger, now: datetime) -> _Ledger:
    """Without those who were erased before the oldest backup that can still be restored."""
    return replace(ledger, erased=tuple(one for one in ledger.erased if now - one.at <= LONGEST))


def _written(ledger: _Ledger) -> bytes:
    erased = [
        {
            "accounts": sorted([one.platform, one.user_id] for one in who.accounts),
            "person": who.person,
            "at": who.at.isoformat(),
        }
        for who in ledger.erased
    ]
    return json.dumps({"since": ledger.since.isoformat(), "erased": erased}).encode()


def _read(plain: bytes, path: Path) -> _Ledger:
    try:
        kept = json.loads(plain)
        erased = tuple(_erased(one) for one in kept["erased"])
        return _Ledger(datetime.fromisoformat(kept["since"]), erased)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError("error.erasures.damaged", where=path) from error


def _erased(kept: Any) -> Erased:
    accounts = frozenset(
        AccountRef(Platform(platform), UserId(user)) for platform, user in kept["accounts"]
    )
    person = None if kept["person"] is None else PersonId(kept["person"])
    return Erased(accounts, person, datetime.fromisoformat(kept["at"]))


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError("error.erasures.unusable", where=path, why=error.strerror or str(error))
