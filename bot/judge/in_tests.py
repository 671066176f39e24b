"""During a test only what people wrote may watch pupils (AI Act, annex III, 3d)."""

from dataclasses import dataclass

from bot.judge.base import Judge
from bot.model.conversation import Context
from bot.model.judgement import Judgement
from bot.model.message import Message


@dataclass(frozen=True, slots=True)
class OffInTests:
    """*rules* judge alone while a test of the group is running, *learned* at any other time."""

    rules: Judge
    learned: Judge

    def judge(self, message: Message, context: Context) -> Judgement:
        judge = self.rules if context.testing else self.learned
        return judge.judge(message, context)
