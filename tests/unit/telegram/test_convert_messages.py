"""What people say in a group."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model.event import MessageEdited, MessagePosted
from bot.model.ids import MessageRef
from bot.model.member import Identity, Sender
from bot.model.message import MediaKind, Message
from tests.unit.telegram.payloads import (
    ANONYMOUS,
    AS_CHANNEL,
    CHANNEL,
    CHAT,
    DATE,
    EDITED,
    GROUP,
    NOW,
    OTHER_BOT,
    SEM,
    SEM_IS,
    SENT,
    TELEGRAM,
    THE_GROUP,
    VERA,
    Json,
    command,
    edited,
    message,
    number,
    one,
    posted,
    who,
)

FILE = {"file_id": "AgACAgQAAx", "file_unique_id": "AQADx", "file_size": 2048}
PHOTO = [FILE | {"width": 90, "height": 60}, FILE | {"width": 900, "height": 600}]
POLL: Json = {
    "id": "99",
    "question": "Wie is het stomst?",
    "options": [
        {"persistent_id": "0", "text": "Sem 🙈", "voter_count": 0},
        {"persistent_id": "1", "text": "Vera", "voter_count": 0},
    ],
    "type": "regular",
}
ORIGIN_USER = {"type": "user", "date": DATE, "sender_user": VERA}
ORIGIN_HIDDEN = {"type": "hidden_user", "date": DATE, "sender_user_name": "Sem de Vries"}
ORIGIN_CHAT = {"type": "chat", "date": DATE, "sender_chat": GROUP}
ORIGIN_CHANNEL = {"type": "channel", "date": DATE, "chat": CHANNEL, "message_id": 7}


def test_a_message_with_all_that_is_kept_of_it() -> None:
    event = one(
        "message",
        message(
            text="nee 👨‍👩‍👧 joh",
            message_thread_id=17,
            is_topic_message=True,
            media_group_id="1360",
            quote={"text": "kom je", "position": 3, "is_manual": True},
            reply_to_message=message(message_id=40, **{"from": VERA}, text="Sem, kom je?"),
        ),
    )

    assert event == MessagePosted(
        Message(
            ref=MessageRef(CHAT, number(42)),
            group="TL3B",
            sender=SEM_IS,
            sent_at=SENT,
            text="nee 👨‍👩‍👧 joh",
            quoted="kom je",
            reply_to=number(40),
            topic=number(17),
            album="1360",
        )
    )


def test_only_an_explicit_quote_is_quoted() -> None:
    said = posted(text="ja", reply_to_message=message(message_id=40, text="kom je?"))

    assert (said.quoted, said.reply_to) == ("", number(40))


@pytest.mark.parametrize(
    ("content", "media", "text"),
    [
        pytest.param({"photo": PHOTO}, MediaKind.PHOTO, "", id="photo"),
        pytest.param({"photo": PHOTO, "caption": "lol"}, MediaKind.PHOTO, "lol", id="caption"),
        pytest.param({"live_photo": FILE, "photo": PHOTO}, MediaKind.PHOTO, "", id="live photo"),
        pytest.param({"video": FILE}, MediaKind.VIDEO, "", id="video"),
        pytest.param({"video_note": FILE}, MediaKind.VIDEO, "", id="video note"),
        pytest.param(
            {"animation": FILE, "document": FILE | {"file_name": "giphy.mp4"}},
            MediaKind.VIDEO,
            "",
            id="animation",
        ),
        pytest.param({"voice": FILE}, MediaKind.VOICE, "", id="voice"),
        pytest.param({"audio": FILE}, MediaKind.VOICE, "", id="audio"),
        pytest.param({"sticker": FILE | {"emoji": "😀"}}, MediaKind.STICKER, "", id="sticker"),
        pytest.param({"dice": {"emoji": "🎲", "value": 4}}, MediaKind.STICKER, "", id="dice"),
        pytest.param({"document": FILE}, MediaKind.DOCUMENT, "", id="document"),
        pytest.param(
            {"document": FILE | {"file_name": "dit ben jij.pdf"}, "caption": "haha"},
            MediaKind.DOCUMENT,
            "dit ben jij.pdf\nhaha",
            id="name of a document",
        ),
        pytest.param(
            {"location": {"latitude": 52.1, "longitude": 6.2}},
            MediaKind.LOCATION,
            "",
            id="location",
        ),
        pytest.param({"venue": {}, "location": {}}, MediaKind.LOCATION, "", id="venue"),
        pytest.param(
            {"contact": {"first_name": "Vera", "last_name": "B", "phone_number": "+31612345678"}},
            MediaKind.CONTACT,
            "Vera B",
            id="contact",
        ),
        pytest.param(
            {"poll": POLL}, MediaKind.POLL, "Wie is het stomst?\nSem 🙈\nVera", id="poll"
        ),
        pytest.param(
            {"poll": POLL | {"description": "eerlijk zijn", "options": []}},
            MediaKind.POLL,
            "Wie is het stomst?\neerlijk zijn",
            id="description of a poll",
        ),
        pytest.param(
            {"poll_option_added": {"option_persistent_id": "2", "option_text": "Juf"}},
            MediaKind.POLL,
            "Juf",
            id="option added to a poll",
        ),
        pytest.param(
            {"checklist": {"title": "Pesten", "tasks": [{"id": 1, "text": "Sem"}]}},
            None,
            "Pesten\nSem",
            id="checklist",
        ),
        pytest.param({"story": {"chat": CHANNEL, "id": 3}}, MediaKind.UNKNOWN, "", id="story"),
        pytest.param(
            {"paid_media": {"star_count": 1, "paid_media": [{"type": "photo"}]}},
            MediaKind.PHOTO,
            "",
            id="paid photo",
        ),
        pytest.param({"paid_media": {}}, MediaKind.UNKNOWN, "", id="paid and empty"),
        pytest.param(
            {
                "rich_message": {
                    "blocks": [
                        {"type": "heading", "text": "Let op", "size": 1},
                        {
                            "type": "paragraph",
                            "text": ["wat een ", {"type": "bold", "text": "sul"}],
                        },
                        {"type": "list", "items": [{"blocks": [{"text": "een"}]}]},
                        {"type": "table", "cells": [[{"text": "twee"}]], "caption": "drie"},
                    ]
                }
            },
            None,
            "Let op\nwat een sul\neen\ntwee\ndrie",
            id="rich message",
        ),
    ],
)
def test_media_and_words(content: Json, media: MediaKind | None, text: str) -> None:
    said = posted(**content)

    assert (said.media, said.text) == (media, text)
    assert "AgAC" not in repr(said)


@pytest.mark.parametrize(
    ("content", "sender"),
    [
        pytest.param({}, SEM_IS, id="person"),
        pytest.param({"from": VERA}, who(502, "Vera"), id="no family name"),
        pytest.param({"from": {"id": 503, "first_name": ""}}, who(503, "503"), id="no name"),
        pytest.param(
            {"from": OTHER_BOT}, who(7002, "Quizbot", Identity.BOT), id="bot that speaks itself"
        ),
        pytest.param({"via_bot": OTHER_BOT}, SEM_IS, id="by means of a bot"),
        pytest.param(
            {"from": ANONYMOUS, "sender_chat": GROUP, "author_signature": "Mentor"},
            THE_GROUP,
            id="anonymous admin",
        ),
        pytest.param({"from": ANONYMOUS}, THE_GROUP, id="anonymous admin, no chat behind"),
        pytest.param(
            {"from": AS_CHANNEL, "sender_chat": CHANNEL},
            who(-1009876543210, "Winkler Prins", Identity.CHANNEL),
            id="as a channel",
        ),
        pytest.param(
            {"from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True},
            who(-1009876543210, "Winkler Prins", Identity.LINKED_CHANNEL),
            id="linked channel",
        ),
        pytest.param(
            {"from": TELEGRAM, "sender_chat": CHANNEL},
            who(-1009876543210, "Winkler Prins", Identity.LINKED_CHANNEL),
            id="linked channel, not said to be a copy",
        ),
        pytest.param(
            {"from": AS_CHANNEL, "sender_chat": CHANNEL, "is_automatic_forward": True},
            who(-1009876543210, "Winkler Prins", Identity.LINKED_CHANNEL),
            id="linked channel, by another account",
        ),
    ],
)
def test_who_said_it(content: Json, sender: Sender) -> None:
    assert posted(text="hoi", **content).sender == sender


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(ORIGIN_USER, id="of a person"),
        pytest.param(ORIGIN_HIDDEN, id="of somebody hidden with my name"),
        pytest.param(ORIGIN_CHAT, id="of a group"),
        pytest.param(ORIGIN_CHANNEL, id="of a channel"),
        pytest.param({"type": "something new", "date": DATE}, id="of nobody known"),
        pytest.param({}, id="of nobody"),
    ],
)
def test_what_is_passed_on_is_not_authored(origin: Json) -> None:
    said = posted(forward_origin=origin, photo=PHOTO, caption="kijk hem nou")

    assert (said.text, said.forwarded, said.media) == ("", "kijk hem nou", MediaKind.PHOTO)


def test_who_passes_on_their_own_words_has_said_them() -> None:
    said = posted(forward_origin=ORIGIN_USER | {"sender_user": SEM}, text="sukkels")

    assert (said.text, said.forwarded) == ("sukkels", "")


@pytest.mark.parametrize(
    ("content", "topic", "reply_to"),
    [
        pytest.param({"message_thread_id": 17}, None, None, id="thread of replies"),
        pytest.param(
            {"message_thread_id": 1, "is_topic_message": True}, None, None, id="main topic"
        ),
        pytest.param(
            {
                "message_thread_id": 17,
                "is_topic_message": True,
                "reply_to_message": message(
                    message_id=17, forum_topic_created={"name": "Wiskunde"}
                ),
            },
            number(17),
            None,
            id="the beginning of a topic is not replied to",
        ),
        pytest.param(
            {"reply_to_message": {"message_id": 40, "chat": GROUP, "date": 0}},
            None,
            number(40),
            id="reply to what is gone",
        ),
        pytest.param(
            {"external_reply": {"origin": ORIGIN_USER, "chat": GROUP, "message_id": 39}},
            None,
            number(39),
            id="reply in another topic",
        ),
        pytest.param(
            {"external_reply": {"origin": ORIGIN_CHANNEL, "chat": CHANNEL, "message_id": 39}},
            None,
            None,
            id="reply to another chat",
        ),
    ],
)
def test_where_it_stands(content: Json, topic: Any, reply_to: Any) -> None:
    said = posted(text="hoi", **content)

    assert (said.topic, said.reply_to) == (topic, reply_to)


def test_an_edit_is_the_message_as_it_reads_now() -> None:
    event = edited(text="grapje", edit_date=int(EDITED.timestamp()))

    assert event.edited_at == EDITED
    assert (event.message.text, event.message.edited) == ("grapje", True)
    assert event.message.sent_at == SENT


def test_an_edit_of_a_caption() -> None:
    assert edited(photo=PHOTO, caption="grapje", edit_date=DATE).message.text == "grapje"


@pytest.mark.parametrize("edit_date", [None, 0, -5, "gisteren", 10**15], ids=str)
def test_an_edit_at_an_unknown_moment_is_one_of_now(edit_date: object) -> None:
    event = edited(text="grapje", edit_date=edit_date)

    assert isinstance(event, MessageEdited)
    assert event.edited_at == NOW


def test_moments_are_in_utc() -> None:
    assert posted(text="hoi", date=1_795_953_600).sent_at == datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_a_message_without_a_moment_is_of_now() -> None:
    assert posted(text="hoi", date=0).sent_at == NOW


def test_what_an_edit_makes_of_a_message_orders_nothing_and_is_read() -> None:
    event = edited(**command("/x sukkel"), edit_date=DATE)

    assert event.message.text == "/x sukkel"
