"""Who may do what in a room, by the rules with which its server decides."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from adapters.fields import Json, part, word, words

Act = Literal["redact", "kick", "ban", "invite"]
State = Mapping[tuple[str, str], Json]
"""By type and state key."""

CREATE = "m.room.create"
POWER = "m.room.power_levels"
_NEEDED: Mapping[Act, int] = {"redact": 50, "kick": 50, "ban": 50, "invite": 0}
_STATE_DEFAULT = 50
_OLD_CREATOR = 100
"""Of a room of before version 12, where nobody gave out levels."""
_LARGEST = 1 << 53
_CREATORS_LIMITED = re.compile(r"[1-9]|1[01]")
_CREATOR_IN_CONTENT = re.compile(r"[1-9]|10")


def indexed(state: object) -> State:
    """*state* as a server lists it. What has no type or state key is no state."""
    listed = state if isinstance(state, list) else []
    return {
        (word(each, "type"), word(each, "state_key")): each
        for each in listed
        if isinstance(each, dict)
        and isinstance(each.get("type"), str)
        and isinstance(each.get("state_key"), str)
    }


@dataclass(frozen=True, slots=True)
class Levels:
    version: str = ""
    """Of the room; "": not known. An unknown one follows the latest rules."""
    creators: frozenset[str] = frozenset()
    power: Json | None = field(default=None, hash=False)
    """Content of the power levels; None: the room has none, which is not the same as empty."""

    @classmethod
    def read(cls, state: State) -> "Levels":
        created, power = state.get((CREATE, "")), state.get((POWER, ""))
        version = _version(created)
        creators = frozenset(_creators(created or {}, version))
        return cls(version, creators, None if power is None else part(power, "content"))

    @property
    def has_limited_creators(self) -> bool:
        """Whoever made the room is somebody like any other: so it was before version 12."""
        return _CREATORS_LIMITED.fullmatch(self.version) is not None

    @property
    def redacts_on_top(self) -> bool:
        """Where the server looks for what a redaction is about: beside the content."""
        return _CREATOR_IN_CONTENT.fullmatch(self.version) is not None

    def of(self, user: str) -> float:
        """Infinite, for those who made a room of version 12 or later."""
        if user in self.creators and not self.has_limited_creators:
            return math.inf
        if self.power is None:
            return _OLD_CREATOR if user in self.creators else 0
        own = _level(part(self.power, "users").get(user))
        return own if own is not None else self._told("users_default", 0)

    def to(self, act: Act) -> float:
        return self._told(act, _NEEDED[act])

    def to_set(self, kind: str) -> float:
        """State of that type."""
        own = self._of_kind(kind)
        default = 0 if self.power is None else _STATE_DEFAULT
        return own if own is not None else self._told("state_default", default)

    def to_send(self, kind: str) -> float:
        own = self._of_kind(kind)
        return own if own is not None else self._told("events_default", 0)

    def at_least(self, level: float, among: Collection[str]) -> list[str]:
        """Those of *among*, in an order that is always the same."""
        return sorted(user for user in among if self.of(user) >= level)

    def _of_kind(self, kind: str) -> int | None:
        return _level(part(self.power or {}, "events").get(kind))

    def _told(self, key: str, otherwise: int) -> int:
        told = _level((self.power or {}).get(key))
        return otherwise if told is None else told


def _version(created: Json | None) -> str:
    """A server that leaves it out means the first."""
    if created is None:
        return ""
    content = part(created, "content")
    return word(content, "room_version") if "room_version" in content else "1"


def _creators(created: Json, version: str) -> list[str]:
    content, by = part(created, "content"), word(created, "sender")
    if _CREATOR_IN_CONTENT.fullmatch(version):
        by = word(content, "creator") or by
    more = [] if _CREATORS_LIMITED.fullmatch(version) else words(content, "additional_creators")
    return [each for each in (by, *more) if each]


def _level(value: object) -> int | None:
    """None: unsaid. Until version 10 servers took words and fractions for numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return max(-_LARGEST, min(int(value), _LARGEST))
    except (OverflowError, ValueError):
        return None
