"""Another key takes the place of the old one, while the bot goes on and whatever dies."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import ConfigError, Forbidden, StorageError, WrongKey
from bot.model.absence import Absence
from bot.model.action import MeasureKind
from bot.model.audit import Audited, NewEntry
from bot.model.digest import Wish
from bot.model.flag import Step, StepKind
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, PersonId, Platform, UserId
from bot.model.intent import NewIntent
from bot.model.keys import Rotated
from bot.model.member import Role
from bot.model.outbox import Outcome
from bot.model.person import AccountLink, Membership, Person
from bot.model.timetable import Slot, SlotKind
from bot.ports import UnitOfWork
from storage.columns import HashedKey, SealedText
from storage.database import SqlDatabase
from storage.day_keys import DayKeys
from storage.engine import create_engine
from storage.erasures import SealedErasures
from storage.keyring import KeyPurpose
from storage.master import KeyFile, KeyText, MasterKey, MasterSource, new_key, written
from storage.rotation import rotation
from storage.tables import (
    AccountRow,
    AuditOpeningRow,
    AuditRow,
    Base,
    DataKeyRow,
    PersonRow,
)
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import KeyedHash, Sealed, Vault, key_number
from tests.contract.builders import (
    MENTOR,
    a_decision,
    a_draft,
    a_flag,
    a_post,
    a_reminder,
    a_ruling,
    a_verdict,
    an_appeal,
    an_item,
    posted,
    ref,
)
from tests.contract.conftest import empty_database, engine, postgresql, url
from tests.support.builders import CLASS_2B, NOON, a_sender, an_account
from tests.support.databases import KINDS

__all__ = ["empty_database", "engine", "postgresql", "url"]

WOLTERS, GONE = PersonId("m-17"), PersonId("m-99")
AWAY = Absence(person=WOLTERS, since=NOON, until=NOON.replace(year=2030), deputy=WOLTERS)
STRANGE = AccountRef(Platform.MATRIX, UserId("@half \ud83d van:school\0"))
CODE = "geheime-code"
NAMED = 5
"""Accounts that `fill` writes about: the sender, two of the flag's lines, the mentor, a strange
one."""


DAYS = DayKeys()


def a_vault(source: MasterSource | MasterKey) -> Vault:
    """As another process has one; the keys of the days are in a file that all read."""
    return Vault(source, DAYS)


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    file = KeyFile(tmp_path / "klaswacht.key")
    file.create()
    return file


@pytest.fixture
async def other(url: URL, engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """As another process has one."""
    assert engine.url.database == url.database
    other = create_engine(url)
    yield other
    await other.dispose()


async def anybody(_: UnitOfWork) -> None:
    """May rotate."""


async def fill(engine: AsyncEngine, vault: Vault) -> None:
    """A row in every table that has something sealed, or found by a keyed hash."""
    async with SqlUnitOfWork(engine, vault) as uow:
        await uow.groups.put(ClassGroup(CLASS_2B, "2B", responsible=(MENTOR,)))
        for number, name in ((WOLTERS, "mw. Wolters"), (GONE, "dhr. Bos")):
            await uow.people.put(Person(person_id=number, name=name, role=Role.MENTOR))
        for account in (MENTOR, STRANGE):
            await uow.people.link(AccountLink(account, WOLTERS))
        await uow.people.join(Membership(CLASS_2B, WOLTERS, Role.TEAM_LEAD))
        await uow.people.away(AWAY)
        await uow.people.issue(CODE, WOLTERS, NOON.replace(year=2030))
        await uow.inbox.add(posted("m1"), lane=0)
        await uow.inbox.add(posted("m2"), lane=1)
        (row,) = await uow.inbox.take(1, 1, NOON)
        await uow.inbox.bury(row.inbox_id, "why", NOON)
        for name in ("m1", "m2", "m3"):
            await uow.decisions.add(a_decision(name))
            await uow.reminders.add(a_reminder(name))
        flag = await uow.flags.add(a_flag())
        await uow.flags.decide(a_verdict(flag))
        await uow.flags.step(flag, Step(StepKind.TAKEN_UP, NOON, MENTOR))
        warn = NewIntent(flag=flag, kind=MeasureKind.WARN, by=MENTOR, at=NOON, text="hoor eens")
        await uow.intents.put(warn)
        for message in ("b1", "b2", "b3"):
            await uow.posts.add(a_post(message, reader=STRANGE, about=flag))
            appeal = await uow.appeals.add(an_appeal(STRANGE, about=flag))
            await uow.appeals.decide(a_ruling(appeal, by=STRANGE))
            others = await uow.appeals.add(an_appeal(MENTOR))
            await uow.appeals.draft(a_draft(others, MENTOR, why="omdat"))
        await uow.outbox.add(an_item())
        await uow.digests.claim(MENTOR, NOON.date(), NOON)
        await uow.digests.wish(MENTOR, Wish(address="wolters@school.nl"))
        await uow.timetable.put(
            "rooster.ics", [Slot(SlotKind.LESSON, NOON, NOON + timedelta(hours=1))], NOON
        )
        await uow.life.beat(NOON)
        for who in (WOLTERS, GONE, MENTOR):
            entry = NewEntry(at=NOON, what=Audited.PEOPLE, by=WOLTERS, about=who, why="daarom")
            await uow.audit.append(entry)
        await uow.people.remove(GONE)
        await uow.commit()


async def everything_is_found(engine: AsyncEngine, vault: Vault) -> None:
    """As `fill` wrote it, through the stores."""
    async with SqlUnitOfWork(engine, vault) as uow:
        for account in (MENTOR, STRANGE):
            known = await uow.people.who(account)
            assert known is not None
            assert known.person_id == WOLTERS
        links = await uow.people.links(WOLTERS)
        assert {link.account for link in links} == {MENTOR, STRANGE}
        assert await uow.people.memberships(WOLTERS) == [
            Membership(CLASS_2B, WOLTERS, Role.TEAM_LEAD)
        ]
        assert await uow.people.absences() == [AWAY]
        member = await uow.reminders.member(CLASS_2B, an_account(), NOON)
        assert member.reminders
        (flag,) = await uow.flags.find(message=ref())
        assert flag.raised.evidence == a_flag().evidence
        assert await uow.flags.steps(flag.flag_id) == [Step(StepKind.TAKEN_UP, NOON, MENTOR)]
        assert [one.post for one in await uow.posts.about(flag.flag_id)] == [
            a_post(message, reader=STRANGE, about=flag.flag_id) for message in ("b1", "b2", "b3")
        ]
        assert await uow.posts.at(ref("b2")) is not None
        given = [one.ruling and one.ruling.why for one in await uow.appeals.ruled_by(STRANGE)]
        assert given == ["het was een citaat"] * 3
        draft = await uow.appeals.draft_of(MENTOR)
        assert draft is not None
        assert draft.written.why == "omdat"
        intent = await uow.intents.of(MENTOR)
        assert intent is not None
        assert intent.meant.text == "hoor eens"
        filed = [one.filed for one in await uow.appeals.of(STRANGE)]
        assert filed == [an_appeal(STRANGE, about=flag.flag_id)] * 3
        assert await uow.digests.latest(MENTOR) == NOON
        assert await uow.digests.wishes() == {MENTOR: Wish(address="wolters@school.nl")}
        assert not await uow.digests.claim(MENTOR, NOON.date(), NOON)
        assert (await uow.people.redeem(CODE, NOON)) is not None
        group = await uow.groups.get(CLASS_2B)
        assert group is not None
        assert group.responsible == (MENTOR,)
        for who in (WOLTERS, GONE, MENTOR):
            (entry,) = await uow.audit.about(who)
            assert (entry.by, entry.about, entry.why) == (WOLTERS, who, "daarom")
        assert (await uow.audit.check()).wrong is None
        assert not await uow.inbox.add(posted("m1"), lane=0)
        (row,) = await uow.inbox.take(0, 1, NOON)
        assert row.event == posted("m1")


async def sealed_under(engine: AsyncEngine) -> dict[str, set[int | None]]:
    """Under which keys the values of every sealed column are; None for a day's."""
    found: dict[str, set[int | None]] = {}
    async with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, SealedText):
                    values = (await connection.scalars(select(column))).all()
                    numbers = {key_number(value) for value in values if value is not None}
                    found[str(column)] = numbers
    return found


