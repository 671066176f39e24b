"""Staff say whose group it is and whether it is read; nobody else does, and all are told."""

from dataclasses import replace

import pytest

from bot.answering.offers import Offer, Offered
from bot.groups.binding import refresh
from bot.model.audit import Audited
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, PersonId, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.person import AccountLink, Membership, Person
from bot.settings import Live
from tests.unit.groups.making import (
    ANONYMOUS,
    CHANNEL,
    COUNSELLOR,
    GROUP,
    LEAD,
    MENTOR,
    OFFICER,
    OTHER_GROUP,
    PUPIL,
    STRANGER,
    TEACHER,
    Around,
    a_school,
    on_telegram,
)

IN_ENGLISH = replace(MENTOR, language="en-GB")


async def test_a_bound_group_is_read_on_trial_and_knows_it() -> None:
    around = await a_school()
    await around.add_bot()
    await around.said()
    assert "klas 2B" in await around.bind("2b")
    group = await around.the_group()
    assert (group.name, group.stage, group.is_read) == ("2B", Stage.TRIAL, True)
    assert group.announced == group.since == around.clock()
    (say,) = await around.said()
    assert say.to == GROUP
    assert "Vanaf nu leest de bot mee" in say.text
    assert "mw. Wolters" in say.text
    assert "10 schooldagen" in say.text


async def test_without_a_trial_it_is_on_at_once() -> None:
    around = await a_school(Live(trial_days=0))
    group = await around.bound()
    assert group.stage is Stage.ON


async def test_its_contacts_are_the_accounts_of_staff_and_only_of_staff() -> None:
    group = await (await a_school()).bound()
    assert group.responsible == (MENTOR.account,)
    assert group.team_lead == LEAD.account
    assert group.care == (COUNSELLOR.account,)


async def test_a_team_lead_who_binds_it_answers_for_it_too() -> None:
    around = await a_school()
    group = await around.bound(LEAD)
    assert group.responsible == (MENTOR.account, LEAD.account)
    async with around.work() as uow:
        assert await refresh(around.groups.binding.words, uow, group) == group


async def test_a_class_may_have_several_groups() -> None:
    around = await a_school()
    await around.bound()
    await around.add_bot(chat=OTHER_GROUP)
    async with around.work() as uow:
        await around.groups.binding.bind(uow, OTHER_GROUP, "2B", MENTOR)
    names = [(await around.the_group(chat)).name for chat in (GROUP, OTHER_GROUP)]
    assert names == ["2B", "2B"]


async def test_it_is_written_down_and_looked_at_soon() -> None:
    around = await a_school()
    await around.add_bot()
    await around.bind()
    bound = (await around.audit())[-1]
    assert bound.by == MENTOR.account
    assert (bound.facts["happened"], bound.facts["class"]) == ("bound", "2B")
    assert around.groups.asked == {GROUP}


FORGED = [STRANGER, PUPIL, CHANNEL, ANONYMOUS, COUNSELLOR, OFFICER]
FORGERS = ["stranger", "pupil", "channel", "anonymous admin", "counsellor", "privacy officer"]


@pytest.mark.parametrize("by", FORGED, ids=FORGERS)
async def test_nobody_else_binds_a_group(by: Sender) -> None:
    around = await a_school()
    await around.add_bot()
    await around.said()
    assert "alleen een medewerker" in await around.bind(by=by)
    assert (await around.the_group()).stage is Stage.UNBOUND
    assert await around.said() == []
    (refused,) = await around.audit(Audited.REFUSED)
    assert refused.by == by.account


@pytest.mark.parametrize("given", ["2B", "9Z"])
async def test_to_a_class_of_somebody_else_it_is_not_bound(given: str) -> None:
    around = await a_school()
    await around.add_bot(TEACHER)
    assert "staat niet bij u" in await around.bind(given, TEACHER)
    assert (await around.the_group()).stage is Stage.UNBOUND
    assert len(await around.audit(Audited.REFUSED)) == 1


async def test_a_team_lead_binds_to_any_class_that_there_is() -> None:
    around = await a_school()
    await around.add_bot(STRANGER)
    assert "staat niet bij u" in await around.bind("9Z", LEAD)
    assert "klas 3C" in await around.bind("3c", LEAD)
    assert (await around.the_group()).responsible == (TEACHER.account, LEAD.account)


async def test_a_teacher_does_not_take_the_group_of_another_class() -> None:
    around = await a_school()
    group = await around.bound()
    assert "alleen een medewerker" in await around.bind("3C", TEACHER)
    assert await around.the_group() == group


async def test_who_answers_for_it_may_bind_it_to_another_class_of_theirs() -> None:
    around = await a_school()
    await around.bound(TEACHER, "3C")
    around.clock.forward(days=1)
    await around.bind("2B2", TEACHER)
    group = await around.the_group()
    assert (group.name, group.announced) == ("2B2", around.clock())
    assert "2B2" in (await around.told(group=True))[GROUP]


