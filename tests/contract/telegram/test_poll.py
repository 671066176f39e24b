"""Fetching: nothing is lost, nothing is asked twice in haste, and no token is told to anybody."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from adapters.telegram.convert import KINDS, Converter
from adapters.telegram.poll import Poller
from bot.errors import Refused, StorageError
from bot.model.dealing import NotRead
from bot.model.event import Event, MessagePosted
from bot.ports import Receive
from tests.support.telegram import FakeTelegram, Group, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

CONFLICT = "Conflict: terminated by other getUpdates request"


@dataclass
class Watch:
    """Time that passes only while the poller waits, and by *tick* whenever it looks."""

    now: float = 0.0
    tick: float = 0.0
    waited: list[float] = field(default_factory=list)

    def look(self) -> float:
        self.now += self.tick
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Inbox:
    """Fails as often as it is told to."""

    failures: int = 0
    events: list[Event] = field(default_factory=list)

    async def receive(self, events: Sequence[Event]) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageError("the database says no")
        self.events += events

    @property
    def texts(self) -> list[str]:
        return [one.message.text for one in self.events if isinstance(one, MessagePosted)]


def poller(telegram: FakeTelegram, watch: Watch, **more: Any) -> Poller:
    given = {"token": telegram.token, "base_url": telegram.base_url} | more
    return Poller(
        converter=Converter("klaswacht_bot"),
        clock=lambda: datetime.now(UTC),
        sleep=watch.sleep,
        monotonic=watch.look,
        **given,
    )


@asynccontextmanager
async def listening(one: Poller, receive: Receive) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(one.listen(receive))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def offsets(telegram: FakeTelegram) -> list[int | None]:
    return [call.params.get("offset") for call in telegram.called("getUpdates")]


async def test_an_update_is_confirmed_only_once_it_is_safe(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    safe, inbox = asyncio.Event(), Inbox()

    async def receive(events: Sequence[Event]) -> None:
        await safe.wait()
        await inbox.receive(events)

    await sem.says(group, "hoi")
    (waits,) = telegram.updates.waiting
    async with listening(poller(telegram, Watch()), receive):
        await telegram.until(lambda: offsets(telegram) == [None])
        assert telegram.updates.waiting == [waits]
        safe.set()
        await telegram.until_fetched()

    assert offsets(telegram) == [None, waits["update_id"] + 1]
    assert inbox.texts == ["hoi"]


async def test_what_is_asked_for_is_said_every_time(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    await sem.says(group, "hoi")
    async with listening(poller(telegram, Watch(), patience=20), Inbox().receive):
        await telegram.until_fetched()

    for call in telegram.called("getUpdates"):
        asked = {key: value for key, value in call.params.items() if key != "offset"}
        assert asked == {"timeout": 20, "limit": 100, "allowed_updates": list(KINDS)}


async def test_a_database_that_fails_loses_nothing(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    inbox, watch = Inbox(failures=2), Watch()
    await sem.says(group, "een")
    async with listening(poller(telegram, watch), inbox.receive):
        await telegram.until(lambda: inbox.events)
        await sem.says(group, "twee")
        await telegram.until_fetched()

    assert inbox.texts == ["een", "twee"]
    assert offsets(telegram)[:3] == [None, None, None]
    assert watch.waited == [3, 6]


async def test_killed_before_it_is_safe_it_comes_again(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    fetched, inbox = asyncio.Event(), Inbox()

    async def dies(_: Sequence[Event]) -> None:
        fetched.set()
        await asyncio.Event().wait()

    await sem.says(group, "een")
    async with listening(poller(telegram, Watch()), dies):
        await fetched.wait()
    await sem.says(group, "twee")
    async with listening(poller(telegram, Watch()), inbox.receive):
        await telegram.until_fetched()

    assert inbox.texts == ["een", "twee"]


async def test_it_starts_without_an_offset_wherever_telegram_counts(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    inbox = Inbox()
    for text in ("een", "twee"):
        telegram.updates.restart_ids()
        await sem.says(group, text)
        async with listening(poller(telegram, Watch()), inbox.receive):
            await telegram.until_fetched()

    assert inbox.texts == ["een", "twee"]
    assert offsets(telegram)[0] is None


async def test_it_goes_on_where_telegram_counts_elsewhere_after_a_quiet_week(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    inbox, watch = Inbox(), Watch()
    telegram.updates._next = 500_000_000
    await sem.says(group, "een")
    async with listening(poller(telegram, watch, patience=0), inbox.receive):
        await telegram.until(lambda: offsets(telegram)[-2:] == [None, None])
        telegram.updates._next = 400_000_000
        await sem.says(group, "twee")
        await telegram.until(lambda: "twee" in inbox.texts)

    assert inbox.texts == ["een", "twee"]


async def test_one_that_cannot_be_read_stops_no_other(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    inbox = Inbox()
    await sem.says(group, "een")
    nothing_in_it = telegram.updates.waiting[0]["message"] | {"message_id": 9}
    telegram.updates.put("message", {k: v for k, v in nothing_in_it.items() if k != "text"})
    await sem.says(group, "twee")
    async with listening(poller(telegram, Watch()), inbox.receive):
        await telegram.until_fetched()

    assert [type(event) for event in inbox.events] == [MessagePosted, NotRead, MessagePosted]
    assert inbox.texts == ["een", "twee"]


async def test_more_than_fits_in_one_answer(
    telegram: FakeTelegram, sem: Person, group: Group
) -> None:
    inbox = Inbox()
    said = [str(number) for number in range(250)]
    for text in said:
        await sem.says(group, text)
    async with listening(poller(telegram, Watch()), inbox.receive):
        await telegram.until_fetched()

    assert inbox.texts == said
    assert len(offsets(telegram)) == 4


async def test_nothing_to_tell_is_not_asked_again_at_once(telegram: FakeTelegram) -> None:
    watch = Watch()
    async with listening(poller(telegram, watch, patience=0), Inbox().receive):
        await telegram.until(lambda: len(offsets(telegram)) >= 5)

    assert len(watch.waited) >= 4
    assert set(watch.waited) == {3.0}


async def test_a_call_that_stayed_open_is_followed_at_once(telegram: FakeTelegram) -> None:
    watch = Watch(tick=50)
    async with listening(poller(telegram, watch, patience=0), Inbox().receive):
        await telegram.until(lambda: len(offsets(telegram)) >= 3)

    assert watch.waited == []


@pytest.mark.parametrize(
    ("spoil", "waited"),
    [
        pytest.param(lambda one: one.cut_next("getUpdates"), [3], id="connection breaks"),
        pytest.param(
            lambda one: one.cut_next("getUpdates", after=True), [3], id="answer does not arrive"
        ),
        pytest.param(
            lambda one: one.fail_next("getUpdates", 502, "Bad Gateway", times=3),
            [3, 6, 12],
            id="bad gateway",
        ),
        pytest.param(
            lambda one: one.fail_next("getUpdates", times=8),
            [3, 6, 12, 24, 48, 60, 60, 60],
            id="for long",
        ),
        pytest.param(
            lambda one: one.fail_next("getUpdates", 429, retry_after=17), [17], id="too many"
        ),
        pytest.param(
            lambda one: one.fail_next("getUpdates", 429, retry_after=0),
            [3],
            id="too many, no wait",
        ),
        pytest.param(
            lambda one: one.fail_next("getUpdates", 400, "Bad Request"), [3], id="bad request"
        ),
    ],
)
async def test_trouble_that_passes(
    telegram: FakeTelegram,
    sem: Person,
    group: Group,
    spoil: Callable[[FakeTelegram], None],
    waited: list[float],
) -> None:
    inbox, watch = Inbox(), Watch()
    await sem.says(group, "hoi")
    spoil(telegram)
    async with listening(poller(telegram, watch), inbox.receive):
        await telegram.until_fetched()

    assert inbox.texts == ["hoi"]
    assert watch.waited == waited


async def refusal(one: Poller) -> Refused:
    with pytest.raises(Refused) as caught:
        await asyncio.wait_for(one.listen(Inbox().receive), 20)
    return caught.value


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("7000000001:AAwithdrawn-token-000000000000000", id="401"),
        pytest.param("no-token-at-all", id="404"),
    ],
)
async def test_a_token_that_is_not_known_ends_it(telegram: FakeTelegram, token: str) -> None:
    error = await refusal(poller(telegram, Watch(), token=token))

    assert error.key == "error.telegram.token"


async def test_a_token_that_is_withdrawn_later_ends_it(telegram: FakeTelegram) -> None:
    watch = Watch()
    async with listening(poller(telegram, watch, patience=0), Inbox().receive) as task:
        await telegram.until(lambda: watch.now > 100)
        telegram.server.token = "7000000001:AAanother-token-0000000000000000"  # noqa: S105
        with pytest.raises(Refused):
            await asyncio.wait_for(task, 20)


async def test_who_polls_already_is_not_disturbed_for_long(telegram: FakeTelegram) -> None:
    telegram.fail_next("getUpdates", 409, CONFLICT)

    assert (await refusal(poller(telegram, Watch()))).key == "error.telegram.conflict"


async def test_a_webhook_is_said_to_be_in_the_way(telegram: FakeTelegram) -> None:
    telegram.updates.webhook.url = "https://example.org/hook"

    assert (await refusal(poller(telegram, Watch()))).key == "error.telegram.webhook"


async def test_who_comes_to_poll_later_is_an_alarm_and_waited_out(
    telegram: FakeTelegram, sem: Person, group: Group, caplog: pytest.LogCaptureFixture
) -> None:
    inbox, watch = Inbox(), Watch()
    async with listening(poller(telegram, watch, patience=0), inbox.receive):
        await telegram.until(lambda: watch.now > 100)
        telegram.fail_next("getUpdates", 409, CONFLICT, times=2)
        await telegram.until(lambda: 6 in watch.waited)
        await sem.says(group, "hoi")
        await telegram.until(lambda: inbox.texts)

    alarms = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert [one.getMessage() for one in alarms] == [
        f"telegram: no updates for {seconds} s: "
        "other updates of this bot are being fetched, or sent to a webhook"
        for seconds in (3, 6)
    ]


async def test_the_token_is_told_to_nobody(
    telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    one = poller(telegram, Watch())
    telegram.cut_next("getUpdates")
    telegram.fail_next("getUpdates", 500)
    telegram.fail_next("getUpdates", 409, CONFLICT)
    with caplog.at_level(logging.DEBUG):
        error = await refusal(one)

    shown = [repr(one), *(f"{record.getMessage()} {record.exc_info}" for record in caplog.records)]
    while error is not None:
        shown.append(f"{error!r} {error.args} {vars(error)}")
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    assert len(shown) > 3
    assert not [line for line in shown if telegram.token.partition(":")[2] in line]


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    """Where something else than Telegram answers."""
    app = web.Application()
    app.router.add_post("/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html>Log in to the school's network</html>", id="page"),
        pytest.param("[]", id="list"),
        pytest.param('{"ok": true}', id="no result"),
        pytest.param('{"ok": true, "result": "x"}', id="text"),
        pytest.param('{"ok": true, "result": [1, {"update_id": "x"}]}', id="no updates"),
        pytest.param("[" * 100_000, id="deep"),
    ],
)
async def test_what_is_no_answer_of_telegram_is_asked_again_later(
    telegram: FakeTelegram, body: str
) -> None:
    watch, asked, inbox = Watch(), asyncio.Queue[Any](), Inbox()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.put_nowait(await request.json())
        return web.Response(text=body, content_type="application/json")

    async with (
        answering(answer) as url,
        listening(poller(telegram, watch, base_url=url), inbox.receive),
    ):
        assert ["offset" in await asked.get() for _ in range(3)] == [False, False, False]

    assert watch.waited[:2] == [3, 6]
    assert inbox.events == []


async def test_what_has_no_number_is_confirmed_with_the_others(telegram: FakeTelegram) -> None:
    asked, inbox = asyncio.Queue[Any](), Inbox()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.put_nowait(await request.json())
        return web.json_response(
            {"ok": True, "result": [{"update_id": 5}, "x", {"update_id": 6}, {"poll": {}}]}
        )

    async with (
        answering(answer) as url,
        listening(poller(telegram, Watch(), base_url=url), inbox.receive),
    ):
        assert [(await asked.get()).get("offset") for _ in range(2)] == [None, 7]

    assert {type(event) for event in inbox.events} == {NotRead}
