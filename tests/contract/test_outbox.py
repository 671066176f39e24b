from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StorageError
from bot.model.action import HideMessage, MuteMember, RemoveMember, WarnMember
from bot.model.button import Button
from bot.model.ids import AccountRef, MessageId, Platform, UserId, VerdictId
from bot.model.outbox import (
    Answer,
    Change,
    Delivery,
    Leave,
    Letter,
    OutboxId,
    OutboxItem,
    Outcome,
    Purpose,
    Queue,
    Say,
    TakeBack,
)
from bot.model.retention import Held
from bot.ports import UnitOfWorkFactory
from storage.day_keys import DayKeys
from storage.master import MasterKey
from storage.sql.outbox import EFFECT
from storage.tables import OutboxRow
from storage.unit_of_work import SqlUnitOfWork
from storage.vault import Sealed, Vault
from tests.contract.builders import MENTOR, MINUTE, RESPECT, an_item, ref
from tests.contract.conftest import VAULT
from tests.support.builders import CLASS_2B, NOON, an_account

PUPIL, VERDICT = an_account(), VerdictId(7)
EFFECTS: list[Delivery] = [
    Say(CLASS_2B, "Blijf aardig 💕", MessageId("m1")),
    Say(MENTOR, "Er is een melding."),
    HideMessage(ref(), VERDICT),
    WarnMember(PUPIL, RESPECT, "Dit is een waarschuwing.", VERDICT),
    MuteMember(CLASS_2B, PUPIL, NOON + MINUTE, VERDICT),
    RemoveMember(CLASS_2B, PUPIL, VERDICT),
    Say(
        PUPIL,
        "hoi",
        buttons=((Button("Ja", press="ja"), Button("Meer", link="https://school.example")),),
        within=CLASS_2B,
        take_back_after=10 * MINUTE,
    ),
    Change(ref(), "anders", ((Button("Nee", press="nee"),),)),
    TakeBack(ref()),
    Answer(Platform.MEMORY, "p1", "gelukt"),
    Leave(CLASS_2B),
]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: type(effect).__name__)
async def test_every_effect_comes_back_as_it_went_in(
    unit_of_work: UnitOfWorkFactory, effect: Delivery
) -> None:
    item = an_item(Purpose.MEASURE, effect)
    async with unit_of_work() as uow:
        number = await uow.outbox.add(item)
        await uow.commit()
    async with unit_of_work() as uow:
        assert list(await uow.outbox.claim(NOON, 10)) == [OutboxItem(number, item)]