async def test_pressing_twice_changes_nothing() -> None:
    around = await a_school()
    group = await around.bound()
    around.clock.forward(days=1)
    assert "al bij klas 2B" in await around.bind()
    assert await around.the_group() == group
    assert await around.said() == []


async def test_a_group_that_was_never_heard_of_is_not_bound() -> None:
    around = await a_school()
    assert "ken deze groep niet" in await around.bind()
    assert await around.group() is None


async def test_a_press_binds_the_group_in_which_it_stands() -> None:
    around = await a_school()
    await around.add_bot()
    async with around.work() as uow:
        offer = Offer(Offered.CLASS, "2B")
        said = await around.groups.answered(uow, around.pressed("", MENTOR), offer)
    assert "klas 2B" in said
    assert (await around.the_group()).is_read


async def test_staff_read_it_in_their_language() -> None:
    around = await a_school()
    await around.add_bot()
    assert "tied to class 2B" in await around.bind(by=IN_ENGLISH)


async def stop(around: Around, by: Sender) -> str:
    async with around.work() as uow:
        group = await uow.groups.get(GROUP)
        assert group is not None
        return await around.groups.binding.stop(uow, group, by)


async def resume(around: Around, by: Sender) -> str:
    async with around.work() as uow:
        group = await uow.groups.get(GROUP)
        assert group is not None
        return await around.groups.binding.resume(uow, group, by)


async def test_off_is_off_at_once_and_the_group_reads_it() -> None:
    around = await a_school()
    await around.bound()
    assert "leest niet meer mee" in await stop(around, MENTOR)
    group = await around.the_group()
    assert (group.stage, group.is_read) == (Stage.OFF, False)
    assert "mw. Wolters" in (await around.told(group=True))[GROUP]
    assert "las al niet mee" in await stop(around, MENTOR)
    assert await around.said() == []


async def test_on_again_is_announced_again_and_on_trial() -> None:
    around = await a_school()
    await around.bound()
    await stop(around, MENTOR)
    await around.said()
    around.clock.forward(days=1)
    assert "leest weer mee" in await resume(around, LEAD)
    group = await around.the_group()
    assert (group.stage, group.announced) == (Stage.TRIAL, around.clock())
    assert "dhr. Bos" in (await around.told(group=True))[GROUP]
    assert "staat hier niet uit" in await resume(around, LEAD)
    assert await around.happened() == ["added", "bound", "off", "resumed"]


@pytest.mark.parametrize("by", [*FORGED, TEACHER], ids=[*FORGERS, "teacher of another class"])
async def test_nobody_else_turns_it_off_or_on(by: Sender) -> None:
    around = await a_school()
    group = await around.bound()
    assert "alleen een medewerker" in await stop(around, by)
    assert await around.the_group() == group
    await stop(around, MENTOR)
    assert "alleen een medewerker" in await resume(around, by)
    assert (await around.the_group()).stage is Stage.OFF
    assert [entry.by for entry in await around.audit(Audited.REFUSED)] == [by.account]


async def refreshed(around: Around) -> ClassGroup:
    async with around.work() as uow:
        group = await uow.groups.get(GROUP)
        assert group is not None
        return await refresh(around.groups.binding.words, uow, group)


async def test_who_is_linked_later_answers_for_it_from_then_on() -> None:
    around = await a_school()
    before = await around.bound()
    async with around.work() as uow:
        number, account = PersonId("p8"), on_telegram("8")
        await uow.people.put(
            Person(person_id=number, name="mw. A", role=Role.TEACHER, classes=("2B",))
        )
        await uow.people.link(AccountLink(account, number))
    assert (await refreshed(around)).responsible == (*before.responsible, account)
    assert (await around.audit())[-1].facts["happened"] == "contacts"


@pytest.mark.parametrize("change", ["unlinked", "other class", "parent here"])
async def test_who_has_no_right_any_more_answers_for_it_no_longer(change: str) -> None:
    around = await a_school()
    await around.bound()
    async with around.work() as uow:
        match change:
            case "unlinked":
                await uow.people.unlink(MENTOR.account)
            case "other class":
                moved = Person(
                    person_id=PersonId("p1"), name="mw. W", role=Role.MENTOR, classes=("3C",)
                )
                await uow.people.put(moved)
            case _:
                await uow.people.join(Membership(GROUP, PersonId("p1"), Role.GUARDIAN))
    assert (await refreshed(around)).responsible == ()


async def test_a_person_is_told_on_one_account_the_one_for_work() -> None:
    around = await a_school()
    async with around.work() as uow:
        for account, work in (
            (on_telegram("0"), False),
            (on_telegram("11"), True),
            (AccountRef(Platform.OS, UserId("bos")), True),
        ):
            await uow.people.link(AccountLink(account, PersonId("p3"), work))
    assert (await around.bound()).team_lead == on_telegram("11")
