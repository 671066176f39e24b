"""Seals what is kept about people, and makes keyed hashes to find it back by."""

import hmac
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import KeyGone, StorageError
from storage.day_keys import DayKeys, mark_of
from storage.master import NONCE_BYTES, KeyFile, MasterKey, MasterSource

_KEPT, _TODAY = b"\x02", b"\x03"
"""First byte of everything sealed: under a key that stays, or under that of a day."""

_HEADER = 9
"""The first byte, and the number of the key: eight bytes, big end first."""

_MARK = 32
"""Bits. The number of a day's key is that of the day, and behind it the mark of the key."""


class Sealed(bytes):
    """Encrypted text: the kind of key in a byte, its number, the nonce, the ciphertext and tag."""

    __slots__ = ()


class KeyedHash(bytes):
    """32 bytes that find a value back, and say nothing of it without the key."""

    __slots__ = ()


Stamp = Sequence[tuple[int, str, bytes]]
"""The keys as the database has them: number, purpose, and wrapped. Of no two databases alike, nor
of one before and after a change."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The opened keys of one database. *stamp* tells whether it is still the database's."""

    stamp: Stamp = field(repr=False)
    data: Mapping[int, bytes] = field(repr=False)
    """By number; the highest seals."""
    people: bytes = field(repr=False)
    """Under which people and their accounts are looked up."""
    events: bytes = field(repr=False)
    """Under which events and messages are. They name nobody, so this one stays as it is."""
    audit: bytes = field(repr=False)
    """Under which the audit is chained. It stays, or the chain could not be followed."""


class Vault:
    """AES-256-GCM for text, HMAC-SHA256 for look-ups.

    A unit of work puts the database's *ring* in it before anything is sealed.
    """

    def __init__(self, source: MasterSource | MasterKey, day_keys: DayKeys | None = None) -> None:
        self._source = source
        self.master = source if isinstance(source, MasterKey) else source()
        self.day_keys = day_keys or DayKeys()
        self._ring: Ring | None = None

    @property
    def ring(self) -> Ring:
        if self._ring is None:
            raise StorageError("the keys of the database were not opened")
        return self._ring

    @ring.setter
    def ring(self, ring: Ring) -> None:
        self._ring = ring

    @property
    def stamp(self) -> Stamp | None:
        return self._ring.stamp if self._ring else None

    @property
    def key_file(self) -> KeyFile | None:
        """None where the school's key comes from elsewhere, and is not ours to change."""
        return self._source if isinstance(self._source, KeyFile) else None

    def reload(self) -> None:
        """Read the school's key again. Raises `ConfigError`."""
        if not isinstance(self._source, MasterKey):
            self.master = self._source()

    def seal(self, text: str, context: str) -> Sealed:
        """*context* says what the text is, such as "flag.matter"; it opens as nothing else."""
        number = max(self.ring.data)
        return _seal(_KEPT, number, self.ring.data[number], text, context)

    def seal_for_today(self, text: str, context: str) -> Sealed:
        """What nobody can open any more once the key of today is destroyed."""
        day, key = self.day_keys.today()
        return _seal(_TODAY, day.toordinal() << _MARK | mark_of(key), key, text, context)

    def open(self, sealed: Sealed, context: str) -> str:
        """Raises `KeyGone` when its key was destroyed, `StorageError` for another context or a
        changed byte."""
        kind, number = sealed[:1], _number(sealed)
        match kind:
            case b"\x02":
                key = self.ring.data.get(number)
            case b"\x03":
                key = self.day_keys.of(_day(number), number % (1 << _MARK))
            case _:
                raise StorageError(f"sealed in a way this version does not know: {context}")
        if key is None:
            raise KeyGone(f"the key of this was destroyed: {context}")
        nonce, body = sealed[_HEADER:][:NONCE_BYTES], sealed[_HEADER + NONCE_BYTES :]
        try:
            plain = AESGCM(key).decrypt(nonce, body, _bound(sealed[:_HEADER], context))
        except (InvalidTag, ValueError) as error:
            raise StorageError(f"cannot be opened with this key: {context}") from error
        return plain.decode("utf-8", "surrogatepass")

    def person(self, value: str) -> KeyedHash:
        """Begin *value* with what it is ("account", "person"), so that kinds never meet."""
        return _lookup(self.ring.people, value)

    def event(self, value: str) -> KeyedHash:
        return _lookup(self.ring.events, value)

    def sign(self, text: str) -> str:
        """See `bot.ports.Signer`. The key of events outlives rotations, as buttons in chats do."""
        return urlsafe_b64encode(_lookup(self.ring.events, f"signed\0{text}"))[:16].decode()


def key_number(sealed: Sealed) -> int | None:
    """Under which of the keys that stay; None for a day's."""
    return _number(sealed) if sealed[:1] == _KEPT else None


def first_under(number: int) -> Sealed:
    """What is sealed under an older key than that of *number* sorts before this; what is sealed
    under that key, a newer one or a day's, behind."""
    return Sealed(_KEPT + number.to_bytes(_HEADER - 1))


def key_day(sealed: Sealed) -> date | None:
    """Of which day the key is; None for those that stay."""
    return _day(_number(sealed)) if sealed[:1] == _TODAY else None


def _number(sealed: Sealed) -> int:
    return int.from_bytes(sealed[1:_HEADER])


def _day(number: int) -> date:
    try:
        return date.fromordinal(number >> _MARK)
    except (OverflowError, ValueError):
        raise StorageError("sealed under the key of no day") from None


def _seal(kind: bytes, number: int, key: bytes, text: str, context: str) -> Sealed:
    header, nonce = kind + number.to_bytes(_HEADER - 1), os.urandom(NONCE_BYTES)
    plain = text.encode("utf-8", "surrogatepass")
    return Sealed(header + nonce + AESGCM(key).encrypt(nonce, plain, _bound(header, context)))


def _bound(header: bytes, context: str) -> bytes:
    return header + context.encode()


def _lookup(key: bytes, value: str) -> KeyedHash:
    return KeyedHash(hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256"))
