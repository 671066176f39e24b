"""The seam every judge fits: the human-written rules today, a learned one beside them later."""

from typing import Protocol

from bot.model.conversation import Context
from bot.model.judgement import Judgement
from bot.model.message import Message


class Judge(Protocol):
    """Pure: the same message in the same context always gets the same judgement."""

    def judge(self, message: Message, context: Context) -> Judgement: ...
