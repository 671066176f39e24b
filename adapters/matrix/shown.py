"""What people see of a text that comes twice: plain, and formatted as HTML.

Most clients show the one, some the other. Who lets the two differ is read in both.
"""

import re
from html import unescape
from string import punctuation

_BLOCK = re.compile(
    r"</?(?:br|p|div|li|ul|ol|h[1-6]|blockquote|pre|tr|hr)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[/a-z!?][^<>]*>", re.IGNORECASE)
_IN_TAG = re.compile(
    r"\b(?:href|alt|data-mx-spoiler)\s{0,9}=\s{0,9}(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^[ \t]{0,99}\d{1,9}[.)][ \t]", re.MULTILINE)
_QUOTED = re.compile(r"> (?:\* ?)?<@[^<>\s]+>")
_REPLY, _END_OF_REPLY = "<mx-reply>", "</mx-reply>"
_MENTION = "https://matrix.to/#/"
_NAMED_APART = 50
"""Each is looked for in all that was said before it."""
_MARKS = str.maketrans(dict.fromkeys(punctuation, "") | dict.fromkeys("[]()", " "))


def together(*texts: str) -> str:
    """Each of *texts* that says anything the ones before it do not, one under the other."""
    told: list[str] = []
    before = before_unnumbered = " "
    for text in filter(str.strip, texts):
        bare, unnumbered = _bare(text), _bare(_LIST_MARK.sub("", text))
        if not told or not (bare in before or unnumbered in before_unnumbered):
            told.append(text)
            before, before_unnumbered = before + bare[1:], before_unnumbered + unnumbered[1:]
    return "\n".join(told)


def of_html(html: str) -> list[str]:
    """Its words, and those in its tags: links, pictures in the text, what a spoiler is of."""
    if html.lstrip().startswith(_REPLY):
        html = html.partition(_END_OF_REPLY)[2] or html
    inside = (unescape("".join(one)) for one in _IN_TAG.findall(html))
    lines = unescape(_TAG.sub("", _BLOCK.sub("\n", html))).splitlines()
    text = "\n".join(filter(None, map(str.strip, lines)))
    named = [one for one in dict.fromkeys(inside) if not one.startswith(_MENTION)]
    return [text, *named[:_NAMED_APART], "\n".join(named[_NAMED_APART:])]


def without_reply(body: str) -> tuple[str, str]:
    """*body* in the words of its sender, and what they answer to: older clients put that above
    it. Where nothing is left it was no such thing."""
    if not _QUOTED.match(body):
        return body, ""
    lines = body.split("\n")
    end = next((at for at, line in enumerate(lines) if not line.startswith(">")), len(lines))
    own = "\n".join(lines[end:]).strip()
    if not own:
        return body, ""
    quoted = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines[:end])
    return own, _QUOTED.sub("", f"> {quoted}", count=1).strip()


def _bare(text: str) -> str:
    """Its words, each between spaces, without what Markdown and HTML do not share."""
    return "".join((" ", *(f"{word} " for word in text.casefold().translate(_MARKS).split())))
