from datetime import timedelta

from bot.model.action import AlertCare, Audience, FlagToStaff, RemindInGroup, RemindPrivately
from bot.model.conversation import TopicMark, TopicWindow
from bot.model.finding import Rule
from bot.model.judgement import Topic
from bot.model.record import DayTally
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MINUTE, RESPECT, a_decision, a_finding
from tests.support.builders import CLASS_2B, NOON

DAY = timedelta(days=1)


async def test_the_window_holds_the_latest_labels_in_order(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    topics = [Topic.SCHOOL, Topic.NEUTRAL, Topic.OFFTOPIC, Topic.OFFTOPIC]
    async with unit_of_work() as uow:
        for number, topic in enumerate(topics):
            at = NOON + number * MINUTE
            await uow.decisions.add(a_decision(f"m{number}", topic, at=at))
        window = await uow.decisions.window(CLASS_2B, TopicWindow(size=3))
    marks = [TopicMark(NOON + number * MINUTE, topics[number]) for number in (1, 2, 3)]
    assert window == TopicWindow(tuple(marks), size=3)


async def test_staff_and_other_groups_are_not_in_the_window(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.decisions.add(a_decision("m1", Topic.SCHOOL))
        await uow.decisions.add(a_decision("m1", Topic.OFFTOPIC, chat=CLASS_3C))
        for number in range(2, 12):
            await uow.decisions.add(a_decision(f"m{number}", Topic.OFFTOPIC, by_staff=True))
        window = await uow.decisions.window(CLASS_2B, TopicWindow())
    assert window.marks == (TopicMark(NOON, Topic.SCHOOL),)


async def test_a_long_pause_begins_a_new_window(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.decisions.add(a_decision("m1", Topic.OFFTOPIC))
        await uow.decisions.add(a_decision("m2", Topic.SCHOOL, at=NOON + 31 * MINUTE))
        window = await uow.decisions.window(CLASS_2B, TopicWindow())
    assert [mark.topic for mark in window.marks] == [Topic.SCHOOL]


async def test_an_edit_takes_the_place_of_the_earlier_decision(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    edited = a_decision("m1", Topic.SCHOOL, findings=(a_finding(),))
    async with unit_of_work() as uow:
        await uow.decisions.add(a_decision("m1", Topic.OFFTOPIC))
        await uow.decisions.add(a_decision("m2", Topic.NEUTRAL))
        await uow.decisions.add(edited)
        window = await uow.decisions.window(CLASS_2B, TopicWindow())
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON + DAY)
    assert [mark.topic for mark in window.marks] == [Topic.SCHOOL, Topic.NEUTRAL]
    assert tally.messages == 2
    assert tally.rules == {Rule.RESPECT: 1}


async def test_the_tally_counts_a_day_of_one_group(unit_of_work: UnitOfWorkFactory) -> None:
    both = (a_finding(), a_finding(Rule.PRIVACY))
    reminded = (RemindInGroup(Rule.RESPECT, RESPECT), FlagToStaff(Audience.RESPONSIBLE))
    private = (RemindPrivately(Rule.PRIVACY, RESPECT), AlertCare())
    async with unit_of_work() as uow:
        for record in (
            a_decision("yesterday", at=NOON - MINUTE, findings=both),
            a_decision("m1", Topic.SCHOOL, findings=both, actions=reminded),
            a_decision("m2", Topic.SCHOOL, findings=both[:1], actions=private),
            a_decision("m3", Topic.OFFTOPIC, by_staff=True, findings=both[:1]),
            a_decision("tomorrow", at=NOON + DAY, findings=both),
            a_decision("m1", chat=CLASS_3C, findings=both),
        ):
            await uow.decisions.add(record)
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON + DAY)
    assert tally == DayTally(
        CLASS_2B,
        messages=3,
        topics={"school": 2},
        rules={Rule.RESPECT: 3, Rule.PRIVACY: 1},
        reminders=2,
    )


async def test_a_group_without_decisions_has_an_empty_tally(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        tally = await uow.decisions.tally(CLASS_2B, NOON, NOON + DAY)
        assert tally == DayTally(CLASS_2B, 0, {}, {}, 0)
        assert await uow.decisions.window(CLASS_2B, TopicWindow()) == TopicWindow()
