"""Nothing is read before people were told, and who says that they were answers for them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.errors import Forbidden, InputError
from bot.intake import Intake, Received
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM
from bot.model.event import MessagePosted
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform
from bot.model.member import Role, Sender
from bot.model.person import Person
from bot.ports import UnitOfWorkFactory
from bot.privacy.announcement import Announcements, one_group
from tests.support.builders import CLASS_2B, MENTOR, NOON, TEAM_LEAD, a_group, a_message
from tests.support.privacy import OFFICERS, SANNE, open_office
from tests.support.school import SANNE as SENDER
from tests.support.school import enrol, in_memory

TELEGRAM = ChatRef(Platform.TELEGRAM, ChatId("-100"))
LISA = replace(SANNE, person_id=PersonId("nummer-99"), classes=("3C",), born=None)
OLDER = replace(SANNE, person_id=PersonId("nummer-16"), born=date(2009, 1, 1))
TODAY = date(2026, 3, 2)


def groups() -> Iterator[ClassGroup]:
    yield replace(a_group(), announced=None)
    yield replace(a_group(TELEGRAM, name="3C", responsible=()), announced=None)


async def a_school() -> UnitOfWorkFactory:
    store = in_memory()
    async with store() as uow:
        await open_office(uow)
        for group in groups():
            await uow.groups.put(group)
        await enrol(
            uow,
            Sender(MENTOR, "mw. Wolters", Role.MENTOR),
            Sender(TEAM_LEAD, "dhr. Bos", Role.TEAM_LEAD),
        )
        for pupil in (SANNE, LISA, OLDER):
            await uow.people.put(pupil)
        await uow.commit()
    return store


def announcements(store: UnitOfWorkFactory) -> Announcements:
    return Announcements(store, lambda: NOON, AMSTERDAM)


async def told(store: UnitOfWorkFactory, chat: ChatRef = CLASS_2B) -> datetime | None:
    async with store() as uow:
        group = await uow.groups.get(chat)
    assert group is not None
    return group.announced


async def parents_told(store: UnitOfWorkFactory, pupil: Person) -> date | None:
    async with store() as uow:
        person = await uow.people.get(pupil.person_id)
    assert person is not None
    return person.parents_told


async def test_once_it_was_told_it_is_read() -> None:
    store = await a_school()
    await announcements(store).group("2B", by=MENTOR)
    assert await Intake(store).receive([MessagePosted(a_message())]) == Received(1, 0, 0)


async def test_it_is_written_down_who_said_so_and_how() -> None:
    store = await a_school()
    await announcements(store).group("2b", by=MENTOR, on=TODAY, how="in de mentorles")
    async with store() as uow:
        (entry,) = [entry async for entry in uow.audit.entries()]
    assert (entry.what, entry.by, entry.why) == (Audited.ANNOUNCED, MENTOR, "in de mentorles")
    assert entry.facts["on"] == "2026-03-02"
    assert entry.facts["chat"] == "memory:klas-2b"


@pytest.mark.parametrize(
    ("on", "moment"),
    [
        (None, NOON),
        (TODAY, NOON),
        (date(2026, 2, 27), datetime(2026, 2, 27, tzinfo=AMSTERDAM)),
    ],
)
async def test_it_may_be_of_an_earlier_day(on: date | None, moment: datetime) -> None:
    store = await a_school()
    await announcements(store).group("2B", by=TEAM_LEAD, on=on)
    assert await told(store) == moment


EARLIER = date(2026, 2, 27)


@pytest.mark.parametrize("again", [EARLIER, TODAY, None], ids=str)
async def test_a_day_that_was_put_down_stays_unless_it_is_said_to_be_wrong(
    again: date | None,
) -> None:
    store = await a_school()
    announced = announcements(store)
    await announced.group("2B", by=MENTOR, on=EARLIER)
    if again == EARLIER:
        await announced.group("2B", by=MENTOR, on=again)
    else:
        with pytest.raises(InputError, match=r"error\.privacy\.announced.*27-02-2026"):
            await announced.group("2B", by=MENTOR, on=again)
    assert await told(store) == datetime(2026, 2, 27, tzinfo=AMSTERDAM)
    async with store() as uow:
        assert len([entry async for entry in uow.audit.entries()]) == 1
    await announced.group("2B", by=MENTOR, on=TODAY, instead=True)
    assert await told(store) == NOON


async def test_what_is_to_come_has_not_been_told() -> None:
    store = await a_school()
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(InputError, match=r"error\.privacy\.future"):
        await announcements(store).group("2B", by=MENTOR, on=tomorrow)
    with pytest.raises(InputError, match=r"error\.privacy\.future"):
        await announcements(store).parents([SANNE.person_id], by=MENTOR, on=tomorrow)
    assert await told(store) is None
    assert await parents_told(store, SANNE) is None


@pytest.mark.parametrize("by", [MENTOR, OFFICERS, SENDER.account])
async def test_only_who_answers_for_a_group_says_so(by: AccountRef) -> None:
    store = await a_school()
    with pytest.raises(Forbidden):
        await announcements(store).group("3C", by=by)
    assert await told(store, TELEGRAM) is None


def test_a_group_is_named_by_its_name_or_its_id() -> None:
    first, second = groups()
    assert one_group([first, second], "3c") == second
    assert one_group([first, second], "telegram:-100") == second
    with pytest.raises(InputError, match=r"error\.group\.unknown"):
        one_group([first, second], "4A")
    with pytest.raises(InputError, match=r"error\.group\.several"):
        one_group([first, replace(second, name="2B")], "2B")


async def test_a_mentor_tells_parents_of_their_own_class() -> None:
    store = await a_school()
    await announcements(store).parents([SANNE.person_id], by=MENTOR, on=TODAY)
    assert await parents_told(store, SANNE) == TODAY
    async with store() as uow:
        (entry,) = await uow.audit.about(SANNE.person_id)
    assert (entry.what, entry.facts["who"]) == (Audited.ANNOUNCED, "parents")


async def test_a_mentor_tells_no_parents_of_another_class() -> None:
    store = await a_school()
    both = [SANNE.person_id, LISA.person_id]
    with pytest.raises(Forbidden):
        await announcements(store).parents(both, by=MENTOR, on=TODAY)
    assert await parents_told(store, SANNE) is None
    await announcements(store).parents(both, by=TEAM_LEAD, on=TODAY)
    assert await parents_told(store, LISA) == TODAY


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        (PersonId("0"), r"error\.privacy\.nobody"),
        (OLDER.person_id, r"error\.privacy\.no_parents"),
        (PersonId(MENTOR.user_id), r"error\.privacy\.no_parents"),
    ],
)
async def test_of_some_there_are_no_parents_to_tell(number: PersonId, wrong: str) -> None:
    store = await a_school()
    with pytest.raises(InputError, match=wrong):
        await announcements(store).parents([SANNE.person_id, number], by=TEAM_LEAD, on=TODAY)
    assert await parents_told(store, SANNE) is None


async def test_who_does_not_know_yet_is_counted_by_class() -> None:
    store = await a_school()
    untold = await announcements(store).status(by=OFFICERS)
    assert [group.name for group in untold.groups] == ["2B", "3C"]
    assert untold.classes == {"2B": 1, "3C": 1}
    async with store() as uow:
        assert [entry async for entry in uow.audit.entries()] == []


async def test_looking_at_numbers_is_written_down() -> None:
    store = await a_school()
    await announcements(store).status(by=OFFICERS, numbers=True)
    async with store() as uow:
        (entry,) = [entry async for entry in uow.audit.entries()]
    assert (entry.what, entry.facts["pupils"]) == (Audited.REVEAL, 2)


@pytest.mark.parametrize("numbers", [False, True])
async def test_a_mentor_sees_no_status_of_the_school(numbers: bool) -> None:
    with pytest.raises(Forbidden):
        await announcements(await a_school()).status(by=MENTOR, numbers=numbers)
