"""What people wrote, made fit for Markdown: it stays plain words inside its own line or cell."""

import re

from bot.report.words import harmless

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>|&~#$])")


def escaped(text: str) -> str:
    """*text* on one line; no mark in it begins a link, a table cell, HTML or emphasis. Not for the
    beginning of a line, where a dash or a number means something too."""
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(harmless(text).split()))
