"""A dry run: another implementation of the port, not an `if` in every branch."""

from dataclasses import dataclass

from bot.model.action import Measure
from bot.model.ids import ChatRef, MessageRef, Platform
from bot.model.outbox import Answer, Change, Outcome, Say, Sent


@dataclass(frozen=True, slots=True)
class SimulatedAdapter:
    """Does nothing and says so. What a chat export gets: there is nobody to speak to."""

    platform: Platform

    async def say(self, say: Say) -> Sent:
        del say
        return Sent(Outcome.SIMULATED)

    async def change(self, change: Change) -> Outcome:
        del change
        return Outcome.SIMULATED

    async def take_back(self, message: MessageRef) -> Outcome:
        del message
        return Outcome.SIMULATED

    async def answer(self, answer: Answer) -> Outcome:
        del answer
        return Outcome.SIMULATED

    async def leave(self, chat: ChatRef) -> Outcome:
        del chat
        return Outcome.SIMULATED

    async def carry_out(self, measure: Measure) -> Outcome:
        del measure
        return Outcome.SIMULATED
