"""What people have a right to, on real databases and as it is typed."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bootstrap.opening import school
from bot.cli.held import as_json
from bot.intake import Intake, Received
from bot.judge.learned import NothingLearned
from bot.model.audit import Audited, Facts, NewEntry
from bot.model.backup import Erased
from bot.model.calendar import AMSTERDAM
from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.model.flag import Verdict
from bot.model.ids import PersonId
from bot.model.member import Role, Sender
from bot.model.person import Person
from bot.model.privacy import Part
from bot.model.retention import Retention
from bot.ports import UnitOfWork
from bot.privacy.access import Access
from bot.privacy.erasure import Eraser
from bot.school import os_account
from storage.columns import HashedKey, SealedText
from storage.database import SqlDatabase
from storage.erasures import SealedErasures
from storage.sql.accounts import account_key, person_key
from storage.tables import Base
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Sealed
from tests.contract.builders import a_verdict
from tests.contract.conftest import VAULT
from tests.integration.conftest import Run
from tests.support.builders import CLASS_2B, NOON, a_group, a_message
from tests.support.privacy import (
    EVA,
    OFFICERS,
    SANNE,
    Flags,
    accounts_of,
    enrol,
    hold_care,
    hold_duties,
    hold_everything,
    open_office,
    traces_of,
)
from tests.support.school import NL

KLAS = replace(a_group(name="2B"), announced=None)
ROOT = Path(__file__).parent.parent.parent

FOUND_IN: Mapping[str, tuple[Part, ...]] = {
    "person.key": (Part.PERSON,),
    "person.body": (Part.PERSON,),
    "account.key": (Part.ACCOUNTS,),
    "account.body": (Part.ACCOUNTS,),
    "account.person": (Part.ACCOUNTS,),
    "membership.person": (Part.MEMBERSHIPS,),
    "absence.person": (Part.ANSWERS_FOR,),
    "absence.deputy": (Part.ANSWERS_FOR,),
    "one_time_code.person": (Part.CODES,),
    "audit_opening.body": (Part.AUDIT,),
    "audit_opening.account": (Part.AUDIT,),
    "audit_opening.person": (Part.AUDIT,),
    "class_group.body": (Part.ANSWERS_FOR,),
    "inbox.body": (Part.UNJUDGED,),
    "reminder.account": (Part.REMINDERS,),
    "flag.sender": (Part.WRITTEN,),
    "flag.matter": (Part.WRITTEN,),
    "flag_party.account": (Part.INVOLVED, Part.LINES),
    "flag_step.by": (Part.VERDICTS,),
    "appeal.by": (Part.WRITTEN,),
    "appeal.why": (Part.WRITTEN,),
    "ruling.by": (Part.VERDICTS,),
    "ruling.why": (Part.WRITTEN,),
    "draft.by": (Part.VERDICTS,),
    "intent.by": (Part.VERDICTS,),
    "verdict.by": (Part.VERDICTS,),
    "verdict.why": (Part.WRITTEN,),
    "decider.person": (Part.VERDICTS,),
    "strike.account": (Part.STRIKES,),
    "outbox.effect": (Part.UNSENT,),
    "digest_claim.account": (Part.DIGESTS,),
    "digest_claim.person": (Part.DIGESTS,),
    "digest_wish.account": (Part.DIGESTS,),
    "digest_wish.body": (Part.DIGESTS,),
}
"""Column -> where in a copy stands what it holds of somebody."""

OF_NOBODY = {
    "timetable_source.name",
    "one_time_code.code",
    "received.event",
    "buried.why",
    "decision.message",
    "decision.labels",
    "reminder.message",
    "flag.message",
    "post.message",
}
"""Hashes of codes, messages and events, labels and errors: by these nobody is found."""

IN_NO_COPY = {"post.reader", "post.place", "draft.why", "intent.text"}
"""Where words of the bot stand, in their own chat; a copy says that it is not in it. And what
staff are about to answer who objected: it is about another, and gone in a day."""

RECOGNISED_BY: Mapping[Part, str] = {
    Part.PERSON: EVA.name,
    Part.ACCOUNTS: "memory:tweede-van-nummer-77",
    Part.MEMBERSHIPS: "groep 2B",
    Part.ANSWERS_FOR: "responsible",
    Part.WRITTEN: "woord-van-nummer-77 in doorgestuurd",
    Part.INVOLVED: '"reported": true',
    Part.LINES: "woord-van-nummer-77 in regel ervoor",
    Part.REMINDERS: '"in_group": false',
    Part.STRIKES: '"article": "4.1"',
    Part.VERDICTS: '"verdict": "upheld"',
    Part.DIGESTS: '"day": "2026-03-01"',
    Part.UNSENT: "woord-van-nummer-77 in bericht aan hen",
    Part.UNJUDGED: "woord-van-nummer-77 in postvak",
    Part.CODES: '"until": "2026-03-11T12:00:00+00:00"',
    Part.AUDIT: "woord-van-nummer-77 in logboek",
}


def named(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def columns() -> Mapping[str, Column[Any]]:
    """All that can be about somebody: what is sealed, and what is hashed, as all that refers to
    people is."""
    every = [column for table in Base.metadata.sorted_tables for column in table.columns]
    return {
        named(column): column
        for column in every
        if isinstance(column.type, HashedKey | SealedText)
    }


async def opened(engine: AsyncEngine) -> Mapping[str, list[str]]:
    """Every sealed column -> what its rows say."""
    found = {}
    async with engine.connect() as connection:
        for name, column in columns().items():
            if isinstance(column.type, SealedText):
                rows = await connection.scalars(select(column).where(column.is_not(None)))
                found[name] = [VAULT.open(Sealed(row), name) for row in rows]
    return found


def test_a_copy_knows_every_column_that_can_be_about_somebody() -> None:
    """A new one belongs in a copy, or it is said here why it is about nobody."""
    assert columns().keys() == FOUND_IN.keys() | OF_NOBODY | IN_NO_COPY


async def test_a_copy_holds_what_every_table_holds(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await open_office(uow)
        await hold_everything(uow, EVA)
        await hold_duties(uow, EVA)
        await uow.commit()
    assert await empty_columns(engine) == []
    access = Access(lambda: SqlUnitOfWork(engine, VAULT), lambda: NOON, Retention())
    told = json.loads(as_json(await access.copy(EVA.person_id, by=OFFICERS), NL))["parts"]
    assert {part for parts in FOUND_IN.values() for part in parts} == {*Part}
    missing = [
        part for part in Part if RECOGNISED_BY[part] not in json.dumps(told[part], indent=0)
    ]
    assert missing == []


async def empty_columns(engine: AsyncEngine) -> list[str]:
    """Those in which nothing is about Eva, so that the test would prove nothing about them."""
    keys = [account_key(VAULT, one) for one in accounts_of(EVA)]
    keys.append(person_key(VAULT, EVA.person_id))
    empty = []
    async with engine.connect() as connection:
        for name in FOUND_IN:
            column = columns()[name]
            hers = column.in_(keys) if isinstance(column.type, HashedKey) else column.is_not(None)
            if not await connection.scalar(select(func.count()).where(hers)):
                empty.append(name)
    return empty


def eraser_of(engine: AsyncEngine) -> Eraser:
    return Eraser(
        lambda: SqlUnitOfWork(engine, VAULT),
        SealedErasures(VAULT),
        NothingLearned(),
        SqlDatabase(engine, VAULT).tidy,
        lambda: NOON,
        AMSTERDAM,
    )


async def erased(engine: AsyncEngine, *, decided: bool) -> Flags:
    """Sanne, of whom everything is held; with *decided* no flag is open or right any more."""
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await open_office(uow)
        flags = await hold_everything(uow, SANNE)
        await hold_everything(uow, EVA)
        if decided:
            await uow.flags.remove(flags.upheld)
            for number in (flags.undecided, flags.at_them, flags.about_them):
                await uow.flags.decide(a_verdict(number, Verdict.DISMISSED))
        await uow.commit()
    await eraser_of(engine).erase(SANNE.person_id, by=OFFICERS)
    return flags


async def places_of_traces(engine: AsyncEngine) -> set[str]:
    return {
        name
        for name, rows in (await opened(engine)).items()
        if any(trace in row for trace in traces_of(SANNE) for row in rows)
    }


async def test_of_whom_no_dossier_holds_nothing_is_left(engine: AsyncEngine) -> None:
    await erased(engine, decided=True)
    assert await places_of_traces(engine) == set()
    async with engine.connect() as connection:
        for name, column in columns().items():
            keys = [account_key(VAULT, one) for one in accounts_of(SANNE)]
            keys.append(person_key(VAULT, SANNE.person_id))
            if isinstance(column.type, HashedKey):
                hers = select(func.count()).where(column.in_(keys))
                assert await connection.scalar(hers) == 0, name


async def test_only_the_dossier_still_holds_what_a_dossier_may(engine: AsyncEngine) -> None:
    flags = await erased(engine, decided=False)
    assert await places_of_traces(engine) == {
        "flag.matter",
        "verdict.why",
        "account.body",
        "person.body",  # the number alone
    }
    async with SqlUnitOfWork(engine, VAULT) as uow:
        still = {flag.flag_id for one in accounts_of(SANNE) for flag in await uow.flags.about(one)}
        assert (await uow.audit.check()).wrong is None
    assert still == {flags.upheld, flags.undecided, flags.at_them, flags.about_them}


async def test_nobody_else_loses_anything(engine: AsyncEngine) -> None:
    await erased(engine, decided=True)
    assert await empty_columns(engine) == [
        "absence.person",
        "absence.deputy",
        "flag_step.by",
        "ruling.by",
        "draft.by",
        "intent.by",
        "verdict.by",
        "decider.person",
        "digest_claim.account",
        "digest_claim.person",
        "digest_wish.account",
        "digest_wish.body",
    ]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_no_byte_of_the_files_says_it(engine: AsyncEngine) -> None:
    await erased(engine, decided=True)
    file = Path(str(engine.url.database))
    on_disk = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    hashes = [*(account_key(VAULT, one) for one in accounts_of(SANNE))]
    hashes.append(person_key(VAULT, SANNE.person_id))
    traces = [trace.encode() for trace in traces_of(SANNE)]
    assert [one for one in (*traces, *hashes) if one in on_disk] == []


KILLED_IN_THE_MIDDLE = """
import asyncio, os, sys
from bot.ports import UnitOfWork
from storage.engine import create_engine
from storage.erasures import SealedErasures
from storage.sqlite import url_of
from tests.integration import test_privacy as here

