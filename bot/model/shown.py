"""Words of others as they may be shown: none of them steers what stands around it."""

import unicodedata

_SHOWN = {**dict.fromkeys("\n\t\u2028\u2029", " "), "\u200d": "\u200d", "\u200e": ""}
"""The joiner of emoji families is harmless; the mark of left-to-right text is noise."""

_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def safe(text: str) -> str:
    """*text* on one line, without anything that could steer a terminal or turn text around."""
    return "".join(
        _SHOWN.get(char, "�") if unicodedata.category(char) in _STEERING else char for char in text
    )
