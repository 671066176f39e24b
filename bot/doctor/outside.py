"""What lies outside the school: the platform, its time, the way there."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.doctor.line import Line, fine, todo
from bot.model.bot_account import BotAccount

MOST_APART = timedelta(seconds=60)
_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_PORTS = {"https": 443, "socks5": 1080, "socks5h": 1080}


def platform_lines(account: BotAccount, now: datetime) -> Iterator[Line]:
    yield fine("doctor.token", name=account.name)
    # Of a group that it does not hear `group_lines` tells: an admin hears all in either mode.
    yield fine("doctor.hears" if account.reads_all else "doctor.privacy_mode")
    if account.at is None:
        return
    apart = abs(now - account.at)
    if apart > MOST_APART:
        yield todo("doctor.clock.off", seconds=int(apart.total_seconds()))
    else:
        yield fine("doctor.clock")


async def proxy_line(
    environment: Mapping[str, str], answers: Callable[[str, int], Awaitable[bool]]
) -> Line | None:
    """None: there is no proxy. Of its address only the host is told: the rest may be secret."""
    given = next((environment[name] for name in _PROXIES if environment.get(name)), None)
    if given is None:
        return None
    try:
        url = urlsplit(given if "://" in given else f"http://{given}")
        host, port = url.hostname, url.port or _PORTS.get(url.scheme, 80)
    except ValueError:
        host, port = None, 0
    if not host:
        return todo("doctor.proxy.unreadable")
    reached = await answers(host, port)
    return (fine if reached else todo)(
        "doctor.proxy" if reached else "doctor.proxy.away", host=host, port=port
    )
