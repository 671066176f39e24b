"""What people do with the bot itself."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.matrix.reactions import Reaction
from bot.model.dealing import CommandGiven, NotRead, Original, PrivateMessage
from bot.model.event import MessagePosted
from bot.model.ids import MessageRef
from tests.unit.matrix.rooms import (
    BOT,
    BOT_IS,
    CHAT,
    EDITED,
    PRIVATE,
    ROOM,
    SEM_IS,
    SENT,
    STAMP,
    VERA,
    VERA_IS,
    Json,
    answering,
    edit,
    event,
    number,
    one,
    text,
)

MENTION: Json = {"m.mentions": {"user_ids": [VERA, BOT]}}
SAID = event(content=text("jij bent dom"), sender=VERA, origin_server_ts=STAMP - 1000)
ORIGINAL = Original(
    message_id=number(40),
    sender=VERA_IS,
    text="jij bent dom",
    at=SENT.replace(minute=29, second=59),
    chat=CHAT,
)


def given(body: str, *, private: bool = False, **content: Any) -> tuple[str, str] | None:
    read = one(event(content=text(body, **content)), PRIVATE if private else ROOM)
    return (read.name, read.argument) if isinstance(read, CommandGiven) else None


def test_a_command_in_a_group_with_what_it_replies_to() -> None:
    content = text("!Klaswacht Meld  zij scheldt \n", **{"m.relates_to": answering()})

    assert one(event(content=content), known={"$40": SAID}) == CommandGiven(
        chat=CHAT,
        at=SENT,
        message_id=number(42),
        sender=SEM_IS,
        name="meld",
        argument="zij scheldt",
        reply_to=ORIGINAL,
    )


def test_a_command_in_private() -> None:
    assert one(event(content=text("!start k-3f")), PRIVATE) == CommandGiven(
        chat=CHAT,
        at=SENT,
        message_id=number(42),
        sender=SEM_IS,
        name="start",
        argument="k-3f",
        private=True,
    )


@pytest.mark.parametrize(
    ("body", "name", "argument"),
    [
        pytest.param("!klaswacht regels", "regels", "", id="name"),
        pytest.param("!klaswacht: regels", "regels", "", id="colon"),
        pytest.param("!klaswacht !regels", "regels", "", id="mark twice"),
        pytest.param("!klaswacht\u00a0Toets tl3b\n14:00", "toets", "tl3b\n14:00", id="argument"),
        pytest.param("!klaswacht", "help", "", id="nothing more"),
        pytest.param("!klaswacht onzin", "onzin", "", id="no such thing"),
        pytest.param("!meld dit", "meld", "dit", id="short"),
        pytest.param(" !BEZWAAR", "bezwaar", "", id="short, in capitals"),
    ],
)
def test_what_orders_the_bot_in_a_group(body: str, name: str, argument: str) -> None:
    assert given(body) == (name, argument)
    assert given(body, private=True) == (name, argument)


@pytest.mark.parametrize(
    "body",
    ["!quiz dom", "!!!", "! meld", "!klaswachter meld", "x !klaswacht meld", "meld", "/meld"],
)
def test_what_orders_nothing_in_a_group(body: str) -> None:
    assert given(body) is None


def test_in_private_a_mark_is_enough() -> None:
    assert given("!wat is dit", private=True) == ("wat", "is dit")
    assert given("!!!", private=True) is None


@pytest.mark.parametrize(
    "body", [f"{BOT}: meld dit", "Klaswacht meld dit", "@klaswacht, meld dit"]
)
def test_whoever_mentions_the_bot_orders_it(body: str) -> None:
    assert given(body, **MENTION) == ("meld", "dit")


@pytest.mark.parametrize(
    ("body", "content"),
    [
        pytest.param("Klaswacht meld dit", {}, id="not mentioned"),
        pytest.param("Klaswacht meld dit", {"m.mentions": {"user_ids": BOT}}, id="no list"),
        pytest.param("Klaswacht meld dit", {"m.mentions": {"room": True}}, id="the whole room"),
        pytest.param("Klaswacht is dom", MENTION, id="no such command"),
        pytest.param("meld dit Klaswacht", MENTION, id="mentioned later"),
        pytest.param("Klaswacht", MENTION, id="nothing said"),
    ],
)
def test_a_mention_that_orders_nothing(body: str, content: Json) -> None:
    assert not isinstance(one(event(content=text(body) | content)), CommandGiven)


@pytest.mark.parametrize("msgtype", ["m.notice", "m.emote", "m.image", "nl.nieuw"])
def test_only_plain_text_orders_anything(msgtype: str) -> None:
    assert given("!klaswacht uit", msgtype=msgtype) is None


def test_what_an_older_client_quotes_orders_nothing() -> None:
    quoted = f"> <{VERA}> !klaswacht uit\n\nhaha"
    own = f"> <{VERA}> haha\n\n!klaswacht waarom"

    about: Json = {"m.relates_to": answering()}

    assert given(quoted, **about) is None
    assert given(own, **about) == ("waarom", "")


def test_words_that_only_others_see_are_part_of_the_command() -> None:
    assert given("!klaswacht regels", formatted_body="jij bent dom") == ("regels", "jij bent dom")


@pytest.mark.parametrize("known", [{}, {"$40": event(content=text("x"), event_id="$40")}])
def test_no_edit_orders_anything(known: Json) -> None:
    raw = event(content=edit(text("!klaswacht uit"), "!klaswacht uit"))

    assert not isinstance(one(raw, known=known), CommandGiven)
    assert isinstance(one(raw, PRIVATE, known=known), PrivateMessage)


def test_a_command_in_an_encrypted_room() -> None:
    read = one(event(content=text("!klaswacht regels")), encrypted=True)

    assert isinstance(read, CommandGiven)


@pytest.mark.parametrize("known", [{}, {"$40": None}, {"$40": []}, {"$41": SAID}])
def test_of_what_is_not_known_nobody_is_the_author(known: Json) -> None:
    content = text("!meld", **{"m.relates_to": answering()})
    read = one(event(content=content), known=known)

    assert isinstance(read, CommandGiven)
    assert read.reply_to == replace(ORIGINAL, sender=None, text="", at=SENT)


def test_words_in_private() -> None:
    content = text("nee", **{"m.relates_to": answering()})

    assert one(event(content=content), PRIVATE, known={"$40": SAID}) == PrivateMessage(
        chat=CHAT, at=SENT, message_id=number(42), sender=SEM_IS, text="nee", reply_to=ORIGINAL
    )


def test_an_edit_in_private() -> None:
    first = event(content=text("nee"), event_id="$40")
    raw = event(content=edit(text("ja"), "* ja"), event_id="$43", origin_server_ts=STAMP + 60_000)

    assert one(raw, PRIVATE, known={"$40": first}) == PrivateMessage(
        chat=CHAT, at=EDITED, message_id=number(40), sender=SEM_IS, text="ja", edited_at=EDITED
    )


def test_a_photo_in_private() -> None:
    read = one(event(content={"msgtype": "m.image", "body": "a.jpg"}), PRIVATE)

    assert isinstance(read, PrivateMessage)
    assert read.text == ""


def test_an_answer_to_the_bot_itself() -> None:
    own = event(content=text("Een melding"), sender=BOT)
    read = one(
        event(content=text("x", **{"m.relates_to": answering()})), PRIVATE, known={"$40": own}
    )

    assert isinstance(read, PrivateMessage)
    assert read.reply_to is not None
    assert read.reply_to.sender == BOT_IS


def reaction(**about: object) -> Json:
    return event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "key": "✅"} | about})


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize(
    ("key", "as_kept"), [("✅", "✅"), ("⚠️", "⚠"), ("⚠", "⚠"), ("dom", "dom")]
)
def test_a_reaction(encrypted: bool, key: str, as_kept: str) -> None:
    assert one(reaction(event_id="$40", key=key), encrypted=encrypted) == Reaction(
        chat=CHAT,
        at=SENT,
        message_id=number(42),
        to=MessageRef(CHAT, number(40)),
        by=SEM_IS,
        key=as_kept,
    )


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"event_id": 5},
        {"event_id": "$40", "rel_type": "m.thread"},
        {"event_id": "$40", "key": ""},
        {"event_id": "$40", "key": ["✅"]},
        {"event_id": "$40", "key": "\ufe0f"},
    ],
    ids=repr,
)
def test_a_reaction_to_nothing(about: Json) -> None:
    read = one(reaction(**about))

    assert isinstance(read, NotRead)
    assert read.why == "m.reaction: no reaction to anything"


def test_a_message_beginning_with_the_bots_name_is_a_message() -> None:
    assert isinstance(one(event(content=text("Klaswacht is dom", **MENTION))), MessagePosted)
