"""A school's timetable as a calendar file has it, and what is kept of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SlotKind(StrEnum):
    """The values are stored: never rename one."""

    LESSON = "lesson"
    TEST = "test"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Slot:
    """What is kept of an event: from *begin* up to *end* (aware), of the *classes* of these names;
    of all if none. *phones*: whether they are allowed in the lesson; None: the event does not say.
    Never its title, which can name a teacher."""

    kind: SlotKind
    begin: datetime
    end: datetime
    classes: frozenset[str] = frozenset()
    phones: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was imported, under its own *name*."""

    name: str
    at: datetime
    slots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One time that an event of a file takes place; in memory only. *whole_days*: it has no hours,
    and *begin* and *end* are midnights at school."""

    line: int
    begin: datetime
    end: datetime
    whole_days: bool = False
    title: str = ""
    categories: tuple[str, ...] = ()
    place: str = ""
    more: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event that is not taken over. *key*: of the sentence that says why; *title*: for the
    screen of whoever imports, and kept nowhere."""

    line: int
    key: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    happenings: Sequence[Happening]
    left_out: Sequence[LeftOut] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWords:
    """By which an event is known for what it is, in its categories or its title. Each is a whole
    word or several; a * at its begin or end stands for the rest of a word."""

    lesson: tuple[str, ...] = ("les", "lessen", "lesuur", "blokuur", "lesson", "college")
    test: tuple[str, ...] = (
        "*toets",
        "toetsdag",
        "toetsdagen",
        "toetsen",
        "toetsweek",
        "*proefwerk",
        "proefwerkweek",
        "pw",
        "so",
        "overhoring",
        "*examen",
        "examens",
        "*tentamen",
        "pta",
        "se",
        "ce",
        "cse",
        "mondeling",
        "test",
        "exam",
    )
    free: tuple[str, ...] = (
        "*vakantie",
        "vrij",
        "vrije dag",
        "roostervrij",
        "roostervrije dag",
        "lesvrij",
        "lesvrije dag",
        "*studiedag",
        "studiedagen",
        "holiday",
        "holidays",
        "*ferien",
        "day off",
        "school closed",
    )
    leave_out: tuple[str, ...] = (
        "huiswerk",
        "hw",
        "leren",
        "voorbereiding",
        "*bespreking",
        "inzage",
        "*inzage",
        "*avond",
        "voorlichting",
        "vergadering",
        "inleveren",
        "deadline",
    )
    """Whatever else it says, it is none of these."""
    cancelled: tuple[str, ...] = ("vervalt", "vervallen", "uitval", "cancelled", "canceled")
    everybody: tuple[str, ...] = (
        "alle klassen",
        "hele school",
        "schoolbreed",
        "all classes",
        "whole school",
    )
    """It is of every class."""
    phones_away: tuple[str, ...] = (
        "telefoons weg",
        "telefoon weg",
        "geen telefoon",
        "geen telefoons",
        "telefoonvrij",
        "no phones",
        "phones away",
    )
    phones_allowed: tuple[str, ...] = (
        "telefoon mag",
        "telefoons mogen",
        "telefoons mag",
        "met telefoon",
        "phones allowed",
    )
