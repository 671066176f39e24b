"""A calendar file as happenings, one for each time that an event takes place.

Whatever a file holds, reading it ends: its size, its events, how often they come back and the time
that it takes are bounded. An event that cannot be used is left out with its line and the reason.
"""

import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, Timezone
from icalendar.timezone import tzp

from adapters.timetable.blocks import Block, name_of, read_blocks, value_of
from adapters.timetable.bounds import Unusable, must_be_few, must_be_yearly, must_end, rules_of
from bot.errors import InputError
from bot.model.timetable import CalendarFile, Happening, LeftOut

MOST_HAPPENINGS = 200_000
LONGEST_S = 240.0
LONGEST_TEXT = 1000
"""Characters of a title or a description that are looked at."""

_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
_WORDS = frozenset({"SUMMARY", "CATEGORIES", "LOCATION", "DESCRIPTION", "STATUS"})
_LOOKED_AT = _TIMES | _WORDS | {"BEGIN", "END", "UID", "SEQUENCE", "EXRULE"}
"""Who organises and attends is never looked at."""
_COMES_BACK = ("RRULE", "RDATE", "RECURRENCE-ID")
_WHOLE_DAY = timedelta(days=1)

Component = Any
"""Of the library, which finds by name what its types do not know."""


def read_timetable(
    path: Path,
    timezone: ZoneInfo,
    begin: date,
    end: date,
    monotonic: Callable[[], float] = time.monotonic,
) -> CalendarFile:
    """What happens from *begin* up to *end*, by the hours of *timezone* where an event names no
    zone. Raises `InputError` for a file that is no calendar, or too much of one."""
    blocks = read_blocks(path)
    own = ZoneInfo(blocks.zone) if blocks.zone else None
    reading = _Reading(path, timezone, own, begin, end, monotonic() + LONGEST_S, monotonic)
    with warnings.catch_warnings(action="ignore"):  # what they say nobody could act on
        tzp.use_default()  # forget the zones of another file
        for zone in blocks.zones:
            _learn(zone)
        for series in reading.series(blocks.events):
            reading.happen(series)
    return CalendarFile(reading.found, sorted(reading.left_out, key=lambda one: one.line))


@dataclass(frozen=True, slots=True)
class _Read:
    line: int
    event: Component


@dataclass(slots=True)
class _Reading:
    """*own*: the zone that the whole file is of."""

    path: Path
    timezone: ZoneInfo
    own: ZoneInfo | None
    begin: date
    end: date
    until: float
    monotonic: Callable[[], float]
    found: list[Happening] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def series(self, blocks: Sequence[Block]) -> Iterator[Sequence[_Read]]:
        """Events that are exceptions of another stand with it."""
        by_uid = defaultdict[str, list[_Read]](list)
        for block in blocks:
            self._in_time()
            try:
                event = _event(block)
            except Unusable as why:
                self.left_out.append(LeftOut(block.line, str(why), _title_of(block)))
                continue
            uid = str(event.get("UID", "")) or f"line {block.line}"
            by_uid[uid].append(_Read(block.line, event))
        yield from by_uid.values()

    def happen(self, series: Sequence[_Read]) -> None:
        self._in_time()
        first = series[0]
        try:
            must_be_few(series)
            for component in self._occurrences([each.event for each in series]):
                self._in_time()
                one = self._happening(component, first.line)
                if self._is_wanted(one):
                    self.found.append(one)
        except InputError:
            raise
        except Unusable as why:
            title = _text_of(first.event, "SUMMARY")
            self.left_out.append(LeftOut(first.line, str(why), title))
        except Exception:  # noqa: BLE001 - whatever the library makes of hostile text
            title = _text_of(first.event, "SUMMARY")
            self.left_out.append(LeftOut(first.line, "timetable.left.unreadable", title))
        if len(self.found) > MOST_HAPPENINGS:
            values = {"most": MOST_HAPPENINGS, "line": first.line}
            raise InputError("error.timetable.too_many", where=self.path, **values)

    def _occurrences(self, events: Sequence[Component]) -> Sequence[Component]:
        if len(events) == 1 and not any(name in events[0] for name in _COMES_BACK):
            return events  # a year of single lessons is read several times as fast
        calendar = Calendar()
        if self.own is not None:
            calendar.add("X-WR-TIMEZONE", self.own.key)
        for event in events:
            calendar.add_component(event)
        return list(recurring_ical_events.of(calendar).between(self.begin, self.end))

    def _happening(self, component: Component, line: int) -> Happening:
        begin, end = component.start, component.end
        whole_days = not isinstance(begin, datetime)
        if whole_days and end <= begin:
            end = begin + _WHOLE_DAY
        return Happening(
            line=line,
            begin=self._moment(begin),
            end=self._moment(end),
            whole_days=whole_days,
            title=_text_of(component, "SUMMARY"),
            categories=_categories(component),
            place=_text_of(component, "LOCATION"),
            more=_text_of(component, "DESCRIPTION"),
            cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
        )

    def _is_wanted(self, one: Happening) -> bool:
        return one.begin < self._moment(self.end) and one.end > self._moment(self.begin)

    def _moment(self, at: date | datetime) -> datetime:
        if not isinstance(at, datetime):
            return datetime(at.year, at.month, at.day, tzinfo=self.timezone)
        local = at.replace(tzinfo=self.own or self.timezone) if at.tzinfo is None else at
        return local.astimezone(self.timezone)

    def _in_time(self) -> None:
        if self.monotonic() > self.until:
            raise InputError("error.timetable.too_slow", where=self.path)


