"""Finds the layout of a WhatsApp export by reading it once from end to end.

The shape of the first head is that of all heads: a phone starts its export with one, so a
conversation pasted into a message cannot pass for heads. Another shape takes its place only where
it explains most lines that look like heads and cannot have been pasted (`_chosen`).

Day first or month first is told apart by dates that only one order allows, then by the order in
which time does not run backwards. Where both fit, day goes first, but for what only the United
States write: `9/4/26` without noughts and a clock with AM or PM in capitals.
"""

from collections.abc import Collection, Sequence
from datetime import date

from adapters.exports.source import LONGEST, Source
from adapters.exports.whatsapp_layout import Layout, Opening, Order, Shape, exists, opening
from adapters.exports.whatsapp_notice import MARK, Splitter, begins_export, is_notice, names_group
from bot.errors import ExportError

_LONGEST_PASTED = (1 << 16) + 512
"""Characters that fit in one message with its head: WhatsApp takes no more than 65,536."""
_FEWEST_FIRST = 3
"""Heads of the first shape from which those of another, all in one message, must be pasted."""
_FEWEST = 5
"""Heads of another shape that may be an export of another phone, pasted behind this one."""


def survey(source: Source) -> Layout | None:
    """The layout of the whole file, or None where no line starts as WhatsApp's do.

    Raises `ExportError` where a message is longer than `LONGEST`.
    """
    found: dict[Shape, _Evidence] = {}
    latest: _Evidence | None = None
    size = head_at = 0
    for number, line in enumerate(source.lines(), 1):
        # Nearly every head has the shape of the one above it.
        head = None if latest is None else latest.head.match(line)
        if latest is not None and head is not None and exists(head[1]):
            latest.see(number, size, head[1], line[head.end() :])
            head_at = size
        elif (other := opening(line)) is not None:
            latest = found.get(other.shape)
            if latest is None:
                latest = found[other.shape] = _Evidence(other, number, size)
            latest.see(number, size, other.day, other.rest, mixed=True)
            head_at = size
        # Each line counts for its end too: a million empty ones are a long message.
        size += len(line) + 1
        if size - head_at > LONGEST:
            if latest is None:
                return None
            raise _too_long(source, latest.line)
    if not found:
        return None
    for evidence in found.values():
        evidence.end(size, mixed=evidence is not latest)
    return _layout(source, found.values())


def _layout(source: Source, found: Collection["_Evidence"]) -> Layout:
    chosen = _chosen([*found])
    others = [one for one in found if one is not chosen and one.heads >= _FEWEST]
    second = min((one.begin for one in others if one.begin > chosen.begin), default=None)
    if second and chosen.longest_mixed > _LONGEST_PASTED:
        raise ExportError("error.export.two_chats", where=source.path, line=second)
    if chosen.longest > LONGEST:
        raise _too_long(source, chosen.longest_line)
    return chosen.layout(second)


def _too_long(source: Source, line: int) -> ExportError:
    return ExportError("error.export.too_long", where=source.path, line=line)


def _chosen(found: Sequence["_Evidence"]) -> "_Evidence":
    """The first shape, or the one that outdoes it.

    Pasted heads are never more than one message holds; and they are few beside all messages of a
    chat, or all in one message.
    """
    first, *others = found
    if not others:
        return first
    most = max(others, key=lambda evidence: evidence.heads)
    all_heads = sum(evidence.heads for evidence in found)
    few = most.heads <= 2 * first.heads**2
    at_once = first.mixed == 1 and first.heads >= _FEWEST_FIRST
    pasted = first.longest_mixed <= _LONGEST_PASTED and (few or at_once)
    return first if pasted or most.heads * 2 <= all_heads else most


