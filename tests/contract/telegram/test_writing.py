"""Sending, editing, deleting: what works and what Telegram says where it does not."""

from io import BytesIO
from typing import Any

import pytest

from tests.contract.telegram.asking import Bot
from tests.support.telegram import FakeTelegram, Group, Impossible, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE
KEYS = {"inline_keyboard": [[{"text": "Terecht", "callback_data": "up"}]]}
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


async def test_html_becomes_words_with_entities(bot: Bot, group: Group) -> None:
    html = '<b>Let op</b>, <a href="https://a.nl/?b&amp;c">artikel 5</a> &lt;3 <i>é😀<u>x</u></i>'
    sent = await bot.sendMessage(chat_id=group.id, text=html, parse_mode="HTML")
    assert sent["text"] == "Let op, artikel 5 <3 é😀x"
    assert sent["entities"] == [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "text_link", "offset": 8, "length": 9, "url": "https://a.nl/?b&c"},
        {"type": "italic", "offset": 21, "length": 4},
        {"type": "underline", "offset": 24, "length": 1},
    ]


BROKEN = {
    "<b>dik": 'Can\'t find end tag corresponding to start tag "b"',
    "<vet>dik</vet>": 'Unsupported start tag "vet" at byte offset 0',
    "1 < 2": 'Unsupported start tag "" at byte offset 2',
    "één <b": "Unclosed start tag at byte offset 6",
    "dik</b>": "Unexpected end tag at byte offset 3",
    "<b><i>x</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
}


@pytest.mark.parametrize(("html", "why"), BROKEN.items(), ids=BROKEN)
async def test_broken_html_is_refused(bot: Bot, group: Group, html: str, why: str) -> None:
    answer = await bot.sendMessage(chat_id=group.id, text=html, parse_mode="HTML")
    assert answer == f"Bad Request: can't parse entities: {why}"


LENGTHS = {
    "": "Bad Request: message text is empty",
    "   ": "Bad Request: message must be non-empty",
    "<b></b>": "Bad Request: message must be non-empty",
    "😀" * 2049: "Bad Request: message is too long",
}


@pytest.mark.parametrize(("text", "why"), LENGTHS.items(), ids=["none", "white", "tags", "long"])
async def test_nothing_and_too_much_are_refused(
    bot: Bot, group: Group, text: str, why: str
) -> None:
    assert await bot.sendMessage(chat_id=group.id, text=text, parse_mode="HTML") == why
    fits = "<b>" + "a" * 4096 + "</b>"
    assert (await bot.sendMessage(chat_id=group.id, text=fits, parse_mode="HTML"))["text"]


