"""`klaswacht year close`: what ends with a school year, looked at before it is done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.model.audit import Audited, Entry
from bot.model.group import ClassGroup, GroupKind, Stage
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.member import Role
from bot.model.outbox import Say
from bot.model.person import AccountLink, Membership
from bot.ports import UnitOfWork
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE, telegram

__all__ = ["telegram"]

pytestmark = ONLY_HERE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TL3B, TL3C, STAFF, OFF = (ChatRef(Platform.TELEGRAM, ChatId(f"-100{one}")) for one in "1234")
LEAD, MENTOR, CARE = (AccountRef(Platform.TELEGRAM, UserId(one)) for one in ("92", "91", "93"))
MORE = "\n6;D. Dijk;mentor;TL3C\n7;Bo Visser;leerling;TL3C\n8;E. Visser;ouder;TL3C\n"
CODE_OF_BEFORE = "THE-CODE-OF-BEFORE"


@pytest.fixture
async def begun(tmp_path: Path, telegram: FakeTelegram) -> Installation:
    installation = Installation(tmp_path, telegram)
    with (tmp_path / "mensen.csv").open("a", encoding="utf-8") as file:
        file.write(MORE.lstrip())
    await installation.command("people", "import", "mensen.csv", "--me", "2")
    async with opened(installation) as uow:
        for number, account in (("1", MENTOR), ("2", LEAD), ("3", CARE)):
            await uow.people.link(AccountLink(account, PersonId(number), work=True))
        await uow.people.issue(CODE_OF_BEFORE, PersonId("1"), datetime.max.replace(tzinfo=UTC))
        for group in groups():
            await uow.groups.put(group)
        await uow.people.join(Membership(TL3B, PersonId("4"), Role.STUDENT))
        await uow.people.join(Membership(TL3B, PersonId("1"), Role.GUARDIAN))
        await uow.commit()
    return installation


def groups() -> list[ClassGroup]:
    whole = ClassGroup(
        TL3B,
        "TL3B",
        responsible=(MENTOR,),
        team_lead=LEAD,
        care=(CARE,),
        announced=NOON,
        stage=Stage.TRIAL,
    )
    return [
        whole,
        replace(whole, chat=TL3C, name="TL3C", kind=GroupKind.PARENTS, stage=Stage.ON),
        replace(whole, chat=STAFF, name="Team", kind=GroupKind.STAFF, stage=Stage.ON),
        replace(whole, chat=OFF, name="TL4A", stage=Stage.OFF),
    ]


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[UnitOfWork]:
    async with school(installation.folder / "config.toml") as one, one.unit_of_work() as uow:
        yield uow


async def stages(installation: Installation) -> dict[str, Stage]:
    async with opened(installation) as uow:
        return {group.name: group.stage for group in await uow.groups.all()}


async def classes(installation: Installation) -> dict[str, tuple[str, ...]]:
    async with opened(installation) as uow:
        return {one.person_id: one.classes for one in await uow.people.all()}


async def said(installation: Installation) -> dict[str, str]:
    async with opened(installation) as uow:
        items = await uow.outbox.claim(datetime.max.replace(tzinfo=UTC), 100)
    effects = [one.item.effect for one in items]
    return {str(one.to): one.text for one in effects if isinstance(one, Say)}


async def written(installation: Installation) -> list[Entry]:
    """But for the settings, which are others here than for the command."""
    async with opened(installation) as uow:
        return [one async for one in uow.audit.entries() if one.what is not Audited.CONFIG]


async def test_looking_changes_nothing(begun: Installation) -> None:
    before = await stages(begun), await classes(begun), len(await written(begun))

    out = " ".join((await begun.command("year", "close", "--left", "1")).split())

    assert "Groepen die stoppen: TL3B, TL3C." in out
    assert "--yes" in out
    assert (await stages(begun), await classes(begun), len(await written(begun))) == before
    assert await said(begun) == {}


async def test_classes_end_and_their_groups_are_told(begun: Installation) -> None:
    await begun.command("year", "close", "--yes")

    assert await stages(begun) == {
        "TL3B": Stage.OFF,
        "TL3C": Stage.OFF,
        "Team": Stage.ON,
        "TL4A": Stage.OFF,
    }
    told = await said(begun)
    assert set(told) == {str(TL3B), str(TL3C)}
    assert "schooljaar is voorbij" in told[str(TL3B)]
    over = [one for one in await written(begun) if one.facts.get("happened") == "year_over"]
    assert {one.facts["chat"] for one in over} == set(told)


async def test_pupils_and_parents_lose_their_class_and_staff_do_not(begun: Installation) -> None:
    await begun.command("year", "close", "--yes")

    left = await classes(begun)
    assert {number for number, own in left.items() if own} == {"1", "6"}
    async with opened(begun) as uow:
        assert not await uow.people.memberships(PersonId("4"))
        # A teacher who is a parent there stays barred from what is still to be decided.
        assert await uow.people.memberships(PersonId("1"))


async def test_a_class_that_goes_on_keeps_its_pupils(begun: Installation) -> None:
    await begun.command("year", "close", "--keep", "tl3b", "--yes")

    assert (await stages(begun))["TL3B"] is Stage.TRIAL
    left = await classes(begun)
    assert left["4"] == ("TL3B",)
    assert left["7"] == ()


async def test_who_left_can_do_nothing_any_more(begun: Installation) -> None:
    out = await begun.command("year", "close", "--keep", "TL3B", "--left", "1", "--yes")

    assert "niemand is meer verantwoordelijk voor TL3B" in " ".join(out.split())
    async with opened(begun) as uow:
        group = await uow.groups.get(TL3B)
        assert group is not None
        assert MENTOR not in group.contacts
        assert await uow.people.who(MENTOR) is None
        assert await uow.people.redeem(CODE_OF_BEFORE, NOON) is None
        assert await uow.people.get(PersonId("1")) is not None
    (entry,) = [one for one in await written(begun) if one.facts.get("left") == 1 and one.about]
    assert (entry.what, entry.about) == (Audited.UNLINKED, "1")


async def test_somebody_with_power_leaves_on_the_word_of_two(begun: Installation) -> None:
    code, told = await begun.refused("year", "close", "--left", "3", "--yes")

    assert code == 2
    assert "--second" in told
    assert (await stages(begun))["TL3B"] is Stage.TRIAL


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--left", "99"), "99"),
        (("--left", "4"), "geen medewerker"),
        (("--left", "2"), "Dit mag u niet"),
        (("--keep", "TL9Z"), "TL9Z"),
    ],
    ids=["nobody", "pupil", "oneself", "no class"],
)
async def test_what_cannot_be_is_refused_as_a_whole(
    begun: Installation, arguments: tuple[str, ...], words: str
) -> None:
    code, told = await begun.refused("year", "close", *arguments, "--yes")

    assert (code, words in told) == (2, True)
    assert (await stages(begun))["TL3B"] is Stage.TRIAL


async def test_only_a_team_lead_closes_a_year(begun: Installation) -> None:
    async with opened(begun) as uow:
        lead = await uow.people.get(PersonId("2"))
        assert lead is not None
        await uow.people.put(replace(lead, role=Role.MENTOR))
        await uow.commit()

    code, told = await begun.refused("year", "close")
    assert (code, "Dit mag u niet" in told) == (2, True)
