"""`klaswacht init`, asked and answered at a terminal, with a Telegram of our own."""

import asyncio
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.bootstrap.choices import settings
from bot.bootstrap.opening import school
from bot.config import load_config
from bot.model.calendar import QuietHours
from bot.model.member import Role
from bot.school import os_account
from tests.integration.conftest import Run
from tests.support.running import Installation
from tests.support.screen import CTRL_C, Screen
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE, telegram

__all__ = ["telegram"]

pytestmark = ONLY_HERE

Asked = list[tuple[str, str]]


def answers(token: str, **other: str) -> Asked:
    """As a teacher might give them; *other*: by a word of the question."""
    usual = {
        "Hoe heet de school": 'De "Brug"',
        "Tijdzone": "",
        "Welk bestuur": "Stichting De Rivier",
        "Hoe bereiken": "",
        "functionaris": "fg@debrug.example",
        "Rusttijden": "22.00-7.00",
        "Link naar": "debrug.example/regels",
        "op school terecht": "mw. Smit, lokaal 12",
        "Token van de bot": token,
        "in de omgeving": "",
        "Uw naam": "A. de Vries",
        "personeelsnummer": "M1",
        "Uw klas": "TL3B, TL3C",
    }
    return list({**usual, **other}.items())


@pytest.fixture
def screen(tmp_path: Path, telegram: FakeTelegram) -> Screen:
    beside = Installation(tmp_path, telegram)
    (tmp_path / "config.toml").unlink()
    (tmp_path / "mensen.csv").unlink()
    environment = dict(beside.environment)
    del environment["KLASWACHT_TELEGRAM_TOKEN"]
    return Screen(tmp_path, environment)


async def talk(screen: Screen, asked: Sequence[tuple[str, str]]) -> int:
    return await asyncio.to_thread(screen.talk, ["init"], asked)


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def test_a_teacher_who_answers_has_a_school(screen: Screen, telegram: FakeTelegram) -> None:
    assert await talk(screen, answers(telegram.token)) == 0

    config = screen.folder / "config.toml"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    chosen, read = settings(config=config, rulebook_file=None), load_config(config)
    assert chosen.school == 'De "Brug"'
    assert chosen.controller.name == "Stichting De Rivier"
    assert chosen.controller.privacy_officer == "fg@debrug.example"
    assert chosen.live.help == "mw. Smit, lokaal 12"
    assert chosen.live.rules_link == "https://debrug.example/regels"
    quiet = chosen.calendar.quiet
    assert isinstance(quiet, QuietHours)
    assert (quiet.begin.hour, quiet.end.hour) == (22, 7)
    assert read.telegram.token is not None
    assert read.telegram.token.get_secret_value() == telegram.token
    async with school(config) as opened, opened.unit_of_work() as uow:
        me = await uow.people.who(os_account())
    assert me is not None
    assert (me.person_id, me.name, me.role) == ("M1", "A. de Vries", Role.TEAM_LEAD)
    assert me.classes == ("TL3B", "TL3C")


async def test_the_screen_says_who_the_bot_is_and_never_its_token(
    screen: Screen, telegram: FakeTelegram
) -> None:
    await talk(screen, answers(telegram.token))

    assert "@klaswacht_bot" in screen.shown
    assert "privacy mode" in screen.shown
    assert "klaswacht staff invite M1" in " ".join(screen.shown.split())
    assert telegram.token not in screen.shown


async def test_a_token_that_telegram_does_not_know_is_asked_for_again(
    screen: Screen, telegram: FakeTelegram
) -> None:
    asked = answers(telegram.token)
    at = [words for words, _ in asked].index("Token van de bot")
    wrong = f"{telegram.bot_user.id}:AAnot-the-token-of-anybody-at-all-000"
    asked[at:at] = [("Token van de bot", wrong), ("Toch deze token", "")]

    assert await talk(screen, asked) == 0
    read = load_config(screen.folder / "config.toml").telegram.token
    assert read is not None
    assert read.get_secret_value() == telegram.token
    assert "herkent deze token niet. Plak de hele token nog eens" in " ".join(screen.shown.split())


