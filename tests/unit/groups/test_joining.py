"""The bot comes into a group: it says who it is and asks staff, and nobody else, whose it is."""

from datetime import timedelta

import pytest

from bot.answering.offers import Offer, Offered
from bot.model.audit import Audited
from bot.model.group import Stage
from bot.model.ids import PersonId
from bot.model.member import Role, Sender
from bot.model.person import Membership, Person
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
)


async def labels(around: Around) -> list[str]:
    (say,) = await around.said()
    return [button.label for row in say.buttons for button in row]


async def test_it_says_who_it_is_and_what_it_is_not() -> None:
    around = await a_school(Live(rules_link="https://school.example/regels", help="Els, lokaal 3"))
    await around.add_bot()
    (say,) = await around.said()
    assert say.to == GROUP
    for words in (
        "Klaswacht",
        "Het Voorbeeld",
        "GEEN noodlijn",
        "112",
        "terecht bij: Els, lokaal 3",
    ):
        assert words in say.text
    assert "https://school.example/regels" in say.text
    assert "mw. Wolters, van welke klas" in say.text


async def test_nothing_is_read_before_it_is_bound() -> None:
    around = await a_school()
    await around.add_bot()
    group = await around.the_group()
    assert (group.stage, group.announced, group.is_read) == (Stage.UNBOUND, None, False)
    assert group.since == around.clock()


@pytest.mark.parametrize(
    ("by", "offered"),
    [(MENTOR, ["2B"]), (TEACHER, ["3C", "2B2"]), (LEAD, ["2B", "2B2", "3C"])],
    ids=["mentor", "teacher", "team lead"],
)
async def test_staff_are_asked_for_their_own_classes(by: Sender, offered: list[str]) -> None:
    around = await a_school()
    await around.add_bot(by)
    assert await labels(around) == offered


async def test_the_buttons_are_only_for_who_was_asked() -> None:
    around = await a_school()
    await around.add_bot()
    (say,) = await around.said()
    ((button,),) = say.buttons
    offers = around.groups.front.offers
    assert offers.taken(around.pressed(button.press, MENTOR)) == Offer(Offered.CLASS, "2B")
    assert offers.taken(around.pressed(button.press, PUPIL)) is None
    assert offers.taken(around.pressed(button.press, TEACHER)) is None
    assert offers.taken(around.pressed(button.press, ANONYMOUS)) is None


@pytest.mark.parametrize(
    "by",
    [STRANGER, PUPIL, CHANNEL, ANONYMOUS, COUNSELLOR, OFFICER],
    ids=["stranger", "pupil", "channel", "anonymous admin", "counsellor", "privacy officer"],
)
async def test_whoever_else_adds_it_reads_whom_to_ask(by: Sender) -> None:
    around = await a_school()
    await around.add_bot(by)
    (say,) = await around.said()
    assert say.buttons == ()
    assert "Vraag het je mentor of docent" in say.text
    assert (await around.the_group()).stage is Stage.UNBOUND


async def test_a_parent_of_this_group_is_no_teacher_in_it() -> None:
    around = await a_school()
    async with around.work() as uow:
        await uow.people.join(Membership(GROUP, PersonId("p1"), Role.GUARDIAN))
    await around.add_bot(MENTOR)
    assert await labels(around) == []


async def test_a_class_that_fits_under_no_button_is_left_to_the_command() -> None:
    around = await a_school()
    async with around.work() as uow:
        names = ("klas 2.B", "x" * 60)
        one = Person(person_id=PersonId("p1"), name="mw. W", role=Role.MENTOR, classes=names)
        await uow.people.put(one)
    await around.add_bot()
    (say,) = await around.said()
    assert say.buttons == ()
    assert "/klas" in say.text


async def test_it_can_be_asked_again_by_staff_only() -> None:
    around = await a_school()
    await around.add_bot(STRANGER)
    await around.said()
    async with around.work() as uow:
        assert await around.groups.joining.ask(uow, GROUP, MENTOR) == ""
        assert "alleen een medewerker" in await around.groups.joining.ask(uow, GROUP, PUPIL)
        assert "ken deze groep niet" in await around.groups.joining.ask(uow, OTHER_GROUP, MENTOR)
    assert await labels(around) == ["2B"]
    (refused,) = await around.audit(Audited.REFUSED)
    assert (refused.by, refused.facts["act"]) == (PUPIL.account, "announce")


async def test_a_group_that_nobody_binds_is_left_after_a_day_and_forgotten() -> None:
    around = await a_school()
    await around.add_bot(STRANGER)
    await around.said()
    around.clock.forward(hours=23)
    async with around.work() as uow:
        assert await around.groups.joining.overdue(uow, around.clock()) == 0
    around.clock.forward(hours=1)
    async with around.work() as uow:
        assert await around.groups.joining.overdue(uow, around.clock()) == 1
    assert await around.left() == [GROUP]
    assert await around.group() is None
    assert await around.happened() == ["added", "left"]


async def test_a_group_that_is_bound_is_never_left() -> None:
    around = await a_school()
    await around.bound()
    async with around.work() as uow:
        now = around.clock() + timedelta(days=400)
        assert await around.groups.joining.overdue(uow, now) == 0
    assert await around.left() == []


async def test_a_bot_that_is_added_to_a_bound_group_keeps_everything() -> None:
    around = await a_school()
    group = await around.bound()
    await around.add_bot(STRANGER)
    assert await around.the_group() == group
    assert await around.said() == []
    assert around.groups.asked == {GROUP}


async def test_one_that_was_put_out_says_that_it_does_not_read_along_yet() -> None:
    around = await a_school()
    group = await around.bound()
    async with around.work() as uow:
        await around.groups.binding.stop(uow, group, MENTOR)
    await around.said()
    await around.add_bot(STRANGER)
    assert (await around.the_group()).stage is Stage.OFF
    told = await around.told(group=True)
    assert "Ik lees nog niet mee" in told[GROUP]
    assert "nog niet mee" in told[MENTOR.account]
