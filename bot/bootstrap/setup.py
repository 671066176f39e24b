"""What setting up a school and looking after it need of the outside, without running the bot."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from adapters import reach
from bot.config import TelegramConfig, from_environment, load_config
from bot.errors import AdapterError, InputError, Refused
from bot.model.bot_account import BotAccount
from bot.ports import Clock, LivePlatform


async def meet(telegram: TelegramConfig) -> BotAccount | None:
    """None: no token. Raises `InputError` with the sentence that says why it is not known."""
    if telegram.token is None:
        return None
    from adapters.telegram import meeting  # noqa: PLC0415 - loading it takes half a second

    try:
        return await meeting.meet(telegram.token.get_secret_value(), _base_url(telegram))
    except Refused as refused:
        raise InputError(refused.key) from None
    except AdapterError:
        raise InputError("error.telegram.away", server=_host(telegram)) from None


def with_token(token: str) -> TelegramConfig:
    """Telegram as the environment says, with this *token*. Raises `ConfigError`."""
    server = from_environment(os.environ).get(("telegram", "server"))
    given = {"token": token} | ({"server": server.value} if server else {})
    return TelegramConfig.model_validate(given)


@asynccontextmanager
async def asking(config: Path, clock: Clock) -> AsyncIterator[LivePlatform]:
    """Telegram, to ask and to make links with: beside a bot that runs. Raises `InputError`."""
    telegram = load_config(config).telegram
    if telegram.token is None:
        raise InputError("error.run.no_platform", where=config)
    from adapters.telegram.send import TelegramAdapter  # noqa: PLC0415 - as above

    platform = TelegramAdapter(
        telegram.token.get_secret_value(),
        clock=clock,
        listener=_listens_not,
        base_url=_base_url(telegram),
    )
    try:
        try:
            await platform.begin()
        except AdapterError:
            raise InputError("error.telegram.away", server=_host(telegram)) from None
        yield platform
    finally:
        await platform.close()


def _listens_not(_: object) -> NoReturn:
    raise AssertionError("only whoever runs the bot listens")


def _base_url(telegram: TelegramConfig) -> str:
    return f"{telegram.server.rstrip('/')}/bot"


def _host(telegram: TelegramConfig) -> str:
    return urlsplit(telegram.server).hostname or telegram.server


def is_begun(config: Path) -> bool:
    """Whether the school of *config* has a database file; one on a server is taken to be there."""
    where = load_config(config).storage.database.get_secret_value()
    return "://" in where or (config.parent / where).exists()


def read_day_keys(config: Path) -> None:
    """Raises `ConfigError` when they cannot be read."""
    from storage.day_keys import DayKeys  # noqa: PLC0415 - loading it takes time

    keys = DayKeys(config.parent / load_config(config).storage.day_keys)
    keys.of(date.min, 0)


async def answers(host: str, port: int) -> bool:
    return await reach.answers(host, port)
