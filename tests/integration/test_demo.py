"""The hand-written school week, lived through the real pipeline on SQLite."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.bootstrap.demo import demo
from bot.cli.demo import show_week
from bot.cli.demo_screen import Board
from bot.demo.play import Moment, Play, SimulatedClock
from bot.demo.tally import Tally
from bot.demo.week import AdminSwitch, Edit, Post, StaffVerdict, account, load
from bot.model.action import (
    AlertCare,
    FlagToStaff,
    MeasureKind,
    RemindInGroup,
    RemindPrivately,
)
from bot.model.finding import Rule
from bot.model.flag import Verdict
from bot.model.ids import AccountRef
from bot.texts import Language, texts
from tests.integration.conftest import Run

WEEK = load()
MENTOR, TEACHER, TEAM_LEAD, COUNSELLOR = (
    account(name) for name in ("brandsma", "verhoeven", "terpstra", "nijland")
)

EXPECTED: dict[str, set[Rule]] = {
    "private-account": {Rule.STAFF},
    "photo": {Rule.MEDIA},
    "piracy": {Rule.COPYRIGHT},
    "grade": {Rule.CONFIDENTIAL},
    "scam": {Rule.SPAM},
    "impersonation": {Rule.FAKE},
    "insult": {Rule.RESPECT},
    "insult-hidden": {Rule.RESPECT},
    "insult-spaced": {Rule.RESPECT},
    "shop-number": {Rule.PRIVACY},
    "test-question": {Rule.TESTTIME},
    "test-answer": {Rule.TESTTIME},
    "test-photo": {Rule.TESTTIME},
    "confidential": {Rule.CONFIDENTIAL},
    "hacking": {Rule.HACKING},
    "own-number": {Rule.PRIVACY},
    "number": {Rule.PRIVACY},
    "address": {Rule.PRIVACY},
    "presentation": {Rule.RESPECT},
    "pile-1": {Rule.RESPECT},
    "pile-2": {Rule.RESPECT},
    "pile-3": {Rule.RESPECT, Rule.HARASSMENT},
    "pile-4": {Rule.RESPECT},
    "chain": {Rule.SPAM},
    "at-night": {Rule.RESPECT},
    "discrimination": {Rule.DISCRIMINATION},
}
"""What is seen, at least, in which message; in no other is anything that staff hear of."""


@dataclass(frozen=True, slots=True)
class Lived:
    moments: list[Moment]
    waiting: int
    buried: int

    def of(self, message_id: str) -> Moment:
        """The message as it was written, or as it was edited when only that brought a flag."""
        moments = [
            moment
            for moment in self.moments
            if isinstance(moment.event, Post | Edit) and moment.event.message_id == message_id
        ]
        return next(filter(flagged, moments), moments[0])


def flagged(moment: Moment) -> bool:
    actions = [action for one in moment.decided for action in one.decision.actions]
    return any(isinstance(action, FlagToStaff) for action in actions)


async def live(directory: Path) -> Lived:
    clock = SimulatedClock(WEEK.events[0].at)
    said = texts(Language.NL)
    async with demo(directory, said, clock, staff=WEEK.staff, calendar=WEEK.calendar) as (
        app,
        platform,
    ):
        play = Play(app, platform, WEEK.groups, clock)
        moments = [moment async for moment in play.week(WEEK)]
        async with app.unit_of_work() as uow:
            return Lived(moments, await uow.inbox.waiting(), await uow.inbox.buried())


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(live(tmp_path_factory.mktemp("demo")))


def told(moment: Moment) -> list[AccountRef]:
    return [account for account, _ in moment.private]


@pytest.mark.parametrize("message_id", EXPECTED)
def test_what_breaks_a_rule_is_seen(lived: Lived, message_id: str) -> None:
    (one,) = lived.of(message_id).decided
    assert flagged(lived.of(message_id))
    assert EXPECTED[message_id] <= {finding.rule for finding in one.decision.findings}


def test_staff_hear_of_nothing_else(lived: Lived) -> None:
    heard = [m.event for m in filter(flagged, lived.moments) if isinstance(m.event, Post | Edit)]
    assert {event.message_id for event in heard} == EXPECTED.keys()
    assert len(heard) == len(EXPECTED)


def test_a_note_that_says_that_it_is_fine_is_true(lived: Lived) -> None:
    fine = {
        f"demo.note.{name}"
        for name in (
            *("ordinary", "swearing", "one_message", "lesson", "figurative", "report"),
            *("objection", "identity", "after_test", "criticism"),
        )
    }
    moments = [moment for moment in lived.moments if moment.event and moment.event.note in fine]
    assert {moment.event.note for moment in moments if moment.event} == fine
    assert [moment for moment in moments if moment.in_group or moment.private] == []


def test_a_disguise_is_seen_through_and_the_group_is_reminded_once(lived: Lived) -> None:
    assert any("artikel 4.1" in text for text in lived.of("insult").in_group)
    for disguised in ("insult-hidden", "insult-spaced"):
        assert lived.of(disguised).in_group == ()  # not twice in half an hour
        assert told(lived.of(disguised)) == [MENTOR]


def test_a_cry_for_help_is_for_the_care_contacts_alone(lived: Lived) -> None:
    care = [
        moment
        for moment in lived.moments
        for one in moment.decided
        if any(isinstance(action, AlertCare) for action in one.decision.actions)
    ]
    assert care == [lived.of("care")]
    assert care[0].in_group == ()
    assert told(care[0]) == [COUNSELLOR]


def test_staff_are_told_to_their_team_lead_and_never_in_the_group(lived: Lived) -> None:
    assert lived.of("private-account").in_group == ()
    assert told(lived.of("private-account")) == [TEAM_LEAD]


def test_the_same_words_are_fine_when_the_test_is_over(lived: Lived) -> None:
    assert any("4.10" in text for text in lived.of("test-question").in_group)
    for after in ("after-test", "after-test-answer"):
        (one,) = lived.of(after).decided
        assert one.judgement.findings == ()


def test_all_against_one_is_urgent(lived: Lived) -> None:
    assert "DRINGENDE" in lived.of("pile-3").private[0][1]
    assert told(lived.of("pile-3")) == [TEACHER]


def test_whenever_staff_hear_and_nobody_is_reminded_it_is_told_why(lived: Lived) -> None:
    for moment in lived.moments:
        actions = [action for one in moment.decided for action in one.decision.actions]
        reminded = any(isinstance(act, RemindInGroup | RemindPrivately) for act in actions)
        assert (moment.silence is not None) is (bool(actions) and not reminded)


@pytest.mark.parametrize(
    ("message_id", "why"),
    [
        ("discrimination", "remind"),
        ("presentation", "remind"),
        ("chain", "remind"),
        ("at-night", "quiet"),
        ("insult-hidden", "same_thing"),
        ("test-answer", "pause"),
        ("impersonation", "ladder"),
        ("private-account", "staff_lead"),
        ("care", "care"),
    ],
)
def test_the_reason_of_a_silence_is_the_real_one(lived: Lived, message_id: str, why: str) -> None:
    silence = lived.of(message_id).silence
    assert silence is not None
    assert silence.key == f"demo.why.{why}"


def test_at_night_nobody_is_reminded_and_staff_are_told(lived: Lived) -> None:
    assert lived.of("at-night").in_group == ()
    assert told(lived.of("at-night")) == [TEACHER]


def test_the_group_is_reminded_of_school_only_after_a_conversation(lived: Lived) -> None:
    moments = lived.moments
    reminded = [i for i, m in enumerate(moments) if any("5.1.5" in text for text in m.in_group)]
    assert reminded
    game = moments.index(lived.of("game-1"))
    assert all(i - game >= 2 for i in reminded)


def test_a_pupil_made_admin_is_told_to_mentor_and_team_lead(lived: Lived) -> None:
    made, unmade = [m for m in lived.moments if isinstance(m.event, AdminSwitch)]
    assert set(told(made)) == {MENTOR, TEAM_LEAD}
    assert unmade.private == ()


def verdicts(lived: Lived) -> Sequence[tuple[Moment, StaffVerdict]]:
    return [(m, m.event) for m in lived.moments if isinstance(m.event, StaffVerdict)]


def test_every_verdict_of_the_week_is_given(lived: Lived) -> None:
    written = [event for event in WEEK.events if isinstance(event, StaffVerdict)]
    assert [event for _, event in verdicts(lived)] == written


def test_a_pupil_who_was_right_hears_that_the_reminder_is_withdrawn(lived: Lived) -> None:
    ((moment, event),) = [
        (moment, event) for moment, event in verdicts(lived) if event.verdict is Verdict.DISMISSED
    ]
    (post,) = [e for e in WEEK.events if isinstance(e, Post) and e.message_id == event.on]
    ((to, text),) = moment.private
    assert to == post.by
    assert "niet terecht" in text


def test_a_warning_follows_only_a_verdict(lived: Lived) -> None:
    warned = [m for m in lived.moments if any("waarschuwing" in text for _, text in m.private)]
    ordered = [m for m, event in verdicts(lived) if MeasureKind.WARN in event.measures]
    assert warned == ordered
    assert warned


def test_every_school_day_ends_with_one_digest_for_each_who_answers(lived: Lived) -> None:
    digests = [m for m in lived.moments if m.event is None]
    assert [moment.at.isoweekday() for moment in digests] == [1, 2, 3, 4, 5]
    assert all(told(moment) == [MENTOR, TEACHER] for moment in digests)
    said = [text for moment in digests for _, text in moment.private]
    assert all("Dagoverzicht van" in text for text in said)
    assert all("slaap bijna niet" not in text for text in said)


def test_nothing_waits_when_the_week_is_over(lived: Lived) -> None:
    assert (lived.waiting, lived.buried) == (0, 0)


def test_the_numbers_at_the_end_are_those_of_the_week(lived: Lived) -> None:
    tally = Tally(WEEK.calendar.timezone)
    for moment in lived.moments:
        tally.add(moment)
    posts = [event for event in WEEK.events if isinstance(event, Post)]
    overview = tally.overview()
    assert tally.messages == overview.messages == len(posts)
    assert tally.care == 1
    assert tally.verdicts == len(verdicts(lived))
    assert tally.messages - tally.innocent < len(posts) / 4
    assert {group.name for group in overview.groups.values()} == {g.name for g in WEEK.groups}
    shown = next(g for g in overview.groups.values() if g.name == "TH2C mentorgroep")
    assert Rule.RESPECT in shown.rules  # the edited message counts as it reads now


async def test_it_is_paced_to_be_read_and_takes_no_longer_than_a_minute_and_a_half(
    tmp_path: Path,
) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    out = StringIO()
    board = Board(Console(file=out, width=120, highlight=False, markup=False, emoji=False))
    await show_week(board, tmp_path, None, texts(Language.EN), rest)
    assert 40 <= sum(rests) <= 85
    assert max(rests) <= 2


@pytest.mark.parametrize(("language", "columns"), [("nl", "120"), ("en", "60")])
def test_the_screen_holds_everything_at_any_width(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    code, out, err = run("demo", "--fast", "--lang", language, "--out", tmp_path)
    said = texts(Language(language))
    assert (code, err) == (0, "")
    for group in WEEK.groups:
        assert f"{group.name}  " in out
    for day in range(1, 6):
        assert said(f"weekday.{day}") in out
    for name in ("Mw. Brandsma", "Dhr. Verhoeven"):
        assert said("demo.digest_of", name=name) in out
    words = " ".join(out.split())
    if columns == "60":  # in one column a sentence stands together
        for key in ("demo.why.quiet", "demo.note.care", "demo.note.ordinary"):
            assert f"↳ {said(key)}" in words
    assert said("demo.summary", messages=0, quiet=0).rpartition("0")[2] in words
    assert "\x1b" not in out
    assert (said("demo.group_sees") in out) is (columns != "60")
    for file in ("overview.html", "klaswacht-demo.db"):
        assert str(tmp_path / file) in out
        assert (tmp_path / file).stat().st_size > 0
    page = (tmp_path / "overview.html").read_text(encoding="utf-8")
    assert all(group.name in page for group in WEEK.groups)
    assert said("pseudonym.student", number=1) in page
    assert "Rivanna" not in page


def test_a_file_of_somebody_else_is_not_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "overview.html").write_text("van mij")
    code, _, err = run("demo", "--out", tmp_path)
    assert (code, len(err.splitlines())) == (2, 1)
    assert (tmp_path / "overview.html").read_text() == "van mij"
