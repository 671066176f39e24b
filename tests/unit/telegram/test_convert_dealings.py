"""What people do with the bot itself."""

import pytest

from bot.model.dealing import ButtonPressed, CommandGiven, Original, PrivateMessage
from bot.model.event import MessagePosted, identity
from bot.model.ids import ChatId, ChatRef, MessageId, Platform
from bot.model.member import Identity
from tests.unit.telegram.payloads import (
    ANONYMOUS,
    BOT,
    CHANNEL,
    CHAT,
    DATE,
    GROUP,
    IN_PRIVATE,
    NOW,
    PRIVATE,
    SEM,
    SEM_IS,
    SENT,
    THE_GROUP,
    VERA,
    VERA_IS,
    Json,
    command,
    events,
    message,
    number,
    one,
    posted,
    private,
    who,
)

CHANNEL_IS = who(-1009876543210, "Winkler Prins", Identity.CHANNEL)


def test_a_command_in_a_group_with_what_it_replies_to() -> None:
    reported = message(message_id=40, **{"from": VERA}, text="jij bent dom 🙄")

    given = one(
        "message",
        message(**command("/Meld@KLASWACHT_bot  zij scheldt \n"), reply_to_message=reported),
    )

    assert given == CommandGiven(
        chat=CHAT,
        at=SENT,
        message_id=number(42),
        sender=SEM_IS,
        name="meld",
        argument="zij scheldt",
        reply_to=Original(
            message_id=number(40), sender=VERA_IS, text="jij bent dom 🙄", at=SENT, chat=CHAT
        ),
    )


def test_a_command_in_private() -> None:
    given = one("message", private(**command("/start k-3f")))

    assert given == CommandGiven(
        chat=IN_PRIVATE,
        at=SENT,
        message_id=number(42),
        sender=SEM_IS,
        name="start",
        argument="k-3f",
        private=True,
    )


def test_a_command_that_only_the_bot_sees() -> None:
    hidden = {"message_id": 0, "ephemeral_message_id": 3, "receiver_user": BOT}

    given = one("message", message(**command("/bezwaar"), **hidden))

    assert isinstance(given, CommandGiven)
    assert given.hidden
    assert not given.private
    assert given.message_id == MessageId("7001/3")


def test_words_that_only_the_bot_sees_are_not_said_in_the_group() -> None:
    hidden = {"message_id": 0, "ephemeral_message_id": 3, "receiver_user": BOT}

    assert events("message", message(text="psst", **hidden)) == []
    assert events("edited_message", message(text="psst!", **hidden)) == []


def test_a_command_of_an_anonymous_admin_is_of_nobody_in_particular() -> None:
    given = one(
        "message", message(**command("/stil"), **{"from": ANONYMOUS, "sender_chat": GROUP})
    )

    assert isinstance(given, CommandGiven)
    assert given.sender == THE_GROUP


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(command("/quiz@quiz_bot dom"), id="for another bot"),
        pytest.param({"text": "/meld dit"}, id="not marked by Telegram"),
        pytest.param(
            {"text": "x /meld", "entities": [{"type": "bot_command", "offset": 2, "length": 5}]},
            id="not at the beginning",
        ),
        pytest.param(
            {"text": "/meld", "entities": [{"type": "bold", "offset": 0, "length": 5}]},
            id="marked as something else",
        ),
        pytest.param(
            {"text": "/", "entities": [{"type": "bot_command", "offset": 0}]}, id="empty"
        ),
    ],
)
def test_what_is_no_command_to_the_bot_is_a_message(content: Json) -> None:
    assert posted(**content).text == content["text"]
    assert isinstance(one("message", private(**content)), PrivateMessage)


def test_what_is_passed_on_orders_nothing() -> None:
    origin = {"type": "user", "date": DATE, "sender_user": VERA}

    passed = one("message", message(**command("/meld haar"), forward_origin=origin))

    assert isinstance(passed, MessagePosted)
    assert passed.message.forwarded == "/meld haar"


def test_a_command_marked_twice_is_found() -> None:
    bold = {"type": "bold", "offset": 0, "length": 5}
    given = command("/help 😀")

    event = one("message", message(text=given["text"], entities=[bold, *given["entities"]]))

    assert isinstance(event, CommandGiven)
    assert (event.name, event.argument) == ("help", "😀")


def test_telegram_counts_in_utf_16() -> None:
    mark = {"type": "bot_command", "offset": 0, "length": 5}

    event = one("message", message(text="/a😀b rest", entities=[mark]))

    assert isinstance(event, CommandGiven)
    assert (event.name, event.argument) == ("a😀b", "rest")


