"""Telegram, both ways, with one token."""

import time

from telegram import User

from adapters.telegram.convert import Converter
from adapters.telegram.limits import Monotonic
from adapters.telegram.poll import Poller
from adapters.telegram.send import TelegramAdapter
from bot.ports import Clock


def connect(
    token: str, server: str, clock: Clock, monotonic: Monotonic = time.monotonic
) -> TelegramAdapter:
    """*server*: where the Bot API is, without "/bot". Raises `InputError` for what is no token."""
    base_url = f"{server.rstrip('/')}/bot"

    def listener(me: User) -> Poller:
        return Poller(
            token=token, converter=Converter(me.username or ""), clock=clock, base_url=base_url
        )

    return TelegramAdapter(
        token, clock=clock, listener=listener, base_url=base_url, monotonic=monotonic
    )
