"""A group of a class gets another id: nothing that is said around it is lost, and nothing that
stands in the old one is offered or done."""

import pytest

from bot.model.audit import Audited
from bot.model.group import Stage
from tests.support.lesson import Lesson, lesson
from tests.support.running import Installation
from tests.support.telegram import Message, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

INSULT = "noor je bent echt een vieze kankerhoer"
NEED = "ik wil niet meer leven"


async def moves(one: Lesson) -> None:
    one.group = await one.group.migrate()
    await one.guard.settles()


async def asked_later(one: Lesson) -> Message:
    """The flag as the mentor reads it once more."""
    await one.guard.settles()
    before = len(one.mentor.inbox)
    await one.mentor.presses(_flag(one.mentor), "Later")
    await one.guard.settles()
    await one.guard.passes(days=4)
    await one.guard.job("later")
    assert len(one.mentor.inbox) > before
    return _flag(one.mentor)


def _flag(person: Person) -> Message:
    return [message for message in person.inbox if message.buttons][-1]


async def test_what_is_said_at_the_moment_of_the_move_is_heard(school: Installation) -> None:
    async with lesson(school, kind="group") as one:
        async with one.guard.run.app.unit_of_work():  # the bot is busy: all comes at once
            one.group = await one.group.migrate()
            await one.sem.says(one.group, INSULT)
            await one.noor.says(one.group, NEED)
        await one.mentor.receives("kankerhoer")
        await one.care.receives("ZORGSIGNAAL")


async def test_nothing_is_offered_for_what_stands_in_the_old_group(school: Installation) -> None:
    async with lesson(school, kind="group") as one:
        await one.sem.says(one.group, INSULT)
        await one.mentor.receives("kankerhoer")
        await moves(one)
        assert "Verberg" not in (await asked_later(one)).buttons


async def test_to_hide_what_stands_in_the_old_group_is_not_done_and_says_so(
    school: Installation,
) -> None:
    async with lesson(school, kind="group") as one:
        await one.sem.says(one.group, INSULT)
        flag = await one.mentor.receives("kankerhoer")
        await moves(one)
        await one.mentor.presses(flag, "Verberg")
        await one.guard.settles()
        assert one.telegram.called("deleteEphemeralMessage")[1:] == []
        (measure,) = await one.guard.audited(Audited.MEASURE)
        assert measure.facts["outcome"] == "no_permission"


async def test_what_was_reported_privately_stays_private(school: Installation) -> None:
    async with lesson(school, kind="group") as one:
        await one.sem.starts()
        await one.sem.writes("/meld TL3B iemand stuurde mij nare dingen")
        await one.mentor.receives("nare dingen")
        await moves(one)
        assert "Verberg" not in (await asked_later(one)).buttons


@pytest.mark.parametrize("lost", ["migrate_to_chat_id", "migrate_from_chat_id", "neither"])
async def test_the_old_group_or_the_new_one_may_tell_it(school: Installation, lost: str) -> None:
    async with lesson(school, kind="group") as one:
        await one.guard.settles()
        async with one.guard.run.app.unit_of_work():
            one.group = await one.group.migrate()
            one.telegram.updates.forget(lost)
            await one.sem.says(one.group, INSULT)
        await one.mentor.receives("kankerhoer")
        await one.guard.settles()
        happened = [entry.facts["happened"] for entry in await one.guard.audited(Audited.GROUP)]
        assert happened.count("moved") == 1


async def test_a_move_that_was_never_told_is_found_out(school: Installation) -> None:
    async with lesson(school, kind="group") as one:
        await one.guard.settles()
        async with one.guard.run.app.unit_of_work():
            one.group = await one.group.migrate()
            one.telegram.updates.forget()
        await one.guard.passes(hours=30)
        await one.guard.job("checks")
        assert (await one.kept()).stage is Stage.ON
        await one.sem.says(one.group, INSULT)
        await one.mentor.receives("kankerhoer")


async def test_that_the_bot_was_put_out_and_never_told_is_found_out(school: Installation) -> None:
    async with lesson(school) as one:
        await one.guard.settles()
        async with one.guard.run.app.unit_of_work():
            await one.mentor.removes(one.telegram.bot_user, one.group)
            one.telegram.updates.forget()
        await one.guard.passes(hours=30)
        for _ in range(2):
            await one.guard.job("checks")
        await one.mentor.receives("bleek dat de bot er niet meer in zit")
        assert (await one.kept()).stage is Stage.OFF
        told = [message for message in one.mentor.inbox if "Niemand bewaakt" in message.text]
        assert len(told) == 1
