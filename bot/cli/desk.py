"""Who types a command, and the school they type it for."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from bot.errors import Forbidden, InputError, Unsigned
from bot.model.audit import Audited, NewEntry, Subject
from bot.school import School, os_account
from bot.texts import Texts

CODE = "KLASWACHT_CODE"
"""A one-time code, where there is no screen. Never an argument: every process can read those."""
SECOND = "KLASWACHT_SECOND_CODE"
"""The code of who signs along; the same goes for it."""

_ask: ContextVar[Callable[[], str] | None] = ContextVar("ask", default=None)


@dataclass(frozen=True, slots=True)
class Desk:
    school: School
    by: Subject
    """Who sits here: whose one-time code was given, else an account of this machine."""


@asynccontextmanager
async def desk(config: Path) -> AsyncIterator[Desk]:
    """Raises `InputError`, also where somebody tries what they may not: that is written down."""
    from bot.bootstrap.opening import school  # noqa: PLC0415 - keeps `--help` quick

    async with school(config) as opened:
        sitting = Desk(opened, await _who(opened))
        try:
            yield sitting
        except Forbidden as error:
            await _write_down(sitting, error)
            key = "error.second" if isinstance(error, Unsigned) else "error.forbidden"
            raise InputError(key) from error


def ask_for_code(texts: Texts, *, wanted: bool) -> None:
    """Whether whoever sits here is to be asked for their one-time code; it is not shown."""

    def ask() -> str:
        return _typed(texts("cli.code.prompt"), CODE)

    _ask.set(ask if wanted else None)


def second_code(texts: Texts, *, wanted: bool) -> str:
    """The code of who signs along; it is not shown. "": nobody does."""
    given = _taken(SECOND)
    return _typed(texts("cli.second.prompt"), SECOND) if wanted and not given else given


def _taken(variable: str) -> str:
    """Out of the environment, so that no process of ours inherits it. "": it is not there. One
    that is there and empty is a code that went missing: nobody acts as another because of it."""
    given = os.environ.pop(variable, None)
    if given is not None and not given.strip():
        raise InputError("error.code.empty", variable=variable)
    return given or ""


def _typed(prompt: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise InputError("error.code.no_screen", variable=variable)
    return getpass(prompt)


async def _who(school: School) -> Subject:
    ask = _ask.get()
    code = ask() if ask else _taken(CODE)
    if ask is None and not code:
        return os_account()
    from bot.people.codes import redeem  # noqa: PLC0415 - as above

    person = await redeem(school.unit_of_work, school.clock, code, at=os_account())
    if person is None:
        raise InputError("error.code.wrong")
    return person.person_id


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
