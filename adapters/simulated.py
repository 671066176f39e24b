"""A dry run: another implementation of the port, not an `if` in every branch."""

from dataclasses import dataclass

from bot.model.action import Measure
from bot.model.ids import AccountRef, ChatRef, MessageId, Platform
from bot.model.outbox import Outcome


@dataclass(frozen=True, slots=True)
class SimulatedAdapter:
    """Does nothing and says so. What a chat export gets: there is nobody to speak to."""

    platform: Platform

    async def say_in_group(
        self, chat: ChatRef, text: str, *, reply_to: MessageId | None = None
    ) -> Outcome:
        del chat, text, reply_to
        return Outcome.SIMULATED

    async def say_privately(self, account: AccountRef, text: str) -> Outcome:
        del account, text
        return Outcome.SIMULATED

    async def carry_out(self, measure: Measure) -> Outcome:
        del measure
        return Outcome.SIMULATED
