"""Whatever arrives, the others are read, and what was not read leaves no word of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.convert import KINDS, Converter
from bot.model.dealing import NotRead
from bot.model.event import identity
from bot.model.ids import ChatId, ChatRef, Platform
from tests.unit.telegram.payloads import (
    CHAT,
    DATE,
    GROUP,
    NOW,
    SEM,
    SENT,
    Json,
    command,
    events,
    message,
    one,
)

NOWHERE = ChatRef(Platform.TELEGRAM, ChatId(""))
MARK = "geheim"
SEEN: list[Json] = [
    message(
        **command("/meld@klaswacht_bot x"),
        reply_to_message=message(text="x", forward_origin={"type": "user", "sender_user": SEM}),
        external_reply={"origin": {"type": "chat", "sender_chat": GROUP}, "chat": GROUP},
        quote={"text": "x"},
        poll={"question": "x", "options": [{"text": "x"}]},
        message_thread_id=3,
        is_topic_message=True,
        migrate_to_chat_id=-1,
        ephemeral_message_id=1,
        receiver_user=SEM,
        paid_media={"paid_media": [{"type": "photo"}]},
        rich_message={"blocks": [{"text": ["x", {"text": "x"}], "cells": [[{"text": "x"}]]}]},
    ),
    {"id": "1", "from": SEM, "message": message(text="x"), "data": "x"},
    {
        "chat": GROUP,
        "from": SEM,
        "date": DATE,
        "old_chat_member": {"status": "left", "user": SEM},
        "new_chat_member": {"status": "restricted", "is_member": True, "user": SEM},
        "invite_link": {"creates_join_request": False},
    },
]


def names(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(names, value)) if value else set()
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set()


WORDS = st.text(max_size=5).map(MARK.__add__) | st.sampled_from(
    ["private", "group", "user", "left", "member", "bot_command", "/x"]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
KEYS = st.sampled_from(sorted(names(SEEN) | {"text", "caption", "contact"})) | WORDS
ANY_JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6)
)


def spoiled(value: Any, spoil: Any) -> st.SearchStrategy[Any]:
    """*value* with some of it taken out or made into something else."""
    whole: st.SearchStrategy[Any] = st.just(value)
    if isinstance(value, dict):
        whole = st.fixed_dictionaries(
            {}, optional={key: spoiled(inner, spoil) for key, inner in value.items()}
        )
    elif isinstance(value, list):
        whole = st.tuples(*(spoiled(inner, spoil) for inner in value)).map(list)
    return st.integers(0, 12).flatmap(lambda chance: spoil if chance == 0 else whole)


def check(update: object) -> None:
    for event in Converter("klaswacht_bot").events(update, NOW):
        identity(event)
        if isinstance(event, NotRead):
            assert MARK not in repr(event)


@given(ANY_JSON, st.sampled_from([*KINDS, "poll_answer"]), ANY_JSON)
def test_any_json_at_all(update: object, kind: str, body: object) -> None:
    check(update)
    check({"update_id": 5, kind: body})


@given(st.sampled_from(KINDS), st.sampled_from(SEEN).flatmap(lambda one: spoiled(one, ANY_JSON)))
def test_updates_with_something_else_in_them(kind: str, body: object) -> None:
    check({"update_id": 5, kind: body})


def test_nesting_without_end() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]

    event = one("message", message(rich_message={"blocks": deep}))

    assert event == NotRead(chat=CHAT, at=SENT, number="731", why="message: RecursionError")


@pytest.mark.parametrize(
    ("kind", "body", "chat", "why"),
    [
        pytest.param(
            "message",
            message(geheim={"geheim": 1}),
            CHAT,
            "message: neither words nor media",
            id="new content",
        ),
        pytest.param("message", {"text": MARK}, NOWHERE, "message: no sender", id="no chat"),
        pytest.param(
            "message",
            {"chat": GROUP, "date": DATE, "text": MARK},
            CHAT,
            "message: no sender",
            id="no sender",
        ),
        pytest.param(
            "edited_message",
            {"chat": GROUP, "date": DATE, "from": SEM, "text": MARK},
            CHAT,
            "edited_message: no message id",
            id="no number",
        ),
        pytest.param("message", MARK, NOWHERE, "message: no sender", id="no object"),
        pytest.param(
            "chat_member",
            {
                "chat": GROUP,
                "date": DATE,
                "from": SEM,
                "old_chat_member": {"status": MARK},
                "new_chat_member": {"status": "left", "user": SEM},
            },
            CHAT,
            "chat_member: no such presence",
            id="new presence",
        ),
        pytest.param(
            "my_chat_member",
            {"chat": GROUP, "date": DATE, "from": SEM},
            CHAT,
            "my_chat_member: nobody did it",
            id="nobody",
        ),
        pytest.param(
            "callback_query",
            {"id": "1", "from": SEM, "inline_message_id": MARK},
            NOWHERE,
            "callback_query: no chat",
            id="button of no message",
        ),
        pytest.param(
            "callback_query",
            {"from": SEM, "message": message(text=MARK)},
            CHAT,
            "callback_query: no press",
            id="button without press",
        ),
        pytest.param(
            MARK,
            message(text=MARK),
            NOWHERE,
            "update: of no kind that was asked for",
            id="kind",
        ),
    ],
)
def test_what_is_not_read_says_only_why(kind: str, body: object, chat: ChatRef, why: str) -> None:
    (event,) = events(kind, body)

    assert isinstance(event, NotRead)
    assert (event.chat, event.number, event.why) == (chat, "731", why)


@pytest.mark.parametrize("update", [None, [], "geheim", 7, {}, {"update_id": "geheim"}], ids=repr)
def test_what_is_no_update(update: object) -> None:
    (event,) = Converter("").events(update, NOW)

    assert event == NotRead(
        chat=NOWHERE, at=NOW, number="", why="update: of no kind that was asked for"
    )
