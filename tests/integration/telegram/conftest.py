"""The whole bot as a process, beside a Telegram of our own."""

from pathlib import Path

import pytest

from tests.support.running import Installation
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import telegram

__all__ = ["telegram"]


@pytest.fixture
def school(tmp_path: Path, telegram: FakeTelegram) -> Installation:
    return Installation(tmp_path, telegram)
