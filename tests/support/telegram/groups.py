"""Groups and channels, as a test sets them up."""

from dataclasses import dataclass, field, replace

from tests.support.telegram import render
from tests.support.telegram.contents import words
from tests.support.telegram.errors import Impossible
from tests.support.telegram.state import RIGHTS, SUPERGROUP_RIGHTS, Chat, Member, Message, User
from tests.support.telegram.world import TELEGRAM, World

FOUND = ("title", "username", "is_forum")


@dataclass(eq=False)
class Channel(Chat):
    world: World = field(kw_only=True, repr=False)

    async def posts(self, text: str) -> Message:
        """Telegram copies it into the group that is linked, under its own name."""
        post = self.world.post(self, TELEGRAM, words(text), sender_chat=self)
        if self.linked is None:
            return post
        origin = {
            "type": "channel",
            "date": post.date,
            "chat": render.chat(self),
            "message_id": post.id,
        }
        content = post.content | {"forward_origin": origin, "is_automatic_forward": True}
        return self.world.post(self.linked, TELEGRAM, content, sender_chat=self)


@dataclass(eq=False)
class Group(Chat):
    world: World = field(kw_only=True, repr=False)

    @property
    def owner(self) -> User:
        return next(m.user for m in self.members.values() if m.status == "creator")

    def join(self, *users: User) -> None:
        for user in users:
            if self.world.current(self, user).status == "kicked":
                raise Impossible(f"{user.first_name} is banned from {self.title}")
            self.world.let_in(self, user, user)

    def leave(self, user: User) -> None:
        old = self.member(user)
        gone = replace(old, inside=False) if old.status == "restricted" else Member(user)
        self.world.change(self, gone, user)
        self.world.post(self, user, {"left_chat_member": render.user(user)})

    def add_bot(self, by: User | None = None, *, admin: bool = True, **rights: bool) -> None:
        """As an admin with all rights but the ones set to False, unless `admin=False`."""
        bot, adder = self.world.bot, by or self.owner
        new = Member(bot, "member")
        if admin:
            new = Member(bot, "administrator", rights_of(self, rights))
        self.world.change(self, new, adder)
        self.world.post(self, adder, {"new_chat_members": [render.user(bot)]})

    def topic(self, name: str) -> int:
        """Its `message_thread_id`."""
        made = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.world.post(self, self.owner, made)
        message.thread = message.id
        self.topics[message.id] = name
        return message.id

    def link(self, channel: Channel) -> None:
        self.linked, channel.linked = channel, self

    def delete(self) -> None:
        self.deleted = True

    async def migrate(self) -> "Group":
        """To a supergroup with another id, which is given."""
        if self.kind != "group":
            raise Impossible("only a basic group is upgraded")
        found = {name: getattr(self, name) for name in FOUND}
        new = Group(_upgraded(self.id), "supergroup", **found, world=self.world)
        new.members, new.everyone_may = dict(self.members), set(self.everyone_may)
        self.world.chats[new.id] = new
        self.world.post(self, self.owner, {"migrate_to_chat_id": new.id})
        self.world.post(new, self.owner, {"migrate_from_chat_id": self.id})
        self.migrated_to = new
        return new


def _upgraded(old: int) -> int:
    return -1_009_000_000_000 - abs(old)


def rights_of(chat: Chat, changed: dict[str, bool]) -> frozenset[str]:
    known = RIGHTS + (SUPERGROUP_RIGHTS if chat.kind == "supergroup" else ())
    if strange := set(changed) - set(known):
        raise Impossible(f"no rights of an admin: {', '.join(sorted(strange))}")
    return frozenset(name for name in known if changed.get(name, True))
