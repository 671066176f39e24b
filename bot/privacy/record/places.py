"""Where what is kept lies, as far as the record tells it: no path, no address, no password."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.privacy.record.facts import Database, Places

_HERE = ("localhost", "127.0.0.1", "::1")
_ENCRYPTED = ("require", "verify-ca", "verify-full")


def places(database: str, key: Path | None, folder: Path, *, backup_days: int) -> Places:
    """*database*: a path from *folder*, or a URL that a database was opened with. *key*: the file
    of the school's key; None where it stands in the environment."""
    file = _file(database, folder)
    return Places(
        database=Database.FILE if file else _server(database),
        encrypted_connection=_option(database, "ssl") in _ENCRYPTED,
        key_in_file=key is not None,
        key_beside_database=bool(file and key) and _folder(file) == _folder(key),
        backup_days=backup_days,
    )


def _file(database: str, folder: Path) -> Path | None:
    if "://" not in database:
        return folder / database
    url = urlsplit(database)
    return Path(url.path[1:]) if url.scheme.startswith("sqlite") else None


def _server(database: str) -> Database:
    host = urlsplit(database).hostname or _option(database, "host")
    here = not host or host.startswith("/") or host in _HERE
    return Database.SERVER_HERE if here else Database.SERVER_ELSEWHERE


def _option(database: str, name: str) -> str:
    return parse_qs(urlsplit(database).query).get(name, [""])[0]


def _folder(file: Path | None) -> Path | None:
    return file.resolve().parent if file else None
