"""One group of an export that keeps its messages as data, whatever its format.

The file is read twice. The survey finds its conversations, the order of their messages, and
whether two accounts share the name of a staff member; then one group is read as events, oldest
first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import islice
from pathlib import Path

from adapters.exports.people import People, folded, is_called, tidy
from adapters.exports.post import MOST_TALKS, Format, PlatformLine, Post, Row, Talk, Unread
from adapters.exports.source import Source
from bot.errors import ExportError
from bot.model.event import Event, GroupNotice, MessagePosted, NotUnderstood
from bot.model.ids import ChatId, ChatRef, MessageId, MessageRef
from bot.model.message import Message

_REMEMBERED = 4096  # senders
_MOST_TURNED = 100_000_000
"""Characters of newest-first messages, of all files together, that are held in memory to be turned
around. Each message counts for some hundreds beside its text: what Python needs for it."""
_OF_A_MESSAGE = 500
_NAMES_SHOWN = 8
_DIGITS_OF_A_NUMBER = 15
"""Longer numbers are ids that other programs would round: they stay text."""


Bearers = dict[tuple[str, str], set[str]]
"""By group and name: the accounts that bear the name of a staff member; at most two."""


@dataclass(slots=True)
class Survey:
    """What one file holds."""

    source: Source
    shape: Format
    talks: dict[str, Talk] = field(default_factory=dict)
    """The groups, by their own id."""
    private: bool = False
    """Whether there are private conversations beside them."""
    bearers: Bearers = field(default_factory=dict)
    """Of all files that are opened together."""
    size: Counter[str] = field(default_factory=Counter)
    """By group: how much there is to hold, in characters."""
    steps: dict[str, int] = field(default_factory=dict)
    """By group: how often time goes on from one message to the next, less how often back."""
    keeps_ids: bool = False
    """Whether messages carry ids of the platform: a format has them for all, or for none."""

    def shared_names(self, talk: Talk) -> frozenset[str]:
        return frozenset(
            name
            for (own_id, name), accounts in self.bearers.items()
            if own_id == talk.own_id and len(accounts) > 1
        )


def survey(source: Source, shape: Format, *, staff: Collection[str], bearers: Bearers) -> Survey:
    """Reads the whole file once, and adds to *bearers*. Raises `ExportError`."""
    found = Survey(source, shape, bearers=bearers)
    names = {folded(tidy(name)) for name in staff}
    latest: dict[str, datetime] = {}
    for row in shape.read(source):
        talk = row.talk
        if talk.private:
            found.private = True
            continue
        found.talks[talk.own_id] = talk  # the newest name counts
        if len(found.talks) > MOST_TALKS:
            raise ExportError("error.export.too_many_groups", where=source.path)
        found.size[talk.own_id] += _OF_A_MESSAGE
        if not isinstance(row, Post):
            continue
        found.size[talk.own_id] += len(row.text) + len(row.forwarded)
        found.keeps_ids |= bool(row.own_id)
        # Who calls themselves after the account of a teacher does not pass for one either.
        for name in names & {folded(row.name), folded(row.account)}:
            accounts = found.bearers.setdefault((talk.own_id, name), set())
            accounts.update([row.account] if len(accounts) <= 1 else [])
        at = row.at.replace(tzinfo=None)
        before = latest.get(talk.own_id, at)
        found.steps[talk.own_id] = found.steps.get(talk.own_id, 0) + (at > before) - (at < before)
        latest[talk.own_id] = at
    return found


def choose(
    surveys: Sequence[Survey], group: str | None, *, where: Path
) -> Sequence[tuple[Survey, Talk]]:
    """The files and parts of files that hold the one group to be read.

    Private conversations are never read. *group*: its name, needed where there are several.
    Raises `ExportError`.
    """
    talks: dict[str, Talk] = {}
    for talk in (talk for found in surveys for talk in found.talks.values()):
        if talk.own_id not in talks or talk.name != talk.own_id:
            talks[talk.own_id] = talk  # of several files only one may know its name
    if not talks:
        private = any(found.private for found in surveys)
        raise ExportError(f"error.export.{'only_private' if private else 'empty'}", where=where)
    chosen = [
        talk
        for talk in talks.values()
        if group is None or group == talk.own_id or is_called(talk.name, group)
    ]
    if len(chosen) == 1:
        own_id = chosen[0].own_id
        return [(found, chosen[0]) for found in surveys if own_id in found.talks]
    names = dict.fromkeys(talk.name for talk in talks.values())
    if group is None:
        raise ExportError("error.export.several_groups", where=where, groups=_quoted(names))
    if not chosen:
        need_group(group, names, where=where)
    ids = ", ".join(talk.own_id for talk in chosen[:_NAMES_SHOWN])
    raise ExportError("error.export.same_name", where=where, group=group, ids=ids)


def need_memory(exports: Iterable[object]) -> None:
    """Raises `ExportError` where *exports* together would fill the memory."""
    held = 0
    for export in exports:
        held += export.held if isinstance(export, PostsExport) else 0
        if isinstance(export, PostsExport) and held > _MOST_TURNED:
            raise ExportError("error.export.too_many_messages", where=export.path)


def need_group(group: str | None, names: Iterable[str], *, where: Path) -> None:
    """Raises `ExportError` where *group* is none of *names*."""
    if group is not None and not any(is_called(name, group) for name in names):
        raise ExportError(
            "error.export.no_such_group", where=where, group=group, groups=_quoted(names)
        )


def _quoted(names: Iterable[str]) -> str:
    shown = [f"“{name}”" for name in islice(names, _NAMES_SHOWN + 1)]
    return ", ".join(shown if len(shown) <= _NAMES_SHOWN else [*shown[:_NAMES_SHOWN], "…"])


class PostsExport:
    """One group in one file as events. Iterating raises only `bot.errors.ExportError`."""

    second_chat = None

    def __init__(
        self, found: Survey, talk: Talk, *, staff: Collection[str], timezone: tzinfo
    ) -> None:
        platform = found.shape.platform
        self.format = found.shape.name
        self.path = found.source.path / (found.source.member or "")
        self.about = ChatRef(platform, ChatId(talk.own_id))
        self.keeps_ids = found.keeps_ids
        self._found = found
        self._talk = talk
        self._newest_first = found.steps.get(talk.own_id, 0) < 0
        self.held = found.size[talk.own_id] if self._newest_first else 0
        self._timezone = timezone
        people = People(platform, staff, shared=found.shared_names(talk))
        self._sender = lru_cache(_REMEMBERED)(people.member)

    def own_id(self, message_id: MessageId) -> int | str:
        number = message_id.isascii() and message_id.isdecimal()
        return int(message_id) if number and len(message_id) <= _DIGITS_OF_A_NUMBER else message_id

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        for row in self._oldest_first():
            match row:
                case Post():
                    yield MessagePosted(self._message(row))
                case PlatformLine():
                    yield GroupNotice(self.about, self._aware(row.at), row.text)
                case Unread():
                    yield NotUnderstood(row.place, row.text)

    def _oldest_first(self) -> Iterator[Row]:
        rows = self._rows()
        return reversed(list(rows)) if self._newest_first else rows

    def _rows(self) -> Iterator[Row]:
        own_id = self._talk.own_id
        rows = self._found.shape.read(self._found.source)
        return (row for row in rows if row.talk.own_id == own_id and not row.talk.private)

    def _message(self, post: Post) -> Message:
        return Message(
            ref=MessageRef(self.about, MessageId(post.own_id or str(post.place))),
            group=self._talk.name,
            sender=self._sender(post.account, post.name),
            sent_at=self._aware(post.at),
            text=post.text,
            forwarded=post.forwarded,
            reply_to=MessageId(post.reply_to) if post.reply_to else None,
            media=post.media,
            edited=post.edited,
        )

    def _aware(self, at: datetime) -> datetime:
        """On the school's clock."""
        zone = self._timezone
        return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
