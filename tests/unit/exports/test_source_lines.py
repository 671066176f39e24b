"""Lines come out whole and in order, however the reading is divided."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports.source import LONGEST, Source
from bot.errors import ExportError
from tests.unit.exports.reading import zipped

LINES = st.lists(
    st.sampled_from(["", "\r", "hoi", "é" * 5_000, "a\u2028b\x0bc\rd", "😉" * 20_000, "x\r\r"]),
    max_size=12,
)


def lines_of(content: bytes, *, packed: bool = False) -> tuple[list[str], ExportError | None]:
    """What came out before the error."""
    seen = list[str]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat"
        path.write_bytes(zipped({"_chat.txt": content}) if packed else content)
        try:
            for line in Source(path, "_chat.txt" if packed else None).lines():
                seen.append(line)
        except ExportError as error:
            return seen, error
    return seen, None


@given(LINES, st.booleans(), st.booleans())
@settings(max_examples=60)
def test_only_a_line_feed_ends_a_line(lines: list[str], ended: bool, packed: bool) -> None:
    content = "\n".join(lines) + "\n" * (ended and bool(lines))
    expected = [line.rstrip("\r") for line in lines]
    if not ended and lines[-1:] == [""]:
        expected.pop()
    assert lines_of(content.encode(), packed=packed) == (expected, None)


@pytest.mark.parametrize("above", [0, 1, 300, 30_000])
@pytest.mark.parametrize(
    ("bad", "key"), [(b"Zo\xeb", "encoding"), (b"\xc3", "encoding"), (b"x" * LONGEST, "too_long")]
)
@pytest.mark.parametrize("below", [b"", b"\n\xff\n", b"\n" + b"y" * LONGEST])
def test_all_above_a_bad_line_comes_out_first(
    above: int, bad: bytes, key: str, below: bytes
) -> None:
    seen, error = lines_of(b"h\xc3\xa9\n" * above + bad + below)
    assert seen == ["hé"] * above
    assert error is not None
    assert (error.key, error.values) == (f"error.export.{key}", {"line": above + 1})


@pytest.mark.parametrize("above", [0, 1, 30_000])
@pytest.mark.parametrize("below", ["", "\nhoi"])
def test_a_line_is_too_long_from_the_limit_on(above: int, below: str) -> None:
    """Its line feed counts."""
    fits = "é" * (LONGEST // 2 - 1) + ("" if below else "x")
    seen, error = lines_of(("\n" * above + fits + below).encode())
    assert (len(seen), error) == (above + 1 + bool(below), None)
    seen, error = lines_of(("\n" * above + fits + "xx" + below).encode())
    assert error is not None
    assert (len(seen), error.values) == (above, {"line": above + 1})