def test_words_in_private() -> None:
    said = one("message", private(text="ik ben het er niet mee eens"))

    assert said == PrivateMessage(
        chat=IN_PRIVATE,
        at=SENT,
        message_id=number(42),
        sender=SEM_IS,
        text="ik ben het er niet mee eens",
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"photo": [{"file_id": "x"}]}, id="photo"),
        pytest.param({"voice": {"file_id": "x"}}, id="voice"),
        pytest.param({"something_new": {"words": "x"}}, id="something new"),
    ],
)
def test_media_in_private_is_a_message_without_words(content: Json) -> None:
    said = one("message", private(**content))

    assert isinstance(said, PrivateMessage)
    assert said.text == ""


@pytest.mark.parametrize(
    ("origin", "original"),
    [
        pytest.param(
            {"type": "user", "sender_user": VERA},
            Original(message_id=MessageId(""), sender=VERA_IS, text="dom", at=SENT),
            id="person",
        ),
        pytest.param(
            {"type": "hidden_user", "sender_user_name": "Vera"},
            Original(message_id=MessageId(""), sender=None, text="dom", at=SENT),
            id="hidden",
        ),
        pytest.param(
            {"type": "chat", "sender_chat": GROUP},
            Original(message_id=MessageId(""), sender=THE_GROUP, text="dom", at=SENT),
            id="anonymous admin",
        ),
        pytest.param(
            {"type": "channel", "chat": CHANNEL, "message_id": 7},
            Original(
                message_id=number(7),
                sender=CHANNEL_IS,
                text="dom",
                at=SENT,
                chat=ChatRef(Platform.TELEGRAM, ChatId("-1009876543210")),
            ),
            id="channel",
        ),
    ],
)
def test_what_is_passed_on_to_the_bot(origin: Json, original: Original) -> None:
    said = one("message", private(text="dom", forward_origin=origin | {"date": DATE}))

    assert isinstance(said, PrivateMessage)
    assert (said.text, said.forwarded) == ("", original)


def test_a_reply_in_private_to_what_stands_in_the_group() -> None:
    origin = {"type": "user", "date": DATE, "sender_user": VERA}
    elsewhere = {"origin": origin, "chat": GROUP, "message_id": 40}

    given = one(
        "message",
        private(
            **command("/meld"), external_reply=elsewhere, quote={"text": "dom", "position": 9}
        ),
    )

    assert isinstance(given, CommandGiven)
    assert given.reply_to == Original(
        message_id=number(40), sender=VERA_IS, text="dom", at=SENT, chat=CHAT
    )


def test_a_reply_to_what_is_gone_has_no_sender() -> None:
    gone = {"message_id": 40, "chat": GROUP, "date": 0}

    given = one("message", message(**command("/meld"), reply_to_message=gone))

    assert isinstance(given, CommandGiven)
    assert given.reply_to == Original(
        message_id=number(40), sender=None, text="", at=NOW, chat=CHAT
    )


@pytest.mark.parametrize("text", ["ik bedoel", "/help ik bedoel"])
def test_an_edit_in_private_is_a_message_that_says_it_is_one(text: str) -> None:
    edit = one("edited_message", private(**command(text), edit_date=DATE))

    assert isinstance(edit, PrivateMessage)
    assert (edit.text, edit.edited_at) == (text, SENT)


def test_each_edit_in_private_is_another_event() -> None:
    posted = one("message", private(text="a"))
    edits = [one("edited_message", private(text=text, edit_date=DATE)) for text in "ab"]

    assert len({identity(event) for event in (posted, *edits)}) == 3


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"photo": [{"file_id": "x"}], "caption": "ik bedoel"}, id="caption"),
        pytest.param({"poll": {"question": "ik bedoel"}}, id="poll"),
    ],
)
def test_what_stands_on_media_in_private_is_read(content: Json) -> None:
    said = one("message", private(**content))

    assert isinstance(said, PrivateMessage)
    assert said.text == "ik bedoel"


@pytest.mark.parametrize(
    ("under", "chat", "message_id", "is_private"),
    [
        pytest.param(message(message_id=9), CHAT, "9", False, id="group"),
        pytest.param(
            {"message_id": 9, "chat": GROUP, "date": 0}, CHAT, "9", False, id="inaccessible"
        ),
        pytest.param({"message_id": 9, "chat": PRIVATE}, IN_PRIVATE, "9", True, id="private"),
        pytest.param(
            {"message_id": 0, "chat": GROUP, "ephemeral_message_id": 5, "receiver_user": SEM},
            CHAT,
            "501/5",
            False,
            id="whispered",
        ),
    ],
)
def test_a_button(under: Json, chat: ChatRef, message_id: str, is_private: bool) -> None:
    query = {"id": "4382", "from": SEM, "message": under, "chat_instance": "1", "data": "a:1f"}

    assert one("callback_query", query) == ButtonPressed(
        chat=chat,
        at=NOW,
        press="4382",
        message_id=MessageId(message_id),
        by=SEM_IS,
        data="a:1f",
        private=is_private,
    )
