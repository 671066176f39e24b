"""Whose bot a token is, asked of a Telegram that answers well or not."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.telegram.meeting import meet
from bot.errors import AdapterUnavailable, Refused
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE


@pytest.mark.parametrize("privacy", [True, False])
async def test_it_is_told_who_the_bot_is(telegram: FakeTelegram, privacy: bool) -> None:
    telegram.world.privacy = privacy

    account = await meet(telegram.token, telegram.base_url)

    assert (account.name, account.reads_all) == ("klaswacht_bot", not privacy)
    assert account.at is not None
    assert abs(account.at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "token",
    ["", "7000000001", "7000000001:AAnot-the-token-of-anybody-at-all", "1:a/../getUpdates?"],
    ids=["nothing", "half", "another's", "a way elsewhere"],
)
async def test_a_token_that_is_nobodys(telegram: FakeTelegram, token: str) -> None:
    with pytest.raises(Refused) as refused:
        await meet(token, telegram.base_url)
    assert refused.value.key == "error.telegram.token"


async def test_a_telegram_that_fails_or_is_away(telegram: FakeTelegram) -> None:
    telegram.fail_next("getMe", 502, "Bad Gateway")
    telegram.cut_next("getMe")
    for _ in range(2):
        with pytest.raises(AdapterUnavailable) as away:
            await meet(telegram.token, telegram.base_url)
        assert telegram.token not in str(away.value)
        assert away.value.__context__ is None