async def keys(engine: AsyncEngine) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    async with engine.connect() as connection:
        query = select(DataKeyRow.purpose, DataKeyRow.number).order_by(DataKeyRow.number)
        for purpose, number in await connection.execute(query):
            found.setdefault(purpose, []).append(number)
    return found


async def hashes(engine: AsyncEngine) -> set[KeyedHash]:
    """By which anybody is found."""
    async with engine.connect() as connection:
        queries = (
            select(AccountRow.key),
            select(PersonRow.key),
            select(AuditOpeningRow.person).where(AuditOpeningRow.person.is_not(None)),
        )
        found = {one for query in queries for one in await connection.scalars(query)}
        return {one for one in found if one is not None}


async def rotated(engine: AsyncEngine, vault: Vault, *, batch: int = 2) -> Rotated:
    done = Rotated()
    async for step in rotation(engine, vault, anybody, batch=batch):
        done = step
    return done


async def test_every_table_that_seals_is_in_what_these_tests_look_at(engine: AsyncEngine) -> None:
    await fill(engine, a_vault(MasterKey((new_key(),))))
    found = await sealed_under(engine)
    assert [column for column, numbers in found.items() if not numbers] == []


async def test_all_is_sealed_and_found_under_new_keys(engine: AsyncEngine, file: KeyFile) -> None:
    vault = a_vault(file)
    await fill(engine, vault)
    before, hashed, line = await keys(engine), await hashes(engine), file.path.read_bytes()

    done = await rotated(engine, vault)

    after = await keys(engine)
    (newest,) = after[KeyPurpose.DATA]
    assert after[KeyPurpose.DATA] > before[KeyPurpose.DATA]
    assert after[KeyPurpose.PEOPLE] > before[KeyPurpose.PEOPLE]
    assert after[KeyPurpose.EVENTS] == before[KeyPurpose.EVENTS]
    assert after[KeyPurpose.AUDIT] == before[KeyPurpose.AUDIT]
    kept = await sealed_under(engine)
    for column in ("inbox.body", "outbox.effect"):
        assert kept.pop(column) == {None}
    assert {number for numbers in kept.values() for number in numbers} == {newest}
    assert not hashed & await hashes(engine)
    assert len(await hashes(engine)) == len(hashed)
    assert len(file.path.read_bytes()) == len(line)
    assert file.path.read_bytes() != line
    assert (done.school, done.people, done.accounts, done.destroyed) == (True, 1, NAMED, 2)
    assert done.texts > len(kept)
    await everything_is_found(engine, vault)
    await everything_is_found(engine, a_vault(file))


