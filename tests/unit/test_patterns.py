"""No pattern of ours is slow on any text: `tests.support.linear` says by which rules."""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import adapters
import bot
import storage
from adapters.exports.whatsapp_layout import Shape
from tests.support.linear import faults

PACKAGES = (bot, adapters, storage)

Found = tuple[str, re.Pattern[Any]]


@cache
def modules() -> dict[str, ModuleType]:
    names = [
        each.name
        for package in PACKAGES
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not each.name.endswith(("__main__", "migrations.env"))  # these run when imported
    ]
    return {name: importlib.import_module(name) for name in names}


@cache
def source() -> str:
    files = (file for package in PACKAGES for file in Path(package.__path__[0]).rglob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files)


def held(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from held(each)
    elif isinstance(value, Mapping):
        yield from held([*value, *value.values()])


def in_globals() -> Iterator[Found]:
    for module in modules().values():
        for name, value in vars(module).items():
            yield from ((name, pattern) for pattern in held(value))


def in_calls() -> Iterator[Found]:
    """Of `re.split("[-/.]", …)`, and what is compiled in a function."""
    known = {pattern.pattern for _, pattern in in_globals()}
    for node in ast.walk(ast.parse(source())):
        match node:
            case ast.Call(
                ast.Attribute(ast.Name("re")), [ast.Constant(str() | bytes() as given), *_]
            ) if given not in known:
                yield "", re.compile(given)


def made_at_run_time() -> Iterator[Found]:
    yesno = [True, False]
    for each in product(yesno, yesno, "-/.", yesno, yesno, yesno):
        yield "", Shape(*each).head()


@cache
def lines() -> Mapping[str, Sequence[str]]:
    """Of the source, by the names in them."""
    by_name = defaultdict[str, list[str]](list)
    for line in source().splitlines():
        for name in {*re.findall(r"\w+", line)}:
            by_name[name].append(line)
    return by_name


def searched(name: str) -> bool:
    """Unless it is only ever tried at the beginning of a text."""
    if not name:
        return True
    there = "\n".join(lines()[name])
    uses = re.findall(rf"(?m)(?<!import )\b{name}\b(?! = )(?!,$)", there)
    tried = rf"\b{name}\.(?:fullmatch\b|match\((?:[^(),]|\([^()]*\))*\))"
    return len(uses) > len(re.findall(tried, there))


def test_the_patterns_of_ours_are_linear() -> None:
    ours = {pattern: name for name, pattern in (*in_calls(), *made_at_run_time(), *in_globals())}
    found = {
        pattern.pattern: wrong
        for pattern, name in ours.items()
        if (wrong := faults(pattern, searched=searched(name)))
    }
    assert found == {}
    assert len(ours) > 200


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        (r"(a+)+$", 1),
        (r"(\w+\s?)*:", 1),
        (r"(.*)=(.*)=", 1),
        (r"(?:[\w-]+\.)+com", 1),
        (r"(?:a?b?)*c", 1),
        (r"a*a*b", 1),
        (r"(?:one|o|ne)*!", 2),
        (r"\s+$", 3),
        (r"\w+@", 3),
        (r"\[[^\]]*\]", 3),
        (r".{0,1000}x", 3),
        (r"(?=\w)\w+@", 3),
        (r"(?<!ab)[ab]+c", 3),
        (r"(?=.*x)a", 4),
        (r"(a+)b\1", 4),
    ],
)
def test_a_slow_pattern_is_told_by_the_rule_it_breaks(pattern: str, rule: int) -> None:
    assert rule in faults(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern",
    [r"\w+", r"(?<!\w)\w+@", r"x[^xy]*y", r"<\w*+>", r"(?:ab|cd)*", r"(.)\1\1+", r"a{1,9}a{1,9}b"],
)
def test_a_quick_pattern_breaks_none(pattern: str) -> None:
    assert faults(re.compile(pattern)) == set()


def test_what_is_only_tried_at_the_beginning_may_begin_with_a_repeat() -> None:
    assert faults(re.compile(r"\s*="), searched=False) == set()
    assert not searched("_WHOLE")
    assert searched("_STOPS")
