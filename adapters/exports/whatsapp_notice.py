"""What WhatsApp itself says in a chat: created, joined, left, renamed, missed calls.

Only a whole sentence that is known (`whatsapp_sentences`) counts. Whatever has a sender is a
message of that sender where there is any doubt: a message taken for a notice is judged by nobody.
"""

import re

from adapters.exports.whatsapp_sentences import (
    CALL,
    CREATED,
    ENCRYPTED,
    LONGEST,
    OTHERS,
    RENAMED,
)

MARK = "\u200e"
"""An iPhone's export puts it before words that WhatsApp wrote. A pupil can type it too."""
LONGEST_NAME = 200
"""Of a sender, in characters; what is longer is cut."""
_NAMING = tuple(map(re.compile, (*CREATED, *RENAMED)))
_BEGINNINGS = tuple(map(re.compile, (*CREATED, *ENCRYPTED)))
_OTHER = re.compile("|".join(OTHERS))
_PLAIN = {
    **dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")),
    **dict.fromkeys(map(ord, "\u00a0\u202f"), " "),
}
_BEFORE_A_CALL = frozenset({*"GMSV", *" .\r", *map(chr, _PLAIN)})
"""First letters of calls, and what `_plain` takes away before one."""


class Splitter:
    """Divides what follows a head into sender and body, in the order of the chat.

    On an iPhone every line has a sender; *system* is the one of WhatsApp's own lines, or empty.
    """

    def __init__(self, *, is_ios: bool, system: str = "") -> None:
        self._system = f"{system}: " if system else ""
        self.spoken = is_ios
        """Whether anybody has spoken yet."""

    def split(self, rest: str) -> tuple[str, str] | None:
        """None where the line has no sender."""
        if self._system and rest.startswith(self._system):
            return self._system[:-2], rest[len(self._system) :]
        sender, colon, body = rest.partition(": ")
        if not colon:
            return (rest[:-1][:LONGEST_NAME], "") if rest.endswith(":") else None
        if not self.spoken:
            # The colon can stand in the group's name, in the notice that names it. Believed once,
            # and only before anybody has spoken: somebody can call themselves after the first
            # words of such a notice, and would then never be heard.
            self.spoken = True
            if names_group(rest):
                return None
        return sender[:LONGEST_NAME], body


def is_notice(words: str) -> bool:
    """Whether *words* are one whole sentence of WhatsApp's own."""
    words = _plain(words)
    if len(words) > LONGEST:
        return False
    return _OTHER.fullmatch(words) is not None or bool(_named(words))


def begins_export(words: str) -> bool:
    """Whether *words* are what WhatsApp says above the first message of a chat."""
    if len(words) > LONGEST:
        return False
    words = _plain(words)
    return any(pattern.fullmatch(words) for pattern in _BEGINNINGS)


def is_call(words: str) -> bool:
    if words[:1] not in _BEFORE_A_CALL:
        return False
    return len(words) <= LONGEST and CALL.fullmatch(_plain(words)) is not None


def names_group(notice: str) -> str:
    """The group's name, from the notice that it was created or renamed, or empty."""
    return _named(_plain(notice)) if len(notice) <= LONGEST else ""


def _named(words: str) -> str:
    for pattern in _NAMING:
        found = pattern.fullmatch(words)
        if found is not None:
            return str(found[found.re.groups])
    return ""


def _plain(words: str) -> str:
    words = words[: LONGEST + 1]
    if not words.isascii():
        words = words.translate(_PLAIN)
    return words.strip(" .\r")
