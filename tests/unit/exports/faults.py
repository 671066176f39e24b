"""JSON samples with one fault in them."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Where = tuple[str | int, ...]

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["\ud83d", "\udc00", "\0", "0", "2026-09-14T08:00:00"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def one_wrong_value(draw: st.DrawFn, sample: str) -> tuple[Where, bytes]:
    """*sample* with one value replaced or left out, and where that was."""
    root = json.loads(sample)
    where = draw(st.sampled_from(list(_places(root))))
    holder = root
    for key in where[:-1]:
        holder = holder[key]
    if draw(st.booleans()):
        del holder[where[-1]]
    else:
        holder[where[-1]] = draw(ANY_JSON)
    return where, json.dumps(root).encode()


@st.composite
def wrong_bytes(draw: st.DrawFn, sample: bytes) -> bytes:
    """*sample* cut short, or with some bytes changed."""
    spoilt = bytearray(sample[: draw(st.integers(0, len(sample)) | st.just(len(sample)))])
    for _ in range(draw(st.integers(0, 3)) if spoilt else 0):
        spoilt[draw(st.integers(0, len(spoilt) - 1))] = draw(st.integers(0, 255))
    return bytes(spoilt)


def _places(value: Any, where: Where = ()) -> Iterator[Where]:
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*where, key)
            yield from _places(below, (*where, key))
