"""What a pupil may try so that nobody reads what they wrote."""

from bot.model.audit import Audited
from bot.model.flag import Flag
from tests.support.lesson import Lesson, lesson
from tests.support.running import Installation
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE
INSULT = "noor je bent echt een vieze kankerhoer"
NEED = "ik wil niet meer leven, ik maak er vanavond een eind aan"


async def flags(one: Lesson) -> list[Flag]:
    await one.guard.settles()
    async with one.guard.store() as uow:
        return [*await uow.flags.find()]


async def test_words_that_are_edited_in_later(school: Installation) -> None:
    async with lesson(school) as one:
        said = await one.sem.says(one.group, "hoi allemaal")
        await one.sem.edits(said, f"/x {INSULT}")
        cry = await one.noor.says(one.group, "hoi")
        await one.noor.edits(cry, f"/help {NEED}")
        await one.sem.starts()
        alone = await one.sem.writes("hoi")
        await one.sem.edits(alone, NEED)

        raised = [flag.raised for flag in await flags(one)]
        assert sorted(one.care is not None for one in raised) == [False, True, True]
        (rude,) = [one for one in raised if one.care is None]
        assert INSULT in rude.evidence.text


async def test_words_behind_a_command_that_takes_none(school: Installation) -> None:
    async with lesson(school) as one:
        said = await one.sem.says(one.group, f"/waarom {INSULT}")
        (by_sem,) = await flags(one)
        assert said.deleted
        assert INSULT in by_sem.raised.evidence.text

        channel = one.telegram.channel("Sems kanaal")
        await one.sem.says_as_channel(one.group, channel, f"/meld {INSULT}")
        await one.sem.says_as_channel(one.group, channel, f"/waarom {NEED}")
        _, rude, need = await flags(one)
        assert INSULT in rude.raised.evidence.text
        assert need.raised.care is not None


async def test_a_cry_behind_a_command_is_told_once(school: Installation) -> None:
    async with lesson(school) as one:
        await one.sem.starts()
        said = await one.sem.says(one.group, f"/waarom {NEED}")
        (need,) = await flags(one)
        assert said.deleted
        assert need.raised.care is not None


async def test_nobody_fills_the_audit(school: Installation) -> None:
    async with lesson(school) as one:
        before = len(await one.guard.audited(Audited.REFUSED))
        for number in range(5):
            await one.sem.says(one.group, "/klas TL3B")
            await one.sem.starts(f"verzonnen{number}")
        await one.guard.settles()
        assert len(await one.guard.audited(Audited.REFUSED)) - before == 2


async def test_who_writes_as_the_group_is_not_warned_before_all(school: Installation) -> None:
    async with lesson(school) as one:
        await one.mentor.promotes(one.sem, one.group)
        await one.sem.says_anonymously(one.group, INSULT)
        flag = await one.mentor.receives("Melding 1")
        assert "Verberg" in flag.buttons
        assert "Waarschuw" not in flag.buttons
