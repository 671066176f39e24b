"""`klaswacht demo --interactive`: type as anybody, see what the bot does and why."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rich.text import Text

from bot.cli import demo_lists
from bot.cli.demo_answer import show
from bot.cli.demo_digests import DigestDesk
from bot.cli.demo_moments import Teller, long_date
from bot.cli.demo_screen import BOT, Board, aside
from bot.cli.demo_typing import later, typed
from bot.cli.output import console, safe
from bot.demo.play import Play, SimulatedClock
from bot.demo.session import Answer, Refusal, Session
from bot.demo.week import load
from bot.errors import AdapterError, AlreadyDecided, MissingPermission
from bot.model.action import MeasureKind
from bot.model.calendar import AMSTERDAM
from bot.model.flag import Verdict
from bot.model.message import MediaKind
from bot.texts import Language, Texts
from bot.texts import texts as texts_in

_BEGIN = timedelta(hours=10)
"""After midnight of the week's first day: nobody sleeps, no test runs."""


COMMANDS = (
    "help",
    "who",
    "as",
    "group",
    "new",
    "reply",
    "photo",
    "edit",
    "delete",
    "test",
    "clock",
    "right",
    "wrong",
    "digest",
    "stop",
)
"""In the order in which the help tells them."""

MEASURES = ("hide", "warn", "mute", "remove")


class _Stop(Exception):
    """Somebody has seen enough."""


def converse(directory: Path, database: str | None, texts: Texts) -> None:
    from bot.bootstrap.demo import DEMO_DATABASE, DEMO_KEY, demo  # noqa: PLC0415 - keeps `--help` quick

    week = load()
    first = week.events[0].at.astimezone(AMSTERDAM)
    clock = SimulatedClock(first.replace(hour=0, minute=0, second=0) + _BEGIN)
    board = Board(console())
    # Typing waits outside the loop: inside it Ctrl-C would only be heard after Enter.
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        entered = demo(directory, texts, clock, database, staff=week.staff, calendar=week.calendar)
        app, platform = runner.run(stack.enter_async_context(entered))
        try:
            play = Play(app, platform, week.groups, clock)
            runner.run(play.begin())
            prompt = Prompt(board, Session(play, week.groups), texts)
            with suppress(_Stop, EOFError, KeyboardInterrupt):
                prompt.welcome()
                for line in typed(prompt.line):
                    runner.run(prompt.hear(line))
            board.across("", texts("demo.bye"))
        finally:
            runner.run(stack.aclose())
    if database is None:
        board.path(texts("demo.database", path=directory / DEMO_DATABASE))
    else:  # not told again: a URL may hold a password
        board.path(texts("demo.key", path=directory / DEMO_KEY))


