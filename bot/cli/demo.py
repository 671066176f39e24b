"""`klaswacht demo`: a school week in a minute, pupils beside staff."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.cli.demo_moments import Teller, digest_blocks, long_date
from bot.cli.demo_screen import Board
from bot.cli.output import console
from bot.cli.overview import Naming
from bot.demo.play import Moment, Play, SimulatedClock
from bot.demo.tally import Tally
from bot.demo.week import SchoolWeek, StaffVerdict, load
from bot.errors import ConfigError
from bot.model.group import GroupKind
from bot.model.ids import AccountRef, ChatRef
from bot.report.build import PageBuilder
from bot.report.write import must_be_writable, write
from bot.texts import Texts
from bot.wording import Wording

DEFAULT = Path("klaswacht-demo")
OVERVIEW = "overview.html"

Rest = Callable[[float], Awaitable[None]]
"""Lets so many seconds pass."""

LINE, EVENT, NOTE, CARD, DAY = 0.12, 0.3, 0.6, 0.75, 1.0
"""Seconds to read a message, another event, a note, what the bot says, a day's name."""


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.demo.help"))
    def demo(
        out: Annotated[Path, typer.Option(metavar="DIR", help=texts("cli.demo.out"))] = DEFAULT,
        database: Annotated[
            str | None, typer.Option(metavar="URL", help=texts("cli.demo.database"))
        ] = None,
        fast: Annotated[bool, typer.Option("--fast", help=texts("cli.demo.fast"))] = False,  # noqa: FBT002 - Typer
        interactive: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--interactive", "-i", help=texts("cli.demo.interactive"))
        ] = False,
    ) -> None:
        if database and _has_password(database):
            raise ConfigError("error.demo.password")
        directory = out.resolve()
        if interactive:
            from bot.cli.demo_prompt import converse  # noqa: PLC0415 - the week does without

            converse(directory, database, texts)
            return
        screen = console()
        rest = _at_once if fast or not screen.is_terminal else asyncio.sleep
        asyncio.run(show_week(Board(screen), directory, database, texts, rest))


async def _at_once(_: float) -> None: ...


async def show_week(
    board: Board, directory: Path, database: str | None, texts: Texts, rest: Rest
) -> None:
    from bot.bootstrap.demo import DEMO_DATABASE, DEMO_KEY, demo  # noqa: PLC0415 - keeps `--help` quick

    week = load()
    clock = SimulatedClock(week.events[0].at)
    show, tally = Show(board, week, texts), Tally(week.calendar.timezone)
    async with demo(
        directory, texts, clock, database, staff=week.staff, calendar=week.calendar
    ) as (app, platform):
        must_be_writable(directory / OVERVIEW)
        show.head()
        async for moment in Play(app, platform, week.groups, clock).week(week):
            tally.add(moment)
            await rest(show.moment(moment))
        show.digests()
        show.summary(tally)
        overview = write_overview(directory, tally, app.wording)
    board.path(texts("demo.overview", path=overview))
    if database is None:
        board.path(texts("demo.database", path=directory / DEMO_DATABASE))
    else:  # not told again: a URL may hold a password
        board.path(texts("demo.key", path=directory / DEMO_KEY))
    board.path(texts("demo.try"))


@dataclass(slots=True)
class Show:
    board: Board
    week: SchoolWeek
    texts: Texts
    _teller: Teller = field(init=False)
    _day: date | None = None
    _chat: ChatRef | None = None
    _digests: dict[AccountRef, str] = field(default_factory=dict)
    _digest_day: date | None = None

    def __post_init__(self) -> None:
        self._teller = Teller(dict(self.week.members), self.texts, brief=True)

    def head(self) -> None:
        count = len(self.week.groups)
        self.board.across(
            Text(self.texts("demo.title", count=count), "bold"),
            self.texts("demo.intro"),
            self.texts("demo.intro_columns"),
        )

    def moment(self, moment: Moment) -> float:
        """Show it. Returns how many seconds it takes to read."""
        pause = self._headings(moment)
        if moment.event is None:
            self._digests.update(moment.private)
            self._digest_day = moment.at.date()
            self.board.row((), [self._teller.digest_sent(moment)])
            return pause + EVENT
        left, right = self._teller.group_sees(moment), self._teller.staff_sees(moment)
        self.board.row(list(left), list(right))
        if moment.in_group or moment.private:
            return pause + CARD
        if moment.event.note:
            return pause + NOTE
        return pause + (EVENT if isinstance(moment.event, StaffVerdict) else LINE)

    def digests(self) -> None:
        """What each member of staff got on the last day."""
        if self._digest_day is None:
            return
        day = long_date(self._digest_day, self.texts)
        self.board.day(self.texts("digest.title", day=day))
        for account, text in self._digests.items():
            name = self.texts("demo.digest_of", name=self._teller.name(account))
            self.board.across("", Text(name, "bold underline"))
            self.board.blocks(*digest_blocks(text))

    def summary(self, tally: Tally) -> None:
        texts = self.texts
        self.board.day(texts("demo.in_numbers"))
        self.board.across(
            texts("demo.summary", messages=tally.messages, quiet=tally.innocent),
            texts(
                "demo.summary_bot",
                reminders=tally.reminders,
                flags=tally.flags,
                care=tally.care,
            ),
            texts("demo.summary_people", verdicts=tally.verdicts),
            "",
        )

    def _headings(self, moment: Moment) -> float:
        """The day when it is a new one, the group when it is another. Returns seconds."""
        pause = 0.0
        if moment.at.date() != self._day:
            self._day, self._chat = moment.at.date(), None
            self.board.day(long_date(self._day, self.texts))
            self.board.heads(self.texts("demo.group_sees"), self.texts("demo.staff_see"))
            pause = DAY
        if moment.event is not None and moment.event.chat != self._chat:
            self._chat = moment.event.chat
            group = self.week.group(self._chat)
            parents = group.bound.kind is GroupKind.PARENTS
            self.board.group(group.name, self.texts("demo.parents" if parents else "demo.pupils"))
        return pause


def write_overview(directory: Path, tally: Tally, wording: Wording) -> Path:
    """The page that `check --report` makes, of this week."""
    from bot.report.render import render  # noqa: PLC0415 - the conversation does without

    overview, texts = tally.overview(), wording.texts
    builder = PageBuilder(wording, Naming.hidden(overview.senders, texts), named=False)
    last = max(group.last for group in overview.groups.values() if group.last is not None)
    page = builder.page(overview, (), [texts("demo.intro")], last)
    path = directory / OVERVIEW
    write(path, render(page, texts))
    return path


def _has_password(address: str) -> bool:
    """Whoever lists the processes of the system can read it there."""
    _, _, rest = address.partition("://")
    server, _, options = rest.partition("?")
    return ":" in server.rpartition("@")[0] or "password=" in options.casefold()
