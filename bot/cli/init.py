"""`klaswacht init`: a school's first settings and its first person, by asking."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.cli.asked import Questions, must_have_a_screen
from bot.cli.output import console, safe, say
from bot.errors import InputError
from bot.first_config import Answers, written
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.people.enrol import Enrolment
from bot.people.roster import Roster, Row, person_name, person_number
from bot.school import os_account
from bot.texts import Texts

AMSTERDAM = "Europe/Amsterdam"
_TOKEN = "KLASWACHT_TELEGRAM_TOKEN"  # noqa: S105 - the name of a variable


def add(app: typer.Typer, texts: Texts) -> None:
    option = typer.Option(metavar="FILE", help=texts("cli.init.config"))

    @app.command(help=texts("cli.init.help"))
    def init(config: Annotated[Path, option] = Path("config.toml")) -> None:
        must_have_a_screen("error.init.no_screen")
        if not config.parent.is_dir():
            raise InputError("error.init.no_folder", where=config.parent)
        asked = Questions(texts)
        say(console(), texts("init.begin"))
        if config.exists() and not asked.yes("init.overwrite", file=safe(str(config))):
            say(console(), texts("init.kept"))
            return
        _Setup(asked, texts, config).run()


@dataclass(frozen=True, slots=True)
class _Me:
    number: PersonId
    name: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Setup:
    asked: Questions
    texts: Texts
    config: Path

    def run(self) -> None:
        """Nothing is written before the last answer."""
        answers, me = self._answers(), self._me()
        fresh = self.config.with_name(f"{self.config.name}.new")
        try:
            _write(fresh, written(answers))
            first = asyncio.run(_begin(fresh, me))
            _put(fresh, self.config)
        except OSError as error:
            raise InputError("error.init.unwritable", where=self.config) from error
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        self._tell(me, answers, first=first)

    def _answers(self) -> Answers:
        ask = self.asked
        answers = Answers(
            school=ask.needed("init.school"),
            timezone=ask.text("init.timezone", usual=AMSTERDAM, check=_timezone),
            controller=ask.text("init.controller"),
            contact=ask.text("init.contact"),
            privacy_officer=ask.text("init.officer"),
            quiet=_hours(ask.text("init.quiet", check=_quiet)),
            rules_link=ask.text("init.rules_link", check=_link),
            help=ask.text("init.at_school"),
        )
        return replace(answers, token=self._token())

    def _me(self) -> _Me:
        say(console(), self.texts("init.me", account=safe(str(os_account()))))
        name = self.asked.needed("init.name", person_name)
        number = self.asked.needed("init.number", person_number)
        classes = self.asked.text("init.classes").split(",")
        return _Me(PersonId(number), name, tuple(one.strip() for one in classes if one.strip()))

    def _token(self) -> str | None:
        """None: it stands in the environment, or there is none yet."""
        say(console(), self.texts("init.token.how"))
        if os.environ.get(_TOKEN):
            say(console(), self.texts("init.token.given", variable=_TOKEN))
            self._meet(os.environ[_TOKEN])
            return None
        while token := self.asked.secret("init.token"):
            if self._meet(token) or self.asked.yes("init.token.anyway"):
                in_file = not self.asked.yes("init.token.elsewhere", variable=_TOKEN)
                return token if in_file else None
        say(console(), self.texts("init.token.later"))
        return None

    def _meet(self, token: str) -> bool:
        """Whether Telegram knows it. What it does not read is explained."""
        from bot.bootstrap.setup import meet, with_token  # noqa: PLC0415 - keeps `--help` quick

        try:
            account = asyncio.run(meet(with_token(token)))
        except InputError as error:
            unknown = error.key == "error.telegram.token"
            self.asked.tell(InputError("error.init.token") if unknown else error)
            return False
        if account is not None:
            say(console(), self.texts("init.token.met", name=safe(account.name)))
            if not account.reads_all:
                say(console(), self.texts("doctor.privacy_mode"))
        return True

    def _tell(self, me: _Me, answers: Answers, *, first: bool) -> None:
        out = console()
        say(out, self.texts("init.done", file=safe(str(self.config))))
        if first:
            say(out, self.texts("init.first", number=me.number))
        else:
            say(out, self.texts("init.not_first"))
        if answers.token is None and not os.environ.get(_TOKEN):
            say(out, self.texts("init.then.token", variable=_TOKEN))
        say(out, self.texts("init.then", number=me.number))


def _write(file: Path, text: str) -> None:
    """Its owner's only: it may hold the token."""
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)


def _put(fresh: Path, config: Path) -> None:
    """In the place of the one there is, which gets another name. There is always one of them."""
    if config.exists():
        old = config.with_name(f"{config.name}.old")
        old.unlink(missing_ok=True)
        old.hardlink_to(config)
    fresh.replace(config)


async def _begin(config: Path, me: _Me) -> bool:
    """Whether *me* is the first person; where the school has begun before, nobody is anew. Raises
    `InputError` where these settings cannot be used."""
    from bot.bootstrap.opening import school  # noqa: PLC0415 - keeps `--help` quick

    async with school(config) as opened:
        async with opened.unit_of_work() as uow:
            if await uow.people.anybody():
                return False
        row = Row(1, me.number, me.name, Role.TEAM_LEAD, me.classes)
        enrolment = Enrolment(opened.unit_of_work, opened.clock)
        enrolled = await enrolment.take(Roster((row,)), by=os_account(), me=me.number)
        for bad in enrolled.bad:
            raise InputError(bad.key, where=me.number, **bad.values)
    return True


def _timezone(given: str) -> str:
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError("error.init.timezone") from None
    return given


def _quiet(given: str) -> str:
    try:
        _hours(given)
    except ValueError:
        raise InputError("error.init.quiet") from None
    return given


def _hours(given: str) -> tuple[str, str] | None:
    """Raises `ValueError` for what is no "22:00-7:00". People write a full stop too."""
    if not given:
        return None
    hours = given.replace(".", ":").replace("–", "-").split("-")
    begin, end = (f"{datetime.strptime(one.strip(), '%H:%M'):%H:%M}" for one in hours)  # noqa: DTZ007 - an hour of any day
    if begin == end:
        raise ValueError("quiet hours of no length")
    return begin, end


def _link(given: str) -> str:
    if not given or given.startswith(("https://", "http://")):
        return given
    host = given.partition("/")[0]
    if "." not in host.strip(".") or any(one.isspace() or one in ":@" for one in given):
        raise InputError("error.init.link")
    return f"https://{given}"
