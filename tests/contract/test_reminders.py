from bot.model.finding import Rule
from bot.model.record import GroupRecord, MemberRecord
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MINUTE, a_reminder, ref
from tests.support.builders import CLASS_2B, NOON, an_account


async def test_a_members_reminders_come_per_rule_oldest_first(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder("m2", at=NOON + MINUTE))
        await uow.reminders.add(a_reminder("m1", at=NOON))
        await uow.reminders.add(a_reminder("m3", rule=Rule.SPAM, at=NOON))
        record = await uow.reminders.member(CLASS_2B, an_account(), NOON)
    assert record == MemberRecord({Rule.RESPECT: (NOON, NOON + MINUTE), Rule.SPAM: (NOON,)})


async def test_what_is_older_or_anothers_or_elsewhere_does_not_count(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder("m1", at=NOON - MINUTE))
        await uow.reminders.add(a_reminder("m2", account=an_account("leerling-2")))
        await uow.reminders.add(a_reminder("m3", chat=CLASS_3C))
        assert await uow.reminders.member(CLASS_2B, an_account(), NOON) == MemberRecord()


async def test_the_group_knows_when_it_was_last_reminded(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.reminders.group(CLASS_2B) == GroupRecord(None)
        await uow.reminders.add(a_reminder("m1", in_group=True, at=NOON + MINUTE))
        await uow.reminders.add(a_reminder("m2", in_group=True, at=NOON))
        await uow.reminders.add(a_reminder("m3", in_group=False, at=NOON + 2 * MINUTE))
        assert await uow.reminders.group(CLASS_2B) == GroupRecord(NOON + MINUTE)
        assert await uow.reminders.group(CLASS_3C) == GroupRecord(None)


async def test_a_withdrawn_reminder_no_longer_counts_for_the_member(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    wrong = [a_reminder("m1"), a_reminder("m1", rule=Rule.SPAM)]
    async with unit_of_work() as uow:
        for reminder in (*wrong, a_reminder("m2", at=NOON + MINUTE)):
            await uow.reminders.add(reminder)
        assert list(await uow.reminders.withdraw(ref("m1"), [*Rule])) == wrong
        record = await uow.reminders.member(CLASS_2B, an_account(), NOON)
        assert record == MemberRecord({Rule.RESPECT: (NOON + MINUTE,)})
        assert list(await uow.reminders.withdraw(ref("m1"), [*Rule])) == []


async def test_a_group_that_heard_a_wrong_reminder_has_still_heard_one(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder(in_group=True))
        await uow.reminders.withdraw(ref(), [*Rule])
        assert await uow.reminders.group(CLASS_2B) == GroupRecord(NOON)


async def test_a_message_knows_what_was_reminded_because_of_it(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder("m1"))
        await uow.reminders.withdraw(ref("m1"), [*Rule])
        await uow.reminders.add(a_reminder("m1", rule=Rule.SPAM))
        await uow.reminders.add(a_reminder("m2", rule=Rule.FAKE))
        assert await uow.reminders.about(ref("m1")) == {Rule.RESPECT, Rule.SPAM}
        assert await uow.reminders.about(ref("m3")) == frozenset()


async def test_only_the_reminders_of_the_rules_named_are_withdrawn(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder())
        await uow.reminders.add(a_reminder(rule=Rule.SPAM))
        assert list(await uow.reminders.withdraw(ref(), [])) == []
        taken_back = await uow.reminders.withdraw(ref(), [Rule.SPAM, Rule.FAKE])
        assert list(taken_back) == [a_reminder(rule=Rule.SPAM)]
        record = await uow.reminders.member(CLASS_2B, an_account(), NOON)
        assert record == MemberRecord({Rule.RESPECT: (NOON,)})
        assert await uow.reminders.about(ref()) == {Rule.RESPECT, Rule.SPAM}


async def test_how_many_were_given_in_a_time_of_each_chat(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        for number, minutes in enumerate((-1, 0, 1, 2)):
            await uow.reminders.add(a_reminder(f"m{number}", at=NOON + minutes * MINUTE))
        await uow.reminders.withdraw(ref("m2"), [*Rule])
        await uow.commit()
    async with unit_of_work() as uow:
        assert dict(await uow.reminders.given(NOON, NOON + 2 * MINUTE)) == {CLASS_2B: 2}
        assert dict(await uow.reminders.given(NOON + 3 * MINUTE, NOON + 4 * MINUTE)) == {}