class Dying(SealedErasures):
    def add(self, *erased):
        os._exit(9)

here.SealedErasures = Dying
eraser = here.eraser_of(create_engine(url_of(here.Path(sys.argv[1]))))
asyncio.run(eraser.erase(here.SANNE.person_id, by=here.OFFICERS))
"""


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_killed_in_the_middle_nothing_has_happened(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await open_office(uow)
        await hold_everything(uow, SANNE)
        await uow.commit()
    before = await rows(engine)
    await engine.dispose()
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(engine.url.database), cwd=ROOT
    )
    assert await killed.wait() == 9
    assert await rows(engine) == before
    await eraser_of(engine).erase(SANNE.person_id, by=OFFICERS)
    assert await rows(engine) != before


async def test_a_group_that_was_not_told_leaves_no_row(engine: AsyncEngine) -> None:
    message = a_message("geheim", sender=Sender(accounts_of(SANNE)[0], SANNE.name, SANNE.role))
    events: list[Event] = [
        MessagePosted(message),
        MessageEdited(message, NOON),
        MessageDeleted(message.ref, NOON),
        GroupNotice(CLASS_2B, NOON, "Sanne neemt deel"),
        AdminsChanged(CLASS_2B, NOON, (message.sender,)),
    ]
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.groups.put(KLAS)
        await uow.commit()
    before = await rows(engine)
    intake = Intake(lambda: SqlUnitOfWork(engine, VAULT))
    assert await intake.receive(events) == Received(stored=0, again=0, strange=5)
    assert await rows(engine) == before


async def rows(engine: AsyncEngine) -> Mapping[str, list[Any]]:
    async with engine.connect() as connection:
        return {
            table.name: [*(await connection.execute(select(table))).all()]
            for table in Base.metadata.sorted_tables
        }


# as it is typed

CONFIG = '[school]\nname = "Onze School"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A school in which whoever runs the tests is the privacy officer."""
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, encoding="utf-8")
    write(file, lambda uow: sit_as(uow, Role.PRIVACY_OFFICER))
    return file


