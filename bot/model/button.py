"""What stands under a message of the bot, to be pressed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """*press* comes back when it is pressed, at most 64 bytes; *link* opens instead."""

    label: str
    press: str = ""
    link: str = ""


Buttons = tuple[tuple[Button, ...], ...]
"""In rows."""
