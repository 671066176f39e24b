"""What the bot says on Telegram, to everybody in a group or to one person."""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters

from adapters.telegram.errors import AlreadySo, Unknown, asked, asked_about
from adapters.telegram.limits import Limits
from adapters.telegram.words import LONGEST, LONGEST_CAPTION, keyboard, parts, shortened
from bot.errors import (
    AdapterError,
    AdapterUnavailable,
    ChatGone,
    MessageGone,
    MissingPermission,
    RateLimited,
    Refused,
    Unconfirmed,
)
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform
from bot.model.outbox import Change, Outcome, Picture, Say, Sent

T = TypeVar("T")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
WHISPERED = "ephemeral_message_id"
NO_SUCH_NUMBER = 2**31 - 1


@dataclass(slots=True)
class Speech:
    """To *whisper* is to say in a group what one person alone can see."""

    bot: Bot
    limits: Limits
    can_whisper: bool | None = None
    """None: this server was not asked yet."""

    async def say(self, say: Say) -> Sent:
        if isinstance(say.to, ChatRef):
            return await self._post(say, say.to.chat_id)
        if say.within is not None and (sent := await self._whisper(say, say.within, say.to)):
            return sent
        try:
            return await self._post(replace(say, reply_to=None, topic=None), _private(say.to))
        except ChatGone:
            if say.within is None or not say.instead:
                raise
        return await self._post(replace(say, text=say.instead, buttons=()), say.within.chat_id)

    async def _whisper(self, say: Say, within: ChatRef, to: AccountRef) -> Sent | None:
        """None: the person has to be reached in another way."""
        try:
            if _is_group(to.user_id) or not await self._whispers(within, to):
                return None
            with suppress(MessageGone):
                return await self._post(say, within.chat_id, only=to)
            return await self._post(replace(say, reply_to=None), within.chat_id, only=to)
        except (AdapterUnavailable, Unconfirmed, Refused):
            raise
        except AdapterError:
            return None

    async def _whispers(self, within: ChatRef, to: AccountRef) -> bool:
        """A server that is too old would show everybody what is meant for one. So it is asked
        first for a method that came together with whispering."""
        if self.can_whisper is None:
            known = True
            try:
                await self.delete(MessageRef(within, _whispered_id(to, NO_SUCH_NUMBER)))
            except (AdapterUnavailable, Refused):
                raise
            except AdapterError as error:
                known = not isinstance(error, Unknown)
            self.can_whisper = known
        return self.can_whisper

    async def _post(self, say: Say, chat: str, only: AccountRef | None = None) -> Sent:
        if say.picture is not None and only is None:
            return await self._show(say, say.picture, chat)
        texts, markup = parts(say.text), keyboard(say.buttons)
        self.limits.take(chat, group=_is_group(chat), messages=len(texts))
        for place, text in enumerate(texts, 1):
            one = replace(say, text=text, reply_to=say.reply_to if place == 1 else None)
            under = markup if place == len(texts) else None
            try:
                message = await self._send(one, chat, only, under)
            except AdapterUnavailable:
                if place == 1:
                    raise
                raise Unconfirmed("only the beginning was sent") from None
        return Sent(Outcome.DONE, _ref(message, only))

    async def _show(self, say: Say, picture: Picture, chat: str) -> Sent:
        """The text stands under it, as far as it fits there."""
        self.limits.take(chat, group=_is_group(chat))

        def call(chat_id: int) -> Awaitable[Message]:
            return self.bot.send_photo(
                chat_id,
                picture.png,
                caption=shortened(say.text, LONGEST_CAPTION),
                filename="dagoverzicht.png",
                reply_markup=keyboard(say.buttons),
            )

        return Sent(
            Outcome.DONE, _ref(await self._paced(chat, asked_about(chat, call, again=False)))
        )

    async def _send(
        self, say: Say, chat: str, only: AccountRef | None, under: InlineKeyboardMarkup | None
    ) -> Message:
        def call(chat_id: int) -> Awaitable[Message]:
            # Where the group has moved to, messages have other numbers.
            here = str(chat_id) == chat
            return self.bot.send_message(
                chat_id,
                say.text,
                link_preview_options=NO_PREVIEW,
                message_thread_id=int(say.topic) if here and say.topic else None,
                reply_markup=under,
                reply_parameters=_reply(say.reply_to) if here else None,
                api_kwargs=_only_for(only) if only else None,
            )

        message = await self._paced(chat, asked_about(chat, call, again=False))
        if only and WHISPERED not in message.api_kwargs:
            self.can_whisper = False
            await self.delete(_ref(message))
            raise Unknown("everybody could read it")
        return message

    async def change(self, change: Change) -> Outcome:
        chat = change.message.chat.chat_id
        self.limits.take(chat, group=_is_group(chat))
        with suppress(AlreadySo):
            await self._paced(chat, asked(self._changed(change)))
        return Outcome.DONE

    def _changed(self, change: Change) -> Awaitable[object]:
        text, under = shortened(change.text, LONGEST), keyboard(change.buttons)
        if name := _whispered(change.message):
            more = {"text": text, "reply_markup": under, "link_preview_options": NO_PREVIEW}
            return self.bot.do_api_request("editEphemeralMessageText", api_kwargs=name | more)
        chat, number = change.message.chat.chat_id, int(change.message.message_id)
        return self.bot.edit_message_text(
            text, chat, number, reply_markup=under, link_preview_options=NO_PREVIEW
        )

    async def delete(self, message: MessageRef) -> None:
        if name := _whispered(message):
            await asked(self.bot.do_api_request("deleteEphemeralMessage", api_kwargs=name))
        else:
            await asked(self.bot.delete_message(message.chat.chat_id, int(message.message_id)))

    async def _paced(self, chat: str, call: Awaitable[T]) -> T:
        try:
            return await call
        except RateLimited as limited:
            self.limits.freeze(chat, limited.retry_after)
            raise


