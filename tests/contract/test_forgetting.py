"""What goes: because its time is over, or because somebody has the right to be forgotten."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.model.action import HideMessage, MuteMember, RemoveMember, WarnMember
from bot.model.audit import Audited, NewEntry
from bot.model.finding import Rule
from bot.model.flag import (
    Evidence,
    Flag,
    FlagState,
    Line,
    Step,
    StepKind,
    Strike,
    Verdict,
)
from bot.model.ids import AccountRef, FlagId, PersonId, VerdictId
from bot.model.member import Role
from bot.model.outbox import Answer, Change, Delivery, Leave, Outcome, Purpose, Say, TakeBack
from bot.model.person import AccountLink, Person
from bot.model.privacy import Part
from bot.model.record import GroupRecord, KeptReminder
from bot.model.retention import Held, Retention, Standing
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.privacy.erasure import forget
from bot.privacy.retention import RetentionRun
from storage.tables import AccountRow
from storage.unit_of_work import SqlUnitOfWork
from tests.contract.builders import (
    CLASS_3C,
    MENTOR,
    MINUTE,
    RESPECT,
    a_care_signal,
    a_decision,
    a_flag,
    a_post,
    a_reminder,
    a_ruling,
    a_verdict,
    an_appeal,
    an_item,
    posted,
    ref,
)
from tests.contract.conftest import VAULT
from tests.support.builders import CLASS_2B, NOON, a_sender, an_account

SANNE, BRAM, NOOR = an_account("Sanne"), an_account("Bram"), an_account("Noor")
EARLIER = NOON - MINUTE


def between(*writers: AccountRef) -> Evidence:
    return Evidence("jij sukkel", tuple(Line(one, f"leerling: {one.user_id}") for one in writers))


async def test_a_flag_is_about_everybody_who_is_in_it(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        by = await uow.flags.add(a_flag("m1", sender=a_sender("Sanne")))
        at = await uow.flags.add(replace(a_flag("m2", sender=a_sender("Bram")), target=SANNE))
        told = await uow.flags.add(replace(a_flag("m3", sender=a_sender("Bram")), reported=SANNE))
        before = await uow.flags.add(
            a_flag("m4", sender=a_sender("Bram"), at=EARLIER, evidence=between(SANNE, NOOR, SANNE))
        )
        await uow.flags.add(a_flag("m5", sender=a_sender("Bram")))
        found = [flag.flag_id for flag in await uow.flags.about(SANNE)]
        assert found == [before, by, at, told]
        assert await uow.flags.about(an_account("iemand anders")) == []


async def test_the_verdict_of_a_flag_comes_back(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.flags.add(a_flag())
        assert await uow.flags.verdict(number) is None
        verdict = a_verdict(number, Verdict.DISMISSED)
        await uow.flags.decide(verdict)
        assert await uow.flags.verdict(number) == verdict


async def test_how_every_flag_stands(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        late = await uow.flags.add(a_flag("m1", at=NOON))
        early = await uow.flags.add(a_flag("m2", at=EARLIER, care=a_care_signal()))
        decided = await uow.flags.add(a_flag("m3", at=EARLIER))
        await uow.flags.decide(a_verdict(decided))
        assert await uow.flags.standing() == [
            Standing(late, NOON, FlagState.OPEN, care=False),
            Standing(early, EARLIER, FlagState.OPEN, care=True),
            Standing(decided, EARLIER, FlagState.UPHELD, care=False, decided_at=NOON),
        ]


async def test_a_flag_on_an_old_message_stands_since_it_was_raised(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    flag = replace(a_flag(at=EARLIER), raised_at=NOON)
    async with unit_of_work() as uow:
        number = await uow.flags.add(flag)
        assert await uow.flags.get(number) == Flag(number, flag)
        assert await uow.flags.standing() == [
            Standing(number, NOON, FlagState.OPEN, care=False),
        ]


async def a_decided_flag(uow: UnitOfWork, message: str) -> FlagId:
    """With all that can hang on one."""
    number = await uow.flags.add(a_flag(message, evidence=between(BRAM)))
    verdict = await uow.flags.decide(a_verdict(number))
    await uow.strikes.add(Strike(SANNE, Rule.RESPECT, RESPECT, NOON, verdict))
    await uow.flags.step(number, Step(StepKind.TAKEN_UP, NOON, MENTOR))
    await uow.posts.add(a_post(about=number))
    await uow.appeals.add(an_appeal(SANNE, about=number))
    await uow.outbox.add(replace(an_item(Purpose.FLAG), about=number))
    return number


async def test_a_removed_flag_takes_all_that_hangs_on_it(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        gone, kept = await a_decided_flag(uow, "m1"), await a_decided_flag(uow, "m2")
        await uow.outbox.add(an_item(Purpose.DIGEST))
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.flags.remove(gone)
        assert not await uow.flags.remove(gone)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.flags.get(gone) is None
        assert await uow.flags.verdict(gone) is None
        for account in (SANNE, BRAM):
            assert [flag.flag_id for flag in await uow.flags.about(account)] == [kept]
        assert len(await uow.strikes.of(SANNE)) == 1
        assert await uow.flags.steps(gone) == []
        assert len(await uow.flags.steps(kept)) == 1
        assert [one.filed.about for one in await uow.appeals.of(SANNE)] == [kept]
        assert len(await uow.posts.about(gone)) == 1  # to be changed, for it tells of the flag
        left = {item.item.about for item in await uow.outbox.claim(NOON, 10)}
        assert left == {kept, None}


async def test_what_is_being_sent_about_a_removed_flag_can_still_be_settled(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        number = await a_decided_flag(uow, "m1")
        (item,) = await uow.outbox.claim(NOON, 1)
        await uow.flags.remove(number)
        await uow.outbox.settle(item.outbox_id, Outcome.DONE, NOON)
        assert await uow.outbox.count(Outcome.DONE) == 1


async def test_a_number_of_a_removed_flag_is_not_used_again(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        first = await uow.flags.add(a_flag("m1"))
        await uow.flags.remove(first)
        assert await uow.flags.add(a_flag("m2")) != first


async def test_somebodys_lines_leave_the_flags_of_others(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        evidence = between(NOOR, BRAM)
        other = await uow.flags.add(a_flag("m1", evidence=evidence))
        aimed = await uow.flags.add(replace(a_flag("m2", evidence=between(NOOR)), target=NOOR))
        own = a_flag("m3", sender=a_sender("Noor"), evidence=evidence)
        hers = await uow.flags.add(own)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.flags.forget_lines(NOOR) == 2
        assert await uow.flags.forget_lines(NOOR) == 0
        await uow.commit()
    async with unit_of_work() as uow:
        context = [
            flag.raised.evidence.context
            for number in (other, aimed, hers)
            if (flag := await uow.flags.get(number))
        ]
        assert context == [between(BRAM).context, (), evidence.context]
        assert [flag.flag_id for flag in await uow.flags.about(NOOR)] == [aimed, hers]
        assert [flag.flag_id for flag in await uow.flags.about(BRAM)] == [other, hers]


async def test_the_reminders_of_one_member_in_every_group(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder("m2", at=NOON, chat=CLASS_3C))
        await uow.reminders.add(a_reminder("m1", at=EARLIER, rule=Rule.SPAM, in_group=True))
        await uow.reminders.add(a_reminder("m3", account=BRAM))
        await uow.reminders.withdraw(ref("m1"), [*Rule])
        assert await uow.reminders.of(an_account()) == [
            KeptReminder(CLASS_2B, Rule.SPAM, RESPECT, True, EARLIER, True),
            KeptReminder(CLASS_3C, Rule.RESPECT, RESPECT, False, NOON),
        ]


async def test_the_reminders_of_one_member_go(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        for number, at in enumerate([EARLIER, NOON]):
            await uow.reminders.add(a_reminder(f"m{number}", account=SANNE, at=at))
        await uow.reminders.withdraw(ref("m0"), [*Rule])
        await uow.reminders.add(a_reminder("m2", account=BRAM))
        assert await uow.reminders.forget(SANNE) == 2
        assert await uow.reminders.of(SANNE) == []
        assert await uow.reminders.about(ref("m0")) == frozenset()
        assert len(await uow.reminders.of(BRAM)) == 1


async def test_old_reminders_go(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.reminders.add(a_reminder("m1", at=EARLIER, in_group=True))
        await uow.reminders.add(a_reminder("m2", at=NOON))
        assert await uow.reminders.held() == Held(2, EARLIER)
        assert await uow.reminders.forget_before(EARLIER) == 0
        assert await uow.reminders.forget_before(NOON) == 1
        assert await uow.reminders.held() == Held(1, NOON)
        assert await uow.reminders.group(CLASS_2B) == GroupRecord(None)
        assert await uow.reminders.about(ref("m1")) == frozenset()


async def test_old_decisions_go(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        assert await uow.decisions.held() == Held()
        await uow.decisions.add(a_decision("m1", at=EARLIER))
        await uow.decisions.add(a_decision("m2", at=NOON, chat=CLASS_3C))
        assert await uow.decisions.held() == Held(2, EARLIER)
        assert await uow.decisions.forget_before(NOON) == 1
        assert await uow.decisions.held() == Held(1, NOON)


async def test_old_events_and_what_was_buried_go(unit_of_work: UnitOfWorkFactory) -> None:
    sent = posted().message.sent_at
    async with unit_of_work() as uow:
        await uow.inbox.add(posted("m1"), lane=0)
        await uow.inbox.add(posted("m2"), lane=0)
        (first, second) = await uow.inbox.take(0, 2, NOON)
        await uow.inbox.done(first.inbox_id)
        await uow.inbox.bury(second.inbox_id, "ValueError", sent - MINUTE)
        assert await uow.inbox.held() == Held(3, sent - MINUTE)
        assert await uow.inbox.forget_before(sent) == 1
        assert await uow.inbox.buried() == 0
        assert not await uow.inbox.add(posted("m1"), lane=0)
        assert await uow.inbox.forget_before(sent + MINUTE) == 2
        assert await uow.inbox.held() == Held()
        assert await uow.inbox.add(posted("m1"), lane=0)


async def test_what_was_settled_long_ago_goes_and_what_waits_stays(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for at in (EARLIER, NOON):
            number = await uow.outbox.add(an_item(not_before=EARLIER))
            await uow.outbox.settle(number, Outcome.DONE, at)
        await uow.outbox.add(an_item(not_before=EARLIER))
        assert await uow.outbox.held() == Held(2, EARLIER)
        assert await uow.outbox.forget_before(NOON) == 1
        assert await uow.outbox.count(Outcome.DONE) == 1
        assert await uow.outbox.forget_before(NOON + MINUTE) == 1
        assert len(await uow.outbox.claim(NOON, 10)) == 1


async def test_what_waits_for_somebody_goes(unit_of_work: UnitOfWorkFactory) -> None:
    verdict = VerdictId(7)
    async with unit_of_work() as uow:
        gone: list[Delivery] = [
            Say(SANNE, "hoi"),
            WarnMember(SANNE, RESPECT, "waarschuwing", verdict),
            MuteMember(CLASS_2B, SANNE, NOON, verdict),
            RemoveMember(CLASS_2B, SANNE, verdict),
        ]
        kept: list[Delivery] = [
            Say(BRAM, "hoi"),
            Say(CLASS_2B, "hoi"),
            HideMessage(ref(), verdict),
            Change(ref(), "besloten"),
            TakeBack(ref()),
            Answer(CLASS_2B.platform, "druk-1", "genoteerd"),
            Leave(CLASS_2B),
        ]
        for effect in (*gone, *kept):
            await uow.outbox.add(an_item(effect=effect))
        assert await uow.outbox.forget(SANNE) == 4
        left = [item.item.effect for item in await uow.outbox.claim(NOON, 10)]
        assert sorted(left, key=kept.index) == kept


async def test_the_digests_of_somebody_and_old_ones_go(unit_of_work: UnitOfWorkFactory) -> None:
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    async with unit_of_work() as uow:
        await uow.digests.claim(MENTOR, monday, EARLIER)
        await uow.digests.claim(MENTOR, tuesday, NOON)
        await uow.digests.claim(BRAM, monday, NOON)
        assert await uow.digests.held() == Held(3, EARLIER)
        assert await uow.digests.forget_before(NOON) == 1
        assert await uow.digests.forget(MENTOR) == 1
        assert await uow.digests.held() == Held(1, NOON)
        assert await uow.digests.latest(MENTOR) is None


async def test_a_chore_is_claimed_once_a_day(unit_of_work: UnitOfWorkFactory) -> None:
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    async with unit_of_work() as uow:
        assert await uow.chores.latest("retention") is None
        assert await uow.chores.claim("retention", monday, EARLIER)
        assert not await uow.chores.claim("retention", monday, NOON)
        assert await uow.chores.claim("backup", monday, EARLIER)
        assert await uow.chores.claim("late somebody", monday, EARLIER)
        assert await uow.chores.claim("retention", tuesday, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.chores.latest("retention") == NOON
        assert await uow.chores.forget_before(NOON) == len(["retention", "late somebody"])
        assert await uow.chores.latest("late somebody") is None
        assert await uow.chores.claim("retention", monday, NOON)
        assert not await uow.chores.claim("backup", monday, NOON)


async def test_what_was_forgotten_in_vain_is_there_again(unit_of_work: UnitOfWorkFactory) -> None:
    async def everything(uow: UnitOfWork) -> list[object]:
        return [
            await uow.flags.find(),
            await uow.flags.about(BRAM),
            await uow.strikes.of(SANNE),
            await uow.flags.steps(FlagId(1)),
            await uow.posts.about(FlagId(1)),
            await uow.appeals.of(SANNE),
            await uow.reminders.of(SANNE),
            await uow.reminders.about(ref("m2")),
            await uow.reminders.group(CLASS_2B),
            await uow.chores.latest("retention"),
            [await uow.outbox.count(one) for one in Outcome],
            await uow.inbox.waiting(),
            await uow.inbox.buried(),
            await uow.digests.latest(MENTOR),
            [await one.held() for one in (uow.inbox, uow.outbox, uow.reminders, uow.decisions)],
        ]

    async with unit_of_work() as uow:
        await a_decided_flag(uow, "m1")
        await uow.flags.add(a_flag("m9", evidence=between(BRAM)))
        await uow.reminders.add(a_reminder("m1", account=SANNE, in_group=True))
        await uow.reminders.add(a_reminder("m2", account=SANNE, in_group=True, at=NOON + MINUTE))
        await uow.reminders.withdraw(ref("m2"), [*Rule])
        await uow.decisions.add(a_decision())
        await uow.inbox.add(posted("m1"), lane=0)
        await uow.inbox.add(posted("m2"), lane=0)
        (row, _) = await uow.inbox.take(0, 2, NOON)
        await uow.inbox.bury(row.inbox_id, "ValueError", NOON)
        await uow.outbox.settle(await uow.outbox.add(an_item()), Outcome.DONE, NOON)
        await uow.outbox.add(an_item(effect=Say(BRAM, "hoi")))
        await uow.digests.claim(MENTOR, NOON.date(), NOON)
        await uow.chores.claim("retention", NOON.date(), NOON)
        await uow.commit()
    later = NOON + 10 * MINUTE
    async with unit_of_work() as uow:
        before = await everything(uow)
        await uow.reminders.add(a_reminder("m3", account=SANNE))
        await uow.decisions.add(a_decision("m3"))
        await uow.inbox.add(posted("m3"), lane=0)
        await uow.flags.forget_lines(BRAM)
        for standing in await uow.flags.standing():
            await uow.flags.remove(standing.flag_id)
        await uow.outbox.forget(BRAM)
        for store in (
            uow.inbox,
            uow.outbox,
            uow.reminders,
            uow.decisions,
            uow.digests,
            uow.chores,
            uow.posts,
            uow.appeals,
        ):
            await store.forget_before(later)
        await uow.people.forget_loose()
        assert await everything(uow) != before
    async with unit_of_work() as uow:
        assert await everything(uow) == before


async def known(engine: AsyncEngine) -> set[str]:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        bodies = await uow._session.scalars(select(AccountRow.body))
        return {uow.people._accounts.open(body).user_id for body in bodies}


async def test_an_account_goes_when_nothing_refers_to_it(engine: AsyncEngine) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        number = await uow.flags.add(a_flag(sender=a_sender("Sanne"), evidence=between(BRAM)))
        await uow.flags.decide(a_verdict(number))
        await uow.reminders.add(a_reminder(account=NOOR))
        await uow.people.put(Person(person_id=PersonId("7"), name="Els", role=Role.TEACHER))
        await uow.people.link(AccountLink(an_account("Els"), PersonId("7")))
        await uow.audit.append(NewEntry(at=NOON, what=Audited.CODE, by=an_account("baas")))
        await uow.posts.add(a_post(reader=an_account("lezer")))
        await uow.appeals.add(an_appeal(an_account("klager")))
        other = await uow.flags.add(a_flag("m2", sender=a_sender("Noor"), evidence=between()))
        await uow.flags.step(other, Step(StepKind.LATER, NOON, an_account("helper")))
        await uow.commit()
        assert not await uow.people.forget(SANNE)
        assert await uow.people.forget_loose() == 0
    others = {"Noor", "Els", "baas", "lezer", "klager", "helper"}
    assert await known(engine) == others | {"Sanne", "Bram", "mentor"}
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.flags.remove(number)
        assert await uow.people.forget(SANNE)
        assert not await uow.people.forget(an_account("Els"))
        assert await uow.people.forget_loose() == 2
        await uow.commit()
    assert await known(engine) == others
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.posts.forget(an_account("lezer"))
        await uow.appeals.forget(an_account("klager"))
        await uow.flags.remove(other)
        assert await uow.people.forget_loose() == 3
        await uow.commit()
    assert await known(engine) == {"Noor", "Els", "baas"}


async def test_an_account_that_is_unlinked_and_unused_goes(engine: AsyncEngine) -> None:
    els = an_account("Els")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        await uow.people.put(Person(person_id=PersonId("7"), name="Els", role=Role.TEACHER))
        await uow.people.link(AccountLink(els, PersonId("7")))
        await uow.people.unlink(els)
        assert await uow.people.forget_loose() == 1
        await uow.commit()
    assert await known(engine) == set()


@pytest.mark.parametrize("outcome", [Outcome.NOT_ALLOWED, Outcome.EXPIRED])
async def test_what_an_item_is_about_and_every_outcome_come_back(
    unit_of_work: UnitOfWorkFactory, outcome: Outcome
) -> None:
    async with unit_of_work() as uow:
        item = replace(an_item(Purpose.FLAG), about=await uow.flags.add(a_flag()))
        number = await uow.outbox.add(item)
        await uow.commit()
    async with unit_of_work() as uow:
        (claimed,) = await uow.outbox.claim(NOON, 1)
        assert claimed.item == item
        await uow.outbox.settle(number, outcome, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.outbox.count(outcome, NOON) == 1


async def test_whoever_is_erased_takes_what_they_objected_to_and_what_only_they_read(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for account in (SANNE, BRAM):
            await uow.appeals.add(an_appeal(account))
            await uow.posts.add(a_post(f"b-{account.user_id}", reader=account))
        forgotten = await forget(uow, [SANNE], None, NOON)
        assert forgotten.gone[Part.WRITTEN] == forgotten.gone[Part.UNSENT] == 1
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.appeals.of(SANNE) == []
        assert await uow.posts.at(ref("b-Sanne")) is None
        assert len(await uow.appeals.of(BRAM)) == 1
        assert await uow.posts.at(ref("b-Bram")) is not None
        assert not (await forget(uow, [SANNE], None, NOON)).gone


DAY = timedelta(days=1)


async def test_an_appeal_is_kept_until_it_is_answered_and_then_for_as_long_as_the_school_says(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    run = RetentionRun(unit_of_work, Retention(ruled_days=14))
    async with unit_of_work() as uow:
        await uow.appeals.add(an_appeal(SANNE))
        answered = await uow.appeals.add(an_appeal(SANNE))
        await uow.appeals.decide(a_ruling(answered))
        await uow.commit()
    kept = []
    for day in (13, 15, 300):
        await run.daily(NOON + day * DAY)
        async with unit_of_work() as uow:
            kept.append(len(await uow.appeals.of(SANNE)))
    assert kept == [2, 1, 1]


@pytest.mark.parametrize(
    ("care_days", "last"), [pytest.param(30, 368, id="a-year"), pytest.param(400, 402, id="care")]
)
async def test_where_something_was_said_is_known_for_as_long_as_there_may_be_a_flag(
    unit_of_work: UnitOfWorkFactory, care_days: int, last: int
) -> None:
    run = RetentionRun(unit_of_work, Retention(care_days=care_days))
    async with unit_of_work() as uow:
        await uow.posts.add(a_post())
        await uow.commit()
    kept = []
    for day in (last - 1, last + 1):
        await run.daily(NOON + day * DAY)
        async with unit_of_work() as uow:
            kept.append(await uow.posts.at(ref("b1")) is not None)
    assert kept == [True, False]
