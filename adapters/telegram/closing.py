"""A group in which members may not write for a while, as Telegram has it."""

from contextlib import suppress

from telegram import Bot, ChatPermissions

from adapters.telegram.errors import AlreadySo, asked
from bot.errors import AdapterError
from bot.model.closing import Permissions

_WRITING = ("can_send_", "can_add_web_page_previews")


async def permissions(bot: Bot, chat_id: int) -> Permissions | None:
    now = await _now(bot, chat_id)
    return now if _may_write(now) else None


async def shut(bot: Bot, before: Permissions, chat_id: int) -> None:
    closed = tuple((name, may and not _is_writing(name)) for name, may in before)
    if _may_write(await _put(bot, closed, chat_id)):
        raise AdapterError("members may write still")


async def let_in(bot: Bot, before: Permissions, chat_id: int) -> bool:
    """What somebody changed meanwhile beside writing stays."""
    now = await _now(bot, chat_id)
    if _may_write(now):
        return now == before
    might = dict(before)
    again = tuple((name, might.get(name, may) if _is_writing(name) else may) for name, may in now)
    if not _may_write(await _put(bot, again, chat_id)):
        raise AdapterError("members may not write yet")
    return True


async def _now(bot: Bot, chat_id: int) -> Permissions:
    """Those too that the library does not know yet: all that was, comes back."""
    found = (await bot.get_chat(chat_id)).permissions
    if found is None:
        raise AdapterError("Telegram tells of no permissions here")
    return tuple(sorted((name, bool(value)) for name, value in found.to_dict().items()))


async def _put(bot: Bot, wanted: Permissions, chat_id: int) -> Permissions:
    """One does not imply another. Returns what they may then."""
    permitted = ChatPermissions.de_json(dict(wanted), bot)
    with suppress(AlreadySo):
        await asked(
            bot.set_chat_permissions(chat_id, permitted, use_independent_chat_permissions=True)
        )
    return await _now(bot, chat_id)


def _is_writing(name: str) -> bool:
    return name.startswith(_WRITING)


def _may_write(permissions: Permissions) -> bool:
    return any(may and _is_writing(name) for name, may in permissions)
