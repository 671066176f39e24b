"""What judging one message costs: `python -m benchmarks.detectors`, one core.

The messages are those of the conversations in tests/data/exports, in their order, each with the
context that the pipeline would give it; every message is judged five times and its best time
counts, which leaves out what the rest of the machine was doing.
"""

import gc
import platform
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter_ns

from bot.bootstrap import open_export, rules_judge, settings
from bot.conversations import Conversation
from bot.detectors.base import Scene
from bot.detectors.normalize import read
from bot.judge.rules import RulesJudge
from bot.model.conversation import Context, TopicWindow
from bot.model.event import MessagePosted
from bot.model.message import Message

ROUNDS = 5
EXPORTS = Path(__file__).parent.parent / "tests" / "data" / "exports"


def messages() -> Iterator[Message]:
    chosen = settings(config=None, rulebook_file=None)
    for path in sorted(EXPORTS.glob("c*.txt")):
        for event in open_export(path, chosen):
            if isinstance(event, MessagePosted):
                yield event.message


def scenes(judge: RulesJudge) -> list[tuple[Message, Context]]:
    conversations: dict[str, Conversation] = {}
    made = []
    for message in messages():
        conversation = conversations.setdefault(message.group, Conversation(TopicWindow(), True))  # noqa: FBT003 - complete
        context = conversation.context(message)
        conversation.hear(message, judge.judge(message, context))
        made.append((message, context))
    return made


def best(work: object, *arguments: object) -> float:
    """Microseconds of the fastest of ROUNDS calls."""
    times = []
    for _ in range(ROUNDS):
        begin = perf_counter_ns()
        work(*arguments)  # type: ignore[operator]
        times.append(perf_counter_ns() - begin)
    return min(times) / 1000


def report(name: str, times: list[float]) -> None:
    ranked = sorted(times)
    p50, p99 = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99)]
    print(f"{name:<34} {p50:>8.1f} {p99:>8.1f} {ranked[-1]:>8.1f}")


def main() -> None:
    judge = rules_judge(settings(config=None, rulebook_file=None))
    made = scenes(judge)
    gc.disable()
    print(f"{len(made)} messages, Python {platform.python_version()}, µs a message")
    print(f"{'':<34} {'p50':>8} {'p99':>8} {'max':>8}")
    report("all together (one judgement)", [best(judge.judge, m, c) for m, c in made])
    report("  reading the text", [best(read, m.text) for m, _ in made])
    views = [Scene(m, read(m.text), c) for m, c in made]
    for detector in judge.detectors:
        name = type(detector).__name__
        report(f"  {name}", [best(lambda s, d=detector: list(d.look(s)), v) for v in views])
    report("  care", [best(judge.care.listen, v) for v in views])
    report("  school topic", [best(judge.topic.guess, v) for v in views])


if __name__ == "__main__":
    main()
