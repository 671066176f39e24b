"""Actions wait here until the platform has confirmed them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    IsAdmin,
    MemberGone,
    MessageGone,
    MissingPermission,
    RateLimited,
    Refused,
    Unconfirmed,
    Unsupported,
)
from bot.flags.amend import forget, forget_appeals
from bot.flags.measures_done import CALLED, is_done, why_not
from bot.flags.telling import staff_chat
from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    Order,
    RemoveMember,
    WarnMember,
)
from bot.model.appeal import AppealId, AppealState
from bot.model.audit import BOT, Audited, NewEntry
from bot.model.flag import Flag, FlagState, Step, StepKind
from bot.model.ids import AccountRef, ChatRef, FlagId, MessageRef, Platform
from bot.model.outbox import (
    Answer,
    Change,
    Delivery,
    Leave,
    NewOutboxItem,
    OutboxItem,
    Outcome,
    Purpose,
    Queue,
    Say,
    Sent,
    TakeBack,
)
from bot.model.post import NewPost
from bot.ports import ChatAdapter, Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, hearers, may, may_hear, objection, who_is
from bot.texts import Texts

ATTEMPTS = 8
"""Tries before an item is given up as failed; the waits between them add up to hours."""

FIRST_WAIT = timedelta(seconds=10)

SOON = timedelta(minutes=5)
"""The longest wait of what cannot wait; it is tried so often that it outlives a day's outage."""

URGENT_ATTEMPTS = 300
_URGENT = frozenset({Purpose.CARE, Purpose.ALERT})

UNTIL_LET_IN = timedelta(minutes=1)
"""A token that was withdrawn is for people to put right; nothing may be lost over it."""

log = logging.getLogger(__name__)


def _uncounted(_: Purpose, __: Outcome) -> None: ...


async def _as_it_was(_: UnitOfWork, __: FlagId) -> None: ...


