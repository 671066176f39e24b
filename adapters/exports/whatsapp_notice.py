"""What WhatsApp itself says in a chat: created, joined, left, renamed, missed calls."""

import re

MARK = "\u200e"
"""An iPhone's export puts it before words that WhatsApp wrote. Nobody types it by accident."""
_LONGEST_NAME = 200
_LONGEST_NOTICE = 600
_OPEN, _CLOSE = "‘“\"'«", "’”\"'»"
_MADE = (" gemaakt", " aangemaakt")
_RENAMES = ("onderwerp", "groepsnaam", "subject", "group name")
_BEFORE_NEW_NAME = tuple(f" {word} {quote}" for word in ("naar", "in", "to") for quote in _OPEN)
_QUOTES_A_NAME = re.compile(
    r" (?:(?:heeft|hebt|hebben) (?:de groep |de groepsnaam |het onderwerp |het groepsonderwerp )"
    r"|created (?:the )?group |changed the (?:subject|group name) )"
)
_DID_SOMETHING = re.compile(
    r"(?:heeft|hebt) .*(?:toegevoegd|verwijderd|verlaten|gewijzigd|gemaakt|ingeschakeld)\b"
    r"|(?:added|removed|left|created group|changed|joined using|turned o[nf])\b"
)
_CALL = (
    *("Gemiste ", "Spraakoproep", "Video-oproep", "Groepsoproep"),
    *("Missed ", "Voice call", "Video call", "Group call"),
)
CALLS = frozenset({
    "Gemiste spraakoproep",
    "Gemiste video-oproep",
    "Gemiste groepsspraakoproep",
    "Gemiste groepsvideo-oproep",
    "Gemiste groepsoproep",
    "Gemiste oproep",
    "Missed voice call",
    "Missed video call",
    "Missed group voice call",
    "Missed group video call",
    "Missed group call",
})  # fmt: skip


def split(rest: str) -> tuple[str, str] | None:
    """Sender and body of what follows a head; None where the line is WhatsApp's own.

    A notice can hold a colon too, in a group's name that it quotes. A person called
    "Jan heeft de groep verlaten" still has a colon behind the name.
    """
    sender, colon, body = rest.partition(": ")
    if not colon:
        return (rest[:-1], "") if rest.endswith(":") else None
    return (sender, body) if is_name(sender) else None


def is_name(sender: str) -> bool:
    """False where *sender* is the start of a notice, cut off inside a group's name."""
    if len(sender) > _LONGEST_NAME:
        return False
    quoted = _QUOTES_A_NAME.search(sender)
    return quoted is None or not any(mark in sender[quoted.end() :] for mark in _OPEN)


def names_group(notice: str) -> str:
    """The group's name, from the notice that it was created or renamed, or empty."""
    if len(notice) > _LONGEST_NOTICE:
        return ""
    return _created(notice.rstrip(" .")) or _renamed(notice.rstrip(" ."))


def _created(notice: str) -> str:
    name = _from_quote(notice, " groep ")
    if name.endswith(_MADE):
        return _unquoted(name.rpartition(" ")[0])
    return _unquoted(_from_quote(notice, "created group ") or _from_quote(notice, "the group "))


def _from_quote(notice: str, words: str) -> str:
    """What follows the first *words* that have a quote behind them, or empty."""
    starts = [at for quote in _OPEN if (at := notice.find(words + quote)) >= 0]
    return notice[min(starts) + len(words) :] if starts else ""


def _renamed(notice: str) -> str:
    if not any(word in notice for word in _RENAMES):
        return ""
    starts = [
        notice.rfind(before) + len(before) for before in _BEFORE_NEW_NAME if before in notice
    ]
    return _unquoted(notice[max(starts) - 1 :]) if starts else ""


def _unquoted(name: str) -> str:
    quoted = name[:1] in _OPEN and name[-1:] in _CLOSE
    return name[1:-1].strip(MARK) if quoted else ""


def is_about(sender: str, words: str) -> bool:
    """Whether *words*, which WhatsApp wrote under *sender*'s name, tell what that person did."""
    if len(words) > _LONGEST_NOTICE:
        return False
    own = words.startswith((f"{sender} ", "U ", "Je ", "You "))
    return words.startswith(_CALL) or (own and _DID_SOMETHING.search(words) is not None)
