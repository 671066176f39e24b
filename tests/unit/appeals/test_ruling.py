"""What follows from an answer: for the pupil, the flag, the reminder, and what was learned."""

from datetime import timedelta

import pytest

from bot.appeals.overdue import Overdue
from bot.appeals.whose import may_decide
from bot.errors import Forbidden
from bot.model.absence import Absence
from bot.model.appeal import AppealState
from bot.model.audit import Audited
from bot.model.flag import FlagState, StepKind, Verdict
from bot.model.member import Role, Sender
from bot.model.outbox import Purpose
from bot.model.retention import Retention
from bot.privacy.erasure import forget
from bot.privacy.retention import RetentionRun
from bot.rights import who_is
from tests.unit.appeals.making import DENY, GRANT, GROUP, WHY, Case, a_case, button
from tests.unit.commands.making import LEAD, MENTOR, OTHER_MENTOR, SANNE, somebody


async def test_an_upheld_appeal_turns_all_that_followed() -> None:
    case = await a_case()
    number = await case.flagged()
    await case.reminded(number)
    await _uphold(case, number)
    notice = await case.objects("1 het was een citaat")

    _, said = await case.answers(notice, OTHER_MENTOR)

    async with case.around.store() as uow:
        assert list(await uow.strikes.of(SANNE.account)) == []
        (reminder,) = await uow.reminders.of(SANNE.account)
        verdict, steps = await uow.flags.verdict(number), await uow.flags.steps(number)
    assert reminder.withdrawn
    assert (await case.flag(number)).state is FlagState.DISMISSED
    assert verdict is not None
    assert (verdict.verdict, verdict.by) == (Verdict.UPHELD, MENTOR.account)
    assert [step.kind for step in steps][-2:] == [StepKind.APPEALED, StepKind.GRANTED]
    assert case.learner.corrected == [number]
    assert "Een waarschuwing die je ervoor kreeg, telt niet meer mee" in said.to(SANNE)
    assert {item.purpose for item in said.items} >= {Purpose.RULING}
    *_, entry = await case.around.audited(Audited.APPEAL)
    assert (entry.by, entry.about, entry.why) == (OTHER_MENTOR.account, SANNE.account, WHY)
    assert entry.facts == {
        "appeal": 1,
        "state": "granted",
        "flag": number,
        "warnings": 1,
        "chat": str(GROUP.chat),
        "audience": "responsible",
    }
    (given,) = await case.around.audited(Audited.VERDICT)
    assert given.facts["verdict"] == "upheld"


async def _uphold(case: Case, number: int) -> None:
    flag = next(one for one in await case.around.flags() if one.flag_id == number)
    async with case.around.work() as uow:
        await case.rulings.review.decide_in(
            uow, flag.flag_id, Verdict.UPHELD, by=MENTOR.account, measures=case.warning
        )
    await case.around.said(SANNE)


async def test_it_counts_no_more_for_whoever_reads_of_the_next() -> None:
    case = await a_case()
    await case.upheld()
    await case.answers(await case.objects(), OTHER_MENTOR)
    case.around.clock.forward(days=1)

    data = await case.around.give(SANNE, "gegevens")

    assert "vond de melding niet terecht" in data.text
    assert "vond de melding terecht" not in data.text


async def test_a_denied_appeal_leaves_all_as_it_was() -> None:
    case = await a_case()
    number = await case.upheld()
    notice = await case.objects()

    _, said = await case.answers(notice, OTHER_MENTOR, DENY, "Dit was geen citaat.")

    async with case.around.store() as uow:
        assert len(await uow.strikes.of(SANNE.account)) == 1
    assert (await case.flag(number)).state is FlagState.UPHELD
    assert case.learner.corrected == []
    assert "blijft zoals het was" in said.to(SANNE)
    assert "Dit was geen citaat." in said.to(SANNE)
    assert "iemand anders op school die je vertrouwt" in said.to(SANNE)


@pytest.mark.parametrize(
    ("ruled", "agrees", "contradicts", "sure", "after"),
    [
        (DENY, "Terecht", "Onterecht", "Toch onterecht", FlagState.DISMISSED),
        (GRANT, "Onterecht", "Terecht", "Toch terecht", FlagState.UPHELD),
    ],
)
async def test_on_an_open_flag_it_stands_and_who_contradicts_it_is_asked(
    ruled: str, agrees: str, contradicts: str, sure: str, after: FlagState
) -> None:
    case = await a_case()
    number = await case.flagged()
    await case.reminded(number)
    await case.answers(await case.objects(), OTHER_MENTOR, ruled)

    shown = await case.around.give(MENTOR, "open", str(number))
    assert f"{ruled}: {OTHER_MENTOR.name}" in shown.text
    assert agrees in [one.label for say in shown.answers for row in say.buttons for one in row]

    told, asked = await case.press(button(shown, MENTOR, contradicts), MENTOR)
    assert "privé een vraag" in told
    assert OTHER_MENTOR.name in asked.text
    assert (await case.flag(number)).state is FlagState.OPEN
    await case.press(button(asked, MENTOR, sure), MENTOR)
    assert (await case.flag(number)).state is after


