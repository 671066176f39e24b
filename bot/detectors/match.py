"""How an entry of a word list must stand among the words of a text."""

from enum import StrEnum


class Match(StrEnum):
    """How an entry must stand among the words. Dutch hides words in words: never bare `ANY`
    for a short one (*tering* sits in catering, *sex* in examen)."""

    WORD = "word"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    ANY = "any"

    @property
    def borders(self) -> tuple[str, str]:
        """What stands before and after it in a view's `words`."""
        return _BORDERS[self]


_BORDERS = {
    Match.WORD: (" ", " "),
    Match.PREFIX: (" ", ""),
    Match.SUFFIX: ("", " "),
    Match.ANY: ("", ""),
}
