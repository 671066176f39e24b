"""Pictures are drawn in a process of their own, which ends after the batch: so the bot's memory
stays flat, and its loop free."""

import asyncio
import logging
import multiprocessing
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.model.digest import Chart
from bot.texts import Texts

PATIENCE_S = 60.0
"""For all pictures of a batch; what is not drawn by then is left out."""

WORKERS = 2
_SEVERAL = 24
"""For fewer a second process is not worth its start."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pictures:
    texts: Texts
    patience_s: float = PATIENCE_S

    async def draw(self, charts: Sequence[Chart]) -> Sequence[bytes | None]:
        """None: one could not be drawn."""
        words = {
            name: self.texts(f"digest.chart.{name}")
            for name in ("messages", "other", "offtopic", "flags", "no_flags")
        }
        async with _pool(WORKERS if len(charts) >= _SEVERAL else 1) as pool:
            futures = [pool.submit(_drawn, chart, words) for chart in charts]
            waiting = {asyncio.wrap_future(future) for future in futures}
            await asyncio.wait(waiting, timeout=self.patience_s)
            for one in waiting:
                one.cancel()
        return [_result(future) for future in futures]


@asynccontextmanager
async def _pool(workers: int) -> AsyncIterator[ProcessPoolExecutor]:
    """Whoever is still drawing when it ends is ended too; none is left."""
    spawned = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=spawned)
    try:
        yield pool
    finally:
        for process in [*(pool._processes or {}).values()]:  # noqa: SLF001 - there is no other way to end one that hangs
            process.terminate()
        await asyncio.to_thread(pool.shutdown, cancel_futures=True)


def _drawn(chart: Chart, words: dict[str, str]) -> bytes:
    """In the other process."""
    from bot.digest.charts import Words, drawn  # noqa: PLC0415 - the bot itself never loads matplotlib

    return drawn(chart, Words(**words))


def _result(future: "Future[bytes]") -> bytes | None:
    if not future.done() or future.cancelled():
        return None
    error = future.exception()
    if error is None:
        return future.result()
    why = "the process ended" if isinstance(error, BrokenProcessPool) else type(error).__name__
    log.warning("a picture could not be drawn: %s", why)
    return None
