"""What a school answered is what its config.toml says."""

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.config import load_config
from bot.first_config import Answers, written

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXTS, TEXTS)
def test_whatever_somebody_typed_is_read_back(name: str, told: str) -> None:
    read = tomllib.loads(written(Answers(school=name, timezone="UTC", help=told, token=told)))

    assert read["school"] == {"name": name, "timezone": "UTC"}
    assert read["live"] == {"help": told}
    assert read["telegram"] == {"token": told}


def test_what_was_not_said_is_not_there(tmp_path: Path) -> None:
    text = written(Answers(school="De Brug", timezone="Europe/Amsterdam"))
    (tmp_path / "config.toml").write_text(text, "utf-8")

    assert set(tomllib.loads(text)) == {"school"}
    read = load_config(tmp_path / "config.toml", {})
    assert read.telegram.token is None
    assert read.quiet is None


def test_the_token_shows_in_no_log() -> None:
    assert "geheim" not in repr(Answers(school="De Brug", timezone="UTC", token="geheim"))  # noqa: S106 - of nobody
