"""`klaswacht people`: who people are to the school, and which accounts are theirs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.cli.desk import Desk, desk, second_code
from bot.cli.output import console, progress_console, safe, say
from bot.cli.refs import account_written, chat_written
from bot.cli.table import table
from bot.errors import InputError
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Membership, Person
from bot.people.enrol import Enrolled, Enrolment
from bot.people.office import Changed, Code, Office
from bot.people.roster import BadRow, Roster, read_roster, role_called
from bot.people.signing import Holder
from bot.rights import Signed, who_is
from bot.school import os_account
from bot.texts import Texts

_CONFIG = Path("config.toml")
_SHOWN = 20
"""Numbers of who is absent from a file. With more, the file is of only some of the school."""

_SIGNERS = 3
"""With fewer who can sign, nobody can be changed when one of them is away."""

T = TypeVar("T")


def add(app: typer.Typer, texts: Texts) -> None:
    group = typer.Typer(help=texts("cli.people.help"), no_args_is_help=True)
    app.add_typer(group, name="people")
    for command in (_import, _list, _show, _link, _unlink, _join, _leave, _code, _powers, _me):
        command(group, texts)


def _import(group: typer.Typer, texts: Texts) -> None:
    @group.command("import", help=texts("cli.people.import.help"))
    def command(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=texts("cli.people.file"))],
        me: Annotated[str, typer.Option(metavar="NUMBER", help=texts("cli.people.me"))] = "",
        dry_run: Annotated[  # noqa: FBT002 - Typer
            bool, typer.Option("--dry-run", help=texts("cli.people.dry_run"))
        ] = False,
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def take(sitting: Desk) -> tuple[Roster, Enrolled]:
            school = sitting.school
            roster = read_roster(file, school.clock().astimezone(school.settings.timezone).date())
            signed_with = second_code(texts, wanted=second)
            enrolment = Enrolment(school.unit_of_work, school.clock, signed_with)
            number = PersonId(me) if me else None
            return roster, await enrolment.take(roster, by=sitting.by, me=number, dry_run=dry_run)

        roster, enrolled = _sit(config, take)
        if enrolled.bad:
            _tell_bad(enrolled.bad, texts)
            raise InputError("error.people.bad_rows", where=file, count=len(enrolled.bad))
        _tell(roster, enrolled, texts)
        if dry_run:
            say(console(), texts("people.dry_run"))
            return
        _tell_alone(enrolled.signed, texts)
        if me:
            account = safe(str(os_account()))
            say(console(), texts("people.first", account=account, number=me))


def _tell_bad(bad: Sequence[BadRow], texts: Texts) -> None:
    out = progress_console()
    for row in bad:
        say(out, texts("people.bad_row", line=row.line, why=texts(row.key, **row.values)))


def _tell(roster: Roster, enrolled: Enrolled, texts: Texts) -> None:
    out, absent = console(), enrolled.absent
    counts = {"new": enrolled.new, "changed": enrolled.changed, "unchanged": enrolled.unchanged}
    say(out, texts("people.imported", **counts))
    if absent:
        say(out, texts("people.absent", count=len(absent)))
    if 0 < len(absent) <= _SHOWN:
        say(out, ", ".join(absent), indent=2)
    if roster.unread:
        say(out, texts("people.unread", columns=safe(", ".join(roster.unread))))


def _list(group: typer.Typer, texts: Texts) -> None:
    @group.command("list", help=texts("cli.people.list.help"))
    def command(
        school_class: Annotated[
            str, typer.Option("--class", metavar="CLASS", help=texts("cli.people.class"))
        ] = "",
        role: Annotated[str, typer.Option(metavar="ROLE", help=texts("cli.people.role"))] = "",
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        wanted = _role(role) if role else None
        people = _at_office(
            config,
            lambda office, sitting: office.everybody(
                by=sitting.by, school_class=school_class, role=wanted
            ),
        )
        _table(people, texts)


def _table(people: Sequence[Person], texts: Texts) -> None:
    columns = [texts(f"people.column.{one}") for one in ("number", "name", "role", "classes")]
    rows = (
        (one.person_id, one.name, texts(f"people.role.{one.role}"), ", ".join(one.classes))
        for one in people
    )
    table(console(), columns, rows)


def _show(group: typer.Typer, texts: Texts) -> None:
    @group.command("show", help=texts("cli.people.show.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        known = _at_office(
            config, lambda office, sitting: office.one(PersonId(number), by=sitting.by)
        )
        _tell_known(known, texts)


def _tell_known(known: Known, texts: Texts) -> None:
    _table([known.person], texts)
    out = console()
    for link in known.links:
        kind = {True: "work", False: "private", None: "unasked"}[link.work]
        kind_told = texts(f"people.account.{kind}")
        say(out, texts("people.account", account=safe(str(link.account)), kind=kind_told))
    for member in known.memberships:
        role = texts(f"people.role.{member.role}")
        say(out, texts("people.membership", chat=safe(str(member.chat)), role=role))
    if not known.links:
        say(out, texts("people.no_accounts"))


def _link(group: typer.Typer, texts: Texts) -> None:
    @group.command("link", help=texts("cli.people.link.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        account: Annotated[
            str, typer.Argument(metavar="PLATFORM:ID", help=texts("cli.people.account"))
        ],
        work: Annotated[
            bool | None, typer.Option("--work/--private", help=texts("cli.people.work"))
        ] = None,
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        link = AccountLink(account_written(account), PersonId(number), work)
        changed = _at_office(
            config,
            lambda office, sitting: office.link(link, by=sitting.by),
            lambda: second_code(texts, wanted=second),
        )
        _done("people.linked", texts, changed, account=safe(account))


def _unlink(group: typer.Typer, texts: Texts) -> None:
    @group.command("unlink", help=texts("cli.people.unlink.help"))
    def command(
        account: Annotated[
            str, typer.Argument(metavar="PLATFORM:ID", help=texts("cli.people.account"))
        ],
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        ref = account_written(account)
        changed = _at_office(
            config,
            lambda office, sitting: office.unlink(ref, by=sitting.by),
            lambda: second_code(texts, wanted=second),
        )
        _done("people.unlinked", texts, changed, account=safe(account))


def _done(key: str, texts: Texts, changed: Changed, **values: str) -> None:
    person = changed.person
    role = texts(f"people.role.{person.role}")
    say(console(), texts(key, **{"number": person.person_id, "role": role, **values}))
    _tell_alone(changed.signed, texts)


def _tell_alone(way: Signed, texts: Texts) -> None:
    if way is Signed.ALONE:
        say(progress_console(), texts("people.alone"))


def _join(group: typer.Typer, texts: Texts) -> None:
    @group.command("join", help=texts("cli.people.join.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        chat: Annotated[str, typer.Argument(metavar="CHAT", help=texts("cli.people.chat"))],
        role: Annotated[str, typer.Argument(metavar="ROLE", help=texts("cli.people.role_there"))],
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        membership = Membership(chat_written(chat), PersonId(number), _role(role))
        changed = _at_office(
            config,
            lambda office, sitting: office.join(membership, by=sitting.by),
            lambda: second_code(texts, wanted=second),
        )
        told = texts(f"people.role.{membership.role}")
        _done("people.joined", texts, changed, chat=safe(chat), role=told)


def _leave(group: typer.Typer, texts: Texts) -> None:
    @group.command("leave", help=texts("cli.people.leave.help"))
    def command(
        number: Annotated[str, typer.Argument(metavar="NUMBER", help=texts("cli.people.number"))],
        chat: Annotated[str, typer.Argument(metavar="CHAT", help=texts("cli.people.chat"))],
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        ref, who = chat_written(chat), PersonId(number)
        changed = _at_office(
            config,
            lambda office, sitting: office.leave(ref, who, by=sitting.by),
            lambda: second_code(texts, wanted=second),
        )
        _done("people.left", texts, changed, chat=safe(chat))


def _code(group: typer.Typer, texts: Texts) -> None:
    @group.command("code", help=texts("cli.people.code.help"))
    def command(
        number: Annotated[
            str, typer.Argument(metavar="NUMBER", help=texts("cli.people.code.number"))
        ] = "",
        second: Annotated[bool, typer.Option("--second", help=texts("cli.people.second"))] = False,  # noqa: FBT002 - Typer
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def ask(office: Office, sitting: Desk) -> tuple[Code, str]:
            if number:
                code = await office.code(PersonId(number), by=sitting.by)
            else:
                code = await office.own_code(by=sitting.by)
            local = code.expires.astimezone(sitting.school.settings.timezone)
            return code, f"{local:%H:%M}"

        code, until = _at_office(config, ask, lambda: second_code(texts, wanted=second))
        key = "people.code" if number else "people.code.own"
        say(progress_console(), texts(key, number=number, until=until))
        _tell_alone(code.signed, texts)
        console().print(code.text)


def _powers(group: typer.Typer, texts: Texts) -> None:
    @group.command("powers", help=texts("cli.people.powers.help"))
    def command(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def look(office: Office, sitting: Desk) -> tuple[Sequence[Holder], tzinfo]:
            return await office.powers(by=sitting.by), sitting.school.settings.timezone

        held, zone = _at_office(config, look)
        columns = ("number", "name", "role", "accounts", "changed")
        named = [texts(f"people.column.{column}") for column in columns]
        table(console(), named, (_power(one, zone, texts) for one in held))
        signing = sum(one.can_sign for one in held)
        if signing < _SIGNERS:
            say(console(), texts("people.powers.few", count=signing))


def _power(one: Holder, zone: tzinfo, texts: Texts) -> tuple[str, ...]:
    person, changed = one.person, one.changed
    accounts = ", ".join(
        f"{texts(f'word.platform.{platform}')}: {count}"
        for platform, count in one.accounts.items()
    )
    at = f"{changed.astimezone(zone):%d-%m-%Y %H:%M}" if changed else ""
    role = texts(f"people.role.{person.role}")
    return person.person_id, person.name, role, accounts or "-", at


def _me(group: typer.Typer, texts: Texts) -> None:
    @group.command("me", help=texts("cli.people.me.help"))
    def command(
        config: Annotated[
            Path, typer.Option(metavar="FILE", help=texts("cli.people.config"))
        ] = _CONFIG,
    ) -> None:
        async def look(sitting: Desk) -> tuple[PersonId | None, Role | None]:
            async with sitting.school.unit_of_work() as uow:
                actor = await who_is(uow.people, sitting.by)
            return actor.person, actor.role

        number, role = _sit(config, look)
        out = console()
        say(out, texts("people.me.account", account=safe(str(os_account()))))
        if role is None:
            say(out, texts("people.me.nobody"))
        else:
            say(out, texts("people.me", number=number, role=texts(f"people.role.{role}")))


def _sit(config: Path, work: Callable[[Desk], Awaitable[T]]) -> T:
    async def sit() -> T:
        async with desk(config) as sitting:
            return await work(sitting)

    return asyncio.run(sit())


def _nobody() -> str:
    return ""


def _at_office(
    config: Path,
    work: Callable[[Office, Desk], Awaitable[T]],
    second: Callable[[], str] = _nobody,
) -> T:
    """*second*: asks for the code of who signs along, once it is clear who sits here."""

    def at(sitting: Desk) -> Awaitable[T]:
        school = sitting.school
        return work(Office(school.unit_of_work, school.clock, second()), sitting)

    return _sit(config, at)


def _role(given: str) -> Role:
    role = role_called(given)
    if role is None:
        raise InputError("error.people.role", given=given)
    return role