def write(config: Path, what: Callable[[UnitOfWork], Awaitable[object]]) -> None:
    async def written() -> None:
        async with school(config) as opened, opened.unit_of_work() as uow:
            await what(uow)
            await uow.commit()

    asyncio.run(written())


async def sit_as(uow: UnitOfWork, role: Role) -> None:
    me = Person(person_id=PersonId("ik"), name="Wie hier zit", role=role)
    await enrol(uow, me, os_account())


async def hold_sanne(uow: UnitOfWork) -> None:
    await open_office(uow)
    await hold_everything(uow, SANNE)


def test_a_copy_is_read_on_a_screen(run: Run, config: Path) -> None:
    write(config, hold_sanne)
    code, out, err = run("privacy", "access", SANNE.person_id, "--config", config)
    assert code == 0
    for shown in ("Sanne Leerlingnaam", "Herinneringen: 1", "terecht", "AVG art. 11"):
        assert shown in out
    assert "AVG art. 8" in err


def test_a_copy_on_a_screen_has_words_where_json_has_codes(run: Run, config: Path) -> None:
    async def hold(uow: UnitOfWork) -> None:
        await hold_sanne(uow)
        facts: Facts = {"rules": "respect", "measures": "warn, hide", "parts": "{}", "in_group": 0}
        about = SANNE.person_id
        await uow.audit.append(NewEntry(at=NOON, what=Audited.LET_GO, about=about, facts=facts))

    write(config, hold)
    copy = ("privacy", "access", SANNE.person_id, "--config", config)
    told = " ".join(run(*copy)[1].split())
    assert "rol: ouder" in told
    assert "in de groep: nee; maatregelen: waarschuwen, verbergen; regel: respect" in told
    assert "wat: namen en redenen gewist; over deze persoon: ja; door: de bot" in told
    assert "waarom: een reden uit een eerdere versie (sukkel)" in told
    (*_, entry, _) = json.loads(run(*copy, "--json")[1])["parts"]["audit"]
    assert entry["what"] == "let_go"
    assert entry["facts"] == [
        "in_group: 0",
        "measures: warn, hide",
        "parts: {}",
        "rules: respect",
    ]


