"""What people say in a group."""

import pytest

from adapters.matrix.room import Room
from bot.model.event import MessagePosted
from bot.model.ids import MessageRef
from bot.model.member import Sender
from bot.model.message import MediaKind, Message
from tests.unit.matrix.rooms import (
    BOT,
    CHAT,
    NOW,
    ROOM_ID,
    SEM,
    SEM_IS,
    SENT,
    Json,
    a_room,
    answering,
    convert,
    event,
    number,
    one,
    posted,
    text,
    who,
)

URL = {"url": "mxc://school.test/abcdef", "info": {"size": 2048}}
FILE: Json = {"file": {"url": "mxc://school.test/abcdef", "key": {"k": "x"}}}
THREAD: Json = {"rel_type": "m.thread", "event_id": "$17"}
POLL: Json = {
    "question": {"org.matrix.msc1767.text": "Wie is het stomst?"},
    "answers": [
        {"id": "0", "org.matrix.msc1767.text": "Sem 🙈"},
        {"id": "1", "org.matrix.msc1767.text": "Vera"},
    ],
}
NEW_POLL: Json = {
    "question": {"m.text": [{"body": "Wie is het stomst?"}]},
    "answers": [
        {"m.id": "0", "m.text": [{"body": "Sem 🙈"}, {"body": "Sem 🙈", "mimetype": "text/html"}]},
        {"m.id": "1", "m.text": [{"body": "<b>Vera</b>", "mimetype": "text/html"}]},
    ],
}
POLLED = "Wie is het stomst?\nSem 🙈\nVera"


def test_a_message_with_all_that_is_kept_of_it() -> None:
    said = text("> <@vera:school.test> Sem,\n> kom je?\n\nnee 👨‍👩‍👧 joh")
    about = {"m.relates_to": THREAD | answering()}

    assert one(event(content=said | about)) == MessagePosted(
        Message(
            ref=MessageRef(CHAT, number(42)),
            group="TL3B",
            sender=SEM_IS,
            sent_at=SENT,
            text="nee 👨‍👩‍👧 joh",
            quoted="Sem,\nkom je?",
            reply_to=number(40),
            topic=number(17),
        )
    )


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("version", ["6", "10", "11", "12"])
def test_the_same_in_every_room(encrypted: bool, version: str) -> None:
    room = Room.read(ROOM_ID, a_room(version=version))

    assert posted(text("hoi"), room=room, encrypted=encrypted).text == "hoi"


@pytest.mark.parametrize("msgtype", ["m.text", "m.notice", "m.emote", "nl.nieuw", None, 5])
def test_words_of_every_type(msgtype: object) -> None:
    said = posted({"msgtype": msgtype, "body": "slaat Vera"})

    assert (said.text, said.media) == ("slaat Vera", None)


@pytest.mark.parametrize(
    ("content", "media", "words"),
    [
        pytest.param(
            {"msgtype": "m.image", "body": "IMG_1.jpg"} | URL, MediaKind.PHOTO, "", id="photo"
        ),
        pytest.param(
            {"msgtype": "m.image", "body": "IMG_1.jpg"} | FILE,
            MediaKind.PHOTO,
            "",
            id="encrypted photo",
        ),
        pytest.param(
            {"msgtype": "m.image", "body": "lol", "filename": "IMG_1.jpg"},
            MediaKind.PHOTO,
            "lol",
            id="caption",
        ),
        pytest.param(
            {"msgtype": "m.image", "body": "IMG_1.jpg", "filename": "IMG_1.jpg"},
            MediaKind.PHOTO,
            "",
            id="name twice",
        ),
        pytest.param(
            {"msgtype": "m.image", "body": "lol.jpg", "filename": "IMG_1.jpg"},
            MediaKind.PHOTO,
            "lol.jpg",
            id="caption like a name",
        ),
        pytest.param(
            {"msgtype": "m.image", "body": "wat een sul"},
            MediaKind.PHOTO,
            "wat een sul",
            id="no name but words",
        ),
        pytest.param({"msgtype": "m.video", "body": "v.mp4"}, MediaKind.VIDEO, "", id="video"),
        pytest.param({"msgtype": "m.audio", "body": "a.ogg"}, MediaKind.VOICE, "", id="audio"),
        pytest.param(
            {"msgtype": "m.audio", "body": "Voice message", "org.matrix.msc3245.voice": {}},
            MediaKind.VOICE,
            "",
            id="voice",
        ),
        pytest.param(
            {"msgtype": "m.file", "body": "dit ben jij.pdf"},
            MediaKind.DOCUMENT,
            "dit ben jij.pdf",
            id="file",
        ),
        pytest.param(
            {"msgtype": "m.file", "body": "haha", "filename": "dit ben jij.pdf"},
            MediaKind.DOCUMENT,
            "dit ben jij.pdf\nhaha",
            id="file with caption",
        ),
        pytest.param(
            {"msgtype": "m.location", "body": "Location geo:52.1,6.2", "geo_uri": "geo:52.1,6.2"},
            MediaKind.LOCATION,
            "",
            id="location",
        ),
        pytest.param(
            {
                "msgtype": "m.location",
                "body": "geo:52.1,6.2",
                "org.matrix.msc3488.location": {"description": "Vera woont hier"},
            },
            MediaKind.LOCATION,
            "Vera woont hier",
            id="described location",
        ),
        pytest.param(
            {"msgtype": "m.location", "body": "bij Vera"},
            MediaKind.LOCATION,
            "bij Vera",
            id="location in words",
        ),
        pytest.param(
            {"msgtype": "nl.nieuw", "body": "kijk"} | URL,
            MediaKind.UNKNOWN,
            "kijk",
            id="new media",
        ),
    ],
)
def test_media_and_words(content: Json, media: MediaKind, words: str) -> None:
    said = posted(content)

    assert (said.media, said.text) == (media, words)
    assert "mxc" not in repr(said)


