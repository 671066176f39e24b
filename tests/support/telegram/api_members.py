"""Who is in: looking, restricting, banning, letting in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiogram.methods import (
    ApproveChatJoinRequest,
    BanChatMember,
    DeclineChatJoinRequest,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    LeaveChat,
    RestrictChatMember,
    SetChatPermissions,
    UnbanChatMember,
)

from tests.support.telegram import render
from tests.support.telegram.clock import DAY
from tests.support.telegram.errors import bad
from tests.support.telegram.state import PERMISSIONS, Chat, Json, Member, User
from tests.support.telegram.world import World

MEDIA = {
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
}
NO_METHOD = "method is available only for groups and supergroups"
NO_RIGHT_TO_PERMIT = "not enough rights to change chat permissions"
NO_RIGHT = "not enough rights to restrict/unrestrict chat member"


def get_chat_member(world: World, call: GetChatMember) -> Json:
    chat = world.chat_of(call.chat_id)
    if call.user_id not in world.users:
        raise bad("member not found")
    member = world.current(chat, world.users[call.user_id])
    return render.member(member, chat, seen_by=world.bot.id)


def get_chat_administrators(world: World, call: GetChatAdministrators) -> list[Json]:
    chat = world.chat_of(call.chat_id)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    return [
        render.member(member, chat, seen_by=world.bot.id)
        for member in chat.members.values()
        if member.is_admin
        and (not member.user.is_bot or member.user is world.bot or call.return_bots)
    ]


def get_chat_member_count(world: World, call: GetChatMemberCount) -> int:
    chat = world.chat_of(call.chat_id)
    return len(chat.present)


def restrict_chat_member(world: World, call: RestrictChatMember) -> bool:
    chat = world.chat_of(call.chat_id)
    if chat.kind != "supergroup":
        raise bad("method is available only for supergroups")
    old = _victim(world, chat, call.user_id)
    allowed = _permissions(call)
    lifted = allowed >= set(PERMISSIONS)
    until = _until(world, call.until_date)
    new = Member(old.user, "restricted", frozenset(), frozenset(allowed), until)
    if lifted:
        new = Member(old.user, "member" if old.present else "left")
    world.change(chat, replace(new, inside=old.present), world.bot)
    return True


def set_chat_permissions(world: World, call: SetChatPermissions) -> bool:
    chat = world.chat_of(call.chat_id)
    if chat.kind not in {"group", "supergroup"}:
        raise bad("can't change private chat permissions" if chat.kind == "private" else NO_METHOD)
    if not chat.member(world.bot).has("can_restrict_members"):
        raise bad(NO_RIGHT_TO_PERMIT)
    allowed = _permissions(call)
    if allowed == chat.everyone_may:
        raise bad("CHAT_NOT_MODIFIED")
    chat.everyone_may = allowed
    return True


def _permissions(call: RestrictChatMember | SetChatPermissions) -> set[str]:
    given = call.permissions.model_dump()
    allowed = {name for name, value in given.items() if value}
    if not call.use_independent_chat_permissions:
        if allowed & {"can_send_other_messages", "can_add_web_page_previews"}:
            allowed |= MEDIA | {"can_send_messages"}
        if allowed & {"can_send_polls", *MEDIA}:
            allowed.add("can_send_messages")
    if given["can_react_to_messages"] is None and "can_send_messages" in allowed:
        allowed.add("can_react_to_messages")
    for name in ("can_manage_topics", "can_edit_tag"):
        if given[name] is None and "can_pin_messages" in allowed:
            allowed.add(name)
    return allowed


def _until(world: World, given: datetime | timedelta | int | None) -> int:
    now = world.clock.now()
    if isinstance(given, timedelta):
        given = now + int(given.total_seconds())
    moment = int(given.timestamp()) if isinstance(given, datetime) else given or 0
    return moment if 30 <= moment - now <= 366 * DAY else 0


def _victim(world: World, chat: Chat, user_id: int) -> Member:
    if not chat.member(world.bot).has("can_restrict_members"):
        raise bad(NO_RIGHT if chat.kind == "supergroup" else "CHAT_ADMIN_REQUIRED")
    user = world.user_of(user_id)
    member = world.current(chat, user)
    if user is world.bot:
        raise bad("can't restrict self")
    if member.status == "creator":
        raise bad("can't remove chat owner")
    if member.status == "administrator":
        raise bad("user is an administrator of the chat")
    return member


def ban_chat_member(world: World, call: BanChatMember) -> bool:
    chat = world.chat_of(call.chat_id)
    if chat.kind == "private":
        raise bad("can't ban members in private chats")
    old = _victim(world, chat, call.user_id)
    banned = Member(old.user, "kicked", until=_until(world, call.until_date))
    if chat.kind == "group":
        banned = Member(old.user)  # a basic group keeps no list of the banned
    world.change(chat, banned, world.bot)
    if old.present:
        world.post(chat, world.bot, {"left_chat_member": render.user(old.user)})
    return True


def unban_chat_member(world: World, call: UnbanChatMember) -> bool:
    chat = world.chat_of(call.chat_id)
    if chat.kind not in {"supergroup", "channel"}:
        raise bad("method is available for supergroup and channel chats only")
    old = _victim(world, chat, call.user_id)
    if old.status == "left" or (call.only_if_banned and old.status != "kicked"):
        return True
    world.change(chat, Member(old.user), world.bot)  # kicks who is present
    return True


def leave_chat(world: World, call: LeaveChat) -> bool:
    chat = world.chat_of(call.chat_id)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    world.change(chat, Member(world.bot), world.bot)
    world.post(chat, world.bot, {"left_chat_member": render.user(world.bot)})
    return True


def approve_chat_join_request(world: World, call: ApproveChatJoinRequest) -> bool:
    chat, user = _asked(world, call.chat_id, call.user_id)
    world.let_in(chat, user, world.bot, via_join_request=True)
    return True


def decline_chat_join_request(world: World, call: DeclineChatJoinRequest) -> bool:
    _asked(world, call.chat_id, call.user_id)
    return True


def _asked(world: World, chat_id: Any, user_id: int) -> tuple[Chat, User]:
    chat = world.chat_of(chat_id)
    must_invite(world, chat)
    user = world.user_of(user_id)
    if chat.member(user).present:
        raise bad("USER_ALREADY_PARTICIPANT")
    if user_id not in chat.requests:
        raise bad("HIDE_REQUESTER_MISSING")
    del chat.requests[user_id]
    user.may_be_written_until = 0
    return chat, user


def must_invite(world: World, chat: Chat) -> None:
    if chat.kind == "private" or not chat.member(world.bot).has("can_invite_users"):
        raise bad("not enough rights to manage chat invite link")
