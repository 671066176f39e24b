"""Measures of staff on Telegram: chosen, shown, carried out, looked at afterwards, taken back."""

import pytest

from bot.model.audit import Audited
from bot.model.ids import FlagId
from tests.support.classes import account_of, chat_of
from tests.support.guarding import guarding
from tests.support.lesson import Lesson, lesson
from tests.support.running import Installation
from tests.support.telegram import Impossible, Message, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

INSULT = "noor je bent echt een vieze kankerhoer"
NEED = "ik wil niet meer leven"


async def flagged(one: Lesson) -> Message:
    """As the mentor reads it."""
    await one.sem.starts()
    await one.sem.says(one.group, INSULT)
    await one.guard.settles()
    return await one.mentor.receives("Melding 1 · TL3B")


async def chosen(one: Lesson, what: str, shown: str, *, by: Person | None = None) -> Message:
    who = by or one.mentor
    flag = await who.receives("Melding 1 · TL3B")
    await who.presses(flag, "Meer…")
    menu = await who.receives("Wat volgt er")
    await who.presses(menu, what)
    return await who.receives(shown)


async def done(one: Lesson) -> list[tuple[object, object, object]]:
    """What came of measures, as the audit has it."""
    await one.guard.settles()
    entries = await one.guard.audited(Audited.MEASURE)
    return [
        (entry.facts["measure"], entry.facts["outcome"], entry.facts["flag"])
        for entry in entries
        if "outcome" in entry.facts
    ]


def read_by(user: Person) -> str:
    return "\n".join(one.text for one in user.inbox)


async def test_a_warning_in_own_words_outlives_a_restart(school: Installation) -> None:
    async with lesson(school) as one:
        flag = await flagged(one)
        await one.mentor.presses(flag, "Waarschuw")
        await one.mentor.receives("Dit leest de leerling")
        assert "geeft je een waarschuwing" not in read_by(one.sem)
        mentor, sem, inbox = one.mentor, one.sem, len(one.mentor.inbox)
    async with guarding(school) as guard:
        await mentor.writes("Sem, kom je morgen even langs? Dit kan echt niet.")
        preview = await mentor.receives("Groet, A. de Vries")
        assert len(mentor.inbox) > inbox
        await mentor.presses(preview, "Verstuur")
        await guard.settles()
        (told,) = [m for m in one.group.ephemeral.values() if m.seen_by is sem]
        assert "Sem, kom je morgen even langs?" in told.text
        assert told.text in preview.text
        assert "/bezwaar" in told.text
        await guard.settles()
        async with guard.store() as uow:
            assert len(await uow.strikes.of(account_of(sem))) == 1


