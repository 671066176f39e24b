"""What the database can no longer open keeps no digest back."""

from datetime import UTC, datetime, time, timedelta

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.appeal import NewAppeal
from bot.model.calendar import AMSTERDAM
from bot.model.digest import Wish
from bot.model.flag import Verdict
from bot.model.ids import FlagId
from storage.tables import DigestWishRow, FlagRow, table_of
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Sealed
from tests.contract.conftest import VAULT
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    TEAM_LEAD,
    a_finding,
    a_group,
    a_judgement,
)
from tests.support.school import SANNE, School, open_school
from tests.unit.digest.making import CLASS_3C

AT = datetime(2026, 3, 2, 16, 30, tzinfo=AMSTERDAM).astimezone(UTC)
DAY = timedelta(days=1)
NO_KEY = Sealed(b"\x02" + (99).to_bytes(8) + bytes(40))
"""Under a key that is not there any more."""
LINE = "meldingen die de bot niet meer kan openen: 1 (nummer 1)"


@pytest_asyncio.fixture
async def school(engine: AsyncEngine) -> School:
    """Two flags in 2B, and the mentor of 2B is not that of 3C."""
    opened = await open_school(
        {"sukkel": a_judgement(a_finding())},
        unit_of_work=lambda: SqlUnitOfWork(engine, VAULT),
        group=a_group(responsible=(MENTOR, TEAM_LEAD)),
    )
    async with opened.unit_of_work() as uow:
        await uow.groups.put(a_group(CLASS_3C, name="3C", responsible=(COUNSELLOR,)))
        await uow.commit()
    opened.post("sukkel")
    opened.post("sukkel")
    await opened.turn()
    return opened


async def damage(engine: AsyncEngine, number: int, matter: Sealed = NO_KEY) -> None:
    table = table_of(FlagRow)
    async with engine.begin() as connection:
        await connection.execute(table.update().where(table.c.id == number).values(matter=matter))


async def digests(school: School, at: datetime = AT) -> dict[str, str]:
    """What each read last."""
    school.clock.now = at
    await school.app.digests.due()
    await school.app.outbox.deliver()
    names = {"mentor": MENTOR, "team lead": TEAM_LEAD, "counsellor": COUNSELLOR}
    told = {name: school.told(account) for name, account in names.items()}
    return {name: said[-1] for name, said in told.items() if said}


@pytest.mark.parametrize("matter", [NO_KEY, Sealed(b""), Sealed(b"\x02 niet verzegeld")])
async def test_a_flag_that_cannot_be_opened_is_a_line_in_the_digest(
    school: School, engine: AsyncEngine, matter: Sealed, caplog: pytest.LogCaptureFixture
) -> None:
    await damage(engine, 1, matter)
    told = await digests(school)
    assert LINE in told["mentor"]
    assert LINE in told["team lead"]
    assert "melding 2, 2B" in told["mentor"]
    assert "melding 1," not in told["mentor"]
    assert "meldingen over art. 4.1: 1 (nog open 1)" in told["mentor"]
    assert LINE not in told["counsellor"]  # it is in no group of theirs
    (logged,) = [one.getMessage() for one in caplog.records if "opened" in one.getMessage()]
    assert logged in {
        "flag 1 cannot be opened: KeyGone",
        "flag 1 cannot be opened: StorageError",
    }


async def test_it_alone_is_reason_enough_for_a_digest(school: School, engine: AsyncEngine) -> None:
    await school.app.review.decide(FlagId(2), Verdict.DISMISSED, by=MENTOR)
    await digests(school)
    await damage(engine, 1)
    told = await digests(school, AT + DAY)
    assert LINE in told["mentor"]


async def test_what_was_objected_to_and_cannot_be_opened_is_named(
    school: School, engine: AsyncEngine
) -> None:
    await school.app.review.decide(FlagId(1), Verdict.UPHELD, by=MENTOR)
    async with school.unit_of_work() as uow:
        await uow.appeals.add(
            NewAppeal(chat=CLASS_2B, by=SANNE.account, at=AT, why="", about=FlagId(1))
        )
        await uow.commit()
    await digests(school)
    await damage(engine, 1)
    long_after = AT + 7 * DAY  # the flag itself is in no digest any more
    await digests(school, long_after)
    told = await digests(school, long_after + DAY)
    assert LINE in told["mentor"]
    assert "bezwaar 1" not in told["team lead"]


async def test_a_wish_that_cannot_be_opened_is_none(school: School, engine: AsyncEngine) -> None:
    async with school.unit_of_work() as uow:
        await uow.digests.wish(MENTOR, Wish(at=time(8)))
        await uow.digests.wish(TEAM_LEAD, Wish(at=time(18)))
        await uow.commit()
    table = table_of(DigestWishRow)
    async with school.unit_of_work() as uow:
        wishes = await uow.digests.wishes()
    async with engine.begin() as connection:
        sealed = VAULT.seal("iets anders", "x")
        await connection.execute(table.update().values(body=sealed))
    async with school.unit_of_work() as uow:
        assert len(wishes) == 2
        assert await uow.digests.wishes() == {}
    assert {*await digests(school)} >= {"mentor", "team lead"}


async def test_as_it_may_be_about_anybody_nobody_reads_what_was_decided_of_it(
    school: School, engine: AsyncEngine
) -> None:
    await school.app.review.decide(FlagId(1), Verdict.UPHELD, by=MENTOR)
    await school.app.review.decide(FlagId(2), Verdict.DISMISSED, by=MENTOR)
    await damage(engine, 1)
    told = await digests(school)
    assert "besluiten: 1, waarvan onterechte meldingen: 1" in told["mentor"]
