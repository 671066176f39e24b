"""`klaswacht appeals` as a teacher types it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from bot.bootstrap.opening import school
from bot.cli.main import main
from bot.model.action import Audience
from bot.model.appeal import AppealState, NewAppeal
from bot.model.audit import Audited, Entry
from bot.model.flag import Evidence, NewFlag, NewVerdict, Verdict
from bot.model.group import ClassGroup
from bot.model.ids import (
    AccountRef,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    PersonId,
    Platform,
    UserId,
)
from bot.model.member import Role, Sender
from bot.model.outbox import Say
from bot.model.person import AccountLink, Person
from bot.people.codes import as_kept
from bot.ports import UnitOfWork
from tests.integration.conftest import Run
from tests.support.builders import a_finding

CLASS = ChatRef(Platform.TELEGRAM, ChatId("-1001"))
SEM = Sender(AccountRef(Platform.TELEGRAM, UserId("11")), "Sem", Role.STUDENT)
DECIDED, OTHER = (AccountRef(Platform.TELEGRAM, UserId(number)) for number in "12")
PRIVATE = AccountRef(Platform.TELEGRAM, UserId("0"))
WHY = "Het was een zin uit het boek."
CODES = {"decided": "code-van-wie-besliste", "other": "code-van-de-ander", "pupil": "code-van-sem"}

T = TypeVar("T")


async def fill(uow: UnitOfWork) -> None:
    people = (
        ("decided", "A. de Vries", Role.MENTOR, DECIDED),
        ("other", "D. Kok", Role.TEACHER, OTHER),
        ("pupil", "Sem", Role.STUDENT, SEM.account),
    )
    for number, name, role, account in people:
        person = PersonId(number)
        await uow.people.put(Person(person_id=person, name=name, role=role))
        await uow.people.link(AccountLink(account, person, work=role.is_staff or None))
    await uow.groups.put(ClassGroup(CLASS, "TL3B", responsible=(DECIDED, OTHER)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A flag that the mentor upheld, and the objection to it."""
    (tmp_path / "config.toml").write_text('[school]\nname = "De Brug"\n', encoding="utf-8")
    with suppress(SystemExit):
        main(["keys", "new", str(tmp_path / "klaswacht.key")])

    async def begin() -> None:
        async with school(tmp_path / "config.toml") as one, one.unit_of_work() as uow:
            now = one.clock()
            await fill(uow)
            flag = NewFlag(
                message=MessageRef(CLASS, MessageId("5")),
                sender=SEM,
                sent_at=now,
                audience=Audience.RESPONSIBLE,
                urgent=False,
                findings=(a_finding(),),
                care=None,
                evidence=Evidence("jij sukkel"),
                rulebook="school 1",
            )
            number = await uow.flags.add(flag)
            await uow.flags.decide(
                NewVerdict(flag_id=number, verdict=Verdict.UPHELD, by=DECIDED, at=now)
            )
            await uow.appeals.add(
                NewAppeal(chat=CLASS, by=SEM.account, at=now, why="een citaat", about=number)
            )
            await uow.commit()

    asyncio.run(begin())
    return tmp_path


@pytest.fixture
def run(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def typed(by: str, *line: str) -> tuple[int, str, str]:
        """With a code of theirs, as whoever sits at a computer that is not theirs."""

        async def issue(uow: UnitOfWork) -> None:
            await uow.people.issue(
                as_kept(CODES[by]), PersonId(by), datetime(2100, 1, 1, tzinfo=UTC)
            )

        at(folder, issue)
        monkeypatch.setenv("KLASWACHT_CODE", CODES[by])
        code, out, err = run("appeals", *line, "--config", folder / "config.toml")
        return code, out, " ".join(err.split())

    return typed


def at(folder: Path, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with school(folder / "config.toml") as one, one.unit_of_work() as uow:
            done = await work(uow)
            await uow.commit()
            return done

    return asyncio.run(opened())


async def _state(uow: UnitOfWork) -> AppealState:
    (one,) = await uow.appeals.of(SEM.account)
    return one.state


async def _waiting(uow: UnitOfWork) -> list[str]:
    """What is on its way to Sem."""
    effects = [item.effect for item in await uow.outbox.of(SEM.account)]
    return [effect.text for effect in effects if isinstance(effect, Say)]


async def _entries(uow: UnitOfWork) -> list[Entry]:
    return [one async for one in uow.audit.entries() if one.what is Audited.APPEAL]


def test_who_did_not_decide_sees_reads_and_answers_it(folder: Path, run: Run) -> None:
    code, out, _ = run("other", "list")
    assert code == 0
    assert "TL3B" in out
    code, out, _ = run("other", "show", "1")
    assert code == 0
    for told in ("een citaat", "jij", "sukkel", "Terecht: besloten door A. de Vries"):
        assert told in out

    code, out, _ = run("other", "decide", "1", "gegrond", "--why", WHY, "--yes")

    assert code == 0
    assert "is gegrond" in out
    assert at(folder, _state) is AppealState.GRANTED
    assert WHY in "".join(at(folder, _waiting))
    entries = at(folder, _entries)
    assert [entry.facts.get("step", entry.facts.get("state")) for entry in entries] == [
        "viewed",
        "granted",
    ]
    _, out, _ = run("other", "list")
    assert "Er wacht geen bezwaar op u." in out
    _, out, _ = run("other", "show", "1")
    assert "Gegrond: beantwoord door D. Kok" in out
    assert WHY in out
    assert "kies Gegrond" not in out
    code, _, err = run("other", "decide", "1", "niet-gegrond", "--why", WHY, "--yes")
    assert code == 2
    assert "al beantwoord door D. Kok: gegrond" in err


def test_a_private_account_is_not_the_one_that_decides(folder: Path, run: Run) -> None:
    async def link(uow: UnitOfWork) -> None:
        await uow.people.unlink(OTHER)
        for account, work in ((PRIVATE, False), (OTHER, True)):
            await uow.people.link(AccountLink(account, PersonId("other"), work=work))

    at(folder, link)

    code, _, err = run("other", "decide", "1", "gegrond", "--why", WHY, "--yes")

    assert (code, err) == (0, "")

    async def by(uow: UnitOfWork) -> AccountRef | None:
        (one,) = await uow.appeals.of(SEM.account)
        return one.ruling.by if one.ruling else None

    assert at(folder, by) == OTHER


@pytest.mark.parametrize("by", ["decided", "pupil"])
def test_nobody_answers_what_is_their_own(folder: Path, run: Run, by: str) -> None:
    for line in (["show", "1"], ["decide", "1", "gegrond", "--why", WHY, "--yes"], ["show", "7"]):
        code, out, _ = run(by, *line)
        assert code == 2
        assert "citaat" not in out
        assert "sukkel" not in out
    assert at(folder, _state) is AppealState.OPEN
    assert at(folder, _waiting) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["decide", "1", "misschien", "--why", WHY, "--yes"], "ken ik niet"),
        (["decide", "1", "gegrond", "--yes"], "Er is een reden nodig"),
        (["decide", "1", "gegrond", "--why", "  ", "--yes"], "Er is een reden nodig"),
        (["decide", "1", "gegrond", "--why", "x" * 1501, "--yes"], "te lang"),
        (["decide", "1", "gegrond", "--why", WHY], "--yes"),
    ],
)
def test_what_cannot_be_sent_is_not(folder: Path, run: Run, line: list[str], told: str) -> None:
    code, _, err = run("other", *line)

    assert code == 2
    assert told in err
    assert at(folder, _state) is AppealState.OPEN
    assert at(folder, _waiting) == []