def test_a_sticker() -> None:
    assert posted({"body": "sticker.png"} | URL, "m.sticker").media is MediaKind.STICKER


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        pytest.param("m.poll.start", {"m.poll": NEW_POLL}, POLLED, id="poll"),
        pytest.param(
            "org.matrix.msc3381.poll.start",
            {
                "org.matrix.msc3381.poll.start": POLL,
                "org.matrix.msc1767.text": "Wie is het stomst?\n1. Sem 🙈\n2. Vera",
            },
            POLLED,
            id="poll of today's clients",
        ),
        pytest.param(
            "m.poll.start", {"m.poll": 5, "m.text": [{"body": "kies"}]}, "kies", id="no poll in it"
        ),
        pytest.param(
            "m.poll.start",
            {"m.poll": NEW_POLL, "m.text": [{"body": "Sem stinkt"}]},
            f"{POLLED}\nSem stinkt",
            id="other words beside it",
        ),
        pytest.param("m.poll.start", {}, "", id="empty"),
    ],
)
def test_polls(kind: str, content: Json, words: str) -> None:
    said = posted(content, kind)

    assert (said.media, said.text) == (MediaKind.POLL, words)


@pytest.mark.parametrize(
    ("about", "reply_to", "topic"),
    [
        pytest.param({}, None, None, id="neither"),
        pytest.param(answering(), "$40", None, id="reply"),
        pytest.param(THREAD, None, "$17", id="thread"),
        pytest.param(THREAD | answering(), "$40", "$17", id="reply in a thread"),
        pytest.param(
            THREAD | answering() | {"is_falling_back": True},
            None,
            "$17",
            id="only for old clients",
        ),
        pytest.param(
            answering() | {"is_falling_back": True}, "$40", None, id="falls back to nothing"
        ),
        pytest.param({"m.in_reply_to": "$40"}, None, None, id="no object"),
        pytest.param({"rel_type": "m.thread"}, None, None, id="thread of nothing"),
        pytest.param({"rel_type": ["m.thread"], "event_id": 5}, None, None, id="other kinds"),
    ],
)
def test_where_it_stands(about: Json, reply_to: str | None, topic: str | None) -> None:
    said = posted(text("ja", **{"m.relates_to": about}))

    assert (said.reply_to, said.topic) == (reply_to, topic)


@pytest.mark.parametrize(
    ("user_id", "sender"),
    [(SEM, SEM_IS), ("@x:elders.test", who("@x:elders.test", "@x:elders.test"))],
)
def test_people_are_called_as_the_room_calls_them(user_id: str, sender: Sender) -> None:
    claim = {"displayname": "Vera"}
    read = one(event(content=text("hoi") | claim, sender=user_id, **claim))

    assert isinstance(read, MessagePosted)
    assert read.message.sender == sender


@pytest.mark.parametrize("stamp", [None, 0, -1, True, "1", 1.5, 10**30])
def test_a_moment_that_is_none(stamp: object) -> None:
    read = one(event(content=text("hoi"), origin_server_ts=stamp))

    assert isinstance(read, MessagePosted)
    assert read.message.sent_at == NOW


def test_what_the_bot_said_itself_is_no_news() -> None:
    assert convert(event(content=text("hoi"), sender=BOT)) == []
    assert convert(event("m.room.encrypted", {}, sender=BOT)) == []
