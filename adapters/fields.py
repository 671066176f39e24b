"""JSON of a network, read without trust: what is absent or of another kind is as if unsaid."""

from collections.abc import Mapping

Json = Mapping[str, object]
_LARGEST = 1 << 63


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


def number(of: Json, key: str) -> int | None:
    value = of.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _LARGEST:
        return None
    return value
