from collections.abc import Iterable, Mapping

from bot.model.job import JobRun
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed


class MemoryJobStore:
    def __init__(self, journal: Journal) -> None:
        self._runs = Keyed[str, JobRun](journal)

    async def put(self, runs: Iterable[JobRun]) -> None:
        for one in runs:
            self._runs.put(one.name, one)

    async def all(self) -> Mapping[str, JobRun]:
        return dict(self._runs.values)
