"""How an entry of a word list must stand among the words of a text."""

from enum import StrEnum


class Match(StrEnum):
    """How an entry must stand among the words. Dutch hides words in words: never bare `ANY`
    for a short one (*tering* sits in catering, *sex* in examen)."""

    WORD = "word"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    ANY = "any"

    def around(self, words: str) -> str:
        before = " " if self in {Match.WORD, Match.PREFIX} else ""
        after = " " if self in {Match.WORD, Match.SUFFIX} else ""
        return f"{before}{words}{after}"
