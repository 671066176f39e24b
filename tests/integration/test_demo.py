"""The hand-written school week, lived through the real pipeline on SQLite."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.bootstrap import demo
from bot.demo.play import Moment, Play, SimulatedClock
from bot.demo.week import AdminSwitch, Post, SchoolWeek, StaffVerdict, account, load
from bot.texts import Language, texts

WEEK = load()
MENTOR, TEAM_LEAD, COUNSELLOR = (account(name) for name in ("brandsma", "terpstra", "nijland"))


@dataclass(frozen=True, slots=True)
class Lived:
    moments: list[Moment]
    waiting: int
    buried: int


async def live(directory: Path) -> Lived:
    clock = SimulatedClock(WEEK.events[0].at)
    async with demo(directory, texts(Language.NL), clock) as (app, platform):
        moments = [moment async for moment in Play(app, platform, WEEK, clock).run()]
        async with app.unit_of_work() as uow:
            return Lived(moments, await uow.inbox.waiting(), await uow.inbox.buried())


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(live(tmp_path_factory.mktemp("demo")))


def by_message(moments: list[Moment], message_id: str) -> Moment:
    return next(
        m for m in moments if isinstance(m.event, Post) and m.event.message_id == message_id
    )


def test_the_week_tells_what_it_should(lived: Lived) -> None:
    moments = lived.moments

    insult = by_message(moments, "insult")
    assert any("artikel 4.1" in text for text in insult.in_group)
    assert [to for to, _ in insult.private] == [MENTOR]

    for disguised in ("insult-hidden", "insult-spaced"):
        found = by_message(moments, disguised)
        assert found.in_group == ()  # a group is not reminded twice in half an hour
        assert [to for to, _ in found.private] == [MENTOR]

    care = by_message(moments, "care")
    assert care.in_group == ()
    assert [to for to, _ in care.private] == [COUNSELLOR]

    for innocent in ("biology", "reported-abuse", "presentation", "coming-out", "teacher-strays"):
        assert by_message(moments, innocent).in_group == ()
        assert by_message(moments, innocent).private == ()


def test_the_group_is_reminded_of_school_only_after_a_conversation(
    lived: Lived,
) -> None:
    moments = lived.moments
    reminded = [i for i, m in enumerate(moments) if any("5.1.5" in text for text in m.in_group)]

    assert reminded
    game = moments.index(by_message(moments, "game-1"))
    assert all(i - game >= 2 for i in reminded)


def test_a_pupil_made_admin_is_told_to_mentor_and_team_lead(
    lived: Lived,
) -> None:
    moments = lived.moments
    switches = [m for m in moments if isinstance(m.event, AdminSwitch)]

    assert {to for to, _ in switches[0].private} == {MENTOR, TEAM_LEAD}
    assert switches[1].private == ()


def test_a_warning_follows_only_a_verdict(lived: Lived) -> None:
    moments = lived.moments
    warned = [m for m in moments if any("waarschuwing" in text for _, text in m.private)]

    assert warned
    assert all(isinstance(m.event, StaffVerdict) and "warn" in m.event.measures for m in warned)


def test_every_school_day_ends_with_one_digest(lived: Lived) -> None:
    moments = lived.moments
    digests = [text for m in moments if m.event is None for _, text in m.private]

    assert len(digests) == 5
    assert all("Dagoverzicht van" in text for text in digests)
    assert all("slaap bijna niet" not in text for text in digests)


def test_nothing_waits_when_the_week_is_over(lived: Lived) -> None:
    assert (lived.waiting, lived.buried) == (0, 0)


def test_the_week_is_in_order_and_everybody_in_it_is_known() -> None:
    week: SchoolWeek = WEEK
    times = [event.at for event in week.events]
    authors = {event.by for event in week.events if isinstance(event, Post | StaffVerdict)}

    assert times == sorted(times)
    assert authors <= week.members.keys()