async def test_a_reply_hangs_under_what_it_answers(bot: Bot, group: Group, sem: Person) -> None:
    said = await sem.says(group, "dom")
    params: dict[str, Any] = {"chat_id": group.id, "text": "nou"}
    sent = await bot.sendMessage(**params, reply_parameters={"message_id": said.id})
    assert sent["reply_to_message"]["text"] == "dom"
    assert sent["message_thread_id"] == said.id
    await sem.deletes(said)
    gone = await bot.sendMessage(**params, reply_parameters={"message_id": said.id})
    assert gone == "Bad Request: message to be replied not found"
    anyway = {"message_id": said.id, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot.sendMessage(**params, reply_parameters=anyway)


async def test_topics_must_exist(bot: Bot, telegram: FakeTelegram, vera: Person) -> None:
    forum = telegram.group("Forum", owner=vera, is_forum=True)
    forum.add_bot()
    topic = forum.topic("Huiswerk")
    sent = await bot.sendMessage(chat_id=forum.id, text="hier", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    wrong = await bot.sendMessage(chat_id=forum.id, text="hier", message_thread_id=topic + 999)
    assert wrong == "Bad Request: message thread not found"


async def test_only_own_messages_are_edited_and_only_when_they_change(
    bot: Bot, group: Group, sem: Person
) -> None:
    sent = await bot.sendMessage(chat_id=group.id, text="oud", reply_markup=KEYS)
    at = {"chat_id": group.id, "message_id": sent["message_id"]}
    assert await bot.editMessageText(**at, text="oud", reply_markup=KEYS) == SAME
    edited = await bot.editMessageText(**at, text="nieuw")
    assert (edited["text"], edited.get("reply_markup")) == ("nieuw", None)
    assert "edit_date" in edited
    assert (await bot.editMessageReplyMarkup(**at, reply_markup=KEYS))["reply_markup"] == KEYS
    assert await bot.editMessageReplyMarkup(**at, reply_markup=KEYS) == SAME
    other = {"chat_id": group.id, "message_id": (await sem.says(group, "van Sem")).id}
    assert await bot.editMessageText(**other, text="x") == "Bad Request: message can't be edited"
    none = {"chat_id": group.id, "message_id": 9999}
    assert await bot.editMessageText(**none, text="x") == "Bad Request: message to edit not found"


async def test_messages_of_others_are_deleted_with_the_right_within_two_days(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    first, second = await sem.says(group, "een"), await sem.says(group, "twee")
    assert await bot.deleteMessage(chat_id=group.id, message_id=first.id) is True
    assert first not in sem.sees(group)
    again = await bot.deleteMessage(chat_id=group.id, message_id=first.id)
    assert again == "Bad Request: message to delete not found"
    await vera.promotes(telegram.bot_user, group, can_delete_messages=False)
    refused = await bot.deleteMessage(chat_id=group.id, message_id=second.id)
    assert refused == "Bad Request: message can't be deleted"
    await vera.promotes(telegram.bot_user, group)
    telegram.clock.moves(hours=49)
    late = await bot.deleteMessage(chat_id=group.id, message_id=second.id)
    assert late == "Bad Request: message can't be deleted for everyone"


async def test_many_are_deleted_at_once_and_the_missing_are_skipped(
    bot: Bot, group: Group, sem: Person
) -> None:
    said = [await sem.says(group, "x") for _ in range(3)]
    numbers = [*(one.id for one in said), 9999]
    assert await bot.deleteMessages(chat_id=group.id, message_ids=numbers) is True
    assert [one.deleted for one in said] == [True] * 3
    many = await bot.deleteMessages(chat_id=group.id, message_ids=list(range(1, 102)))
    assert many == "Bad Request: too many message identifiers specified"


async def test_a_private_chat_is_the_persons_to_begin_and_to_end(bot: Bot, sem: Person) -> None:
    hello = {"chat_id": sem.id, "text": "hoi"}
    begin = "Forbidden: bot can't initiate conversation with a user"
    assert await bot.sendMessage(**hello) == begin
    await sem.starts()
    await bot.sendMessage(**hello)
    assert [message.text for message in sem.inbox] == ["hoi"]
    await sem.blocks()
    assert await bot.sendMessage(**hello) == "Forbidden: bot was blocked by the user"


async def test_a_chat_without_the_bot_is_closed(
    bot: Bot, telegram: FakeTelegram, group: Group, basic: Group, vera: Person
) -> None:
    assert await bot.sendMessage(chat_id=-5, text="x") == "Bad Request: chat not found"
    other = telegram.group("Elders", owner=vera)
    outside = "Forbidden: bot is not a member of the supergroup chat"
    assert await bot.sendMessage(chat_id=other.id, text="x") == outside
    for left, kind in ((group, "supergroup"), (basic, "group")):
        await vera.removes(telegram.bot_user, left)
        kicked = f"Forbidden: bot was kicked from the {kind} chat"
        assert await bot.sendMessage(chat_id=left.id, text="x") == kicked
    deleted = telegram.group("Weg", owner=vera, kind="group")
    deleted.add_bot()
    deleted.delete()
    gone = "Forbidden: the group chat was deleted"
    assert await bot.sendMessage(chat_id=deleted.id, text="x") == gone


async def test_a_bot_that_may_not_write_is_told(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person
) -> None:
    await vera.demotes(telegram.bot_user, group)
    await vera.restricts(telegram.bot_user, group)
    refused = "Bad Request: not enough rights to send text messages to the chat"
    assert await bot.sendMessage(chat_id=group.id, text="x") == refused


async def test_a_whisper_is_seen_by_one_member_alone(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    to = {"receiver_user_id": sem.id}
    sent = await bot.sendMessage(
        chat_id=group.id, text="let op", ephemeral_message_parameters=to, reply_markup=KEYS
    )
    assert (sent["message_id"], sent["receiver_user"]["id"]) == (0, sem.id)
    (seen,) = sem.sees(group)
    assert vera.sees(group) == group.messages == []
    at = {"chat_id": group.id, "ephemeral_message_id": sent["ephemeral_message_id"], **to}
    assert await bot.editEphemeralMessageText(**at, text="dank je") is True
    assert seen.text == "dank je"
    with pytest.raises(Impossible):
        await vera.presses(seen, "Terecht", wait=False)
    assert await bot.deleteEphemeralMessage(**at) is True
    assert sem.sees(group) == []
    assert await bot.deleteEphemeralMessage(**at) == "Bad Request: MESSAGE_ID_INVALID"
    stranger = telegram.user("Vreemde")
    params = {"receiver_user_id": stranger.id}
    refused = await bot.sendMessage(
        chat_id=group.id, text="x", ephemeral_message_parameters=params
    )
    assert refused == "Bad Request: USER_NOT_PARTICIPANT"


async def test_a_bot_that_is_no_admin_whispers_only_to_who_asks(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    await vera.demotes(telegram.bot_user, group)
    to = {"chat_id": group.id, "text": "x"}
    whisper: dict[str, Any] = {"receiver_user_id": sem.id}
    refused = "Bad Request: CHAT_ADMIN_REQUIRED"
    assert await bot.sendMessage(**to, ephemeral_message_parameters=whisper) == refused
    asked = await sem.whispers(group, "/help")
    to["reply_parameters"] = {"ephemeral_message_id": asked.ephemeral_id}
    sent = await bot.sendMessage(**to, ephemeral_message_parameters=whisper, reply_markup=KEYS)
    assert sent["receiver_user"]["id"] == sem.id
    await sem.presses(sem.sees(group)[-1], "up", wait=False)
    telegram.clock.moves(seconds=10)
    (number,) = telegram.world.queries
    answer = whisper | {"callback_query_id": number}
    del to["reply_parameters"]
    assert (await bot.sendMessage(**to, ephemeral_message_parameters=answer))["text"] == "x"
    telegram.clock.moves(seconds=10)
    assert await bot.sendMessage(**to, ephemeral_message_parameters=answer) == refused


async def test_a_whisper_can_get_lost(bot: Bot, telegram: FakeTelegram, group: Group) -> None:
    ann = telegram.user("Ann", misses_whispers=True)
    group.join(ann)
    whisper = {"receiver_user_id": ann.id}
    await bot.sendMessage(chat_id=group.id, text="x", ephemeral_message_parameters=whisper)
    assert "x" not in [message.text for message in ann.sees(group)]


async def test_a_whispered_command_is_told_and_not_seen(
    telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    await sem.whispers(group, "/melden")
    (update,) = telegram.updates.waiting
    assert update["message"]["text"] == "/melden"
    assert update["message"]["receiver_user"]["id"] == telegram.bot_user.id
    assert vera.sees(group) == []


async def test_a_button_is_answered_once_and_in_time(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person
) -> None:
    telegram.updates.allow([])
    await bot.sendMessage(chat_id=group.id, text="terecht?", reply_markup=KEYS)
    asked = group.messages[-1]
    for _ in range(2):
        await vera.presses(asked, "up", wait=False)
    first, second = (update["callback_query"] for update in telegram.updates.waiting)
    assert (first["data"], first["from"]["id"]) == ("up", vera.id)
    assert first["message"]["text"] == "terecht?"
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await bot.answerCallbackQuery(callback_query_id=first["id"], text="ok") is True
    assert await bot.answerCallbackQuery(callback_query_id=first["id"]) == old
    telegram.clock.moves(minutes=2)
    assert await bot.answerCallbackQuery(callback_query_id=second["id"]) == old
    with pytest.raises(Impossible):
        await vera.presses(asked, "Onterecht")


async def test_a_picture_is_sent_and_pinned(bot: Bot, group: Group, vera: Person) -> None:
    form = {"chat_id": str(group.id), "photo": BytesIO(b"\x89PNG"), "caption": "<b>dag</b>"}
    answer = await bot.form("sendPhoto", form | {"parse_mode": "HTML"})
    sent = answer["result"]
    assert (sent["caption"], sent["photo"][0]["file_size"]) == ("dag", 4)
    await bot.pinChatMessage(chat_id=group.id, message_id=sent["message_id"])
    chat = await bot.getChat(chat_id=group.id)
    assert chat["pinned_message"]["message_id"] == sent["message_id"]
    assert [bool(message.content.get("photo")) for message in vera.sees(group)] == [True, False]
