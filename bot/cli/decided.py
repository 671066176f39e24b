"""One decided message as the JSON object that `check --json` prints."""

from collections.abc import Callable
from typing import Any, assert_never

from bot.model.action import Action, AlertCare, FlagToStaff, RemindInGroup, RemindPrivately
from bot.model.decision import Decided
from bot.model.ids import MessageId
from bot.texts import Texts

_DIGITS = 4
"""Decimals of a probability: more would pretend a precision that is not there."""


def as_json(
    one: Decided, texts: Texts, own_id: Callable[[MessageId], int | str]
) -> dict[str, Any]:
    """*own_id*: what the export itself calls a message."""
    message, judgement, decision = one.message, one.judgement, one.decision
    return {
        "id": own_id(message.ref.message_id),
        "ts": message.sent_at.isoformat(),
        "group": message.group,
        "sender": message.sender.name,
        "text": message.text,
        "forwarded": message.forwarded,
        "topic": judgement.topic.topic.value,
        "topic_probability": round(judgement.topic.probability, _DIGITS),
        "findings": [
            {
                "rule": finding.rule.value,
                "article": finding.article,
                "probability": round(finding.probability, _DIGITS),
                "reason": texts.reason(finding.reason),
                "span": list(finding.span),
                "forwarded": finding.forwarded,
            }
            for finding in decision.findings
        ],
        "care": any(isinstance(action, AlertCare) for action in decision.actions),
        "care_probability": round(judgement.care_probability, _DIGITS),
        "actions": [name for action in decision.actions for name in names(action)],
    }


def names(action: Action) -> tuple[str, ...]:
    """What the action is called outside. An urgent flag is a flag, told at once."""
    match action:
        case RemindInGroup():
            return ("remind_group",)
        case RemindPrivately():
            return ("remind_private",)
        case FlagToStaff(_, urgent):
            return ("flag", "alert") if urgent else ("flag",)
        case AlertCare():
            return ("care",)
        case _:
            assert_never(action)
