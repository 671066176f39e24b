"""What tests of the whole program take: stores as in the contract tests, and the command."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.cli.main import main
from tests.contract.conftest import (
    blank,
    empty_database,
    engine,
    place,
    postgresql,
    unit_of_work,
    url,
)

__all__ = ["blank", "empty_database", "engine", "place", "postgresql", "unit_of_work", "url"]

Ran = tuple[int, str, str]
"""Exit code, standard output, standard error."""
Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command as a person types it."""
    monkeypatch.delenv("KLASWACHT_LANG", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)  # a test that runs beside others has 80
    monkeypatch.setenv("LANGUAGE", "nl")

    def klaswacht(*arguments: object) -> Ran:
        code: Any = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return klaswacht
