"""One school, opened: what commands and the running bot work with."""

import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.backup import Backups
from bot.model.ids import AccountRef, Platform, UserId
from bot.ports import Clock, Database, Erasures, LearnedFrom, Signer, UnitOfWorkFactory
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    settings: Settings
    unit_of_work: UnitOfWorkFactory
    database: Database
    erasures: Erasures
    learned: LearnedFrom
    backups: Backups
    clock: Clock
    sign: Signer
    """Works once a unit of work was open."""
    only: Callable[[], AbstractAsyncContextManager[None]]
    """While it is held no other process can run the bot on this database."""
    folder: Path
    """Where the config file is; what is written outside the database lies there."""


def os_account() -> AccountRef:
    """The account that this process runs under, as the system itself knows it: not from a variable
    that anybody can set. Under sudo that is root's, whoever typed it; so link people, not root."""
    if hasattr(os, "getuid"):
        import pwd  # noqa: PLC0415 - only where there are such accounts

        try:
            name = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:  # a container may run under a number that has no name
            name = str(os.getuid())
    else:
        name = os.getlogin()
    return AccountRef(Platform.OS, UserId(name))