@dataclass(frozen=True, slots=True)
class _Again:
    """When the next try is due. *maybe_double*: this one may have arrived."""

    wait: timedelta
    maybe_double: bool = False
    tried: bool = True
    """False: it was not its turn. However long a queue is, that uses nothing up."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Claim, send, record: each its own transaction, so that a crash leaves a trace of itself."""

    unit_of_work: UnitOfWorkFactory
    adapters: Mapping[Platform, ChatAdapter]
    clock: Clock
    texts: Texts
    settled: Callable[[Purpose, Outcome], None] = _uncounted
    amend: Callable[[UnitOfWork, FlagId], Awaitable[None]] = _as_it_was
    """Says under everything that staff were told of a flag how it stands by now."""

    @property
    def queues(self) -> Sequence[Queue | None]:
        """Each for a sender of its own; None: one sends all there is."""
        return [Queue.CHAT, Queue.MAIL] if Platform.EMAIL in self.adapters else [None]

    async def recover(self, queue: Queue | None = None) -> Counter[Outcome]:
        """At start, or where a sender broke off: settle what was left half-sent."""
        async with self.unit_of_work() as uow:
            recovered = await uow.outbox.recover(self.clock(), queue)
            found = Counter(outcome for _, outcome in recovered)
            await uow.commit()
        for purpose, outcome in recovered:
            if outcome is not Outcome.PENDING:
                self.settled(purpose, outcome)
        return found

    async def deliver(
        self, ending: asyncio.Event | None = None, queue: Queue | None = None
    ) -> int:
        """Send everything of *queue*, or of all, that is due and not too late, until *ending* is
        set. Returns how many items were tried.

        One at a time: a crash leaves at most one send of a queue in doubt.
        """
        sent = 0
        while not (ending and ending.is_set()) and (item := await self._claim(queue)):
            refused = await self._refused(item)
            await self._record(item, Sent(refused) if refused else await self._attempt(item))
            sent += refused is None
        return sent

    async def _claim(self, queue: Queue | None) -> OutboxItem | None:
        async with self.unit_of_work() as uow:
            items = await uow.outbox.claim(self.clock(), 1, queue)
            if items:
                await uow.commit()
        return items[0] if items else None

    async def _refused(self, item: OutboxItem) -> Outcome | None:
        """Why it must not be sent any more: rights may have changed while it waited."""
        waiting = item.item
        if waiting.expires is not None and self.clock() > waiting.expires:
            return Outcome.EXPIRED
        say = waiting.effect if isinstance(waiting.effect, Say) else None
        if say is not None and (say.appeal is not None or waiting.purpose is Purpose.DIGEST):
            async with self.unit_of_work() as uow:
                return await _why_not(uow, say)
        if waiting.about is None:
            return None
        async with self.unit_of_work() as uow:
            if await _is_outdated(uow, waiting.effect, waiting.about):
                return Outcome.EXPIRED
            if await _may_be_said(uow, waiting.effect, waiting.about):
                return None
            if waiting.purpose in {Purpose.CARE, Purpose.ALERT}:
                await self._tell_others(uow, waiting, await hearers(uow, waiting.about))
                await uow.commit()
        return Outcome.NOT_ALLOWED

    async def _tell_others(
        self, uow: UnitOfWork, waiting: NewOutboxItem, others: Sequence[AccountRef]
    ) -> None:
        """What cannot wait reaches whoever stands in; better twice than nobody."""
        if isinstance(waiting.effect, Say):
            for one in others:
                # A button is its reader's alone; the others have a command for it.
                say = replace(waiting.effect, to=one, buttons=())
                await uow.outbox.add(replace(waiting, effect=say, not_before=self.clock()))

    async def _attempt(self, item: OutboxItem) -> Sent | _Again:
        """What came of it, or how long to wait before the next try."""
        outcome: Outcome | _Again
        try:
            return await self._perform(item)
        except Unconfirmed:
            again = _Again(_pause(item), maybe_double=True)
            outcome = again if item.item.purpose.at_least_once else Outcome.UNKNOWN
        except MessageGone:
            outcome = Outcome.ALREADY_GONE
        except ChatGone as error:
            outcome = _unreached(item.item, error)
        except MissingPermission as error:
            outcome = _forbidden(error)
        except RateLimited as error:
            outcome = _Again(error.retry_after, tried=False)
        except AdapterUnavailable:
            outcome = _Again(_pause(item))
        except Refused:
            outcome = _Again(UNTIL_LET_IN, tried=False)
        except AdapterError:
            outcome = Outcome.FAILED
        except Exception as error:  # noqa: BLE001 - one item must not stop all others, at every start
            log.error("outbox item %s fails: %s", item.outbox_id, type(error).__name__)  # noqa: TRY400 - by kind only
            outcome = Outcome.FAILED
        return Sent(outcome) if isinstance(outcome, Outcome) else outcome

    async def _record(self, item: OutboxItem, came: Sent | _Again) -> None:
        now = self.clock()
        async with self.unit_of_work() as uow:
            if isinstance(came, Sent):
                await self._settle(uow, item, came, now)
            elif not came.tried or item.attempts + 1 < _attempts(item):
                double = item.maybe_double or came.maybe_double
                await uow.outbox.postpone(
                    item.outbox_id, now + came.wait, tried=came.tried, maybe_double=double
                )
            else:
                log.error("outbox item %s given up", item.outbox_id)
                await self._settle(uow, item, Sent(_given_up(item, came)), now)
            await uow.commit()

    async def _settle(self, uow: UnitOfWork, item: OutboxItem, sent: Sent, now: datetime) -> None:
        await uow.outbox.settle(item.outbox_id, sent.outcome, now)
        self.settled(item.item.purpose, sent.outcome)
        effect = item.item.effect
        if isinstance(effect, Measure):
            await uow.audit.append(await _carried_out(uow, effect, sent.outcome, now))
            if effect.order is not None and not is_done(CALLED[type(effect)], sent.outcome):
                await self._not_done(uow, effect, effect.order, sent.outcome, now)
        elif isinstance(effect, Change | TakeBack) and sent.outcome in _STANDS_AS_IT_WAS:
            await uow.audit.append(_left_standing(effect, sent.outcome, now))
        elif isinstance(effect, Say) and sent.message is not None:
            await _remember(uow, item.item, effect, sent.message, now)
            await self._put_right(uow, item.item.about, now)
            if effect.appeal is not None and await uow.appeals.get(effect.appeal) is None:
                await forget_appeals(uow, [effect.appeal], now)

    async def _not_done(
        self,
        uow: UnitOfWork,
        measure: Measure,
        order: Order,
        outcome: Outcome,
        now: datetime,
    ) -> None:
        """Whoever ordered it reads why, and what is left to do by hand."""
        called = CALLED[type(measure)]
        by_hand = "group_gone" if outcome is Outcome.GROUP_GONE else called
        text = self.texts(
            f"measure.not_done.{by_hand}",
            number=order.flag,
            what=self.texts(f"word.measure.{called}"),
            why=self.texts(f"measure.why.{why_not(called, outcome)}"),
        )
        await uow.outbox.add(NewOutboxItem(Purpose.ALERT, Say(order.by, text), now))
        if await uow.flags.get(order.flag) is not None:
            await uow.flags.step(order.flag, Step(StepKind.NOT_DONE, now))
            await self.amend(uow, order.flag)

    async def _put_right(self, uow: UnitOfWork, about: FlagId | None, now: datetime) -> None:
        """Somebody may have decided while it was being said, or the flag may be gone."""
        flag = None if about is None else await uow.flags.get(about)
        if about is not None and flag is None:
            await forget(uow, [about], now)
        elif flag is not None and flag.state is not FlagState.OPEN:
            await self.amend(uow, flag.flag_id)

    async def _perform(self, item: OutboxItem) -> Sent:
        effect = self._marked(item.item.effect) if item.maybe_double else item.item.effect
        adapter = self.adapters.get(platform_of(effect))
        if adapter is None:
            log.error("outbox item %s is for a platform that is not connected", item.outbox_id)
            return Sent(Outcome.FAILED)
        if isinstance(effect, Say):
            return await adapter.say(effect)
        return Sent(await _done(adapter, effect))

    def _marked(self, effect: Delivery) -> Delivery:
        """Whoever reads it a second time reads that it may be the second time."""
        if not isinstance(effect, Say | WarnMember):
            return effect
        return replace(effect, text=f"{self.texts('outbox.maybe_double')}\n{effect.text}")