class _Evidence:
    """What the heads of one shape say: how many, how far apart, their dates, their group."""

    def __init__(self, first: Opening, line: int, at: int) -> None:
        self.head = first.shape.head()
        self.begin = line
        self.heads = 0
        self.line = 0
        self.longest, self.longest_line = 0, 0
        self.mixed = self.longest_mixed = 0
        """Of the messages with lines that look like heads of another shape: number, longest."""
        self._shape = first.shape
        self._at = at
        self._day = ""
        self._back_in: Collection[Order] = ()
        """In which orders of dates this day is before the one above it."""
        self._begun_again: tuple[int, Collection[Order]] | None = None
        """The line on which a chat begins after time ran back in those orders."""
        self._group = _GroupName(is_ios=first.shape.brackets)
        self._dates = _Dates(is_american=first.shape.between == "/" and first.capitals)

    def see(self, line: int, at: int, day: str, rest: str, *, mixed: bool = False) -> None:
        """A head on *line*, *at* characters from the start of the file."""
        if mixed or at - self._at > self.longest:
            self.end(at, mixed=mixed)
        self.line, self._at = line, at
        self.heads += 1
        if day != self._day:
            self._day = day
            self._back_in = self._dates.see(day)
        if self._group.see(rest) and self._back_in:
            self._begun_again = self._begun_again or (line, self._back_in)

    def end(self, at: int, *, mixed: bool) -> None:
        """The message that began last ends *at* characters from the start of the file."""
        size = at - self._at
        if size > self.longest:
            self.longest, self.longest_line = size, self.line
        if mixed and self.heads:
            self.mixed += 1
            self.longest_mixed = max(size, self.longest_mixed)

    def layout(self, second: int | None) -> Layout:
        order = Order.YEAR_FIRST if self._shape.year_first else self._dates.order()
        line, orders = self._begun_again or (None, ())
        if order in orders:
            second = second or line
        group = self._group
        return Layout(self._shape.brackets, self.head, order, group.name, group.system, second)


class _GroupName:
    """The group's newest name, from WhatsApp's own lines.

    On an iPhone those carry the group's name as sender, and the first head of the file is one.
    """

    def __init__(self, *, is_ios: bool) -> None:
        self.name = ""
        self.system = ""
        self._is_ios = is_ios
        self._first = True
        self._splitter = Splitter(is_ios=is_ios)

    def see(self, rest: str) -> bool:
        """Whether this is a line that WhatsApp writes above the first message of a chat."""
        if self._is_ios:
            own = self._marked(rest)
        elif ": " in rest and self._splitter.spoken:
            return False
        else:
            own = rest if self._splitter.split(rest) is None else ""
        if own and ("gro" in own or "onderwerp" in own or "subject" in own):
            self.name = names_group(own) or self.name
        return bool(own) and begins_export(own)

    def _marked(self, rest: str) -> str:
        sender, _, own = rest.partition(f": {MARK}")
        if self._first and own and is_notice(own):
            self.system = sender
        self._first = False
        return own if sender and sender == self.system else ""


class _Dates:
    """What the dates of a file say about their order."""

    def __init__(self, *, is_american: bool) -> None:
        self._prefers_month = is_american
        self._against = {Order.DAY_FIRST: _Against(), Order.MONTH_FIRST: _Against()}

    def see(self, day: str) -> Collection[Order]:
        """The orders in which *day* is before the one above it."""
        self._prefers_month &= not (day.startswith("0") or "/0" in day)
        return [order for order, against in self._against.items() if against.see(order.read(day))]

    def order(self) -> Order:
        day, month = (self._against[order].score for order in self._against)
        if day == month:
            return Order.MONTH_FIRST if self._prefers_month else Order.DAY_FIRST
        return Order.DAY_FIRST if day < month else Order.MONTH_FIRST


class _Against:
    """What speaks against one order of dates."""

    def __init__(self) -> None:
        self._impossible = 0
        self._backwards = 0
        self._last = date.min

    @property
    def score(self) -> tuple[int, int]:
        return self._impossible, self._backwards

    def see(self, day: date | None) -> bool:
        """Whether time ran backwards."""
        if day is None:
            self._impossible += 1
            return False
        back = day < self._last
        self._backwards += back
        self._last = day
        return back
