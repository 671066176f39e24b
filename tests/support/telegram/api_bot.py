"""The bot itself: its updates, webhook, commands and words; chats and links to them."""

import re
from typing import Any

from aiogram.methods import (
    CreateChatInviteLink,
    DeleteMyCommands,
    DeleteWebhook,
    ExportChatInviteLink,
    GetChat,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    GetUpdates,
    GetWebhookInfo,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
)

from tests.support.telegram import render
from tests.support.telegram.api_members import must_invite
from tests.support.telegram.errors import bad
from tests.support.telegram.state import Chat, Json
from tests.support.telegram.updates import Webhook
from tests.support.telegram.world import World

NO_ABILITIES = (
    "supports_guest_queries",
    "supports_inline_queries",
    "can_connect_to_business",
    "has_main_web_app",
    "has_topics_enabled",
    "allows_users_to_create_topics",
    "can_manage_bots",
    "supports_join_request_queries",
)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
Commands = SetMyCommands | GetMyCommands | DeleteMyCommands
Words = SetMyDescription | GetMyDescription | SetMyShortDescription | GetMyShortDescription


def get_me(world: World, _: GetMe) -> Json:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy}
    return render.user(world.bot) | abilities | dict.fromkeys(NO_ABILITIES, False)


async def get_updates(world: World, call: GetUpdates) -> list[Json]:
    return await world.updates.get(call)


def set_webhook(world: World, call: SetWebhook) -> bool:
    if not call.url.startswith("https://") and call.url:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    world.updates.allow(call.allowed_updates)
    world.updates.webhook = Webhook(call.url, call.secret_token)
    if call.drop_pending_updates:
        world.updates.forget()
    return True


def delete_webhook(world: World, call: DeleteWebhook) -> bool:
    world.updates.webhook = Webhook()
    if call.drop_pending_updates:
        world.updates.forget()
    return True


def get_webhook_info(world: World, _: GetWebhookInfo) -> Json:
    updates = world.updates
    told: Json = {
        "url": updates.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.waiting),
    }
    return told | ({"allowed_updates": sorted(updates.allowed)} if updates.allowed else {})


def _scope(call: Commands) -> tuple[str, ...]:
    scope = call.scope.model_dump(exclude_none=True) if call.scope else {"type": "default"}
    return ("commands", str(sorted(scope.items())), call.language_code or "")


def set_my_commands(world: World, call: SetMyCommands) -> bool:
    if len(call.commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        if not _COMMAND.fullmatch(command.command):
            raise bad("BOT_COMMAND_INVALID")
    listed = [command.model_dump(exclude_none=True) for command in call.commands]
    world.settings[_scope(call)] = listed
    return True


def get_my_commands(world: World, call: GetMyCommands) -> Any:
    return world.settings.get(_scope(call), [])


def delete_my_commands(world: World, call: DeleteMyCommands) -> bool:
    world.settings.pop(_scope(call), None)
    return True


def _language(kind: str, call: Words) -> tuple[str, ...]:
    return (kind, call.language_code or "")


def set_my_description(world: World, call: SetMyDescription) -> bool:
    world.settings[_language("description", call)] = call.description or ""
    return True


def get_my_description(world: World, call: GetMyDescription) -> Json:
    return {"description": world.settings.get(_language("description", call), "")}


def set_my_short_description(world: World, call: SetMyShortDescription) -> bool:
    world.settings[_language("short", call)] = call.short_description or ""
    return True


def get_my_short_description(world: World, call: GetMyShortDescription) -> Json:
    return {"short_description": world.settings.get(_language("short", call), "")}


def get_chat(world: World, call: GetChat) -> Json:
    chat = world.chat_of(call.chat_id)
    return render.full_chat(chat, seen_by=chat.member(world.bot))


def create_chat_invite_link(world: World, call: CreateChatInviteLink) -> Json:
    chat = world.chat_of(call.chat_id)
    must_invite(world, chat)
    if call.creates_join_request and call.member_limit:
        raise bad("member limit can't be specified for links requiring administrator approval")
    link = new_link(world, chat, asks=bool(call.creates_join_request))
    return link | ({"name": call.name} if call.name else {})


def export_chat_invite_link(world: World, call: ExportChatInviteLink) -> str:
    chat = world.chat_of(call.chat_id)
    must_invite(world, chat)
    return str(new_link(world, chat, asks=False)["invite_link"])


def new_link(world: World, chat: Chat, *, asks: bool) -> Json:
    link = {
        "invite_link": f"https://t.me/+klas{next(world.numbers):08}",
        "creator": render.user(world.bot),
        "creates_join_request": asks,
        "is_primary": False,
        "is_revoked": False,
    }
    chat.links.append(link)
    return link
