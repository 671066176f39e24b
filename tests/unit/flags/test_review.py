"""Staff decide, and only those whose matter it is; what they order and what they take back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import AlreadyDecided, Forbidden, RuledOtherwise
from bot.flags.review import MUTE
from bot.model.action import (
    Audience,
    HideMessage,
    Measure,
    MeasureKind,
    MuteMember,
    Order,
    RemoveMember,
    WarnMember,
)
from bot.model.finding import Rule
from bot.model.flag import Flag, FlagState, Step, StepKind, Strike, Verdict
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ArticleNumber, FlagId, MessageId
from bot.model.member import Identity, Role, Sender
from bot.model.outbox import Outcome
from bot.model.person import NOT_KNOWN
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
)
from tests.support.school import PEOPLE, SANNE, STRANGER, School, open_school

UPHELD, DISMISSED = Verdict.UPHELD, Verdict.DISMISSED
WOLTERS = next(person for person in PEOPLE if person.role is Role.MENTOR)
BOS = next(person for person in PEOPLE if person.role is Role.TEAM_LEAD)
THOUGHTS = {
    "sukkel": a_judgement(a_finding()),
    "sukkels": a_judgement(a_finding()),
    "06": a_judgement(a_finding(Rule.PRIVACY)),
    "help": a_judgement(care=a_care_signal()),
}
ALL = tuple(MeasureKind)


async def flagged(text: str = "sukkel") -> tuple[School, Flag]:
    school = await open_school(THOUGHTS)
    school.post(text)
    await school.turn()
    (flag,) = await school.flags()
    return school, flag


async def state(school: School) -> FlagState:
    (flag,) = await school.flags()
    return flag.state


async def strikes(school: School, account: AccountRef = SANNE.account) -> list[Strike]:
    async with school.unit_of_work() as uow:
        return list(await uow.strikes.of(account))


async def ordered(school: School) -> list[Measure]:
    """The measures that wait in the outbox."""
    async with school.unit_of_work() as uow:
        items = await uow.outbox.claim(school.clock(), 100)
    return [item.item.effect for item in items if isinstance(item.item.effect, Measure)]


# who may decide


@pytest.mark.parametrize("by", [MENTOR, TEAM_LEAD])
@pytest.mark.parametrize("verdict", Verdict)
async def test_responsible_staff_and_the_team_lead_may_decide(
    by: AccountRef, verdict: Verdict
) -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, verdict, by=by)
    assert await state(school) == verdict.value


@pytest.mark.parametrize("by", [STRANGER, COUNSELLOR, SANNE.account])
@pytest.mark.parametrize("verdict", Verdict)
async def test_nobody_else_may_decide(by: AccountRef, verdict: Verdict) -> None:
    school, flag = await flagged()
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, verdict, by=by)
    assert await state(school) is FlagState.OPEN


async def test_nobody_decides_what_they_wrote_themselves() -> None:
    school = await open_school(THOUGHTS, group=a_group(team_lead=MENTOR))
    school.post("sukkel", by=WOLTERS)
    await school.turn()
    (flag,) = await school.flags()
    with pytest.raises(Forbidden, match="no such flag"):
        await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)


async def test_a_flag_about_a_colleague_is_the_team_leads() -> None:
    school = await open_school(THOUGHTS)
    school.post("sukkel", by=WOLTERS)
    await school.turn()
    (flag,) = await school.flags()
    assert school.told(MENTOR) == []
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)
    await school.app.review.decide(flag.flag_id, UPHELD, by=TEAM_LEAD)


@pytest.mark.parametrize(
    ("group", "author"),
    [
        (a_group(team_lead=None), BOS),
        (a_group(), BOS),  # the team lead
    ],
)
async def test_without_a_team_lead_to_ask_the_responsible_staff_hear_and_decide(
    group: ClassGroup, author: Sender
) -> None:
    school = await open_school(THOUGHTS, group=group)
    school.post("sukkel", by=author)
    await school.turn()
    assert set(school.platform.private) == {MENTOR}
    (flag,) = await school.flags()
    assert flag.raised.audience is Audience.TEAM_LEAD
    await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR)
    assert await state(school) is FlagState.UPHELD


async def test_a_flag_that_does_not_exist_reads_like_one_of_others() -> None:
    school, flag = await flagged()
    with pytest.raises(Forbidden) as missing:
        await school.app.review.decide(FlagId(999), UPHELD, by=MENTOR)
    with pytest.raises(Forbidden) as others:
        await school.app.review.decide(flag.flag_id, UPHELD, by=STRANGER)
    assert str(missing.value) == str(others.value)


async def test_the_second_verdict_comes_too_late() -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)
    with pytest.raises(AlreadyDecided):
        await school.app.review.decide(flag.flag_id, UPHELD, by=TEAM_LEAD, measures=ALL)
    assert await state(school) is FlagState.DISMISSED
    assert await ordered(school) == []
    assert await strikes(school) == []


@pytest.mark.parametrize(
    ("ruled", "verdict"), [(StepKind.GRANTED, UPHELD), (StepKind.DENIED, DISMISSED)]
)
async def test_no_ruling_is_contradicted_unasked(ruled: StepKind, verdict: Verdict) -> None:
    school, flag = await flagged()
    async with school.unit_of_work() as uow:
        await uow.flags.step(flag.flag_id, Step(ruled, school.clock(), TEAM_LEAD))
        await uow.commit()
    with pytest.raises(RuledOtherwise):
        await school.app.review.decide(flag.flag_id, verdict, by=MENTOR)
    assert await state(school) is FlagState.OPEN
    agrees = DISMISSED if verdict is UPHELD else UPHELD
    await school.app.review.decide(flag.flag_id, agrees, by=MENTOR)
    assert await state(school) is FlagState(agrees)


# what a verdict orders


async def test_an_upheld_flag_orders_nothing_by_itself() -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR)
    assert await ordered(school) == []
    assert await strikes(school) == []


async def test_each_measure_names_the_verdict_that_ordered_it() -> None:
    school, flag = await flagged()
    verdict = await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR, measures=ALL)
    measures = {type(measure): measure for measure in await ordered(school)}
    assert set(measures) == {HideMessage, WarnMember, MuteMember, RemoveMember}
    assert {measure.verdict for measure in measures.values()} == {verdict}
    sanne, order, until = SANNE.account, Order(flag.flag_id, MENTOR), NOON + MUTE
    hide = HideMessage(flag.raised.message, verdict, order=order)
    assert measures[HideMessage] == hide
    assert measures[MuteMember] == MuteMember(CLASS_2B, sanne, until, verdict, order)
    assert measures[RemoveMember] == RemoveMember(CLASS_2B, sanne, verdict, order)


async def test_a_warning_is_told_and_recorded_as_a_strike() -> None:
    school, flag = await flagged()
    warn = [MeasureKind.WARN]
    verdict = await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR, measures=warn)
    await school.app.outbox.deliver()
    (told,) = school.told(SANNE.account)
    assert "4.1" in told
    assert "waarschuwing" in told
    article = ArticleNumber("4.1")
    assert await strikes(school) == [Strike(SANNE.account, Rule.RESPECT, article, NOON, verdict)]


@pytest.mark.parametrize("kind", [MeasureKind.HIDE, MeasureKind.MUTE, MeasureKind.REMOVE])
async def test_only_a_warning_is_a_strike(kind: MeasureKind) -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR, measures=[kind])
    assert await strikes(school) == []


async def test_a_measure_named_twice_is_ordered_once() -> None:
    school, flag = await flagged()
    twice = [MeasureKind.WARN, MeasureKind.WARN]
    await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR, measures=twice)
    assert len(await ordered(school)) == 1
    assert len(await strikes(school)) == 1


async def test_measures_are_carried_out_on_the_platform() -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR, measures=ALL)
    await school.app.outbox.deliver()
    group = school.platform.groups[CLASS_2B]
    assert flag.raised.message.message_id not in group.lines
    assert SANNE.account not in group.members
    assert group.muted[SANNE.account] == NOON + timedelta(days=1)


@pytest.mark.parametrize("kind", MeasureKind)
async def test_no_measure_comes_with_a_dismissal(kind: MeasureKind) -> None:
    school, flag = await flagged()
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR, measures=[kind])
    assert await state(school) is FlagState.OPEN
    assert await ordered(school) == []


async def test_hiding_an_album_hides_all_of_it() -> None:
    school, flag = await flagged()
    evidence = replace(flag.raised.evidence, others=(MessageId("m8"), MessageId("m9")))
    async with school.unit_of_work() as uow:
        album = await uow.flags.add(replace(flag.raised, evidence=evidence))
        await uow.commit()
    await school.app.review.decide(album, UPHELD, by=MENTOR, measures=[MeasureKind.HIDE])
    (measure,) = await ordered(school)
    assert isinstance(measure, HideMessage)
    assert measure.others == ("m8", "m9")


async def test_a_decision_within_somebody_elses_transaction_is_theirs_to_commit() -> None:
    school, flag = await flagged()
    async with school.unit_of_work() as uow:
        await school.app.review.decide_in(uow, flag.flag_id, UPHELD, by=MENTOR)
    assert await state(school) is FlagState.OPEN


# what a dismissal takes back


async def test_a_dismissal_tells_the_pupil_that_the_reminder_was_wrong() -> None:
    school, flag = await flagged()
    assert len(school.in_group()) == 1
    await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)
    await school.app.outbox.deliver()
    (told,) = school.told(SANNE.account)
    assert "4.1" in told
    assert "niet terecht" in told
    assert len(school.in_group()) == 1


async def test_a_withdrawn_reminder_no_longer_counts_on_the_ladder() -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)
    school.clock.forward(days=1)
    school.post("sukkel")
    await school.turn()
    assert len(school.in_group()) == 2  # the first step of the ladder again


async def test_an_upheld_reminder_counts() -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, UPHELD, by=MENTOR)
    school.clock.forward(days=1)
    school.post("sukkel")
    await school.turn()
    assert len(school.in_group()) == 1
    assert len(school.told(SANNE.account)) == 1  # the second step


async def test_a_dismissal_without_a_reminder_tells_the_pupil_nothing() -> None:
    school = await open_school({"hm": a_judgement(a_finding(probability=0.6))})
    school.post("hm")
    await school.turn()
    (flag,) = await school.flags()
    await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == []


async def edited_into(text: str) -> School:
    """An insult with its reminder and flag 1, and what it was edited into, with flag 2."""
    school = await open_school(THOUGHTS)
    message = school.post("sukkel")
    await school.turn()
    school.clock.forward(minutes=1)
    school.platform.edit(message, text)
    await school.turn()
    assert len(school.in_group()) == 1
    assert len(await school.flags()) == 2
    return school


async def counting(school: School) -> list[Rule]:
    async with school.unit_of_work() as uow:
        return list((await uow.reminders.member(CLASS_2B, SANNE.account, NOON)).reminders)


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("uphold", [True, False])
async def test_a_reminder_that_another_flag_supports_stands(first: int, uphold: bool) -> None:
    school = await edited_into("sukkels")
    if uphold:
        await school.app.review.decide(FlagId(3 - first), UPHELD, by=MENTOR)
    await school.app.review.decide(FlagId(first), DISMISSED, by=MENTOR)
    await school.app.outbox.deliver()
    assert await counting(school) == [Rule.RESPECT]
    assert school.told(SANNE.account) == []


async def test_a_reminder_that_no_flag_supports_any_more_is_taken_back() -> None:
    school = await edited_into("sukkels")
    for number in (1, 2):
        await school.app.review.decide(FlagId(number), DISMISSED, by=MENTOR)
    await school.app.outbox.deliver()
    assert await counting(school) == []
    assert len(school.told(SANNE.account)) == 1


async def test_a_flag_about_another_rule_supports_nothing() -> None:
    school = await edited_into("06")
    await school.app.review.decide(FlagId(1), DISMISSED, by=MENTOR)
    assert await counting(school) == []


async def test_dismissing_a_flag_about_another_rule_takes_nothing_back() -> None:
    school = await edited_into("06")
    await school.app.review.decide(FlagId(2), DISMISSED, by=MENTOR)
    await school.app.outbox.deliver()
    assert await counting(school) == [Rule.RESPECT]
    assert school.told(SANNE.account) == []


async def test_that_a_reminder_was_wrong_is_not_told_hours_later() -> None:
    school, flag = await flagged()
    await school.app.review.decide(flag.flag_id, DISMISSED, by=MENTOR)
    school.clock.forward(hours=2)
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == []
    assert await school.outbox(Outcome.EXPIRED) == 1


# care


async def test_a_care_signal_is_closed_by_a_care_contact_only() -> None:
    school, flag = await flagged("help")
    for by in (MENTOR, TEAM_LEAD, SANNE.account, STRANGER):
        with pytest.raises(Forbidden):
            await school.app.review.decide(flag.flag_id, DISMISSED, by=by)
    await school.app.review.decide(flag.flag_id, DISMISSED, by=COUNSELLOR)
    assert await state(school) is FlagState.DISMISSED


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("kind", MeasureKind)
async def test_no_measure_follows_from_a_care_signal(kind: MeasureKind, verdict: Verdict) -> None:
    school, flag = await flagged("help")
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, verdict, by=COUNSELLOR, measures=[kind])
    assert await ordered(school) == []


async def test_a_care_signal_is_never_upheld_like_a_breach() -> None:
    school, flag = await flagged("help")
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag.flag_id, UPHELD, by=COUNSELLOR)


async def test_closing_a_care_signal_never_tells_the_pupil() -> None:
    school = await open_school(THOUGHTS)
    message = school.post("sukkel")
    await school.turn()
    school.clock.forward(minutes=1)
    school.platform.edit(message, "help")
    await school.turn()
    care = next(flag for flag in await school.flags() if flag.raised.care is not None)
    await school.app.review.decide(care.flag_id, DISMISSED, by=COUNSELLOR)
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == []
    assert await school.outbox(Outcome.FAILED) == 0


HIDDEN = replace(SANNE, account=replace(SANNE.account, user_id=NOT_KNOWN))
"""Whose account the platform hides."""


async def by_nobody(sender: Sender = HIDDEN) -> tuple[School, FlagId]:
    school, flag = await flagged()
    async with school.unit_of_work() as uow:
        number = await uow.flags.add(replace(flag.raised, sender=sender))
        await uow.commit()
    return school, number


@pytest.mark.parametrize(
    "sender", [HIDDEN, replace(SANNE, identity=Identity.CHANNEL)], ids=["hidden", "channel"]
)
@pytest.mark.parametrize("kind", [one for one in MeasureKind if one is not MeasureKind.HIDE])
async def test_no_measure_is_taken_against_nobody(kind: MeasureKind, sender: Sender) -> None:
    school, number = await by_nobody(sender)
    with pytest.raises(Forbidden):
        await school.app.review.decide(number, UPHELD, by=MENTOR, measures=[kind])
    async with school.unit_of_work() as uow:
        assert await uow.flags.verdict(number) is None


async def test_words_of_nobody_can_be_hidden() -> None:
    school, number = await by_nobody()
    await school.app.review.decide(number, UPHELD, by=MENTOR, measures=[MeasureKind.HIDE])
    assert [type(one) for one in await ordered(school)] == [HideMessage]
