"""What the downloads of Instagram and of Facebook share."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.exports.meta import repaired
from bot.model.event import MessagePosted
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.message import MediaKind, Message
from tests.unit.exports.reading import Seen, read, refusal, zipped

FOUR = [{"name": name} for name in ("Noa", "Sem", "Zoë", "juf")]


def message(**more: Any) -> dict[str, Any]:
    return {"sender_name": "Noa", "timestamp_ms": 1789365660123} | more


def thread(*messages: Any, **more: Any) -> str:
    """A group, as neither network alone would write it."""
    around = {"participants": FOUR, "title": "3B", "thread_path": "inbox/3b_1789"}
    return json.dumps({"messages": messages} | around | more)


def one(**more: Any) -> Message:
    (posted,) = read(thread(message(**more))).messages
    return posted


@pytest.mark.parametrize(
    ("spoilt", "right"),
    [
        ("cafÃ©", "café"),
        ("Ã©Ã©n ðŸ\x98\x82".replace("Ÿ", "\x9f"), "één 😂"),
        ("â\x80\x9cja\x80\x9d", "“ja\x80\x9d"),
        ("â\x80\x98hoiâ\x80\x99", "‘hoi’"),
        ("é en Ã©", "é en é"),
        ("😂 en ð\x9f\x98\x82", "😂 en 😂"),
        ("afgekapt ð\x9f\x98", "afgekapt ð\x9f\x98"),
        ("Ã", "Ã"),
        ("í\xa0\xbd", "í\xa0\xbd"),
    ],
)
def test_what_meta_spoilt_is_repaired_piece_by_piece(spoilt: str, right: str) -> None:
    assert repaired(spoilt) == right


@pytest.mark.parametrize(
    "clean",
    ["hoi", "één", "naïef, coöperatie, é", "“ja” ‘nee’ – €5…", "Zoë 🎒", "ÀÉ", "\ud83d", "«été»"],
)
def test_clean_text_stays_as_it_is(clean: str) -> None:
    assert repaired(clean) == clean


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_survives_being_spoilt(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


@pytest.mark.parametrize("order", [("title", "participants"), ("participants", "title")])
def test_what_stands_around_the_messages_may_come_before_or_after(order: tuple[str, str]) -> None:
    whole = json.loads(thread(message(content="hoi")))
    before = {key: whole.pop(key) for key in order}
    for shape in (before | whole, whole | before):
        (posted,) = read(json.dumps(shape)).messages
        assert (posted.group, posted.ref.chat.chat_id) == ("3B", "3b_1789")


@pytest.mark.parametrize(
    ("more", "name"),
    [
        (
            {"photos": [{"uri": "your_instagram_activity/messages/inbox/3b/photos/1.jpg"}]},
            "Instagram",
        ),
        ({"share": {"link": "https://example.org", "original_content_owner": "x"}}, "Instagram"),
        (
            {"photos": [{"uri": "your_facebook_activity/messages/inbox/3b/photos/1.jpg"}]},
            "Messenger",
        ),
        (
            {
                "photos": [{"uri": "your_activity_across_facebook/messages/1.jpg"}],
                "share": {"original_content_owner": "x"},
            },
            "Messenger",
        ),
        ({"sticker": {"uri": "messages/stickers_used/1.png"}}, "Messenger"),
        ({"gifs": [{"uri": "messages/1.gif"}]}, "Messenger"),
        ({"content": '"uri": "your_facebook_'}, "Instagram/Messenger"),
        ({"photos": [{"uri": "messages/inbox/3b/photos/1.jpg"}]}, "Instagram/Messenger"),
    ],
)
def test_the_content_tells_which_of_the_two_it_is(more: dict[str, Any], name: str) -> None:
    seen = read(thread(message(**more)))
    (posted,) = seen.messages
    # The same whatever a part tells, or the parts of one conversation would not come together.
    assert (seen.format, posted.sender.account.platform) == (name, Platform.META)


def test_an_escaped_slash_tells_too() -> None:
    photo = message(photos=[{"uri": "your_facebook_activity/messages/1.jpg"}])
    assert read(thread(photo).replace("/", r"\/")).format == "Messenger"


PAIR = FOUR[:2]


@pytest.mark.parametrize(
    "group",
    [
        {},
        {"participants": PAIR, "joinable_mode": {"mode": 1, "link": ""}},
        {"participants": PAIR, "thread_type": "RegularGroup"},
        {"participants": [], "thread_type": "RegularGroup"},
        {"title": "Noa", "joinable_mode": {"mode": 1, "link": ""}},
        {"title": "Noa"},  # whoever may rename a group must not make it unread by that
        {"title": "Zo\xc3\xab"},
    ],
)
def test_a_group_is_read(group: dict[str, Any]) -> None:
    assert read(thread(message(content="hoi"), **group)).texts == ["hoi"]


@pytest.mark.parametrize(
    "private",
    [
        {"participants": PAIR},
        {"participants": PAIR, "joinable_mode": None},
        {"participants": PAIR, "joinable_mode": {}},
        {"participants": [*PAIR, *PAIR]},
        {"participants": []},
        {"participants": None},
        {"participants": 7},
        {"participants": [{"name": "Zo\xc3\xab"}, {"name": "Zoë"}, {"name": "Noa"}]},
        {"participants": [{"name": None}, {}, [], {"name": 4}]},
        {"thread_type": "Regular"},
        {"thread_type": "Regular", "joinable_mode": {"mode": 1}},
        {"participants": FOUR[:3], "title": "Noa"},
    ],
)
def test_what_may_be_private_is_not_read(private: dict[str, Any]) -> None:
    assert refusal(thread(message(content="hoi"), **private)).key == "error.export.only_private"


@pytest.mark.parametrize(
    ("more", "group", "own_id"),
    [
        ({"thread_path": "archived_threads/3b_1789"}, "3B", "3b_1789"),
        ({"thread_path": "3b_1789"}, "3B", "3b_1789"),
        ({"thread_path": None}, "3B", "3B"),
        ({"title": ""}, "3b_1789", "3b_1789"),
        ({"title": 4, "thread_path": []}, "?", "?"),
    ],
)
def test_what_a_group_is_called(more: dict[str, Any], group: str, own_id: str) -> None:
    (posted,) = read(thread(message(content="hoi"), **more)).messages
    assert (posted.group, posted.ref.chat) == (
        group,
        ChatRef(Platform.META, ChatId(own_id)),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Liked a message",
        "Reacted \xf0\x9f\x98\x82 to your message ",
        "Reacted 👩🏽\u200d🎓 to your message",
        "Vindt een bericht leuk",
        "Reageerde met ❤️ op je bericht",
        "Heeft met ❤️ op je bericht gereageerd.",
    ],
)
def test_fixed_sentences_of_the_network_are_notices(sentence: str) -> None:
    seen = read(thread(message(content=sentence)))
    assert (seen.texts, seen.notices) == ([], [repaired(sentence)])


@pytest.mark.parametrize(
    "content",
    [
        "Liked a message, sukkel",
        "ik Liked a message",
        "Liked a message\nkneus",
        "Reacted kneus to your message",
        "Reacted 😂 to your message kneus",
        "Reacted " + "!" * 21 + " to your message",
        "Noa named the group 3B.",
        "Noa sent an attachment.",
        "You sent an attachment.",
        "unsent",
    ],
)
def test_whatever_may_be_words_is_a_message(content: str) -> None:
    seen = read(thread(message(content=content)))
    assert (seen.texts, seen.notices) == ([content], [])


@pytest.mark.parametrize("kind", ["Call", "Subscribe", "Unsubscribe"])
def test_kinds_that_older_exports_mark(kind: str) -> None:
    seen = read(thread(message(content="Sem left the group.", type=kind)))
    assert (seen.texts, seen.notices) == ([], ["Sem left the group."])
    assert read(thread(message(content="hoi", type="Generic"))).texts == ["hoi"]


def test_calls_and_what_was_unsent_are_notices() -> None:
    call = message(content="Noa started a video chat", call_duration=0)
    seen = read(thread(call, message(is_unsent=True, content="weg")))
    assert (seen.texts, seen.notices) == ([], ["Noa started a video chat", "unsent"])
    assert read(thread(message(is_unsent=False, content="er nog"))).texts == ["er nog"]


@pytest.mark.parametrize("who", ["You", "Noa", "Je", "Zoë"])
@pytest.mark.parametrize("what", [" sent an attachment.", " heeft een bijlage verzonden."])
def test_the_sentence_about_an_attachment_is_not_the_senders(who: str, what: str) -> None:
    spoilt = who.encode().decode("latin-1")
    sender = "Noa" if who in {"You", "Je"} else spoilt
    posted = one(sender_name=sender, content=spoilt + what, photos=[{"uri": "1.jpg"}])
    assert (posted.text, posted.media) == ("", MediaKind.PHOTO)


def test_another_sentence_about_an_attachment_is() -> None:
    assert one(content="Sem sent an attachment.", photos=[{}]).text == "Sem sent an attachment."
    assert one(content="Noa sent an attachment. kneus", photos=[{}]).text.endswith("kneus")


def test_a_link_is_shared_by_the_sender_and_its_words_are_not_theirs() -> None:
    share = {"link": "https://example.org/cel", "share_text": "Gratis cavia\xe2\x80\x99s"}
    posted = one(content="kijk", share=share)
    assert posted.text == "kijk\nhttps://example.org/cel"
    assert posted.forwarded == "Gratis cavia’s"
    assert one(content="kijk https://example.org/cel !", share=share).text.count("cel") == 1
    assert one(content="Noa sent an attachment.", share=share).text == "https://example.org/cel"


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("photos", [{"uri": "1.jpg"}], MediaKind.PHOTO),
        ("videos", [{"uri": "1.mp4"}], MediaKind.VIDEO),
        ("audio_files", [{"uri": "1.mp4"}], MediaKind.VOICE),
        ("gifs", [{"uri": "1.gif"}], MediaKind.VIDEO),
        ("files", [{"uri": "1.pdf"}], MediaKind.DOCUMENT),
        ("sticker", {"uri": "1.png", "ai_stickers": []}, MediaKind.STICKER),
        ("photos", [], None),
        ("reactions", [{"reaction": "x", "actor": "Sem"}], None),
    ],
)
def test_media(key: str, value: object, kind: MediaKind | None) -> None:
    posted = one(content="hier", **{key: value})
    assert (posted.text, posted.media) == ("hier", kind)


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        "hoi",
        [],
        {},
        message(timestamp_ms=None),
        message(timestamp_ms=True),
        message(timestamp_ms="gisteren"),
        message(timestamp_ms=10**18),
        message(timestamp_ms=-1),
        message(sender_name=None),
        message(content=["hoi"]),
        message(content=4),
        message(share="x"),
        message(share={"link": {}}),
        message(type=[]),
    ],
)
def test_an_element_that_is_no_message_is_told(damaged: object) -> None:
    seen = read(thread(message(content="voor"), damaged, message(content="na")))
    assert (seen.texts, [place for place, _ in seen.not_understood]) == (["voor", "na"], [2])


def test_a_sender_without_a_name() -> None:
    assert one(sender_name="", content="hoi").sender.name == "?"


def test_time_decides_the_order_and_the_place_is_the_id() -> None:
    later, earlier = message(content="later", timestamp_ms=1789365670000), message(content="hoi")
    for elements in ((later, earlier), (earlier, later)):
        assert read(thread(*elements)).texts == ["hoi", "later"]
    assert read(thread(later, earlier)).ids == (2, 1)


def test_staff_are_known_by_the_name_they_show() -> None:
    elements = message(sender_name="Zo\xc3\xab de Wit", content="hoi"), message(content="hoi")
    seen = read(thread(*elements), staff=["zoë de wit"])
    assert [posted.sender.role.is_staff for posted in seen.messages] == [True, False]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (thread(), "unknown_json"),
        ('{"participants": [], "messages": {}, "title": "x"}', "unknown_json"),
        ('{"autofill": {"sender_name": "Noa", "timestamp_ms": 1}}', "unknown_json"),
        (thread(message(content="hoi"))[:-2], "json_broken"),
        (thread(message(content="hoi"), {"x": [[]] * 3}) + "x", "json_broken"),
    ],
)
def test_what_is_no_conversation_is_refused(content: str, key: str) -> None:
    assert refusal(content).key == f"error.export.{key}"


def events(seen: Seen) -> int:
    return sum(isinstance(event, MessagePosted) for event in seen.events)


def test_other_files_of_the_download_are_passed_over() -> None:
    whole = zipped(
        {
            "messages/autofill_information.json": '{"autofill": {}}',
            "messages/inbox/3b_1789/message_1.json": thread(message(content="hoi")),
            "messages/inbox/sem_1/message_1.json": thread(message(), participants=PAIR),
            "personal_information/personal_information.json": '{"profile_user": []}',
        }
    )
    assert events(read(whole, name="download.zip")) == 1
