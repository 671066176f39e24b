import pytest

from bot.errors import AlreadyDecided, Forbidden, StorageError
from bot.model.flag import Flag, FlagState, Step, StepKind, Verdict
from bot.model.ids import FlagId, PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import (
    CLASS_3C,
    MENTOR,
    MINUTE,
    a_care_signal,
    a_flag,
    a_verdict,
    ref,
)
from tests.support.builders import CLASS_2B, NOON, a_sender, an_account


async def test_a_flag_comes_back_with_all_its_evidence(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.flags.add(a_flag())
        care = await uow.flags.add(a_flag("m2", care=a_care_signal()))
        assert await uow.flags.get(number) == Flag(number, a_flag(), FlagState.OPEN)
        assert await uow.flags.get(care) == Flag(care, a_flag("m2", care=a_care_signal()))
        assert await uow.flags.get(FlagId(999)) is None


async def test_flags_are_found_oldest_message_first(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        late = await uow.flags.add(a_flag("m2", at=NOON + MINUTE))
        early = await uow.flags.add(a_flag("m1", at=NOON))
        assert [flag.flag_id for flag in await uow.flags.find()] == [early, late]


async def test_who_decided_stays_known_under_another_account(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    teacher = Person(person_id=PersonId("1"), name="mw. Wolters", role=Role.MENTOR)
    async with unit_of_work() as uow:
        await uow.people.put(teacher)
        await uow.people.link(AccountLink(MENTOR, teacher.person_id))
        number, stranger = await uow.flags.add(a_flag()), await uow.flags.add(a_flag("m2"))
        await uow.flags.decide(a_verdict(number))
        await uow.people.unlink(MENTOR)
        await uow.flags.decide(a_verdict(stranger))
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.flags.decider(number) == teacher.person_id
        assert await uow.flags.decider(stranger) is None
        assert await uow.flags.decider(FlagId(999)) is None
        assert await uow.flags.remove(stranger)
        await uow.people.remove(teacher.person_id)
        assert await uow.flags.decider(number) is None
        assert await uow.flags.remove(number)


async def test_flags_are_found_by_group_state_and_time(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        first = await uow.flags.add(a_flag("m1", at=NOON))
        second = await uow.flags.add(a_flag("m2", at=NOON + MINUTE))
        other = await uow.flags.add(a_flag("m3", at=NOON, chat=CLASS_3C))
        await uow.flags.decide(a_verdict(second, Verdict.DISMISSED))
        found = [
            await uow.flags.find(chat=CLASS_2B),
            await uow.flags.find(state=FlagState.OPEN),
            await uow.flags.find(state=FlagState.DISMISSED),
            await uow.flags.find(since=NOON + MINUTE),
            await uow.flags.find(until=NOON + MINUTE),
            await uow.flags.find(chat=CLASS_3C, since=NOON + MINUTE),
        ]
    assert [{flag.flag_id for flag in flags} for flags in found] == [
        {first, second},
        {first, other},
        {second},
        {second},
        {first, other},
        set(),
    ]


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_verdict_closes_the_flag(
    unit_of_work: UnitOfWorkFactory, verdict: Verdict
) -> None:
    async with unit_of_work() as uow:
        number = await uow.flags.add(a_flag())
        await uow.flags.get(number)
        await uow.flags.decide(a_verdict(number, verdict))
        flag = await uow.flags.get(number)
    assert flag is not None
    assert flag.state is FlagState(verdict)


async def test_only_the_first_verdict_counts(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.flags.add(a_flag())
        await uow.flags.decide(a_verdict(number, Verdict.DISMISSED))
        with pytest.raises(AlreadyDecided):
            await uow.flags.decide(a_verdict(number, Verdict.UPHELD))
        flag = await uow.flags.get(number)
    assert flag is not None
    assert flag.state is FlagState.DISMISSED


async def test_nobody_decides_a_flag_about_themselves(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.flags.add(a_flag(sender=a_sender(user_id="docent")))
        with pytest.raises(Forbidden):
            await uow.flags.decide(a_verdict(number, by=an_account("docent")))
        flag = await uow.flags.get(number)
    assert flag is not None
    assert flag.state is FlagState.OPEN


async def test_a_flag_that_does_not_exist_cannot_be_decided(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        with pytest.raises(StorageError):
            await uow.flags.decide(a_verdict(FlagId(999)))


async def test_the_steps_of_a_flag_come_back_oldest_first(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    told, taken_up = Step(StepKind.TOLD, NOON), Step(StepKind.TAKEN_UP, NOON + MINUTE, MENTOR)
    async with unit_of_work() as uow:
        number, other = await uow.flags.add(a_flag("m1")), await uow.flags.add(a_flag("m2"))
        for step in (taken_up, told, told):
            await uow.flags.step(number, step)
        await uow.flags.step(other, Step(StepKind.LATER, NOON, an_account("docent")))
        with pytest.raises(StorageError):
            await uow.flags.step(FlagId(999), told)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.flags.steps(number) == [told, told, taken_up]
        assert await uow.flags.steps(FlagId(999)) == []


async def test_flags_are_found_by_their_message(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        first = await uow.flags.add(a_flag("m1"))
        edited = await uow.flags.add(a_flag("m1"))
        await uow.flags.add(a_flag("m2"))
        await uow.flags.add(a_flag("m1", chat=CLASS_3C))
        found = await uow.flags.find(message=ref("m1"))
        assert [flag.flag_id for flag in found] == [first, edited]
        assert await uow.flags.find(message=ref("m9")) == []


async def test_the_numbers_of_flags_are_found_without_opening_them(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        first = await uow.flags.add(a_flag("m1", at=NOON + MINUTE))
        second = await uow.flags.add(a_flag("m2", at=NOON))
        other = await uow.flags.add(a_flag("m3", chat=CLASS_3C))
        await uow.flags.step(first, Step(StepKind.TOLD, NOON))
        await uow.flags.step(second, Step(StepKind.TOLD, NOON + MINUTE))
        await uow.flags.step(other, Step(StepKind.LATER, NOON + MINUTE, MENTOR))
        await uow.flags.decide(a_verdict(second, Verdict.DISMISSED))
        found = [
            await uow.flags.numbers(),
            await uow.flags.numbers(chat=CLASS_2B),
            await uow.flags.numbers(state=FlagState.OPEN),
            await uow.flags.numbers(step=StepKind.TOLD),
            await uow.flags.numbers(step=StepKind.TOLD, since=NOON + MINUTE),
            await uow.flags.numbers(state=FlagState.OPEN, step=StepKind.LATER, since=NOON),
        ]
    assert found == [
        [first, second, other],
        [first, second],
        [first, other],
        [first, second],
        [second],
        [other],
    ]


async def test_when_what_was_upheld_was_sent_is_known_without_the_rest(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        senders = (None, None, None, a_sender("Bram"))
        flags = [a_flag(f"m{at}", sender=sender) for at, sender in enumerate(senders)]
        first, second, _, of_another = [await uow.flags.add(flag) for flag in flags]
        for number, verdict in (
            (first, Verdict.UPHELD),
            (second, Verdict.DISMISSED),
            (of_another, Verdict.UPHELD),
        ):
            await uow.flags.decide(a_verdict(number, verdict))
        sender = flags[0].sender.account
        assert await uow.flags.upheld([sender]) == {first: NOON}
        assert {*await uow.flags.upheld([sender, a_sender("Bram").account])} == {first, of_another}
        assert await uow.flags.upheld([]) == {}
