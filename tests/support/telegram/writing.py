"""What people write."""

from dataclasses import dataclass, field
from typing import Any

from tests.support.telegram import contents, render
from tests.support.telegram.errors import Impossible
from tests.support.telegram.groups import Group
from tests.support.telegram.state import Chat, Json, Message, User
from tests.support.telegram.world import ANONYMOUS_ADMIN, CHANNEL_BOT, World

STAYS_BEHIND = {"quote", "external_reply", "media_group_id", "forward_origin"}


@dataclass(eq=False)
class Writer(User):
    world: World = field(kw_only=True, repr=False)

    async def says(
        self,
        where: Chat,
        text: str,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        topic: int | None = None,
    ) -> Message:
        """A reply to what stands in another chat brings that along."""
        content = contents.words(text)
        if quote is not None and reply_to is not None:
            position = reply_to.text.index(quote)
            content["quote"] = {"text": quote, "position": position, "is_manual": True}
        if reply_to is not None and reply_to.chat is not where:
            content["external_reply"] = {"origin": origin_of(reply_to)}
            reply_to = None
        return self._post(where, content, reply_to=reply_to, thread=topic)

    def _post(self, where: Chat, content: Json, **how: Any) -> Message:
        if not self.world.may(where, self, contents.needed(content)):
            raise Impossible(f"{self.first_name} cannot write this in {where.title}")
        return self.world.post(where, self, content, **how)

    async def whispers(self, group: Group, text: str) -> Message:
        """A command that only the bot sees, for the commands that are `is_ephemeral`."""
        return self.world.whisper(group, self, self.world.bot, contents.words(text))

    async def edits(self, message: Message, text: str) -> None:
        if message.sender is not self or message.deleted:
            raise Impossible("only one's own message can be edited")
        read = contents.words(text) if "text" in message.content else contents.captioned(text)
        kinds = ("text", "entities", "caption", "caption_entities")
        kept = {key: value for key, value in message.content.items() if key not in kinds}
        message.content, message.edited = kept | read, self.world.clock.now()
        self.world.tell(message, "edited_message")

    async def deletes(self, message: Message) -> None:
        """The bot is not told."""
        admin = message.chat.member(self).has("can_delete_messages")
        if message.sender is not self and not admin:
            raise Impossible("only an admin can delete the messages of others")
        message.deleted = True

    async def forwards(self, message: Message, to: Chat) -> Message:
        passed = {k: v for k, v in message.content.items() if k not in STAYS_BEHIND}
        return self._post(to, {"forward_origin": origin_of(message)} | passed)

    async def posts_photo(self, where: Chat, caption: str | None = None, **how: Any) -> Message:
        content = contents.photo(self._number()) | contents.captioned(caption)
        return self._post(where, content, **how)

    async def posts_album(
        self, where: Chat, photos: int, caption: str | None = None
    ) -> list[Message]:
        group = {"media_group_id": str(self._number())}
        return [
            self._post(
                where,
                contents.photo(self._number())
                | group
                | contents.captioned(caption if place == 0 else None),
            )
            for place in range(photos)
        ]

    async def posts_voice(self, where: Chat) -> Message:
        return self._post(where, contents.voice(self._number()))

    async def posts_video(self, where: Chat, caption: str | None = None) -> Message:
        return self._post(where, contents.video(self._number()) | contents.captioned(caption))

    async def posts_document(self, where: Chat, name: str, caption: str | None = None) -> Message:
        content = contents.document(self._number(), name)
        return self._post(where, content | contents.captioned(caption))

    async def posts_sticker(self, where: Chat, emoji: str = "😀") -> Message:
        return self._post(where, contents.sticker(self._number(), emoji))

    async def posts_poll(self, where: Chat, question: str, *options: str) -> Message:
        return self._post(where, contents.poll(self._number(), question, options))

    async def posts_contact(self, where: Chat, name: str, phone: str = "+31612345678") -> Message:
        return self._post(where, contents.contact(name, phone))

    async def posts_location(self, where: Chat, latitude: float, longitude: float) -> Message:
        return self._post(where, contents.location(latitude, longitude))

    def _number(self) -> int:
        return next(self.world.numbers)

    async def says_as_channel(self, group: Group, channel: Chat, text: str) -> Message:
        return self.world.post(group, CHANNEL_BOT, contents.words(text), sender_chat=channel)

    async def says_anonymously(self, group: Group, text: str) -> Message:
        if not group.member(self).is_admin:
            raise Impossible("only an admin writes as the group")
        return self.world.post(group, ANONYMOUS_ADMIN, contents.words(text), sender_chat=group)


def origin_of(message: Message) -> Json:
    if "forward_origin" in message.content:
        return dict(message.content["forward_origin"])
    date: Json = {"date": message.date}
    if message.sender_chat is not None:
        return {"type": "chat", "sender_chat": render.chat(message.sender_chat)} | date
    if message.sender.hides_in_forwards:
        return {"type": "hidden_user", "sender_user_name": message.sender.first_name} | date
    return {"type": "user", "sender_user": render.user(message.sender)} | date
