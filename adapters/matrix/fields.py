"""Matrix's JSON, read without trusting it: what is absent or of another kind is as if unsaid."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

Json = Mapping[str, object]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Strange(Exception):
    """It cannot be understood. The sentence is ours: it has no word of what came."""


def part(of: Json, key: str) -> Json:
    value = of.get(key)
    return value if isinstance(value, dict) else {}


def parts(of: Json, key: str) -> list[Json]:
    value = of.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def word(of: Json, key: str) -> str:
    value = of.get(key)
    return value if isinstance(value, str) else ""


def words(of: Json, key: str) -> list[str]:
    value = of.get(key)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def moment(of: Json, key: str, otherwise: datetime) -> datetime:
    """Matrix tells milliseconds."""
    told = of.get(key)
    if not isinstance(told, int) or isinstance(told, bool) or told <= 0:
        return otherwise
    try:
        return _EPOCH + timedelta(milliseconds=told)
    except OverflowError:
        return otherwise
