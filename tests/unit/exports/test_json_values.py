"""Values out of JSON of any size."""

import json
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports.json_values import EACH, Path, Wanted, paths, values
from adapters.exports.source import Source
from bot.errors import ExportError
from tests.unit.exports.reading import zipped

CHUNK = 1 << 16
MEGABYTE = 1 << 20
Found = list[tuple[Path, Any]]


def found(content: str | bytes, *wanted: Wanted, skip: int = 0) -> Found:
    with tempfile.TemporaryDirectory() as folder:
        file = FilePath(folder) / "x.json"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(values(Source(file), *wanted, skip=skip))


def refused(content: str | bytes, *wanted: Wanted) -> str:
    with pytest.raises(ExportError) as error:
        found(content, *(wanted or [(EACH,)]))
    assert error.value.where.endswith("x.json")
    return error.value.key.removeprefix("error.export.")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([()], [((), {"a": {"b": [1, {"c": 2}]}, "d": 3})]),
        ([("d",)], [(("d",), 3)]),
        ([("d",), ("a",)], [(("a",), {"b": [1, {"c": 2}]}), (("d",), 3)]),
        ([("a", "b", EACH)], [(("a", "b", 0), 1), (("a", "b", 1), {"c": 2})]),
        ([("a", EACH, EACH, "c")], [(("a", "b", 1, "c"), 2)]),
        ([(EACH,)], [(("a",), {"b": [1, {"c": 2}]}), (("d",), 3)]),
        ([("a",), ("a", "b", EACH)], [(("a",), {"b": [1, {"c": 2}]})]),
        ([("b",), ("a", "d"), ("d", "x"), ("a", "b", EACH, EACH, EACH)], []),
        ([], []),
    ],
)
def test_what_is_wanted_is_found_in_order(wanted: list[Wanted], expected: Found) -> None:
    assert found('{"a": {"b": [1, {"c": 2}]}, "d": 3}', *wanted) == expected


def test_a_key_is_no_path_and_may_be_empty_or_there_twice() -> None:
    text = '{"a.b": 1, "a": {"b": 2}, "": {"": 3}, "item": [4], "a.b": 5}'
    assert found(text, ("a.b",)) == [(("a.b",), 1), (("a.b",), 5)]
    assert found(text, ("a", "b")) == [(("a", "b"), 2)]
    assert found(text, ("", "")) == [(("", ""), 3)]
    assert found(text, ("item", EACH)) == [(("item", 0), 4)]


def test_every_kind_of_value_is_told_apart() -> None:
    text = '[null, true, false, 0, -1.5, 1e3, "", "é", [], {}, [[]], {"a": {}}]'
    whole: list[object] = [None, True, False, 0, -1.5, 1000.0, "", "é", [], {}, [[]], {"a": {}}]
    assert found(text, (EACH,)) == [((place,), value) for place, value in enumerate(whole)]
    assert [type(value) for _, value in found(text, (EACH,))] == [type(value) for value in whole]


@pytest.mark.parametrize("text", ["7", '"hoi"', "null", " [1]\n\r\t ", "\ufeff{}"])
def test_the_whole_may_be_any_value(text: str) -> None:
    assert found(text, ()) == [((), json.loads(text.removeprefix("\ufeff")))]


