"""Nothing of a sealed file can be changed, left out, moved or added without being noticed."""

import os
from collections.abc import Sequence
from io import BytesIO

import pytest

from storage.sealed_file import (
    CHUNK_BYTES,
    MAGIC,
    Damaged,
    SealedWriter,
    read_chunks,
    read_front,
)

KEY, OTHER = bytes(32), bytes(range(32))
FRONT = b'{"made": "now"}'
LONG = os.urandom(3 * CHUNK_BYTES)
"""It does not get smaller, so it takes four chunks."""


def sealed(*parts: bytes, front: bytes = FRONT, key: bytes = KEY) -> bytes:
    file = BytesIO()
    writer = SealedWriter(file, front, key)
    for part in parts:
        writer.write(part)
    writer.finish()
    return file.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    file = BytesIO(content)
    front = read_front(file)
    return b"".join(read_chunks(file, front, key))


def pieces(content: bytes) -> list[bytes]:
    """The front with all before it, and each chunk, with their lengths."""
    file, found = BytesIO(content), [b""]
    found[0] = file.read(len(MAGIC))
    while size := file.read(4):
        found.append(size + file.read(int.from_bytes(size)))
    return [found[0] + found[1], *found[2:]]


def put_together(found: Sequence[bytes]) -> bytes:
    return b"".join(found)


@pytest.mark.parametrize(
    "parts", [[], [b""], [b"a"], [b"a", b"", b"bc"], [LONG], [b"x" * 9 * CHUNK_BYTES]]
)
def test_what_was_written_comes_back(parts: list[bytes]) -> None:
    assert opened(sealed(*parts)) == b"".join(parts)


def test_a_long_one_has_several_chunks() -> None:
    assert len(pieces(sealed(LONG))) > 4


def test_the_front_may_be_read_by_anybody_and_nothing_else() -> None:
    content = sealed(b"geheim " * 100)
    assert FRONT in content
    assert b"geheim" not in content
    assert read_front(BytesIO(content)) == FRONT


def test_every_changed_byte_is_noticed() -> None:
    content = sealed(b"Sanne", b"Bram")
    for place in range(len(content)):
        for bit in (1, 128):
            changed = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
            with pytest.raises(Damaged):
                opened(changed)


@pytest.mark.parametrize("parts", [[], [b"Sanne"], [LONG]])
def test_wherever_it_is_cut_off_it_is_noticed(parts: list[bytes]) -> None:
    content = sealed(*parts)
    ends = {0, 1, len(content) - 1}
    end = 0
    for piece in pieces(content):
        ends |= {end, end + 1, end + 4, end + 5}
        end += len(piece)
    for end in ends - {len(content)}:
        with pytest.raises(Damaged):
            opened(content[:end])


@pytest.mark.parametrize("more", [b"\0", bytes(4), bytes(20), (16).to_bytes(4) + bytes(16)])
def test_what_was_added_is_noticed(more: bytes) -> None:
    with pytest.raises(Damaged):
        opened(sealed(b"Sanne") + more)


@pytest.mark.parametrize(
    "order",
    [
        [0, 2, 1, 3, 4],
        [0, 1, 3, 2, 4],
        [0, 1, 2, 4, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 4],
        [0, 2, 3, 4],
        [0, 1, 1, 2, 3, 4],
        [0, 1, 2, 3, 4, 4],
        [0],
        [1, 2, 3, 4],
    ],
)
def test_chunks_that_were_moved_left_out_or_doubled_are_noticed(order: list[int]) -> None:
    found = pieces(sealed(LONG))[:5]
    assert opened(put_together(found)) == LONG
    with pytest.raises(Damaged):
        opened(put_together([found[place] for place in order]))


@pytest.mark.parametrize(
    ("key", "front"), [(OTHER, FRONT), (KEY, FRONT + b" "), (OTHER, FRONT + b" ")]
)
def test_chunks_of_another_file_are_noticed(key: bytes, front: bytes) -> None:
    mine = pieces(sealed(LONG))
    theirs = pieces(sealed(os.urandom(len(LONG)), front=front, key=key))
    for place in range(front == FRONT, len(mine)):
        mixed = [*mine[:place], theirs[place], *mine[place + 1 :]]
        with pytest.raises(Damaged):
            opened(put_together(mixed))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Damaged):
        opened(sealed(b"Sanne"), OTHER)


@pytest.mark.parametrize("content", [b"", b"x", MAGIC, MAGIC + bytes(4), MAGIC + b"\xff" * 9])
def test_what_is_no_such_file_is_said_to_be_damaged(content: bytes) -> None:
    with pytest.raises(Damaged):
        opened(content)
