"""Every sentence the bot says, by key, in Dutch and English (gettext catalogues)."""

import gettext
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.model.finding import Reason

DOMAIN = "klaswacht"


class Language(StrEnum):
    NL = "nl"
    EN = "en"


class Texts:
    """The sentences in one language. Values are put in as they are: escape where they go out."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue = gettext.translation(DOMAIN, Path(__file__).parent, [language])

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of *key*. Raises `KeyError` when no catalogue has it."""
        sentence = self._catalogue.gettext(key)
        if sentence == key:
            raise KeyError(key)
        return sentence.format(**values)

    def reason(self, reason: Reason) -> str:
        return self(reason.key, **dict(reason.values))


@cache
def texts(language: Language) -> Texts:
    return Texts(language)
