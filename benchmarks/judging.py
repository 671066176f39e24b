"""How often the rules are right: `python -m benchmarks.judging`.

On the two labelled conversations in tests/data/exports, without what staff wrote. The word lists
were written without them, but their mistakes were looked at, and a few general rules changed
since: a development set, no test set. With so few of most rules the numbers are rough.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.bootstrap import export_check, open_exports, settings
from bot.model.action import AlertCare
from bot.model.decision import Decided
from bot.model.finding import Rule
from bot.model.judgement import Topic
from bot.texts import Language, texts

EXPORTS = Path(__file__).parent.parent / "tests" / "data" / "exports"
Labels = dict[str, dict[str, object]]


def labelled(path: Path) -> Labels:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {str(row["id"]): row for row in map(json.loads, lines)}


async def judged(path: Path) -> list[Decided]:
    chosen = settings(config=None, rulebook_file=None)
    check = export_check(chosen, texts(Language.EN))
    return [
        one async for one in check.run(open_exports([path], chosen)[0]) if isinstance(one, Decided)
    ]


def pairs() -> Iterator[tuple[dict[str, object], Decided]]:
    """What people say of a message, and what the bot makes of it."""
    for path in sorted(EXPORTS.glob("c?.jsonl")):
        labels = labelled(path)
        for one in asyncio.run(judged(path)):
            if not one.message.sender.role.is_staff:
                yield labels[one.message.ref.message_id], one


def found(one: Decided) -> set[str]:
    return {finding.rule.value for finding in one.decision.findings} - {Rule.OFFTOPIC.value}


def line(name: str, hits: int, false: int, missed: int) -> None:
    precision = f"{hits / (hits + false):.2f}" if hits + false else "-"
    recall = f"{hits / (hits + missed):.2f}" if hits + missed else "-"
    print(f"{name:<16} {hits:>5} {false:>5} {missed:>7} {precision:>10} {recall:>7}")


def main() -> None:
    both = list(pairs())
    print(f"{len(both)} messages")
    print(f"{'':<16} {'right':>5} {'wrong':>5} {'missed':>7} {'precision':>10} {'recall':>7}")
    asked = [(set(label["rules"]), found(one)) for label, one in both]  # type: ignore[call-overload]
    for rule in sorted({rule for told, seen in asked for rule in told | seen}):
        counts = Counter((rule in told, rule in seen) for told, seen in asked)
        line(rule, counts[True, True], counts[False, True], counts[True, False])
    counts = Counter((bool(told), bool(seen)) for told, seen in asked)
    line("any rule", counts[True, True], counts[False, True], counts[True, False])
    counts = Counter(
        (bool(label["care"]), any(isinstance(a, AlertCare) for a in one.decision.actions))
        for label, one in both
    )
    line("care", counts[True, True], counts[False, True], counts[True, False])
    for topic in Topic:
        counts = Counter(
            (label["topic"] == topic.value, one.judgement.topic.topic is topic)
            for label, one in both
        )
        line(topic.value, counts[True, True], counts[False, True], counts[True, False])


if __name__ == "__main__":
    main()
