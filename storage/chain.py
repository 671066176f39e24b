"""How entries of the audit are chained, the same for every store."""

import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from bot.model.audit import BOT, Head, NewEntry, Subject
from bot.model.ids import AccountRef

GENESIS = bytes(32)
"""The digest before the first entry."""

PARTS = ("facts", "by", "about", "why")
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment stands for."""

    salt: bytes
    value: str

    @property
    def commitment(self) -> bytes:
        return sha256(self.salt + self.value.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is chained."""

    sequence: int
    at: datetime
    commitments: tuple[bytes, ...]
    """Of `PARTS`."""

    def digest(self, key: bytes, previous: bytes) -> bytes:
        """HMAC-SHA256 over *previous*, the number, the moment and the commitments."""
        moment = self.at.astimezone(UTC).isoformat()
        said = json.dumps([self.sequence, moment]).encode()
        return hmac.digest(key, previous + b"".join(self.commitments) + said, "sha256")


def facts_text(entry: NewEntry) -> str:
    return json.dumps({"what": entry.what, **entry.facts}, sort_keys=True, separators=(",", ":"))


def named(subject: Subject | None) -> str:
    """As an opening has it."""
    if isinstance(subject, AccountRef):
        return f"account {subject.platform} {subject.user_id}"
    return "" if subject is None else subject if subject == BOT else f"person {subject}"


def openings(entry: NewEntry) -> Sequence[Opening]:
    """In the order of `PARTS`."""
    values = (facts_text(entry), named(entry.by), named(entry.about), entry.why)
    return [Opening(os.urandom(SALT_BYTES), value) for value in values]


def link(sequence: int, at: datetime, opened: Sequence[Opening]) -> Link:
    return Link(sequence, at, tuple(opening.commitment for opening in opened))


def head(sequence: int, digest: bytes) -> Head:
    return Head(sequence, digest.hex())
