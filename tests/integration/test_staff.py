"""`klaswacht staff` as a team lead types it, with a Telegram of our own."""

import asyncio
import re
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.model.audit import Audited, Entry
from bot.model.dealing import CommandGiven
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, PersonId, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.person import AccountLink
from bot.people.invite import Invitations
from bot.ports import UnitOfWork
from tests.support.running import Installation
from tests.support.screen import Screen
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE, telegram

__all__ = ["telegram"]

pytestmark = ONLY_HERE

LINK = re.compile(r"https://t\.me/klaswacht_bot\?start=([\w-]{32})")
PHONE = AccountRef(Platform.TELEGRAM, UserId("4711"))


@pytest.fixture
async def begun(tmp_path: Path, telegram: FakeTelegram) -> Installation:
    """The team lead of the list works under the account that types."""
    installation = Installation(tmp_path, telegram)
    await installation.command("people", "import", "mensen.csv", "--me", "2")
    return installation


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[UnitOfWork]:
    async with school(installation.folder / "config.toml") as one, one.unit_of_work() as uow:
        yield uow


async def entries(installation: Installation) -> list[Entry]:
    async with opened(installation) as uow:
        return [entry async for entry in uow.audit.entries()]


async def link(installation: Installation, number: str, work: bool | None) -> None:
    async with opened(installation) as uow:
        await uow.people.link(AccountLink(PHONE, PersonId(number), work))
        await uow.commit()


async def links(installation: Installation, number: str) -> list[AccountLink]:
    async with opened(installation) as uow:
        return [*await uow.people.links(PersonId(number))]


async def refusal(installation: Installation, *arguments: str) -> str:
    with pytest.raises(AssertionError) as refused:
        await installation.command(*arguments)
    return " ".join(str(refused.value).split())


async def test_a_mentor_gets_a_link_that_lets_them_in_once(begun: Installation) -> None:
    out = await begun.command("staff", "add", "Eva Smit", "--role", "mentor", "--class", "TL3C")
    (token,) = LINK.findall(out)

    async with school(begun.folder / "config.toml") as one, one.unit_of_work() as uow:
        from bot.bootstrap.assembly import front  # noqa: PLC0415 - loads the whole bot

        invitations = Invitations(front(one.settings, one.clock, one.sign))
        for answer in ("Eva Smit", None):
            command = CommandGiven(
                chat=ChatRef(Platform.TELEGRAM, ChatId("4711")),
                sender=Sender(PHONE, "Eva", Role.STUDENT),
                at=one.clock(),
                name="start",
                argument=token,
                message_id=MessageId("1"),
                private=True,
            )
            said, _ = await invitations.accept(uow, command)
            assert (answer or "Eva Smit") in said if answer else "Eva Smit" not in said
        person = await uow.people.who(PHONE)
        await uow.commit()
    assert person is not None
    assert (person.name, person.role, person.classes) == ("Eva Smit", Role.MENTOR, ("TL3C",))
    held = b"".join(file.read_bytes() for file in begun.folder.iterdir() if file.is_file())
    assert token.encode() not in held


async def test_whoever_opens_the_link_is_known_to_the_running_bot(begun: Installation) -> None:
    out = await begun.command("staff", "add", "Eva Smit", "--role", "mentor")
    (token,) = LINK.findall(out)
    eva = begun.telegram.user("Eva", language_code="nl")
    async with begun.running():
        await eva.starts(token)
        asked = await eva.receives("Welkom, Eva Smit")
        await eva.presses(asked, "Ja, van mijn werk")

        await begun.command("staff", "invite", "1")  # beside the bot that runs
    listed = await begun.command("staff", "list")
    assert "van het werk" in " ".join(listed.split())


