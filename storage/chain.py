"""How entries of the audit are chained, checked and read, the same for every store."""

import hmac
import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from bot.model.audit import BOT, Audited, Checked, Entry, Facts, Head, NewEntry, Subject, Wrong
from bot.model.ids import AccountRef, PersonId, Platform, UserId

GENESIS = bytes(32)
"""The digest before the first entry."""
_BEFORE_ALL = Head(0, GENESIS.hex())

PARTS = ("facts", "by", "about", "why")
SALT_BYTES = 16

_MOST_REMOVED = 1000
"""So many removed entries are told from one altered entry where the rest was numbered anew."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment stands for."""

    salt: bytes
    value: str

    @property
    def commitment(self) -> bytes:
        return sha256(self.salt + self.value.encode("utf-8", "surrogatepass")).digest()

    @property
    def text(self) -> str:
        """As it is sealed."""
        return f"{self.salt.hex()} {self.value}"

    @classmethod
    def of(cls, text: str) -> "Opening":
        """Raises `ValueError`."""
        salt, _, value = text.partition(" ")
        return cls(bytes.fromhex(salt), value)


_NOTHING = Opening(b"", "").commitment
"""Every commitment to nothing is this one and is never opened, so that what was erased is told
from what never was."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is chained."""

    sequence: int
    at: datetime
    commitments: tuple[bytes, ...]
    """Of `PARTS`."""

    def digest(self, key: bytes, previous: bytes, sequence: int | None = None) -> bytes:
        """HMAC-SHA256 over *previous*, the number (its own, or *sequence*), the moment and the
        commitments."""
        number = self.sequence if sequence is None else sequence
        said = json.dumps([number, self.at.astimezone(UTC).isoformat()]).encode()
        return hmac.digest(key, previous + b"".join(self.commitments) + said, "sha256")


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as a store has it. *openings*: those that are there, by part; None for one that
    cannot be opened."""

    link: Link
    digest: bytes
    openings: Mapping[str, Opening | None]

    @property
    def committed(self) -> Mapping[str, bytes]:
        return dict(zip(PARTS, self.link.commitments, strict=True))

    @property
    def head(self) -> Head:
        return head(self.link.sequence, self.digest)

    @property
    def erased(self) -> int:
        return sum(
            part not in self.openings and stands_for != _NOTHING
            for part, stands_for in self.committed.items()
        )

    def opens(self) -> bool:
        """Whether the facts are there, and all that is there is what was written."""
        fits = (
            opening is not None and self.committed.get(part) == opening.commitment
            for part, opening in self.openings.items()
        )
        return "facts" in self.openings and all(fits)

    def follows(self, key: bytes, previous: bytes, sequence: int | None = None) -> bool:
        """Whether it was written with *key* behind *previous*, under its own number or another."""
        return self.digest == self.link.digest(key, previous, sequence)

    def read(self) -> Entry:
        what, facts = _facts(self._value("facts"))
        return Entry(
            head=self.head,
            at=self.link.at,
            what=what,
            facts=facts,
            by=_subject(self._value("by")),
            about=_subject(self._value("about")),
            why=self._value("why"),
        )

    def _value(self, part: str) -> str | None:
        if part in self.openings:
            opening = self.openings[part]
            return None if opening is None else opening.value
        return "" if self.committed[part] == _NOTHING else None


def facts_text(entry: NewEntry) -> str:
    return json.dumps({"what": entry.what, **entry.facts}, sort_keys=True, separators=(",", ":"))


def named(subject: Subject | None) -> str:
    """As an opening has it."""
    if isinstance(subject, AccountRef):
        return f"account {subject.platform} {subject.user_id}"
    return "" if subject is None else subject if subject == BOT else f"person {subject}"


def _facts(text: str | None) -> tuple[Audited | None, Facts]:
    """Nothing for what was not written by this version or an earlier one."""
    try:
        facts = json.loads(text or "")
        return Audited(facts.pop("what")), facts
    except (AttributeError, KeyError, ValueError):
        return None, {}


def _subject(name: str | None) -> Subject | None:
    match (name or "").partition(" "):
        case "account", _, rest:
            platform, _, user_id = rest.partition(" ")
            return AccountRef(Platform(platform), UserId(user_id))
        case "person", _, rest:
            return PersonId(rest)
        case _:
            return None if name is None else PersonId(name)


def openings(entry: NewEntry) -> Mapping[str, Opening]:
    """By part, in the order of `PARTS`; of what there is nothing to say of, none."""
    values = (facts_text(entry), named(entry.by), named(entry.about), entry.why)
    return {
        part: Opening(os.urandom(SALT_BYTES), value)
        for part, value in zip(PARTS, values, strict=True)
        if value
    }


def chained(entry: NewEntry, last: Head | None, key: bytes) -> Kept:
    """*entry* as it stands behind *last*."""
    last = last or _BEFORE_ALL
    opened = openings(entry)
    commitments = (opened[part].commitment if part in opened else _NOTHING for part in PARTS)
    link = Link(last.sequence + 1, entry.at, tuple(commitments))
    return Kept(link, link.digest(key, bytes.fromhex(last.digest)), opened)


def head(sequence: int, digest: bytes) -> Head:
    return Head(sequence, digest.hex())


async def check(
    chain: AsyncIterator[Kept], key: bytes, published: Sequence[Head], begin: Head | None = None
) -> Checked:
    """Follows *chain* from behind *begin* to the first entry that is wrong. One entry at a time is
    in memory."""
    last = begin = begin or _BEFORE_ALL
    due = [one for one in published if one.sequence > begin.sequence]
    erased = 0
    wrong: tuple[int, Wrong] | None = None
    async for kept in chain:
        wrong = await _wrong(kept, chain, key, last, due)
        if wrong is not None:
            break
        last, erased = kept.head, erased + kept.erased
    else:
        if any(one.sequence > last.sequence for one in due):
            wrong = last.sequence + 1, Wrong.MISSING
    entries, head = last.sequence - begin.sequence, None if last == _BEFORE_ALL else last
    return Checked(entries, head, erased, *(wrong or (None, None)))


async def _wrong(
    kept: Kept, rest: AsyncIterator[Kept], key: bytes, last: Head, due: Sequence[Head]
) -> tuple[int, Wrong] | None:
    number = last.sequence + 1
    if kept.link.sequence < number:
        return kept.link.sequence, Wrong.INSERTED
    if kept.link.sequence > number or not kept.follows(key, bytes.fromhex(last.digest)):
        return number, await _stranger(kept, rest, key, last)
    if not kept.opens():
        return number, Wrong.OPENING
    if any(one.sequence == number and one != kept.head for one in due):
        return number, Wrong.HEAD
    return None


async def _stranger(kept: Kept, rest: AsyncIterator[Kept], key: bytes, last: Head) -> Wrong:
    """Why *kept* is not the entry that was written behind *last*."""
    number, previous = last.sequence + 1, bytes.fromhex(last.digest)
    removed = kept.link.sequence > number
    moved = further_on = False
    behind = False
    async for one in rest:
        further_on |= one.follows(key, previous, number)
        # It was right behind this one, whatever the numbers are now.
        at = one.link.sequence
        moved |= any(kept.follows(key, one.digest, own) for own in (number + 1, at, at + 1))
        if not behind:
            behind = True
            removed |= any(one.follows(key, kept.digest, at + n) for n in range(1, _MOST_REMOVED))
    if further_on:
        return Wrong.REORDERED if moved or removed else Wrong.INSERTED
    return Wrong.MISSING if removed else Wrong.ALTERED
