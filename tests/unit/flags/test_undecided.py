"""Staff are reminded of what nobody decided: once, together, and never when school is closed."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.flags.undecided import Undecided
from bot.model.absence import Absence
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM, FreeDays, QuietHours, SchoolCalendar
from bot.model.flag import Step, StepKind, Verdict
from bot.model.ids import AccountRef, PersonId
from tests.support.builders import COUNSELLOR, MENTOR, TEAM_LEAD
from tests.support.live import JANSEN, LiveSchool, open_live
from tests.support.school import BRAM

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (
    date(2026, 3, 2),
    date(2026, 3, 3),
    date(2026, 3, 4),
    date(2026, 3, 6),
)
STAFF = (MENTOR, JANSEN.account, COUNSELLOR, TEAM_LEAD)


def at(live: LiveSchool, day: date, hour: int = 12) -> None:
    live.school.clock.now = datetime.combine(day, time(hour), AMSTERDAM)


async def flagged(
    day: date = MONDAY, *, calendar: SchoolCalendar | None = None, days: int = 2
) -> LiveSchool:
    """One flag of that noon. What was told of it so far is forgotten."""
    live = await open_live()
    settings = live.front.settings
    settings = replace(
        settings,
        calendar=calendar or settings.calendar,
        live=replace(settings.live, undecided_reminder_days=days),
    )
    live.front = replace(live.front, settings=settings, timetable=None)
    at(live, day)
    await live.say("sukkel")
    live.screens.shown.clear()
    return live


async def remind(live: LiveSchool) -> dict[AccountRef, list[str]]:
    """What each reads now."""
    live.screens.shown.clear()
    async with live.school.unit_of_work() as uow:
        await Undecided(live.front).remind(uow, live.front.clock())
        await uow.commit()
    await live.deliver()
    found = {one: [shown.text for shown in live.read_by(one)] for one in STAFF}
    return {one: told for one, told in found.items() if told}


async def test_after_two_school_days_then_the_team_lead_after_two_more() -> None:
    live = await flagged()
    told = []
    for days in range(1, 9):
        at(live, MONDAY + timedelta(days=days))
        told.append(set(await remind(live)))
    nobody: set[AccountRef] = set()
    staff = {MENTOR, JANSEN.account}
    assert told == [nobody, staff, nobody, {TEAM_LEAD}, *[nobody] * 4]
    assert (await live.steps((await live.flag()).flag_id))[1:] == [
        StepKind.REMINDED,
        StepKind.ESCALATED,
    ]
    facts = [entry.facts.get("step") for entry in await live.audited(Audited.FLAG)]
    assert facts.count("reminded") == facts.count("escalated") == 1


async def test_one_message_names_all_that_wait_and_no_word_of_them() -> None:
    live = await flagged()
    await live.say("sukkel", by=BRAM)
    at(live, TUESDAY)
    await live.say("sukkel")
    at(live, WEDNESDAY)
    (text,) = (await remind(live))[MENTOR]
    assert "besloten: 2" in text
    for told in ("• 1 ·", "• 2 ·", "/open 1"):
        assert told in text
    for untold in ("• 3 ·", "sukkel", "Sanne", "Bram"):
        assert untold not in text
    at(live, WEDNESDAY + timedelta(days=1))
    (text,) = (await remind(live))[MENTOR]  # the third is due, and the others wait still
    assert "besloten: 3" in text


async def test_urgent_ones_come_first_and_are_marked() -> None:
    live = await flagged()
    raised = (await live.flag()).raised
    async with live.school.unit_of_work() as uow:
        number = await uow.flags.add(replace(raised, urgent=True))
        await uow.commit()
    at(live, WEDNESDAY)
    (text,) = (await remind(live))[MENTOR]
    listed = [line.split()[:2] for line in text.splitlines()[1:3]]
    assert listed == [["⚠", f"{number}"], ["•", "1"]]
    assert f"/open {number}" in text


@pytest.mark.parametrize(
    ("calendar", "day", "hour"),
    [
        (SchoolCalendar(), FRIDAY + timedelta(days=1), 12),
        (SchoolCalendar(free=(FreeDays(FRIDAY, FRIDAY),)), FRIDAY, 12),
        (SchoolCalendar(holiday=lambda day: "feest" if day == FRIDAY else ""), FRIDAY, 12),
        (SchoolCalendar(), FRIDAY, 8),
        (SchoolCalendar(quiet=QuietHours(time(20), time(13))), FRIDAY, 12),
    ],
    ids=["weekend", "free", "holiday", "early", "quiet"],
)
async def test_never_while_school_is_closed(
    calendar: SchoolCalendar, day: date, hour: int
) -> None:
    live = await flagged(calendar=calendar)
    at(live, day, hour)
    assert await remind(live) == {}
    at(live, MONDAY + timedelta(days=7), 14)
    assert MENTOR in await remind(live)


async def test_free_days_do_not_count() -> None:
    closed = SchoolCalendar(free=(FreeDays(TUESDAY, FRIDAY),))
    live = await flagged(calendar=closed)
    at(live, MONDAY + timedelta(days=7))
    assert await remind(live) == {}
    at(live, MONDAY + timedelta(days=8))
    assert set(await remind(live)) == {MENTOR, JANSEN.account}


async def test_it_dies_and_nobody_reads_it_twice() -> None:
    live = await flagged()
    at(live, WEDNESDAY)
    async with live.school.unit_of_work() as uow:
        await Undecided(live.front).remind(uow, live.front.clock())
    assert set(await remind(live)) == {MENTOR, JANSEN.account}
    assert await remind(live) == {}


async def test_what_is_decided_or_care_is_none_of_it() -> None:
    live = await flagged()
    number = (await live.flag()).flag_id
    await live.school.app.review.decide(number, Verdict.DISMISSED, by=MENTOR)
    await live.say("help")
    at(live, FRIDAY)
    assert await remind(live) == {}


async def test_a_school_may_want_none() -> None:
    live = await flagged(days=0)
    at(live, FRIDAY)
    assert await remind(live) == {}


async def test_what_was_put_off_is_read_by_who_stands_in_for_whoever_left() -> None:
    live = await flagged()
    number = (await live.flag()).flag_id
    async with live.school.unit_of_work() as uow:
        now = live.front.clock()
        await uow.flags.step(number, Step(StepKind.LATER, now, MENTOR))
        away = Absence(
            person=PersonId(MENTOR.user_id),
            since=now,
            until=now + timedelta(days=9),
            deputy=PersonId(TEAM_LEAD.user_id),
        )
        await uow.people.away(away)
        await uow.commit()
    at(live, TUESDAY)
    await live.inform()
    assert [one for one in STAFF if live.read_by(one)] == [TEAM_LEAD]
