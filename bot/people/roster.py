"""A file of people, as a school takes it out of its own administration (CSV).

Its first line names the columns, in Dutch or English; columns that are not known are not read.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NewType

from bot.errors import InputError
from bot.model.audit import BOT
from bot.model.ids import PersonId
from bot.model.member import Role
from bot.model.person import Person

Column = NewType("Column", str)
NUMBER, NAME, ROLE, CLASSES, BORN = map(Column, ("number", "name", "role", "classes", "born"))
FIRST, INFIX, LAST = map(Column, ("first", "infix", "last"))
"""Parts of a name, where a file has those."""

COLUMNS: Mapping[Column, frozenset[str]] = {
    NUMBER: frozenset(
        {"nummer", "nr", "number", "leerlingnummer", "stamnummer", "stamnr", "personeelsnummer"}
    ),
    NAME: frozenset({"naam", "name", "volledige naam", "full name"}),
    FIRST: frozenset({"roepnaam", "voornaam", "first name", "given name"}),
    INFIX: frozenset({"tussenvoegsel", "tussenv", "voorvoegsel", "infix"}),
    LAST: frozenset({"achternaam", "last name", "surname", "family name"}),
    ROLE: frozenset({"rol", "role", "functie"}),
    CLASSES: frozenset({"klas", "klassen", "klas(sen)", "stamgroep", "class", "classes"}),
    BORN: frozenset({"geboortedatum", "geb.datum", "date of birth", "born"}),
}
_ROLES: Mapping[Role, frozenset[str]] = {
    Role.STUDENT: frozenset({"leerling", "pupil", "student"}),
    Role.GUARDIAN: frozenset({"ouder", "verzorger", "ouder/verzorger", "parent", "guardian"}),
    Role.TEACHER: frozenset({"docent", "leraar", "teacher"}),
    Role.MENTOR: frozenset({"mentor"}),
    Role.TEAM_LEAD: frozenset({"teamleider", "leidinggevende", "team lead", "team leader"}),
    Role.COUNSELLOR: frozenset({"vertrouwenspersoon", "counsellor", "counselor"}),
    Role.PRIVACY_OFFICER: frozenset({"privacyfunctionaris", "privacy officer"}),
    Role.TECHNICAL_ADMIN: frozenset({"technisch beheerder", "technical admin"}),
}

_LARGEST = 32 << 20
"""Bytes. No school has so many people."""
_LONGEST = 200
_NUMBER = re.compile(r"[\w./-]{1,64}")
_DUTCH_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_EARLIEST = 1900


@dataclass(frozen=True, slots=True)
class Row:
    """*classes*, *born*: None where the file has no such column; then what is known stays."""

    line: int
    number: PersonId
    name: str
    role: Role
    classes: tuple[str, ...] | None = None
    born: tuple[date | None] | None = None

    def person(self, known: Person | None) -> Person:
        """Whoever it is, with what is known of them and not in the file."""
        person = known or Person(person_id=self.number, name=self.name, role=self.role)
        return replace(
            person,
            name=self.name,
            role=self.role,
            classes=person.classes if self.classes is None else self.classes,
            born=person.born if self.born is None else self.born[0],
        )


@dataclass(frozen=True, slots=True)
class BadRow:
    """*key*: of the sentence that says what is wrong with it. It repeats nothing of the row."""

    line: int
    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...] = ()
    unread: tuple[str, ...] = ()
    """Columns that were left out."""


class _Wrong(InputError):
    """What one row says cannot be used."""


def role_called(name: str) -> Role | None:
    """*name*: as a person writes it, in Dutch or English."""
    words = " ".join(re.split(r"[\s_-]+", name.strip().casefold()))
    return next((role for role, names in _ROLES.items() if words in names), None)


def read_roster(path: Path, today: date) -> Roster:
    """Every row, good or bad. Raises `InputError` for a file that is no such list at all."""
    lines = _lines(path, _text(path))
    try:
        _, header = next(lines)
    except StopIteration:
        raise InputError("error.people.empty", where=path) from None
    columns = _columns(path, header)
    found: list[Row] = []
    bad: list[BadRow] = []
    first: dict[PersonId, int] = {}
    for line, cells in lines:
        try:
            row = _row(line, _Cells(columns, len(header), cells), today)
        except _Wrong as wrong:
            bad.append(BadRow(line, wrong.key))
            continue
        if first.setdefault(row.number, line) != line:
            bad.append(BadRow(line, "people.row.twice", {"first": first[row.number]}))
        found.append(row)
    read = set(columns.values())
    unread = (name.strip() for place, name in enumerate(header) if place not in read)
    return Roster(tuple(found), tuple(bad), tuple(name for name in unread if name))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST)
        if len(raw) < _LARGEST:
            return raw.decode("utf-8-sig")
        key = "error.toml.unreadable"
    except FileNotFoundError:
        key = "error.toml.not_found"
    except UnicodeDecodeError:
        key = "error.people.not_utf8"
    except (OSError, ValueError):  # a path with a NUL in it is a ValueError
        key = "error.toml.unreadable"
    raise InputError(key, where=path)


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its last line."""
    head = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count), strict=True
    )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise InputError("error.people.not_csv", where=path, line=reader.line_num) from None