async def test_the_old_key_opens_nothing_any_more(engine: AsyncEngine, file: KeyFile) -> None:
    old = a_vault(MasterKey(file().keys))
    await fill(engine, a_vault(file))
    await rotated(engine, a_vault(file))
    with pytest.raises(WrongKey):
        async with SqlUnitOfWork(engine, old):
            pass


async def test_what_somebody_remembers_of_the_old_keys_opens_nothing_either(
    engine: AsyncEngine, file: KeyFile
) -> None:
    vault = a_vault(file)
    await fill(engine, vault)
    ring = vault.ring
    await rotated(engine, a_vault(file))
    async with engine.connect() as connection:
        (body,) = await connection.scalars(select(PersonRow.body))
    thief = Vault(vault.master)
    thief.ring = ring
    with pytest.raises(StorageError):
        thief.open(Sealed(body), "person.body")


async def raw(engine: AsyncEngine, *columns: Any) -> set[bytes]:
    """The values of *columns* as bytes; those too short to look for are left out."""
    async with engine.connect() as connection:
        found = [one for column in columns for one in await connection.scalars(select(column))]
    return {bytes(one) for one in found if one is not None and len(one) > 16}


SEALED = [
    column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, SealedText) and table.name not in {"inbox", "outbox"}
]


@pytest.mark.parametrize("url", KINDS[:1], indirect=True)
async def test_on_sqlite_no_byte_of_before_is_left(
    engine: AsyncEngine, url: URL, file: KeyFile
) -> None:
    vault = a_vault(file)
    await fill(engine, vault)
    async with SqlUnitOfWork(engine, vault) as uow:
        for number in range(300):  # so that pages fill, split and move
            sender = a_sender(user_id=f"leerling-{number}")
            await uow.flags.add(a_flag(f"v{number}", sender=sender))
            await uow.decisions.add(a_decision(f"v{number}"))
        await uow.commit()
    before = await raw(engine, DataKeyRow.wrapped, AccountRow.key, PersonRow.key, *SEALED)
    kept = await raw(engine, AuditRow.digest)

    await SqlDatabase(engine, vault).rotate(anybody)

    path = Path(url.database or "")
    on_disk = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    assert len(before) > 900
    assert [one for one in before if one in on_disk] == []
    assert [one for one in kept if one not in on_disk] == []  # the search itself works


