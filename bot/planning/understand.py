"""What an event of a calendar file means: a lesson, a test, a free day, of which classes. Pure.

Nothing is guessed: an event that says none of it, or two things at once, is left out and told.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache

from bot.model.calendar import SchoolCalendar
from bot.model.timetable import EventWords, Happening, LeftOut, Slot, SlotKind

LONGEST_HOURS = timedelta(hours=12)
"""Of a lesson or a test."""
LONGEST_FREE = timedelta(days=100)
MORNING, AFTERNOON = time(9), time(15)
"""Whoever is free from before the one until after the other is so all day."""

_TOKEN = re.compile(r"[^\W_]+")
_SAYS_WHEN = frozenset(
    _TOKEN.findall(
        "regio noord midden zuid week de het en t/m tot met van januari februari maart april mei "
        "juni juli augustus september oktober november december leerlingen school "
        "the for and to of students"
    )
)
"""What beside a word for free says nothing of who is."""
_A_DAY = timedelta(days=1)
_A_MOMENT = timedelta(microseconds=1)
_SAID = 4096

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What whoever imports a file says of it, for events that do not say it themselves."""

    kind: SlotKind | None = None
    classes: frozenset[str] = frozenset()
    everybody: bool = False


NOTHING_ASSUMED = Assumed()


@dataclass(frozen=True, slots=True)
class Understood:
    slots: Sequence[Slot]
    left_out: Sequence[LeftOut]
    cancelled: int


class _Unclear(Exception):
    """Its text is the key of the sentence that says why an event is left out."""


@dataclass(frozen=True)
class Understanding:
    """*classes*: names of the school's classes, as it writes them."""

    words: EventWords
    classes: frozenset[str]
    calendar: SchoolCalendar
    assumed: Assumed = NOTHING_ASSUMED

    def all(self, happenings: Iterable[Happening]) -> Understood:
        """Each event that is left out is told once, however often it comes back."""
        slots, left_out, cancelled = dict[Slot, None](), dict[tuple[int, str], LeftOut](), 0
        for one in happenings:
            if self._is_cancelled(one):
                cancelled += 1
                continue
            try:
                slots |= dict.fromkeys(self._slots(one))
            except _Unclear as why:
                left = LeftOut(one.line, str(why), one.title)
                left_out.setdefault((one.line, left.key), left)
        return Understood(list(slots), list(left_out.values()), cancelled)

    def _is_cancelled(self, one: Happening) -> bool:
        return one.cancelled or _holds(self.words.cancelled, one.title)

    def _slots(self, one: Happening) -> Iterator[Slot]:
        kind = self._kind(one)
        if kind is SlotKind.FREE:
            yield self._free(one)
            return
        classes, phones = self._classes(one), self._phones(one)
        for begin, end in self._hours(one, kind):
            yield Slot(kind, begin, end, classes, phones if kind is SlotKind.LESSON else None)

    def _kind(self, one: Happening) -> SlotKind:
        if _holds(self.words.leave_out, one.title):
            raise _Unclear("timetable.left.told_to")
        for text in (" / ".join(one.categories), one.title):
            kinds = [kind for kind, words in self._kinds.items() if _holds(words, text)]
            if len(kinds) == 1:
                return kinds[0]
            if kinds == [SlotKind.LESSON, SlotKind.TEST]:
                return SlotKind.TEST  # a test is taken in a lesson
            if kinds:
                raise _Unclear("timetable.left.two_kinds")
        if self.assumed.kind is None:
            raise _Unclear("timetable.left.no_kind")
        return self.assumed.kind

    @cached_property
    def _kinds(self) -> Mapping[SlotKind, Words]:
        return {
            SlotKind.LESSON: self.words.lesson,
            SlotKind.TEST: self.words.test,
            SlotKind.FREE: self.words.free,
        }

    def _phones(self, one: Happening) -> bool | None:
        for text in (" / ".join(one.categories), one.title, one.more):
            away = _holds(self.words.phones_away, text)
            allowed = _holds(self.words.phones_allowed, text)
            if away or allowed:
                return not away
        return None

    def _classes(self, one: Happening) -> frozenset[str]:
        """None at all: of everybody."""
        own = (one.title, *one.categories)
        named = self._named_in(*own) or self._named_in(one.more) or self.assumed.classes
        # In "toets H4" of a known class that is a chapter.
        named = named or frozenset(_of_a_year(self._names, _tokens(one.title)))
        if named or self._is_for_everybody(*own, one.more):
            return named
        raise _Unclear("timetable.left.no_class")

    def _named_in(self, *texts: str) -> frozenset[str]:
        return frozenset().union(*(_named(self._names, _tokens(text)) for text in texts))

    def _is_for_everybody(self, *texts: str) -> bool:
        return self.assumed.everybody or any(_holds(self.words.everybody, text) for text in texts)

    @cached_property
    def _names(self) -> "_Names":
        return tuple((_tokens(name), name) for name in sorted(self.classes))

    def _hours(self, one: Happening, kind: SlotKind) -> Iterator[tuple[datetime, datetime]]:
        if not one.whole_days:
            if not timedelta() < one.end - one.begin <= LONGEST_HOURS:
                raise _Unclear("timetable.left.no_length")
            yield one.begin, one.end
            return
        if kind is SlotKind.LESSON or one.end - one.begin > LONGEST_FREE:
            raise _Unclear("timetable.left.no_hours")
        hours = [self.calendar.school_hours(day) for day in _dates(one)]
        if not any(hours):
            raise _Unclear("timetable.left.no_hours")
        yield from (each for each in hours if each is not None)

    def _free(self, one: Happening) -> Slot:
        self._must_be_of_no_class(one)
        if one.end - one.begin > LONGEST_FREE:
            raise _Unclear("timetable.left.no_length")
        begin, end = self._whole_days(one)
        self._must_be_of_everybody(one)
        return Slot(SlotKind.FREE, begin, end)

    def _must_be_of_no_class(self, one: Happening) -> None:
        own = (one.title, *one.categories)
        if (
            self._named_in(*own, one.place, one.more)
            or any(_of_a_year(self._names, _tokens(text)) for text in own)
            or any(map(_is_like_a_class, _tokens(" / ".join(one.categories))))
        ):
            raise _Unclear("timetable.left.free_for_some")

    def _must_be_of_everybody(self, one: Happening) -> None:
        """A day that is wrongly free goes without a digest, and nobody would notice."""
        said = self._is_for_everybody(one.title, *one.categories, one.more)
        told = said or self.assumed.kind is SlotKind.FREE
        mere = not self.assumed.classes and not self._besides_free(one.title)
        if not told and not mere:
            raise _Unclear("timetable.left.free_for_whom")

    def _besides_free(self, title: str) -> Collection[str]:
        tokens = _tokens(title)
        free = {
            at + more
            for word in self.words.free
            if (parts := tuple(word.casefold().split()))
            for at, run in enumerate(_runs(tokens, len(parts)))
            if _matches(parts, run)
            for more in range(len(parts))
        }
        rest = [token for at, token in enumerate(tokens) if at not in free]
        return [token for token in rest if token not in _SAYS_WHEN and not token.isdecimal()]

    def _whole_days(self, one: Happening) -> tuple[datetime, datetime]:
        """Some programs write a free day with hours."""
        zone = self.calendar.timezone
        first, last = one.begin.astimezone(zone), (one.end - _A_MOMENT).astimezone(zone)
        begin = first.date() if first.time() <= MORNING else first.date() + _A_DAY
        end = last.date() if last.time() >= AFTERNOON else last.date() - _A_DAY
        if end < begin:
            raise _Unclear("timetable.left.part_of_a_day")
        return (
            datetime.combine(begin, time(), zone),
            datetime.combine(end + _A_DAY, time(), zone),
        )


