"""Exports of every network in little: two messages of one sender in one group."""

import json
from collections.abc import Callable
from typing import Any

NOW = 1789365660
ISO = "2026-09-14T06:01:00.123Z"
X = "window.YTD.direct_messages_group.part0 = "

Document = Any
Written = tuple[str, Document]
"""What stands before the JSON, and what is JSON."""


def telegram(text: Any = "hoi", name: Any = "Noa", group: Any = "3B", own_id: int = 5) -> Written:
    message = {
        "id": 1,
        "type": "message",
        "date": "2026-09-14T08:01:00",
        "date_unixtime": str(NOW),
        "from": name,
        "from_id": "user1",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}],
    }
    chat = {"name": group, "type": "private_group", "id": own_id}
    return "", chat | {"messages": [message, message | {"id": 2}]}


def discord(text: Any = "hoi", name: Any = "Noa", group: Any = "3B", own_id: int = 5) -> Written:
    author = {"id": "1", "name": name, "nickname": name, "isBot": False, "roles": []}
    message = {
        "id": "1",
        "type": "Default",
        "timestamp": "2026-09-14T08:01:00+02:00",
        "timestampEdited": None,
        "content": text,
        "author": author,
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
    }
    guild = {"id": "1", "name": "School", "iconUrl": ""}
    channel = {"id": str(own_id), "type": "GuildTextChat", "category": "", "name": group}
    return "", {
        "guild": guild,
        "channel": channel,
        "messages": [message, message | {"id": "2"}],
    }


def instagram(text: Any = "hoi", name: Any = "Noa", group: Any = "3B", own_id: int = 5) -> Written:
    message = {"sender_name": name, "timestamp_ms": NOW * 1000, "content": text}
    return "", {
        "participants": [{"name": person} for person in ("Noa", "Sem", "Juf")],
        "messages": [message, {**message}],
        "title": group,
        "thread_path": f"inbox/3b_{own_id}",
        "joinable_mode": {"mode": 1, "link": ""},
    }


def messenger(text: Any = "hoi", name: Any = "Noa", group: Any = "3B", own_id: int = 5) -> Written:
    message = {
        "isUnsent": False,
        "media": [],
        "reactions": [],
        "senderName": name,
        "text": text,
        "timestamp": NOW * 1000,
        "type": "text",
    }
    return "", {
        "participants": ["Noa", "Sem", "Juf"],
        "threadName": f"{group}_{own_id}" if isinstance(group, str) else group,
        "messages": [message, {**message}],
    }


def snapchat(text: Any = "hoi", name: Any = "Noa", group: Any = "3B", own_id: int = 5) -> Written:
    message = {
        "From": name,
        "Media Type": "TEXT",
        "Created": "2026-09-14 06:01:00 UTC",
        "Content": text,
        "Conversation Title": group,
        "IsSender": False,
        "Created(microseconds)": NOW * 1000,
        "IsSaved": True,
        "Media IDs": "",
    }
    return "", {f"0f2c-{own_id}": [message, {**message}]}


def x(text: Any = "hoi", name: Any = "Noa", group: Any = "3B", own_id: int = 5) -> Written:
    words = {
        "id": "1",
        "senderId": name,
        "text": text,
        "createdAt": ISO,
        "mediaUrls": [],
        "urls": [],
    }
    renamed = {"initiatingUserId": "1", "name": group, "createdAt": ISO}
    messages = [
        {"messageCreate": words},
        {"messageCreate": words | {"id": "2"}},
        {"conversationNameUpdate": renamed},
    ]
    return X, [{"dmConversation": {"conversationId": str(own_id), "messages": messages}}]


Maker = Callable[..., Written]
MAKERS: dict[str, Maker] = {
    one.__name__: one for one in (telegram, discord, instagram, messenger, snapchat, x)
}
TIMES = {
    "telegram": ("date_unixtime",),
    "discord": ("timestamp",),
    "instagram": ("timestamp_ms",),
    "messenger": ("timestamp",),
    "snapchat": ("Created(microseconds)", "Created"),
    "x": ("createdAt",),
}
"""By format the keys that say when."""


def written(made: Written) -> bytes:
    before, document = made
    return (before + json.dumps(document)).encode()
