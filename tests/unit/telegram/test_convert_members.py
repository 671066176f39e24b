"""Who comes and goes, and what becomes of a group."""

from typing import Any

import pytest

from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
    Presence,
)
from bot.model.event import Event, GroupNotice
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.member import Identity
from tests.unit.telegram.payloads import (
    ANONYMOUS,
    BOT,
    CHAT,
    DATE,
    GROUP,
    PRIVATE,
    SEM,
    SEM_IS,
    SENT,
    THE_GROUP,
    VERA,
    VERA_IS,
    Json,
    events,
    message,
    one,
    who,
)

IN_MUTED = {"status": "restricted", "is_member": True, "until_date": 0}
OUT_MUTED = {"status": "restricted", "is_member": False, "until_date": 0}
BOT_IS = who(7001, "Klaswacht", Identity.BOT)
LINK: Json = {"invite_link": "https://t.me/+abc…", "creator": VERA, "is_primary": False}


def change(old: str | Json, new: str | Json, of: Json = SEM, **more: Any) -> Json:
    was, now = ({"status": each} if isinstance(each, str) else each for each in (old, new))
    return {
        "chat": GROUP,
        "from": VERA,
        "date": DATE,
        "old_chat_member": was | {"user": of},
        "new_chat_member": now | {"user": of},
    } | more


def changed(*args: Any, **more: Any) -> MemberChanged:
    event = one("chat_member", change(*args, **more))
    assert isinstance(event, MemberChanged)
    return event


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        pytest.param("left", "member", Presence.AWAY, Presence.MEMBER, id="came"),
        pytest.param("member", "left", Presence.MEMBER, Presence.AWAY, id="left"),
        pytest.param("member", "kicked", Presence.MEMBER, Presence.AWAY, id="removed"),
        pytest.param("member", "administrator", Presence.MEMBER, Presence.ADMIN, id="promoted"),
        pytest.param("administrator", "creator", Presence.ADMIN, Presence.OWNER, id="owner"),
        pytest.param(
            "administrator", "administrator", Presence.ADMIN, Presence.ADMIN, id="other rights"
        ),
        pytest.param("member", IN_MUTED, Presence.MEMBER, Presence.MEMBER, id="muted"),
        pytest.param(IN_MUTED, OUT_MUTED, Presence.MEMBER, Presence.AWAY, id="muted and gone"),
        pytest.param(
            {"status": "restricted"}, "left", Presence.MEMBER, Presence.AWAY, id="not said"
        ),
    ],
)
def test_what_somebody_became(old: Any, new: Any, was: Presence, now: Presence) -> None:
    event = MemberChanged(chat=CHAT, at=SENT, member=SEM_IS, was=was, now=now, by=VERA_IS)

    assert changed(old, new) == event


@pytest.mark.parametrize(
    ("more", "unapproved"),
    [
        pytest.param({}, False, id="added by somebody"),
        pytest.param({"invite_link": LINK}, True, id="link"),
        pytest.param({"from": SEM, "invite_link": LINK}, True, id="link, by themselves"),
        pytest.param(
            {"from": SEM, "invite_link": LINK | {"creates_join_request": False}},
            True,
            id="link that asks nobody",
        ),
        pytest.param(
            {"from": SEM, "invite_link": LINK | {"creates_join_request": True}},
            False,
            id="link that asks",
        ),
        pytest.param({"from": SEM, "via_join_request": True}, False, id="asked without a link"),
        pytest.param({"from": SEM, "via_chat_folder_invite_link": True}, True, id="folder"),
        pytest.param({"from": SEM}, True, id="found a public group"),
    ],
)
def test_who_was_let_in_by_nobody(more: Json, unapproved: bool) -> None:
    assert changed("left", "member", **more).unapproved is unapproved


def test_who_does_not_come_in_is_not_unapproved() -> None:
    assert not changed("member", "left", **{"from": SEM}).unapproved
    assert not changed("member", "administrator", invite_link=LINK).unapproved


def test_an_anonymous_admin_did_it() -> None:
    assert changed("member", "kicked", **{"from": ANONYMOUS}).by == THE_GROUP


@pytest.mark.parametrize(
    ("old", "new", "event"),
    [
        pytest.param(
            "left", "member", BotAdded(chat=CHAT, at=SENT, name="TL3B", by=VERA_IS), id="added"
        ),
        pytest.param(
            "kicked",
            "administrator",
            BotAdded(chat=CHAT, at=SENT, name="TL3B", by=VERA_IS),
            id="added as an admin",
        ),
        pytest.param(
            "administrator", "left", BotRemoved(chat=CHAT, at=SENT, by=VERA_IS), id="left"
        ),
        pytest.param("member", "kicked", BotRemoved(chat=CHAT, at=SENT, by=VERA_IS), id="removed"),
        pytest.param(
            "administrator",
            "member",
            MemberChanged(
                chat=CHAT,
                at=SENT,
                member=BOT_IS,
                was=Presence.ADMIN,
                now=Presence.MEMBER,
                by=VERA_IS,
            ),
            id="demoted",
        ),
        pytest.param(
            "administrator",
            "administrator",
            MemberChanged(
                chat=CHAT,
                at=SENT,
                member=BOT_IS,
                was=Presence.ADMIN,
                now=Presence.ADMIN,
                by=VERA_IS,
            ),
            id="other rights",
        ),
    ],
)
def test_the_bot_itself(old: str, new: str, event: Event) -> None:
    assert one("my_chat_member", change(old, new, BOT)) == event


def test_who_blocks_the_bot_in_private_changes_no_group() -> None:
    assert events("my_chat_member", change("member", "kicked", BOT, chat=PRIVATE)) == []


def test_who_asks_to_join() -> None:
    asked = {"chat": GROUP, "from": SEM, "user_chat_id": 501, "date": DATE, "bio": "zesdeklasser"}

    assert one("chat_join_request", asked) == GroupNotice(CHAT, SENT, "join_request")


def test_a_group_gets_another_id() -> None:
    to = ChatRef(Platform.TELEGRAM, ChatId("-1009"))

    moved = one("message", message(migrate_to_chat_id=-1009))

    assert moved == GroupMoved(chat=CHAT, at=SENT, to=to)


def test_the_group_that_another_became_says_so_itself() -> None:
    to = ChatRef(Platform.TELEGRAM, ChatId("-1009"))

    moved = one("message", message(chat=GROUP | {"id": -1009}, migrate_from_chat_id=GROUP["id"]))

    assert moved == GroupMoved(chat=CHAT, at=SENT, to=to)


def test_a_group_gets_another_name() -> None:
    renamed = one("message", message(new_chat_title="TL3B 🐸"))

    assert renamed == GroupRenamed(chat=CHAT, at=SENT, name="TL3B 🐸")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"new_chat_members": [SEM]}, id="new_chat_members"),
        pytest.param({"left_chat_member": SEM}, id="left_chat_member"),
        pytest.param({"pinned_message": message(text="dom")}, id="pinned_message"),
        pytest.param({"forum_topic_created": {"name": "Wiskunde"}}, id="forum_topic_created"),
        pytest.param({"delete_chat_photo": True}, id="delete_chat_photo"),
        pytest.param({"video_chat_started": {}}, id="video_chat_started"),
    ],
)
def test_other_lines_of_telegram_bring_no_words(content: Json) -> None:
    (kind,) = content

    assert one("message", message(**content)) == GroupNotice(CHAT, SENT, kind)
