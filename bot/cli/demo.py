"""`klaswacht demo`: a school week in a minute, pupils beside staff."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.output import console, safe, say
from bot.demo.play import Moment, Play, SimulatedClock
from bot.demo.week import AdminSwitch, Edit, Post, SchoolWeek, StaffVerdict, load
from bot.model.flag import Verdict
from bot.model.ids import AccountRef
from bot.texts import Texts

BOT = "Klaswacht"
DEFAULT = Path("klaswacht-demo")


def add(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts("cli.demo.help"))
    def demo(
        out: Annotated[Path, typer.Option(metavar="DIR", help=texts("cli.demo.out"))] = DEFAULT,
        database: Annotated[
            str | None, typer.Option(metavar="URL", help=texts("cli.demo.database"))
        ] = None,
    ) -> None:
        asyncio.run(_demo(out.resolve(), database, texts))


async def _demo(directory: Path, database: str | None, texts: Texts) -> None:
    from bot.bootstrap import DEMO_DATABASE, DEMO_KEY, demo  # noqa: PLC0415 - keeps `--help` quick

    week, screen = load(), console()
    clock = SimulatedClock(week.events[0].at)
    show = Columns(screen, week, texts)
    async with demo(directory, texts, clock, database) as (app, platform):
        show.head()
        async for moment in Play(app, platform, week, clock).run():
            show.moment(moment)
    if database is None:
        show.foot("demo.database", directory / DEMO_DATABASE)
    else:  # not told again: a URL may hold a password
        show.foot("demo.key", directory / DEMO_KEY)


class Columns:
    """Two columns: what pupils see, what staff see."""

    def __init__(self, screen: Console, week: SchoolWeek, texts: Texts) -> None:
        self._screen = screen
        self._week = week
        self._texts = texts
        self._digest = ""

    def head(self) -> None:
        self._screen.print(self._texts("demo.intro", group=self._week.group), end="\n\n")
        self._row(
            Text(self._texts("demo.pupils"), style="bold"),
            Text(self._texts("demo.staff"), style="bold"),
        )

    def moment(self, moment: Moment) -> None:
        if moment.event is None:
            self._digest = moment.private[-1][1] if moment.private else self._digest
            return
        left, right = list(self._seen(moment)), list(self._staff_sees(moment))
        self._row(Text("\n").join(left), Text("\n").join(right))

    def foot(self, key: str, path: Path) -> None:
        self._screen.print()
        self._screen.print(Text(self._texts("demo.digest"), style="bold"))
        for line in self._digest.splitlines():
            say(self._screen, safe(line).strip(), indent=len(line) - len(line.lstrip()))
        self._screen.print()
        self._screen.print(self._texts(key, path=path), soft_wrap=True)

    def _row(self, left: Text, right: Text) -> None:
        table = Table.grid(padding=(0, 3, 0, 0), expand=True)
        for _ in range(2):
            table.add_column(ratio=1, overflow="fold")
        table.add_row(left, right)
        self._screen.print(table)

    def _seen(self, moment: Moment) -> Iterator[Text]:
        """The event itself and what the bot said to the group or to a member in private."""
        if not isinstance(moment.event, StaffVerdict):
            yield Text(f"{self._when(moment)} {self._event(moment)}")
        for text in moment.in_group:
            yield Text(f"  {BOT}: {text}", style="cyan")
        for account, text in moment.private:
            if not self._week.members[account].role.is_staff:
                to = self._texts("demo.private", name=self._name(account))
                yield Text(f"  {BOT} {to}: {text}", style="cyan")

    def _staff_sees(self, moment: Moment) -> Iterator[Text]:
        if isinstance(moment.event, StaffVerdict):
            yield Text(f"{self._when(moment)} {self._event(moment)}")
        for account, text in moment.private:
            if self._week.members[account].role.is_staff:
                head = self._texts("demo.to_staff", name=self._name(account))
                yield Text(f"{head}\n{safe_lines(text)}", style="yellow")

    def _event(self, moment: Moment) -> str:
        match moment.event:
            case Post(by=by, text=text):
                return f"{self._name(by)}: {safe(text)}"
            case Edit(_, _, text):
                return self._texts("demo.edited", text=safe(text))
            case AdminSwitch(_, account, admin):
                key = "demo.made_admin" if admin else "demo.no_admin"
                return self._texts(key, name=self._name(account))
            case StaffVerdict(by=by, verdict=verdict, why=why):
                key = "demo.upheld" if verdict is Verdict.UPHELD else "demo.dismissed"
                return self._texts(key, name=self._name(by), why=safe(why))
            case None:
                return ""

    def _when(self, moment: Moment) -> str:
        day = self._texts(f"weekday.{moment.at.isoweekday()}")[:2]
        return f"{day} {moment.at:%H:%M}"

    def _name(self, account: AccountRef) -> str:
        return self._week.members[account].name


def safe_lines(text: str) -> str:
    return "\n".join(safe(line) for line in text.splitlines())
