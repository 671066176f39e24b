"""In a conftest: import `telegram` and name it in `__all__`."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.telegram.fake import FakeTelegram

ONLY_HERE = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Nothing that Telegram's documentation forbids was asked of it."""
    async with FakeTelegram() as fake:
        yield fake
    assert fake.violations == []
