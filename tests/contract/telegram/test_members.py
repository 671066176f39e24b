"""Restricting, banning, letting in, and who is asked for the right to."""

from typing import Any

import pytest

from tests.contract.telegram.asking import Bot
from tests.support.telegram import FakeTelegram, Group, Impossible, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE
NO_RIGHT = "Bad Request: not enough rights to restrict/unrestrict chat member"
QUIET = {"permissions": {"can_send_messages": False}}
ALL = {
    "permissions": dict.fromkeys(
        (
            "can_send_messages",
            "can_send_other_messages",
            "can_send_polls",
            "can_add_web_page_previews",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
        ),
        True,
    )
}


async def test_a_member_is_quiet_until_the_moment_named(
    bot: Bot, telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    at = {"chat_id": group.id, "user_id": sem.id}
    until = telegram.clock.now() + 3600
    assert await bot.restrictChatMember(**at, **QUIET, until_date=until) is True
    member = await bot.getChatMember(**at)
    assert (member["status"], member["until_date"]) == ("restricted", until)
    assert member["is_member"] is True
    with pytest.raises(Impossible):
        await sem.says(group, "hoi")
    (update,) = telegram.updates.waiting
    assert update["chat_member"]["from"]["id"] == telegram.bot_user.id
    telegram.clock.moves(hours=1)
    assert (await bot.getChatMember(**at))["status"] == "member"


async def test_a_moment_too_near_or_too_far_is_for_ever(
    bot: Bot, telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    at = {"chat_id": group.id, "user_id": sem.id}
    for seconds in (10, 367 * 24 * 3600):
        until = telegram.clock.now() + seconds
        await bot.restrictChatMember(**at, **QUIET, until_date=until)
        assert (await bot.getChatMember(**at))["until_date"] == 0


async def test_all_permissions_lift_a_restriction(bot: Bot, group: Group, sem: Person) -> None:
    at = {"chat_id": group.id, "user_id": sem.id}
    await bot.restrictChatMember(**at, **QUIET)
    await bot.restrictChatMember(**at, **ALL)
    assert (await bot.getChatMember(**at))["status"] == "member"


async def test_permissions_imply_others_unless_they_are_independent(
    bot: Bot, group: Group, sem: Person
) -> None:
    at = {"chat_id": group.id, "user_id": sem.id}
    some: dict[str, Any] = {"permissions": {"can_send_other_messages": True}}
    await bot.restrictChatMember(**at, **some)
    assert (await bot.getChatMember(**at))["can_send_photos"] is True
    await bot.restrictChatMember(**at, **some, use_independent_chat_permissions=True)
    assert (await bot.getChatMember(**at))["can_send_photos"] is False


async def test_in_a_basic_group_nobody_is_restricted(bot: Bot, basic: Group, sem: Person) -> None:
    answer = await bot.restrictChatMember(chat_id=basic.id, user_id=sem.id, **QUIET)
    assert answer == "Bad Request: method is available only for supergroups"
    answer = await bot.unbanChatMember(chat_id=basic.id, user_id=sem.id)
    assert answer == "Bad Request: method is available for supergroup and channel chats only"


SOME = {"can_send_messages": False, "can_invite_users": True}


async def test_what_members_may_do_is_set_as_it_says(bot: Bot, group: Group, sem: Person) -> None:
    before = (await bot.getChat(chat_id=group.id))["permissions"]
    assert all(before.values())
    at: dict[str, Any] = {"chat_id": group.id, "use_independent_chat_permissions": True}
    assert await bot.setChatPermissions(**at, permissions=SOME) is True
    now = (await bot.getChat(chat_id=group.id))["permissions"]
    assert {name for name, may in now.items() if may} == {"can_invite_users"}
    with pytest.raises(Impossible):
        await sem.says(group, "hoi")
    again = await bot.setChatPermissions(**at, permissions=SOME)
    assert again == "Bad Request: CHAT_NOT_MODIFIED"
    assert await bot.setChatPermissions(**at, permissions=before) is True
    await sem.says(group, "hoi")


async def test_what_members_may_do_takes_the_right_to_restrict(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    await vera.promotes(telegram.bot_user, group, can_restrict_members=False)
    answer = await bot.setChatPermissions(chat_id=group.id, permissions=SOME)
    assert answer == "Bad Request: not enough rights to change chat permissions"
    await sem.starts()
    answer = await bot.setChatPermissions(chat_id=sem.id, permissions=SOME)
    assert answer == "Bad Request: can't change private chat permissions"


async def test_in_a_basic_group_too_members_may_be_silenced(
    bot: Bot, basic: Group, sem: Person
) -> None:
    at: dict[str, Any] = {"chat_id": basic.id, "use_independent_chat_permissions": True}
    assert await bot.setChatPermissions(**at, permissions=SOME) is True
    with pytest.raises(Impossible):
        await sem.says(basic, "hoi")


async def test_admins_and_the_owner_are_untouchable(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    await vera.promotes(sem, group)
    refusals = {
        sem.id: "user is an administrator of the chat",
        vera.id: "can't remove chat owner",
        telegram.bot_user.id: "can't restrict self",
        12345: "PARTICIPANT_ID_INVALID",
    }
    for user_id, why in refusals.items():
        at = {"chat_id": group.id, "user_id": user_id}
        assert await bot.restrictChatMember(**at, **QUIET) == f"Bad Request: {why}"
        assert await bot.banChatMember(**at) == f"Bad Request: {why}"


async def test_without_the_right_nobody_is_touched(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    at = {"chat_id": group.id, "user_id": sem.id}
    await vera.promotes(telegram.bot_user, group, can_restrict_members=False)
    assert await bot.restrictChatMember(**at, **QUIET) == NO_RIGHT
    assert await bot.banChatMember(**at) == NO_RIGHT
    assert await bot.unbanChatMember(**at) == NO_RIGHT


async def test_who_is_banned_is_out_until_the_ban_is_lifted(
    bot: Bot, telegram: FakeTelegram, group: Group, sem: Person
) -> None:
    at = {"chat_id": group.id, "user_id": sem.id}
    assert await bot.banChatMember(**at) is True
    assert (await bot.getChatMember(**at))["status"] == "kicked"
    assert sem.sees(group) == []
    with pytest.raises(Impossible):
        await sem.joins(group)
    assert await bot.unbanChatMember(**at, only_if_banned=True) is True
    await sem.joins(group)
    assert await bot.unbanChatMember(**at, only_if_banned=True) is True
    assert (await bot.getChatMember(**at))["status"] == "member"
    await bot.unbanChatMember(**at)  # without the option it puts a member out
    assert (await bot.getChatMember(**at))["status"] == "left"
    kinds = [kind for update in telegram.updates.waiting for kind in update]
    assert kinds.count("message") == 1  # Sem's joining: of its own service messages it hears none


async def test_a_ban_takes_no_message_from_the_others(
    bot: Bot, group: Group, vera: Person, sem: Person
) -> None:
    said = await sem.says(group, "dom")
    await bot.banChatMember(chat_id=group.id, user_id=sem.id, revoke_messages=True)
    assert said in vera.sees(group)
    assert sem.sees(group) == []


async def test_a_basic_group_lets_who_was_put_out_come_back(
    bot: Bot, basic: Group, sem: Person
) -> None:
    await bot.banChatMember(chat_id=basic.id, user_id=sem.id)
    assert (await bot.getChatMember(chat_id=basic.id, user_id=sem.id))["status"] == "left"
    await sem.joins(basic)


async def test_admins_are_listed_without_other_bots(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person, sem: Person
) -> None:
    other = telegram.user("Quizbot", is_bot=True)
    group.join(other)
    await vera.promotes(other, group)
    await vera.promotes(sem, group, can_delete_messages=False)
    admins = await bot.getChatAdministrators(chat_id=group.id)
    listed = {one["user"]["first_name"]: one for one in admins}
    assert {name: one["status"] for name, one in listed.items()} == {
        "Vera": "creator",
        "Sem": "administrator",
        "Klaswacht": "administrator",
    }
    assert listed["Sem"]["can_delete_messages"] is False
    every = await bot.getChatAdministrators(chat_id=group.id, return_bots=True)
    assert len(every) == 4
    assert await bot.getChatMemberCount(chat_id=group.id) == 4


async def test_a_group_is_handed_over(bot: Bot, group: Group, vera: Person, sem: Person) -> None:
    await vera.hands_over(group, sem)
    admins = await bot.getChatAdministrators(chat_id=group.id)
    statuses = {one["user"]["first_name"]: one["status"] for one in admins}
    assert (statuses["Sem"], statuses["Vera"]) == ("creator", "administrator")


async def test_whoever_asks_is_let_in_or_not(
    bot: Bot, telegram: FakeTelegram, group: Group
) -> None:
    telegram.updates.allow([])
    bo = telegram.user("Bo")
    link = await bot.createChatInviteLink(chat_id=group.id, creates_join_request=True, name="TL3B")
    assert link["creates_join_request"] is True
    await bo.sends_join_request(group)
    (update,) = telegram.updates.waiting
    assert update["chat_join_request"]["user_chat_id"] == bo.id
    await bot.sendMessage(chat_id=bo.id, text="wie ben je?")  # five minutes long
    assert bo.inbox[0].text == "wie ben je?"
    at = {"chat_id": group.id, "user_id": bo.id}
    assert await bot.approveChatJoinRequest(**at) is True
    assert group.member(bo).present
    assert await bot.approveChatJoinRequest(**at) == "Bad Request: USER_ALREADY_PARTICIPANT"
    await bo.leaves(group)
    await bo.sends_join_request(group)
    assert await bot.declineChatJoinRequest(**at) is True
    assert await bot.declineChatJoinRequest(**at) == "Bad Request: HIDE_REQUESTER_MISSING"


async def test_links_ask_for_the_right_to_invite(
    bot: Bot, telegram: FakeTelegram, group: Group, vera: Person
) -> None:
    assert (await bot.exportChatInviteLink(chat_id=group.id)).startswith("https://t.me/+")
    await vera.promotes(telegram.bot_user, group, can_invite_users=False)
    refused = "Bad Request: not enough rights to manage chat invite link"
    assert await bot.createChatInviteLink(chat_id=group.id) == refused
    assert await bot.exportChatInviteLink(chat_id=group.id) == refused
    await telegram.user("Bo").sends_join_request(group)
    assert not any("chat_join_request" in update for update in telegram.updates.waiting)


async def test_the_bot_leaves(bot: Bot, telegram: FakeTelegram, group: Group) -> None:
    assert await bot.leaveChat(chat_id=group.id) is True
    (update,) = telegram.updates.waiting
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"
    outside = "Forbidden: bot is not a member of the supergroup chat"
    assert await bot.getChat(chat_id=group.id) == outside


async def test_a_basic_group_moves_to_a_supergroup(
    bot: Bot, telegram: FakeTelegram, basic: Group, sem: Person
) -> None:
    new = await basic.migrate()
    old, fresh = (update["message"] for update in telegram.updates.waiting)
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (basic.id, new.id)
    assert (fresh["chat"]["id"], fresh["migrate_from_chat_id"]) == (new.id, basic.id)
    answer = await bot.answer("sendMessage", {"chat_id": basic.id, "text": "x"})
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["description"] == upgraded
    said = await sem.says(new, "hier zijn we")
    assert said.id < 10
    assert await bot.restrictChatMember(chat_id=new.id, user_id=sem.id, **QUIET) is True
