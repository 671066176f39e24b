"""Whatever is wrong with a file that a person wrote, they get one error with file and key."""

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from bot.errors import ConfigError
from bot.toml_file import Day, Given, Number, Table, Text, Whole, read_model


class Telegram(Table):
    token: SecretStr
    poll_seconds: Annotated[Whole, Field(ge=1, le=60)] = 30


class Group(Table):
    name: Text
    since: Day | None = None

    @field_validator("name")
    @classmethod
    def _named(cls, name: str) -> str:
        if name == "verander mij":
            raise PydanticCustomError("error.config.example", "{name}", {"name": name})
        return name


class Config(Table):
    school: Text
    share: Number = 0.5
    telegram: Telegram | None = None
    group: tuple[Group, ...] = ()


def read(folder: Path, text: str | bytes) -> Config:
    path = folder / "config.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_model(path, Config, error=ConfigError)


def refused(folder: Path, text: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    assert caught.value.where == str(folder / "config.toml")
    return caught.value


def test_a_good_file_becomes_the_model(tmp_path: Path) -> None:
    config = read(tmp_path, 'school = "De Brug"\nshare = 1\n[[group]]\nname = "2B"')
    assert config == Config(school="De Brug", share=1, group=(Group(name="2B"),))


@pytest.mark.parametrize(
    "content",
    [
        'school = "café"'.encode("latin-1"),
        'school = "De Brug"'.encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\xff\xd8",
    ],
)
def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).key == "error.toml.not_utf8"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.toml: error\.toml\.not_found"):
        read_model(tmp_path / "no.toml", Config, error=ConfigError)


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"error\.toml\.unreadable"):
        read_model(tmp_path / name, Config, error=ConfigError)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('school = "a"\nschool = "b"', (2, 13)),
        ("school = 'a'\ndry_run = nee\n", (2, 11)),
        ('school = "a"\n[group', (2, 7)),
        ("school = [[", (1, 12)),
        ("x = " + "[" * 20_000, (1, 20_005)),
    ],
)
def test_bad_syntax_is_refused_with_line_and_column(
    tmp_path: Path, text: str, place: tuple[int, int]
) -> None:
    error = refused(tmp_path, text)
    assert error.key == "error.toml.syntax"
    assert (error.values["line"], error.values["column"]) == place


@pytest.mark.parametrize(
    ("text", "sentence", "at"),
    [
        ("", "missing_key", "school"),
        ("school = 3", "not_text", "school"),
        ('school = ""', "empty", "school"),
        ('school = "x"\nshare = "0,5"', "not_number", "share"),
        ('school = "x"\nshare = inf', "not_number", "share"),
        ('school = "x"\ntelegram = 3', "not_table", "telegram"),
        ('school = "x"\n[telegram]', "missing_key", "telegram.token"),
        (
            'school = "x"\n[telegram]\ntoken = "x"\npoll_seconds = 0',
            "too_small",
            "telegram.poll_seconds",
        ),
        ('school = "x"\n[group]\nname = "2B"', "not_list", "group"),
        ('school = "x"\n[[group]]\nname = "2B"\n[[group]]\nname = 2', "not_text", "group[2].name"),
        ('school = "x"\n[[group]]\nname = "2B"\nsince = 2025', "not_date", "group[1].since"),
    ],
)
def test_a_mistake_is_named_with_the_way_to_its_key(
    tmp_path: Path, text: str, sentence: str, at: str
) -> None:
    error = refused(tmp_path, text)
    assert (error.key, error.values["at"]) == (f"error.toml.{sentence}", at)


def test_a_misspelt_key_deep_inside_is_answered_with_the_right_one(tmp_path: Path) -> None:
    error = refused(tmp_path, 'school = "x"\n[telegram]\ntokn = "geheim"')
    assert error.key == "error.toml.unknown_key_near"
    assert error.values == {"at": "telegram.tokn", "near": "token"}


def test_a_bound_is_said_as_it_would_be_written(tmp_path: Path) -> None:
    error = refused(tmp_path, 'school = "x"\n[telegram]\ntoken = "x"\npoll_seconds = 61')
    assert (error.key, error.values["bound"]) == ("error.toml.too_big", "60")


def test_a_models_own_check_has_its_own_sentence(tmp_path: Path) -> None:
    error = refused(tmp_path, 'school = "x"\n[[group]]\nname = "verander mij"')
    assert error.key == "error.config.example"
    assert error.values == {"at": "group[1].name", "name": "verander mij"}


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    error = refused(tmp_path, 'school = "x"\n[telegram]\ntoken = ["123:geheim"]')
    assert "geheim" not in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_key_with_control_characters_stays_on_one_line(tmp_path: Path) -> None:
    error = refused(tmp_path, '"a\\nb\\u001b[31m" = 1')
    assert error.values["at"] == "a?b?[31m"


def test_what_is_given_elsewhere_takes_the_place_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('school = "x"\n[telegram]\ntoken = "oud"\npoll_seconds = 99', "utf-8")
    instead = {
        ("telegram", "token"): Given("TOKEN", "123:geheim"),
        ("telegram", "poll_seconds"): Given("SECONDS", 20),
    }
    config = read_model(path, Config, error=ConfigError, instead=instead)
    assert config.telegram is not None
    assert config.telegram.token.get_secret_value() == "123:geheim"
    assert config.telegram.poll_seconds == 20
    assert "geheim" not in repr(instead)


@pytest.mark.parametrize(("option", "value"), [("poll_seconds", 99), ("token", ["geheim"])])
def test_who_gave_a_wrong_value_is_named_and_not_the_file(
    tmp_path: Path, option: str, value: object
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('school = "x"\n[telegram]\ntoken = "x"', "utf-8")
    instead = {("telegram", option): Given("VARIABLE", value)}
    with pytest.raises(ConfigError) as caught:
        read_model(path, Config, error=ConfigError, instead=instead)
    assert caught.value.where == "VARIABLE"
    assert caught.value.values["at"] == f"telegram.{option}"
    assert "geheim" not in str(caught.value)
