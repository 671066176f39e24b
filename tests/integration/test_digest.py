"""`klaswacht digest`: sent, shown or kept as a file; and how somebody wants theirs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM
from bot.model.digest import Wish
from bot.model.group import ClassGroup
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role
from bot.model.outbox import Outcome
from bot.model.person import AccountLink, Person
from bot.ports import UnitOfWork
from bot.school import os_account
from tests.contract.builders import a_flag
from tests.integration.conftest import Run
from tests.support.builders import a_finding, a_sender
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE
CONFIG = '[school]\nname = "Testschool"\n[digest]\nnames = "pseudonym"\npicture = false\n'
CHAT, ELSEWHERE = (ChatRef(Platform.TELEGRAM, ChatId(one)) for one in ("-1001", "-1002"))
ME, COLLEAGUE, NOBODY = (PersonId(one) for one in ("1", "2", "3"))
MINE, THEIRS = (AccountRef(Platform.TELEGRAM, UserId(one)) for one in ("11", "12"))


def within(config: Path, work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    async def run() -> None:
        async with school(config) as opened, opened.unit_of_work() as uow:
            await work(uow)
            await uow.commit()

    asyncio.run(run())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Who sits at this machine answers for 2B and 3C, a colleague for 2B."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")

    async def fill(uow: UnitOfWork) -> None:
        for number, role in (
            (ME, Role.TEAM_LEAD),
            (COLLEAGUE, Role.MENTOR),
            (NOBODY, Role.MENTOR),
        ):
            await uow.people.put(Person(person_id=number, name="mw. Wolters", role=role))
        for account, number in ((MINE, ME), (THEIRS, COLLEAGUE), (os_account(), ME)):
            await uow.people.link(AccountLink(account, number))
        await uow.groups.put(ClassGroup(CHAT, "2B", responsible=(MINE, THEIRS)))
        await uow.groups.put(ClassGroup(ELSEWHERE, "3C", responsible=(MINE,)))
        sender = replace(a_sender("Sanne"), account=AccountRef(Platform.TELEGRAM, UserId("77")))
        flag = a_flag("m1", chat=CHAT, sender=sender)
        await uow.flags.add(replace(flag, findings=(a_finding(),)))

    within(path, fill)
    return path


@pytest.fixture
def typed(run: Run, config: Path) -> Callable[..., tuple[int, str]]:
    def digest(*more: object) -> tuple[int, str]:
        code, out, err = run("digest", "--config", config, *more)
        return code, " ".join((out + err).split())

    return digest


def waiting(config: Path) -> int:
    found = []

    async def look(uow: UnitOfWork) -> None:
        found.append(await uow.outbox.count(Outcome.PENDING))

    within(config, look)
    return found[0]


def audited(config: Path, what: Audited) -> int:
    found = []

    async def look(uow: UnitOfWork) -> None:
        found.extend([one async for one in uow.audit.entries() if one.what is what])

    within(config, look)
    return len(found)


Typed = Callable[..., tuple[int, str]]


def test_it_is_put_in_the_outbox_once(typed: Typed, config: Path) -> None:
    today = datetime.now(AMSTERDAM).date()
    code, said = typed("--date", today)
    assert (code, said) == (0, "Het staat klaar; de draaiende bot verstuurt het.")
    assert waiting(config) == 1
    assert "is al verstuurd" in typed("--date", today)[1]
    assert waiting(config) == 1
    assert audited(config, Audited.EXPORT) == 2


@pytest.mark.parametrize("days", [1, -12])
def test_of_days_to_come_and_of_long_ago_none_is_sent(
    typed: Typed, config: Path, days: int
) -> None:
    day = datetime.now(AMSTERDAM).date() + timedelta(days=days)
    code, said = typed("--date", day)
    assert code == 2
    assert "de laatste schooldagen" in said
    assert waiting(config) == 0


def test_a_dry_run_shows_it_and_sends_nothing(typed: Typed, config: Path) -> None:
    code, said = typed("--dry-run")
    assert code == 0
    assert "melding 1, 2B" in said
    assert "Leerling 1, art. 4.1" in said
    assert "Sanne" not in said
    assert waiting(config) == 0
    assert audited(config, Audited.EXPORT) == 1


def test_names_are_shown_to_who_may_and_that_is_written_down(typed: Typed, config: Path) -> None:
    code, said = typed("--dry-run", "--reveal")
    assert code == 0
    assert "Sanne, art. 4.1" in said
    assert audited(config, Audited.REVEAL) == 1


def test_it_is_kept_as_one_file_for_its_owner_alone(typed: Typed, config: Path) -> None:
    file = config.parent / "overzicht.html"
    code, said = typed("--html", file)
    assert code == 0
    assert "Bewaard als" in said
    html = file.read_text("utf-8")
    assert "Leerling 1, art. 4.1" in html
    assert "<script" not in html
    assert file.stat().st_mode & 0o077 == 0
    assert typed("--html", file)[0] == 2  # it is there already
    assert waiting(config) == 0


def test_a_colleagues_can_be_sent_and_never_seen(typed: Typed, config: Path) -> None:
    assert typed("--to", COLLEAGUE, "--dry-run")[0] == 2
    assert typed("--to", COLLEAGUE, "--html", config.parent / "x.html")[0] == 2
    assert not (config.parent / "x.html").exists()
    assert audited(config, Audited.REFUSED) == 2
    assert typed("--to", THEIRS)[0] == 0
    assert waiting(config) == 1


def test_who_does_not_answer_for_all_of_somebodys_groups_sends_nothing(
    typed: Typed, config: Path
) -> None:
    async def apart(uow: UnitOfWork) -> None:
        await uow.groups.put(ClassGroup(ELSEWHERE, "3C", responsible=(THEIRS,)))

    within(config, apart)
    assert typed("--to", COLLEAGUE)[0] == 2
    assert waiting(config) == 0


def test_who_answers_for_no_group_gets_none(typed: Typed) -> None:
    code, said = typed("--to", NOBODY)
    assert code == 2
    assert "van geen groep de docent of mentor" in said
    assert "Niemand heeft nummer 77." in typed("--to", "77")[1]


def test_who_looks_reads_it_in_their_language(typed: Typed) -> None:
    assert "WAITS FOR YOU" in typed("--dry-run", "--lang", "en")[1]


def test_what_is_no_day_is_told_in_their_language(typed: Typed) -> None:
    assert "‘gisteren’ is geen datum" in typed("--date", "gisteren")[1]


def test_a_wish_is_noted(typed: Typed, config: Path) -> None:
    assert "om 16:30" in typed("--wish", "")[1]
    code, said = typed("--wish", "17:15")
    assert code == 0
    assert "om 17:15" in said
    assert typed("--to", COLLEAGUE, "--wish", "niets")[0] == 0  # the team lead manages people
    code, said = typed("--wish", "mail a@b.nl")
    assert code == 2
    assert "niet per mail" in said
    found: dict[AccountRef, Wish] = {}

    async def look(uow: UnitOfWork) -> None:
        found.update(await uow.digests.wishes())

    within(config, look)
    assert {one: (wish.at is None, wish.when_quiet) for one, wish in found.items()} == {
        MINE: (False, None),
        THEIRS: (True, False),
    }
