"""People, and who did what."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.absence import Absence
from bot.model.audit import Checked, Entry, Head, NewEntry, Published, Subject, Told
from bot.model.ids import AccountRef, ChatRef, FlagId, PersonId
from bot.model.member import Role
from bot.model.person import AccountLink, Known, Membership, Person


class PeopleStore(Protocol):
    """Who people are to the school. A name never finds anybody: a number or an account does."""

    async def put(self, person: Person) -> None: ...

    async def get(self, person_id: PersonId) -> Person | None: ...

    async def all(self) -> Sequence[Person]:
        """In the order of their numbers."""

    async def remove(self, person_id: PersonId) -> bool:
        """With their memberships and codes; their accounts are nobody's then."""

    async def link(self, link: AccountLink) -> None:
        """Raises `LinkedElsewhere` when the account is somebody else's, `StorageError` when nobody
        has that number."""

    async def unlink(self, account: AccountRef) -> bool: ...

    async def links(self, person_id: PersonId) -> Sequence[AccountLink]: ...

    async def anybody(self) -> bool:
        """Whether any account is somebody's yet."""

    async def who(self, account: AccountRef) -> Person | None: ...

    async def known(self, subjects: Collection[Subject]) -> Mapping[Subject, Known]:
        """Whoever these are, asked at once, in their order. Who is nobody's is not in it."""

    async def join(self, membership: Membership) -> None:
        """Raises `StorageError` when nobody has that number, as `issue` does."""

    async def leave(self, chat: ChatRef, person_id: PersonId) -> bool: ...

    async def memberships(self, person_id: PersonId) -> Sequence[Membership]: ...

    async def roles(
        self, chat: ChatRef, accounts: Collection[AccountRef]
    ) -> Mapping[AccountRef, Role]:
        """What these are in *chat*: by their membership, else by what they are to the school. Who
        is linked to nobody is not in it."""

    async def away(self, absence: Absence) -> None:
        """In the place of any that was said before. Raises `StorageError` when nobody has one of
        its numbers."""

    async def back(self, person_id: PersonId) -> bool:
        """Whether they were away."""

    async def absences(self) -> Sequence[Absence]:
        """Of everybody, in the order of their numbers; one that is over too, until somebody says
        so."""

    async def issue(
        self, code: str, person_id: PersonId, expires: datetime, *, own: bool = False
    ) -> None:
        """Only the hash of *code* is kept. An earlier one of theirs works no more. *own*: they
        made it themselves."""

    async def redeem(self, code: str, now: datetime, *, own: bool = False) -> Person | None:
        """Whose code it is; it works once, and not after it expired. With *own* only one that
        they made themselves is, without it only one that somebody made for them."""

    async def code_until(self, person_id: PersonId) -> datetime | None:
        """Until when the code works that they have; None: they have none."""

    async def forget_codes(self, now: datetime) -> int:
        """Those that expired. Returns how many."""

    async def forget(self, account: AccountRef) -> bool:
        """*account* itself, when it is nobody's and nothing that is kept is about it."""

    async def forget_loose(self) -> int:
        """All accounts of which that is true."""


class AuditStore(Protocol):
    """What happened, in a chain. Never changed, only added to."""

    async def append(self, entry: NewEntry) -> Head: ...

    async def head(self) -> Head | None: ...

    async def get(self, sequence: int) -> Entry | None: ...

    def entries(
        self, *, since: datetime | None = None, newest_first: bool = False
    ) -> AsyncIterator[Entry]:
        """A few hundred at a time are in memory."""

    def told(
        self, since: datetime, after: int = 0, limit: int | None = None
    ) -> AsyncIterator[Told]:
        """What happened since, without who did it and about whom: it is read far quicker. Only
        behind the entry numbered *after*, and at most *limit*."""

    async def about(self, subject: Subject) -> Sequence[Entry]:
        """What was written about exactly this person or account, oldest first."""

    async def forget(self, subject: Subject, *, deeds: bool = False) -> int:
        """That entries were about *subject*, and why, is erased; with *deeds* also that it was
        they who did something. Returns how many names and reasons that were, and so do the two
        below; each also writes an entry down that says which."""

    async def let_go(self, flag_id: FlagId) -> int:
        """About whom the entries that tell of this flag were, and why, is erased."""

    async def forget_before(self, moment: datetime) -> int:
        """About whom the entries of before *moment* were, and why, is erased."""

    async def check(
        self, brought: Sequence[Head] = (), published: Sequence[Published] = ()
    ) -> Checked:
        """Finds the first entry that is wrong. The chain has to lead to all heads, but to those of
        *published* that were lost when a backup was put back."""
