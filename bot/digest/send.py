"""One digest for each of the staff and each school day, never two."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.answering.offers import Offer, Offered, Offers
from bot.digest.book import Book
from bot.digest.build import Known, build
from bot.digest.gather import Asked, Gathering, Receiver, asked, ledger_from, receivers
from bot.digest.html import letter
from bot.digest.page import Style, alternative, mail_foot
from bot.digest.render import render
from bot.digest.when import When
from bot.errors import StorageError
from bot.model.audit import Head, Subject
from bot.model.button import Buttons
from bot.model.calendar import SchoolCalendar
from bot.model.digest import Channel, Chart, Digest, DigestChoice
from bot.model.ids import AccountRef, Platform, UserId
from bot.model.outbox import NewOutboxItem, OutboxId, Picture, Purpose, Say
from bot.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.rights import Act, may
from bot.timetable import Timetable
from bot.wording import Wording

Draw = Callable[[Sequence[Chart]], Awaitable[Sequence[bytes | None]]]
"""A PNG of each; None: it could not be drawn."""

OF_USE = timedelta(hours=20)
"""For so long a digest is worth sending: then the next is near."""

MOST_BUTTONS = 10
_IN_A_ROW = 2

log = logging.getLogger(__name__)


async def _undrawn(charts: Sequence[Chart]) -> Sequence[bytes | None]:
    return [None] * len(charts)


@dataclass(frozen=True, slots=True)
class Ready:
    """A digest that was built, and its picture."""

    asked: Asked
    digest: Digest
    channels: Collection[Channel]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """*failed*: why somebody's is not among them."""

    ready: Sequence[Ready] = ()
    failed: Exception | None = None


