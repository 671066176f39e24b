"""What is to be said, and was."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model.appeal import AppealId
from bot.model.audit import Subject
from bot.model.digest import Channel, Doubt, Gap, Wish
from bot.model.ids import AccountRef, FlagId, MessageRef
from bot.model.outbox import NewOutboxItem, OutboxId, OutboxItem, Outcome, Purpose, Queue
from bot.model.post import NewPost, Post, PostId
from bot.model.retention import Held
from bot.ports.ages import Ages


class PostStore(Protocol):
    """What the bot said and will have to change or take back."""

    async def add(self, post: NewPost) -> PostId: ...

    async def about(self, flag_id: FlagId) -> Sequence[Post]:
        """In the order in which they were said."""

    async def of_appeal(self, appeal_id: AppealId) -> Sequence[Post]:
        """What staff were told of that appeal, as `about` has it of a flag."""

    async def due(self, now: datetime) -> Sequence[Post]:
        """Those that are to be gone by *now*."""

    async def at(self, message: MessageRef) -> Post | None: ...

    async def remove(self, post_id: PostId) -> bool: ...

    async def forget(self, account: AccountRef) -> int:
        """Those that *account* alone reads."""

    async def forget_before(self, moment: datetime) -> int:
        """Those said before it, which no platform lets anybody change any more."""


class OutboxStore(Ages, Protocol):
    """What ages is what was settled."""

    async def add(self, item: NewOutboxItem) -> OutboxId: ...

    async def claim(
        self, now: datetime, limit: int, queue: Queue | None = None
    ) -> Sequence[OutboxItem]:
        """The next items of *queue* that are due, or of all of them, oldest first, now marked
        `SENDING`. One that this version cannot read is settled as `FAILED` on the way."""

    async def settle(self, outbox_id: OutboxId, outcome: Outcome, at: datetime) -> None: ...

    async def postpone(
        self,
        outbox_id: OutboxId,
        not_before: datetime,
        *,
        tried: bool = True,
        maybe_double: bool = False,
    ) -> None:
        """Back to `PENDING`, and where it was really *tried* one attempt further. *maybe_double*:
        it may have arrived."""

    async def recover(
        self, now: datetime, queue: Queue | None = None
    ) -> Sequence[tuple[Purpose, Outcome]]:
        """Where nothing of *queue* is being sent, as at start: what was left `SENDING` becomes
        `UNKNOWN`, or, where it must arrive (`Purpose.at_least_once`), `PENDING` again with
        `maybe_double`."""

    async def count(self, outcome: Outcome, since: datetime | None = None) -> int:
        """*since*: only what was settled then or later."""

    async def of(self, account: AccountRef) -> Sequence[NewOutboxItem]:
        """What waits to be said or done to *account*, in the order in which it was put here."""

    async def forget(self, account: AccountRef) -> int:
        """What waits to be said or done to *account* is gone, unsaid. Of what is being sent, the
        words are: it is not sent again."""

    async def forget_digests(self) -> int:
        """The same for all digests, whoever reads them."""

    async def unsettled(self, before: datetime | None = None) -> Held:
        """What waits, by the moment from which it might be sent."""

    async def give_up(self, before: datetime, at: datetime) -> int:
        """Settle what waits since before that moment: as `FAILED` what must arrive
        (`Purpose.at_least_once`), as `EXPIRED` all else. Returns how many."""


class DigestStore(Ages, Protocol):
    """Who was sent which digest, and how they want it. What ages is that one went."""

    async def claim(
        self, account: AccountRef, day: date, at: datetime, channel: Channel = Channel.CHAT
    ) -> bool:
        """True exactly once for each staff member, day and channel, whatever account they have."""

    async def went(
        self, account: AccountRef, day: date, channel: Channel, outbox_id: OutboxId
    ) -> None:
        """As what it went out that was claimed."""

    async def claimed(self, day: date) -> Mapping[Subject, Collection[Channel]]:
        """Whose digest of *day* went, and by which ways: by the account that it went to, and by
        whose that was then."""

    async def doubts(self, reader: Subject, since: datetime) -> Sequence[Doubt]:
        """The digests of *reader* of which it came out *since* then that they did not arrive, or
        perhaps not. The earliest day first."""

    async def latest(self, reader: Subject, before: date | None = None) -> datetime | None:
        """When *reader* last claimed a digest, of a day *before* that or of whatever day; but not
        of one that surely did not arrive."""

    async def of(self, reader: Subject) -> Mapping[date, datetime]:
        """Day -> when *reader* first claimed its digest, in the order of the days."""

    async def wish(self, account: AccountRef, wish: Wish | None) -> None:
        """None: as the school chose."""

    async def wishes(self) -> Mapping[AccountRef, Wish]:
        """One that cannot be opened is none."""

    async def forget(self, reader: Subject) -> int:
        """With the wish of an account."""


class LifeStore(Ages, Protocol):
    """When the bot ran. What ages are times in which it did, but for the latest."""

    async def beat(self, at: datetime) -> None:
        """It ran at that moment."""

    async def gaps(self, since: datetime) -> Sequence[Gap]:
        """When it did not, as far as that ended *since* then; the earliest first."""
