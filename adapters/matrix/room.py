"""A room as its raw state has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adapters.fields import Json, part, word
from adapters.matrix.levels import Levels, State, indexed
from bot.model.ids import AccountRef, ChatId, ChatRef, Platform, UserId
from bot.model.member import Identity, Role, Sender

MEMBER = "m.room.member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    room_id: str
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """How people are called here, by their id; also of who left."""
    members: frozenset[str] = frozenset()
    """Who is in it."""
    levels: Levels = field(default_factory=Levels)
    private: bool = False
    """Somebody alone with the bot. No state says so for certain: whoever made the room knows."""

    @classmethod
    def read(cls, room_id: str, state: object, *, private: bool = False) -> "Room":
        """*state*: all of it, as a list of events."""
        by = indexed(state)
        people = {
            who: part(event, "content") for (kind, who), event in by.items() if kind == MEMBER
        }
        return cls(
            room_id=room_id,
            name=_content(by, "m.room.name", "name") or alias(by),
            names={who: name for who, of in people.items() if (name := word(of, "displayname"))},
            members=frozenset(
                who for who, of in people.items() if word(of, "membership") == "join"
            ),
            levels=Levels.read(by),
            private=private,
        )

    def after(self, power: Json) -> "Room":
        """As it is once its power levels are *power*."""
        return replace(self, levels=replace(self.levels, power=power))

    @property
    def chat(self) -> ChatRef:
        return ChatRef(Platform.MATRIX, ChatId(self.room_id))

    def somebody(self, user_id: str, me: str, name: str = "") -> Sender:
        """*me*: the bot. *name* stands in for one that is not known."""
        account = AccountRef(Platform.MATRIX, UserId(user_id))
        identity = Identity.BOT if user_id == me else Identity.PERSON
        return Sender(account, self.names.get(user_id) or name or user_id, Role.STUDENT, identity)


def alias(state: State) -> str:
    return _content(state, "m.room.canonical_alias", "alias")


def _content(state: State, kind: str, key: str) -> str:
    return word(part(state.get((kind, ""), {}), "content"), key)