@dataclass(frozen=True, slots=True)
class Digests:
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    wording: Wording
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    timetable: Timetable | None = None
    """Beside *calendar*, where people write now."""
    choice: DigestChoice = field(default_factory=DigestChoice)
    offers: Offers | None = None
    """Of the buttons; None: there are none where it is read."""
    show_for: timedelta = timedelta(days=30)
    """How long a button works."""
    draw: Draw = _undrawn
    book: Book = field(default_factory=Book)

    async def due(self) -> int:
        """Send to whoever's time has come. Returns how many."""
        now = self.clock()
        async with self.unit_of_work() as uow:
            when = await self._when(uow)
            today, earlier = when.days(now)
            everybody = await receivers(uow, await uow.groups.all())
            claimed = {day: await uow.digests.claimed(day) for day in (today, earlier)}
            wanted = [
                (one, day, when.ways(one.wish))
                for one in everybody
                if (day := when.day_of(one.wish, now, _any(one, claimed[earlier])))
                if not _any(one, claimed[day])
                if day != earlier or await _had_one(uow, one, day)
            ]
        return await self._sent(await self._prepared(wanted, now), now)

    async def send(self, day: date, only: Collection[AccountRef] = ()) -> int:
        """Put *day*'s digest in the outbox for whoever has none yet, whatever the hour. *only*: of
        those who read at one of these."""
        now = self.clock()
        async with self.unit_of_work() as uow:
            when, claimed = await self._when(uow), await uow.digests.claimed(day)
            wanted = [
                (one, day, when.ways(one.wish))
                for one in await self._receivers(uow, only)
                if not _any(one, claimed)
            ]
        return await self._sent(await self._prepared(wanted, now), now)

    async def show(self, day: date, accounts: Collection[AccountRef]) -> Ready | None:
        """As it would be, or have been, when that day's time came: nothing is sent. None: nobody
        reads a digest there."""
        now = self.clock()
        async with self.unit_of_work() as uow:
            when, found = await self._when(uow), await self._receivers(uow, accounts)
            until = min([now, *(when.time(one.wish, day) for one in found)])
            wanted = [(one, day, when.ways(one.wish)) for one in found]
        prepared = await self._prepared(wanted, until)
        if prepared.failed is not None:
            raise prepared.failed
        drawn = await self._drawn(prepared.ready)
        if not drawn:
            return None
        return replace(drawn[0], digest=replace(drawn[0].digest, is_past=until < now))

    async def recent(self, uow: UnitOfWork) -> tuple[date, date]:
        """Of which days one can be sent by hand."""
        return (await self._when(uow)).recent(self.clock())

    async def _when(self, uow: UnitOfWork) -> When:
        return When(await self._calendar(uow), self.choice)

    async def _calendar(self, uow: UnitOfWork) -> SchoolCalendar:
        return self.calendar if self.timetable is None else await self.timetable.now(uow)

    async def _receivers(
        self, uow: UnitOfWork, only: Collection[AccountRef]
    ) -> Sequence[Receiver]:
        everybody = await receivers(uow, await uow.groups.all())
        return [one for one in everybody if not only or one.accounts & {*only}]

    # what they read

    async def _prepared(
        self,
        wanted: Sequence[tuple[Receiver, date, Collection[Channel]]],
        until: datetime,
    ) -> Prepared:
        """Each for themselves: what is wrong with somebody's keeps no other's back."""
        if not wanted:
            return Prepared()
        async with self.unit_of_work() as uow:
            calendar = await self._calendar(uow)
            all_asked = [await asked(uow, one, day, until, calendar) for one, day, _ in wanted]
        ledger = await self.book.read(self.unit_of_work, ledger_from(calendar, all_asked))
        ready, failed = list[Ready](), list[Exception]()
        async with self.unit_of_work() as uow:
            gathering = Gathering(uow, calendar, all_asked, await uow.groups.all(), ledger)
            known, head = await gathering.known(), await uow.audit.head()
            for one, (_, _, ways) in zip(all_asked, wanted, strict=True):
                try:
                    ready.append(Ready(one, await _built(gathering, known, one, head), ways))
                except Exception as error:  # noqa: BLE001 - of whatever kind, it is one reader's
                    log.error("a digest cannot be built: %s", type(error).__name__)  # noqa: TRY400 - by kind only
                    failed.append(error)
        return Prepared(ready, next(iter(failed), None))

    async def _drawn(self, prepared: Sequence[Ready]) -> Sequence[Ready]:
        """Outside of any transaction. Without its picture a digest goes all the same."""
        if not self.choice.picture:
            return prepared
        told = (one.digest for one in prepared if not one.digest.quiet)
        charts = [*dict.fromkeys(one.chart for one in told if not one.chart.is_empty)]
        pngs = dict(zip(charts, await self.draw(charts), strict=True)) if charts else {}
        return [self._illustrated(one, pngs.get(one.digest.chart)) for one in prepared]

    def _illustrated(self, one: Ready, png: bytes | None) -> Ready:
        if png is None or one.digest.quiet:
            return one
        try:
            return replace(
                one, picture=Picture.of(png, alternative(one.digest.chart, self.wording))
            )
        except ValueError:
            return one

    # how it reaches them

    async def _sent(self, prepared: Prepared, now: datetime) -> int:
        """Raises why somebody got none, once the others have theirs: at the next run it is tried
        again."""
        sent, failed = 0, prepared.failed
        for one in await self._drawn(prepared.ready):
            try:
                async with self.unit_of_work() as uow:
                    went = await self._put(uow, one, now)
                    await uow.commit()
                sent += went
            except Exception as error:  # noqa: BLE001 - of whatever kind, it is one reader's
                log.error("a digest cannot be handed over: %s", type(error).__name__)  # noqa: TRY400 - by kind only
                failed = failed or error
        if failed is not None:
            raise failed
        return sent

    async def _put(self, uow: UnitOfWork, one: Ready, now: datetime) -> bool:
        receiver, day = one.asked.receiver, one.asked.day
        went = False
        for channel in sorted(one.channels):
            if await uow.digests.claim(receiver.account, day, now, channel):
                went |= await self._say(uow, one, channel, now)
        return went

    async def _say(self, uow: UnitOfWork, one: Ready, channel: Channel, now: datetime) -> bool:
        receiver, day = one.asked.receiver, one.asked.day
        when_quiet = receiver.wish.when_quiet
        wants = self.choice.when_quiet if when_quiet is None else when_quiet
        if one.digest.quiet and not wants:
            return False
        number: OutboxId | None = None
        for say in self._says(one, channel):
            item = NewOutboxItem(Purpose.DIGEST, say, now, now + OF_USE)
            number = await uow.outbox.add(item)
        if number is None:
            raise StorageError("a digest says something")
        await uow.digests.went(receiver.account, day, channel, number)
        return True

    def _says(self, one: Ready, channel: Channel) -> Iterator[Say]:
        """What counts is the last."""
        receiver = one.asked.receiver
        if channel is Channel.MAIL:
            to = AccountRef(Platform.EMAIL, UserId(receiver.wish.address))
            style = Style(self.choice.mail_names, self.choice.mail_quotes)
            text = render(one.digest, self.wording, style)
            written = letter(one.digest, self.wording, style, one.picture, receiver.account)
            foot = mail_foot(one.digest, self.wording)
            yield Say(to, f"{text}\n\n{foot}", picture=one.picture, letter=written)
            return
        if one.picture is not None:
            yield Say(receiver.account, one.picture.alt, picture=one.picture)
        style = Style(self.choice.names)
        text = render(one.digest, self.wording, style)
        yield Say(receiver.account, text, buttons=self._buttons(one))

    def _buttons(self, one: Ready) -> Buttons:
        if self.offers is None:
            return ()
        to, until = one.asked.receiver.account, self.clock() + self.show_for
        numbers = [flag.flag_id for flag, _ in one.digest.open_flags[:MOST_BUTTONS]]
        buttons = [
            self.offers.button(
                self.wording.texts("digest.button", number=number),
                Offer(Offered.SHOW, str(number)),
                to,
                until,
            )
            for number in numbers
        ]
        rows = range(0, len(buttons), _IN_A_ROW)
        return tuple(tuple(buttons[place : place + _IN_A_ROW]) for place in rows)


async def _built(gathering: Gathering, known: Known, one: Asked, head: Head | None) -> Digest:
    digest = build(
        await gathering.reader(one.receiver),
        one.day,
        await gathering.period(one),
        known,
        doubts=await gathering.doubts(one),
        head=head if may(one.receiver.actor, Act.READ_AUDIT) else None,
    )
    return replace(digest, is_first=one.previous is None)


async def _had_one(uow: UnitOfWork, one: Receiver, before: date) -> bool:
    """Who reads none yet gets none of a day on which perhaps they did not."""
    latest = [await uow.digests.latest(subject, before) for subject in one.subjects]
    return any(latest)


def _any(one: Receiver, claimed: Mapping[Subject, Collection[Channel]]) -> set[Channel]:
    """By which ways it went to them, also at an account that is theirs no longer."""
    return {channel for subject in one.subjects for channel in claimed.get(subject, ())}
