"""What holds for every test."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is slow, not wrong.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
_ENOUGH = 2 << 30
"""Bytes. A container may have very little of it."""


def pytest_configure() -> None:
    # Tests start hundreds of processes: they compile the program once, not each time.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # No test cuts the power, and each commit would wait for the disk.
    if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: they are not searched for garbage over and over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _spared() -> Iterator[None]:
    from tests.support.spared import spared  # noqa: PLC0415 - only where tests run

    with spared():
        yield
