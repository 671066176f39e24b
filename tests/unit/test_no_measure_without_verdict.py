"""The one promise that may never break: nothing is done to a pupil without a staff verdict.

That the stores refuse a strike without an upholding verdict is shown for every kind of store in
`tests/contract/test_strikes.py`; who may give a verdict at all, in `test_review.py`.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Forbidden, StorageError
from bot.model.action import Measure, MeasureKind
from bot.model.finding import Rule
from bot.model.flag import NewVerdict, Strike, Verdict
from bot.model.ids import AccountRef, ArticleNumber, FlagId, VerdictId
from bot.model.judgement import Judgement, Topic
from bot.model.member import Sender
from bot.model.outbox import Outcome, Purpose
from tests.support.builders import (
    ARTICLES,
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    a_care_signal,
    a_finding,
    a_judgement,
)
from tests.support.school import PEOPLE, SANNE, STRANGER, School, open_school

ROOT = Path(__file__).parents[2]
ORDERS = {"HideMessage", "WarnMember", "MuteMember", "LiftMute", "RemoveMember", "Strike"}
MAKERS = {
    "bot/flags/review.py": ORDERS,
    "storage/sql/strikes.py": {"Strike"},  # reads back what was stored
}


# whatever is said


def judgement_of(kind: int, probability: float, topic: Topic) -> Judgement:
    """One of every kind of thought a judge can have."""
    rules = sorted(ARTICLES)
    if kind == len(rules):
        return a_judgement(a_finding(), topic=topic, care=a_care_signal(probability))
    if kind > len(rules):
        return a_judgement(topic=topic)
    return a_judgement(a_finding(rules[kind], probability), topic=topic)


words = st.sampled_from(["a", "b", "c", "d", "e"])
thoughts = st.dictionaries(
    words,
    st.builds(
        judgement_of,
        st.integers(0, len(ARTICLES) + 1),
        st.floats(0.4, 1),
        st.sampled_from(Topic),
    ),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), words, st.sampled_from(["post", "edit", "delete", "promote"])
    ),
    min_size=1,
    max_size=25,
)


async def live(school: School, conversation: list[tuple[Sender, str, str]]) -> None:
    latest = None
    for person, text, what in conversation:
        school.clock.forward(minutes=20)
        if latest is not None and what == "edit":
            school.platform.edit(latest, text)
        elif latest is not None and what == "delete":
            school.platform.delete(latest)
            latest = None
        elif what == "promote":
            school.platform.set_admin(CLASS_2B, person.account, admin=True)
        else:
            latest = school.post(text, by=person)
    await school.decide()


@settings(max_examples=60)
@given(thoughts, steps)
async def test_no_conversation_ends_in_a_measure(
    thoughts: Mapping[str, Judgement], conversation: list[tuple[Sender, str, str]]
) -> None:
    school = await open_school(thoughts)
    await live(school, conversation)
    async with school.unit_of_work() as uow:
        waiting = await uow.outbox.claim(school.clock(), 1000)
        assert await uow.outbox.count(Outcome.PENDING) == 0
        assert await uow.inbox.waiting() == await uow.inbox.buried() == 0
        for person in PEOPLE:
            assert list(await uow.strikes.of(person.account)) == []
    assert not any(item.item.purpose is Purpose.MEASURE for item in waiting)
    assert not any(isinstance(item.item.effect, Measure) for item in waiting)


# wherever it is written


def sources() -> Iterator[Path]:
    for package in ("bot", "adapters", "storage"):
        yield from (ROOT / package).rglob("*.py")


def made_in(source: str) -> set[str]:
    """The orders that *source* makes, by whatever path it knows them."""
    tree = ast.parse(source)
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = {
        called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        for called in calls
    }
    return names & ORDERS


def test_only_the_review_makes_measures_and_strikes() -> None:
    makers = {
        path.relative_to(ROOT).as_posix(): made
        for path in sources()
        if (made := made_in(path.read_text(encoding="utf-8")))
    }
    assert makers == MAKERS


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("HideMessage(ref, verdict)", {"HideMessage"}),
        ("action.MuteMember(chat, account, until, verdict)", {"MuteMember"}),
        ("yield (lambda: Strike(1))()", {"Strike"}),
        ("match m:\n  case HideMessage(ref) | action.MuteMember(chat):\n    pass", set()),
        ("isinstance(measure, WarnMember)", set()),
        ("def order(measure: RemoveMember) -> None: ...", set()),
    ],
)
def test_making_is_told_from_matching(source: str, made: set[str]) -> None:
    assert made_in(source) == made


# whoever asks


async def flagged(text: str) -> tuple[School, FlagId]:
    school = await open_school(
        {"sukkel": a_judgement(a_finding()), "help": a_judgement(care=a_care_signal())}
    )
    school.post(text)
    await school.turn()
    (flag,) = await school.flags()
    return school, flag.flag_id


@pytest.mark.parametrize(
    ("text", "by", "verdict"),
    [
        ("sukkel", SANNE.account, Verdict.UPHELD),  # the author
        ("sukkel", STRANGER, Verdict.UPHELD),
        ("sukkel", COUNSELLOR, Verdict.UPHELD),  # staff, but not of this matter
        ("sukkel", MENTOR, Verdict.DISMISSED),
        ("help", COUNSELLOR, Verdict.UPHELD),
        ("help", COUNSELLOR, Verdict.DISMISSED),
        ("help", MENTOR, Verdict.UPHELD),
    ],
)
async def test_what_may_not_be_ordered_leaves_nothing_behind(
    text: str, by: AccountRef, verdict: Verdict
) -> None:
    school, flag_id = await flagged(text)
    with pytest.raises(Forbidden):
        await school.app.review.decide(flag_id, verdict, by=by, measures=tuple(MeasureKind))
    async with school.unit_of_work() as uow:
        assert list(await uow.outbox.claim(school.clock(), 100)) == []
        assert list(await uow.strikes.of(SANNE.account)) == []


@pytest.mark.parametrize("verdict", [None, Verdict.DISMISSED])
async def test_even_who_goes_round_the_review_gets_no_strike(verdict: Verdict | None) -> None:
    school, flag_id = await flagged("sukkel")
    async with school.unit_of_work() as uow:
        number = VerdictId(999)
        if verdict is not None:
            number = await uow.flags.decide(
                NewVerdict(flag_id=flag_id, verdict=verdict, by=MENTOR, at=NOON)
            )
        article = ArticleNumber("4.1")
        with pytest.raises(StorageError):
            await uow.strikes.add(Strike(SANNE.account, Rule.RESPECT, article, NOON, number))
