"""Our types to text and back, for what is kept whole; and labels for what is not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from bot.errors import StorageError
from bot.model.action import (
    Action,
    AlertCare,
    Audience,
    FlagToStaff,
    HideMessage,
    LiftMute,
    MuteMember,
    RemindInGroup,
    RemindPrivately,
    RemoveMember,
    WarnMember,
)
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
    NotRead,
    PrivateMessage,
)
from bot.model.digest import Wish
from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.model.finding import CareSignal, Finding, Rule
from bot.model.flag import Evidence
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, MessageId, MessageRef
from bot.model.member import Sender
from bot.model.outbox import Answer, Change, Delivery, Leave, Say, TakeBack
from bot.model.person import Person
from bot.model.record import DecisionRecord

T = TypeVar("T")


class Codec(Generic[T]):
    """Text of the form "kind {json}". The kinds are stored: never rename one."""

    def __init__(self, kinds: Mapping[str, type[Any]]) -> None:
        self._kinds = {of: kind for kind, of in kinds.items()}
        self._adapters = {kind: TypeAdapter(of) for kind, of in kinds.items()}

    def encode(self, value: T) -> str:
        kind = self._kinds[type(value)]
        return f"{kind} {_dump(self._adapters[kind], value)}"

    def decode(self, text: str) -> T:
        """Raises `StorageError` for text that this version cannot read."""
        kind, _, body = text.partition(" ")
        try:
            # The adapters are those of T's kinds, so what they make is a T.
            value: T = self._adapters[kind].validate_json(body)
        except (KeyError, ValidationError) as error:
            # Not chained: the error of the library quotes the stored text.
            raise StorageError(f"a stored {kind} cannot be read: {type(error).__name__}") from None
        return value


def _dump(adapter: TypeAdapter[Any], value: object) -> str:
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        return to_json(_whole(adapter.dump_python(value))).decode()


def _whole(value: object) -> object:
    """*value* with halves of characters, which no encoding can hold, replaced by "�"."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {key: _whole(item) for key, item in value.items()}
        case list() | tuple():
            return [_whole(item) for item in value]
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Matter:
    """The part of a flag that may hold words or names, or say whom it is for."""

    message_id: MessageId
    sender: Sender
    audience: Audience
    urgent: bool
    findings: tuple[Finding, ...]
    care: CareSignal | None
    evidence: Evidence
    rulebook: str
    target: AccountRef | None = None
    reported: AccountRef | None = None
    raised_at: datetime | None = None


EVENTS = Codec[Event](
    {
        "posted": MessagePosted,
        "edited": MessageEdited,
        "deleted": MessageDeleted,
        "notice": GroupNotice,
        "admins": AdminsChanged,
        "bot_added": BotAdded,
        "bot_removed": BotRemoved,
        "member": MemberChanged,
        "moved": GroupMoved,
        "renamed": GroupRenamed,
        "command": CommandGiven,
        "private": PrivateMessage,
        "pressed": ButtonPressed,
        "not_read": NotRead,
    }
)
EFFECTS = Codec[Delivery](
    {
        "say": Say,
        "hide": HideMessage,
        "warn": WarnMember,
        "mute": MuteMember,
        "lift": LiftMute,
        "remove": RemoveMember,
        "change": Change,
        "take_back": TakeBack,
        "answer": Answer,
        "leave": Leave,
    }
)
MATTERS = Codec[Matter]({"matter": Matter})
GROUPS = Codec[ClassGroup]({"group": ClassGroup})
ACCOUNTS = Codec[AccountRef]({"account": AccountRef})
PLACES = Codec[MessageRef]({"message": MessageRef})
PEOPLE = Codec[Person]({"person": Person})
WISHES = Codec[Wish]({"wish": Wish})


def labels(record: DecisionRecord) -> str:
    """A decision without reasons, spans or any other thing that words could hide in."""
    judged = record.judgement
    return json.dumps(
        {
            "topic": [judged.topic.topic, judged.topic.probability],
            "judged": _brief(judged.findings),
            "findings": _brief(record.findings),
            "care": judged.care is not None,
            "care_probability": judged.care_probability,
            "actions": [_action(action) for action in record.actions],
            "layers": [[layer.name, layer.version] for layer in judged.layers],
            "context_complete": judged.context_complete,
            "testing": record.testing,
        },
        separators=(",", ":"),
    )


def _brief(findings: tuple[Finding, ...]) -> list[list[object]]:
    return [[seen.rule, seen.article, seen.probability] for seen in findings]


def _action(action: Action) -> list[object]:
    match action:
        case RemindInGroup(rule, article):
            return ["remind_group", rule, article]
        case RemindPrivately(rule, article):
            return ["remind_private", rule, article]
        case FlagToStaff(audience, urgent):
            return ["alert" if urgent else "flag", audience]
        case AlertCare():
            return ["care"]


def counted(text: str) -> tuple[tuple[Rule, ...], int]:
    """Of `labels`: the rules found, and how many reminders were given."""
    kept = json.loads(text)
    rules = tuple(Rule(rule) for rule, _, _ in kept["findings"])
    return rules, sum(action[0].startswith("remind_") for action in kept["actions"])
