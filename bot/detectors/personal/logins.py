"""Passwords, codes and logins that somebody gives away, and social handles."""

import re
from collections.abc import Iterator

from bot.detectors.normalize import Reading, fold
from bot.detectors.personal.datum import Datum, Kind, cues, said
from bot.model.message import Span

_SECRET = cues("login", "secret")
_NUMERIC = cues("login", "numeric")
_CODE = cues("login", "code")
_LOCKS = cues("login", "locks")
_ACCOUNT = cues("login", "account")
_WHOSE = cues("login", "whose")
_SHARED = cues("login", "shared")
_NOT_SECRET = cues("login", "not_secret")
_PLATFORMS = cues("handle", "platforms")
_INVITES = cues("handle", "invites")
_PERSONS = cues("handle", "persons")
_NOT_NAMES = tuple(cues("handle", "not_names"))

_EVERYWHERE = frozenset({"overal", "everywhere"})
_USES = frozenset({"gebruikt", "gebruik", "uses"})

LOGIN_CUES = _SECRET | _CODE | _ACCOUNT | _EVERYWHERE
HANDLE_CUES = _PLATFORMS | _INVITES

_GIVES = re.compile(
    r"[ \t]{0,3}(?:(?:is|was|=|:|->|→|nu|gewoon|trouwens|dus)[ \t:]{1,3}){0,3}"
    r"(?:[:=]|->|→)?[ \t\"'“‘]{0,3}",
    re.IGNORECASE,
)
_OPEN = "\"'“‘(["
_CLOSE = "\"'”’)].,!?;:"
_TOKEN = re.compile(r"\S{1,64}")
_PAIR = re.compile(
    r"(?<!\S)([\w.@-]{3,40} ?/ ?(?=[^\s,]{0,40}[0-9])(?=[^\s,]{0,40}[A-Za-z])[^\s,]{6,40})"
)
"""A name, a slash and something with letters and digits."""
_NAMED = re.compile(r"@[a-z0-9_.]{2,40}")
_HANDLE = re.compile(
    r"(?=[a-z0-9_.]{0,40}[0-9_.][a-z0-9_])(?=[a-z0-9_.]{0,40}[a-z])[a-z0-9_.]{3,40}"
)
_TAGGED = re.compile(r"[a-z0-9_.]{2,32}#[0-9]{4}(?![0-9])")
"""As Discord named people: panda#1234."""
_UNDERSCORED = re.compile(r"(?=[a-z0-9.]{1,40}_[a-z0-9])(?=[0-9_.]{0,40}[a-z]{2})[a-z0-9_.]{3,40}")
_AHEAD = re.compile(
    r"(?<![\w@.])(@?[a-z0-9_.]{3,40}) (?:is |op |on |= ?|: ?)?"
    r"(?:mijn |mn |m'n |me |haar |zijn |zn |dr |my |her |his )?\Z"
)
"""What stands before "op snap" or "is mijn insta"."""
_PROFILE = re.compile(
    r"(?:tiktok\.com/@|snapchat\.com/add/|instagram\.com/(?!p/|reel|stor|explore|accounts))([a-z0-9_.]{2,40})/?(?![\w/])"
)
_PIN = re.compile(r"[0-9][0-9 .-]{2,8}[0-9]")
_CLASS_OR_DATE = re.compile(
    r"(?:[a-z]{0,3}[0-9]{1,2}[a-z]{0,4}|[0-9.:/-]{1,8}(?:e|de|ste|u|uur|x)|[0-9][0-9.:/-]{1,9})"
)
_SITE = re.compile(r"(?:\w{1,16}://)?(?:[\w-]{1,63}\.){1,32}[a-z]{2,24}(?:/\S*)?")
_MARK = re.compile(r"[=→]|:(?!//)")
_IS = frozenset({"is", "was", "t's"})
_ASKS = frozenset({"wat", "welk", "what", "which"})
_FAR = 5
_FAR_AWAY = 16
"""Words between "wachtwoord" and the "is" that gives it away."""
_NEAR = 40
"""Characters between a cue and a secret that would mean nothing without it."""
_LONGEST_HOST = 40
"""Characters up to the end of a platform's name in its address."""
_SHORTEST = 4
_LONGEST_PIN = 8
_PLAIN_SHORTEST = 6


