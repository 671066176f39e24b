"""What a reviewer wrote to be flagged wrongly, through the whole of `check`."""

import json
from pathlib import Path

from tests.integration.conftest import Run

DATA = Path(__file__).parents[1] / "data" / "harmless"
ALLOWED = 8
"""Of 773: 27 were flagged when they were written, 5 since their mistakes were looked at."""


def test_hardly_a_harmless_message_is_flagged(run: Run) -> None:
    flagged: list[str] = []
    for path in sorted(DATA.glob("*.jsonl")):
        code, out, _ = run("check", path, "--json")
        assert code == 0
        told = [json.loads(line) for line in out.splitlines()]
        assert len(told) > 200
        flagged += [
            one["text"]
            for one in told
            if any(finding["rule"] != "offtopic" for finding in one["findings"])
        ]
    assert len(flagged) <= ALLOWED, flagged
