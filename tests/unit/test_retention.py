"""How long what is kept: the terms day by day, and runs over a whole school year."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from bot.errors import Forbidden
from bot.model.audit import BOT, Audited
from bot.model.calendar import AMSTERDAM
from bot.model.flag import FlagState, Verdict
from bot.model.ids import FlagId, PersonId
from bot.model.member import Role
from bot.model.person import Person
from bot.model.retention import Held, Kind, Retention, Standing, YearDay
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.contract.builders import a_care_signal, a_flag, a_reminder, a_verdict
from tests.support.builders import NOON
from tests.support.school import chores, in_memory

TERMS = Retention()
OFFICER = PersonId("fg-1")
DAY = timedelta(days=1)


def local(day: str, at: str = "12:00", zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(at), zone)


@pytest.mark.parametrize(
    ("kind", "since", "last"),
    [
        (Kind.UNDECIDED, local("2026-09-01"), "2026-10-01"),
        (Kind.UNDECIDED, local("2026-03-01", "23:59"), "2026-03-31"),  # an hour is lost between
        (Kind.DISMISSED, local("2026-10-20", "00:00"), "2026-10-27"),  # and here won
        (Kind.DISMISSED, local("2026-12-28"), "2027-01-04"),
        (Kind.UPHELD, local("2026-08-01"), "2027-07-31"),
        (Kind.UPHELD, local("2026-11-22"), "2027-07-31"),
        (Kind.UPHELD, local("2027-07-24"), "2027-07-31"),
        (Kind.UPHELD, local("2027-07-25"), "2027-08-01"),  # there has to be time to object
        (Kind.UPHELD, local("2027-07-30"), "2027-08-06"),
        (Kind.UPHELD, local("2027-07-31", "23:59"), "2027-08-07"),
        (Kind.CARE, local("2028-02-01"), "2028-03-02"),  # a leap year
        (Kind.REMINDER, datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "2026-08-01"),  # 2 July here
    ],
)
def test_the_last_day_of_each_kind(kind: Kind, since: datetime, last: str) -> None:
    assert TERMS.last_day(kind, since) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("state", "care", "kind"),
    [
        (FlagState.OPEN, False, Kind.UNDECIDED),
        (FlagState.DISMISSED, False, Kind.DISMISSED),
        (FlagState.UPHELD, False, Kind.UPHELD),
        (FlagState.OPEN, True, Kind.OPEN_CARE),
        (FlagState.DISMISSED, True, Kind.CARE),
    ],
)
def test_a_flag_is_of_one_kind(state: FlagState, care: bool, kind: Kind) -> None:
    assert Standing(FlagId(1), NOON, state, care).kind is kind


def test_an_open_care_signal_never_goes_and_is_told_of_in_time() -> None:
    flag = Standing(FlagId(1), local("2026-09-01"), FlagState.OPEN, care=True)
    days = [date(2026, 9, 1) + DAY * number for number in range(2000)]
    assert not [day for day in days if TERMS.goes(flag, day)]
    assert [day for day in days if TERMS.waits_too_long(flag, day)] == days[31:]


ZONES = [AMSTERDAM, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Havana"), ZoneInfo("UTC")]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
days = st.integers(1, 400)
terms = st.builds(
    Retention,
    timezone=st.sampled_from(ZONES),
    appeal_days=st.integers(1, 60),
    undecided_days=days,
    dismissed_days=days,
    care_days=days,
    reminder_days=days,
    upheld_until=st.builds(YearDay, st.integers(1, 12), st.integers(1, 28)),
)
WITH_DAYS = [kind for kind in Kind if kind is not Kind.UPHELD]


@given(terms, st.sampled_from(WITH_DAYS), moments)
def test_a_term_of_days_is_full_days_and_not_one_more(
    chosen: Retention, kind: Kind, since: datetime
) -> None:
    gone = datetime.combine(chosen.last_day(kind, since) + DAY, time(), chosen.timezone)
    kept = gone.astimezone(UTC) - since
    summer_time = timedelta(hours=1)
    term = timedelta(days=chosen.days[kind])
    assert term - summer_time <= kept <= term + DAY + summer_time


@given(terms, moments)
def test_upheld_is_kept_to_the_end_of_the_year_and_through_the_appeal(
    chosen: Retention, since: datetime
) -> None:
    day, last = chosen.local_day(since), chosen.last_day(Kind.UPHELD, since)
    until = chosen.upheld_until
    between = [day + DAY * number for number in range((last - day).days + 1)]
    assert any((one.month, one.day) == (until.month, until.day) for one in between)
    assert (last - day).days >= chosen.appeal_days
    assert (last - day).days <= max(366, chosen.appeal_days)


@given(terms, st.sampled_from(WITH_DAYS), moments, moments)
def test_what_is_older_than_the_moment_is_what_is_over(
    chosen: Retention, kind: Kind, since: datetime, now: datetime
) -> None:
    today = chosen.local_day(now)
    assert (since < chosen.kept_from(kind, today)) is (chosen.last_day(kind, since) < today)


# runs


async def with_officer(unit_of_work: UnitOfWorkFactory) -> UnitOfWorkFactory:
    async with unit_of_work() as uow:
        person = Person(person_id=OFFICER, name="Noor", role=Role.PRIVACY_OFFICER)
        await uow.people.put(person)
        await uow.commit()
    return unit_of_work


async def put_flag(uow: UnitOfWork, flag: Standing) -> FlagId:
    raised = a_flag(at=flag.raised_at, care=a_care_signal() if flag.care else None)
    number = await uow.flags.add(raised)
    if flag.decided_at is not None:
        verdict = a_verdict(number, Verdict(flag.state))
        await uow.flags.decide(replace(verdict, at=flag.decided_at))
    return number


async def the_days_they_went(
    flags: Sequence[Standing], runs: Sequence[datetime], chosen: Retention
) -> dict[int, date]:
    """By the place of the flag in *flags*."""
    unit_of_work = in_memory()
    async with unit_of_work() as uow:
        numbers = [await put_flag(uow, flag) for flag in flags]
        await uow.commit()
    run = RetentionRun(unit_of_work, chosen)
    went: dict[int, date] = {}
    for now in runs:
        await run.daily(now)
        async with unit_of_work() as uow:
            left = {flag.flag_id for flag in await uow.flags.standing()}
        for place, number in enumerate(numbers):
            if number not in left:
                went.setdefault(place, chosen.local_day(now))
    return went


BEGIN = local("2026-08-17", "08:00")


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    care = draw(st.booleans())
    raised = BEGIN + timedelta(minutes=draw(st.integers(0, 300 * 24 * 60)))
    states = [FlagState.OPEN, FlagState.DISMISSED] if care else [*FlagState]
    state = draw(st.sampled_from(states))
    waited = timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
    decided = None if state is FlagState.OPEN else raised + waited
    return Standing(FlagId(0), raised, state, care, decided)


def through_by_hand(flag: Standing, chosen: Retention) -> date | None:
    """The last day, found by walking the calendar; None: for ever."""
    since = flag.decided_at or flag.raised_at
    day = since.astimezone(chosen.timezone).date()
    if flag.care:
        return None if flag.decided_at is None else day + DAY * chosen.care_days
    if flag.state is FlagState.OPEN:
        return day + DAY * chosen.undecided_days
    if flag.state is FlagState.DISMISSED:
        return day + DAY * chosen.dismissed_days
    end, walked = chosen.upheld_until, 0
    met = (day.month, day.day) == (end.month, end.day)
    while not met or walked < chosen.appeal_days:
        day, walked = day + DAY, walked + 1
        met = met or (day.month, day.day) == (end.month, end.day)
    return day


@settings(max_examples=5, deadline=None)
@given(
    st.lists(standings(), min_size=1, max_size=12),
    st.sets(st.integers(0, 440), max_size=60),
    st.sampled_from([TERMS, replace(TERMS, appeal_days=21, dismissed_days=21, care_days=21)]),
)
def test_a_year_of_runs_erases_nothing_before_its_term_and_leaves_nothing_after_it(
    flags: list[Standing], days_off: set[int], chosen: Retention
) -> None:
    at = BEGIN.replace(hour=16, minute=30)
    runs = [at + DAY * number for number in range(800) if number not in days_off]
    went = asyncio.run(the_days_they_went(flags, runs, chosen))
    run_days = [chosen.local_day(now) for now in runs]
    for place, flag in enumerate(flags):
        last = through_by_hand(flag, chosen)
        first_run_after = next((day for day in run_days if last and day > last), None)
        assert went.get(place) == first_run_after


async def test_a_run_happens_once_a_day_and_a_missed_day_is_made_up_for() -> None:
    unit_of_work = in_memory()
    async with unit_of_work() as uow:
        for number in range(10):
            at = local("2026-09-01") + DAY * number
            await uow.flags.add(a_flag(f"m{number}", at=at))
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    first = await run.daily(local("2026-10-02", "00:00"))
    assert first is not None
    assert [*first.undecided] == [1]
    assert await run.daily(local("2026-10-02", "23:59")) is None
    later = await run.daily(local("2026-10-20", "00:00"))
    assert later is not None
    assert [*later.undecided] == [*range(2, 11)]


async def test_a_run_is_written_down_with_its_counts_and_terms() -> None:
    unit_of_work = in_memory()
    async with unit_of_work() as uow:
        await uow.flags.add(a_flag("m1", at=local("2026-09-01")))
        await uow.flags.add(a_flag("m2", at=local("2026-09-01"), care=a_care_signal()))
        await uow.reminders.add(a_reminder(at=local("2026-09-01")))
        await uow.commit()
    await RetentionRun(unit_of_work, TERMS).daily(local("2026-10-05"))
    async with unit_of_work() as uow:
        (entry,) = [entry async for entry in uow.audit.entries()]
    assert (entry.what, entry.by, entry.about) == (Audited.RETENTION, BOT, "")
    expected = {"undecided": 1, "reminder": 1, "upheld": 0, "care_waiting": 1}
    assert {name: entry.facts[name] for name in expected} == expected
    assert entry.facts["never_decided"] == "1"
    assert "appeal 7, undecided 30, dismissed 7" in str(entry.facts["terms"])
    assert "upheld 07-31" in str(entry.facts["terms"])


async def test_a_preview_says_what_a_run_does_and_does_nothing() -> None:
    unit_of_work = await with_officer(in_memory())
    async with unit_of_work() as uow:
        await uow.flags.add(a_flag("m1", at=local("2026-09-01")))
        await uow.reminders.add(a_reminder(at=local("2026-09-01")))
        await uow.commit()
    run, now = RetentionRun(unit_of_work, TERMS), local("2026-10-05")
    previews = [await run.preview(now, OFFICER) for _ in range(2)]
    report = await run.run(now, OFFICER)
    assert previews == [report, report]
    assert (report.flags, report.went[Kind.REMINDER]) == (1, 1)
    assert (await run.run(now, OFFICER)).flags == 0
    async with unit_of_work() as uow:
        entries = [entry async for entry in uow.audit.entries()]
    assert [entry.by for entry in entries] == [OFFICER, OFFICER]


async def test_who_may_not_sees_and_runs_nothing() -> None:
    unit_of_work = in_memory()
    async with unit_of_work() as uow:
        await uow.people.put(Person(person_id=PersonId("1"), name="Els", role=Role.TEACHER))
        await uow.flags.add(a_flag(at=local("2026-01-01")))
        await uow.commit()
    run, now = RetentionRun(unit_of_work, TERMS), local("2026-10-05")
    for somebody in (PersonId("1"), PersonId("niemand")):
        for ask in (run.run, run.preview, run.state):
            with pytest.raises(Forbidden):
                await ask(now, somebody)
    async with unit_of_work() as uow:
        assert len(await uow.flags.find()) == 1


async def test_the_state_tells_what_is_held_and_what_goes_when() -> None:
    unit_of_work = await with_officer(in_memory())
    async with unit_of_work() as uow:
        for number in (1, 2):
            await uow.flags.add(a_flag(f"m{number}", at=local(f"2026-09-0{number}")))
        await uow.flags.add(a_flag("m3", at=local("2026-06-01"), care=a_care_signal()))
        await uow.reminders.add(a_reminder(at=local("2026-09-10")))
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    state = await run.state(local("2026-09-20"), OFFICER)
    undecided, reminders = state.kept[Kind.UNDECIDED], state.kept[Kind.REMINDER]
    assert undecided.held == Held(2, local("2026-09-01"))
    assert (undecided.next_day, undecided.overdue) == (date(2026, 10, 2), 0)
    assert (reminders.held.count, reminders.next_day) == (1, date(2026, 10, 11))
    assert state.kept[Kind.OPEN_CARE].held.count == 1
    assert state.kept[Kind.OPEN_CARE].next_day is None
    assert (state.care_waiting, state.last_run, state.overdue) == (1, None, 0)
    assert set(state.kept) == set(Kind)


async def test_what_goes_today_is_not_overdue_and_from_tomorrow_it_is() -> None:
    unit_of_work = await with_officer(in_memory())
    async with unit_of_work() as uow:
        await uow.flags.add(a_flag(at=local("2026-09-01")))
        await uow.reminders.add(a_reminder(at=local("2026-09-01")))
        await uow.commit()
    run = RetentionRun(unit_of_work, TERMS)
    overdue = []
    for day in ("2026-10-01", "2026-10-02", "2026-10-03"):
        state = await run.state(local(day, "23:59"), OFFICER)
        overdue.append((state.overdue, state.stands_still))
        assert state.kept[Kind.UNDECIDED].next_day == date.fromisoformat(max("2026-10-02", day))
    assert overdue == [(0, False), (0, False), (2, True)]
    await run.daily(local("2026-10-03", "23:59"))
    assert (await run.state(local("2026-10-04"), OFFICER)).overdue == 0


async def test_a_run_that_stays_away_for_two_days_is_said() -> None:
    unit_of_work = await with_officer(in_memory())
    run, now = RetentionRun(unit_of_work, TERMS), local("2026-10-03")
    await run.daily(now)
    for hours, still in [(0, False), (47, False), (48, True)]:
        state = await run.state(now + timedelta(hours=hours), OFFICER)
        assert state.last_run == now
        assert state.stands_still is still


# the chores around it


class Mishap(Exception):
    pass


async def test_the_chores_of_a_day_are_done_once_and_after_a_crash_again() -> None:
    done: list[str] = []

    async def tidy() -> None:
        done.append("tidy")

    async def publish() -> None:
        done.append("publish")
        if len(done) == 2:
            raise Mishap

    daily = replace(chores(in_memory()), tidy=tidy, publish=publish)
    morning = local("2026-10-03", "07:00")
    with pytest.raises(Mishap):
        await daily.daily(morning)
    assert await daily.daily(morning) is None
    assert await daily.daily(local("2026-10-03", "23:00")) is None
    assert done == ["tidy", "publish", "publish"]
    assert await daily.daily(local("2026-10-09", "07:00")) is not None
    assert done[3:] == ["tidy", "publish"]


async def test_a_run_that_fails_half_way_has_not_happened() -> None:
    database = MemoryDatabase()

    class Failing(MemoryUnitOfWork):
        @override
        async def commit(self) -> None:
            raise Mishap

    now = local("2026-10-05")
    async with MemoryUnitOfWork(database) as uow:
        await uow.flags.add(a_flag(at=local("2026-09-01")))
        await uow.commit()
    with pytest.raises(Mishap):
        await RetentionRun(lambda: Failing(database), TERMS).daily(now)
    async with MemoryUnitOfWork(database) as uow:
        assert len(await uow.flags.find()) == 1
    report = await RetentionRun(lambda: MemoryUnitOfWork(database), TERMS).daily(now)
    assert report is not None
    assert report.flags == 1