async def test_what_is_due_goes_oldest_first(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        late = await uow.outbox.add(an_item(not_before=NOON))
        early = await uow.outbox.add(an_item(not_before=NOON - MINUTE))
        await uow.outbox.add(an_item(not_before=NOON + MINUTE))
        claimed = await uow.outbox.claim(NOON, 10)
    assert [item.outbox_id for item in claimed] == [early, late]


async def test_care_and_alerts_do_not_wait_behind_the_rest(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.outbox.add(an_item(Purpose.REMINDER, not_before=NOON - MINUTE))
        alert = await uow.outbox.add(an_item(Purpose.ALERT))
        care = await uow.outbox.add(an_item(Purpose.CARE))
        claimed = await uow.outbox.claim(NOON, 2)
    assert [item.outbox_id for item in claimed] == [care, alert]


IN_TURN = [
    an_item(Purpose.MEASURE, HideMessage(ref(), VERDICT)),
    an_item(Purpose.ANSWER, Answer(Platform.MEMORY, "p1")),
    an_item(Purpose.CARE, Say(MENTOR, "kijk")),
    an_item(Purpose.ALERT, Say(CLASS_2B, "kijk")),
    an_item(Purpose.REMINDER, Say(PUPIL, "hoi")),
    an_item(Purpose.MEASURE, MuteMember(CLASS_2B, PUPIL, NOON, VERDICT)),
    an_item(Purpose.REMINDER, Say(CLASS_2B, "hoi")),
    an_item(Purpose.AMEND, TakeBack(ref())),
]


async def test_what_hides_goes_first_and_then_whoever_waits_or_is_in_danger(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    slow = len(IN_TURN) - 2
    async with unit_of_work() as uow:
        for item in (*IN_TURN[slow:], *reversed(IN_TURN[:4]), *IN_TURN[4:slow]):
            await uow.outbox.add(item)
        claimed = await uow.outbox.claim(NOON, 10)
    assert [one.item for one in claimed] == IN_TURN


async def test_letters_wait_in_a_queue_of_their_own_and_go_last(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    to = AccountRef(Platform.EMAIL, UserId("wolters@school.nl"))
    mail = an_item(
        effect=Say(to, "hoi", letter=Letter("hoi", "<p>", MENTOR)), purpose=Purpose.CARE
    )
    async with unit_of_work() as uow:
        letter = await uow.outbox.add(mail)
        chat = await uow.outbox.add(an_item(not_before=NOON))
        await uow.commit()
    async with unit_of_work() as uow:
        assert [one.outbox_id for one in await uow.outbox.claim(NOON, 9)] == [chat, letter]
    for queue, number in ((Queue.MAIL, letter), (Queue.CHAT, chat)):
        async with unit_of_work() as uow:
            assert [one.outbox_id for one in await uow.outbox.claim(NOON, 9, queue)] == [number]
            await uow.commit()
    async with unit_of_work() as uow:
        (recovered,) = await uow.outbox.recover(NOON, Queue.MAIL)
        assert recovered == (Purpose.CARE, Outcome.PENDING)
        assert await uow.outbox.count(Outcome.SENDING) == 1
        assert await uow.outbox.forget(MENTOR) == 1  # a letter is its reader's


async def test_a_claimed_item_is_not_claimed_again(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        for _ in range(3):
            await uow.outbox.add(an_item())
        assert len(await uow.outbox.claim(NOON, 2)) == 2
        assert await uow.outbox.count(Outcome.SENDING) == 2
        await uow.commit()
    async with unit_of_work() as uow:
        assert len(await uow.outbox.claim(NOON, 10)) == 1
        assert list(await uow.outbox.claim(NOON, 10)) == []


async def test_a_settled_item_is_counted_and_gone(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.outbox.add(an_item())
        await uow.outbox.claim(NOON, 1)
        await uow.outbox.settle(number, Outcome.DONE, NOON)
        counts = {outcome: await uow.outbox.count(outcome) for outcome in Outcome}
        assert counts == dict.fromkeys(Outcome, 0) | {Outcome.DONE: 1}
        assert list(await uow.outbox.claim(NOON, 10)) == []


async def test_a_postponed_item_comes_back_later_one_attempt_further(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    later = NOON + 5 * MINUTE
    async with unit_of_work() as uow:
        number = await uow.outbox.add(an_item())
        await uow.outbox.claim(NOON, 1)
        await uow.outbox.postpone(number, later)
        assert list(await uow.outbox.claim(NOON, 1)) == []
        expected = OutboxItem(number, an_item(not_before=later), attempts=1)
        assert list(await uow.outbox.claim(later, 1)) == [expected]


@pytest.mark.parametrize("purpose", Purpose)
async def test_what_may_have_arrived_is_said_so_from_then_on(
    unit_of_work: UnitOfWorkFactory, purpose: Purpose
) -> None:
    async with unit_of_work() as uow:
        number = await uow.outbox.add(an_item(purpose))
        marks = []
        for maybe_double in (False, True, False):
            await uow.outbox.claim(NOON, 1)
            await uow.outbox.postpone(number, NOON, maybe_double=maybe_double)
            (item,) = await uow.outbox.claim(NOON, 1)
            marks.append(item.maybe_double)
    double = purpose is not Purpose.AMEND
    assert marks == [False, double, double]


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.SENDING])
async def test_only_an_end_settles(unit_of_work: UnitOfWorkFactory, outcome: Outcome) -> None:
    async with unit_of_work() as uow:
        number = await uow.outbox.add(an_item())
        with pytest.raises(StorageError):
            await uow.outbox.settle(number, outcome, NOON)


async def test_what_is_settled_or_unknown_cannot_be_settled_or_postponed(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        settled = await uow.outbox.add(an_item())
        await uow.outbox.settle(settled, Outcome.SIMULATED, NOON)
        for number in (settled, OutboxId(999)):
            with pytest.raises(StorageError):
                await uow.outbox.settle(number, Outcome.DONE, NOON)
            with pytest.raises(StorageError):
                await uow.outbox.postpone(number, NOON)
        assert await uow.outbox.count(Outcome.SIMULATED) == 1


@pytest.mark.parametrize("purpose", Purpose)
async def test_a_send_that_was_cut_off_is_recovered_by_its_purpose(
    unit_of_work: UnitOfWorkFactory, purpose: Purpose
) -> None:
    async with unit_of_work() as uow:
        number = await uow.outbox.add(an_item(purpose))
        await uow.outbox.add(an_item(not_before=NOON + MINUTE))
        await uow.outbox.claim(NOON, 1)
        await uow.commit()
    async with unit_of_work() as uow:
        recovered = list(await uow.outbox.recover(NOON))
        again = list(await uow.outbox.claim(NOON, 10))
        unknown = await uow.outbox.count(Outcome.UNKNOWN)
    if purpose.at_least_once:
        assert recovered == [(purpose, Outcome.PENDING)]
        double = purpose is not Purpose.AMEND  # to change it twice is to change it once
        assert again == [OutboxItem(number, an_item(purpose), attempts=1, maybe_double=double)]
        assert unknown == 0
    else:
        assert recovered == [(purpose, Outcome.UNKNOWN)]
        assert again == []
        assert unknown == 1


async def test_what_is_settled_is_counted_since_a_moment(unit_of_work: UnitOfWorkFactory) -> None:
    moments = [NOON, NOON + MINUTE, NOON + 2 * MINUTE]
    async with unit_of_work() as uow:
        for at in moments:
            number = await uow.outbox.add(an_item())
            await uow.outbox.settle(number, Outcome.FAILED, at)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.outbox.count(Outcome.FAILED) == 3
        counts = [await uow.outbox.count(Outcome.FAILED, since) for since in moments]
        assert counts == [3, 2, 1]
        assert await uow.outbox.count(Outcome.DONE, NOON) == 0


async def test_what_is_not_settled_is_not_counted_since_a_moment(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        for _ in range(2):
            await uow.outbox.add(an_item())
        await uow.outbox.claim(NOON, 1)
        for outcome in (Outcome.PENDING, Outcome.SENDING):
            assert await uow.outbox.count(outcome) == 1
            assert await uow.outbox.count(outcome, NOON - MINUTE) == 0


async def test_what_was_cut_off_is_unknown_since_the_start(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.outbox.add(an_item())
        await uow.outbox.claim(NOON, 1)
        await uow.outbox.recover(NOON + MINUTE)
        assert await uow.outbox.count(Outcome.UNKNOWN, NOON + MINUTE) == 1
        assert await uow.outbox.count(Outcome.UNKNOWN, NOON + 2 * MINUTE) == 0


@pytest.mark.parametrize("purpose", Purpose)
async def test_what_waits_for_too_long_is_given_up_by_its_purpose(
    unit_of_work: UnitOfWorkFactory, purpose: Purpose
) -> None:
    async with unit_of_work() as uow:
        for at in (NOON, NOON, NOON + MINUTE):
            await uow.outbox.add(an_item(purpose, not_before=at))
        await uow.outbox.claim(NOON, 1)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.outbox.unsettled() == Held(3, NOON)
        assert await uow.outbox.unsettled(NOON + MINUTE) == Held(2, NOON)
        assert await uow.outbox.give_up(NOON, NOON + MINUTE) == 0
        assert await uow.outbox.give_up(NOON + MINUTE, NOON + 2 * MINUTE) == 2
        assert await uow.outbox.unsettled() == Held(1, NOON + MINUTE)
        outcome = Outcome.FAILED if purpose.at_least_once else Outcome.EXPIRED
        assert await uow.outbox.count(outcome, NOON + 2 * MINUTE) == 2
        assert len(await uow.outbox.claim(NOON + MINUTE, 9)) == 1


@pytest.mark.parametrize("purpose", Purpose)
async def test_what_is_being_sent_to_whoever_is_forgotten_is_not_sent_again(
    unit_of_work: UnitOfWorkFactory, purpose: Purpose
) -> None:
    item = an_item(purpose, Say(MENTOR, "voor u"))
    async with unit_of_work() as uow:
        number = await uow.outbox.add(item)
        await uow.outbox.claim(NOON, 1)
        assert await uow.outbox.forget(MENTOR) == 1
        assert await uow.outbox.forget(MENTOR) == 0
        assert await uow.outbox.of(MENTOR) == []
        await uow.commit()
    async with unit_of_work() as uow:
        await uow.outbox.recover(NOON)
        assert await uow.outbox.claim(NOON, 9) == []
        outcome = Outcome.NOT_ALLOWED if purpose.at_least_once else Outcome.UNKNOWN
        assert await uow.outbox.count(outcome) == 1
        with pytest.raises(StorageError):
            await uow.outbox.settle(number, Outcome.DONE, NOON)


async def test_what_was_forgotten_while_it_was_sent_can_still_be_settled(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        number = await uow.outbox.add(an_item(effect=Say(MENTOR, "voor u")))
        await uow.outbox.claim(NOON, 1)
        await uow.outbox.forget(MENTOR)
        await uow.outbox.settle(number, Outcome.DONE, NOON)
        assert await uow.outbox.count(Outcome.DONE) == 1


async def test_digests_that_wait_are_forgotten_and_nothing_else(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        await uow.outbox.add(an_item(Purpose.DIGEST))
        await uow.outbox.claim(NOON, 1)
        await uow.outbox.add(an_item(Purpose.DIGEST))
        await uow.outbox.add(an_item(Purpose.FLAG))
        assert await uow.outbox.forget_digests() == 2
        assert await uow.outbox.forget_digests() == 0
        assert [one.item.purpose for one in await uow.outbox.claim(NOON, 9)] == [Purpose.FLAG]


async def test_an_item_knows_when_it_comes_too_late(unit_of_work: UnitOfWorkFactory) -> None:
    item = replace(an_item(), expires=NOON + MINUTE)
    later = NOON + 5 * MINUTE
    async with unit_of_work() as uow:
        number = await uow.outbox.add(item)
        await uow.commit()
    async with unit_of_work() as uow:
        assert [one.item for one in await uow.outbox.claim(NOON, 1)] == [item]
        await uow.outbox.postpone(number, later)
        (postponed,) = await uow.outbox.claim(later, 1)
    assert postponed.item.expires == NOON + MINUTE


LONG_AGO = DayKeys(today=lambda: date(2020, 1, 1))


async def leave(engine: AsyncEngine, vault: Vault, text: str) -> None:
    """What waits, of another version or another day; it is the first in turn."""
    async with engine.begin() as connection:
        row = insert(OutboxRow).values(
            purpose=Purpose.CARE,
            urgency=0,
            effect=vault.seal_for_today(text, EFFECT),
            not_before=NOON - MINUTE,
            state=Outcome.PENDING,
            attempts=0,
            maybe_double=False,
        )
        await connection.execute(row)


@pytest.mark.parametrize("limit", [1, 2, 10])
async def test_an_item_that_cannot_be_read_is_in_nobodys_way(
    engine: AsyncEngine, limit: int
) -> None:
    async with SqlUnitOfWork(engine, VAULT) as uow:
        number = await uow.outbox.add(an_item())
        await uow.commit()
    await leave(engine, VAULT, 'sing {"text": "geheim"}')
    await leave(engine, VAULT, 'say {"text": 3}')
    await leave(engine, Vault(MasterKey((bytes(32),)), LONG_AGO), "under a key that is gone")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert [item.outbox_id for item in await uow.outbox.claim(NOON, limit)] == [number]
        assert await uow.outbox.count(Outcome.FAILED, NOON) == 3
        await uow.commit()
    async with SqlUnitOfWork(engine, VAULT) as uow:
        assert await uow.outbox.claim(NOON, limit) == []
        effects = await uow._session.scalars(select(OutboxRow.effect))
        assert len([one for one in effects if one is not None]) == 1


async def test_another_key_fails_nothing(engine: AsyncEngine) -> None:
    await leave(engine, VAULT, "say {}")
    async with SqlUnitOfWork(engine, VAULT) as uow:
        ours = await uow._session.scalar(select(OutboxRow.effect))
        assert ours is not None
        broken = Sealed(ours[:-1] + bytes([ours[-1] ^ 1]))
        await uow._session.execute(update(OutboxRow).values(effect=broken))
        with pytest.raises(StorageError):
            await uow.outbox.claim(NOON, 1)
        assert await uow.outbox.count(Outcome.FAILED) == 0


async def test_what_was_not_tried_uses_up_no_attempt(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.outbox.add(an_item())
        (item,) = await uow.outbox.claim(NOON, 1)
        await uow.outbox.postpone(item.outbox_id, NOON, tried=False)
        (again,) = await uow.outbox.claim(NOON, 1)
    assert again.attempts == item.attempts
