"""Texts, buttons and commands as Telegram takes them: plain text, counted in UTF-16 units."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from bot.model.button import Button, Buttons

Scope = Literal["private", "groups", "admins"]

LONGEST = 4096
LONGEST_ANSWER = 200
LONGEST_CAPTION = 1024
"""Of what stands under a picture."""
_PRESS_BYTES = 64
_ENDS = (("\n\n",), ("\n",), (". ", "! ", "? ", "… "), (" ",))
"""Where a text is best cut, best first."""
SCOPES: dict[Scope, BotCommandScope] = {
    "private": BotCommandScopeAllPrivateChats(),
    "groups": BotCommandScopeAllGroupChats(),
    "admins": BotCommandScopeAllChatAdministrators(),
}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """*text* in messages. Nothing but white space at a cut is lost."""
    whole = text.encode("utf-8", "replace").decode()  # half a pair of surrogates cannot be sent
    return tuple(part for part in _cut_up(whole, longest) if part) or (whole,)


def _cut_up(text: str, longest: int) -> Iterator[str]:
    while units(text) > longest:
        cut = _cut(_fitting(text, longest))
        yield text[:cut].strip()
        text = text[cut:].lstrip()
    yield text


def _cut(head: str) -> int:
    """Never before the middle: else a heading would stand alone, and the rest be cut anyhow."""
    for ends in _ENDS:
        at = max(head.rfind(end) + len(end) for end in ends)
        if at > len(head) // 2:
            return at
    return len(head)


def _fitting(text: str, longest: int) -> str:
    head = text[:longest]
    while (over := units(head) - longest) > 0:
        head = head[: len(head) - (over + 1) // 2]
    return head


def shortened(text: str, longest: int) -> str:
    whole = text.encode("utf-8", "replace").decode()
    return whole if units(whole) <= longest else f"{_fitting(whole, longest - 1)}…"


def keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Raises `ValueError` for a press that is longer than Telegram carries."""
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in buttons])


def _button(button: Button) -> InlineKeyboardButton:
    if button.link:
        return InlineKeyboardButton(button.label, url=button.link)
    if not 1 <= len(button.press.encode()) <= _PRESS_BYTES:
        raise ValueError(f"the press of {button.label!r} is not 1 to {_PRESS_BYTES} bytes")
    return InlineKeyboardButton(button.label, callback_data=button.press)


def listed(commands: Sequence[tuple[str, str]], hidden: Collection[str]) -> list[BotCommand]:
    """Of a command that is *hidden* the group sees nothing, where the server can do that."""
    return [
        BotCommand(name, does, api_kwargs={"is_ephemeral": True} if name in hidden else None)
        for name, does in commands
    ]