async def test_a_cry_for_help_and_a_command_are_no_words_of_a_warning(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        flag = await flagged(one)
        await one.mentor.presses(flag, "Waarschuw")
        await one.mentor.receives("Dit leest de leerling")
        await one.mentor.writes("/help")
        await one.mentor.writes(NEED)
        await one.care.receives("ZORGSIGNAAL 2")
        await one.guard.settles()
        assert "Groet, A. de Vries" not in read_by(one.mentor)
        await one.mentor.writes("Sem, dit kan niet.")
        await one.mentor.receives("Groet, A. de Vries")


async def test_a_pupil_is_muted_until_then_and_it_is_lifted(school: Installation) -> None:
    async with lesson(school) as one:
        await flagged(one)
        sure = await chosen(one, "Demp een week", "kan dan niet schrijven")
        await one.mentor.presses(sure, "Demp")
        told = await one.sem.receives("A. de Vries heeft besloten", one.group)
        assert told.seen_by is one.sem
        assert told.text in sure.text
        assert await done(one) == [("MuteMember", "done", 1)]
        with pytest.raises(Impossible):
            await one.sem.says(one.group, "hallo?")
        assert one.group.member(one.sem).until > 0
        muted = await one.mentor.receives("ik demp de afzender")
        await one.mentor.presses(muted, "Dempen opheffen")
        assert (await done(one))[1:] == [("LiftMute", "done", 1)]
        await one.sem.says(one.group, "ik ben er weer")


async def test_an_appeal_that_is_upheld_ends_the_mute(school: Installation) -> None:
    async with lesson(school) as one:
        await flagged(one)
        sure = await chosen(one, "Demp een week", "kan dan niet schrijven")
        await one.mentor.presses(sure, "Demp")
        await one.guard.settles()
        assert one.group.member(one.sem).status == "restricted"
        async with one.guard.store() as uow:
            flag = await uow.flags.get(FlagId(1))
            assert flag is not None
            review = one.guard.run.app.review
            await review.overturn_in(uow, flag, account_of(one.lead))
        assert (await done(one))[1:] == [("LiftMute", "done", 1)]
        assert one.group.member(one.sem).status == "member"


async def test_a_pupil_is_removed_and_reads_why(school: Installation) -> None:
    async with lesson(school) as one:
        await flagged(one)
        sure = await chosen(one, "Uit de groep", "Weet u het zeker?")
        await one.mentor.presses(sure, "Ja, uit de groep")
        assert await done(one) == [("RemoveMember", "done", 1)]
        assert not one.group.member(one.sem).present
        (told,) = [m for m in one.group.ephemeral.values() if m.seen_by is one.sem]
        assert "/bezwaar" in told.text
        assert "artikel 4.1" in told.text
        one.group.join(one.sem)  # who is invited again may come back


@pytest.mark.parametrize(
    ("what", "press", "shown"),
    [("Demp een week", "Demp", "kan dan"), ("Uit de groep", "Ja, uit de groep", "Weet u het")],
)
async def test_what_the_bot_may_not_is_told_with_what_to_do(
    school: Installation, what: str, press: str, shown: str
) -> None:
    async with lesson(school) as one:
        flag = await flagged(one)
        sure = await chosen(one, what, shown)
        await one.mentor.promotes(one.telegram.bot_user, one.group, can_restrict_members=False)
        await one.mentor.presses(sure, press)
        told = await one.mentor.receives("Ik heb dat recht niet in de groep")
        assert "zelf bij de leden van de groep" in told.text
        assert [outcome for _, outcome, _ in await done(one)] == ["no_permission"]
        assert "niet gelukt" in flag.text
        assert "Ik heb dat recht niet" not in read_by(one.teacher)


async def test_a_pupil_who_administers_the_group_cannot_be_muted(school: Installation) -> None:
    async with lesson(school) as one:
        await flagged(one)
        sure = await chosen(one, "Demp een week", "kan dan niet")
        await one.mentor.promotes(one.sem, one.group)
        await one.mentor.presses(sure, "Demp")
        await one.mentor.receives("De afzender is zelf beheerder")
        assert [outcome for _, outcome, _ in await done(one)] == ["is_admin"]


async def test_in_a_basic_group_nobody_can_be_muted(school: Installation) -> None:
    async with lesson(school, kind="group") as one:
        await flagged(one)
        sure = await chosen(one, "Demp een week", "kan dan niet")
        await one.mentor.presses(sure, "Demp")
        await one.mentor.receives("Dit kan alleen in een supergroep")
        assert [outcome for _, outcome, _ in await done(one)] == ["unsupported"]
        await one.guard.job("checks")
        await one.mentor.writes("/maatregel 1")
        await one.guard.settles()
        await one.mentor.presses(await one.mentor.receives("Wat volgt er"), "Demp een week")
        await one.mentor.receives("Dempen kan ik in deze groep niet")


async def test_somebody_elses_button_does_nothing(school: Installation) -> None:
    async with lesson(school) as one:
        await flagged(one)
        sure = await chosen(one, "Uit de groep", "Weet u het zeker?")
        data = (sure.markup or {})["inline_keyboard"][0][0]["callback_data"]
        other = await chosen(one, "Demp een week", "kan dan niet", by=one.teacher)
        row = (other.markup or {})["inline_keyboard"][0]
        row[0]["callback_data"] = data
        answer = await one.teacher.presses(other, data)
        assert answer is not None
        assert answer.text == "Deze knop is voor iemand anders, of werkt niet meer."
        await one.guard.settles()
        assert one.group.member(one.sem).present


# closing


async def fights(one: Lesson) -> Message:
    """What the mentor reads, who takes part in it."""
    await one.sem.says(one.group, INSULT)
    await one.mentor.says(one.group, "jongens, rustig")
    for _ in range(2):
        await one.sem.says(one.group, INSULT)
    await one.guard.settles()
    return await one.mentor.receives("loopt het gesprek uit de hand")


async def test_a_group_is_closed_and_opened_by_whoever_comes_after_a_crash(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        await one.mentor.permits(
            one.group, "can_send_messages", "can_send_photos", "can_react_to_messages"
        )
        before = set(one.group.everyone_may)
        told = await fights(one)
        assert "5.1.3" in told.text
        assert "B. Bos" in told.text
        assert told.buttons == ["Sluit de groep 15 minuten"]
        assert "uit de hand" not in read_by(one.lead) + read_by(one.teacher)
        await one.mentor.presses(told, "Sluit de groep 15 minuten")
        await one.guard.job("closings")
        await one.noor.receives("Deze groep is dicht tot", one.group)
        assert one.group.everyone_may == {"can_react_to_messages"}
        with pytest.raises(Impossible):
            await one.noor.says(one.group, "maar")
        group, noor = one.group, one.noor
        assert (await one.kept()).closing is not None
    async with guarding(school) as guard:
        await guard.passes(minutes=16)
        await guard.job("closings")
        await noor.receives("De groep is weer open", group)
        assert group.everyone_may == before
        async with guard.store() as uow:
            kept = await uow.groups.get(chat_of(group))
        assert kept is not None
        assert kept.closing is None


async def test_after_a_restart_nobody_is_asked_to_stop_again(school: Installation) -> None:
    async with lesson(school) as one:
        await fights(one)
    async with guarding(school) as guard:
        one.guard = guard
        await fights(one)
        await guard.settles()
        assert read_by(one.mentor).count("loopt het gesprek uit de hand") == 1


async def test_what_telegram_answers_twice_is_closed_once(school: Installation) -> None:
    """Killed between doing it and writing that down: the same call is refused as no change."""
    async with lesson(school) as one:
        before = set(one.group.everyone_may)
        told = await fights(one)
        await one.mentor.presses(told, "Sluit de groep 15 minuten")
        one.telegram.cut_next("setChatPermissions", after=True)
        await one.guard.job("closings")
        assert "can_send_messages" not in one.group.everyone_may
        await one.guard.job("closings")
        await one.noor.receives("Deze groep is dicht tot", one.group)
        await one.guard.passes(minutes=16)
        one.telegram.cut_next("setChatPermissions", after=True)
        await one.guard.job("closings")
        await one.guard.job("closings")
        await one.noor.receives("De groep is weer open", one.group)
        assert one.group.everyone_may == before


async def test_without_the_right_the_group_stays_open(school: Installation) -> None:
    async with lesson(school) as one:
        told = await fights(one)
        await one.mentor.promotes(one.telegram.bot_user, one.group, can_restrict_members=False)
        await one.mentor.presses(told, "Sluit de groep 15 minuten")
        await one.guard.job("closings")
        await one.mentor.receives("TL3B kan ik niet sluiten")
        assert "can_send_messages" in one.group.everyone_may
        assert (await one.kept()).closing is None
