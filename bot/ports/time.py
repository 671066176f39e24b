"""The present moment, and what proves that words are the bot's own."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware."""


Signer = Callable[[str], str]
"""A keyed signature of a text, 16 letters of the URL-safe alphabet: nobody else can make it."""
