r"""Mends what networks write as JSON and is none: `\x0B` (Telegram Desktop), half a character."""

import io
import re

_HEX = "[0-9A-Fa-f]"
_HIGH, _LOW = f"u[dD][89abAB]{_HEX}{{2}}", f"u[dD][c-fC-F]{_HEX}{{2}}"
_ESCAPE = re.compile(
    rf"\\(?:x({_HEX}{{2}})|{_HIGH}\\{_LOW}|({_HIGH}|{_LOW})|.)".encode(), re.DOTALL
)
_BEGUN = rf"x{_HEX}?|u{_HEX}{{0,3}}|{_HIGH}(?:\\(?:u{_HEX}{{0,3}})?)?"
_CUT = re.compile(rf"(?<!\\)(?:\\\\)*+\\(?:{_BEGUN})?\Z".encode())
"""An escape that may not be whole, behind any number of whole backslashes."""
_LONGEST = len(r"\ud83d\ude00")
_MOST = 4 * _LONGEST
"""Bytes that are read on for the end of an escape; a file can be made to need more for ever."""


def next_chunk(stream: io.BufferedReader, size: int) -> bytes:
    """Mended, and a little longer than *size* where it would end inside an escape."""
    chunk = stream.read(size)
    while len(chunk) < size + _MOST and _is_cut(chunk) and (more := stream.read(1)):
        chunk += more
    return mended(chunk)


def _is_cut(chunk: bytes) -> bool:
    if b"\\" not in chunk[-_LONGEST:]:
        return False
    # Whole backslashes come in pairs, which only the start of a row of them tells.
    begin = len(chunk[:-_LONGEST].rstrip(b"\\"))
    return _CUT.search(chunk, begin) is not None


def mended(chunk: bytes) -> bytes:
    """*chunk* begins and ends outside escapes."""
    if not any(escape in chunk for escape in (rb"\x", rb"\ud", rb"\uD")):
        return chunk
    return _ESCAPE.sub(_whole, chunk)


def _whole(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return rb"\u00" + found[1]
    return rb"\ufffd" if found[2] else found[0]
