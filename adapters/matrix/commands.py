"""Words that are meant for the bot: `!klaswacht name argument`, or shorter where that is clear."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from adapters.fields import part, word, words
from adapters.matrix.told import Told

NAMED = "!klaswacht"
HELP = "help"
_FIRST = re.compile(r"(\S+)\s*")
_SHORT = re.compile(r"!\w+")


@dataclass(frozen=True, slots=True)
class Commands:
    names: Collection[str] = frozenset()
    """Those that anybody may give without the bot's own name: `!name`, or after a mention."""

    def given(self, told: Told, said: str) -> tuple[str, str] | None:
        """Name and argument. Only plain text orders anything; a notice is of another bot."""
        if word(told.content, "msgtype") != "m.text" or told.kind != "m.room.message":
            return None
        text = said.strip()
        first, rest = _cut(text)
        if first.casefold().rstrip(":,") == NAMED:
            return _named(rest, HELP)
        if _SHORT.fullmatch(first):
            name = first[1:].lower()
            return (name, rest) if told.room.private or name in self.names else None
        named = _named(self._after_mention(told, text), "")
        return named if named[0] in self.names else None

    def _after_mention(self, told: Told, text: str) -> str:
        """Of what begins with the bot, and says that it does."""
        if told.me not in words(part(told.content, "m.mentions"), "user_ids"):
            return ""
        for called in (told.me, told.room.names.get(told.me, "")):
            for start in (called, f"@{called}"):
                if called and text.casefold().startswith(start.casefold()):
                    return text[len(start) :].lstrip(" :,")
        return ""


def _named(text: str, otherwise: str) -> tuple[str, str]:
    name, argument = _cut(text)
    return name.removeprefix("!").lower() or otherwise, argument


def _cut(text: str) -> tuple[str, str]:
    first = _FIRST.match(text)
    return (first[1], text[first.end() :].strip()) if first else ("", "")
