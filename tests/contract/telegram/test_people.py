"""What people do reaches the bot as Telegram would tell it, and only then."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.telegram import FakeTelegram, Group, Impossible, Person
from tests.support.telegram.fixtures import ONLY_HERE
from tests.support.telegram.validate import Violation

pytestmark = ONLY_HERE
Json = dict[str, Any]
USER: Json = {"id": 1, "is_bot": False, "first_name": "Sem"}
MESSAGE: Json = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}


def told(telegram: FakeTelegram, kind: str = "message") -> list[Json]:
    return [update[kind] for update in telegram.updates.waiting if kind in update]


def last(telegram: FakeTelegram, kind: str = "message") -> Json:
    return told(telegram, kind)[-1]


async def test_words_carry_their_sender_and_what_telegram_finds_in_them(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    said = await sem.says(group, "😀 kijk @veratl op https://a.nl")
    heard = last(telegram)
    assert heard["from"] == {
        "id": sem.id,
        "is_bot": False,
        "first_name": "Sem",
        "last_name": "de Vries",
        "username": "semdv",
        "language_code": "nl",
    }
    assert heard["chat"] == {"id": group.id, "type": "supergroup", "title": "TL3B"}
    assert heard["message_id"] == said.id
    assert heard["entities"] == [
        {"type": "mention", "offset": 8, "length": 7},
        {"type": "url", "offset": 19, "length": 12},
    ]


async def test_a_reply_brings_what_it_answers_but_not_what_that_answered(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    first = await sem.says(group, "wie doet dit?")
    second = await sem.says(group, "jij", reply_to=first)
    await sem.says(group, "ja jij", reply_to=second, quote="ij")
    heard = last(telegram)
    assert heard["reply_to_message"]["message_id"] == second.id
    assert "reply_to_message" not in heard["reply_to_message"]
    assert heard["quote"] == {"text": "ij", "position": 1, "is_manual": True}
    assert heard["message_thread_id"] == first.id
    assert "is_topic_message" not in heard


async def test_an_edit_is_told_with_its_date(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    said = await sem.says(group, "dom")
    telegram.clock.moves(minutes=5)
    await sem.edits(said, "dommerd")
    heard = last(telegram, "edited_message")
    assert heard["text"] == "dommerd"
    assert heard["edit_date"] >= heard["date"] + 300


async def test_a_caption_is_edited_where_the_message_has_no_text(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    said = await sem.posts_photo(group, "kijk")
    await sem.edits(said, "kijk nou")
    assert last(telegram, "edited_message")["caption"] == "kijk nou"


async def test_every_kind_of_message_is_as_the_documentation_has_it(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    await sem.posts_photo(group, "kijk #dit")
    await sem.posts_voice(group)
    await sem.posts_video(group, "film")
    await sem.posts_document(group, "som.pdf", "huiswerk")
    await sem.posts_sticker(group)
    await sem.posts_poll(group, "Wie is de domste?", "Ann", "Bo")
    await sem.posts_contact(group, "Bo")
    await sem.posts_location(group, 52.1, 4.3)
    kinds = ["photo", "voice", "video", "document", "sticker", "poll", "contact", "location"]
    assert [
        kind for kind, heard in zip(kinds, told(telegram), strict=True) if kind in heard
    ] == kinds


async def test_an_album_is_told_picture_by_picture(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    await sem.posts_album(group, 3, "vakantie")
    heard = told(telegram)
    assert len({one["media_group_id"] for one in heard}) == 1
    assert [one.get("caption") for one in heard] == ["vakantie", None, None]


async def test_what_is_forwarded_names_its_origin_unless_that_one_hides(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    ann, bo = telegram.user("Ann"), telegram.user("Bo", hides_in_forwards=True)
    elsewhere = telegram.group("Elders", owner=ann, members=(bo, sem))
    await sem.forwards(await ann.says(elsewhere, "van Ann"), group)
    await sem.forwards(await bo.says(elsewhere, "van Bo"), group)
    origins = [heard["forward_origin"] for heard in told(telegram)]
    assert origins[0]["sender_user"]["first_name"] == "Ann"
    assert (origins[1]["type"], origins[1]["sender_user_name"]) == ("hidden_user", "Bo")


async def test_who_hides_behind_the_group_or_a_channel_has_no_name(
    telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    channel = telegram.channel("Nieuws")
    group.link(channel)
    await vera.says_anonymously(group, "van de beheerder")
    await sem.says_as_channel(group, telegram.channel("Sems kanaal"), "van een kanaal")
    await channel.posts("van het nieuws")
    heard = told(telegram)
    assert [one["from"]["id"] for one in heard] == [1087968824, 136817688, 777000]
    assert [one["sender_chat"]["type"] for one in heard] == ["supergroup", "channel", "channel"]
    assert [one.get("is_automatic_forward") for one in heard] == [None, None, True]
    with pytest.raises(Impossible):
        await sem.says_anonymously(group, "ik ben het")


async def test_topics_carry_their_number(telegram: FakeTelegram, vera: Person) -> None:
    forum = telegram.group("Forum", owner=vera, is_forum=True)
    forum.add_bot()
    topic = forum.topic("Huiswerk")
    await vera.says(forum, "som 3?", topic=topic)
    heard = last(telegram)
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (topic, True)


MEANT = ["/help", "/help@klaswacht_bot", "hoi @Klaswacht_Bot"]
NOT_MEANT = ["hoi", "/help@ander_bot", "dit is geen /help"]


@pytest.mark.parametrize(
    ("text", "heard"), [*((text, True) for text in MEANT), *((text, False) for text in NOT_MEANT)]
)
async def test_a_bot_that_is_no_admin_hears_only_what_is_meant_for_it(
    telegram: FakeTelegram, vera: Person, text: str, heard: bool
) -> None:
    group = telegram.group("TL3B", owner=vera)
    await vera.adds_bot(group, admin=False)
    telegram.updates.forget()
    await vera.says(group, text)
    assert bool(told(telegram)) == heard


async def test_without_privacy_mode_it_hears_all() -> None:
    async with FakeTelegram(privacy=False) as telegram:
        vera = telegram.user("Vera")
        group = telegram.group("TL3B", owner=vera)
        group.add_bot(admin=False)
        await vera.says(group, "hoi")
        assert last(telegram)["text"] == "hoi"


async def test_other_bots_are_not_heard(telegram: FakeTelegram, group: Group) -> None:
    other = telegram.user("Quizbot", is_bot=True)
    group.join(other)
    telegram.updates.forget()
    await other.says(group, "quiz!")
    assert telegram.updates.waiting == []


async def test_nothing_is_told_of_what_is_deleted_or_renamed(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    said = await sem.says(group, "weg ermee")
    telegram.updates.forget()
    await sem.deletes(said)
    await sem.renames_self(first_name="Samuel")
    assert telegram.updates.waiting == []
    assert group.messages == []
    await sem.says(group, "ik ben het")
    assert last(telegram)["from"]["first_name"] == "Samuel"


async def test_who_joins_and_leaves_is_told_twice(
    telegram: FakeTelegram, group: Group, vera: Person
) -> None:
    bo = telegram.user("Bo")
    await bo.joins(group)
    await bo.leaves(group)
    await bo.joins(group)
    await vera.removes(bo, group)
    changes = [one["new_chat_member"]["status"] for one in told(telegram, "chat_member")]
    assert changes == ["member", "left", "member", "kicked"]
    kinds = [key for one in told(telegram) for key in one if key.endswith(("members", "member"))]
    assert kinds == ["new_chat_members", "left_chat_member"] * 2
    with pytest.raises(Impossible):
        await bo.joins(group)


async def test_members_are_told_only_to_an_admin(telegram: FakeTelegram, vera: Person) -> None:
    group = telegram.group("TL3B", owner=vera)
    await vera.adds_bot(group, admin=False)
    await telegram.user("Bo").joins(group)
    assert told(telegram, "chat_member") == []


async def test_the_bot_hears_what_becomes_of_itself_and_then_nothing(
    telegram: FakeTelegram, vera: Person
) -> None:
    group = telegram.group("TL3B", owner=vera)
    bot = telegram.bot_user
    await vera.adds_bot(group, admin=False)
    await vera.promotes(bot, group, can_restrict_members=False)
    await vera.demotes(bot, group)
    await vera.removes(bot, group)
    await vera.says(group, "/help")
    about = told(telegram, "my_chat_member")
    statuses = [
        (one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in about
    ]
    assert statuses == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]
    rights = about[1]["new_chat_member"]
    assert (rights["can_delete_messages"], rights["can_restrict_members"]) == (True, False)
    assert [one.get("text") for one in told(telegram)] == [None]


def beyond(sem: Person, vera: Person, group: Group) -> Iterator[Any]:
    yield sem.promotes(sem, group)
    yield sem.restricts(vera, group)
    yield sem.removes(vera, group)
    yield sem.demotes(vera, group)
    yield sem.sends_join_request(group)


async def test_people_cannot_do_what_they_have_no_right_to(
    telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    said = await vera.says(group, "van Vera")
    for act in (*beyond(sem, vera, group), sem.deletes(said), sem.edits(said, "van Sem")):
        with pytest.raises(Impossible):
            await act
    with pytest.raises(Impossible):
        await telegram.user("Vreemde").says(group, "hoi")
    assert telegram.updates.waiting[1:] == []


async def test_who_is_restricted_can_do_what_is_left_until_it_ends(
    telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    hour = telegram.clock.now() + 3600
    await vera.restricts(sem, group, "can_send_photos", until=hour)
    await sem.posts_photo(group)
    with pytest.raises(Impossible):
        await sem.says(group, "ik mag niets")
    telegram.clock.moves(hours=2)
    await sem.says(group, "ik mag weer")


@pytest.mark.usefixtures("vera")
async def test_a_block_is_told_in_private(telegram: FakeTelegram, sem: Person) -> None:
    await sem.starts("groep-1")
    await sem.blocks()
    await sem.unblocks()
    assert last(telegram)["text"] == "/start groep-1"
    assert last(telegram)["chat"] == {
        "id": sem.id,
        "type": "private",
        "first_name": "Sem",
        "last_name": "de Vries",
        "username": "semdv",
    }
    statuses = [one["new_chat_member"]["status"] for one in told(telegram, "my_chat_member")]
    assert statuses == ["kicked", "member"]


async def test_a_reply_to_another_chat_brings_that_along(
    telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    ann = telegram.user("Ann")
    elsewhere = telegram.group("Elders", owner=ann, members=(sem,))
    there = await ann.says(elsewhere, "Bo is dom")
    await sem.says(group, "lees dit", reply_to=there, quote="is dom")
    heard = last(telegram)
    assert heard["external_reply"]["origin"]["sender_user"]["first_name"] == "Ann"
    assert heard["quote"]["text"] == "is dom"
    assert "reply_to_message" not in heard


async def test_leaving_does_not_lift_a_restriction(
    group: Group, vera: Person, sem: Person
) -> None:
    await vera.restricts(sem, group)
    await sem.leaves(group)
    await sem.joins(group)
    with pytest.raises(Impossible):
        await sem.says(group, "daar ben ik weer")


async def test_a_group_can_be_closed_for_all_but_admins(
    group: Group, vera: Person, sem: Person
) -> None:
    await vera.permits(group, "can_send_photos")
    await vera.says(group, "even stil")
    await sem.posts_photo(group)
    with pytest.raises(Impossible):
        await sem.says(group, "nee")


async def test_what_the_documentation_does_not_have_is_not_told(telegram: FakeTelegram) -> None:
    with pytest.raises(Violation, match="User has no field shoe_size"):
        telegram.world.put("message", MESSAGE | {"from": USER | {"shoe_size": 40}})
    with pytest.raises(Violation, match="Field required"):
        telegram.world.put("message", MESSAGE | {"from": {"id": 1}})
    assert len(telegram.violations) == 2
    telegram.violations.clear()
    assert telegram.updates.waiting == []
