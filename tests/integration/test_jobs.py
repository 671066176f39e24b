"""`klaswacht jobs`: what the bot does at set times, as whoever looks after it reads it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.cli.main import main
from bot.model.job import JobRun
from bot.running.jobs import EVERY

MINUTE = timedelta(minutes=1)

Shown = Callable[[], str]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[school]\nname = "Testschool"\n', "utf-8")
    return path


@pytest.fixture
def shown(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shown:
    monkeypatch.setenv("COLUMNS", "300")

    def show() -> str:
        with pytest.raises(SystemExit) as end:
            main(["--lang", "en", "jobs", "--config", str(config)])
        assert not end.value.code
        return capsys.readouterr().out

    return show


def cells(name: str, screen: str) -> list[str]:
    """When last, whether that succeeded, when next."""
    (line,) = [one for one in screen.splitlines() if one.startswith(f"│ {name} ")]
    return [cell.strip() for cell in line.strip("│").split("│")][3:]


def test_before_the_first_start(shown: Shown) -> None:
    screen = shown()
    for name in EVERY:
        assert cells(name, screen) == ["never yet", "", "when the bot starts"]
    assert "The bot is not running now." in screen


async def test_beside_the_running_bot(config: Path, shown: Shown) -> None:
    now = datetime.now(UTC)
    before = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    async with school(config) as opened, opened.only():
        async with opened.unit_of_work() as uow:
            await uow.jobs.put(
                [
                    JobRun("digests", before, True, before),
                    JobRun("care", now, False, before),
                    JobRun("later", now, False),
                    JobRun("menus", now, True, now),
                ]
            )
            await uow.commit()
        screen = await asyncio.to_thread(shown)
    assert cells("digests", screen) == ["02-03-2026 16:30", "yes, but too long ago", "now"]
    assert cells("care", screen)[1] == "no; the last time it did: 02-03-2026 16:30"
    assert cells("later", screen)[1] == "no, never yet"
    last, how, following = cells("menus", screen)
    zone = opened.settings.timezone
    assert how == "yes"
    assert last.endswith(f"{now.astimezone(zone):%H:%M:%S}")
    assert f"{(now + 60 * MINUTE).astimezone(zone):%H:%M}" in following
    assert "not running" not in screen


def test_where_there_is_no_school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["jobs", "--config", str(tmp_path / "niet.toml")])
    assert end.value.code == 2
    assert "niet.toml" in capsys.readouterr().err
