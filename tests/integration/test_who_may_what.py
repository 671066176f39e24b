"""What somebody is to the school, by their accounts, counts in all that happens to a message."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest
from typing_extensions import override

from bot.errors import Forbidden
from bot.model.action import Audience
from bot.model.audit import Subject
from bot.model.decision import Decided
from bot.model.flag import FlagState, Verdict
from bot.model.group import GroupKind
from bot.model.ids import AccountRef, ChatRef, PersonId
from bot.model.judgement import Judgement
from bot.model.member import Role, Sender
from bot.model.outbox import Purpose
from bot.model.person import AccountLink, Known, Membership, Person
from bot.ports import UnitOfWorkFactory
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from storage.memory.people import MemoryPeopleStore
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
    a_sender,
    an_account,
)
from tests.support.school import BRAM, SANNE, School, open_school

THOUGHTS: dict[str, Judgement | Exception] = {
    "sukkel": a_judgement(a_finding()),
    "help": a_judgement(care=a_care_signal()),
}
WOLTERS = PersonId(MENTOR.user_id)
SECOND = an_account("mentor-prive")


@pytest.fixture
async def school(unit_of_work: UnitOfWorkFactory) -> School:
    return await open_school(THOUGHTS, unit_of_work=unit_of_work)


async def link(school: School, account: AccountRef, person: PersonId = WOLTERS) -> None:
    async with school.unit_of_work() as uow:
        await uow.people.link(AccountLink(account, person))
        await uow.commit()


async def become(school: School, role: Role, person: PersonId = WOLTERS) -> None:
    async with school.unit_of_work() as uow:
        await uow.people.put(Person(person_id=person, name="mw. Wolters", role=role))
        await uow.commit()


async def say(school: School, by: Sender, text: str = "sukkel") -> Decided:
    if by.account not in school.platform.groups[CLASS_2B].members:
        school.platform.join(CLASS_2B, by)
    school.post(text, by=by)
    *_, last = await school.turn()
    return last


# who is staff


@pytest.mark.parametrize("claim", Role)
async def test_a_pupil_who_calls_himself_a_teacher_stays_a_pupil(
    school: School, claim: Role
) -> None:
    """Whatever the platform says of them, and with the mentor's name to the letter."""
    decided = await say(school, a_sender("mw. Wolters", claim, user_id="leerling-9"))
    assert decided.message.sender.role is Role.STUDENT
    assert len(school.in_group()) == 1  # staff are never reminded there
    assert set(school.platform.private) == {MENTOR}
    (flag,) = await school.flags()
    assert (flag.raised.audience, flag.raised.sender.role) == (Audience.RESPONSIBLE, Role.STUDENT)
    async with school.unit_of_work() as uow:
        window = await uow.decisions.window(CLASS_2B, school.app.pipeline.window)
    assert len(window.marks) == 1  # only what staff write is not counted


@pytest.mark.parametrize("name", ["xX_gamer_Xx", "Sanne", "~"])
async def test_a_teacher_is_one_under_any_name(school: School, name: str) -> None:
    await link(school, SECOND)
    decided = await say(school, Sender(SECOND, name, Role.STUDENT))
    assert decided.message.sender == Sender(SECOND, name, Role.MENTOR)
    assert school.in_group() == []
    assert set(school.platform.private) == {TEAM_LEAD}


async def test_a_teacher_is_a_parent_where_their_own_child_is(school: School) -> None:
    await school.turn()  # who is admin was told before
    await link(school, SECOND)
    async with school.unit_of_work() as uow:
        await uow.people.join(Membership(CLASS_2B, WOLTERS, Role.GUARDIAN))
        await uow.commit()
    decided = await say(school, Sender(SECOND, "Moeder van Sem", Role.TEACHER))
    assert decided.message.sender.role is Role.GUARDIAN
    assert set(school.platform.private) == {TEAM_LEAD}  # stands in: nobody is told of their own
    assert len(school.in_group()) == 1


async def test_what_somebody_is_counts_from_the_next_message_on(school: School) -> None:
    await link(school, SECOND)
    teacher = Sender(SECOND, "mw. Wolters", Role.TEACHER)
    assert (await say(school, teacher, "hoi")).message.sender.role is Role.MENTOR
    await become(school, Role.COUNSELLOR)
    assert (await say(school, teacher, "hoi")).message.sender.role is Role.COUNSELLOR
    async with school.unit_of_work() as uow:
        await uow.people.unlink(SECOND)
        await uow.commit()
    assert (await say(school, teacher, "hoi")).message.sender.role is Role.STUDENT


async def test_an_edit_is_by_whom_it_is_as_well(school: School) -> None:
    message = school.platform.post(CLASS_2B, SANNE.account, "hoi")
    await school.turn()
    members = school.platform.groups[CLASS_2B].members
    members[SANNE.account] = Sender(SANNE.account, "mw. Wolters", Role.TEAM_LEAD)
    school.platform.edit(message, "sukkel")
    (decided,) = await school.turn()
    assert not decided.message.sender.role.is_staff


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (GroupKind.CLASS, Role.STUDENT),
        (GroupKind.PARENTS, Role.GUARDIAN),
        (GroupKind.STAFF, Role.TEACHER),
    ],
)
async def test_a_stranger_is_what_the_kind_of_group_makes_of_them_and_may_nothing(
    unit_of_work: UnitOfWorkFactory, kind: GroupKind, role: Role
) -> None:
    stranger = a_sender("dhr. Bos", Role.TEAM_LEAD, user_id="vreemd")
    group = replace(a_group(responsible=(stranger.account,)), kind=kind)
    school = await open_school(THOUGHTS, unit_of_work=unit_of_work, group=group)
    decided = await say(school, stranger)
    assert decided.message.sender.role is role
    await say(school, SANNE)
    assert stranger.account not in school.platform.private
    for flag in await school.flags():
        with pytest.raises(Forbidden):
            await school.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=stranger.account)