def logins(reading: Reading, *, staff: bool) -> Iterator[Datum]:
    """*staff*: a teacher's code is for the class."""
    if staff or said(reading, _SHARED):
        return
    spans = reading.views[0].spans
    for index, word in enumerate(reading.words):
        if word in _SECRET:
            found = list(_secret(reading, index))
            if not found and word in _NUMERIC:
                found = list(_lock(reading, index))
            yield from found
        elif word in _EVERYWHERE and not _USES.isdisjoint(
            reading.words[max(0, index - 3) : index]
        ):
            yield from _reused(reading, index)
        elif word in _CODE:
            yield from _lock(reading, index)
        elif word in _ACCOUNT and (
            pair := _PAIR.search(reading.raw, spans[index].end, spans[index].end + 100)
        ):
            yield Datum(Kind.LOGIN, Span(*pair.span(1)), 0.75, "")


def _secret(reading: Reading, cue: int) -> Iterator[Datum]:
    """What follows "wachtwoord", "wachtwoord van Sam is", "ww:"; at once or after "is"."""
    if _asked(reading, cue):
        return
    judge = _pin if reading.words[cue] in _NUMERIC else _password
    for start in _starts(reading, cue):
        span = _token(reading, start)
        certainty = judge(reading, cue, span) if span else None
        if span and certainty:
            yield Datum(Kind.LOGIN, span, certainty, "")
            return


def _reused(reading: Reading, cue: int) -> Iterator[Datum]:
    """*ze gebruikt overal Bloem2012*."""
    span = _token(reading, reading.views[0].spans[cue].end)
    certainty = _password(reading, cue, span) if span else None
    if span and certainty and span.end - span.start >= _PLAIN_SHORTEST:
        yield Datum(Kind.LOGIN, span, min(certainty, 0.7), "")


def _starts(reading: Reading, cue: int) -> Iterator[int]:
    """Raw positions where the secret may begin."""
    spans = reading.views[0].spans
    yield spans[cue].end
    marked = _MARK.search(reading.raw, spans[cue].end, spans[cue].end + _NEAR)
    if marked:
        yield marked.end()
    for index in range(cue + 1, min(cue + 1 + _FAR_AWAY, len(reading.words))):
        if reading.words[index] in _IS:
            yield spans[index].end


def _asked(reading: Reading, cue: int) -> bool:
    return not _ASKS.isdisjoint(reading.words[max(cue - _FAR, 0) : cue])


def _token(reading: Reading, start: int) -> Span | None:
    """The next word without the quotes around it and the comma behind it."""
    raw = reading.raw
    gives = _GIVES.match(raw, start)
    begin = gives.end() if gives else start
    token = _TOKEN.match(raw, begin)
    if token is None or "?" in token[0]:
        return None
    text = token[0]
    opened = len(text) - len(text.lstrip(_OPEN))
    closed = len(text.rstrip(_CLOSE))
    return Span(begin + opened, begin + closed) if closed > opened else None


def _pin(reading: Reading, cue: int, span: Span) -> float | None:
    text = reading.raw[slice(*span)]
    near = span.start - reading.views[0].spans[cue].end < _NEAR
    return 0.85 if near and text.isdigit() and _SHORTEST <= len(text) <= _LONGEST_PIN else None


def _password(reading: Reading, cue: int, span: Span) -> float | None:
    """How much the word at *span* looks like a secret that somebody made up."""
    text = reading.raw[slice(*span)]
    if len(text) < _SHORTEST or fold(text) in _NOT_SECRET or _SITE.fullmatch(fold(text)):
        return None
    digit, letter = any(map(str.isdigit, text)), any(map(str.isalpha, text))
    if digit and letter:
        return None if _CLASS_OR_DATE.fullmatch(fold(text)) else 0.9
    between = fold(reading.raw[reading.views[0].spans[cue].end : span.start])
    if not between.strip() or len(between) > _NEAR:
        return None
    if digit:
        return 0.7
    return _made_of_letters(reading, cue, text, span.end) if letter else None