def _unreached(item: NewOutboxItem, error: ChatGone) -> Outcome:
    """A pupil or a group that left needs nothing more. Staff who cannot be reached do, and who
    waits for an answer to an objection. What was to be done in a group that is gone nobody did."""
    in_group = isinstance(item.effect, HideMessage | MuteMember | LiftMute | RemoveMember)
    if in_group and not isinstance(error, MemberGone):
        return Outcome.GROUP_GONE
    awaited = item.purpose.for_staff or item.purpose is Purpose.RULING
    return Outcome.FAILED if awaited else Outcome.ALREADY_GONE


def _forbidden(error: MissingPermission) -> Outcome:
    match error:
        case IsAdmin():
            return Outcome.IS_ADMIN
        case Unsupported():
            return Outcome.UNSUPPORTED
        case _:
            return Outcome.NO_PERMISSION


def _pause(item: OutboxItem) -> timedelta:
    pause = FIRST_WAIT * int(4 ** min(item.attempts, ATTEMPTS))
    return min(pause, SOON) if item.item.purpose in _URGENT else pause


def _attempts(item: OutboxItem) -> int:
    return URGENT_ATTEMPTS if item.item.purpose in _URGENT else ATTEMPTS


async def _done(
    adapter: ChatAdapter, effect: Change | TakeBack | Answer | Leave | Measure
) -> Outcome:
    match effect:
        case Change():
            return await adapter.change(effect)
        case TakeBack(message):
            return await adapter.take_back(message)
        case Answer():
            return await adapter.answer(effect)
        case Leave(chat):
            return await adapter.leave(chat)
        case _:
            return await adapter.carry_out(effect)


async def _remember(
    uow: UnitOfWork, item: NewOutboxItem, say: Say, message: MessageRef, now: datetime
) -> None:
    """What will have to be changed or taken back is to be found again."""
    alone = isinstance(say.to, AccountRef) and message.chat != say.within
    stands = None if alone else say.take_back_after
    if not stands and item.about is None and say.appeal is None:
        return
    post = NewPost(
        message=message,
        purpose=item.purpose,
        at=now,
        reader=say.to if isinstance(say.to, AccountRef) else None,
        about=item.about,
        appeal=say.appeal,
        take_back=None if stands is None else now + stands,
    )
    await uow.posts.add(post)


def _given_up(item: OutboxItem, came: _Again) -> Outcome:
    """Of a measure that may have arrived nobody says that it was not done."""
    doubt = isinstance(item.item.effect, Measure) and (item.maybe_double or came.maybe_double)
    return Outcome.UNKNOWN if doubt else Outcome.FAILED


