"""What people change of what they said, and what they take back."""

import pytest

from adapters.matrix.room import Room
from bot.model.event import MessageDeleted, MessageEdited, MessagePosted
from bot.model.ids import MessageRef
from bot.model.message import MediaKind, Message
from tests.unit.matrix.rooms import (
    CHAT,
    EDITED,
    ROOM_ID,
    SEM_IS,
    SENT,
    VERA,
    Json,
    a_room,
    answering,
    convert,
    edit,
    edited,
    event,
    formatted,
    number,
    one,
    text,
)

THREAD: Json = {"rel_type": "m.thread", "event_id": "$17"}
POLL: Json = {
    "question": {"m.text": [{"body": "Wie is het stomst?"}]},
    "answers": [{"m.id": "0", "m.text": [{"body": "Sem"}]}],
}
FIRST = event(content=text("hoi", **{"m.relates_to": THREAD | answering("$9")}), event_id="$40")


def test_an_edit() -> None:
    assert edited(edit(text("hoi sukkel"), "* hoi sukkel"), FIRST) == MessageEdited(
        Message(
            ref=MessageRef(CHAT, number(40)),
            group="TL3B",
            sender=SEM_IS,
            sent_at=SENT,
            text="hoi sukkel",
            reply_to=number(9),
            edited=True,
            topic=number(17),
        ),
        EDITED,
    )


def test_an_edit_in_an_encrypted_room_of_what_nobody_decrypted() -> None:
    first = FIRST | {"type": "m.room.encrypted", "content": {"ciphertext": "x"}}

    assert edited(edit(text("hoi!")), first, encrypted=True).message.text == "hoi!"


@pytest.mark.parametrize(
    ("new", "body", "words", "media"),
    [
        pytest.param(
            formatted("**dom**", "<b>dom</b>"), "* **dom**", "**dom**", None, id="formatted"
        ),
        pytest.param(
            text("ja"), "> <@vera:school.test> kom je?\n\n* ja", "ja", None, id="edit of a reply"
        ),
        pytest.param(text("lief"), "* dom", "lief\ndom", None, id="another text for old clients"),
        pytest.param(text(""), "* dom", "dom", None, id="only for old clients"),
        pytest.param(
            {"msgtype": "m.image", "body": "b.jpg"}, "* b.jpg", "", MediaKind.PHOTO, id="photo"
        ),
    ],
)
def test_what_an_edit_says(new: Json, body: str, words: str, media: MediaKind | None) -> None:
    said = edited(edit(new, body), FIRST).message

    assert (said.text, said.media) == (words, media)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(None, id="not known"),
        pytest.param("$40", id="no event"),
        pytest.param(FIRST | {"sender": VERA}, id="of somebody else"),
        pytest.param(FIRST | {"sender": None}, id="of nobody"),
        pytest.param(FIRST | {"content": edit(text("x"))}, id="an edit itself"),
    ],
)
def test_what_is_no_edit_of_ones_own_is_a_message_of_its_own(first: object) -> None:
    read = one(event(content=edit(text("sukkel"), "* dom")), known={"$40": first})

    assert isinstance(read, MessagePosted)
    assert (read.message.ref, read.message.text) == (MessageRef(CHAT, number(42)), "sukkel\ndom")


def test_an_edit_without_new_words_is_a_message_of_its_own() -> None:
    broken = edit(text("x"), "* dom") | {"m.new_content": "lief"}

    read = one(event(content=broken), known={"$40": FIRST})

    assert isinstance(read, MessagePosted)
    assert read.message.text == "* dom"


def test_an_edited_poll() -> None:
    new = {"m.poll": POLL}
    about = {"rel_type": "m.replace", "event_id": "$40"}
    raw = event("m.poll.start", {"m.new_content": new, "m.relates_to": about}, event_id="$43")

    read = one(raw, known={"$40": FIRST})

    assert isinstance(read, MessageEdited)
    assert read.message.text == "Wie is het stomst?\nSem"


@pytest.mark.parametrize(
    ("version", "where", "gone"),
    [
        pytest.param("10", {"redacts": "$40"}, "$40", id="old"),
        pytest.param("11", {"content": {"redacts": "$40"}}, "$40", id="new"),
        pytest.param(
            "10", {"redacts": "$40", "content": {"redacts": "$1"}}, "$40", id="old, both"
        ),
        pytest.param(
            "12", {"redacts": "$1", "content": {"redacts": "$40"}}, "$40", id="new, both"
        ),
        pytest.param("12", {"redacts": "$40"}, "$40", id="new, only for old clients"),
    ],
)
def test_what_is_taken_back(version: str, where: Json, gone: str) -> None:
    room = Room.read(ROOM_ID, a_room(version=version))
    read = one(event("m.room.redaction", **where), room)

    assert isinstance(read, MessageDeleted)
    assert (read.ref.message_id, read.at) == (gone, SENT)


@pytest.mark.parametrize("kind", ["m.room.message", "m.room.encrypted", "m.sticker", "m.reaction"])
def test_what_was_taken_back_before_it_was_read_says_nothing(kind: str) -> None:
    gone = event(kind, {}, unsigned={"redacted_because": event("m.room.redaction")})

    assert convert(gone) == []


def test_what_the_server_left_words_in_was_not_taken_back() -> None:
    claimed = event(content=text("dom"), unsigned={"redacted_because": {"type": "x"}})

    assert isinstance(one(claimed), MessagePosted)
