"""What is to happen at a local time happens once on the days on which the clock is changed, and at
the right moment of UTC; also where the machine slept over it. The jobs are those of the running
bot, at the moments at which its scheduler would run them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.interval import IntervalTrigger
from typing_extensions import override

from bot.model.calendar import SchoolCalendar
from bot.model.digest import DigestChoice
from bot.model.retention import Retention
from bot.running.jobs import EVERY, Jobs
from bot.running.metrics import Metrics
from bot.running.scheduler import Job
from tests.support.builders import MENTOR
from tests.support.school import School, chores, open_school
from tests.unit.groups.making import a_school

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
AMSTERDAM, CAIRO = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Africa/Cairo")
"""In Cairo the clock is changed on days of school: so a digest is due on those very days."""
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""Of Amsterdam: 23 and 25 hours, both Sundays."""
SHORT, LONG = date(2026, 4, 24), date(2026, 10, 29)
"""Of Cairo: a Friday that begins at one o'clock, a Thursday whose last hour comes twice."""


class EveryDay(SchoolCalendar):
    """A school that never closes."""

    @override
    def is_school_day(self, day: date) -> bool:
        del day
        return True


async def taught(calendar: SchoolCalendar, at: time = time(16, 30)) -> School:
    school = await open_school(calendar=calendar)
    choice = DigestChoice(at=at, picture=False)
    kept = chores(school.unit_of_work)
    terms = Retention(timezone=calendar.timezone)
    school.app = replace(
        school.app,
        digests=replace(school.app.digests, choice=choice),
        chores=replace(kept, retention=replace(kept.retention, terms=terms)),
    )
    return school


async def job_of(school: School, name: str) -> Job:
    around = await a_school()
    front = replace(around.checks.front, clock=school.clock)
    jobs = Jobs(
        app=school.app,
        front=front,
        groups=around.groups,
        checks=around.checks,
        platforms={},
        metrics=Metrics(),
    )
    (job,) = (one for one in jobs.all() if one.name == name)
    return job


def moments(job: Job, begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """At which the scheduler runs *job* that began then."""
    trigger = IntervalTrigger(seconds=round(job.every.total_seconds()), timezone=zone)
    at: datetime | None = begin
    while at is not None and at.astimezone(UTC) <= end:
        yield at.astimezone(UTC)
        at = trigger.get_next_fire_time(at, at)


async def lived(school: School, job: Job, days: int, begin: date) -> list[datetime]:
    """At which moments *job* sent something."""
    zone, sent = school.calendar.timezone, list[datetime]()
    first = datetime.combine(begin, time(), zone).astimezone(UTC)
    last = datetime.combine(begin + days * DAY, time(), zone).astimezone(UTC) - MINUTE
    for school.clock.now in moments(job, first, last, zone):
        if await job.work():
            sent.append(school.clock.now)
    return sent


@pytest.mark.parametrize(
    ("calendar", "changed", "hours"),
    [
        pytest.param(EveryDay(AMSTERDAM), SPRING, [15.5, 14.5, 14.5], id="Amsterdam, spring"),
        pytest.param(EveryDay(AMSTERDAM), AUTUMN, [14.5, 15.5, 15.5], id="Amsterdam, autumn"),
        pytest.param(SchoolCalendar(CAIRO), SHORT, [14.5, 13.5], id="Cairo, a short Friday"),
        pytest.param(SchoolCalendar(CAIRO), LONG, [13.5, 13.5, 14.5], id="Cairo, a long Thursday"),
    ],
)
async def test_each_day_has_one_digest_at_half_past_four(
    calendar: SchoolCalendar, changed: date, hours: list[float]
) -> None:
    school = await taught(calendar)
    sent = await lived(school, await job_of(school, "digests"), 3, changed - DAY)
    assert [at.hour + at.minute / 60 for at in sent] == hours
    assert {at.astimezone(calendar.timezone).time() for at in sent} == {time(16, 30)}


async def test_an_hour_that_comes_twice_has_its_digest_the_first_time() -> None:
    school = await taught(SchoolCalendar(CAIRO), time(23, 30))
    sent = await lived(school, await job_of(school, "digests"), 1, LONG)
    assert sent == [datetime(2026, 10, 29, 20, 30, tzinfo=UTC)]


async def test_a_time_that_there_is_not_that_day_has_its_digest_all_the_same() -> None:
    school = await taught(SchoolCalendar(CAIRO), time(0, 30))
    sent = await lived(school, await job_of(school, "digests"), 1, SHORT)
    assert sent == [datetime(2026, 4, 23, 22, 30, tzinfo=UTC)]


@pytest.mark.parametrize("changed", [SPRING, AUTUMN])
async def test_who_slept_over_it_sends_it_once_on_waking(changed: date) -> None:
    school = await taught(EveryDay(AMSTERDAM))
    job = await job_of(school, "digests")
    before = await lived(school, job, 1, changed - DAY)
    school.clock.now = datetime.combine(changed, time(20, 15), AMSTERDAM).astimezone(UTC)
    woken = [await job.work(), await job.work()]
    assert (len(before), woken) == (1, [1, 0])
    async with school.unit_of_work() as uow:
        assert [*await uow.digests.of(MENTOR)] == [changed - DAY, changed]


@pytest.mark.parametrize("changed", [SPRING, AUTUMN])
async def test_the_chores_of_a_day_are_done_once_soon_after_its_midnight(changed: date) -> None:
    school = await taught(EveryDay(AMSTERDAM))
    job, done = await job_of(school, "chores"), list[datetime]()
    begin = datetime.combine(changed - DAY, time(), AMSTERDAM).astimezone(UTC)
    end = datetime.combine(changed + 2 * DAY, time(), AMSTERDAM).astimezone(UTC) - MINUTE
    for school.clock.now in moments(job, begin, end, AMSTERDAM):
        await job.work()
        async with school.unit_of_work() as uow:
            latest = await uow.chores.latest("retention")
        assert latest is not None
        done += [latest] if latest not in done else []
    assert [at.astimezone(AMSTERDAM).date() for at in done] == [
        changed - DAY,
        changed,
        changed + DAY,
    ]
    midnights = [
        datetime.combine(at.astimezone(AMSTERDAM).date(), time(), AMSTERDAM) for at in done
    ]
    assert all(
        at - midnight.astimezone(UTC) < EVERY["chores"]
        for at, midnight in zip(done, midnights, strict=True)
    )