def _learn(block: Block) -> None:
    """A zone that the file defines itself. Of one that cannot be used the events are left out."""
    try:
        zone = Timezone.from_ical(_under_another_name(block))
        for rule in (one for part in zone.subcomponents for one in rules_of(part)):
            must_be_yearly(rule)
        Timezone.from_ical(block.text)
    except Exception:  # noqa: BLE001 - as above
        return


def _under_another_name(block: Block) -> str:
    """To look at the rules of a zone before the library follows them, which it does not for one
    that it knows."""
    lines = ["TZID:Etc/UTC" if name_of(line) == "TZID" else line for line in block.lines]
    return "\r\n".join(lines) + "\r\n"


def _event(block: Block) -> Component:
    """Raises `Unusable`."""
    try:
        event: Component = Event.from_ical(_own(block))
        _must_be_read(event)
        must_end(event)
    except Unusable:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise Unusable("timetable.left.unreadable") from None
    return event


def _own(block: Block) -> str:
    """What of an event is looked at; not what stands inside it, such as an alarm."""
    kept, inside = list[str](), 0
    for line in block.lines:
        name = name_of(line)
        inside += name == "BEGIN"
        if inside == 1 and name in _LOOKED_AT:
            kept.append(line)
        inside -= name == "END"
    return "\r\n".join(kept) + "\r\n"


def _must_be_read(event: Component) -> None:
    if {name for name, _ in event.errors} & _TIMES or "DTSTART" not in event:
        raise Unusable("timetable.left.unreadable")
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        value = event.get(name)
        zone = None if value is None else value.params.get("TZID")
        if zone is not None and isinstance(value.dt, datetime) and value.dt.tzinfo is None:
            raise Unusable("timetable.left.timezone")


def _text_of(component: Component, name: str) -> str:
    value = component.get(name, "")
    values = value if isinstance(value, list) else [value]
    return " ".join(str(one) for one in values)[:LONGEST_TEXT]


def _categories(component: Component) -> tuple[str, ...]:
    value = component.get("CATEGORIES", [])
    values = value if isinstance(value, list) else [value]
    return tuple(str(one)[:LONGEST_TEXT] for each in values for one in getattr(each, "cats", ()))


def _title_of(block: Block) -> str:
    """Of an event that could not be read."""
    lines = (line for line in block.lines if name_of(line) == "SUMMARY")
    return value_of(next(lines, ""))[:LONGEST_TEXT]