@pytest.mark.parametrize("one", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("wanted", [(), (EACH,), ("x",)])
def test_what_lies_too_deep_is_refused_whether_wanted_or_not(one: str, wanted: Wanted) -> None:
    assert refused(one * 100_000, wanted) == "too_deep"


def test_what_lies_deep_can_be_read_and_written_again() -> None:
    text = "[" * 200 + "]" * 200
    ((_, value),) = found(text, ())
    assert json.dumps(value) == text
    assert refused(f"[{text}]") == "too_deep"


def test_a_long_text_or_a_run_of_blanks_is_refused_after_a_megabyte(
    tmp_path: FilePath,
) -> None:
    file = tmp_path / "x.zip"
    for content in ('["' + "a" * 50_000_000 + '"]', "[1" + " " * 50_000_000 + "]"):
        file.write_bytes(zipped({"x.json": content}))
        tracemalloc.start()
        with pytest.raises(ExportError) as error:
            list(values(Source(file, "x.json"), ("x",)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert error.value.key == "error.export.too_long_json"
        assert peak < 10 * MEGABYTE


LINE = "a" * 1000
LONG = json.dumps([LINE] * 1200)


def test_a_wanted_value_is_at_most_a_megabyte_and_all_of_them_have_no_bound() -> None:
    assert refused(LONG, ()) == "too_long_json"
    assert refused(f"[{LONG}]") == "too_long_json"
    assert len(found(LONG, (EACH,))) == 1200
    assert len(found(json.dumps([[LINE] * 900] * 5), (EACH,))) == 5


def test_what_is_not_wanted_may_be_long() -> None:
    assert found(f'{{"a": {LONG}, "b": 1}}', ("b",)) == [(("b",), 1)]


def test_memory_does_not_grow_with_the_file(tmp_path: FilePath) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps([{"text": LINE}] * 8000))
    tracemalloc.start()
    count = sum(1 for _ in values(Source(file), (EACH,)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8000
    assert peak < 2 * MEGABYTE


@pytest.mark.parametrize(
    "number",
    ["9" * 30, "-" + "9" * 30, "9" * 5000, "1e999", "-1e999", "0." + "9" * 5000 + "e9999"],
    ids=lambda number: f"{len(number)} {number[:5]}",
)
def test_a_number_that_no_export_has_is_refused(number: str) -> None:
    assert refused(f"[{number}]") == "json_broken"


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" ", b"[1", b"[1,]", b"[1 2]", b"{1: 2}", b"{'a': 1}", b"[01]", b"[NaN]"),
        *(b"[1] x", b"[1][2]", b"[1],", b"[1]\\", b"[1]\0", b"// hoi\n[1]", b"[-Infinity]"),
        *(b'["a\nb"]', b'["\\q"]', b'["\\x0"]', b'["\\x0g"]'),
        *(b'["\xff"]', b'["\xe9"]', b'["\xed\xa0\xbd"]'),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(content: bytes) -> None:
    assert refused(content) == "json_broken"


def test_no_part_of_a_file_passes_for_the_whole() -> None:
    content = '{"a": ["é", 1.5, {"b": null}], "c": "\\u00e9\\x0B"}'.encode()
    for end in range(len(content)):
        assert refused(content[:end]) == "json_broken"


def test_nought_is_a_character_and_half_a_character_is_told_as_one_that_is_missing() -> None:
    content = r'["a\u0000b", "\ud83d x", "\uDC00", "\ud83d\ud83d\ude00"]'
    assert found(content, ()) == [((), ["a\0b", "\ufffd x", "\ufffd", "\ufffd😀"])]


ESCAPES = {
    r"\x0B": "\x0b",
    r"\\x0B": r"\x0B",
    r"\\\x1F": "\\\x1f",
    r"\\\\": r"\\",
    r"\"x0B": '"x0B',
    r"\u00e9": "é",
    r"\ud83d\ude00": "😀",
    r"\udc00": "\ufffd",
    r"\ud83d!": "\ufffd!",
    r"\n\/": "\n/",
    "x0B": "x0B",
}


def test_escapes_are_read_wherever_a_chunk_of_the_file_ends() -> None:
    written, meant = "".join(ESCAPES), "".join(ESCAPES.values())
    for before in range(len(written) + 2):
        padding = "a" * (CHUNK - before)
        assert found(f'["{padding}{written}"]', (EACH,)) == [((0,), padding + meant)]


@pytest.mark.parametrize("count", [2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1])
@pytest.mark.parametrize("padding", ["", "a"])
def test_of_many_backslashes_each_second_is_a_character(count: int, padding: str) -> None:
    meant = "\\" * (count // 2) + ("\x0b" if count % 2 else "x0B")
    text = '["' + padding + "\\" * count + 'x0B"]'
    assert found(text, (EACH,)) == [((0,), padding + meant)]


@pytest.mark.parametrize("before", ["", "window.YTD.x.part0 = ", "[" * (CHUNK + 7)])
def test_what_stands_before_the_json_is_skipped(before: str) -> None:
    assert found(before + '["é"]', (EACH,), skip=len(before)) == [((0,), "é")]


def test_there_must_be_something_left_to_read() -> None:
    with pytest.raises(ExportError):
        found("[1]", (EACH,), skip=9)


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**63, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", ""]) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


def below(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    for key, part in parts(value):
        yield from below(part, (*path, key))


def parts(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def fits(path: Path, shape: Wanted) -> bool:
    return len(path) == len(shape) and all(
        want is EACH or want == key for want, key in zip(shape, path, strict=True)
    )


def expected(value: Any, wanted: list[Wanted], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if any(fits(path, shape) for shape in wanted):
        yield path, value
    else:
        for key, part in parts(value):
            yield from expected(part, wanted, (*path, key))


@given(ANY, st.data(), st.sampled_from([None, 1, "\t"]), st.booleans())
@settings(max_examples=200)
def test_values_are_those_that_json_itself_reads(
    value: Any, data: st.DataObject, indent: int | str | None, ascii_only: bool
) -> None:
    some = st.sampled_from([path for path, _ in below(value)])
    wanted: list[Wanted] = [
        tuple(
            key if isinstance(key, str) and data.draw(st.booleans()) else EACH
            for key in data.draw(some)
        )
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert found(text, *wanted) == list(expected(json.loads(text), wanted))


@given(st.binary(max_size=60) | st.text('[]{}",:\\x0Btruenl1e.- ', max_size=60).map(str.encode))
@settings(max_examples=200)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        got = found(content, ())
    except ExportError:
        return
    assert len(got) == 1


def shapes(value: Any) -> set[Path]:
    """Where values stand, with 0 for any place in an array."""
    return {tuple(0 if isinstance(key, int) else key for key in path) for path, _ in below(value)}


@given(ANY, st.integers(0, 300))
def test_the_start_of_a_file_shows_where_values_stand(value: Any, length: int) -> None:
    content = json.dumps(value).encode()
    whole = shapes(value)
    assert set(paths(content + b" ")) == whole
    assert set(paths(content[:length])) <= whole


def test_the_start_of_no_json_shows_little_and_breaks_nothing() -> None:
    assert set(paths(b"14-09-2026 08:15 - Noa: hoi")) <= {()}
    assert not paths(b"")
    assert ("a", "b", 0) in paths(b'{"a": {"b": [1, {"c": \xff')
    assert max(map(len, paths(b"[" * CHUNK))) <= 200
    assert ("c",) in paths(b'{"a": "\\x0B", "c": "x", "d": "\\x')
