"""A file that only its key opens, written and read as a stream of any length.

A line of magic, the length of the front (4 bytes) and the front, which anybody may read; then
chunks, each its length (4 bytes) and AES-256-GCM over compressed bytes. A file has a key of its
own, so the place of a chunk serves as its nonce; and each is bound to the front and to whether it
is the last. So nothing can be changed, left out, put elsewhere, taken from another file or cut
off without being noticed.
"""

import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.master import NONCE_BYTES

MAGIC = b"KLASWACHT BACKUP 1\n"
CHUNK_BYTES = 1 << 18
_TAG_BYTES = 16
_LENGTH_BYTES = 4
_LONGEST_FRONT = 1 << 12
_FAST = 1
"""Half of what is packed is sealed and does not get smaller, however long one tries."""


class Damaged(Exception):
    """The file is not one of ours, or not as it was written."""


class SealedWriter:
    def __init__(self, file: BinaryIO, front: bytes, key: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._front = sha256(front).digest()
        self._packer = zlib.compressobj(_FAST)
        self._waiting = bytearray()
        self._place = 0
        file.write(MAGIC + _sized(front))
        file.flush()  # so that it shows whose it is, whenever the process dies

    def write(self, plain: bytes) -> None:
        self._waiting += self._packer.compress(plain)
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> None:
        self._waiting += self._packer.flush()
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, packed: bytes, *, last: bool) -> None:
        nonce, bound = _nonce(self._place), _bound(self._front, last=last)
        self._file.write(_sized(self._cipher.encrypt(nonce, packed, bound)))
        self._place += 1


def read_front(file: BinaryIO) -> bytes:
    """Leaves *file* at its first chunk; only who opens that knows the front to be true. Raises
    `Damaged`."""
    if file.read(len(MAGIC)) != MAGIC:
        raise Damaged
    front = _sized_part(file, _LONGEST_FRONT)
    if front is None:
        raise Damaged
    return front


def read_chunks(file: BinaryIO, front: bytes, key: bytes) -> Iterator[bytes]:
    """What was written, piece by piece. Raises `Damaged`, at the latest where the file ends."""
    cipher, bound, packer = AESGCM(key), sha256(front).digest(), zlib.decompressobj()
    sealed = _sized_part(file, CHUNK_BYTES + _TAG_BYTES)
    place = 0
    while sealed is not None:
        following = _sized_part(file, CHUNK_BYTES + _TAG_BYTES)
        try:
            packed = cipher.decrypt(_nonce(place), sealed, _bound(bound, last=following is None))
            yield from _unpacked(packer, packed)
        except (InvalidTag, zlib.error) as error:
            raise Damaged from error
        sealed, place = following, place + 1
    if not packer.eof:
        raise Damaged


def _unpacked(packer: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    """A little at a time, however small it was packed."""
    piece = packer.decompress(packed, CHUNK_BYTES)
    while piece:
        yield piece
        piece = packer.decompress(packer.unconsumed_tail, CHUNK_BYTES)


def _sized(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH_BYTES) + part


def _sized_part(file: BinaryIO, longest: int) -> bytes | None:
    """None: the file ends here."""
    size = file.read(_LENGTH_BYTES)
    if not size:
        return None
    length = int.from_bytes(size)
    part = file.read(min(length, longest))
    if len(size) < _LENGTH_BYTES or len(part) != length:
        raise Damaged
    return part


def _nonce(place: int) -> bytes:
    return place.to_bytes(NONCE_BYTES)


def _bound(front: bytes, *, last: bool) -> bytes:
    return front + (b"\1" if last else b"\0")
