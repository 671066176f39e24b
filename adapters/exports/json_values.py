"""JSON of any size as a stream of the values that a format asks for, in bounded memory."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import ijson

from adapters.exports.json_text import mended, next_chunk
from adapters.exports.source import LONGEST, Source
from bot.errors import ExportError

Path = tuple[str | int, ...]
"""Where a value stands: keys, and places in arrays counted from 0."""
EACH: Final = None
"""In a wanted path: any key, and any place."""
Wanted = tuple[str | None, ...]

_CHUNK = 1 << 16
_DEEPEST = 200
_FIRST: dict[str, str | int] = {"start_map": "", "start_array": -1}
_LAST = frozenset({"end_map", "end_array"})
_KEY = "map_key"
_NO_VALUE = frozenset({_KEY, *_LAST})
_NO_JSON = (ijson.JSONError, ValueError, OverflowError, SystemError)
"""What the parser raises; the last two on numbers with thousands of digits."""


def values(source: Source, *wanted: Wanted, skip: int = 0) -> Iterator[tuple[Path, Any]]:
    """Each value that stands where one of *wanted* says, in the order of the file.

    A wanted value inside a wanted value is only a part of it. *skip*: bytes before the JSON.
    Raises `ExportError`.
    """
    feed = _Feed(source, skip)
    building: ijson.ObjectBuilder | None = None
    depth = begin = 0
    for event, value, path in _placed(feed.events()):
        if len(path) >= _DEEPEST:
            raise ExportError("error.export.too_deep", where=source.path)
        if building is None and event not in _NO_VALUE and _fits(path, wanted):
            building, depth, begin = ijson.ObjectBuilder(), len(path), feed.read
        if building is None:
            continue
        building.event(event, value)
        if len(path) == depth and event not in _FIRST:
            yield tuple(path), building.value
            building = None
        elif feed.read - begin > LONGEST:
            raise ExportError("error.export.too_long_json", where=source.path)


def paths(start: bytes) -> Collection[Path]:
    """Where values stand in the *start* of a file, with 0 for any place in an array.

    None, or only a few, where that is no JSON.
    """
    ready = ijson.sendable_list()
    with suppress(*_NO_JSON):  # what came before the fault is in `ready`
        ijson.basic_parse_coro(ready, use_float=True).send(mended(start))
    return {
        tuple(0 if isinstance(key, int) else key for key in path)
        for event, _, path in _placed(ready)
        if event not in _NO_VALUE and len(path) <= _DEEPEST
    }


def _placed(
    events: Iterable[tuple[str, Any]],
) -> Iterator[tuple[str, Any, list[str | int]]]:
    """Each event with the path of the value that it begins or ends; a key with its own."""
    path: list[str | int] = []
    for event, value in events:
        if event == _KEY:
            path[-1] = value
        elif event in _LAST:
            path.pop()
        elif path and isinstance(path[-1], int):
            path[-1] += 1
        yield event, value, path
        if event in _FIRST:
            path.append(_FIRST[event])


def _fits(path: list[str | int], wanted: tuple[Wanted, ...]) -> bool:
    return any(
        len(path) == len(shape)
        and all(key is EACH or key == here for key, here in zip(shape, path, strict=True))
        for shape in wanted
    )


class _Feed:
    """Events of the parser, and how many bytes have been read for them."""

    def __init__(self, source: Source, skip: int) -> None:
        self.read = 0
        self._source = source
        self._skip = skip

    def events(self) -> Iterator[tuple[str, Any]]:
        ready = ijson.sendable_list()
        parser = ijson.basic_parse_coro(ready, use_float=True)
        told = 0
        with self._source.stream() as stream:
            stream.read(self._skip)
            while chunk := next_chunk(stream, _CHUNK):
                self.read += len(chunk)
                with self._our_errors():
                    parser.send(chunk)
                # Else the parser would gather a text of any length before it says anything.
                if ready:
                    told = self.read
                elif self.read - told > LONGEST:
                    raise ExportError("error.export.too_long_json", where=self._source.path)
                yield from ready
                ready.clear()
            with self._our_errors():
                parser.close()
            yield from ready  # only now it is certain that a number has no more digits

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        try:
            yield
        except _NO_JSON as error:
            raise ExportError("error.export.json_broken", where=self._source.path) from error