def _is_group(chat: str) -> bool:
    return chat.startswith("-")


def _private(account: AccountRef) -> str:
    """A channel, and who hides behind the group, have its number: all would read what is said."""
    if _is_group(account.user_id):
        raise ChatGone("nobody in particular can be told")
    return account.user_id


def _reply(to: MessageId | None) -> ReplyParameters | None:
    """What somebody whispered can be answered, but not visibly as a reply."""
    if to is None or not to.isdecimal():
        return None
    return ReplyParameters(int(to), allow_sending_without_reply=True)


def _only_for(account: AccountRef) -> dict[str, Any]:
    """Bot API 10.2 reads the one, 10.3 the other; a server that read neither would tell all."""
    reader = {"receiver_user_id": int(account.user_id)}
    return reader | {"ephemeral_message_parameters": reader}


def _ref(message: Message, only: AccountRef | None = None) -> MessageRef:
    """What is whispered has a number for each reader, and none in the chat."""
    chat = ChatRef(Platform.TELEGRAM, ChatId(str(message.chat.id)))
    if only is None:
        return MessageRef(chat, MessageId(str(message.message_id)))
    return MessageRef(chat, _whispered_id(only, message.api_kwargs[WHISPERED]))


def _whispered_id(only: AccountRef, number: int) -> MessageId:
    return MessageId(f"{only.user_id}/{number}")


def _whispered(message: MessageRef) -> dict[str, Any] | None:
    """How the server calls it; None: it was not whispered. Raises `MissingPermission` for what
    stands nowhere that the bot can reach: in the chat that the group was before it moved, say."""
    reader, slash, number = message.message_id.partition("/")
    if not slash:
        return None
    if not (reader.isdecimal() and number.isdecimal()):
        raise MissingPermission("it does not stand in the group")
    chat = message.chat.chat_id
    return {"chat_id": chat, "receiver_user_id": int(reader), WHISPERED: int(number)}
