"""What came of one line that somebody typed, and why."""

from bot.cli.demo_moments import Teller
from bot.cli.demo_screen import Board, aside
from bot.demo.session import Answer
from bot.model.decision import Decided
from bot.model.finding import CareSignal, Finding


def show(answer: Answer, board: Board, teller: Teller) -> None:
    """What the group and staff see; below it the topic, what was seen, and why."""
    texts = teller.texts
    board.heads(texts("demo.group_sees"), texts("demo.staff_see"))
    right = list(teller.staff_sees(answer.moment))
    board.row(list(teller.group_sees(answer.moment)), right or [aside(texts("demo.talk.nothing"))])
    for one in answer.moment.decided:
        topic = one.judgement.topic
        name, percent = texts(f"topic.{topic.topic}"), round(100 * topic.probability)
        words = texts("try.topic", topic=name, percent=percent)
        board.blocks(aside(texts("demo.talk.message", number=answer.number, topic=words)))
        _seen(one, board, teller)
    for reason in answer.reasons:
        board.blocks(aside(texts("demo.talk.why", reason=texts.reason(reason)), ""))


def _seen(one: Decided, board: Board, teller: Teller) -> None:
    """What a detector saw, unsure or not, and what the whole conversation showed."""
    texts, care = teller.texts, one.judgement.care
    seen: list[Finding | CareSignal] = [*one.judgement.findings]
    seen += [finding for finding in one.decision.findings if finding not in seen]
    seen += [care] if care is not None else []
    for sign in seen:
        reason, percent = texts.reason(sign.reason), round(100 * sign.probability)
        if isinstance(sign, CareSignal):
            words = texts("demo.talk.seen_care", reason=reason, percent=percent)
        else:
            article = sign.article
            words = texts("demo.talk.seen", article=article, reason=reason, percent=percent)
        board.blocks(aside(words))
