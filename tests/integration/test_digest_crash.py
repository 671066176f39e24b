"""A digest is sent at most once by each way, whenever the process dies, and the next tells."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.model.calendar import AMSTERDAM
from bot.model.digest import Channel, DigestChoice, Wish
from bot.model.ids import Platform
from bot.model.outbox import Outcome, Say, Sent
from bot.ports import UnitOfWorkFactory
from tests.support.builders import MENTOR
from tests.support.mortal import Died, Life, mortal
from tests.support.school import School, open_school

AT = datetime(2026, 3, 2, 16, 30, tzinfo=AMSTERDAM).astimezone(UTC)
BOTH = Wish(channels=(Channel.CHAT, Channel.MAIL), address="wolters@school.nl")


@dataclass
class Way:
    """Counts what really went out."""

    platform: Platform
    life: Life = field(default_factory=Life)
    said: list[Say] = field(default_factory=list)

    async def say(self, say: Say) -> Sent:
        self.life.before()
        self.said.append(say)
        self.life.behind()
        return Sent(Outcome.DONE)


@pytest_asyncio.fixture
async def school(unit_of_work: UnitOfWorkFactory) -> AsyncIterator[School]:
    opened = await open_school(unit_of_work=unit_of_work)
    async with unit_of_work() as uow:
        await uow.digests.wish(MENTOR, BOTH)
        await uow.commit()
    yield opened


async def lived(school: School, life: Life, ways: dict[Platform, Way]) -> None:
    """One process: it begins, sends what is due and what waits, and dies when its time comes."""
    store = mortal(school.unit_of_work, life)
    choice = DigestChoice(mail_domains=("school.nl",))
    for way in ways.values():
        way.life = life
    digests = replace(school.app.digests, unit_of_work=store, choice=choice)
    outbox = replace(school.app.outbox, unit_of_work=store, adapters=ways)  # type: ignore[arg-type]  # nothing else is asked of them
    await outbox.recover()
    await digests.due()
    await outbox.deliver()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("moment", range(12))
@pytest.mark.long
async def test_at_most_once_by_each_way(school: School, moment: int, after: bool) -> None:
    ways = {one: Way(one) for one in (Platform.MEMORY, Platform.EMAIL)}
    school.clock.now = AT
    died = False
    try:
        await lived(school, Life(moment, after), ways)
    except Died:
        died = True
    school.clock.forward(minutes=1)
    await lived(school, Life(), ways)
    for way in ways.values():
        assert len(way.said) <= 1
    async with school.unit_of_work() as uow:
        assert (await uow.outbox.unsettled()).count == 0
        unknown = await uow.outbox.count(Outcome.UNKNOWN)
        doubts = await uow.digests.doubts(MENTOR, AT)
    assert len(doubts) == unknown <= 1
    missing = [platform for platform, way in ways.items() if not way.said]
    assert len(missing) <= unknown
    assert died is (moment < 8)
    await _the_next_tells(school, ways, unknown)


async def _the_next_tells(school: School, ways: dict[Platform, Way], unknown: int) -> None:
    school.clock.now = AT + timedelta(days=1)
    await lived(school, Life(), ways)
    said = ways[Platform.MEMORY].said[-1].text
    assert ("het dagoverzicht van maandag 2 maart" in said) is (unknown > 0)