def _made_of_letters(reading: Reading, cue: int, text: str, end: int) -> float | None:
    if not text.replace("-", "").isalpha() or text[1:] != text[1:].lower():
        return 0.8
    owned = not _WHOSE.isdisjoint(reading.words[max(cue - 2, 0) : cue + 2])
    closes = reading.raw[end : end + 2].strip() in {"", ".", "!", ","}
    return 0.6 if owned and closes and len(text) >= _PLAIN_SHORTEST else None


def _lock(reading: Reading, cue: int) -> Iterator[Datum]:
    """Whose lock, then digits: "de code van mijn kluis is 4821"."""
    near = reading.words[cue + 1 : cue + 1 + _FAR]
    if _LOCKS.isdisjoint(near) or _WHOSE.isdisjoint(near):
        return
    spans = reading.views[0].spans
    for index in range(cue + 1, min(cue + 2 + _FAR, len(reading.words))):
        if (found := _PIN.match(reading.raw, spans[index].start)) and reading.words[
            index
        ].isdigit():
            yield Datum(Kind.LOGIN, Span(*found.span()), 0.8, "")
            return


def handles(reading: Reading) -> Iterator[Datum]:
    text, invited = fold(reading.raw), said(reading, _INVITES)
    for index, word in enumerate(reading.words):
        if word in _PLATFORMS:
            found = _account_on(reading, text, index, invited=invited) or _ahead(
                reading, text, index
            )
        elif word in _INVITES and "@" in text:
            found = _invited(reading, text, index)
        else:
            continue
        if found:
            yield Datum(Kind.HANDLE, found, 0.7, text[slice(*found)].strip("@."))


def _account_on(reading: Reading, text: str, platform: int, *, invited: bool) -> Span | None:
    """*invited*: the message asks to be added somewhere."""
    start = reading.views[0].spans[_whose_behind(reading, platform)].end
    gives = _GIVES.match(text, start)
    begin = gives.end() if gives else start
    said_so = text[start:begin].strip(" \t\"'“‘") != "" or invited
    found = (
        _NAMED.match(text, begin)
        or _TAGGED.match(text, begin)
        or _UNDERSCORED.match(text, begin)
        or (_HANDLE.match(text, begin) if said_so else None)
    )
    if found is None or begin == start or found[0].startswith(_NOT_NAMES):
        return _profile(text, start)
    return Span(begin, begin + len(found[0].rstrip(".")))


def _whose_behind(reading: Reading, platform: int) -> int:
    """The last word of *snap van haar*, *insta van Lisa*."""
    words = reading.words
    return platform + 2 * (
        words[platform + 1 : platform + 2] == ("van",) and platform + 2 < len(words)
    )


def _profile(text: str, platform: int) -> Span | None:
    """tiktok.com/@name; *platform*: where the platform's own name ends."""
    low = max(0, platform - _LONGEST_HOST)
    begin = max(low, *(text.rfind(sign, low, platform) + 1 for sign in " /"))
    found = _PROFILE.search(text, begin, platform + 60)
    return None if found is None else Span(*found.span(1))


def _ahead(reading: Reading, text: str, platform: int) -> Span | None:
    """lisa_123 op snap, lisa2010 is mijn insta."""
    end = reading.views[0].spans[platform].start
    found = _AHEAD.search(text, max(0, end - 60), end)
    if found is None or found[0] == f"{found[1]} " or _CLASS_OR_DATE.fullmatch(found[1]):
        return None
    named = found[1][0] == "@" or _HANDLE.fullmatch(found[1])
    return Span(*found.span(1)) if named and not found[1].startswith(_NOT_NAMES) else None


def _invited(reading: Reading, text: str, cue: int) -> Span | None:
    """After "add me", "voeg me toe op snap"; a bare "volg @…" is nobody's own."""
    near = reading.words[cue + 1 : cue + 1 + _FAR]
    if _PERSONS.isdisjoint(near):
        return None
    start = reading.views[0].spans[cue].end
    found = _NAMED.search(text, start, start + 60)
    return (
        None if found is None else Span(found.start(), found.start() + len(found[0].rstrip(".")))
    )