async def test_who_decides_as_was_ruled_is_not_asked() -> None:
    case = await a_case()
    number = await case.flagged()
    await case.reminded(number)
    await case.answers(await case.objects(), OTHER_MENTOR, DENY)

    shown = await case.around.give(MENTOR, "open", str(number))
    await case.press(button(shown, MENTOR, "Terecht"), MENTOR)
    assert (await case.flag(number)).state is FlagState.UPHELD


async def test_an_upheld_appeal_takes_a_mere_reminder_back() -> None:
    case = await a_case()
    await case.around.remind(SANNE)
    case.around.clock.forward(hours=2)
    await case.around.remind(SANNE)

    await case.answers(await case.objects(), MENTOR)

    async with case.around.store() as uow:
        kept = await uow.reminders.of(SANNE.account)
    assert [one.withdrawn for one in kept] == [False, True]
    assert len(await case.around.audited(Audited.WITHDRAWN)) == 1


async def test_the_words_of_a_reminder_can_be_seen_where_a_flag_has_them() -> None:
    case = await a_case()
    number = await case.flagged()
    await case.reminded(number)

    notice = await case.objects()

    assert (await case.appeal()).filed.about == number
    assert f"Melding {number} gaat over hetzelfde bericht" in notice.to(MENTOR)
    await case.answers(notice, MENTOR)
    assert (await case.flag(number)).state is FlagState.OPEN  # of that staff still decide


async def test_nobody_decides_with_an_empty_hand() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()
    with pytest.raises(Forbidden):
        async with case.around.work() as uow:
            await case.rulings.decide_in(uow, case.ruling(by=MENTOR))
    with pytest.raises(Forbidden):
        async with case.around.work() as uow:
            await case.rulings.decide_in(uow, case.ruling(by=OTHER_MENTOR, number=9))
    assert (await case.appeal()).state is AppealState.OPEN


# what is kept for whoever decides


async def test_no_word_goes_while_somebody_waits_for_an_answer() -> None:
    case = await a_case()
    number = await case.upheld()
    await case.objects()
    run = RetentionRun(case.around.store, Retention())
    for years in (1, 2):
        await run.daily(case.around.clock.now + timedelta(days=years * 365))
        assert (await case.flag(number)).raised.evidence.text == "jij sukkel"

    later = case.around.clock.now + timedelta(days=2 * 365)
    case.around.clock.now = later
    await case.answers(await case.again(), OTHER_MENTOR)
    kept = Retention().ruled_days
    for days, there in ((kept, True), (kept + 1, False)):
        await run.daily(later + timedelta(days=days))
        assert bool(await case.around.flags()) is there
    async with case.around.store() as uow:
        assert await uow.appeals.of(SANNE.account) == []


async def test_a_reminder_s_appeal_goes_a_term_after_its_answer() -> None:
    case = await a_case()
    await case.around.remind(SANNE)
    await case.answers(await case.objects(), MENTOR)
    run, kept = RetentionRun(case.around.store, Retention()), Retention().ruled_days
    for days, left in ((kept, 1), (kept + 1, 0)):
        await run.daily(case.around.clock.now + timedelta(days=days))
        async with case.around.store() as uow:
            assert len(await uow.appeals.of(SANNE.account)) == left


async def test_a_dismissal_takes_no_word_from_whoever_decides() -> None:
    """The flag of a reminder is dismissed while the objection to that is open."""
    case = await a_case()
    number = await case.flagged()
    await case.reminded(number)
    notice = await case.objects()
    async with case.around.work() as uow:
        await case.rulings.review.decide_in(uow, number, Verdict.DISMISSED, by=MENTOR.account)

    run = RetentionRun(case.around.store, Retention())
    await run.daily(case.around.clock.now + timedelta(days=60))
    _, said = await case.press(button(notice, OTHER_MENTOR, "Bekijk"), OTHER_MENTOR)

    assert "sukkel" in said.text
    assert "Onterecht: besloten door mw. Wolters" in said.text