@dataclass(slots=True)
class Prompt:
    board: Board
    session: Session
    texts: Texts
    _teller: Teller = field(init=False)
    _digests: DigestDesk = field(init=False)
    _reply_to: int | None = None
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        members = {a: m for known in self.session.members.values() for a, m in known.items()}
        self._teller = Teller(members, self.texts)
        self._digests = DigestDesk(self.board, self._teller)
        # Whichever language is spoken, both are understood.
        self._names = {
            texts_in(language)(f"demo.command.{name}"): name
            for language in Language
            for name in COMMANDS
        }

    def welcome(self) -> None:
        self.board.across(
            Text(self.texts("demo.talk.title"), "bold"),
            self.texts("demo.intro"),
            self.texts("demo.talk.intro", help=self._command("help"), stop=self._command("stop")),
        )
        self._who()

    def line(self) -> str:
        session = self.session
        day = self.texts(f"weekday.{session.now.isoweekday()}")[:2]
        parts = [session.group.name, f"{day} {session.now:%H:%M}", session.speaker.name]
        if session.group.chat in session.testing:
            parts.insert(2, self.texts("demo.talk.testing"))
        return f"{' · '.join(map(safe, parts))} > "

    async def hear(self, line: str) -> None:
        """What was typed: a command, or a message of whoever speaks."""
        try:
            if line.startswith("/"):
                await self._command_line(line[1:])
            elif line:
                await self._say(line)
        except MissingPermission:
            self._tell("demo.talk.muted", name=self.session.speaker.name)
        except AlreadyDecided:
            self._tell("demo.talk.decided")
        except AdapterError:
            self._tell("demo.talk.no_message", name=self.session.speaker.name)

    async def _command_line(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        name, rest = self._names.get(word.casefold(), ""), rest.strip()
        commands: dict[str, Callable[[str], Awaitable[None] | None]] = {
            "help": lambda _: self._help(),
            "who": lambda _: self._who(),
            "as": self._as,
            "group": self._group,
            "new": self._new,
            "reply": self._reply,
            "photo": lambda text: self._say(text, MediaKind.PHOTO),
            "edit": self._edit,
            "delete": lambda _: self._delete(),
            "test": self._test,
            "clock": self._clock,
            "right": lambda given: self._decide(given, Verdict.UPHELD),
            "wrong": lambda given: self._decide(given, Verdict.DISMISSED),
            "digest": lambda _: self._digest(),
        }
        if name == "stop":
            raise _Stop
        if name not in commands:
            self._tell("demo.talk.unknown", word=word, help=self._command("help"))
            return
        done = commands[name](rest)
        if done is not None:
            await done

    # what people say

    async def _say(self, text: str, media: MediaKind | None = None) -> None:
        parent = self.session.numbered(self._reply_to) if self._reply_to else None
        self._reply_to = None
        self._answer(await self.session.say(text, media=media, reply_to=parent))

    async def _reply(self, given: str) -> None:
        number, _, text = given.partition(" ")
        if not number.isdecimal() or self.session.numbered(int(number)) is None:
            self._tell("demo.talk.no_number", number=number)
            return
        self._reply_to = int(number)
        if text.strip():
            await self._say(text.strip())
        else:
            self._tell("demo.talk.reply", number=number)

    async def _edit(self, text: str) -> None:
        if text:
            self._answer(await self.session.edit(text))
        else:
            self._help("edit")

    async def _delete(self) -> None:
        self._answer(await self.session.delete())

    async def _new(self, name: str) -> None:
        if not name:
            self._help("new")
            return
        answer = await self.session.newcomer(name)
        self._teller.add(self.session.speaker)
        self._answer(answer)

    # who speaks, where and when

    def _as(self, who: str) -> None:
        if not who:
            self._help("as")
            return
        match self.session.called(who):
            case []:
                self._tell("demo.talk.nobody", name=who, who=self._command("who"))
            case [(_, speaker)]:
                self.session.speak_as(speaker)
                role = self.texts(f"demo.role.{speaker.role}")
                self._tell("demo.talk.speaks", name=speaker.name, role=role)
            case several:
                names = ", ".join(f"{number} {one.name}" for number, one in several)
                self._tell("demo.talk.several", names=names, command=self._command("as"))

    def _group(self, given: str) -> None:
        """Without a number: which groups there are."""
        groups = self.session.groups
        number = int(given) if given.isdecimal() else 0
        if 0 < number <= len(groups):
            self.session.enter(groups[number - 1])
        elif given:
            self._tell("demo.talk.no_group", number=given, who=self._command("who"))
            return
        self._who()

    def _who(self) -> None:
        demo_lists.who(self.session, self.board, self.texts)

    def _test(self, given: str) -> None:
        wanted = {"demo.talk.on": True, "demo.talk.off": False}
        words = {texts_in(lang)(key): on for key, on in wanted.items() for lang in Language}
        on = words.get(given.casefold())
        if on is None:
            self._help("test")
            return
        self.session.test(on=on)
        self._tell("demo.test_begins" if on else "demo.test_over")

    async def _clock(self, given: str) -> None:
        moment = later(self.session.now, given)
        if moment is None:
            self._help("clock")
            return
        self._digests.struck(await self.session.wait(moment))
        day = long_date(self.session.now.date(), self.texts)
        self._tell("demo.talk.now", time=f"{self.session.now:%H:%M}", day=day)

    # what staff do

    async def _decide(self, given: str, verdict: Verdict) -> None:
        number, *words = given.split()[:2] or [""]
        kinds = {
            texts_in(language)(f"demo.measure.{kind}"): MeasureKind(kind)
            for language in Language
            for kind in MEASURES
        }
        measures = [kinds[word.casefold()] for word in words if word.casefold() in kinds]
        upheld = verdict is Verdict.UPHELD
        if not number.isdecimal() or len(measures) != len(words) or (words and not upheld):
            self._help("right" if upheld else "wrong")
        elif not self.session.speaker.role.is_staff:
            self._tell("demo.talk.staff_only", names=self.session.answers_here())
        else:
            await self._verdict(int(number), verdict, measures)

    async def _verdict(
        self, number: int, verdict: Verdict, measures: Sequence[MeasureKind]
    ) -> None:
        try:
            self._answer(await self.session.decide(number, verdict, measures))
        except Refusal as refusal:
            self._tell(
                refusal.key,
                number=number,
                name=self.session.speaker.name,
                wrong=self._command("wrong"),
            )

    async def _digest(self) -> None:
        moment = await self.session.digest()
        if moment.private:
            self._digests.show(moment)
        else:
            self._tell("demo.talk.digest_sent")
            self._digests.again()

    # the screen

    def _answer(self, answer: Answer) -> None:
        self._digests.struck(answer.before)
        show(answer, self.board, self._teller)

    def _tell(self, key: str, **values: object) -> None:
        self.board.blocks(aside(self.texts(key, **values), BOT))

    def _help(self, *names: str) -> None:
        """Of the commands of these *names*; of all when there are none."""
        told = names or COMMANDS
        lines = [(self._command(name), self.texts(f"demo.help.{name}")) for name in told]
        demo_lists.commands(lines, self.board)

    def _command(self, name: str) -> str:
        return "/" + self.texts(f"demo.command.{name}")