def test_a_copy_is_given_as_json_and_the_notes_are_not_in_it(run: Run, config: Path) -> None:
    write(config, hold_sanne)
    write(config, lambda uow: hold_care(uow, SANNE))
    account = f"memory:{accounts_of(SANNE)[0].user_id}"
    code, out, err = run("privacy", "access", "--account", account, "--json", "--config", config)
    assert code == 0
    assert json.loads(out)["parts"]["person"][0]["name"] == SANNE.name
    assert "zorgsignaal" in err
    assert "zorg" not in out


def test_erasing_waits_for_a_yes(run: Run, config: Path) -> None:
    write(config, hold_sanne)
    erase = ("privacy", "erase", SANNE.person_id, "--config", config)
    code, planned, err = run(*erase)
    assert code == 2
    assert "--yes" in err
    assert run(*erase, "--dry-run")[:2] == (0, planned)
    assert run("privacy", "access", SANNE.person_id, "--config", config)[0] == 0
    code, done, err = run(*erase, "--yes")
    assert code == 0
    assert "art. 6.3" in done
    assert "memory:tweede-van-nummer-88" in done
    assert "AVG art. 8" in err
    code, out, _ = run("privacy", "access", SANNE.person_id, "--config", config)
    assert code == 0
    assert "woord-van-nummer-88 in terecht" in " ".join(out.split())