async def test_whoever_is_erased_is_erased_with_their_objection() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)
    async with case.around.work() as uow:
        await forget(uow, [SANNE.account], None, case.around.clock())

    async with case.around.store() as uow:
        assert await uow.appeals.open() == []
        assert await uow.appeals.draft_of(OTHER_MENTOR.account) is None
    over, said = await case.press(button(notice, OTHER_MENTOR, GRANT), OTHER_MENTOR)
    assert over == "Dit bezwaar is er niet meer."
    assert "citaat" not in said.text


async def test_who_decided_stays_known_when_they_leave() -> None:
    case = await a_case()
    await case.around.remind(SANNE)
    await case.answers(await case.objects(), OTHER_MENTOR)
    async with case.around.work() as uow:
        person = await uow.people.who(OTHER_MENTOR.account)
        assert person is not None
        gone = await forget(uow, [OTHER_MENTOR.account], person.person_id, case.around.clock())
    assert [one.why for one in gone.stays][:1] == ["verdicts"]
    ruling = (await case.appeal()).ruling
    assert ruling is not None
    assert ruling.by == OTHER_MENTOR.account


# nobody answers


async def chased(case: Case, days: int) -> dict[str, str]:
    case.around.clock.forward(days=days)
    async with case.around.work() as uow:
        await Overdue(case.around.front).chase(uow, case.around.clock())
    said = await case.around.said(SANNE)
    return {one.name: text for one in (MENTOR, OTHER_MENTOR, LEAD) if (text := said.to(one))}


async def test_after_five_school_days_staff_are_reminded_and_then_the_team_lead() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()  # on a Monday

    assert await chased(case, 4) == {}
    assert set(await chased(case, 3)) == {OTHER_MENTOR.name}
    assert await chased(case, 0) == {}
    assert await chased(case, 4) == {}
    told = await chased(case, 3)
    assert set(told) == {LEAD.name}
    assert "na twee weken" in told[LEAD.name]
    assert await chased(case, 30) == {}
    steps = [entry.facts.get("step") for entry in await case.around.audited(Audited.APPEAL)]
    assert steps == [None, "chased", "chased"]


async def test_who_stands_in_for_the_team_lead_is_told_and_may_decide() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()
    other, today = somebody("33", "mw. Tweede", Role.TEAM_LEAD), case.around.clock()
    async with case.around.work() as uow:
        await case.around.enrol(uow, other)
        lead, deputy = await uow.people.who(LEAD.account), await uow.people.who(other.account)
        assert lead is not None
        assert deputy is not None
        until = today + timedelta(days=60)
        away = Absence(person=lead.person_id, since=today, until=until, deputy=deputy.person_id)
        await uow.people.away(away)

    await chased(case, 7)
    said = await _chased_by_lead(case, other)

    assert "na twee weken" in said
    async with case.around.work() as uow:
        await case.rulings.decide_in(uow, case.ruling(by=other))


async def test_another_team_lead_decides_where_it_is_the_first_one_s_own_matter() -> None:
    case = await a_case()
    other = somebody("33", "mw. Tweede", Role.TEAM_LEAD)
    async with case.around.work() as uow:
        await case.around.enrol(uow, other)
    await case.upheld(by=LEAD)
    await case.objects()

    await chased(case, 7)

    assert "na twee weken" in await _chased_by_lead(case, other)


async def _chased_by_lead(case: Case, reader: Sender) -> str:
    """What reaches *reader*: the outbox asks once more whether they may hear of it."""
    case.around.clock.forward(days=7)
    async with case.around.work() as uow:
        await Overdue(case.around.front).chase(uow, case.around.clock())
    said = await case.around.said(SANNE)
    appeal = await case.appeal()
    async with case.around.store() as uow:
        assert await may_decide(uow, await who_is(uow.people, reader.account), appeal)
    return said.to(reader)


async def test_nobody_is_reminded_at_night_in_a_weekend_or_once_it_is_answered() -> None:
    case = await a_case()
    await case.upheld()
    notice = await case.objects()
    case.around.clock.forward(hours=11)  # midnight

    assert await chased(case, 8) == {}  # in the night
    case.around.clock.forward(hours=13)
    assert await chased(case, 3) == {}  # on a Saturday
    await case.answers(notice, OTHER_MENTOR)
    assert await chased(case, 2) == {}


async def test_what_waits_is_counted() -> None:
    case = await a_case()
    await case.upheld()
    await case.objects()

    assert "wachten: 1 (nummer 1)" in (await case.around.give(OTHER_MENTOR, "open")).text
    assert "Bezwaren" not in (await case.around.give(MENTOR, "open")).text
    assert "Open bezwaren: 1" in (await case.around.give(MENTOR, "status", "2B")).text
