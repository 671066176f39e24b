"""What Telegram knows: users, chats with their members, messages."""

from dataclasses import dataclass, field
from typing import Any, Literal

ChatKind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
Json = dict[str, Any]

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
)
SUPERGROUP_RIGHTS = ("can_manage_topics",)


@dataclass(eq=False)
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    hides_in_forwards: bool = False
    has_started: bool = False  # the bot, so that it may write
    has_blocked: bool = False
    misses_whispers: bool = False  # Telegram does not promise to deliver them
    may_be_written_until: int = 0  # after a request to join


@dataclass(frozen=True)
class Member:
    user: User
    status: Status = "left"
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    until: int = 0
    anonymous: bool = False
    custom_title: str | None = None
    promoted_by: int = 0
    inside: bool = True  # for who is restricted

    @property
    def present(self) -> bool:
        return self.status in {"creator", "administrator", "member"} or (
            self.status == "restricted" and self.inside
        )

    @property
    def is_admin(self) -> bool:
        return self.status in {"creator", "administrator"}

    def has(self, right: str) -> bool:
        return self.status == "creator" or (
            self.status == "administrator" and right in self.rights
        )


@dataclass(eq=False)
class Message:
    """As Telegram keeps it. `content` holds the fields that its kind brings, such as `text`."""

    id: int
    chat: "Chat" = field(repr=False)
    date: int
    sender: User
    content: Json
    sender_chat: "Chat | None" = None
    reply_to: "Message | None" = None
    thread: int | None = None
    markup: Json | None = None
    edited: int | None = None
    deleted: bool = False
    seen_by: User | None = None  # ephemeral: by nobody else
    ephemeral_id: int | None = None
    silent: bool = False

    @property
    def text(self) -> str:
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def buttons(self) -> list[str]:
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    @property
    def link(self) -> str:
        return f"https://t.me/c/{str(self.chat.id).removeprefix('-100')}/{self.id}"


@dataclass(eq=False)
class Chat:
    id: int
    kind: ChatKind
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    everyone_may: set[str] = field(repr=False, default_factory=lambda: set(PERMISSIONS))
    members: dict[int, Member] = field(repr=False, default_factory=dict)
    history: dict[int, Message] = field(repr=False, default_factory=dict)
    ephemeral: dict[int, Message] = field(repr=False, default_factory=dict)
    topics: dict[int, str] = field(repr=False, default_factory=dict)
    requests: dict[int, str | None] = field(repr=False, default_factory=dict)
    links: list[Json] = field(repr=False, default_factory=list)
    pinned: list[Message] = field(repr=False, default_factory=list)
    linked: "Chat | None" = field(default=None, repr=False)
    migrated_to: "Chat | None" = field(default=None, repr=False)
    deleted: bool = False

    def member(self, user: User) -> Member:
        return self.members.get(user.id, Member(user))

    @property
    def messages(self) -> list[Message]:
        """What everybody in it sees."""
        return [message for message in self.history.values() if not message.deleted]

    @property
    def present(self) -> list[Member]:
        return [member for member in self.members.values() if member.present]