def test_what_was_erased_is_in_the_ledger_for_whoever_restores(run: Run, config: Path) -> None:
    write(config, hold_sanne)
    run("privacy", "erase", SANNE.person_id, "--yes", "--config", config)

    async def ledger() -> list[Erased]:
        async with school(config) as opened, opened.unit_of_work():
            return [*opened.erasures.all()]

    (one,) = asyncio.run(ledger())
    assert (one.accounts, one.person) == (frozenset(accounts_of(SANNE)), SANNE.person_id)


def test_an_open_care_signal_is_told_to_the_officer_alone(run: Run, config: Path) -> None:
    write(config, hold_sanne)
    write(config, lambda uow: hold_care(uow, SANNE))
    _, out, err = run("privacy", "erase", SANNE.person_id, "--dry-run", "--config", config)
    assert "vertrouwenspersoon" in err
    assert "zorg" not in out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "een van de twee"),
        (("12", "--account", "telegram:1"), "een van de twee"),
        (("--account", "postduif:1"), "geen account"),
        (("--account", "telegram:"), "geen account"),
        (("12",), "niets bewaard"),
    ],
)
def test_who_is_not_clear_is_asked_for(
    run: Run, config: Path, given: tuple[str, ...], said: str
) -> None:
    code, _, err = run("privacy", "access", *given, "--config", config)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    "command",
    [
        ("access", "nummer-88"),
        ("erase", "nummer-88", "--yes"),
        ("announced", "2B"),
        ("parents", "nummer-88", "--on", "2026-11-01"),
        ("status",),
    ],
)
def test_a_teacher_may_none_of_it(run: Run, config: Path, command: tuple[str, ...]) -> None:
    async def demoted(uow: UnitOfWork) -> None:
        await hold_sanne(uow)
        await uow.groups.put(KLAS)
        await sit_as(uow, Role.TEACHER)

    write(config, demoted)
    code, out, err = run("privacy", *command, "--config", config)
    assert (code, out) == (2, "")
    assert "mag u niet" in err


def test_who_answers_for_a_group_says_that_it_was_announced(run: Run, config: Path) -> None:
    async def waiting(uow: UnitOfWork) -> None:
        await sit_as(uow, Role.TEAM_LEAD)
        await uow.groups.put(replace(KLAS, team_lead=os_account()))
        await uow.people.put(SANNE)

    write(config, waiting)
    _, before, _ = run("privacy", "status", "--config", config)
    assert "weggegooid): 1\n  2B (memory:klas-2b)" in before
    assert "weten: 1\n  2B: 1\n" in before
    assert SANNE.person_id not in before
    said = ("--on", "2026-11-01", "--config", config)
    assert run("privacy", "announced", "2b", "--how", "in de les", *said)[0] == 0
    assert run("privacy", "parents", SANNE.person_id, *said)[0] == 0
    code, out, err = run("privacy", "announced", "2b", "--config", config)
    assert (code, out, "sinds 01-11-2026" in err, "--yes" in err) == (2, "", True, True)
    assert run("privacy", "announced", "2b", "--yes", "--config", config)[0] == 0
    _, after, _ = run("privacy", "status", "--numbers", "--config", config)
    assert "weggegooid): 0\n" in after
    assert "weten: 0\n" in after


def test_the_numbers_of_pupils_are_told_on_request(run: Run, config: Path) -> None:
    write(config, lambda uow: uow.people.put(SANNE))
    _, out, _ = run("privacy", "status", "--numbers", "--config", config)
    assert out.endswith(f"  {SANNE.person_id}\n")
