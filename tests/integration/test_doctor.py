"""`klaswacht doctor` beside a school, a Telegram of our own, and a bot that runs or not."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.opening import school
from bot.doctor.outside import platform_lines, proxy_line
from bot.doctor.school import kept_lines
from bot.model.bot_account import BotAccount
from bot.model.group import ClassGroup, Stage
from bot.model.ids import AccountRef, ChatId, ChatRef, PersonId, Platform, UserId
from bot.model.person import AccountLink
from bot.ports import UnitOfWork
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEAD, MENTOR, CARE = (AccountRef(Platform.TELEGRAM, UserId(one)) for one in ("92", "91", "93"))


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """Its bot hears all that is said in groups."""
    async with FakeTelegram(privacy=False) as fake:
        yield fake
    assert fake.violations == []


LINK = '\n[live]\nrules_link = "https://debrug.example/regels"\n'


@pytest.fixture
async def begun(tmp_path: Path, telegram: FakeTelegram) -> Installation:
    """The team lead works under the account that types; nobody is linked in Telegram."""
    installation = Installation(tmp_path, telegram)
    await installation.command("people", "import", "mensen.csv", "--me", "2")
    return installation


@pytest.fixture
async def sound(begun: Installation) -> Installation:
    """Nothing is wrong with it, but that it does not run."""
    for number, account in (("1", MENTOR), ("2", LEAD), ("3", CARE)):
        async with opened(begun) as uow:
            await uow.people.link(AccountLink(account, PersonId(number), work=True))
            await uow.commit()
    await begun.command("retention", "run")
    (begun.folder / "backups").mkdir()
    (begun.folder / "backups" / "klaswacht-1.backup").write_bytes(b"")
    with (begun.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(LINK)
    await put(begun, a_class(begun))
    return begun


def a_class(installation: Installation, name: str = "TL3B", *, admin: bool = True) -> ClassGroup:
    telegram = installation.telegram
    vera = telegram.user("Vera", id=91)
    group = telegram.group(name, owner=vera, members=(telegram.user("Sem Jansen", id=81),))
    group.add_bot(vera, admin=admin)
    return ClassGroup(
        ChatRef(Platform.TELEGRAM, ChatId(str(group.id))),
        name,
        responsible=(MENTOR,),
        team_lead=LEAD,
        care=(CARE,),
        announced=NOON,
        stage=Stage.TRIAL,
    )


async def put(installation: Installation, group: ClassGroup) -> None:
    async with opened(installation) as uow:
        await uow.groups.put(group)
        await uow.commit()


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[UnitOfWork]:
    async with school(installation.folder / "config.toml") as one, one.unit_of_work() as uow:
        yield uow


async def doctor(installation: Installation) -> tuple[int, dict[str, bool]]:
    """The exit code, and each line with whether it is fine."""
    code, out, err = await installation.typed("doctor")
    assert not err
    assert installation.telegram.token not in out
    assert "Jansen" not in out
    told = out.replace("\nDOEN", "\0DOEN").replace("\nok", "\0ok")
    lines = [" ".join(line.split()) for line in told.split("\0")]
    return code, {line: line.startswith("ok") for line in lines}


async def todo(installation: Installation) -> list[str]:
    _, lines = await doctor(installation)
    return [line for line, is_fine in lines.items() if not is_fine]


async def wants(installation: Installation, words: str) -> bool:
    return any(words in line for line in await todo(installation))


async def test_a_sound_school_with_a_bot_that_runs_has_nothing_to_do(sound: Installation) -> None:
    async with school(sound.folder / "config.toml") as one, one.only():
        code, lines = await doctor(sound)

    assert (code, [line for line, is_fine in lines.items() if not is_fine]) == (0, [])
    assert any("@klaswacht_bot" in line for line in lines)
    assert any("De bot draait" in line for line in lines)
    assert any("Groep TL3B is in orde" in line for line in lines)


async def test_what_it_says_is_to_be_done_is_all_there_is_to_do(sound: Installation) -> None:
    """Beside a bot in a process of its own."""
    config, backups = sound.folder / "config.toml", sound.folder / "backups"
    config.write_text(config.read_text("utf-8").replace(LINK, ""), "utf-8")
    (backup,) = backups.iterdir()
    backup.unlink()
    async with sound.running():
        rules, kept = await todo(sound)
        assert "rules_link" in rules
        assert "klaswacht backup" in kept
        with config.open("a", encoding="utf-8") as file:
            file.write(LINK)
        backup.write_bytes(b"")
        assert await sound.command("doctor")


async def test_pupils_who_are_sent_to_another_schools_rules(sound: Installation) -> None:
    config = sound.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace(LINK, ""), "utf-8")

    assert await wants(sound, "rules_link")


async def test_a_test_of_a_class_that_no_group_has(sound: Installation) -> None:
    with (sound.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(
            "\n[[test]]\nbegin = 2026-11-30T08:30:00\nend = 2026-11-30T10:10:00\n"
            'groups = ["tl3b", "TL3C"]\n'
        )

    (line,) = [one for one in await todo(sound) if "toets" in one]

    assert "30-11-2026" in line
    assert "TL3C" in line


async def test_only_that_it_does_not_run(sound: Installation) -> None:
    code, lines = await doctor(sound)

    (line,) = [line for line, is_fine in lines.items() if not is_fine]
    assert code == 3
    assert "klaswacht run" in line


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def test_before_there_is_a_school_nothing_is_made(
    tmp_path: Path, telegram: FakeTelegram
) -> None:
    installation = Installation(tmp_path, telegram)
    before = files(tmp_path)

    assert await wants(installation, "klaswacht init")
    assert files(tmp_path) == before


async def test_settings_that_cannot_be_used_are_the_first_thing_to_do(
    begun: Installation,
) -> None:
    (begun.folder / "config.toml").write_text("[school]\nnaam = 1\n", "utf-8")

    code, lines = await doctor(begun)
    assert code == 3
    assert len(lines) == 1


async def test_a_key_that_is_gone_is_told_and_not_made(begun: Installation) -> None:
    (begun.folder / "klaswacht.key").unlink()

    assert await wants(begun, "klaswacht.key")
    assert not (begun.folder / "klaswacht.key").exists()


async def test_day_keys_that_are_damaged(begun: Installation) -> None:
    (begun.folder / "klaswacht.daykeys").write_text("{", "utf-8")

    assert await wants(begun, "klaswacht.daykeys")


async def test_a_token_that_telegram_does_not_know(sound: Installation) -> None:
    sound.more = {"KLASWACHT_TELEGRAM_TOKEN": "7000000001:AAnot-the-token-of-anybody-at-all"}

    assert await wants(sound, "herkent de token van de bot niet")


async def test_a_telegram_that_is_away(sound: Installation) -> None:
    sound.telegram.goes_down()

    assert await wants(sound, "niet te bereiken")


async def test_an_admin_hears_all_in_privacy_mode_too(sound: Installation) -> None:
    sound.telegram.world.privacy = True
    async with school(sound.folder / "config.toml") as one, one.only():
        code, lines = await doctor(sound)

    assert (code, [line for line, is_fine in lines.items() if not is_fine]) == (0, [])
    assert any("privacy mode" in line for line in lines)


async def test_a_bot_that_is_no_admin_does_not_hear_all(sound: Installation) -> None:
    sound.telegram.world.privacy = True
    await put(sound, a_class(sound, "TL3C", admin=False))

    told = [line for line in await todo(sound) if "ziet niet alle berichten" in line]
    assert len(told) == 1
    assert "Groep TL3C" in told[0]
    assert "beheerder" in told[0]


async def test_before_there_is_a_group_privacy_mode_is_nothing_to_do(begun: Installation) -> None:
    begun.telegram.world.privacy = True
    _, lines = await doctor(begun)

    assert [is_fine for line, is_fine in lines.items() if "privacy mode" in line] == [True]


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_clock_that_is_wrong(seconds: int) -> None:
    account = BotAccount("klaswacht_bot", reads_all=True, at=NOON)

    *_, line = platform_lines(account, NOON + timedelta(seconds=seconds))
    assert (line.key, line.fine) == ("doctor.clock.off", False)
    *_, line = platform_lines(account, NOON + timedelta(seconds=60))
    assert line.fine


async def test_a_proxy_is_tried_and_its_password_not_told() -> None:
    tried = []

    async def answers(host: str, port: int) -> bool:
        tried.append((host, port))
        return False

    line = await proxy_line({"HTTPS_PROXY": "http://jan:geheim@proxy.example:8080"}, answers)
    assert line is not None
    assert (line.fine, tried) == (False, [("proxy.example", 8080)])
    assert "geheim" not in str(line)
    assert await proxy_line({}, answers) is None


async def test_a_proxy_that_answers_and_one_that_does_not(sound: Installation) -> None:
    port = int(sound.telegram.origin.rpartition(":")[2])
    own = {"NO_PROXY": "127.0.0.1", "HTTPS_PROXY": f"http://127.0.0.1:{port}"}
    sound.more = own
    _, lines = await doctor(sound)
    assert any(f"proxy 127.0.0.1:{port} is te bereiken" in line for line in lines)

    closed = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()
    sound.more = {**own, "HTTPS_PROXY": f"http://127.0.0.1:{port}"}
    assert await wants(sound, f"proxy 127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("right", "words"),
    [("can_delete_messages", "geen berichten verwijderen"), ("can_restrict_members", "dempen")],
)
async def test_a_right_that_the_bot_lacks(sound: Installation, right: str, words: str) -> None:
    bot = sound.telegram.bot_user
    (group,) = [one for one in sound.telegram.world.chats.values() if one.title == "TL3B"]
    member = group.members[bot.id]
    group.members[bot.id] = replace(member, rights=member.rights - {right})

    assert await wants(sound, words)


async def test_an_admin_who_is_no_staff_is_told_without_a_name(sound: Installation) -> None:
    (group,) = [one for one in sound.telegram.world.chats.values() if one.title == "TL3B"]
    pupil = group.members[81]
    group.members[81] = replace(pupil, status="administrator")

    assert await wants(sound, "een beheerder is geen medewerker")


async def test_a_group_that_has_lost_its_people(sound: Installation) -> None:
    group = a_class(sound, "TL3C")
    strangers = (AccountRef(Platform.TELEGRAM, UserId("7")),)
    await put(sound, replace(group, responsible=strangers, team_lead=None, care=()))

    told = [line for line in await todo(sound) if "TL3C" in line]
    for words in ("niemand is verantwoordelijk", "geen teamleider", "zorgsignalen", "bij niemand"):
        assert any(words in line for line in told), words


async def test_groups_that_nobody_bound_and_that_are_off(sound: Installation) -> None:
    await put(sound, replace(a_class(sound, "Nieuw"), stage=Stage.UNBOUND, announced=None))
    await put(sound, replace(a_class(sound, "TL4A"), stage=Stage.OFF))

    _, lines = await doctor(sound)
    assert not next(is_fine for line, is_fine in lines.items() if "Nieuw" in line)
    assert next(is_fine for line, is_fine in lines.items() if "TL4A" in line)


async def test_a_group_that_the_bot_is_not_in(sound: Installation) -> None:
    (group,) = [one for one in sound.telegram.world.chats.values() if one.title == "TL3B"]
    del sound.telegram.world.chats[group.id]

    assert await wants(sound, "niet te bekijken")


async def test_staff_who_are_not_linked_or_wait_for_the_team_lead(begun: Installation) -> None:
    async with opened(begun) as uow:
        await uow.people.link(AccountLink(MENTOR, PersonId("1"), work=False))
        await uow.commit()

    told = await todo(begun)
    for words in (
        "B. Bos opende de uitnodiging nog niet: klaswacht staff invite 2",
        "C. Smit opende de uitnodiging nog niet: klaswacht staff invite 3",
        "wacht op de teamleider: 1.",
        "in geen enkele groep",
    ):
        assert any(words in line for line in told), words


async def test_what_was_not_done_for_too_long(sound: Installation) -> None:
    (backup,) = (sound.folder / "backups").iterdir()
    old = (datetime.now(UTC) - timedelta(days=9)).timestamp()
    os.utime(backup, (old, old))
    assert await wants(sound, "Maak er elke week een")

    backup.unlink()
    assert await wants(sound, "Er is geen back-up")


@pytest.mark.parametrize(("hours", "key"), [(35, "new"), (37, "late")])
async def test_retention_that_never_ran(begun: Installation, hours: int, key: str) -> None:
    """On its first day nothing is too old yet."""
    async with school(begun.folder / "config.toml") as one:
        later = one.clock() + timedelta(hours=hours)
        line = await anext(kept_lines(replace(one, clock=lambda: later)))

    assert (line.key, line.fine) == (f"doctor.retention.{key}", key == "new")


async def test_whoever_may_not_see_it_is_shown_no_groups(sound: Installation) -> None:
    async with opened(sound) as uow:
        lead = await uow.people.get(PersonId("2"))
        assert lead is not None
        for link in await uow.people.links(lead.person_id):
            if link.account.platform is Platform.OS:
                await uow.people.unlink(link.account)
        await uow.commit()

    _, lines = await doctor(sound)
    assert not any("TL3B" in line for line in lines)
    assert any("dat mag dit account niet" in line for line in lines)
