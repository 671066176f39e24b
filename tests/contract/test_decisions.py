from datetime import timedelta

from bot.model.action import AlertCare, Audience, FlagToStaff, RemindInGroup, RemindPrivately
from bot.model.conversation import TopicMark, TopicWindow
from bot.model.finding import Rule
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.judgement import Topic
from bot.model.record import Counts, DayTally
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MINUTE, RESPECT, a_decision, a_finding
from tests.support.builders import CLASS_2B, NOON

DAY = timedelta(days=1)
CLASS_4D = ChatRef(Platform.MEMORY, ChatId("klas-4d"))


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


async def test_many_chats_and_days_are_counted_at_once(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        for number, (days, topic, staff) in enumerate(
            [
                (0, Topic.SCHOOL, False),
                (0, Topic.OFFTOPIC, False),
                (0, Topic.OFFTOPIC, True),
                (2, Topic.NEUTRAL, False),
                (3, Topic.NEUTRAL, False),
                (-1, Topic.NEUTRAL, False),
            ]
        ):
            at = NOON + days * DAY
            await uow.decisions.add(a_decision(f"m{number}", topic, at=at, by_staff=staff))
        late = NOON + 3 * DAY - MINUTE
        await uow.decisions.add(a_decision("m9", Topic.SCHOOL, at=late, chat=CLASS_3C))
        await uow.commit()
    async with unit_of_work() as uow:
        bounds = [NOON + days * DAY for days in range(4)]
        found = await uow.decisions.tallies([CLASS_2B, CLASS_3C, CLASS_4D], bounds)
        assert await uow.decisions.tallies([], bounds) == {}
    nothing = Counts()
    assert {chat: [*each] for chat, each in found.items()} == {
        CLASS_2B: [
            Counts(3, {Topic.SCHOOL: 1, Topic.OFFTOPIC: 1}),
            nothing,
            Counts(1, {Topic.NEUTRAL: 1}),
        ],
        CLASS_3C: [nothing, nothing, Counts(1, {Topic.SCHOOL: 1})],
        CLASS_4D: [nothing, nothing, nothing],
    }
