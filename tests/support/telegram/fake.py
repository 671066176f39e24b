"""The whole of it: one bot, its server, and a world to set up."""

from collections.abc import Callable
from typing import Any, Literal, Self

from tests.support.telegram.errors import Refused, too_many
from tests.support.telegram.faults import Fault, Limits
from tests.support.telegram.groups import Channel, Group
from tests.support.telegram.people import Person
from tests.support.telegram.server import Call, Server
from tests.support.telegram.state import Chat, Member, User
from tests.support.telegram.world import World

GROUP_AT, CHANNEL_AT = 4_000_000, -1_002_000_000_000


class FakeTelegram:
    """`async with FakeTelegram() as telegram:`"""

    def __init__(self, *, privacy: bool = True, username: str = "klaswacht_bot") -> None:
        self.bot_user = User(7_000_000_001, "Klaswacht", username=username, is_bot=True)
        self.token = f"{self.bot_user.id}:AAfake-token-for-loopback-only-00000"
        self.world = World(self.bot_user, privacy)
        self.server = Server(self.world, self.token)
        self.clock = self.world.clock
        self.updates = self.world.updates
        self.origin = ""

    async def __aenter__(self) -> Self:
        self.origin = f"http://127.0.0.1:{await self.server.start()}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()

    @property
    def base_url(self) -> str:
        """As python-telegram-bot wants it: the token comes right behind."""
        return f"{self.origin}/bot"

    # Setting up

    def user(self, first_name: str, *, is_bot: bool = False, **known: Any) -> Person:
        """`last_name`, `username`, `language_code`, `id`, `hides_in_forwards`,
        `misses_whispers`."""
        number = known.pop("id", 500_000_000 + next(self.world.numbers))
        person = Person(number, first_name, is_bot=is_bot, **known, world=self.world)
        self.world.users[person.id] = person
        chat = Chat(person.id, "private", members={person.id: Member(person, "member")})
        self.world.chats[chat.id] = chat
        return person

    def group(
        self,
        title: str,
        *,
        owner: User,
        kind: Literal["group", "supergroup"] = "supergroup",
        members: tuple[User, ...] = (),
        username: str | None = None,
        is_forum: bool = False,
    ) -> Group:
        """Without the bot: see `group.add_bot()`."""
        number = GROUP_AT + next(self.world.numbers)
        chat_id = -number if kind == "group" else -1_001_000_000_000 - number
        group = Group(chat_id, kind, title, username, is_forum, world=self.world)
        group.members[owner.id] = Member(owner, "creator")
        group.members |= {user.id: Member(user, "member") for user in members}
        self.world.chats[group.id] = group
        return group

    def channel(self, title: str, username: str | None = None) -> Channel:
        number = CHANNEL_AT - next(self.world.numbers)
        channel = Channel(number, "channel", title, username, world=self.world)
        self.world.chats[channel.id] = channel
        return channel

    # Looking

    @property
    def calls(self) -> list[Call]:
        return self.server.calls

    def called(self, method: str) -> list[Call]:
        return self.server.called(method)

    @property
    def violations(self) -> list[str]:
        return self.world.violations

    @property
    def limits(self) -> Limits:
        """`limits.enforced = True` answers 429."""
        return self.server.limits

    @property
    def limits_exceeded(self) -> list[str]:
        return self.server.limits.exceeded

    async def until(self, true: Callable[[], Any], seconds: float = 20) -> Any:
        """Waits for what the bot does. Gives what `true` gave."""
        return await self.world.until(true, seconds)

    async def until_fetched(self) -> None:
        """Until the bot has confirmed every update and polls for more."""
        await self.until(lambda: self.updates.is_polled and not self.updates.waiting)

    # Spoiling

    def fail_next(
        self,
        method: str,
        code: int = 500,
        description: str = "Internal Server Error",
        *,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        refusal = Refused(code, description)
        if retry_after is not None:
            refusal = too_many(retry_after)
        self._plan(Fault(method, refusal, times=times))

    def cut_next(self, method: str, *, after: bool = False, times: int = 1) -> None:
        """The connection breaks before, or after, Telegram has carried it out."""
        self._plan(Fault(method, cut=True, after=after, times=times))

    def garble_next(self, method: str, *, times: int = 1) -> None:
        """A proxy answers, in HTML."""
        self._plan(Fault(method, garbled=True, times=times))

    def delay_next(self, method: str, seconds: float, *, times: int = 1) -> None:
        self._plan(Fault(method, delay=seconds, times=times))

    def goes_down(self) -> None:
        """Every connection breaks, open polls too, until it comes back."""
        self.server.go_down()

    def comes_back(self) -> None:
        self.server.is_down = False

    def _plan(self, fault: Fault) -> None:
        self.server.faults.planned.append(fault)
