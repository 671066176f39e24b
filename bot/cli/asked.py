"""Questions at a screen, one after the other. Whoever breaks off has answered none of them."""

import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass

from bot.cli.main import sentence
from bot.cli.output import console, say
from bot.errors import InputError
from bot.texts import Texts

Check = Callable[[str], str]
"""Gives the answer as it is kept. Raises `InputError` with what is wrong."""


@dataclass(frozen=True, slots=True)
class Questions:
    texts: Texts

    def text(self, key: str, *, usual: str = "", check: Check | None = None) -> str:
        """*usual*: what an empty answer stands for."""
        while True:
            given = self._typed(key, usual) or usual
            try:
                return check(given) if check else given
            except InputError as error:
                self.tell(error)

    def needed(self, key: str, check: Check | None = None) -> str:
        return self.text(key, check=lambda given: (check or _as_it_is)(_something(given)))

    def secret(self, key: str) -> str:
        return self._end(lambda: getpass(f"{self.texts(key)} ")).strip()

    def yes(self, key: str, **values: str) -> bool:
        """Only what says so is a yes."""
        given = self._end(lambda: input(f"{self.texts(key, **values)} "))
        return given.strip().casefold() in {"j", "ja", "y", "yes"}

    def tell(self, error: InputError) -> None:
        say(console(), sentence(error, self.texts))

    def _typed(self, key: str, usual: str) -> str:
        shown = f" [{usual}]" if usual else ""
        given = self._end(lambda: input(f"{self.texts(key)}{shown} "))
        return "".join(one for one in given if unicodedata.category(one) != "Cc").strip()

    def _end(self, ask: Callable[[], str]) -> str:
        """The end of what is typed breaks off as Ctrl-C does."""
        try:
            return ask()
        except EOFError:
            raise KeyboardInterrupt from None


def must_have_a_screen(key: str) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(key)


def _something(given: str) -> str:
    if not given:
        raise InputError("error.init.empty")
    return given


def _as_it_is(given: str) -> str:
    return given