@pytest.mark.parametrize("url", KINDS[1:], indirect=True)
async def test_on_postgresql_the_keys_of_before_are_not_in_their_file(
    engine: AsyncEngine, file: KeyFile
) -> None:
    async def in_the_file() -> bytes:
        async with engine.connect() as connection:
            await connection.execute(text("CHECKPOINT"))
            query = text("SELECT pg_read_binary_file(pg_relation_filepath('data_key'))")
            return bytes((await connection.scalars(query)).one())

    vault = a_vault(file)
    await fill(engine, vault)
    before = await raw(engine, DataKeyRow.wrapped)
    content = await in_the_file()
    assert [one for one in before if one not in content] == []
    database = SqlDatabase(engine, vault)
    await database.rotate(anybody)
    content = await in_the_file()
    async with asyncio.timeout(60):  # the server's own statistics may look at them a while longer
        while any(one in content for one in before):
            await database.tidy()
            content = await in_the_file()


async def test_who_was_erased_is_remembered_under_the_new_key(
    engine: AsyncEngine, file: KeyFile, tmp_path: Path
) -> None:
    vault, path = a_vault(file), tmp_path / "klaswacht.erased"
    erasures = SealedErasures(vault, path)
    await fill(engine, vault)
    async with SqlUnitOfWork(engine, vault):
        erasures.add([MENTOR], GONE, NOON)
    old = Vault(MasterKey(file().keys))
    await SqlDatabase(engine, vault, erasures).rotate(anybody)
    (erased,) = SealedErasures(a_vault(file), path).all()
    assert erased.person == GONE
    with pytest.raises(ConfigError):
        SealedErasures(old, path).all()


@pytest.mark.long
async def test_the_running_bot_reads_and_writes_between_all_steps(
    engine: AsyncEngine, other: AsyncEngine, file: KeyFile
) -> None:
    bot = a_vault(file)
    await fill(engine, bot)
    steps = 0
    async for _ in rotation(other, a_vault(file), anybody, batch=1):
        steps += 1
        await everything_is_found(engine, bot)
        account = an_account(f"nieuw-{steps}")
        async with SqlUnitOfWork(engine, bot) as uow:
            sender = a_sender(user_id=account.user_id)
            await uow.flags.add(a_flag(f"n{steps}", sender=sender))
            await uow.reminders.add(a_reminder(f"n{steps}", account=account))
            await uow.outbox.add(an_item())
            await uow.commit()
    assert steps > 20
    (newest,) = (await keys(engine))[KeyPurpose.DATA]
    kept = await sealed_under(engine)
    assert {number for numbers in kept.values() for number in numbers} == {newest, None}
    async with SqlUnitOfWork(engine, bot) as uow:
        assert len(await uow.flags.find()) == steps + 1
        for step in range(1, steps + 1):
            member = await uow.reminders.member(CLASS_2B, an_account(f"nieuw-{step}"), NOON)
            assert member.reminders
        assert len(await uow.outbox.claim(NOON, 100)) == steps + 1


async def interrupted(engine: AsyncEngine, vault: Vault, after: int) -> bool:
    """A rotation that ends after so many steps. Whether there were so many."""
    steps = rotation(engine, vault, anybody, batch=2)
    for _ in range(after):
        if await anext(steps, None) is None:
            return False
    await steps.aclose()  # type: ignore[attr-defined] # it is a generator
    return True


@pytest.mark.long
async def test_whoever_stops_after_any_step_leaves_what_opens_and_the_next_finishes_it(
    engine: AsyncEngine, file: KeyFile
) -> None:
    await fill(engine, a_vault(file))
    after = 1
    while await interrupted(engine, a_vault(file), after):
        await everything_is_found(engine, a_vault(file))
        await rotated(engine, a_vault(file))
        await everything_is_found(engine, a_vault(file))
        (newest,) = (await keys(engine))[KeyPurpose.DATA]
        kept = await sealed_under(engine)
        assert {number for numbers in kept.values() for number in numbers} == {newest, None}
        assert len(file().keys) == 1
        # The steps are the same everywhere: a server is asked about every third.
        after += 1 if engine.dialect.name == "sqlite" else 3
    assert after > 10


async def test_one_that_is_interrupted_again_and_again_still_ends(
    engine: AsyncEngine, file: KeyFile
) -> None:
    await fill(engine, a_vault(file))
    first = file().keys
    for after in (1, 2, 3, 2, 5, 3, 8):
        assert await interrupted(engine, a_vault(file), after)
    assert len(file().keys) == 2  # one new key, however often it began
    await rotated(engine, a_vault(file))
    await everything_is_found(engine, a_vault(file))
    assert first != file().keys


async def test_a_second_rotation_takes_the_place_of_the_first(
    engine: AsyncEngine, file: KeyFile
) -> None:
    vault = a_vault(file)
    await fill(engine, vault)
    await rotated(engine, vault)
    once = file().keys
    await rotated(engine, vault)
    assert file().keys != once
    await everything_is_found(engine, vault)


