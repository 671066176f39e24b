"""A TOML file that a person wrote, checked against a pydantic model.

Whatever is wrong with it becomes one sentence (`error.toml.*`) that names the key: `at` is the
way to it, such as "article.4.1.severity" or "rules.respect.ladder[2]", list places counted from 1.
Values a person wrote are only repeated where a fixed choice was expected, so no secret is.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.errors import InputError


class Table(BaseModel):
    """Base of every table in a file: unknown keys are refused and nothing changes once read.

    A validator that raises `PydanticCustomError` with a key of the text catalogues ("error.…") as
    its type has that sentence said, with the error's context as values.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Day = Annotated[date, Field(strict=True)]

T = TypeVar("T", bound=Table)

_SENTENCES = {
    "missing": "missing_key",
    "string_type": "not_text",
    "int_type": "not_whole",
    "float_type": "not_number",
    "finite_number": "not_number",
    "date_type": "not_date",
    "datetime_type": "not_moment",
    "tuple_type": "not_list",
    "list_type": "not_list",
    "frozen_set_type": "not_list",
    "dict_type": "not_table",
    "model_type": "not_table",
}
_BOUNDS = {
    "greater_than_equal": ("too_small", "ge"),
    "less_than_equal": ("too_big", "le"),
}
_LARGEST = 32 << 20
"""Bytes. Nobody writes so much; a file without an end must not fill the memory."""
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_LONGEST = 60


def spelt(word: str) -> str:
    """A word that can be looked for: without a letter or digit it would match nothing."""
    if not any(character.isalnum() for character in word):
        raise PydanticCustomError("error.toml.no_letters", "a word without letters")
    return word


@dataclass(frozen=True, slots=True)
class Given:
    """A value that takes the place of the file's. *where* it stands, for who has to change it."""

    where: str
    value: object = field(repr=False)


def read_model(
    path: Path,
    model: type[T],
    *,
    error: type[InputError],
    instead: Mapping[tuple[str, str], Given] = MappingProxyType({}),
) -> T:
    """The file at *path* as a *model*, with the values of *instead* at their table and option.

    Raises only *error*, about the first thing wrong.
    """
    data = _parse(_read(path, error), path, error)
    for (table, option), given in instead.items():
        if isinstance(inside := data.setdefault(table, {}), dict):
            inside[option] = given.value
    try:
        return model.model_validate(data)
    except ValidationError as wrong:
        first = _first(wrong.errors(include_url=False))
    key, values = _sentence(first, data, model)
    where = next((one.where for place, one in instead.items() if place == first["loc"]), path)
    raise error(key, where=where, **values)


def _read(path: Path, error: type[InputError]) -> str:
    """The text; a byte order mark, as Notepad writes one, is taken off."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST)
        if len(raw) < _LARGEST:
            return raw.decode("utf-8-sig")
        key = "error.toml.unreadable"
    except FileNotFoundError:
        key = "error.toml.not_found"
    except UnicodeDecodeError:
        key = "error.toml.not_utf8"
    except (OSError, ValueError):  # a path with a NUL in it is a ValueError
        key = "error.toml.unreadable"
    raise error(key, where=path)


def _parse(text: str, path: Path, error: type[InputError]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as wrong:
        place = _PLACE.search(str(wrong))
        line, column = map(int, place.groups()) if place else _end(text)
    except RecursionError:
        line, column = _end(text)
    raise error("error.toml.syntax", where=path, line=line, column=column)


def _end(text: str) -> tuple[int, int]:
    lines = text.splitlines() or [""]
    return len(lines), len(lines[-1]) + 1


def _first(errors: list[ErrorDetails]) -> ErrorDetails:
    """A misspelt key makes two errors; that it is unknown says more than that it is missing."""
    return min(errors, key=lambda wrong: wrong["type"] != "extra_forbidden")


def _sentence(wrong: ErrorDetails, data: Any, model: type[Table]) -> tuple[str, dict[str, str]]:
    """The key of the sentence and its values."""
    kind, loc, context = wrong["type"], wrong["loc"], wrong.get("ctx", {})
    at = {"at": _way(loc, data)}
    if kind.startswith("error."):
        return kind, at | {name: str(value) for name, value in context.items()}
    if kind == "extra_forbidden":
        return _unknown_key(str(loc[-1]), _known_keys(model, loc), at)
    if kind in {"enum", "literal_error"}:
        allowed = context["expected"].replace(" or ", ", ").replace("'", "")
        return "error.toml.wrong_value", at | {
            "given": _plain(str(loc[-2]) if loc[-1] == "[key]" else wrong["input"]),
            "allowed": allowed,
        }
    if kind in _BOUNDS:
        name, bound = _BOUNDS[kind]
        return f"error.toml.{name}", at | {"bound": f"{context[bound]:g}"}
    if kind in {"string_too_short", "too_short"}:
        return "error.toml.empty", at
    return f"error.toml.{_SENTENCES.get(kind, 'wrong')}", at


def _unknown_key(given: str, known: list[str], at: dict[str, str]) -> tuple[str, dict[str, str]]:
    near = difflib.get_close_matches(given[:_LONGEST], known, n=1)
    if near:
        return "error.toml.unknown_key_near", at | {"near": near[0]}
    return "error.toml.unknown_key", at | {"allowed": ", ".join(known)}


def _known_keys(model: type[Table], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the table around *loc* may have."""
    models: list[type[BaseModel]] = [model]
    for step in loc[:-1]:
        fields = [each.model_fields[str(step)] for each in models if step in each.model_fields]
        if fields:
            models = [inner for field in fields for inner in _models(field.annotation)]
    return [name for each in models for name in each.model_fields]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside a type such as `dict[str, Table]` or `tuple[Table, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _way(loc: tuple[int | str, ...], data: Any) -> str:
    """*loc* as a person says it: a list's item goes by its own `number` where it has one."""
    way = ""
    for step in loc:
        data = _inside(data, step)
        if isinstance(step, str):
            way += "" if step == "[key]" else f".{_plain(step)}"
        else:
            own = data.get("number") if isinstance(data, dict) else None
            way += f".{_plain(own)}" if isinstance(own, str) and own.strip() else f"[{step + 1}]"
    return way.removeprefix(".")


def _inside(data: Any, step: int | str) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _plain(value: Any) -> str:
    """Safe to show on one line, whatever somebody wrote."""
    if not isinstance(value, str):
        return "?"
    return "".join(c if c.isprintable() else "?" for c in value[:_LONGEST]).strip()
