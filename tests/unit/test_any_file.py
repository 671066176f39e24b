"""A file that a person gives is read or refused in one sentence; nothing else is ever raised."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load_config
from bot.errors import ConfigError, InputError, RulebookError
from bot.rulebooks.loader import load_rulebook
from tests.unit.rulebooks.support import DETECTORS, SMALL, said

CONFIG = """\
[school]
name = "De Brug"
timezone = "Europe/Amsterdam"
rulebook = "ons.toml"

[staff]
names = ["mw. Jansen"]

[words]
insults = ["bink"]
blocked_domains = ["spel.example"]
own_contacts = ["balie@school.example"]

[quiet]
begin = "22:00"
end = "07:00"
"""


def config(path: Path) -> object:
    return load_config(path)


def rulebook(path: Path) -> object:
    return load_rulebook(path, DETECTORS, said)


Load = Callable[[Path], object]
LOADERS = [(config, ConfigError, CONFIG), (rulebook, RulebookError, SMALL)]
EACH = pytest.mark.parametrize(("load", "error", "good"), LOADERS)

LARGE = 10_000_000
VALUES = [
    b"[[[[[[[[1]]]]]]]]",
    b"[" * 10_000,
    b"{a = " * 10_000,
    b"9" * 5_000,
    b"0x" + b"f" * 5_000,
    b"1e999999",
    b"-inf",
    b"nan",
    b"2025-02-30",
    b"0000-00-00",
    b"25:61",
    b'"\0"',
    b'"\\ud800"',
    b'"\\U0010ffff"',
    b'"\xff"',
    b'"\xed\xa0\x80"',
    b'"' + b"a" * 100_000 + b'"',
    b'["' + b'","'.join([b"(a+)+$"] * 1_000) + b'"]',
    b"true",
    b"[]",
    b'[""]',
    b"{}",
    b"[[]]",
    b"",
]
FILES = [
    b"",
    b"a" + b".a" * 1_000 + b" = 1",
    b"[" + b"a." * 1_000 + b"a]",
    b"\xef\xbb\xbf\xef\xbb\xbf",
    b"\r\n" * 1_000 + b"\r",
]


def survives(load: Load, error: type[InputError], content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(error):
        path = Path(folder) / "file.toml"
        path.write_bytes(content)
        load(path)


@EACH
def test_the_file_that_is_broken_here_is_a_good_one(
    load: Load, error: type[InputError], good: str, tmp_path: Path
) -> None:
    del error
    path = tmp_path / "file.toml"
    path.write_text(good, "utf-8")
    assert load(path)


@EACH
@given(content=st.binary(max_size=300))
def test_any_bytes(load: Load, error: type[InputError], good: str, content: bytes) -> None:
    del good
    survives(load, error, content)


@EACH
@given(data=st.data())
def test_a_good_file_in_which_some_bytes_are_others(
    load: Load, error: type[InputError], good: str, data: st.DataObject
) -> None:
    content = good.encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    survives(load, error, content[:start] + data.draw(st.binary(max_size=9)) + content[end:])


@EACH
@pytest.mark.parametrize(
    ("begin", "filler"),
    [(b"", b"\0"), (b"", b"#"), (b"", b"["), (b"x = ", b"["), (b'x = "', b"x"), (b"", b"\xff")],
)
def test_a_file_that_is_large(
    load: Load, error: type[InputError], good: str, begin: bytes, filler: bytes
) -> None:
    del good
    survives(load, error, begin + filler * LARGE)


@EACH
@pytest.mark.parametrize("content", FILES, ids=lambda content: repr(content[:9]))
def test_a_file_that_is_odd_or_deep(
    load: Load, error: type[InputError], good: str, content: bytes
) -> None:
    del good
    survives(load, error, content)


@EACH
@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value[:9]))
def test_a_value_that_is_large_deep_or_odd_in_any_place(
    load: Load, error: type[InputError], good: str, value: bytes
) -> None:
    lines = good.encode().splitlines()
    for place, line in enumerate(lines):
        key, equals, _ = line.partition(b" = ")
        if equals:
            changed = [*lines[:place], key + b" = " + value, *lines[place + 1 :]]
            survives(load, error, b"\n".join(changed))
