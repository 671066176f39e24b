"""Pictures of digests, drawn in a process of their own."""

import asyncio
import multiprocessing
import os
import sys
import zlib
from datetime import timedelta

import pytest

from bot.digest import pictures
from bot.digest.pictures import Pictures
from bot.model.digest import Chart, ChartDay
from bot.model.ids import ArticleNumber
from bot.model.outbox import MOST_OF_A_PICTURE
from tests.support.school import NL
from tests.unit.digest.making import MONDAY

BUSY = Chart(
    tuple(ChartDay(MONDAY - timedelta(days=n), 50 + n, n) for n in range(28)),
    ((ArticleNumber("4.1"), 9), (ArticleNumber("4.11e"), 2)),
)
EMPTY = Chart(tuple(ChartDay(MONDAY, 0, 0) for _ in range(28)))


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def ends_well(png: bytes) -> bool:
    return png.endswith(zlib.crc32(b"IEND").to_bytes(4))


async def test_each_is_a_small_png() -> None:
    drawn = await Pictures(NL).draw([BUSY, EMPTY])
    for png in drawn:
        assert png is not None
        assert size(png) == (800, 460)
        assert ends_well(png)
        assert len(png) < MOST_OF_A_PICTURE / 2
    assert drawn[0] != drawn[1]


async def test_nothing_of_it_stays_in_the_bot() -> None:
    await Pictures(NL).draw([BUSY])
    assert multiprocessing.active_children() == []
    loads = "import sys, bot.digest.pictures; sys.exit('matplotlib' in sys.modules)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", loads)
    assert await process.wait() == 0


def _dies(*_: object) -> bytes:
    os._exit(3)


def _fails(*_: object) -> bytes:
    raise ValueError("geheim")


async def test_a_process_that_dies_leaves_a_digest_without_a_picture(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for broken in (_dies, _fails):
        monkeypatch.setattr(pictures, "_drawn", broken)
        assert await Pictures(NL).draw([BUSY]) == [None]
    assert "geheim" not in caplog.text


async def test_one_that_takes_too_long_is_left_out() -> None:
    assert await Pictures(NL, patience_s=0.0).draw([BUSY]) == [None]
    assert multiprocessing.active_children() == []
