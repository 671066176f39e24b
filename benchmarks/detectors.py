"""What judging one message costs: `python -m benchmarks.detectors`, one core.

The messages are those of the conversations in tests/data/exports, in their order, each with the
context that the pipeline would give it; all are judged fifteen times over and the best time of
each counts, which leaves out what the rest of the machine was doing.
"""

import gc
import platform
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter_ns

from bot.bootstrap.choices import rules_judge, settings
from bot.bootstrap.exporting import open_exports
from bot.conversations import Conversation
from bot.detectors.base import Scene
from bot.detectors.normalize import Reading, read
from bot.judge.rules import RulesJudge
from bot.model.conversation import Context, TopicWindow
from bot.model.event import MessagePosted
from bot.model.message import Message

ROUNDS = 15
EXPORTS = Path(__file__).parent.parent / "tests" / "data" / "exports"


def messages() -> Iterator[Message]:
    chosen = settings(config=None, rulebook_file=None)
    for path in sorted(EXPORTS.glob("c*.txt")):
        for event in open_exports([path], chosen)[0]:
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


def best(work: Callable[..., object], calls: Sequence[tuple[object, ...]]) -> list[float]:
    """Microseconds of each call's fastest of ROUNDS; every round goes through all calls."""
    times = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for place, arguments in enumerate(calls):
            begin = perf_counter_ns()
            work(*arguments)
            times[place] = min(times[place], perf_counter_ns() - begin)
    return [time / 1000 for time in times]


def judge_parts(judge: RulesJudge) -> Callable[..., object]:
    """What is looked for in a text that was read, with the shared pass over its words."""

    def look(message: Message, reading: Reading, context: Context) -> None:
        for view in reading.views:
            view.searched_for = None
        scene = Scene(message, reading, context)
        care = judge.care.listen(scene)
        seen = [each for detector in judge.detectors for each in detector.look(scene)]
        judge.harassment.weigh(scene, seen, care=care is not None)

    return look


def report(name: str, times: list[float]) -> None:
    ranked = sorted(times)
    p50, p99 = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99)]
    print(f"{name:<34} {p50:>8.1f} {p99:>8.1f} {ranked[-1]:>8.1f}")


def yardstick() -> int:
    """Plain work to compare machines, and one machine's good and bad hours, by."""
    return sum(number * number for number in range(1000))


def main() -> None:
    judge = rules_judge(settings(config=None, rulebook_file=None))
    made = scenes(judge)
    gc.disable()
    print(f"{len(made)} messages, Python {platform.python_version()}, µs a message")
    print(f"{'':<34} {'p50':>8} {'p99':>8} {'max':>8}")
    report("yardstick (1,000 squares)", best(yardstick, [()] * len(made)))
    report("all together (one judgement)", best(judge.judge, made))
    seeing = [(message, read(message.text), context) for message, context in made]
    report("  detectors, care, second pass", best(judge_parts(judge), seeing))
    report("  reading the text", best(read, [(message.text,) for message, _ in made]))
    views = [(Scene(message, read(message.text), context),) for message, context in made]
    for detector in judge.detectors:
        name = type(detector).__name__
        report(f"  {name}", best(lambda scene, d=detector: list(d.look(scene)), views))
    report("  care", best(judge.care.listen, views))
    report("  school topic", best(judge.topic.guess, views))


if __name__ == "__main__":
    main()
