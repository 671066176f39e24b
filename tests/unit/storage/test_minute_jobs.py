"""What happens every minute opens few flags, and one that cannot be read stops nothing."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.flags.care import CareLane
from bot.flags.informing import Informing
from bot.model.finding import Reason, Rule
from bot.model.ids import FlagId, PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from storage.master import MasterKey
from storage.sql.flags import MATTER
from storage.tables import FlagRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Vault
from tests.support.builders import MENTOR, a_care_signal, a_finding, a_judgement, an_account
from tests.support.live import KAYA, LiveSchool, open_live

VAULT = Vault(MasterKey((bytes(32),)))
SECRET = "geheim"  # noqa: S105 - a word to look for
WHY = Reason("reason.insult.threat", (("word", "…"),))
THREAT = replace(a_finding(probability=0.6), rule=Rule.RESPECT, reason=WHY)
THOUGHTS = {
    "hm": a_judgement(a_finding(probability=0.6)),
    "help": a_judgement(care=a_care_signal()),
    "dreiging": a_judgement(THREAT),
}


async def opened(engine: AsyncEngine) -> LiveSchool:
    return await open_live(THOUGHTS, unit_of_work=lambda: SqlUnitOfWork(engine, VAULT))


async def spoil(engine: AsyncEngine, number: FlagId) -> None:
    """As another version left it."""
    matter = VAULT.seal(f'matter {{"words": "{SECRET}"}}', MATTER)
    async with engine.begin() as connection:
        await connection.execute(update(FlagRow).where(FlagRow.id == number).values(matter=matter))


def asked(engine: AsyncEngine) -> list[str]:
    """What the database is asked from now on."""
    statements: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    return statements


async def test_a_signal_is_passed_on_though_another_flag_cannot_be_read(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    live = await opened(engine)
    await live.say("help")
    await live.say("help")
    spoilt, _ = await live.school.flags()
    await spoil(engine, spoilt.flag_id)
    live.school.clock.forward(minutes=15)
    with caplog.at_level(logging.ERROR):
        await live.escalate()
    assert len(live.read_by(KAYA.account)) == 1
    assert f"flag {spoilt.flag_id} cannot be read" in caplog.text
    assert SECRET not in caplog.text


async def test_a_burst_is_told_though_a_flag_of_it_cannot_be_read(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    live = await opened(engine)
    for _ in range(5):
        await live.say("hm")
    spoilt = (await live.school.flags())[3]
    await spoil(engine, spoilt.flag_id)
    live.school.clock.forward(minutes=10)
    with caplog.at_level(logging.ERROR):
        await live.inform()
    assert "Nog 1" in live.read_by(MENTOR)[-1].text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("job", ["escalate", "together", "again"])
async def test_flags_with_which_nothing_is_to_be_done_are_not_opened_each_minute(
    engine: AsyncEngine, job: str
) -> None:
    live = await opened(engine)
    for _ in range(5):
        await live.say("hm")
    await live.say("dreiging")
    care, informing = CareLane(live.front), Informing(live.front)
    jobs = {"escalate": care.escalate, "together": informing.together, "again": informing.again}
    live.school.clock.forward(hours=25)
    now = live.school.clock()
    async with live.school.unit_of_work() as uow:
        await jobs[job](uow, now)
        statements = asked(engine)
        await jobs[job](uow, now)
    assert not [one for one in statements if "flag.matter" in one]


async def test_who_leads_is_known_before_accounts_are_asked_for(engine: AsyncEngine) -> None:
    live = await opened(engine)
    async with live.school.unit_of_work() as uow:
        for number in range(20):
            pupil = PersonId(f"leerling-{number}")
            await uow.people.put(Person(person_id=pupil, name="Leerling", role=Role.STUDENT))
            await uow.people.link(AccountLink(an_account(pupil), pupil))
        await uow.commit()
    await live.say("dreiging")
    flag = await live.flag()
    async with live.school.unit_of_work() as uow:
        statements = asked(engine)
        await Informing(live.front).raised(uow, flag)
    assert len([one for one in statements if "account.work" in one]) < 10
