"""One moment of the demo as blocks: what happened, what the bot said, to whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from rich.text import Text

from bot.cli.demo_screen import (
    BOT,
    CARE,
    DECIDED,
    FLAG,
    SOFT,
    STAFF,
    URGENT,
    Block,
    aside,
    card,
    note,
    said,
)
from bot.cli.output import safe
from bot.demo.play import Moment
from bot.demo.week import AdminSwitch, Delete, Edit, Join, Post, StaffVerdict, TestBell, WeekEvent
from bot.model.action import AlertCare, FlagToStaff, MeasureKind
from bot.model.flag import Verdict
from bot.model.ids import AccountRef, ChatRef, MessageId
from bot.model.member import Sender
from bot.model.message import MediaKind
from bot.texts import Texts

BOT_NAME = "Klaswacht"

_IN = "    "
"""So that what the bot says stands under what people say."""

_TAKEN_AWAY = {
    MeasureKind.HIDE: "demo.hidden",
    MeasureKind.MUTE: "demo.muted",
    MeasureKind.REMOVE: "demo.removed",
}
"""Measures that the group notices; a warning is said in private."""


@dataclass(slots=True)
class Teller:
    """Knows who is called what, and who wrote which message. *brief*: what the bot says again is
    shown by its beginning."""

    members: dict[AccountRef, Sender]
    texts: Texts
    brief: bool = False
    _authors: dict[tuple[ChatRef, MessageId], AccountRef] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def group_sees(self, moment: Moment) -> Iterator[Block]:
        """The event, and what the bot said to the group or to a member in private."""
        if moment.event is not None:
            yield from self._happened(moment.event)
        for text in moment.in_group:
            yield card(
                [Text.assemble((BOT_NAME, f"bold {BOT}"), "  ", safe(text))], BOT, indent=_IN
            )
        for account, text in moment.private:
            if not self._staff(account):
                to = self.texts("demo.private", name=self.name(account))
                words = safe(self._once(text))
                head = Text.assemble((BOT_NAME, f"bold {BOT}"), (f" · {to}  ", SOFT), words)
                yield card([head], BOT, indent=_IN)

    def staff_sees(self, moment: Moment) -> Iterator[Block]:
        if isinstance(moment.event, StaffVerdict):
            yield self._verdict(moment.event)
        told: dict[str, list[AccountRef]] = {}
        for account, text in moment.private:
            if self._staff(account):
                told.setdefault(text, []).append(account)
        colour, to = self._urgency(moment)
        for text, accounts in told.items():
            head = self.texts(to, name=self.names(accounts))
            yield card([Text(head, SOFT), *self._card_lines(text, colour)], colour)
        if moment.event is not None and moment.event.note:
            yield note(self.texts(moment.event.note))
        if moment.silence is not None:
            yield note(self.texts.reason(moment.silence))

    def digest_sent(self, moment: Moment) -> Block:
        names = self.names(account for account, _ in moment.private)
        return aside(self.texts("demo.digest_sent", name=names), at=f"{moment.at:%H:%M}")

    def name(self, account: AccountRef) -> str:
        return safe(self.members[account].name)

    def names(self, accounts: Iterable[AccountRef]) -> str:
        *some, last = (self.name(account) for account in accounts)
        return f"{', '.join(some)} {self.texts('demo.and')} {last}" if some else last

    def who(self, account: AccountRef) -> Text:
        return Text(self.name(account), f"bold {STAFF}" if self._staff(account) else "bold")

    def words(self, text: str, media: MediaKind | None) -> str:
        kind = self.texts(f"demo.media.{media}") if media else ""
        return f"{kind} {text}".strip()

    def add(self, member: Sender) -> None:
        self.members[member.account] = member

    def remember(self, event: Post) -> None:
        if event.message_id:
            self._authors[event.chat, event.message_id] = event.by

    def _once(self, text: str) -> str:
        """*text*, or how it begins when it was shown before."""
        first, dot, rest = text.partition(". ")
        if not self.brief or text not in self._said:
            self._said.add(text)
            return text
        return f"{first}{dot}…" if rest else text

    def _happened(self, event: WeekEvent) -> Iterator[Block]:
        at = f"{event.at:%H:%M}"
        match event:
            case Post(by=by, text=text, media=media):
                self.remember(event)
                yield said(at, self.who(by), self.words(text, media))
            case Edit(message_id=message_id, text=text):
                name = self.name(self._authors[event.chat, message_id])
                yield aside(self.texts("demo.edited", name=name, text=text), "", at=at)
            case Delete(message_id=message_id):
                name = self.name(self._authors[event.chat, message_id])
                yield aside(self.texts("demo.deleted", name=name), at=at)
            case AdminSwitch(member=member, admin=admin):
                key = "demo.made_admin" if admin else "demo.no_admin"
                yield aside(self.texts(key, name=self.name(member)), at=at)
            case Join(member=member):
                yield aside(self.texts("demo.joined", name=self.name(member)), at=at)
            case TestBell(begins=begins):
                key = "demo.test_begins" if begins else "demo.test_over"
                yield aside(self.texts(key), "bold", at=at)
            case StaffVerdict(measures=measures):
                name = self.name(self._authors[event.chat, event.on])
                seen = [_TAKEN_AWAY[one] for one in measures if one in _TAKEN_AWAY]
                for key in seen:
                    yield aside(self.texts(key, name=name), at=at)
            case _:
                assert_never(event)

    def _verdict(self, event: StaffVerdict) -> Block:
        upheld = event.verdict is Verdict.UPHELD
        key = "demo.upheld" if upheld else "demo.dismissed"
        words = self.texts(key, name=self.name(event.by), why=event.why).strip()
        sign = "✔ " if upheld else "✘ "
        head = Text.assemble((sign, f"bold {DECIDED}"), (f"{event.at:%H:%M} ", SOFT), safe(words))
        return card([head], DECIDED)

    def _card_lines(self, text: str, colour: str) -> Iterator[Text]:
        """The flag or alert as it was sent; its heading and its last words apart."""
        head, *lines = text.splitlines()
        yield Text(safe(head), f"bold {colour}")
        quote = next((number for number, line in enumerate(lines) if "»" in line), 0)
        decide = self.texts("flag.decide")
        for number, line in enumerate(lines):
            yield Text(safe(line), SOFT if number < quote or line == decide else "")

    def _urgency(self, moment: Moment) -> tuple[str, str]:
        """The colour of what staff are told, and how it says to whom."""
        actions = [action for one in moment.decided for action in one.decision.actions]
        if any(isinstance(action, AlertCare) for action in actions):
            return CARE, "demo.to_care"
        urgent = any(isinstance(action, FlagToStaff) and action.urgent for action in actions)
        return URGENT if urgent else FLAG, "demo.to_staff"

    def _staff(self, account: AccountRef) -> bool:
        return self.members[account].role.is_staff


def digest_blocks(text: str) -> Iterator[Block]:
    """A digest as it was sent, each line hanging where it began; its title is said elsewhere, and
    of what time it tells is seen."""
    head, _, rest = text.partition("\n\n")
    for line in (rest or head).splitlines():
        indent = line[: len(line) - len(line.lstrip(" •"))]
        heading = "bold" if line.isupper() else ""
        words = Text(safe(line[len(indent) :]), heading)
        yield Block(words, Text(indent), Text(" " * len(indent)))


def long_date(day: date, texts: Texts) -> str:
    return texts(
        "date.long",
        weekday=texts(f"weekday.{day.isoweekday()}"),
        day=day.day,
        month=texts(f"month.{day.month}"),
        year=day.year,
    )