async def test_two_at_once_do_no_harm(
    engine: AsyncEngine, other: AsyncEngine, file: KeyFile
) -> None:
    await fill(engine, a_vault(file))
    slow = rotation(engine, a_vault(file), anybody, batch=100)
    for _ in range(4):
        await anext(slow)
    await rotated(other, a_vault(file))  # ends what the slow one began
    await interrupted(other, a_vault(file), 1)  # and a next one begins
    async for _ in slow:
        await everything_is_found(other, a_vault(file))
    await rotated(engine, a_vault(file))
    await everything_is_found(engine, a_vault(file))


async def test_who_may_not_changes_nothing(engine: AsyncEngine, file: KeyFile) -> None:
    async def nobody(_: UnitOfWork) -> None:
        raise Forbidden("rotate_keys")

    vault = a_vault(file)
    await fill(engine, vault)
    before, line = await keys(engine), file.path.read_bytes()
    with pytest.raises(Forbidden):
        await SqlDatabase(engine, vault).rotate(nobody)
    assert (await keys(engine), file.path.read_bytes()) == (before, line)


async def test_keys_of_the_environment_are_wrapped_by_the_last_of_them(
    engine: AsyncEngine,
) -> None:
    lines = [written(MasterKey((new_key(),))).decode().strip() for _ in range(2)]
    await fill(engine, a_vault(KeyText(lines[0])))
    done = await rotated(engine, a_vault(KeyText(", ".join(lines))))
    assert not done.school
    await everything_is_found(engine, a_vault(KeyText(lines[1])))
    with pytest.raises(WrongKey):
        async with SqlUnitOfWork(engine, a_vault(KeyText(lines[0]))):
            pass


async def test_one_key_of_the_environment_stays_and_those_that_seal_change(
    engine: AsyncEngine,
) -> None:
    vault = a_vault(KeyText(written(MasterKey((new_key(),))).decode()))
    await fill(engine, vault)
    before = await keys(engine)
    assert await interrupted(engine, vault, 4)
    await rotated(engine, vault)
    after = await keys(engine)
    assert len(after[KeyPurpose.DATA]) == 1
    assert after[KeyPurpose.DATA] > before[KeyPurpose.DATA]
    await everything_is_found(engine, vault)


async def test_what_was_damaged_before_is_counted_and_in_nobodys_way(
    engine: AsyncEngine, file: KeyFile
) -> None:
    vault = a_vault(file)
    await fill(engine, vault)
    damaged = bytearray(vault.seal("{}", "decision.labels"))
    damaged[-1] ^= 1
    table = Base.metadata.tables["decision"]
    async with engine.begin() as connection:
        await connection.execute(table.update().values(labels=Sealed(damaged)))
    done = await rotated(engine, vault)
    assert done.damaged > 0
    assert len((await keys(engine))[KeyPurpose.DATA]) == 1
    async with engine.connect() as connection:
        left = set(await connection.scalars(select(table.c.labels)))
    assert left == {Sealed(damaged)}


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
async def test_the_key_file_stays_its_owners_alone(engine: AsyncEngine, file: KeyFile) -> None:
    vault = a_vault(file)
    async for _ in rotation(engine, vault, anybody):
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        assert [one.name for one in file.path.parent.glob("*.key*")] == ["klaswacht.key"]


def test_every_keyed_hash_is_one_that_a_rotation_thinks_of() -> None:
    """Those of people follow their account or person, but the audit's; those of events stay."""
    of_people = {"account.key", "person.key", "audit_opening.person"}
    of_events = {"received.event", "one_time_code.code"}
    of_messages = {f"{table}.message" for table in ("decision", "reminder", "flag", "post")}
    loose = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            follows = [key for key in column.foreign_keys if key.onupdate == "CASCADE"]
            if isinstance(column.type, HashedKey) and not follows:
                loose.add(str(column))
    assert loose == of_people | of_events | of_messages


async def test_what_was_sent_is_still_settled_by_its_number(
    engine: AsyncEngine, file: KeyFile
) -> None:
    vault = a_vault(file)
    async with SqlUnitOfWork(engine, vault) as uow:
        number = await uow.outbox.add(an_item())
        await uow.commit()
    await rotated(engine, vault)
    async with SqlUnitOfWork(engine, vault) as uow:
        await uow.outbox.settle(number, Outcome.DONE, NOON)
        assert await uow.outbox.count(Outcome.DONE) == 1
