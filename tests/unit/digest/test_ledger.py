"""What staff made of flags, as it stands by now."""

from datetime import timedelta

import pytest

from bot.model.appeal import AppealState
from bot.model.audit import Audited, Told
from bot.model.digest import Decisions
from bot.model.flag import Verdict
from tests.support.builders import CLASS_2B, NOON
from tests.unit.digest.making import ledger, told

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "decided"),
    [
        (AppealState.GRANTED, Decisions(upheld=1, dismissed=1)),
        (AppealState.DENIED, Decisions(upheld=2)),
    ],
)
def test_a_verdict_that_was_overturned_counts_as_the_bots_mistake(
    state: AppealState, decided: Decisions
) -> None:
    upheld = [told(NOON, number, verdict=Verdict.UPHELD) for number in (1, 2)]
    ruling = Told(NOON + HOUR, Audited.APPEAL, {"appeal": 1, "state": state, "flag": 2})
    known = ledger(*upheld, ruling)
    assert known.decisions(CLASS_2B, NOON, NOON + HOUR, ()) == decided
