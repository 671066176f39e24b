"""Whatever is in a file: events or an `ExportError`, and no line unaccounted for."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports import open_exports
from bot.errors import ExportError
from bot.model.event import NotUnderstood
from tests.unit.exports.reading import AMSTERDAM, Seen, read, zipped

HEADS = st.sampled_from([
    "14-09-2026 08:15 - Noa: ",
    "15-09-2026 08:15 - ",
    "31-02-2026 08:15 - Sem: ",
    "[14-09-2026 08:15:00] Noa: ",
    "9/14/26, 8:15\u202fAM - Sem: ",
    '{"id": 1, "ts": "2026-09-14", "sender": "Noa", "text": "',
])  # fmt: skip
BODIES = st.sampled_from([
    *("<", ">", "\u200e", "\u2068", "~", ": ", "\n", '"}', "\r", "‘", " gemaakt", "(1 stem)"),
    *("<Media weggelaten>", "<attached: ", " (bestand bijgevoegd)", "PEILING:", "OPTIE: "),
    *("Dit bericht is verwijderd door beheerder ", " heeft de groep ", "<Dit bericht is bewerkt>"),
])  # fmt: skip
CHATS = st.lists(HEADS | BODIES | st.text(max_size=8), max_size=25).map("".join)
PLAIN = st.text(
    st.characters(categories=["L", "N"], include_characters=" .,!?"), min_size=1
).filter(str.strip)


def read_or_refuse(content: bytes) -> Seen | None:
    try:
        return read(content)
    except ExportError:
        return None


@given(CHATS)
@settings(max_examples=200)
def test_no_text_breaks_the_reader(chat: str) -> None:
    seen = read_or_refuse(chat.encode("utf-8", "surrogatepass"))
    for event in seen.events if seen else ():
        assert isinstance(event, NotUnderstood) or repr(event).encode()


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"])
)
@settings(max_examples=100)
def test_no_bytes_break_the_reader(content: bytes, start: bytes) -> None:
    read_or_refuse(start + content)


@given(st.data())
@settings(max_examples=100)
def test_no_damage_to_a_zip_breaks_the_reader(data: st.DataObject) -> None:
    raw = bytearray(zipped({"_chat.txt": "14-09-2026 08:15 - Noa: hoi\n" * 20}))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(raw))


@given(
    st.lists(PLAIN, max_size=3),
    st.lists(st.tuples(st.booleans(), PLAIN, st.lists(PLAIN, max_size=3)), min_size=1, max_size=8),
)
@settings(max_examples=100)
def test_every_line_is_a_head_a_continuation_or_not_understood(
    before: list[str], blocks: list[tuple[bool, str, list[str]]]
) -> None:
    lines, expected = [*before], [*before]
    for exists, body, more in [(True, "hoi", list[str]()), *blocks]:
        lines += [f"{14 if exists else 32}-09-2026 08:15 - Noa: {body}", *more]
        expected += [body, *more] if exists else lines[-1 - len(more) :]
    seen = read("\n".join(lines))
    parts = [line for _, line in seen.not_understood] + "\n".join(seen.texts).split("\n")
    assert not seen.notices
    assert sorted(map(str.strip, parts)) == sorted(map(str.strip, expected))


@pytest.mark.parametrize(
    "hard",
    [
        "@\u2068" * 200_000,
        "<attached: " * 80_000,
        " (1 stem" * 100_000,
        "OPTIE: (1 stem" * 60_000,
        "heeft de groep " * 60_000,
        "0" * 900_000,
        "\u200e" * 300_000,
        " • 1 pagina" * 70_000,
        ": " * 400_000,
    ],
)
def test_no_line_takes_long(hard: str) -> None:
    """Work that grows with the square of the length would take minutes here."""
    for head in (
        "14-09-2026 08:15 - ",
        "14-09-2026 08:15 - Noa: ",
        "14-09-2026 08:15 - Noa: PEILING:\nOPTIE: ",
    ):
        assert len(read(head + hard).events) == 1


@pytest.mark.parametrize("packed", [False, True], ids=["txt", "zip"])
def test_memory_does_not_grow_with_the_file(packed: bool, tmp_path: Path) -> None:
    text = "14-09-2026 08:15 - Noa: wat moeten we leren voor de toets van morgen?\n" * 40_000
    path = tmp_path / "chat"
    path.write_bytes(zipped({"_chat.txt": text}) if packed else text.encode())
    events, peak = peak_of(path)
    assert events == 40_000
    assert peak < len(text) / 2


def peak_of(path: Path) -> tuple[int, int]:
    """How many events are read, and the bytes of memory that takes."""
    tracemalloc.start()
    try:
        events = sum(1 for _ in open_exports(path, staff=(), timezone=AMSTERDAM)[0])
        return events, tracemalloc.get_traced_memory()[1]
    except ExportError:
        return 0, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_blank_lines(tmp_path: Path) -> None:
    """Packed, a million of them is a kilobyte."""
    path = tmp_path / "chat"
    path.write_bytes(zipped({"_chat.txt": "14-09-2026 08:15 - Noa: hoi\n" + "\n" * 6_000_000}))
    assert peak_of(path)[1] < 20_000_000
