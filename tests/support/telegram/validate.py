"""Every call and every object is held against aiogram's models, which know the documentation."""

import ast
import functools
import inspect
import itertools
import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any, get_args

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.support.telegram.entities import units

_LIMIT = re.compile(r"(\d+)-(\d+)\s+(characters|bytes)", re.IGNORECASE)
METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__.lower(): method
    for name in aiogram.methods.__all__
    if isinstance(method := getattr(aiogram.methods, name), type)
    and issubclass(method, TelegramMethod)
    and method is not TelegramMethod
}


class Violation(Exception):
    pass


def as_call(method: type[TelegramMethod[Any]], raw: dict[str, Any]) -> Any:
    unknown = sorted(set(raw) - set(method.model_fields))
    if unknown:
        raise Violation(f"{method.__api_method__} has no parameter {', '.join(unknown)}")
    values = {name: _decoded(method, name, value) for name, value in raw.items()}
    try:
        call = method.model_validate(values)
    except ValidationError as error:
        raise Violation(f"{method.__api_method__}: {_brief(error)}") from None
    for fault in (*_strangers(call), *_limits(call)):
        raise Violation(f"{method.__api_method__}: {fault}")
    return call


def _decoded(method: type[TelegramMethod[Any]], name: str, value: Any) -> Any:
    """A form carries strings; what is no string in it is JSON."""
    takes = method.model_fields[name].annotation
    if not isinstance(value, str) or str in (takes, *get_args(takes)):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def check_result(method: type[TelegramMethod[Any]], result: Any) -> None:
    _check(_adapter(method), result, method.__api_method__)


def check_update(update: dict[str, Any]) -> None:
    _check(_updates(), update, "update")


@functools.cache
def _adapter(method: type[TelegramMethod[Any]]) -> TypeAdapter[Any]:
    return TypeAdapter(method.__returning__)


@functools.cache
def _updates() -> TypeAdapter[Any]:
    return TypeAdapter(Update)


def _check(adapter: TypeAdapter[Any], value: Any, what: str) -> None:
    try:
        model = adapter.validate_python(value)
    except ValidationError as error:
        raise Violation(f"the fake itself: {what}: {_brief(error)}") from None
    for fault in _strangers(model):
        raise Violation(f"the fake itself: {what}: {fault}")


def _brief(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _models(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _models(item)


def _strangers(value: Any) -> Iterator[str]:
    for model in _models(value):
        if model.model_extra:
            yield f"{type(model).__name__} has no field {', '.join(model.model_extra)}"


def _limits(value: Any) -> Iterator[str]:
    for model in _models(value):
        for name, (least, most, unit) in limits_of(type(model)).items():
            given = getattr(model, name)
            if isinstance(given, str) and not isinstance(given, Default):
                size = len(given.encode()) if unit == "bytes" else units(given)
                if not least <= size <= most:
                    where = f"{type(model).__name__}.{name}"
                    yield f"{where} has {size} {unit}, must have {least}-{most}"


@functools.cache
def limits_of(model: type[BaseModel]) -> dict[str, tuple[int, int, str]]:
    """Lifted from the documentation of each field, such as "1-64 bytes".

    What counts after parsing entities is left to the method."""
    found = {}
    for name, words in _documented(model):
        limit = _LIMIT.search(words)
        if limit and not re.search(r"after entit", words):
            found[name] = (int(limit[1]), int(limit[2]), limit[3].lower())
    return found


def _documented(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    for field, words in itertools.pairwise(body):
        match field, words:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                yield name, str(text)
            case _:
                pass
