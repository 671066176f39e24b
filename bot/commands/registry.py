"""Every command there is, once: help, the platform's menu and dispatch all come from here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.texts import Language
from bot.wording import Wording


class Name(StrEnum):
    """As people type it, in Dutch."""

    START = "start"
    HELP = "help"
    RULES = "regels"
    WHY = "waarom"
    APPEAL = "bezwaar"
    DATA = "gegevens"
    REPORT = "meld"
    STATUS = "status"
    OPEN = "open"
    OVERVIEW = "overzicht"
    ANSWER = "antwoord"
    AWAY = "afwezig"
    BACK = "terug"
    MEASURE = "maatregel"
    QUIET = "stil"
    TEST = "toets"
    LESSON = "les"
    BIND = "klas"
    OFF = "uit"
    ON = "aan"


@dataclass(frozen=True, slots=True)
class Entry:
    name: Name
    english: str
    more: tuple[str, ...] = ()
    """What else people type for it."""
    for_staff: bool = False
    personal: bool = False
    """It concerns whoever gives it: the others in the group are not to read it."""

    def called(self, language: Language) -> str:
        return self.english if language is Language.EN else self.name

    def does(self, wording: Wording) -> str:
        return wording.texts(f"command.{self.name}")


ENTRIES = (
    Entry(Name.HELP, "help", ("hulp",)),
    Entry(Name.RULES, "rules"),
    Entry(Name.WHY, "why", personal=True),
    Entry(Name.APPEAL, "appeal", ("objection",), personal=True),
    Entry(Name.DATA, "data", ("mydata",), personal=True),
    Entry(Name.REPORT, "report", ("melding",), personal=True),
    Entry(Name.STATUS, "status", for_staff=True),
    Entry(Name.OPEN, "open", ("meldingen",), for_staff=True),
    Entry(Name.OVERVIEW, "overview", ("dagoverzicht", "digest"), for_staff=True, personal=True),
    Entry(Name.ANSWER, "answer", for_staff=True, personal=True),
    Entry(Name.AWAY, "away", ("absent",), for_staff=True, personal=True),
    Entry(Name.BACK, "back", for_staff=True, personal=True),
    Entry(Name.MEASURE, "measure", for_staff=True, personal=True),
    Entry(Name.QUIET, "quiet", ("stilte", "silence"), for_staff=True),
    Entry(Name.TEST, "test", for_staff=True),
    Entry(Name.LESSON, "lesson", for_staff=True),
    Entry(Name.BIND, "class", for_staff=True),
    Entry(Name.OFF, "off", for_staff=True),
    Entry(Name.ON, "on", for_staff=True),
    Entry(Name.START, "start"),
)

_BY_NAME: Mapping[str, Entry] = {
    name: entry for entry in ENTRIES for name in (entry.name, entry.english, *entry.more)
}


def find(name: str) -> Entry | None:
    return _BY_NAME.get(name.casefold())


def listed(language: Language, wording: Wording, *, staff: bool) -> Iterable[tuple[str, str]]:
    """Name and what it does; *staff*: theirs, or else everybody's. `/start` needs no telling."""
    for entry in ENTRIES:
        if entry.for_staff is staff and entry.name is not Name.START:
            yield entry.called(language), entry.does(wording)


@dataclass(frozen=True, slots=True)
class Menu:
    """What a platform shows to whoever begins to type a command."""

    scope: Literal["private", "groups", "admins"]
    language: str
    """"": for whoever reads none of the others."""
    commands: Sequence[tuple[str, str]]
    hidden: Collection[str]
    """Where the platform can do that, the others do not see that somebody gives these."""


def menus(wordings: Mapping[Language, Wording]) -> Sequence[Menu]:
    return [
        menu
        for language, code in ((Language.NL, ""), (Language.EN, "en"))
        for menu in _menus(language, code, wordings[language])
    ]


def _menus(language: Language, code: str, wording: Wording) -> Iterable[Menu]:
    everybody = [*listed(language, wording, staff=False)]
    staff = [*listed(language, wording, staff=True)]
    hidden = {entry.called(language) for entry in ENTRIES if entry.personal or entry.for_staff}
    yield Menu("private", code, everybody, ())
    yield Menu("groups", code, everybody, hidden)
    yield Menu("admins", code, [*everybody, *staff], hidden)
