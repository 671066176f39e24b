"""What must not be found in the files of the database, searched for byte by byte."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.action import Audience, FlagToStaff
from bot.model.digest import Wish
from bot.model.event import MessagePosted
from bot.model.flag import Evidence, Line, Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.outbox import Outcome, Say
from storage.master import MasterKey
from storage.sqlite import checkpoint
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.contract.builders import (
    MENTOR,
    a_decision,
    a_finding,
    a_flag,
    a_post,
    a_reminder,
    a_verdict,
    an_appeal,
    an_item,
)
from tests.support.builders import CLASS_2B, NOON, a_message, a_sender

VAULT = Vault(MasterKey((bytes(32),)))
TEXT, NAME, USER = "wie heeft het huiswerk van natuurkunde", "Sanne de Vries", "316-sanne"
SENDER = a_sender(NAME, user_id=USER)
EVENT = MessagePosted(a_message(TEXT, sender=SENDER))


def on_disk(path: Path) -> bytes:
    """Database, log and index together."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def sealed_in(path: Path, query: str) -> list[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(query)]


async def test_a_waiting_message_is_nowhere_readable(engine: AsyncEngine, path: Path) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.inbox.add(EVENT, lane=0)
        await uow.commit()
    found = on_disk(path)
    assert not [secret for secret in (TEXT, NAME, USER) if secret.encode() in found]


async def test_a_decided_message_is_gone_even_sealed(engine: AsyncEngine, path: Path) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.inbox.add(EVENT, lane=0)
        await uow.commit()
    (body,) = sealed_in(path, "SELECT body FROM inbox")
    assert body in on_disk(path)
    async with SqlUnitOfWork(engine, VAULT) as uow:
        (row,) = await uow.inbox.take(0, 1, NOON)
        await uow.decisions.add(a_decision())
        await uow.inbox.done(row.inbox_id)
        await uow.commit()
    await checkpoint(engine)
    found = on_disk(path)
    assert body not in found
    assert body[-16:] not in found
    assert not [secret for secret in (TEXT, NAME, USER) if secret.encode() in found]


async def test_a_buried_message_is_gone_even_sealed(engine: AsyncEngine, path: Path) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.inbox.add(EVENT, lane=0)
        await uow.commit()
    (body,) = sealed_in(path, "SELECT body FROM inbox")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        (row,) = await uow.inbox.take(0, 1, NOON)
        await uow.inbox.bury(row.inbox_id, f"cannot read {TEXT}", NOON)
        await uow.commit()
    await checkpoint(engine)
    assert body not in on_disk(path)
    assert TEXT.encode() not in on_disk(path)


async def test_people_and_words_are_nowhere_readable_in_what_is_kept(
    engine: AsyncEngine, path: Path
) -> None:
    finding = a_finding(word="sukkelaartje")
    flag = a_flag(
        sender=SENDER, evidence=Evidence(TEXT, (Line(SENDER.account, "leerling A: natuurkunde"),))
    )
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.groups.put(ClassGroup(CLASS_2B, "de klas van Wolters", responsible=(MENTOR,)))
        actions = (FlagToStaff(Audience.RESPONSIBLE),)
        await uow.decisions.add(a_decision(findings=(finding,), actions=actions))
        await uow.reminders.add(a_reminder(account=SENDER.account))
        number = await uow.flags.add(flag)
        await uow.flags.decide(a_verdict(number))
        await uow.flags.step(number, Step(StepKind.TAKEN_UP, NOON, MENTOR))
        private = ChatRef(Platform.MEMORY, ChatId(USER))
        await uow.posts.add(a_post("b1", chat=private, reader=SENDER.account, about=number))
        await uow.appeals.add(an_appeal(SENDER.account, about=number))
        await uow.outbox.add(an_item(effect=Say(SENDER.account, f"Hoi {NAME}")))
        await uow.digests.claim(MENTOR, NOON.date(), NOON)
        await uow.digests.wish(MENTOR, Wish(address="wolters@school.nl"))
        await uow.life.beat(NOON)
        await uow.commit()
    found = on_disk(path)
    secrets = (TEXT, NAME, USER, "school.nl", "natuurkunde", "sukkel", "Wolters", "mentor")
    words = ("tweede keer", "ik was het niet")
    assert not [one for one in (*secrets, *words) if one.encode() in found]
    assert b"klas-2b" in found  # the search itself works: group ids may be read


async def test_what_was_said_is_gone_once_it_is_settled(engine: AsyncEngine, path: Path) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        number = await uow.outbox.add(an_item(effect=Say(SENDER.account, TEXT)))
        await uow.commit()
    (effect,) = sealed_in(path, "SELECT effect FROM outbox")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.outbox.settle(number, Outcome.DONE, NOON)
        await uow.commit()
    await checkpoint(engine)
    assert effect not in on_disk(path)
