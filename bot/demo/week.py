"""A school week, written by hand, as data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from bot.model.action import MeasureKind
from bot.model.calendar import AMSTERDAM
from bot.model.flag import Verdict
from bot.model.ids import AccountRef, MessageId, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.message import MediaKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    at: datetime
    by: AccountRef
    text: str
    message_id: MessageId | None
    reply_to: MessageId | None
    media: MediaKind | None


@dataclass(frozen=True, slots=True)
class Edit:
    at: datetime
    message_id: MessageId
    text: str


@dataclass(frozen=True, slots=True)
class AdminSwitch:
    at: datetime
    member: AccountRef
    admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffVerdict:
    at: datetime
    by: AccountRef
    on: MessageId
    verdict: Verdict
    why: str
    measures: tuple[MeasureKind, ...]


WeekEvent = Post | Edit | AdminSwitch | StaffVerdict


@dataclass(frozen=True, slots=True)
class SchoolWeek:
    group: str
    chat_id: str
    members: Mapping[AccountRef, Sender]
    admins: frozenset[AccountRef]
    events: Sequence[WeekEvent]
    """In order."""


def load() -> SchoolWeek:
    file = files("bot.demo") / "school_week.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    members = [_member(table) for table in data["member"]]
    return SchoolWeek(
        group=data["group"]["name"],
        chat_id=data["group"]["chat"],
        members={member.account: member for member in members},
        admins=frozenset(account(m["id"]) for m in data["member"] if m.get("admin")),
        events=[_event(table) for table in data["event"]],
    )


def account(member_id: str) -> AccountRef:
    return AccountRef(Platform.MEMORY, UserId(member_id))


def _member(table: Mapping[str, Any]) -> Sender:
    return Sender(account(table["id"]), table["name"], Role(table["role"]))


def _event(table: Mapping[str, Any]) -> WeekEvent:
    at = datetime.fromisoformat(table["at"]).replace(tzinfo=AMSTERDAM)
    match table.get("kind", "post"):
        case "edit":
            return Edit(at, MessageId(table["id"]), table["text"])
        case "admin":
            return AdminSwitch(at, account(table["member"]), table["admin"])
        case "verdict":
            measure = table.get("measure")
            return StaffVerdict(
                at=at,
                by=account(table["by"]),
                on=MessageId(table["on"]),
                verdict=Verdict(table["verdict"]),
                why=table.get("why", ""),
                measures=(MeasureKind(measure),) if measure else (),
            )
        case _:
            return Post(
                at=at,
                by=account(table["by"]),
                text=table["text"],
                message_id=MessageId(table["id"]) if "id" in table else None,
                reply_to=MessageId(table["reply_to"]) if "reply_to" in table else None,
                media=MediaKind(table["media"]) if "media" in table else None,
            )
