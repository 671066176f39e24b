"""Whom the connections to Telegram trust."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """One for all clients: to read the certificates takes longer than all else that makes one."""
    return httpx.create_ssl_context()
