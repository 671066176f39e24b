"""Two bots by other people's libraries, unchanged, which do the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import telegram as ptb
from aiogram import Bot, Dispatcher
from aiogram import types as aio
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import ext

from tests.support.telegram import FakeTelegram

KINDS = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
]
Heard = list[tuple[str, str]]
ASKED = "Is dit terecht?"
ANSWERED = "Dat is verwerkt."
QUIET = timedelta(hours=1)


def aiogram_bot(telegram: FakeTelegram) -> Bot:
    api = TelegramAPIServer.from_base(telegram.origin)
    return Bot(telegram.token, session=AiohttpSession(api=api))


def ptb_bot(telegram: FakeTelegram) -> ptb.Bot:
    return ptb.Bot(telegram.token, base_url=telegram.base_url)


@asynccontextmanager
async def by_python_telegram_bot(telegram: FakeTelegram) -> AsyncIterator[Heard]:
    heard: Heard = []
    app = ext.Application.builder().token(telegram.token).base_url(telegram.base_url).build()
    app.add_handler(ext.TypeHandler(ptb.Update, _hear(heard)), group=-1)
    app.add_handler(ext.MessageHandler(ext.filters.Regex("spam"), _moderate))
    app.add_handler(ext.CallbackQueryHandler(_settle))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(timeout=10, allowed_updates=KINDS)
        await telegram.until(lambda: telegram.updates.is_polled)
        try:
            yield heard
        finally:
            await app.updater.stop()
            await app.stop()


def _hear(heard: Heard) -> Callable[[ptb.Update, Any], Coroutine[Any, Any, None]]:
    async def hear(update: ptb.Update, _: Any) -> None:
        kind = next(kind for kind in KINDS if getattr(update, kind))
        heard.append((kind, said(getattr(update, kind))))

    return hear


async def _moderate(update: ptb.Update, _: Any) -> None:
    message, sender = update.message, update.effective_user
    assert message
    assert sender
    keys = [[ptb.InlineKeyboardButton("Terecht", callback_data=f"up:{sender.id}")]]
    markup = ptb.InlineKeyboardMarkup(keys)
    await message.reply_html(f"<b>{ASKED}</b>", reply_markup=markup, do_quote=True)
    await message.delete()


async def _settle(update: ptb.Update, _: Any) -> None:
    query = update.callback_query
    assert query
    assert query.data
    assert isinstance(query.message, ptb.Message)
    quiet, until = ptb.ChatPermissions.no_permissions(), datetime.now(UTC) + QUIET
    await query.message.chat.restrict_member(int(query.data[3:]), quiet, until_date=until)
    await query.message.edit_text(ANSWERED)
    await query.answer("Dank je")


@asynccontextmanager
async def by_aiogram(telegram: FakeTelegram) -> AsyncIterator[Heard]:
    heard: Heard = []
    dispatcher = Dispatcher()
    for kind in KINDS:
        dispatcher.observers[kind].register(_listen(heard, kind))
    bot = aiogram_bot(telegram)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, allowed_updates=KINDS)
    )
    await telegram.until(lambda: telegram.updates.is_polled)
    try:
        yield heard
    finally:
        await dispatcher.stop_polling()
        await polling


def _listen(heard: Heard, kind: str) -> Callable[[Any], Awaitable[None]]:
    async def listen(event: Any) -> None:
        heard.append((kind, said(event)))
        if kind == "message" and "spam" in (event.text or ""):
            await _moderated(event)
        if kind == "callback_query":
            await _settled(event)

    return listen


async def _moderated(message: aio.Message) -> None:
    assert message.from_user
    button = aio.InlineKeyboardButton(text="Terecht", callback_data=f"up:{message.from_user.id}")
    markup = aio.InlineKeyboardMarkup(inline_keyboard=[[button]])
    await message.reply(f"<b>{ASKED}</b>", parse_mode="HTML", reply_markup=markup)
    await message.delete()


async def _settled(query: aio.CallbackQuery) -> None:
    assert query.data
    assert isinstance(query.message, aio.Message)
    quiet = aio.ChatPermissions(can_send_messages=False)
    await query.message.chat.restrict(int(query.data[3:]), quiet, until_date=QUIET)
    await query.message.edit_text(ANSWERED)
    await query.answer("Dank je")


def said(event: Any) -> str:
    for words in (getattr(event, "text", None), getattr(event, "data", None)):
        if words:
            return str(words)
    member = getattr(event, "new_chat_member", None)
    return str(member.status) if member else ""


BOTS = {"python-telegram-bot": by_python_telegram_bot, "aiogram": by_aiogram}
