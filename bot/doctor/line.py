"""One thing that was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import InputError


@dataclass(frozen=True, slots=True)
class Line:
    """*key*: the sentence, which says what to do where it is not *fine*. No name of a pupil and no
    secret is ever among its *values*."""

    key: str
    fine: bool
    values: Mapping[str, str | int] = field(default_factory=dict)
    where: str = ""


def fine(key: str, **values: str | int) -> Line:
    return Line(key, fine=True, values=values)


def todo(key: str, **values: str | int) -> Line:
    return Line(key, fine=False, values=values)


def refused(error: InputError) -> Line:
    return Line(error.key, fine=False, values=error.values, where=error.where)
