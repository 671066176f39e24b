"""What the bot says and does on Telegram: the port, over the library's client."""

import re
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol, assert_never

from telegram import Bot, User
from telegram.request import HTTPXRequest

from adapters.telegram import administration, closing
from adapters.telegram.errors import AlreadySo, asked, asked_about, prepare_library
from adapters.telegram.limits import Limits, Monotonic
from adapters.telegram.speech import Speech
from adapters.telegram.trust import trusted
from adapters.telegram.words import LONGEST_ANSWER, SCOPES, Scope, listed, shortened, units
from bot.errors import InputError, MessageGone, Refused
from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    RemoveMember,
    WarnMember,
)
from bot.model.administration import Administration
from bot.model.closing import Permissions
from bot.model.ids import AccountRef, ChatRef, MessageId, MessageRef, Platform, UserId
from bot.model.outbox import Answer, Change, Outcome, Say, Sent
from bot.ports import Clock, Receive

OFFICIAL = "https://api.telegram.org/bot"
ALERT_FROM = 60
"""What is longer cannot be read before it disappears, so whoever pressed has to close it."""
_TOKEN = re.compile(r"(?<!\d)\d+:[\w-]+", re.ASCII)


class Listener(Protocol):
    async def listen(self, receive: Receive) -> None: ...


class TelegramAdapter:
    """*listener* is made once the bot knows who it is. *base_url*: the token comes right behind.
    Raises `InputError` for what cannot be a token."""

    def __init__(
        self,
        token: str,
        *,
        clock: Clock,
        listener: Callable[[User], Listener],
        base_url: str = OFFICIAL,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise InputError("error.telegram.token")
        prepare_library()
        requests = [HTTPXRequest(httpx_kwargs={"verify": trusted()}) for _ in range(2)]
        self._bot = Bot(token, base_url, request=requests[0], get_updates_request=requests[1])
        self._clock = clock
        self._listener = listener
        self._speech = Speech(self._bot, Limits(monotonic))

    @property
    def platform(self) -> Platform:
        return Platform.TELEGRAM

    @property
    def myself(self) -> AccountRef:
        return AccountRef(self.platform, UserId(str(self._bot.id)))

    def link(self, token: str) -> str:
        return f"https://t.me/{self._bot.username}?start={token}"

    async def begin(self) -> None:
        try:
            await asked(self._bot.initialize())
        except Refused as refused:
            raise InputError(refused.key) from None

    async def listen(self, receive: Receive) -> None:
        await self._listener(self._bot.bot).listen(receive)

    async def close(self) -> None:
        await self._bot.shutdown()

    async def publish_commands(
        self,
        scope: Scope,
        language: str,
        commands: Sequence[tuple[str, str]],
        hidden: Collection[str] = (),
    ) -> None:
        """Names and what they do. *language*: "" for whoever reads none of the others."""
        shown, where = listed(commands, hidden), SCOPES[scope]
        await asked(self._bot.set_my_commands(shown, where, language_code=language or None))

    async def say(self, say: Say) -> Sent:
        return await self._speech.say(say)

    async def change(self, change: Change) -> Outcome:
        return await self._speech.change(change)

    async def take_back(self, message: MessageRef) -> Outcome:
        await self._speech.delete(message)
        return Outcome.DONE

    async def answer(self, answer: Answer) -> Outcome:
        text = shortened(answer.text, LONGEST_ANSWER)
        alert = units(text) > ALERT_FROM
        with suppress(AlreadySo):
            await asked(self._bot.answer_callback_query(answer.press, text, show_alert=alert))
        return Outcome.DONE

    async def leave(self, chat: ChatRef) -> Outcome:
        await asked_about(chat.chat_id, self._bot.leave_chat)
        return Outcome.DONE

    async def carry_out(self, measure: Measure) -> Outcome:
        match measure:
            case HideMessage(message, others=others):
                return await self._hide(message, others)
            case WarnMember(account, _, text, within=within):
                return (await self.say(Say(account, text, within=within))).outcome
            case MuteMember(chat, account, until):
                now = self._clock()
                mute = partial(administration.mute, self._bot, account, until, now)
                return await asked_about(chat.chat_id, mute)
            case LiftMute(chat, account):
                lift = partial(administration.lift, self._bot, account)
                return await asked_about(chat.chat_id, lift)
            case RemoveMember(chat, account):
                remove = partial(administration.remove, self._bot, account)
                return await asked_about(chat.chat_id, remove)
            case _:
                assert_never(measure)

    async def _hide(self, message: MessageRef, others: Sequence[MessageId]) -> Outcome:
        gone = 0
        for one in (message.message_id, *others):
            try:
                await self._speech.delete(MessageRef(message.chat, one))
            except MessageGone:
                gone += 1
        return Outcome.ALREADY_GONE if gone > len(others) else Outcome.DONE

    async def permissions(self, chat: ChatRef) -> Permissions | None:
        return await asked_about(chat.chat_id, partial(closing.permissions, self._bot))

    async def close_to_members(self, chat: ChatRef, before: Permissions) -> None:
        await asked_about(chat.chat_id, partial(closing.shut, self._bot, before))

    async def open_to_members(self, chat: ChatRef, before: Permissions) -> bool:
        return await asked_about(chat.chat_id, partial(closing.let_in, self._bot, before))

    async def administration(self, chat: ChatRef, at: datetime) -> Administration:
        """Not asked under another id: whoever asks has to know that the group moved."""
        known = await asked(self._bot.get_chat(chat.chat_id))
        admins = self._bot.get_chat_administrators(chat.chat_id, return_bots=True)
        members = await asked(admins)
        return administration.read(known, members, self._bot.bot, at)
