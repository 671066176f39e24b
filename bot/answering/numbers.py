"""What somebody typed as the number of a matter."""

LONGEST = 10
"""Characters of it that are repeated, and too many for any number."""


def number_in(typed: str) -> int | None:
    """None: it is no number that a matter can have."""
    is_one = typed.isascii() and typed.isdecimal() and len(typed) < LONGEST
    return int(typed) if is_one else None
