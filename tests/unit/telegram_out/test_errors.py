"""What Telegram says when it refuses, in our words; and never with the token."""

import logging
import traceback
from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.telegram.errors import (
    AlreadySo,
    Unknown,
    asked,
    prepare_library,
    translated,
)
from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    ChatMoved,
    IsAdmin,
    MemberGone,
    MessageGone,
    MissingPermission,
    RateLimited,
    Refused,
    Unconfirmed,
    Unsupported,
)

TOKEN = "7000000001:AAfake-token-for-tests-only-000000"  # noqa: S105 - nobody's
REFUSALS = [
    ("message is not modified: specified new message content and reply markup are", AlreadySo),
    ("CHAT_NOT_MODIFIED", AlreadySo),
    ("query is too old and response timeout expired or query ID is invalid", AlreadySo),
    ("message to delete not found", MessageGone),
    ("message to edit not found", MessageGone),
    ("message to be replied not found", MessageGone),
    ("MESSAGE_ID_INVALID", MessageGone),
    ("message thread not found", MessageGone),
    ("message can't be deleted", MissingPermission),
    ("message can't be deleted for everyone", MissingPermission),
    ("not enough rights to restrict/unrestrict chat member", MissingPermission),
    ("not enough rights to send text messages to the chat", MissingPermission),
    ("need administrator rights in the channel chat", MissingPermission),
    ("CHAT_ADMIN_REQUIRED", MissingPermission),
    ("user is an administrator of the chat", IsAdmin),
    ("can't remove chat owner", IsAdmin),
    ("method is available only for supergroups", Unsupported),
    ("method is available for supergroup and channel chats only", Unsupported),
    ("chat not found", ChatGone),
    ("PEER_ID_INVALID", ChatGone),
    ("USER_NOT_PARTICIPANT", MemberGone),
    ("group chat was deactivated", ChatGone),
    ("message text is empty", AdapterError),
    ("BUTTON_DATA_INVALID", AdapterError),
]
FORBIDDEN = [
    ("bot was kicked from the supergroup chat", ChatGone),
    ("bot is not a member of the supergroup chat", ChatGone),
    ("bot was blocked by the user", ChatGone),
    ("bot can't initiate conversation with a user", ChatGone),
    ("user is deactivated", ChatGone),
    ("the group chat was deleted", ChatGone),
    ("something new", ChatGone),
    ("not enough rights to send text messages to the chat", MissingPermission),
    ("CHAT_WRITE_FORBIDDEN", MissingPermission),
]


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.mark.parametrize(("said", "ours"), REFUSALS, ids=[said[:40] for said, _ in REFUSALS])
def test_a_bad_request(said: str, ours: type[AdapterError]) -> None:
    assert type(translated(BadRequest(f"Bad Request: {said}"), again=False)) is ours


@pytest.mark.parametrize(("said", "ours"), FORBIDDEN, ids=[said[:40] for said, _ in FORBIDDEN])
def test_forbidden(said: str, ours: type[AdapterError]) -> None:
    assert type(translated(Forbidden(f"Forbidden: {said}"), again=False)) is ours


def test_a_wait_tells_how_long() -> None:
    error = translated(RetryAfter(17), again=False)

    assert isinstance(error, RateLimited)
    assert error.retry_after == timedelta(seconds=17)


def test_a_move_tells_whereto_and_is_no_permission_for_what_stands_there() -> None:
    error = translated(ChatMigrated(-100123), again=True)

    assert isinstance(error, ChatMoved)
    assert isinstance(error, MissingPermission)
    assert error.to == "-100123"


def test_a_token_that_was_withdrawn_is_told_to_whoever_runs_the_bot() -> None:
    error = translated(InvalidToken(f"The token `{TOKEN}` was rejected"), again=True)

    assert isinstance(error, Refused)
    assert error.key == "error.telegram.token"


def test_an_old_server_does_not_know_new_methods() -> None:
    assert isinstance(translated(EndPointNotFound("x"), again=True), Unknown)


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


NETWORK = [
    ("refused", caused(NetworkError("x"), httpx.ConnectError("x")), AdapterUnavailable),
    ("no connection in time", caused(TimedOut(), httpx.ConnectTimeout("x")), AdapterUnavailable),
    ("no connection free", caused(TimedOut(), httpx.PoolTimeout("x")), AdapterUnavailable),
    ("no answer in time", caused(TimedOut(), httpx.ReadTimeout("x")), Unconfirmed),
    ("cut while reading", caused(NetworkError("x"), httpx.ReadError("x")), Unconfirmed),
    ("cut", caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Unconfirmed),
    ("server error", NetworkError("Bad Gateway (502)"), Unconfirmed),
    ("no JSON", TelegramError("Invalid server response"), Unconfirmed),
    ("unreadable", KeyError("message_id"), Unconfirmed),
]


@pytest.mark.parametrize(
    ("error", "ours"), [row[1:] for row in NETWORK], ids=[r[0] for r in NETWORK]
)
def test_what_may_have_arrived_is_not_taken_for_unsent(
    error: Exception, ours: type[AdapterError]
) -> None:
    assert type(translated(error, again=False)) is ours
    assert type(translated(error, again=True)) is AdapterUnavailable


LEAKY = [
    InvalidToken(f"The token `{TOKEN}` was rejected by the server."),
    caused(NetworkError(f"https://x/bot{TOKEN}/getMe"), httpx.ConnectError(TOKEN)),
    BadRequest(f"Bad Request: no such path /bot{TOKEN}/sendMessage"),
    Forbidden(f"/bot{TOKEN.replace(':', '%3A')}/ is closed"),
    ValueError(TOKEN),
]


@pytest.mark.parametrize("error", LEAKY, ids=lambda error: type(error).__name__)
async def test_the_token_never_gets_out(error: Exception) -> None:
    async def call() -> None:
        raise error

    with pytest.raises(AdapterError) as raised:
        await asked(call())

    told = "".join(traceback.format_exception(raised.value))
    assert "AAfake" not in told + repr(raised.value) + repr(raised.value.__context__)


def test_libraries_do_not_log_what_they_send() -> None:
    prepare_library()

    for name in ("httpx", "httpcore.http11", "telegram.Bot"):
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)
