"""A few weeks of school on each database, around a holiday and the day on which the clock goes
back: nothing is missed, nothing is said twice, and every number is right. See
`tests/support/school_year.py`; the whole year is `make school-year`."""

from pathlib import Path

import pytest

from tests.support.school_year import year
from tests.support.year_plan import SHORT
from tests.support.year_truth import Truth

SEED = 1
HAPPENED = (
    "appeals",
    "digests",
    "dismissed",
    "expired: dismissed",
    "expired: open",
    "expired: upheld",
    "flag for care",
    "flag for responsible",
    "flag for team_lead",
    "killed while sending",
    "lost",
    "measure: HideMessage",
    "outages",
    "read late",
    "refusals",
    "said: reminder",
    "sick",
    "upheld",
)
"""Or it would prove less than it looks."""


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty one; "": SQLite makes its own."""
    url: str = request.getfixturevalue("blank") if request.param == "postgresql" else ""
    return url


async def lived(folder: Path, database: str) -> Truth:
    async with year(SHORT, SEED, folder, database) as one:
        await one.live()
        return one.truth


@pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.allow_hosts(["127.0.0.1"]))],
    indirect=True,
)
@pytest.mark.long
async def test_weeks_of_school_go_by_as_they_should(tmp_path: Path, database: str) -> None:
    truth = await lived(tmp_path, database)
    assert [what for what in HAPPENED if not truth.done[what]] == []
