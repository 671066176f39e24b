"""Whose bot a token is, asked once: without a client that goes on."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from adapters.telegram.errors import prepare_library
from adapters.telegram.trust import trusted
from bot.errors import AdapterUnavailable, Refused
from bot.model.bot_account import BotAccount

_UNKNOWN = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND})
_PATIENCE_S = 15.0
_TOKEN = re.compile(r"(?<!\d)\d+:[\w-]+", re.ASCII)


async def meet(token: str, base_url: str) -> BotAccount:
    """*base_url*: the token comes right behind. Raises `Refused` for a token that is nobody's, and
    `AdapterUnavailable`."""
    prepare_library()
    if not _TOKEN.fullmatch(token):
        raise Refused("error.telegram.token")
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_S, verify=trusted()) as client:
            reply = await client.get(f"{base_url}{token}/getMe")
        refused = reply.status_code in _UNKNOWN
        account = None if refused else _read(reply)
    except (httpx.HTTPError, httpx.InvalidURL, LookupError, TypeError, ValueError):
        # Outside of the handler: what the library raises names the address, and so the token.
        refused, account = False, None
    if refused:
        raise Refused("error.telegram.token")
    if account is None:
        raise AdapterUnavailable("Telegram did not answer")
    return account


def _read(reply: httpx.Response) -> BotAccount:
    told = reply.json()["result"]
    reads_all = told.get("can_read_all_group_messages") is True
    return BotAccount(str(told["username"]), reads_all, _time(reply.headers.get("Date")))


def _time(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header or "").astimezone(UTC)
    except ValueError:
        return None
