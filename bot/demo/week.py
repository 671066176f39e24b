"""A school week, written by hand, as data."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from operator import attrgetter
from typing import Any

from bot.model.action import MeasureKind
from bot.model.calendar import AMSTERDAM, QuietHours, SchoolCalendar, TestWindow
from bot.model.flag import Verdict
from bot.model.group import ClassGroup, GroupKind
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.message import MediaKind

QUIET = QuietHours(time(22), time(7))
"""When the school of the demo reminds nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happens in a group. *note*: the key of a sentence for who watches."""

    at: datetime
    chat: ChatRef
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Happening):
    by: AccountRef
    text: str
    message_id: MessageId | None = None
    reply_to: MessageId | None = None
    media: MediaKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Happening):
    message_id: MessageId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Happening):
    message_id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSwitch(Happening):
    member: AccountRef
    admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Happening):
    member: AccountRef


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffVerdict(Happening):
    by: AccountRef
    on: MessageId
    verdict: Verdict
    why: str = ""
    measures: tuple[MeasureKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestBell(Happening):
    """A test begins, or is over."""

    __test__ = False  # pytest takes every Test* for its own

    begins: bool


WeekEvent = Post | Edit | Delete | AdminSwitch | Join | StaffVerdict | TestBell


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGroup:
    bound: ClassGroup
    """The group as the bot knows it: its name, and who answers for it."""
    members: Mapping[AccountRef, Sender]
    admins: frozenset[AccountRef]
    later: frozenset[AccountRef]
    """Members who are not there from the beginning."""
    tests: tuple[TestWindow, ...]

    @property
    def chat(self) -> ChatRef:
        return self.bound.chat

    @property
    def name(self) -> str:
        return self.bound.name


@dataclass(frozen=True, slots=True)
class SchoolWeek:
    groups: tuple[DemoGroup, ...]
    events: Sequence[WeekEvent]
    """Of all groups together, in order."""

    @property
    def members(self) -> Mapping[AccountRef, Sender]:
        """Whoever is in any of the groups."""
        return {account: m for group in self.groups for account, m in group.members.items()}

    @property
    def staff(self) -> tuple[str, ...]:
        """What the staff are called."""
        return tuple(member.name for member in self.members.values() if member.role.is_staff)

    @property
    def calendar(self) -> SchoolCalendar:
        tests = tuple(test for group in self.groups for test in group.tests)
        return SchoolCalendar(AMSTERDAM, QUIET, tests)

    def group(self, chat: ChatRef) -> DemoGroup:
        return next(group for group in self.groups if group.chat == chat)


def load() -> SchoolWeek:
    """The week of every file in `weeks/`, as one."""
    here = files("bot.demo") / "weeks"
    names = sorted(file.name for file in here.iterdir() if file.name.endswith(".toml"))
    weeks = [tomllib.loads((here / name).read_text(encoding="utf-8")) for name in names]
    groups = [_group(week) for week in weeks]
    events = [
        event
        for group, week in zip(groups, weeks, strict=True)
        for event in (*_bells(group), *_events(group.chat, week))
    ]
    return SchoolWeek(tuple(sorted(groups, key=_place)), sorted(events, key=attrgetter("at")))


_LONG_AGO = datetime(2026, 8, 31, 9, tzinfo=AMSTERDAM)
"""When the groups of the demo were told that the bot reads along."""


def account(member_id: str) -> AccountRef:
    return AccountRef(Platform.MEMORY, UserId(member_id))


def _place(group: DemoGroup) -> tuple[bool, bool, str]:
    """Pupils before parents, a mentor's group before others."""
    mentored = any(group.members[one].role is Role.MENTOR for one in group.bound.responsible)
    return group.bound.kind is GroupKind.PARENTS, not mentored, group.name


def _group(week: Mapping[str, Any]) -> DemoGroup:
    table = week["group"]
    members = {account(m["id"]): m for m in table["members"]}
    name = table["name"]
    return DemoGroup(
        bound=ClassGroup(
            ChatRef(Platform.MEMORY, ChatId(table["chat"])),
            name,
            GroupKind(table["kind"]),
            responsible=tuple(map(account, table["responsible"])),
            team_lead=account(table["team_lead"]),
            care=tuple(map(account, table["care"])),
            announced=_LONG_AGO,
        ),
        members={one: Sender(one, m["name"], Role(m["role"])) for one, m in members.items()},
        admins=frozenset(one for one, m in members.items() if m.get("admin")),
        later=frozenset(one for one, m in members.items() if m.get("joins")),
        tests=tuple(
            TestWindow(_local(test["begin"]), _local(test["end"]), frozenset({name}))
            for test in week.get("test", ())
        ),
    )


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=AMSTERDAM)


def _bells(group: DemoGroup) -> Iterator[WeekEvent]:
    for test in group.tests:
        yield TestBell(at=test.begin, chat=group.chat, begins=True)
        yield TestBell(at=test.end, chat=group.chat, begins=False)


def _events(chat: ChatRef, week: Mapping[str, Any]) -> Iterator[WeekEvent]:
    for day in week["day"]:
        on: date = day["date"]
        for table in day["events"]:
            yield _event(chat, datetime.combine(on, table["at"], AMSTERDAM), table)


def _event(chat: ChatRef, at: datetime, table: Mapping[str, Any]) -> WeekEvent:
    note = table.get("note", "")
    match table.get("kind", "post"):
        case "edit":
            message_id = MessageId(table["id"])
            return Edit(at=at, chat=chat, note=note, message_id=message_id, text=table["text"])
        case "delete":
            return Delete(at=at, chat=chat, note=note, message_id=MessageId(table["id"]))
        case "admin":
            member, admin = account(table["member"]), table["admin"]
            return AdminSwitch(at=at, chat=chat, note=note, member=member, admin=admin)
        case "join":
            return Join(at=at, chat=chat, note=note, member=account(table["member"]))
        case "verdict":
            measure = table.get("measure")
            return StaffVerdict(
                at=at,
                chat=chat,
                note=note,
                by=account(table["by"]),
                on=MessageId(table["on"]),
                verdict=Verdict(table["verdict"]),
                why=table.get("why", ""),
                measures=(MeasureKind(measure),) if measure else (),
            )
        case _:
            return Post(
                at=at,
                chat=chat,
                note=note,
                by=account(table["by"]),
                text=table.get("text", ""),
                message_id=MessageId(table["id"]) if "id" in table else None,
                reply_to=MessageId(table["reply_to"]) if "reply_to" in table else None,
                media=MediaKind(table["media"]) if "media" in table else None,
            )
