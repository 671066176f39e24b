"""`klaswacht staff`: who of the staff works with the bot, and the link that lets them in."""

import asyncio
import io
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.cli import absence
from bot.cli.desk import Desk, desk, second_code
from bot.cli.output import console, progress_console, safe, say
from bot.cli.table import table
from bot.errors import InputError
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.people.roster import person_name, person_number, role_called
from bot.people.staff import Employee, Invited, Staff
from bot.rights import Signed
from bot.texts import Texts

_CONFIG = Path("config.toml")
_PIXELS = 8
"""A dot of the picture: large enough for a telephone at arm's length."""

T = TypeVar("T")


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.staff.help"), no_args_is_help=True)
    app.add_typer(group, name="staff")
    for command in (_add, _invite, _list, _work, absence.away, absence.back):
        command(group, texts)


def _add(group: typer.Typer, texts: Texts) -> None:
    @group.command("add", help=texts("cli.staff.add.help"))
    def command(
        name: Annotated[str, typer.Argument(metavar="NAME", help=texts("cli.staff.name"))],
        role: Annotated[str, typer.Option(metavar="ROLE", help=texts("cli.staff.role"))],
        *,
        school_class: Annotated[
            list[str] | None,
            typer.Option("--class", metavar="CLASS", help=texts("cli.staff.class")),
        ] = None,
        number: Annotated[
            str, typer.Option(metavar="NUMBER", help=texts("cli.staff.number"))
        ] = "",
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,
        png: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.staff.png"))
        ] = None,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        wanted, named = _role(role), _checked(person_name, name)
        own = _checked(person_number, number) if number else None

        def make(staff: Staff, sitting: Desk) -> Awaitable[Invited]:
            return staff.add(named, wanted, school_class or (), by=sitting.by, number=own)

        _invited(config, make, png, texts, second=second)


def _invite(group: typer.Typer, texts: Texts) -> None:
    @group.command("invite", help=texts("cli.staff.invite.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        *,
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,
        png: Annotated[
            Path | None, typer.Option(metavar="FILE", help=texts("cli.staff.png"))
        ] = None,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        def make(staff: Staff, sitting: Desk) -> Awaitable[Invited]:
            return staff.invite(PersonId(number), by=sitting.by)

        _invited(config, make, png, texts, second=second)


def _invited(
    config: Path,
    make: Callable[[Staff, Desk], Awaitable[Invited]],
    png: Path | None,
    texts: Texts,
    *,
    second: bool,
) -> None:
    from bot.bootstrap.setup import asking  # noqa: PLC0415 - keeps `--help` quick

    async def work(staff: Staff, sitting: Desk) -> tuple[Invited, str, tzinfo]:
        await staff.ask(by=sitting.by)
        # Before it is made, so that no earlier one is lost where there can be no new one.
        async with asking(config, sitting.school.clock) as platform:
            invited = await make(staff, sitting)
            link = platform.link(invited.invitation.token)
        return invited, link, sitting.school.settings.timezone

    invited, link, zone = _at_staff(config, work, texts, second=second)
    _tell(invited, link, zone, png, texts)


def _tell(invited: Invited, link: str, zone: tzinfo, png: Path | None, texts: Texts) -> None:
    out, person = progress_console(), invited.person
    until = f"{invited.invitation.expires.astimezone(zone):%d-%m-%Y %H:%M}"
    role = texts(f"people.role.{person.role}")
    say(out, texts("staff.invited", name=safe(person.name), role=role, number=person.person_id))
    say(out, texts("staff.link", until=until))
    if invited.signed is Signed.ALONE:
        say(out, texts("people.alone"))
    sys.stdout.write(f"{link}\n")
    _draw(link, png)
    say(out, texts("staff.running"))
    if png is not None:
        say(out, texts("staff.png", file=safe(str(png))))


def _draw(link: str, png: Path | None) -> None:
    import segno  # noqa: PLC0415 - as above

    code = segno.make(link, micro=False)
    if sys.stdout.isatty():
        code.terminal(sys.stdout, compact=True)
    if png is None:
        return
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=_PIXELS)
    try:  # whoever sees it can become that person, so it is its owner's only
        png.unlink(missing_ok=True)
        handle = os.open(png, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(picture.getvalue())
    except OSError as error:
        raise InputError("error.staff.png", where=png) from error


def _list(group: typer.Typer, texts: Texts) -> None:
    @group.command("list", help=texts("cli.staff.list.help"))
    def command(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def look(staff: Staff, sitting: Desk) -> tuple[Sequence[Employee], tzinfo]:
            return await staff.everybody(by=sitting.by), sitting.school.settings.timezone

        found, zone = _at_staff(config, look, texts)
        columns = ("number", "name", "role", "classes", "account", "open")
        named = [texts(f"staff.column.{column}") for column in columns]
        table(console(), named, (_row(one, zone, texts) for one in found))


def _row(one: Employee, zone: tzinfo, texts: Texts) -> tuple[str, ...]:
    person = one.person
    kinds = {True: "work", False: "private", None: "unasked"}
    accounts = [texts(f"staff.account.{kinds[link.work]}") for link in one.links]
    until = f"{one.until.astimezone(zone):%d-%m-%Y %H:%M}" if one.until else ""
    return (
        person.person_id,
        person.name,
        texts(f"people.role.{person.role}"),
        ", ".join(person.classes),
        ", ".join(accounts) or texts("staff.account.none"),
        until,
    )


def _work(group: typer.Typer, texts: Texts) -> None:
    @group.command("work", help=texts("cli.staff.work.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        answer: Annotated[
            str,
            typer.Argument(metavar=texts("cli.staff.yes_no"), help=texts("cli.staff.answer")),
        ],
        *,
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        work = _ANSWERS.get(answer.casefold())
        if work is None:
            raise InputError("error.staff.answer", given=answer)

        def decide(staff: Staff, sitting: Desk) -> Awaitable[Employee]:
            return staff.allow(PersonId(number), by=sitting.by, work=work)

        _at_staff(config, decide, texts, second=second)
        say(console(), texts("staff.work.yes" if work else "staff.work.no", number=number))


_ANSWERS = {"yes": True, "ja": True, "no": False, "nee": False}


def _at_staff(
    config: Path,
    work: Callable[[Staff, Desk], Awaitable[T]],
    texts: Texts,
    *,
    second: bool = False,
) -> T:
    async def sit() -> T:
        from bot.bootstrap.assembly import front  # noqa: PLC0415 - as above
        from bot.people.invite import Invitations  # noqa: PLC0415

        async with desk(config) as sitting:
            school = sitting.school
            staff = Staff(
                unit_of_work=school.unit_of_work,
                clock=school.clock,
                invitations=Invitations(front(school.settings, school.clock, school.sign)),
                second=second_code(texts, wanted=second),
            )
            return await work(staff, sitting)

    return asyncio.run(sit())


def _checked(check: Callable[[str], T], given: str) -> T:
    try:
        return check(given)
    except InputError as error:
        raise InputError(error.key, where=given) from None


def _role(given: str) -> Role:
    role = role_called(given)
    if role is None:
        raise InputError("error.people.role", given=given)
    return role
