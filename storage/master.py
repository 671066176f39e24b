"""The key that a school keeps: a file, or a variable of the environment. It opens the keys that
seal (`storage.keyring`), and nothing else is sealed with it."""

import base64
import binascii
import os
import shlex
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ConfigError, StorageError, WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One or more keys of 32 random bytes: all of them open, the last one wraps.

    There are several only while one takes the place of another.
    """

    keys: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.keys or any(len(key) != KEY_BYTES for key in self.keys):
            raise StorageError(f"a key has {KEY_BYTES} bytes")

    def wrap(self, key: bytes, context: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + _cipher(self.keys[-1]).encrypt(nonce, key, context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Raises `WrongKey` where none of these keys wrapped it."""
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        for key in reversed(self.keys):
            try:
                return _cipher(key).decrypt(nonce, body, context.encode())
            except (InvalidTag, ValueError):
                continue
        raise WrongKey(f"this key does not open what the database holds: {context}")


class MasterSource(Protocol):
    """Where the key comes from; asked again when a key was changed elsewhere."""

    def __call__(self) -> MasterKey:
        """Raises `bot.errors.ConfigError`."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A line a key, base64, in the order of `MasterKey.keys`. Its owner's alone: one that others
    may touch is refused where the system knows owners."""

    path: Path

    def __call__(self) -> MasterKey:
        keys = self._keys() or self._keys()  # the first may be overwritten while it is read
        if keys is None:
            raise ConfigError("error.key-file.damaged", where=self.path)
        return keys

    def _keys(self) -> MasterKey | None:
        try:
            with self.path.open("rb") as file:
                open_to_others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & _OTHERS
                lines = file.read().split()
        except FileNotFoundError as error:
            raise ConfigError("error.key-file.missing", where=self.path) from error
        except OSError as error:
            raise _unusable(self.path, error) from error
        if open_to_others and os.name == "posix":
            quoted = shlex.quote(str(self.path))
            raise ConfigError("error.key-file.open", where=self.path, path=quoted)
        return _read(lines)

    def create(self) -> None:
        """Write a new key, readable by its owner only where the system knows owners.

        Raises `ConfigError` when the file is already there (it is never overwritten) or cannot
        be written.
        """
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(written(MasterKey((new_key(),))))
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError as error:
            raise ConfigError("error.key-file.exists", where=self.path) from error
        except OSError as error:
            raise _unusable(self.path, error) from error


@dataclass(frozen=True, slots=True)
class KeyText:
    """Keys as they stand in the environment, with commas between them."""

    text: str = field(repr=False)

    def __call__(self) -> MasterKey:
        keys = _read([part.strip().encode() for part in self.text.split(",")])
        if keys is None:
            raise ConfigError("error.key-text.damaged")
        return keys


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def written(master: MasterKey) -> bytes:
    """As a key file holds it."""
    return b"".join(base64.urlsafe_b64encode(key) + b"\n" for key in master.keys)


def _read(lines: Sequence[bytes]) -> MasterKey | None:
    try:
        keys = tuple(base64.b64decode(line, altchars=b"-_", validate=True) for line in lines)
    except binascii.Error:
        return None
    return MasterKey(keys) if keys and all(len(key) == KEY_BYTES for key in keys) else None


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError("error.key-file.unreadable", where=path, why=error.strerror or str(error))


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_derive(key, "klaswacht wrap 2"))


def _derive(key: bytes, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
    return hkdf.derive(key)
