"""What becomes of a thing to say or do when the platform answers, refuses or falls silent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    IsAdmin,
    MemberGone,
    MessageGone,
    MissingPermission,
    RateLimited,
    Unconfirmed,
    Unsupported,
)
from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    Order,
    RemoveMember,
    WarnMember,
)
from bot.model.audit import Audited
from bot.model.flag import StepKind
from bot.model.group import ClassGroup
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    PersonId,
    Platform,
    UserId,
    VerdictId,
)
from bot.model.member import Role, Sender
from bot.model.outbox import STALE_AFTER, Delivery, NewOutboxItem, Outcome, Purpose, Say
from bot.model.person import AccountLink, Membership
from bot.outbox import ATTEMPTS, FIRST_WAIT, platform_of
from bot.ports import UnitOfWork
from tests.contract.builders import a_flag
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
    an_account,
)
from tests.support.school import SANNE, School, open_school

REMINDER = (Purpose.REMINDER, Say(CLASS_2B, "Blijf aardig."))
FLAG = (Purpose.FLAG, Say(MENTOR, "Melding 1"))
CARE = (Purpose.CARE, Say(COUNSELLOR, "Zorgsignaal 2"))
WARNING = WarnMember(SANNE.account, ArticleNumber("4.1"), "Let op.", VerdictId(1))
UNAVAILABLE = AdapterUnavailable("weg")


async def put(
    school: School, *items: tuple[Purpose, Delivery], expires: datetime | None = None
) -> None:
    async with school.unit_of_work() as uow:
        for purpose, effect in items:
            await uow.outbox.add(NewOutboxItem(purpose, effect, school.clock(), expires))
        await uow.commit()


async def counted(school: School) -> dict[Outcome, int]:
    counts = {outcome: await school.outbox(outcome) for outcome in Outcome}
    return {outcome: count for outcome, count in counts.items() if count}


async def die_while_sending(school: School) -> None:
    """The item is claimed, the process ends, and nobody knows whether it was sent."""
    async with school.unit_of_work() as uow:
        await uow.outbox.claim(school.clock(), 1)
        await uow.commit()
    school.restart()


async def test_what_is_due_is_said_where_it_belongs() -> None:
    school = await open_school()
    await put(school, REMINDER, FLAG)
    assert await school.app.outbox.deliver() == 2
    assert school.in_group() == ["Blijf aardig."]
    assert school.told(MENTOR) == ["Melding 1"]
    assert await counted(school) == {Outcome.DONE: 2}
    assert await school.app.outbox.deliver() == 0


async def test_what_is_not_due_waits() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.clock.forward(seconds=-1)
    assert await school.app.outbox.deliver() == 0
    assert await counted(school) == {Outcome.PENDING: 1}


async def test_somebody_in_danger_does_not_wait_behind_reminders() -> None:
    school = await open_school()
    await put(school, REMINDER, FLAG, CARE)
    school.platform.fail_next(MissingPermission())  # the first call of the platform
    await school.app.outbox.deliver()
    assert school.told(COUNSELLOR) == []
    assert len(school.in_group()) == len(school.told(MENTOR)) == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (MessageGone(), Outcome.ALREADY_GONE),
        (ChatGone(), Outcome.ALREADY_GONE),
        (MissingPermission(), Outcome.NO_PERMISSION),
        (RateLimited(timedelta(seconds=5)), Outcome.PENDING),
        (UNAVAILABLE, Outcome.PENDING),
        (AdapterError("iets anders"), Outcome.FAILED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_every_refusal_has_its_outcome(error: AdapterError, outcome: Outcome) -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(error)
    await school.app.outbox.deliver()
    assert await counted(school) == {outcome: 1}
    assert school.in_group() == []


@pytest.mark.parametrize("purpose", Purpose)
async def test_staff_who_cannot_be_reached_are_no_success(purpose: Purpose) -> None:
    """Nor is a pupil who waits for an answer."""
    school = await open_school()
    school.platform.unreachable.add(MENTOR)
    await put(school, (purpose, Say(MENTOR, "Hoi")))
    await school.app.outbox.deliver()
    staff = {Purpose.FLAG, Purpose.ALERT, Purpose.CARE, Purpose.DIGEST}
    outcome = Outcome.FAILED if purpose in {*staff, Purpose.RULING} else Outcome.ALREADY_GONE
    assert await counted(school) == {outcome: 1}


async def test_what_comes_too_late_is_not_sent() -> None:
    school = await open_school()
    await put(school, REMINDER, expires=NOON + STALE_AFTER)
    school.clock.now = NOON + STALE_AFTER + timedelta(seconds=1)
    assert await school.app.outbox.deliver() == 0
    assert school.in_group() == []
    assert await counted(school) == {Outcome.EXPIRED: 1}


async def test_what_is_just_in_time_is_sent() -> None:
    school = await open_school()
    await put(school, REMINDER, expires=NOON + STALE_AFTER)
    school.clock.now = NOON + STALE_AFTER
    await school.app.outbox.deliver()
    assert len(school.in_group()) == 1


async def test_what_had_to_wait_too_long_for_the_platform_is_not_sent() -> None:
    school = await open_school()
    await put(school, REMINDER, expires=NOON + STALE_AFTER)
    school.platform.fail_next(RateLimited(timedelta(hours=2)))
    await school.app.outbox.deliver()
    school.clock.forward(hours=2)
    await school.app.outbox.deliver()
    assert school.in_group() == []
    assert await counted(school) == {Outcome.EXPIRED: 1}


async def test_a_refusal_does_not_hold_up_the_next() -> None:
    school = await open_school()
    await put(school, FLAG, REMINDER)
    school.platform.fail_next(ChatGone())
    await school.app.outbox.deliver()
    assert school.in_group() == ["Blijf aardig."]


@pytest.mark.parametrize("item", [FLAG, CARE, (Purpose.ALERT, Say(MENTOR, "Dringend"))])
async def test_what_may_have_arrived_and_must_is_sent_again_and_says_so(
    item: tuple[Purpose, Say],
) -> None:
    school = await open_school()
    await put(school, item)
    school.platform.fail_next(Unconfirmed("afgebroken"))
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == school.told(COUNSELLOR) == []
    school.clock.forward(minutes=1)
    await school.app.outbox.deliver()
    assert [*school.told(MENTOR), *school.told(COUNSELLOR)] == [
        f"(mogelijk dubbel)\n{item[1].text}"
    ]


async def test_that_it_may_be_double_is_not_forgotten_while_it_waits() -> None:
    school = await open_school()
    await put(school, FLAG)
    school.platform.fail_next(Unconfirmed("afgebroken"), AdapterUnavailable("weg"))
    for _ in range(3):
        await school.app.outbox.deliver()
        school.clock.forward(minutes=10)
    assert school.told(MENTOR) == ["(mogelijk dubbel)\nMelding 1"]


async def test_a_try_that_surely_failed_is_not_called_double() -> None:
    school = await open_school()
    await put(school, FLAG)
    school.platform.fail_next(AdapterUnavailable("weg"))
    await school.app.outbox.deliver()
    school.clock.forward(minutes=1)
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == ["Melding 1"]


async def test_a_reminder_that_may_have_arrived_is_not_said_again() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(Unconfirmed("afgebroken"))
    await school.app.outbox.deliver()
    school.clock.forward(minutes=10)
    await school.app.outbox.deliver()
    assert school.in_group() == []
    assert await counted(school) == {Outcome.UNKNOWN: 1}


async def test_a_platform_that_asks_for_patience_gets_it() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(RateLimited(timedelta(seconds=5)))
    await school.app.outbox.deliver()
    school.clock.forward(seconds=4)
    assert await school.app.outbox.deliver() == 0
    school.clock.forward(seconds=1)
    assert await school.app.outbox.deliver() == 1
    assert school.in_group() == ["Blijf aardig."]


async def test_the_waits_grow_and_then_it_is_given_up() -> None:
    school = await open_school()
    await put(school, REMINDER)
    school.platform.fail_next(*[UNAVAILABLE] * ATTEMPTS)
    for attempt in range(ATTEMPTS):
        assert await counted(school) == {Outcome.PENDING: 1}
        assert await school.app.outbox.deliver() == 1
        school.clock.now += FIRST_WAIT * 4**attempt - timedelta(seconds=1)
        assert await school.app.outbox.deliver() == 0
        school.clock.forward(seconds=1)
    assert await counted(school) == {Outcome.FAILED: 1}
    assert school.in_group() == []


async def test_a_platform_that_is_not_connected_fails_its_items_only() -> None:
    school = await open_school()
    elsewhere = AccountRef(Platform.MATRIX, UserId("@sanne:school.example"))
    await put(school, (Purpose.FLAG, Say(elsewhere, "Melding 1")), REMINDER)
    await school.app.outbox.deliver()
    assert await counted(school) == {Outcome.FAILED: 1, Outcome.DONE: 1}


# rights are asked again at the moment of sending

THOUGHTS = {"sukkel": a_judgement(a_finding()), "help": a_judgement(care=a_care_signal())}
MENTORS_SECOND = an_account("mentor-thuis")


async def raised(text: str = "sukkel", *, group: ClassGroup | None = None) -> School:
    """A flag is raised, and nobody heard of it yet."""
    school = await open_school(THOUGHTS, group=group)
    school.post(text)
    await school.decide()
    return school


async def about_the_mentor(uow: UnitOfWork) -> None:
    """The pupil's account turns out to be the mentor's."""
    await uow.people.link(AccountLink(SANNE.account, PersonId(MENTOR.user_id)))


async def no_contact_any_more(uow: UnitOfWork) -> None:
    await uow.groups.put(a_group(responsible=(), team_lead=None, care=()))


async def nobody_to_the_school(uow: UnitOfWork) -> None:
    for account in (MENTOR, TEAM_LEAD, COUNSELLOR):
        await uow.people.unlink(account)


async def a_parent_here(uow: UnitOfWork) -> None:
    for account in (MENTOR, COUNSELLOR):
        membership = Membership(CLASS_2B, PersonId(account.user_id), Role.GUARDIAN)
        await uow.people.join(membership)


Change = Callable[[UnitOfWork], Awaitable[None]]


async def sent_after(school: School, change: Change) -> int:
    async with school.unit_of_work() as uow:
        await change(uow)
        await uow.commit()
    return await school.app.outbox.deliver()


@pytest.mark.parametrize(("text", "to"), [("sukkel", MENTOR), ("help", COUNSELLOR)])
@pytest.mark.parametrize(
    "change", [no_contact_any_more, nobody_to_the_school, a_parent_here], ids=lambda c: c.__name__
)
async def test_who_may_not_see_a_flag_any_more_is_not_told(
    change: Change, text: str, to: AccountRef
) -> None:
    school = await raised(text)
    before = school.in_group()
    await sent_after(school, change)
    assert school.told(to) == school.told(TEAM_LEAD) == []
    counts = await counted(school)
    assert counts.pop(Outcome.NOT_ALLOWED) == 1
    assert set(counts) <= {Outcome.DONE}  # the reminder, which tells of no flag
    assert len(school.in_group()) - len(before) == counts.get(Outcome.DONE, 0)


async def test_nobody_is_told_of_what_turned_out_to_be_about_them() -> None:
    school = await raised()
    await sent_after(school, about_the_mentor)
    assert school.told(MENTOR) == []
    assert (await counted(school))[Outcome.NOT_ALLOWED] == 1


async def test_nobody_is_told_of_what_is_about_their_other_account() -> None:
    school = await open_school(THOUGHTS)
    school.platform.join(CLASS_2B, Sender(MENTORS_SECOND, "Wolters", Role.STUDENT))
    school.platform.post(CLASS_2B, MENTORS_SECOND, "sukkel")
    await school.decide()

    async def link(uow: UnitOfWork) -> None:
        await uow.people.link(AccountLink(MENTORS_SECOND, PersonId(MENTOR.user_id)))

    await sent_after(school, link)
    assert school.told(MENTOR) == []
    assert (await counted(school))[Outcome.NOT_ALLOWED] == 1


@pytest.mark.parametrize(("text", "to"), [("sukkel", MENTOR), ("help", COUNSELLOR)])
async def test_who_still_may_see_it_is_told(text: str, to: AccountRef) -> None:
    school = await raised(text)
    await sent_after(school, nothing_changes)
    assert len(school.told(to)) == 1
    assert set(await counted(school)) == {Outcome.DONE}


async def nothing_changes(_: UnitOfWork) -> None: ...


async def test_care_that_its_contact_may_not_see_any_more_reaches_who_stands_in() -> None:
    school = await raised("help")

    async def another_contact(uow: UnitOfWork) -> None:
        await uow.groups.put(a_group(care=(MENTOR,)))

    await sent_after(school, another_contact)
    assert school.told(COUNSELLOR) == []
    (told,) = school.told(MENTOR)
    assert "ZORGSIGNAAL" in told


async def test_a_flag_that_can_wait_is_for_the_digest() -> None:
    school = await raised()

    async def another_mentor(uow: UnitOfWork) -> None:
        await uow.groups.put(a_group(responsible=(COUNSELLOR,)))

    await sent_after(school, another_mentor)
    assert school.told(MENTOR) == school.told(COUNSELLOR) == []


@pytest.mark.parametrize("purpose", [Purpose.FLAG, Purpose.ALERT, Purpose.CARE])
@pytest.mark.parametrize("to", [MENTOR, CLASS_2B], ids=["a reader", "a group"])
async def test_of_a_flag_that_is_gone_nothing_is_sent(
    purpose: Purpose, to: AccountRef | ChatRef
) -> None:
    school = await open_school()
    async with school.unit_of_work() as uow:
        gone = NewOutboxItem(purpose, Say(to, "Melding 7"), NOON, about=FlagId(7))
        await uow.outbox.add(gone)
        await uow.commit()
    assert await school.app.outbox.deliver() == 0
    assert school.told(MENTOR) == school.in_group() == []
    assert await counted(school) == {Outcome.NOT_ALLOWED: 1}


async def test_no_group_is_ever_told_of_a_flag() -> None:
    school = await raised()
    (flag,) = await school.flags()

    async def tell_the_group(uow: UnitOfWork) -> None:
        item = NewOutboxItem(Purpose.FLAG, Say(CLASS_2B, "Melding"), NOON, about=flag.flag_id)
        await uow.outbox.add(item)

    await sent_after(school, tell_the_group)
    assert "Melding" not in school.in_group()
    assert (await counted(school))[Outcome.NOT_ALLOWED] == 1


async def test_what_waits_for_the_platform_is_asked_about_again() -> None:
    school = await raised("help")
    school.platform.fail_next(RateLimited(timedelta(seconds=5)))
    assert await sent_after(school, nothing_changes) == 1
    school.clock.forward(seconds=5)
    assert await sent_after(school, nobody_to_the_school) == 0
    assert school.told(COUNSELLOR) == []


# killed between sending and recording


@pytest.mark.parametrize("purpose", [Purpose.REMINDER, Purpose.DIGEST, Purpose.NOTICE])
async def test_what_may_have_been_said_is_not_said_twice(purpose: Purpose) -> None:
    school = await open_school()
    await put(school, (purpose, Say(SANNE.account, "Hoi")))
    await die_while_sending(school)
    assert await school.app.outbox.recover() == {Outcome.UNKNOWN: 1}
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == []
    assert await counted(school) == {Outcome.UNKNOWN: 1}


@pytest.mark.parametrize("purpose", [Purpose.FLAG, Purpose.ALERT, Purpose.CARE])
async def test_what_must_arrive_is_said_again_and_marked(purpose: Purpose) -> None:
    school = await open_school()
    await put(school, (purpose, Say(MENTOR, "Melding 1")))
    await die_while_sending(school)
    assert await school.app.outbox.recover() == {Outcome.PENDING: 1}
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == ["(mogelijk dubbel)\nMelding 1"]
    assert await counted(school) == {Outcome.DONE: 1}


async def test_a_warning_that_may_come_twice_says_so() -> None:
    school = await open_school()
    await put(school, (Purpose.MEASURE, WARNING))
    await die_while_sending(school)
    await school.app.outbox.recover()
    await school.app.outbox.deliver()
    assert school.told(SANNE.account) == ["(mogelijk dubbel)\nLet op."]


async def test_a_measure_that_was_carried_out_already_is_a_success() -> None:
    school = await open_school()
    message = school.post("weg ermee")
    await put(school, (Purpose.MEASURE, HideMessage(message, VerdictId(1))))
    school.platform.delete(message)
    await die_while_sending(school)
    await school.app.outbox.recover()
    await school.app.outbox.deliver()
    assert await counted(school) == {Outcome.ALREADY_GONE: 1}


async def test_after_a_clean_stop_there_is_nothing_to_recover() -> None:
    school = await open_school()
    await put(school, REMINDER)
    await school.app.outbox.deliver()
    school.restart()
    assert await school.app.outbox.recover() == {}


# which platform


def effects(platform: Platform) -> Sequence[Delivery]:
    chat = ChatRef(platform, ChatId("klas"))
    account = AccountRef(platform, UserId("sanne"))
    verdict = VerdictId(1)
    return [
        Say(chat, "hoi"),
        Say(account, "hoi"),
        HideMessage(MessageRef(chat, MessageId("m1")), verdict),
        WarnMember(account, ArticleNumber("4.1"), "hoi", verdict),
        MuteMember(chat, account, NOON, verdict),
        RemoveMember(chat, account, verdict),
    ]


@pytest.mark.parametrize("platform", Platform)
def test_everything_goes_to_its_own_platform(platform: Platform) -> None:
    assert {platform_of(effect) for effect in effects(platform)} == {platform}


async def test_however_long_the_queue_of_a_group_is_nothing_is_given_up() -> None:
    school = await open_school()
    await put(school, FLAG)
    for _ in range(20):
        school.platform.fail_next(RateLimited(timedelta(seconds=3)))
        await school.app.outbox.deliver()
        school.clock.forward(seconds=4)
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == ["Melding 1"]


async def test_a_cry_for_help_outlives_an_outage_of_hours() -> None:
    school = await open_school()
    await put(school, CARE)
    for _ in range(4 * 12):
        school.platform.fail_next(AdapterUnavailable("weg"))
        await school.app.outbox.deliver()
        school.clock.forward(minutes=5)
    await school.app.outbox.deliver()
    assert len(school.told(COUNSELLOR)) == 1


# what somebody ordered


async def a_mute(school: School) -> MuteMember:
    """Of a flag that is there."""
    async with school.unit_of_work() as uow:
        number = await uow.flags.add(a_flag())
        await uow.commit()
    order = Order(number, MENTOR)
    return MuteMember(CLASS_2B, SANNE.account, NOON + timedelta(days=60), VerdictId(1), order)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (MissingPermission("x"), "Ik heb dat recht niet"),
        (IsAdmin("x"), "is zelf beheerder"),
        (Unsupported("x"), "alleen in een supergroep"),
        (MemberGone("x"), "zit niet meer in de groep"),
        (AdapterError("x"), "weigerde"),
    ],
)
async def test_whoever_ordered_it_reads_why_it_was_not_done(error: AdapterError, why: str) -> None:
    school = await open_school()
    await put(school, (Purpose.MEASURE, await a_mute(school)))
    school.platform.fail_next(error)
    await school.app.outbox.deliver()
    (told,) = school.told(MENTOR)
    assert told.startswith("Melding 1: de leerling is niet gedempt.")
    assert why in told
    async with school.unit_of_work() as uow:
        assert [step.kind for step in await uow.flags.steps(FlagId(1))] == [StepKind.NOT_DONE]


CHAT, PUPIL, ORDER = CLASS_2B, SANNE.account, Order(FlagId(1), MENTOR)
IN_GROUP: Mapping[str, Measure] = {
    "verbergen": HideMessage(MessageRef(CHAT, MessageId("m")), VerdictId(1), order=ORDER),
    "dempen": MuteMember(CHAT, PUPIL, NOON + timedelta(days=60), VerdictId(1), ORDER),
    "dempen opheffen": LiftMute(CHAT, PUPIL, VerdictId(1), ORDER),
    "verwijderen": RemoveMember(CHAT, PUPIL, VerdictId(1), ORDER),
}


@pytest.mark.parametrize("what", IN_GROUP)
async def test_in_a_group_that_is_gone_nothing_was_done(what: str) -> None:
    school = await open_school()
    await a_mute(school)
    await put(school, (Purpose.MEASURE, IN_GROUP[what]))
    school.platform.fail_next(ChatGone("chat not found"))
    await school.app.outbox.deliver()
    (told,) = school.told(MENTOR)
    assert told.startswith(f"Melding 1: {what} is niet gebeurd. De groep is er niet meer")
    async with school.unit_of_work() as uow:
        (entry,) = [one async for one in uow.audit.entries() if one.what is Audited.MEASURE]
    assert (entry.facts["outcome"], entry.by) == ("group_gone", MENTOR)
    assert entry.about == SANNE.account


async def test_who_left_the_group_before_is_removed() -> None:
    school = await open_school()
    await a_mute(school)
    await put(school, (Purpose.MEASURE, IN_GROUP["verwijderen"]))
    school.platform.fail_next(MemberGone("user not found"))
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == []
    assert Outcome.ALREADY_GONE in await counted(school)


@pytest.mark.parametrize(
    ("error", "why", "outcome"),
    [
        (Unconfirmed("x"), "niet zeker of het gelukt is", "unknown"),
        (UNAVAILABLE, "weigerde", "failed"),
    ],
)
async def test_what_may_have_arrived_is_not_said_to_have_failed(
    error: AdapterError, why: str, outcome: str
) -> None:
    school = await open_school()
    await put(school, (Purpose.MEASURE, await a_mute(school)))
    school.platform.fail_next(*[error] * ATTEMPTS)
    for _ in range(ATTEMPTS):
        await school.app.outbox.deliver()
        school.clock.forward(days=2)
    (told,) = school.told(MENTOR)
    assert why in told
    async with school.unit_of_work() as uow:
        (entry,) = [one async for one in uow.audit.entries() if one.what is Audited.MEASURE]
    assert (entry.facts["outcome"], entry.facts["flag"]) == (outcome, 1)


async def test_what_is_hidden_already_is_nothing_to_tell() -> None:
    school = await open_school()
    gone = HideMessage(
        MessageRef(CLASS_2B, MessageId("weg")), VerdictId(1), order=Order(FlagId(1), MENTOR)
    )
    await put(school, (Purpose.MEASURE, gone))
    await school.app.outbox.deliver()
    assert school.told(MENTOR) == []
