"""A pupil writes in a lesson in which phones are away: one kind notice, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.audit import Audited
from bot.model.calendar import Lesson
from bot.model.group import ClassGroup, GroupKind, Stage
from bot.model.member import Sender
from bot.model.outbox import Purpose
from bot.model.timetable import Slot, SlotKind
from bot.timetable import TIMETABLE
from tests.support.builders import CLASS_2B, NOON, a_care_signal, a_judgement
from tests.support.live import CLASS, THOUGHTS, WOLTERS, LiveSchool, open_live
from tests.support.school import BRAM, SANNE

MINUTE = timedelta(minutes=1)
LESSON = Slot(SlotKind.LESSON, NOON - MINUTE, NOON + 40 * MINUTE, frozenset({"2B"}), phones=False)
NEXT = replace(LESSON, begin=LESSON.end, end=LESSON.end + 50 * MINUTE)
UNSURE = {"misschien": a_judgement(care=a_care_signal(0.3))}


async def in_class(*slots: Slot, group: ClassGroup = CLASS) -> LiveSchool:
    live = await open_live({**THOUGHTS, **UNSURE}, group=group)
    async with live.school.unit_of_work() as uow:
        await uow.timetable.put("rooster.ics", slots or (LESSON, NEXT), NOON)
        await uow.cursors.put(TIMETABLE, "1")
        await uow.commit()
    return live


def notices(live: LiveSchool) -> list[str]:
    return [shown.text for shown in live.read_by(CLASS_2B)]


async def test_one_notice_a_lesson_whoever_writes() -> None:
    live = await in_class()
    for by in (SANNE, BRAM, SANNE):
        await live.say("hoi", by=by)
    (notice,) = notices(live)
    assert notice.startswith("Het is nu les tot ")
    assert "behalve als je docent" in notice
    live.school.clock.forward(minutes=45)
    await live.say("hoi")
    assert len(notices(live)) == 2


async def test_it_is_no_flag_no_reminder_no_strike_and_goes_with_the_lesson() -> None:
    live = await in_class()
    await live.say("hoi")
    (shown,) = live.read_by(CLASS_2B)
    assert shown.say.take_back_after == LESSON.end - NOON
    assert await live.school.flags() == []
    async with live.school.unit_of_work() as uow:
        assert await uow.reminders.of(SANNE.account) == []
        assert await uow.strikes.of(SANNE.account) == []
    assert await live.audited(Audited.REMINDER) == []


@pytest.mark.parametrize(
    "group",
    [
        replace(CLASS, stage=Stage.TRIAL, since=NOON),
        replace(CLASS, kind=GroupKind.PARENTS),
        replace(CLASS, quiet_until=NOON + 30 * MINUTE),
        replace(CLASS, lessons=(Lesson(NOON, NOON + 30 * MINUTE, phones=True),)),
    ],
    ids=["trial", "parents", "silence", "teacher allows it"],
)
async def test_where_nothing_is_said(group: ClassGroup) -> None:
    live = await in_class(group=group)
    await live.say("hoi")
    assert notices(live) == []


async def test_a_teacher_is_told_nothing() -> None:
    live = await in_class()
    await live.say("pak je boek", by=WOLTERS)
    assert notices(live) == []


@pytest.mark.parametrize("cry", ["help", "misschien"])
async def test_never_near_somebody_who_may_be_in_need(cry: str) -> None:
    live = await in_class()
    await live.say(cry)
    assert notices(live) == []


@pytest.mark.parametrize("by", [SANNE, BRAM])
async def test_nor_for_what_follows_a_cry(by: Sender) -> None:
    live = await in_class()
    await live.say("help")
    await live.say("hoi", by=by)
    assert notices(live) == []


async def test_what_brings_something_else_brings_no_notice() -> None:
    live = await in_class()
    await live.say("sukkel")
    assert not any("Het is nu les" in one for one in notices(live))


async def test_words_that_arrive_late_are_no_talk_of_this_lesson() -> None:
    live = await in_class()
    live.school.post("hoi")
    live.school.clock.forward(minutes=10)
    await live.school.turn()
    assert notices(live) == []


async def test_outside_lessons_nothing_is_said() -> None:
    live = await in_class(replace(LESSON, phones=True))
    await live.say("hoi")
    assert notices(live) == []
    live.school.clock.forward(hours=2)
    await live.say("hoi")
    assert notices(live) == []


async def test_the_notice_waits_no_longer_than_it_is_of_use() -> None:
    live = await in_class(replace(LESSON, end=NOON + 2 * MINUTE))
    live.school.post("hoi")
    await live.school.decide()
    async with live.school.unit_of_work() as uow:
        (claimed,) = await uow.outbox.claim(live.school.clock(), 10)
    assert claimed.item.purpose is Purpose.NOTICE
    assert claimed.item.expires == NOON + 2 * MINUTE
