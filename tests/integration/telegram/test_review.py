"""Staff review flags on Telegram: a burst, a colleague who is away, what nobody decides."""

from datetime import timedelta

from bot.model.flag import FlagState, StepKind
from bot.model.ids import FlagId
from tests.support.lesson import Lesson, lesson
from tests.support.running import Installation
from tests.support.telegram import Message, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

INSULT = "noor je bent echt een vieze kankerhoer"
NAMES = ("daan", "eva", "tim", "lotte", "milan", "sara", "finn")
"""Each is called names once: a burst, and nobody is harassed."""


async def states(one: Lesson) -> list[FlagState]:
    async with one.guard.store() as uow:
        flags = await uow.flags.find()
    return [flag.state for flag in sorted(flags, key=lambda flag: flag.flag_id)]


async def last(reader: Person, words: str) -> Message:
    await reader.receives(words)
    return [m for m in reader.inbox if words in m.text][-1]


def heard(reader: Person, words: str) -> list[str]:
    return [m.text for m in reader.inbox if words in m.text and not m.deleted]


async def test_a_burst_is_looked_at_and_dismissed_together(school: Installation) -> None:
    async with lesson(school) as one:
        for number, name in enumerate(NAMES):
            writer = one.noor if number % 2 else one.sem
            await writer.says(one.group, f"{name} je bent echt een vieze sukkel")
            await one.guard.settles()
        every = len(NAMES)
        assert await states(one) == [FlagState.OPEN] * every
        await one.guard.passes(minutes=11)
        await one.guard.job("bursts")
        more = await last(one.mentor, "Nog ")
        (label,) = more.buttons
        assert label == f"Alle {every - 3} bekijken"
        await one.mentor.presses(more, label)
        await one.guard.settles()
        listed = await last(one.mentor, "U kunt ze samen besluiten")
        await one.mentor.presses(listed, "Alle onterecht")
        await one.guard.settles()
        asked = await last(one.mentor, "Weet u het zeker")
        assert f"Dit zijn {every - 3} meldingen over 2 leerlingen" in asked.text
        assert set(await states(one)) == {FlagState.OPEN}
        await one.mentor.presses(asked, f"Ja, alle {every - 3}")
        await one.guard.settles()
        assert await states(one) == [FlagState.OPEN] * 3 + [FlagState.DISMISSED] * (every - 3)
        # Their words are gone from the list that the mentor read.
        shown = [m for m in one.mentor.inbox if m.text.startswith(f"Melding {every} ")]
        assert all("vieze" not in m.text for m in shown)


async def test_while_the_mentor_is_away_the_colleague_reads_and_decides(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        until = (one.guard.time() + timedelta(days=5)).date()
        await one.mentor.writes(f"/afwezig tot {until:%d-%m} E. Mulder")
        await one.mentor.receives("gaan ze naar E. Mulder")
        await one.other.receives("A. de Vries is er niet")
        await one.sem.says(one.group, INSULT)
        await one.guard.settles()
        flag = await one.other.receives("Melding 1")
        assert not heard(one.mentor, "Melding 1")
        await one.other.presses(flag, "Terecht")
        await one.guard.settles()
        assert await states(one) == [FlagState.UPHELD]

        await one.mentor.writes("/terug")
        await one.mentor.receives("Welkom terug")
        await one.sem.says(one.group, f"{INSULT} en stom")
        await one.guard.settles()
        assert heard(one.mentor, "Melding 2")
        assert not heard(one.other, "Melding 2")


async def test_what_nobody_decides_is_asked_once_and_then_the_team_lead(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        await one.sem.says(one.group, INSULT)
        await one.guard.settles()
        await one.mentor.receives("Melding 1")
        for _ in range(3):
            await one.guard.job("undecided")
        assert not heard(one.mentor, "nog niets besloten")
        for _ in range(8):
            await one.guard.comes_to_school(timedelta(days=1))
            for _ in range(2):
                await one.guard.job("undecided")
        assert len(heard(one.mentor, "nog niets besloten")) == 1
        assert len(heard(one.lead, "besloot nog niemand")) == 1
        async with one.guard.store() as uow:
            kinds = [step.kind for step in await uow.flags.steps(FlagId(1))]
        assert kinds == [StepKind.TOLD, StepKind.REMINDED, StepKind.ESCALATED]
        await one.mentor.writes("/open 1")
        await one.mentor.receives("Nog niet besloten: de teamleider is ingelicht")
