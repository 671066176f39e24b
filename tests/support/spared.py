"""What a process does once, and tests in one process would do thousands of times."""

import shutil
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bootstrap import choices
from bot.bootstrap.choices import rules_judge
from bot.cli import app
from bot.judge.rules import RulesJudge
from bot.model.calendar import SchoolCalendar
from bot.model.finding import Rule
from bot.model.rulebook import Rulebook
from bot.rulebooks.loader import load_rulebook
from bot.settings import Settings
from storage import sqlite
from storage.engine import create_engine, upgrade


@contextmanager
def spared() -> Iterator[None]:
    """New SQLite databases of the program are copies of one that was migrated for real; the
    rulebook that ships is read once; the command line is built once a language, and the judge
    once for the same settings."""
    with TemporaryDirectory() as folder:
        copied, judges = Copied(Path(folder) / "migrated.db"), Judges()
        with (
            mock.patch("bot.bootstrap.live.rules_judge", judges.of),
            mock.patch("bot.bootstrap.demo.rules_judge", judges.of),
            mock.patch("bot.bootstrap.exporting.rules_judge", judges.of),
            mock.patch("bot.bootstrap.opening.upgrade", copied.upgrade),
            mock.patch("bot.bootstrap.demo.upgrade", copied.upgrade),
            mock.patch.object(choices, "load_rulebook", _rulebook),
            mock.patch.object(app, "build", cache(app.build)),
        ):
            yield


class Copied:
    def __init__(self, migrated: Path) -> None:
        self._migrated = migrated

    async def upgrade(self, engine: AsyncEngine) -> None:
        """As the engine's own, which then finds nothing to do in a new file."""
        if engine.url.drivername == sqlite.DRIVER and engine.url.database:
            await self._begin(Path(engine.url.database))
        await upgrade(engine)

    async def _begin(self, file: Path) -> None:
        if file.exists() or not file.parent.is_dir():  # noqa: ASYNC240 - nothing else waits
            return
        if not self._migrated.exists():
            await migrated(self._migrated)
        with suppress(OSError):  # the engine itself says better what is wrong
            shutil.copy(self._migrated, file)


async def migrated(file: Path) -> None:
    """Makes a database with this version's tables and nothing in them."""
    engine = create_engine(sqlite.url_of(file))
    await upgrade(engine)
    await engine.dispose()


class Judges:
    """The last few that were made. They remember nothing of what they judge, and know no days:
    calendars are of functions, and so never the same."""

    _TIMELESS = SchoolCalendar()

    def __init__(self) -> None:
        self._made = deque[tuple[Settings, RulesJudge]](maxlen=4)

    def of(self, chosen: Settings) -> RulesJudge:
        timeless = replace(chosen, calendar=self._TIMELESS)
        for settings, judge in self._made:
            if settings == timeless:
                return judge
        judge = rules_judge(chosen)
        self._made.append((timeless, judge))
        return judge


def _rulebook(path: Path | None, detectors: Mapping[str, frozenset[Rule]]) -> Rulebook:
    return load_rulebook(path, detectors) if path else _shipped(tuple(detectors.items()))


@cache
def _shipped(detectors: tuple[tuple[str, frozenset[Rule]], ...]) -> Rulebook:
    return load_rulebook(None, dict(detectors))
