"""How entries of the audit are chained and read, the same for every store."""

import hmac
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from bot.model.audit import BEFORE_ALL, BOT, Audited, Entry, Facts, Head, NewEntry, Subject
from bot.model.ids import AccountRef, PersonId, Platform, UserId

PARTS = ("facts", "by", "about", "why")
SALT_BYTES = 16

_MOST_NAMED = 1000
"""Openings in one entry that says that they went."""


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
    cannot be opened. *astray*: a store would find one of them under whom or what it does not
    name."""

    link: Link
    digest: bytes
    openings: Mapping[str, Opening | None]
    astray: bool = False

    @property
    def committed(self) -> Mapping[str, bytes]:
        return dict(zip(PARTS, self.link.commitments, strict=True))

    @property
    def head(self) -> Head:
        return head(self.link.sequence, self.digest)

    @property
    def gone(self) -> Sequence[str]:
        """Parts whose opening was there once."""
        return [
            part
            for part, stands_for in self.committed.items()
            if part not in self.openings and stands_for != _NOTHING
        ]

    def opens(self) -> bool:
        """Whether the facts are there, and all that is there is what was written."""
        fits = (
            opening is not None and self.committed.get(part) == opening.commitment
            for part, opening in self.openings.items()
        )
        return "facts" in self.openings and not self.astray and all(fits)

    def follows(self, key: bytes, previous: bytes, sequence: int | None = None) -> bool:
        """Whether it was written with *key* behind *previous*, under its own number or another."""
        return self.digest == self.link.digest(key, previous, sequence)

    def tells(self) -> tuple[Audited | None, Facts]:
        return told(self._value("facts"))

    def read(self) -> Entry:
        what, facts = self.tells()
        return Entry(
            head=self.head,
            at=self.link.at,
            what=what,
            facts=facts,
            by=subject(self._value("by")),
            about=subject(self._value("about")),
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


def told(text: str | None) -> tuple[Audited | None, Facts]:
    """Nothing for what was not written by this version or an earlier one."""
    try:
        facts = json.loads(text or "")
        return Audited(facts.pop("what")), facts
    except (AttributeError, KeyError, ValueError):
        return None, {}


def subject(name: str | None) -> Subject | None:
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
    last = last or BEFORE_ALL
    opened = openings(entry)
    commitments = (opened[part].commitment if part in opened else _NOTHING for part in PARTS)
    link = Link(last.sequence + 1, entry.at, tuple(commitments))
    return Kept(link, link.digest(key, bytes.fromhex(last.digest)), opened)


def flag_of(facts: Facts) -> int | None:
    """The flag of which an entry tells."""
    number = facts.get("flag")
    return number if isinstance(number, int) else None


def let_go(gone: Sequence[tuple[int, str]], at: datetime) -> Iterator[NewEntry]:
    """What to write down where the openings of these numbers and parts went. *at*: of the entry
    before, for a store has no clock."""
    for first in range(0, len(gone), _MOST_NAMED):
        names = [f"{number}.{part}" for number, part in sorted(gone)[first : first + _MOST_NAMED]]
        facts: Facts = {"count": len(names), "openings": ",".join(names)}
        yield NewEntry(at=at, what=Audited.LET_GO, facts=facts)


def head(sequence: int, digest: bytes) -> Head:
    return Head(sequence, digest.hex())