_Tokens = tuple[str, ...]
_Names = tuple[tuple[_Tokens, str], ...]


def _dates(one: Happening) -> Iterator[date]:
    day, last = one.begin.date(), (one.end - _A_MOMENT).date()
    while day <= last:
        yield day
        day += _A_DAY


@lru_cache(_SAID)
def _tokens(text: str) -> _Tokens:
    return tuple(_TOKEN.findall(text.casefold()))


@lru_cache(_SAID)
def _holds(words: Words, text: str) -> bool:
    tokens = _tokens(text)
    return any(
        _matches(parts, run)
        for word in words
        if (parts := tuple(word.casefold().split()))
        for run in _runs(tokens, len(parts))
    )


def _matches(parts: _Tokens, run: _Tokens) -> bool:
    return all(_is(part, token) for part, token in zip(parts, run, strict=True))


def _is(part: str, token: str) -> bool:
    middle = part.strip("*")
    match part.startswith("*"), part.endswith("*"):
        case True, True:
            return middle in token
        case True, False:
            return token.endswith(middle)
        case False, True:
            return token.startswith(middle)
        case _:
            return token == middle


def _runs(tokens: _Tokens, length: int) -> Iterator[_Tokens]:
    yield from (tokens[at : at + length] for at in range(len(tokens) - length + 1))


def _is_like_a_class(token: str) -> bool:
    """Perhaps one that the school has not said yet."""
    return any(map(str.isdecimal, token)) and any(map(str.isalpha, token))


@lru_cache(_SAID)
def _named(names: _Names, tokens: _Tokens) -> Collection[str]:
    return [name for parts, name in names if parts and parts in [*_runs(tokens, len(parts))]]


@lru_cache(_SAID)
def _of_a_year(names: _Names, tokens: _Tokens) -> Collection[str]:
    """Of a token such as H4 all classes that are called that and a letter: H4A, H4b."""
    years = {one for one in tokens if one[-1:].isdecimal() and any(map(str.isalpha, one))}
    return [
        name
        for parts, name in names
        if len(parts) == 1 and parts[0][:-1] in years and parts[0][-1:].isalpha()
    ]
