"""What the bot decided about one message."""

from dataclasses import dataclass

from bot.model.action import Action
from bot.model.finding import Finding
from bot.model.judgement import Judgement
from bot.model.message import Message


@dataclass(frozen=True, slots=True)
class Decision:
    """*findings* are the judgement's and the window's. *rulebook* is id and version."""

    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    rulebook: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One message's way through the bot, for whoever shows it."""

    message: Message
    judgement: Judgement
    decision: Decision
