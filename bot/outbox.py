"""Actions wait here until the platform has confirmed them."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    MessageGone,
    MissingPermission,
    RateLimited,
)
from bot.model.action import HideMessage, Measure, MuteMember, RemoveMember, WarnMember
from bot.model.audit import Audited, NewEntry
from bot.model.ids import AccountRef, ChatRef, Platform
from bot.model.outbox import Delivery, NewOutboxItem, OutboxItem, Outcome, Purpose, Say
from bot.ports import ChatAdapter, Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import hearers, may_hear
from bot.texts import Texts

ATTEMPTS = 8
"""Tries before an item is given up as failed; the waits between them add up to hours."""

FIRST_WAIT = timedelta(seconds=10)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Claim, send, record: each its own transaction, so that a crash leaves a trace of itself."""

    unit_of_work: UnitOfWorkFactory
    adapters: Mapping[Platform, ChatAdapter]
    clock: Clock
    texts: Texts

    async def recover(self) -> Counter[Outcome]:
        """At start: settle what a dead process left half-sent."""
        async with self.unit_of_work() as uow:
            recovered = await uow.outbox.recover(self.clock())
            found = Counter(outcome for _, outcome in recovered)
            await uow.commit()
        return found

    async def deliver(self) -> int:
        """Send everything that is due and not too late. Returns how many items were tried.

        One at a time: a crash leaves at most one send in doubt.
        """
        sent = 0
        while item := await self._claim():
            refused = await self._refused(item)
            await self._record(item, refused or await self._attempt(item))
            sent += refused is None
        return sent

    async def _claim(self) -> OutboxItem | None:
        async with self.unit_of_work() as uow:
            items = await uow.outbox.claim(self.clock(), 1)
            if items:
                await uow.commit()
        return items[0] if items else None

    async def _refused(self, item: OutboxItem) -> Outcome | None:
        """Why it must not be sent any more: rights may have changed while it waited."""
        waiting = item.item
        if waiting.expires is not None and self.clock() > waiting.expires:
            return Outcome.EXPIRED
        if waiting.about is None:
            return None
        async with self.unit_of_work() as uow:
            reader = reader_of(waiting.effect)
            if await may_hear(uow, reader, waiting.about):
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
                say = replace(waiting.effect, to=one)
                await uow.outbox.add(replace(waiting, effect=say, not_before=self.clock()))

    async def _attempt(self, item: OutboxItem) -> Outcome | timedelta:
        """What came of it, or how long to wait before the next try."""
        outcome: Outcome | timedelta
        try:
            outcome = await self._perform(item)
        except MessageGone:
            outcome = Outcome.ALREADY_GONE
        except ChatGone:
            # A pupil or a group that left needs nothing more. Staff who cannot be reached do.
            outcome = Outcome.FAILED if item.item.purpose.for_staff else Outcome.ALREADY_GONE
        except MissingPermission:
            outcome = Outcome.NO_PERMISSION
        except RateLimited as error:
            outcome = error.retry_after
        except AdapterUnavailable:
            outcome = FIRST_WAIT * 4**item.attempts
        except AdapterError:
            outcome = Outcome.FAILED
        return outcome

    async def _record(self, item: OutboxItem, outcome: Outcome | timedelta) -> None:
        now = self.clock()
        async with self.unit_of_work() as uow:
            if not isinstance(outcome, Outcome) and item.attempts + 1 < ATTEMPTS:
                await uow.outbox.postpone(item.outbox_id, now + outcome)
            else:
                await self._settle(uow, item, outcome, now)
            await uow.commit()

    async def _settle(
        self, uow: UnitOfWork, item: OutboxItem, outcome: Outcome | timedelta, now: datetime
    ) -> None:
        if not isinstance(outcome, Outcome):
            log.error("outbox item %s given up", item.outbox_id)
            outcome = Outcome.FAILED
        await uow.outbox.settle(item.outbox_id, outcome, now)
        effect = item.item.effect
        if not isinstance(effect, Say):
            await uow.audit.append(_carried_out(effect, outcome, now))

    async def _perform(self, item: OutboxItem) -> Outcome:
        effect = self._marked(item.item.effect) if item.maybe_double else item.item.effect
        adapter = self.adapters.get(platform_of(effect))
        if adapter is None:
            log.error("outbox item %s is for a platform that is not connected", item.outbox_id)
            return Outcome.FAILED
        if not isinstance(effect, Say):
            return await adapter.carry_out(effect)
        if isinstance(effect.to, ChatRef):
            return await adapter.say_in_group(effect.to, effect.text, reply_to=effect.reply_to)
        return await adapter.say_privately(effect.to, effect.text)

    def _marked(self, effect: Delivery) -> Delivery:
        """Whoever reads it a second time reads that it may be the second time."""
        if not isinstance(effect, Say | WarnMember):
            return effect
        return replace(effect, text=f"{self.texts('outbox.maybe_double')}\n{effect.text}")


def _carried_out(measure: Measure, outcome: Outcome, at: datetime) -> NewEntry:
    return NewEntry(
        at=at,
        what=Audited.MEASURE,
        about=None if isinstance(measure, HideMessage) else measure.account,
        facts={
            "measure": type(measure).__name__,
            "verdict": measure.verdict,
            "outcome": outcome,
        },
    )


def reader_of(effect: Delivery) -> AccountRef | None:
    """Who alone gets to read it; None for what a group sees, or what nobody reads."""
    return effect.to if isinstance(effect, Say) and isinstance(effect.to, AccountRef) else None


def platform_of(effect: Delivery) -> Platform:
    match effect:
        case Say(ChatRef(platform) | AccountRef(platform)):
            return platform
        case HideMessage(message):
            return message.chat.platform
        case WarnMember(account):
            return account.platform
        case MuteMember(chat) | RemoveMember(chat):
            return chat.platform
