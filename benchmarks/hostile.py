"""What text costs that is written to make the bot slow: `python -m benchmarks.hostile`, one core.

A step whose time grows faster than the text would show as a ratio of 4 or more.
"""

import gc
import platform
from time import process_time

from bot.bootstrap.choices import rules_judge, settings
from bot.model.conversation import Context
from tests.support.builders import a_message
from tests.support.hostile import UNITS, made_of

SIZE = 50_000
ROUNDS = 3


def main() -> None:
    judge = rules_judge(settings(config=None, rulebook_file=None))
    judge.judge(a_message("http://a.nl"), Context())  # reads the list of public suffixes

    def milliseconds(text: str) -> float:
        """The fastest of a few judgements, with no garbage of earlier ones about."""
        times = []
        for _ in range(ROUNDS):
            gc.collect()
            begin = process_time()
            judge.judge(a_message(text), Context())
            times.append(process_time() - begin)
        return min(times) * 1000

    gc.disable()
    print(f"ms a judgement, Python {platform.python_version()}")
    print(f"{'characters':<34} {SIZE:>8,} {2 * SIZE:>8,}  ratio")
    for name, unit in UNITS.items():
        once, twice = (milliseconds(made_of(unit, size)) for size in (SIZE, 2 * SIZE))
        print(f"{name:<34} {once:>8.1f} {twice:>8.1f} {twice / once:>6.1f}")


if __name__ == "__main__":
    main()
