"""The use cases together, and the order in which they take their turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.chores import Chores
from bot.digest.send import Digests
from bot.flags.review import Review
from bot.intake import LANES, Intake
from bot.model.decision import Decided
from bot.outbox import Outbox
from bot.pipeline import Pipeline
from bot.ports import UnitOfWorkFactory
from bot.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    unit_of_work: UnitOfWorkFactory
    intake: Intake
    pipeline: Pipeline
    outbox: Outbox
    review: Review
    digests: Digests
    chores: Chores
    wording: Wording

    async def decide_all(self, lanes: Iterable[int] = range(LANES)) -> Sequence[Decided]:
        """Decide what waits in *lanes*, each in its own order."""
        decided: list[Decided] = []
        for lane in lanes:
            while (worked := await self.pipeline.work(lane)) is not None:
                decided.extend(worked.decided)
        return decided
