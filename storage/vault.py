"""Seals what is kept about pupils, and makes keyed hashes to find it back by."""

import base64
import binascii
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ConfigError, StorageError

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
"""First byte of everything sealed: which key, and which way of sealing."""


class Sealed(bytes):
    """Encrypted text: one version byte, the nonce, the ciphertext with its tag."""

    __slots__ = ()


class KeyedHash(bytes):
    """32 bytes that find a value back, and say nothing of it without the key."""

    __slots__ = ()


class Vault:
    """AES-256-GCM for text, HMAC-SHA256 for look-ups, each under a key derived from one."""

    def __init__(self, key: bytes) -> None:
        """*key*: 32 random bytes. Raises `StorageError` for any other length."""
        if len(key) != KEY_BYTES:
            raise StorageError(f"a vault key has {KEY_BYTES} bytes, this one {len(key)}")
        self._cipher = AESGCM(_derive(key, b"klaswacht seal 1"))
        self._lookup_key = _derive(key, b"klaswacht lookup 1")

    @classmethod
    def from_file(cls, path: Path) -> "Vault":
        """The vault of a file made by `create_key_file`. Raises `ConfigError`."""
        return cls(_read_key(path))

    def seal(self, text: str, context: str) -> Sealed:
        """*context* says what the text is, such as "inbox.body"; it opens as nothing else."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = text.encode("utf-8", "surrogatepass")
        return Sealed(_VERSION + nonce + self._cipher.encrypt(nonce, plain, _bound(context)))

    def open(self, sealed: Sealed, context: str) -> str:
        """Raises `StorageError` for another key, another context or a changed byte."""
        if sealed[:1] != _VERSION:
            raise StorageError(f"sealed by a way this version does not know: {context}")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            plain = self._cipher.decrypt(nonce, body, _bound(context))
        except (InvalidTag, ValueError) as error:
            raise StorageError(f"cannot be opened with this key: {context}") from error
        return plain.decode("utf-8", "surrogatepass")

    def lookup(self, value: str) -> KeyedHash:
        """Begin *value* with what it is ("account", "event"), so that kinds never meet."""
        plain = value.encode("utf-8", "surrogatepass")
        return KeyedHash(hmac.digest(self._lookup_key, plain, "sha256"))


def create_key_file(path: Path) -> None:
    """Write a new key, readable by its owner only where the system knows owners.

    Raises `ConfigError` when the file is already there (it is never overwritten) or cannot be
    written.
    """
    line = base64.urlsafe_b64encode(os.urandom(KEY_BYTES)) + b"\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(line)
    except FileExistsError as error:
        raise ConfigError("error.key-file.exists", where=path) from error
    except OSError as error:
        raise _unusable(path, error) from error


def _read_key(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_bytes().strip(), altchars=b"-_", validate=True)
    except FileNotFoundError as error:
        raise ConfigError("error.key-file.missing", where=path) from error
    except OSError as error:
        raise _unusable(path, error) from error
    except binascii.Error as error:
        raise ConfigError("error.key-file.damaged", where=path) from error
    if len(key) != KEY_BYTES:
        raise ConfigError("error.key-file.damaged", where=path)
    return key


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError("error.key-file.unreadable", where=path, why=error.strerror or str(error))


def _bound(context: str) -> bytes:
    return _VERSION + context.encode()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