async def test_a_number_finds_who_is_there(begun: Installation) -> None:
    await begun.command("staff", "add", "A. de Vries", "--role", "mentor", "--number", "1")

    async with opened(begun) as uow:
        people = await uow.people.all()
        mentor = await uow.people.get(PersonId("1"))
    assert len(people) == 5
    assert mentor is not None
    assert mentor.classes == ("TL3B",)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("A. de Vries", "--role", "mentor"), "heet, met nummer 1"),
        (("B. Boer", "--role", "leerling"), "geen medewerker"),
        (("B. Boer", "--role", "conciërge"), "rol"),
        (("B. Boer", "--role", "mentor", "--number", "4"), "geen medewerker"),
        (("B. Boer", "--role", "mentor", "--number", "a b"), "zonder spaties"),
        (("B. Boer", "--role", "teamleider", "--number", "2"), "Dit mag u niet"),
    ],
    ids=["same name", "pupil", "no role", "number of a pupil", "no number", "oneself"],
)
async def test_who_cannot_be_added(
    begun: Installation, arguments: tuple[str, ...], words: str
) -> None:
    assert words in await refusal(begun, "staff", "add", *arguments)
    async with opened(begun) as uow:
        assert len(await uow.people.all()) == 5


async def test_somebody_with_power_takes_two_once_there_are_two(begun: Installation) -> None:
    await link(begun, "3", work=True)

    words = await refusal(begun, "staff", "add", "D. Dijk", "--role", "teamleider")

    assert "--second" in words
    await begun.command("staff", "add", "E. Eik", "--role", "docent")


async def test_the_first_invites_themselves_and_nobody_else_ever_does(
    begun: Installation,
) -> None:
    assert LINK.search(await begun.command("staff", "invite", "2"))
    (entry,) = [
        one for one in await entries(begun) if one.facts.get("first") and "alone" in one.facts
    ]
    assert (entry.what, entry.about) == (Audited.PEOPLE, "2")

    await link(begun, "1", work=True)
    assert "Dit mag u niet" in await refusal(begun, "staff", "invite", "2")


async def test_the_picture_is_its_owners_only(begun: Installation) -> None:
    await begun.command("staff", "invite", "1", "--png", "qr.png")

    picture = begun.folder / "qr.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600


async def test_a_screen_shows_the_code_and_a_pipe_only_the_link(begun: Installation) -> None:
    screen = Screen(begun.folder, begun.environment)

    assert await asyncio.to_thread(screen.talk, ["staff", "invite", "1"], []) == 0
    assert LINK.search(screen.shown)
    assert "▄" in screen.shown
    assert len((await begun.command("staff", "invite", "1")).splitlines()) == 1


async def test_without_telegram_no_earlier_invitation_is_lost(begun: Installation) -> None:
    await begun.command("staff", "invite", "1")
    before = await until(begun)
    begun.telegram.goes_down()

    assert "niet te bereiken" in await refusal(begun, "staff", "invite", "1")
    assert await until(begun) == before


async def until(installation: Installation) -> object:
    async with opened(installation) as uow:
        return await uow.people.code_until(PersonId("1"))


async def test_the_list_says_who_is_linked_and_how(begun: Installation) -> None:
    await begun.command("staff", "invite", "1")
    await link(begun, "3", work=False)

    begun.more = {"COLUMNS": "160"}
    out = await begun.command("staff", "list")

    rows = {row.split("│")[1].strip(): row for row in out.splitlines() if "│" in row}
    assert re.search(r"niet gekoppeld +│ +\d\d-\d\d-\d{4} \d\d:\d\d", rows["1"])
    assert "wacht op de teamleider" in rows["3"]
    assert "Sem Jansen" not in out


@pytest.mark.parametrize(("answer", "left"), [("yes", [True]), ("nee", [])])
async def test_the_team_lead_decides_about_a_private_account(
    begun: Installation, answer: str, left: list[bool]
) -> None:
    await link(begun, "1", work=False)

    await begun.command("staff", "work", "1", answer)

    assert [one.work for one in await links(begun, "1")] == left
    (entry,) = [one for one in await entries(begun) if "work" in one.facts]
    assert entry.what is (Audited.LINKED if left else Audited.UNLINKED)
    assert (entry.facts["work"], entry.about) == (int(bool(left)), "1")
    assert "geen account" in await refusal(begun, "staff", "work", "1", answer)


async def test_who_is_no_team_lead_adds_nobody(tmp_path: Path, telegram: FakeTelegram) -> None:
    installation = Installation(tmp_path, telegram)
    for words in (("add", "B. Boer", "--role", "mentor"), ("list",), ("invite", "1")):
        assert "Dit mag u niet" in await refusal(installation, "staff", *words)