async def test_the_token_can_stay_out_of_the_file(screen: Screen, telegram: FakeTelegram) -> None:
    assert await talk(screen, answers(telegram.token, **{"in de omgeving": "j"})) == 0

    assert telegram.token not in (screen.folder / "config.toml").read_text("utf-8")
    assert "KLASWACHT_TELEGRAM_TOKEN" in screen.shown


async def test_a_token_of_the_environment_is_not_asked_for(
    screen: Screen, telegram: FakeTelegram
) -> None:
    screen.environment = {**screen.environment, "KLASWACHT_TELEGRAM_TOKEN": telegram.token}
    asked = [one for one in answers("") if one[0] not in {"Token van de bot", "in de omgeving"}]

    assert await talk(screen, asked) == 0
    assert "@klaswacht_bot" in screen.shown
    assert telegram.token not in (screen.folder / "config.toml").read_text("utf-8")


async def test_an_environment_that_cannot_be_used_leaves_no_file(screen: Screen) -> None:
    screen.environment = {**screen.environment, "KLASWACHT_SCHOOL_NAAM": "De Brug"}
    asked = answers("")
    del asked[9]  # without a token nobody asks where it is to stand

    assert await talk(screen, asked) == 2
    assert "KLASWACHT_SCHOOL_NAAM" in screen.shown
    assert files(screen.folder) == set()


async def test_what_cannot_be_used_is_asked_again(screen: Screen, telegram: FakeTelegram) -> None:
    asked = answers(telegram.token)
    asked[0:1] = [("Hoe heet de school", " "), asked[0]]
    asked[2:3] = [("Tijdzone", "Amsterdam"), asked[2]]
    at = [words for words, _ in asked].index("Rusttijden")
    asked[at:at] = [("Rusttijden", "na tienen")]

    assert await talk(screen, asked) == 0
    assert load_config(screen.folder / "config.toml").school.timezone == "Europe/Amsterdam"


@pytest.mark.parametrize("after", [1, 9, 12], ids=["early", "after the token", "last"])
async def test_who_breaks_off_leaves_nothing_behind(
    screen: Screen, telegram: FakeTelegram, after: int
) -> None:
    asked = answers(telegram.token)
    asked[after:] = [(asked[after][0], CTRL_C)]

    assert await talk(screen, asked) == 130
    assert files(screen.folder) == set()


async def test_a_file_that_is_there_stays_unless_they_say_so(
    screen: Screen, telegram: FakeTelegram
) -> None:
    config = screen.folder / "config.toml"
    config.write_text('[school]\nname = "Oud"\n', "utf-8")

    assert await talk(screen, [("Opnieuw maken?", "")]) == 0
    assert files(screen.folder) == {"config.toml"}
    assert settings(config=config, rulebook_file=None).school == "Oud"

    assert await talk(screen, [("Opnieuw maken?", "j"), *answers(telegram.token)]) == 0
    assert settings(config=config, rulebook_file=None).school == 'De "Brug"'
    assert "Oud" in (screen.folder / "config.toml.old").read_text("utf-8")


async def test_a_school_that_has_begun_keeps_its_people(
    screen: Screen, telegram: FakeTelegram
) -> None:
    assert await talk(screen, answers(telegram.token)) == 0
    again = answers(telegram.token, **{"Uw naam": "Een Ander", "personeelsnummer": "M2"})

    assert await talk(screen, [("Opnieuw maken?", "j"), *again]) == 0
    async with school(screen.folder / "config.toml") as opened, opened.unit_of_work() as uow:
        assert [person.name for person in await uow.people.all()] == ["A. de Vries"]
    assert "al begonnen" in screen.shown


def test_without_a_screen_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    code, out, err = run("init", "--config", tmp_path / "config.toml")

    assert (code, out) == (2, "")
    assert "geen scherm" in err
    assert files(tmp_path) == set()
