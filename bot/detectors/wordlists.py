"""The word lists that ship with the bot, as TOML beside the detectors."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def wordlist(name: str) -> dict[str, Any]:
    """The tables of `bot/detectors/words/{name}.toml`."""
    return tomllib.loads(
        files("bot.detectors").joinpath("words", f"{name}.toml").read_text("utf-8")
    )