async def test_an_admin_who_only_calls_themselves_staff_is_told_of(school: School) -> None:
    fake = a_sender("mw. Wolters", Role.MENTOR, user_id="leerling-9")
    school.platform.join(CLASS_2B, fake, admin=True)
    await school.turn()
    assert any("mw. Wolters" in told for told in school.told(TEAM_LEAD))


async def test_admins_who_are_staff_are_not_told_of(school: School) -> None:
    await link(school, SECOND)
    school.platform.join(CLASS_2B, Sender(SECOND, "iemand", Role.STUDENT), admin=True)
    await school.turn()
    assert school.platform.private == {}


class Counting(MemoryPeopleStore):
    asked: list[int]

    @override
    async def roles(
        self, chat: ChatRef, accounts: Collection[AccountRef]
    ) -> Mapping[AccountRef, Role]:
        self.asked.append(len(accounts))
        return await super().roles(chat, accounts)

    @override
    async def known(self, subjects: Collection[Subject]) -> Mapping[Subject, Known]:
        self.asked.append(len(subjects))
        return await super().known(subjects)


async def counting() -> tuple[School, list[int]]:
    """How many people were asked for, each time."""
    database = MemoryDatabase()
    database.people = people = Counting(database.journal)
    people.asked = []
    school = await open_school(THOUGHTS, unit_of_work=lambda: MemoryUnitOfWork(database))
    return school, people.asked


async def test_a_flag_asks_once_for_all_whom_it_concerns_and_again_each_time() -> None:
    school, asked = await counting()
    await school.turn()
    for _ in range(2):
        school.post("sukkel")
    asked.clear()
    await school.decide()
    assert asked == [1, 4, 4]  # the sender; then with the three contacts, for each flag
    asked.clear()
    await school.app.outbox.deliver()
    assert asked == [4, 4]
    asked.clear()
    await school.app.digests.send(school.clock().date())
    assert asked == [3, 1, 4]  # the reader's own right, and however many flags
    asked.clear()
    flag, _ = await school.flags()
    await school.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=MENTOR)
    assert asked == [4]


async def test_a_batch_asks_once_for_all_people_of_a_group() -> None:
    school, asked = await counting()
    for _ in range(20):
        school.post("hoi")
        school.post("hoi", by=BRAM)
    await school.turn()
    assert asked == [3]  # Sanne, Bram, and the mentor as admin


# who hears of it and decides


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN])
async def test_who_runs_the_thing_hears_no_words_and_who_stands_in_does(
    school: School, role: Role
) -> None:
    await become(school, role)  # and is still listed as the group's mentor
    await say(school, SANNE)
    assert set(school.platform.private) == {TEAM_LEAD}
    await school.app.digests.send(school.clock().date())
    await school.app.outbox.deliver()
    assert set(school.platform.private) == {TEAM_LEAD}
    (flag,) = await school.flags()
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=MENTOR)


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.TECHNICAL_ADMIN, Role.GUARDIAN])
async def test_a_care_signal_goes_to_no_contact_who_may_not_see_it(
    school: School, role: Role
) -> None:
    await become(school, role, PersonId(COUNSELLOR.user_id))
    await say(school, SANNE, "help")
    assert school.platform.private == {}
    (flag,) = await school.flags()
    for by in (COUNSELLOR, MENTOR, TEAM_LEAD):
        with pytest.raises(Forbidden):
            await school.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=by)
    await school.app.digests.send(school.clock().date())
    async with school.unit_of_work() as uow:
        digests = [item.item for item in await uow.outbox.claim(school.clock(), 10)]
    assert [item.purpose for item in digests] == [Purpose.DIGEST]  # it lies unseen by nobody


async def test_a_second_account_neither_hears_nor_decides_its_own_matter(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    group = a_group(team_lead=None, responsible=(MENTOR, TEAM_LEAD))
    school = await open_school(THOUGHTS, unit_of_work=unit_of_work, group=group)
    await link(school, SECOND)
    await say(school, Sender(SECOND, "mw. Wolters", Role.MENTOR))
    assert set(school.platform.private) == {TEAM_LEAD}
    (flag,) = await school.flags()
    for by in (MENTOR, SECOND):
        with pytest.raises(Forbidden):
            await school.app.review.decide(flag.flag_id, Verdict.DISMISSED, by=by)
    await school.app.review.decide(flag.flag_id, Verdict.UPHELD, by=TEAM_LEAD)


async def test_a_second_account_decides_what_is_not_its_own(school: School) -> None:
    await link(school, SECOND)
    await say(school, SANNE)
    (flag,) = await school.flags()
    await school.app.review.decide(flag.flag_id, Verdict.UPHELD, by=SECOND)
    (flag,) = await school.flags()
    assert flag.state is FlagState.UPHELD


async def test_whoever_left_the_school_decides_nothing_any_more(school: School) -> None:
    await say(school, SANNE)
    async with school.unit_of_work() as uow:
        await uow.people.remove(WOLTERS)
        await uow.commit()
    (flag,) = await school.flags()
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, Verdict.UPHELD, by=MENTOR)
    await school.app.review.decide(flag.flag_id, Verdict.UPHELD, by=TEAM_LEAD)