async def _carried_out(
    uow: UnitOfWork, measure: Measure, outcome: Outcome, at: datetime
) -> NewEntry:
    """By whoever ordered it, about whoever it was done to: with it the history of a flag says what
    came of it."""
    facts: dict[str, str | int] = {
        "measure": type(measure).__name__,
        "verdict": measure.verdict,
        "outcome": outcome,
    }
    order = measure.order
    flag = None if order is None else await uow.flags.get(order.flag)
    if order is not None:
        facts["flag"] = order.flag
    if isinstance(measure, MuteMember):
        facts["until"] = measure.until.isoformat()
    return NewEntry(
        at=at,
        what=Audited.MEASURE,
        by=BOT if order is None else order.by,
        about=_to_whom(measure, flag),
        facts=facts,
    )


def _to_whom(measure: Measure, flag: Flag | None) -> AccountRef | None:
    if not isinstance(measure, HideMessage):
        return measure.account
    return None if flag is None else flag.raised.sender.account


async def _may_be_said(uow: UnitOfWork, effect: Delivery, about: FlagId) -> bool:
    if isinstance(effect, Change):
        return True  # its reader has read more than that
    if isinstance(effect, Say) and isinstance(effect.to, ChatRef):
        flag = await uow.flags.get(about)
        return flag is not None and await staff_chat(uow, flag.raised) == effect.to
    return await may_hear(uow, reader_of(effect), about)


async def _why_not(uow: UnitOfWork, say: Say) -> Outcome | None:
    """Why staff must not be told of an appeal, or read that digest, any more."""
    if say.appeal is None:
        return await _why_no_digest(uow, say)
    return await _why_no_appeal(uow, say, say.appeal)


async def _why_no_appeal(uow: UnitOfWork, say: Say, number: AppealId) -> Outcome | None:
    appeal, reader = await uow.appeals.get(number), reader_of(say)
    if appeal is None or (say.buttons and appeal.state is not AppealState.OPEN):
        return Outcome.EXPIRED
    matter = await objection(uow, appeal.filed)
    if matter is None or reader is None:
        return Outcome.NOT_ALLOWED
    may_read = may(await who_is(uow.people, reader), Act.DECIDE_APPEAL, matter)
    return None if may_read else Outcome.NOT_ALLOWED


async def _why_no_digest(uow: UnitOfWork, say: Say) -> Outcome | None:
    """It waited, and its reader may answer for no group any more."""
    reader = reader_of(say) if say.letter is None else say.letter.reader
    if reader is None:
        return Outcome.NOT_ALLOWED
    actor, groups = await who_is(uow.people, reader), await uow.groups.all()
    reads = any(may(actor, Act.READ_DIGEST, group) for group in groups)
    return None if reads else Outcome.NOT_ALLOWED


async def _is_outdated(uow: UnitOfWork, effect: Delivery, about: FlagId) -> bool:
    """It asks for what was decided meanwhile, or would bring back words that have to be gone."""
    flag = await uow.flags.get(about)
    if isinstance(effect, Change):
        gone = flag is None or flag.state is FlagState.DISMISSED
        if gone or await uow.posts.at(effect.message) is None:
            return True
    asks = isinstance(effect, Say | Change) and bool(effect.buttons)
    return asks and flag is not None and flag.state is not FlagState.OPEN


_STANDS_AS_IT_WAS = frozenset({Outcome.NO_PERMISSION, Outcome.FAILED})


def _left_standing(effect: Change | TakeBack, outcome: Outcome, at: datetime) -> NewEntry:
    what = {"measure": type(effect).__name__, "outcome": outcome}
    return NewEntry(at=at, what=Audited.AMENDED, facts=what)


def reader_of(effect: Delivery) -> AccountRef | None:
    """Who alone gets to read it; None for what a group sees, or what nobody reads."""
    return effect.to if isinstance(effect, Say) and isinstance(effect.to, AccountRef) else None


def platform_of(effect: Delivery) -> Platform:
    match effect:
        case Say(ChatRef(platform) | AccountRef(platform)) | Answer(platform):
            return platform
        case HideMessage(message) | Change(message) | TakeBack(message):
            return message.chat.platform
        case WarnMember(account):
            return account.platform
        case MuteMember(chat) | LiftMute(chat) | RemoveMember(chat) | Leave(chat):
            return chat.platform
