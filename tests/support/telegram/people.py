"""People, as a test lets them act. They can do what Telegram's apps let them do."""

from dataclasses import dataclass
from typing import Any

from tests.support.telegram import contents, render
from tests.support.telegram.errors import Impossible
from tests.support.telegram.groups import Group, rights_of
from tests.support.telegram.state import PERMISSIONS, Chat, Json, Member, Message, User
from tests.support.telegram.world import Query
from tests.support.telegram.writing import Writer

ANSWER_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class Answer:
    """What the bot shows whoever pressed a button."""

    text: str | None
    is_alert: bool


@dataclass(eq=False)
class Person(Writer):
    # To the bot

    async def starts(self, payload: str | None = None) -> Message:
        self.has_started, self.has_blocked = True, False
        return await self.writes(f"/start {payload}" if payload else "/start")

    async def writes(self, text: str, *, reply_to: Message | None = None) -> Message:
        self.has_started = True
        content = contents.words(text)
        return self.world.post(self.chat_with_bot, self, content, reply_to=reply_to)

    async def blocks(self) -> None:
        self.has_blocked = True
        self._about_bot("member", "kicked")

    async def unblocks(self) -> None:
        self.has_blocked = False
        self._about_bot("kicked", "member")

    def _about_bot(self, old: Any, new: Any) -> None:
        chat, bot = self.chat_with_bot, self.world.bot
        before, after = (
            render.member(Member(bot, status), chat, seen_by=bot.id) for status in (old, new)
        )
        about: Json = {"chat": render.chat(chat), "from": render.user(self)}
        about |= {"date": self.world.clock.now()}
        changed = {"old_chat_member": before, "new_chat_member": after}
        self.world.put("my_chat_member", about | changed)

    @property
    def chat_with_bot(self) -> Chat:
        return self.world.chats[self.id]

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote to this person alone, in the private chat."""
        return [m for m in self.chat_with_bot.messages if m.sender is self.world.bot]

    def sees(self, group: Chat) -> list[Message]:
        """What stands in the group for this person, with what the bot whispered."""
        if not group.member(self).present:
            return []
        heard = [] if self.misses_whispers else group.ephemeral.values()
        whispered = (m for m in heard if m.seen_by is self and not m.deleted)
        return [*group.messages, *whispered]

    async def receives(self, words: str, where: Chat | None = None) -> Message:
        """Waits until a message of the bot with these words is there: the newest."""

        def found() -> Message | None:
            seen = self.sees(where) if where else self.inbox
            mine = [m for m in seen if m.sender is self.world.bot and words in m.text]
            return mine[-1] if mine else None

        message: Message = await self.world.until(found)
        return message

    async def presses(self, message: Message, button: str, *, wait: bool = True) -> Answer | None:
        """A button by its words or its data. Waits for the bot's answer, unless told not to."""
        if message.deleted or message not in [*self.sees(message.chat), *self.inbox]:
            raise Impossible(f"{self.first_name} does not see this message")
        now = self.world.clock.exact()
        query = Query(str(10**18 + self._number()), self, now + ANSWER_WITHIN, now)
        self.world.queries[query.id] = query
        self.world.put("callback_query", self._press(query, message, button))
        if not wait:
            return None
        given = await self.world.until(lambda: query.answer)
        return Answer(given["text"], given["show_alert"])

    def _press(self, query: Query, message: Message, button: str) -> Json:
        return {
            "id": query.id,
            "from": render.user(self),
            "message": render.message(message),
            "chat_instance": str(abs(message.chat.id) * 7919),
            "data": data_of(message, button),
        }

    # In the group

    async def joins(self, group: Group) -> None:
        group.join(self)

    async def leaves(self, group: Group) -> None:
        group.leave(self)

    async def sends_join_request(self, group: Group) -> None:
        if group.member(self).present:
            raise Impossible(f"{self.first_name} is in already")
        group.requests[self.id] = None
        if group.member(self.world.bot).has("can_invite_users"):
            self.may_be_written_until = self.world.clock.now() + 300
            about: Json = {"chat": render.chat(group), "from": render.user(self)}
            asked = {"user_chat_id": self.id, "date": self.world.clock.now()}
            self.world.put("chat_join_request", about | asked)

    async def adds_bot(self, group: Group, *, admin: bool = True, **rights: bool) -> None:
        group.add_bot(self, admin=admin, **rights)

    async def promotes(self, user: User, group: Group, **rights: bool) -> None:
        """To an admin with all rights but the ones set to False."""
        self._must(group, "can_promote_members")
        given = rights_of(group, rights)
        admin = Member(user, "administrator", given, promoted_by=self.id)
        self.world.change(group, admin, self)

    async def demotes(self, user: User, group: Group) -> None:
        self._must(group, "can_promote_members")
        self.world.change(group, Member(user, "member"), self)

    async def hands_over(self, group: Group, to: User) -> None:
        """Ownership."""
        self._must(group, "can_promote_members")
        old = Member(self, "administrator", rights_of(group, {}))
        self.world.change(group, Member(to, "creator"), self)
        self.world.change(group, old, self)

    async def restricts(self, user: User, group: Group, *permissions: str, until: int = 0) -> None:
        self._must(group, "can_restrict_members")
        left = frozenset(permissions) & frozenset(PERMISSIONS)
        restricted = Member(user, "restricted", permissions=left, until=until)
        self.world.change(group, restricted, self)

    async def permits(self, group: Group, *permissions: str) -> None:
        """All that members who are no admin may do from here on. The bot is not told."""
        self._must(group, "can_restrict_members")
        group.everyone_may = set(permissions) & set(PERMISSIONS)

    async def removes(self, user: User, group: Group) -> None:
        """For good: in a supergroup it is a ban."""
        self._must(group, "can_restrict_members")
        banned = group.kind == "supergroup" or user is self.world.bot
        gone = Member(user, "kicked" if banned else "left")
        self.world.change(group, gone, self)
        self.world.post(group, self, {"left_chat_member": render.user(user)})

    async def renames_group(self, group: Group, title: str) -> None:
        group.title = title
        self.world.post(group, self, {"new_chat_title": title})

    def _must(self, group: Group, right: str) -> None:
        if not group.member(self).has(right):
            raise Impossible(f"{self.first_name} has no right to do this in {group.title}")

    async def renames_self(self, **names: str | None) -> None:
        """The bot is not told."""
        for name, value in names.items():
            setattr(self, name, value)


def data_of(message: Message, button: str) -> str:
    rows = (message.markup or {}).get("inline_keyboard", [])
    for one in (one for row in rows for one in row):
        if button in {one["text"], one.get("callback_data")} and "callback_data" in one:
            return str(one["callback_data"])
    raise Impossible(f"no button {button!r} under {message.text!r}: {message.buttons}")