def _columns(path: Path, header: Sequence[str]) -> Mapping[Column, int]:
    """Where each column is. Raises `InputError` when one is missing or there twice."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(header):
        name = " ".join(cell.split()).casefold()
        column = next((one for one, names in COLUMNS.items() if name in names), None)
        if column is not None and found.setdefault(column, place) != place:
            raise InputError("error.people.double_column", where=path, column=name)
    named = NAME in found or LAST in found
    if NUMBER not in found or ROLE not in found or not named:
        raise InputError("error.people.columns", where=path)
    return found


@dataclass(frozen=True, slots=True)
class _Cells:
    columns: Mapping[Column, int]
    width: int
    cells: Sequence[str]

    def __getitem__(self, column: Column) -> str:
        """Tidied; "" where there is nothing."""
        place = self.columns.get(column, len(self.cells))
        cell = self.cells[place] if place < len(self.cells) else ""
        return " ".join(unicodedata.normalize("NFC", cell).split())


def _row(line: int, cells: _Cells, today: date) -> Row:
    if any(cell.strip() for cell in cells.cells[cells.width :]):
        raise _Wrong("people.row.too_long")
    role = role_called(cells[ROLE])
    if role is None:
        raise _Wrong("people.row.role")
    return Row(
        line,
        person_number(cells[NUMBER]),
        _name(cells),
        role,
        _classes(cells[CLASSES]) if CLASSES in cells.columns else None,
        (_born(cells[BORN], today),) if BORN in cells.columns else None,
    )


def person_number(text: str) -> PersonId:
    """Raises `InputError`, as `person_name` does."""
    if not _NUMBER.fullmatch(text):
        raise _Wrong("people.row.number")
    if text.casefold() == BOT:
        raise _Wrong("people.row.bot")
    return PersonId(text)


def _name(cells: _Cells) -> str:
    parts = filter(None, (cells[FIRST], cells[INFIX], cells[LAST]))
    return person_name(cells[NAME] or " ".join(parts))


def person_name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(character.isalpha() for character in name) or len(name) > _LONGEST:
        raise _Wrong("people.row.name")
    return name


def _classes(text: str) -> tuple[str, ...]:
    names = (name.strip() for name in re.split(r"[,;|]", text))
    return tuple(dict.fromkeys(name for name in names if name))


def _born(text: str, today: date) -> date | None:
    """None: it does not say."""
    if not text:
        return None
    try:
        if dutch := _DUTCH_DATE.fullmatch(text):
            day, month, year = map(int, dutch.groups())
        elif iso := _ISO_DATE.fullmatch(text):
            year, month, day = map(int, iso.groups())
        else:
            raise _Wrong("people.row.born")
        born = date(year, month, day)
    except ValueError:
        raise _Wrong("people.row.born") from None
    if born.year < _EARLIEST or born > today:
        raise _Wrong("people.row.born")
    return born
