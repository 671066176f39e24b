"""Who types a command, and the school they type it for."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Forbidden, InputError
from bot.model.audit import Audited, NewEntry, Subject
from bot.model.ids import AccountRef, Platform, UserId
from bot.school import School


@dataclass(frozen=True, slots=True)
class Desk:
    school: School
    by: Subject
    """Who sits here: an account of this machine, or whose one-time code was given."""


@asynccontextmanager
async def desk(config: Path) -> AsyncIterator[Desk]:
    """Raises `InputError`, also where somebody tries what they may not: that is written down."""
    from bot.bootstrap import school  # noqa: PLC0415 - keeps `--help` quick

    async with school(config) as opened:
        sitting = Desk(opened, os_account())
        try:
            yield sitting
        except Forbidden as error:
            await _write_down(sitting, error)
            raise InputError("error.forbidden") from error


def os_account() -> AccountRef:
    """The account that this process runs under, as the system itself knows it: not from a variable
    that anybody can set."""
    if hasattr(os, "getuid"):
        import pwd  # noqa: PLC0415 - only where there are such accounts

        name = pwd.getpwuid(os.getuid()).pw_name
    else:
        name = os.getlogin()
    return AccountRef(Platform.OS, UserId(f"{name}@{socket.gethostname()}"))


async def _write_down(sitting: Desk, error: Forbidden) -> None:
    school = sitting.school
    async with school.unit_of_work() as uow:
        entry = NewEntry(
            at=school.clock(),
            what=Audited.REFUSED,
            by=sitting.by,
            facts={"act": str(error.args[0])},
        )
        await uow.audit.append(entry)
        await uow.commit()
