"""A pupil objects on Telegram, and another teacher than the one who decided answers."""

from datetime import timedelta

from bot.model.action import MeasureKind
from bot.model.appeal import AppealId, AppealState
from bot.model.audit import Audited
from bot.model.flag import FlagState, Verdict
from bot.model.ids import FlagId
from tests.integration.telegram.test_forgery import data_of, pressed
from tests.support.classes import account_of
from tests.support.lesson import Lesson, lesson
from tests.support.running import Installation
from tests.support.telegram import Message, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

INSULT = "noor je bent echt een vieze kankerhoer"
NEED = "ik wil niet meer leven"
WHY = "Het was een zin uit het boek dat we lezen. Zet dat er voortaan bij."


def texts(messages: list[Message]) -> str:
    return "\n".join(one.text for one in messages if not one.deleted)


async def warned(one: Lesson, words: str = INSULT) -> Message:
    """Sem, by the mentor."""
    await one.sem.starts()
    await one.sem.says(one.group, words)
    await one.guard.settles()
    flag = await one.mentor.receives("Melding 1")
    await one.guard.run.app.review.decide(
        FlagId(1), Verdict.UPHELD, by=account_of(one.mentor), measures=(MeasureKind.WARN,)
    )
    await one.guard.job("take_back")  # what was ordered is done
    return flag


async def state(one: Lesson, number: int = 1) -> AppealState:
    async with one.guard.store() as uow:
        appeal = await uow.appeals.get(AppealId(number))
    assert appeal is not None
    return appeal.state


async def last(reader: Person, words: str) -> Message:
    await reader.receives(words)
    return [m for m in reader.inbox if words in m.text][-1]


async def test_an_objection_is_upheld_by_another_and_all_of_it_is_turned(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        flag = await warned(one)
        await one.sem.writes("/bezwaar het was een citaat uit een boek")
        await one.sem.receives("Je bezwaar is binnen (nummer 1)")
        notice = await one.teacher.receives("Bezwaar 1 · TL3B")
        assert notice.buttons == ["Bekijk", "Gegrond", "Niet gegrond"]
        await one.guard.settles()
        assert "Bezwaar" not in texts([*one.mentor.inbox, *one.lead.inbox])

        # The words again, with who decided what.
        await one.teacher.presses(notice, "Bekijk")
        await one.guard.settles()
        seen = await last(one.teacher, "Terecht: besloten door A. de Vries")
        assert "kankerhoer" in seen.text

        # Chosen, asked, written, shown, sent.
        answer = await one.teacher.presses(notice, "Gegrond")
        assert answer is not None
        await one.teacher.receives("Schrijf nu in gewone woorden waarom")
        await one.teacher.writes(WHY)
        shown = await one.teacher.receives("Dit krijgt de leerling te lezen")
        assert WHY in shown.text
        assert WHY not in texts(one.sem.inbox)
        await one.teacher.presses(shown, "Verstuur")
        await one.guard.settles()
        told = [m for m in one.sem.sees(one.group) if WHY in m.text] or [
            m for m in one.sem.inbox if WHY in m.text
        ]
        assert "D. Kok" in told[0].text
        assert "is gegrond" in told[0].text
        assert WHY not in texts(one.noor.sees(one.group))

        # Everywhere it reads so, and no words are left but in the evidence, for a time.
        assert "Na bezwaar toch onterecht: besloten door D. Kok" in flag.text
        assert "Gegrond: beantwoord door D. Kok" in notice.text
        assert notice.buttons == []
        for message in (flag, seen, notice):
            assert "kankerhoer" not in message.text
            assert "citaat" not in message.text
        async with one.guard.store() as uow:
            strikes = await uow.strikes.of(account_of(one.sem))
            (kept,) = await uow.flags.find()
        assert list(strikes) == []
        assert (kept.state, kept.raised.evidence.text) == (FlagState.DISMISSED, INSULT)
        *_, ruled = await one.guard.audited(Audited.APPEAL)
        assert (ruled.by, ruled.facts["state"]) == (account_of(one.teacher), "granted")


async def test_what_a_pupil_or_the_first_to_decide_tries_changes_nothing(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        await warned(one)
        await one.sem.writes("/bezwaar het was een citaat")
        notice = await one.teacher.receives("Bezwaar 1 · TL3B")

        for person in (one.sem, one.noor, one.mentor, one.other, one.care):
            for label in ("Bekijk", "Gegrond", "Niet gegrond"):
                answer = await pressed(person, notice, data_of(notice, label))
                assert "voor iemand anders" in answer
            await person.writes(f"/antwoord 1 {WHY}")
        await one.guard.settles()
        assert await state(one) is AppealState.OPEN
        for person in (one.sem, one.noor, one.other, one.care):
            assert "kankerhoer" not in texts(person.inbox)
        assert WHY not in texts(one.sem.inbox)

        # The same pupil again, and again.
        for _ in range(4):
            await one.sem.writes("/bezwaar het was echt een citaat")
        await one.guard.settles()
        assert texts(one.teacher.inbox).count("Bezwaar") == 1

        # What somebody in need writes is heard, and shown to nobody else.
        await one.noor.starts()
        await one.noor.writes(f"/bezwaar {NEED}")
        await one.care.receives("ZORGSIGNAAL")
        await one.guard.settles()
        for colleague in (one.mentor, one.teacher, one.lead):
            assert "leven" not in texts(colleague.inbox)


async def test_nobody_answers(school: Installation) -> None:
    async with lesson(school) as one:
        await warned(one)
        await one.sem.writes("/bezwaar het was een citaat")
        await one.teacher.receives("Bezwaar 1 · TL3B")
        before = len(one.teacher.inbox)

        await one.guard.comes_to_school(timedelta(days=7))
        await one.guard.job("appeals")
        await one.teacher.receives("Op bezwaar 1 is nog geen antwoord gekomen")
        assert len(one.teacher.inbox) == before + 1
        await one.guard.job("appeals")
        assert len(one.teacher.inbox) == before + 1
        assert "bezwaar 1" not in texts(one.lead.inbox)

        await one.guard.comes_to_school(timedelta(days=7))
        await one.guard.job("appeals")
        notice = await one.lead.receives("Op bezwaar 1 heeft na twee weken nog niemand geantwoord")
        await one.lead.presses(notice, "Niet gegrond")
        await one.lead.writes("Ik heb met je gesproken. Het besluit blijft.")
        shown = await one.lead.receives("Dit krijgt de leerling te lezen")
        await one.lead.presses(shown, "Verstuur")
        await one.guard.settles()
        assert await state(one) is AppealState.DENIED
