"""The school week as data: in order, nothing in it points nowhere, nobody in it is real."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.demo.week import (
    AdminSwitch,
    Delete,
    DemoGroup,
    Edit,
    Join,
    Post,
    StaffVerdict,
    TestBell,
    WeekEvent,
    load,
)
from bot.model.flag import Verdict
from bot.model.group import GroupKind
from bot.model.ids import MessageId
from bot.model.member import Role, Sender
from bot.texts import Language, texts

WEEK = load()
POSTS = [event for event in WEEK.events if isinstance(event, Post)]
GROUPS = pytest.mark.parametrize("group", WEEK.groups, ids=lambda group: group.name)


def of(group: DemoGroup) -> list[WeekEvent]:
    return [event for event in WEEK.events if event.chat == group.chat]


def words() -> Iterator[str]:
    """Everything that anybody writes in the week."""
    for event in WEEK.events:
        match event:
            case Post(text=text) | Edit(text=text) | StaffVerdict(why=text):
                yield text
            case _:
                pass


def test_it_is_one_school_week_in_order() -> None:
    times = [event.at for event in WEEK.events]
    assert times == sorted(times)
    assert times[0].isoweekday() == 1
    assert times[-1] - times[0] < timedelta(days=5)
    assert 180 <= len(POSTS) <= 220


def test_its_groups_are_of_different_kinds() -> None:
    kinds = [group.bound.kind for group in WEEK.groups]
    assert kinds == [GroupKind.CLASS, GroupKind.CLASS, GroupKind.PARENTS]
    assert len({group.chat for group in WEEK.groups}) == len({g.name for g in WEEK.groups}) == 3


@GROUPS
def test_each_group_is_in_order_as_it_is_written(group: DemoGroup) -> None:
    """Sorting hides a line in the wrong place, and an edit must follow its message."""
    ids: set[MessageId] = set()
    for event in of(group):
        match event:
            case Post(message_id=message_id, reply_to=reply_to):
                assert reply_to is None or reply_to in ids
                assert message_id not in ids
                ids |= {message_id} if message_id else set()
            case Edit(message_id=message_id) | Delete(message_id=message_id):
                assert message_id in ids
            case StaffVerdict(on=message_id):
                assert message_id in ids
            case AdminSwitch() | Join() | TestBell():
                pass


@GROUPS
def test_everybody_who_does_something_is_there(group: DemoGroup) -> None:
    here = set(group.members) - group.later
    for event in of(group):
        match event:
            case Post(by=by) | StaffVerdict(by=by):
                assert by in here
            case AdminSwitch(member=member):
                assert member in here
            case Join(member=member):
                assert member in group.later
                here.add(member)
            case Edit() | Delete() | TestBell():
                pass
    assert here == set(group.members)


@GROUPS
def test_staff_answer_for_a_group_and_administer_it(group: DemoGroup) -> None:
    bound = group.bound
    staff = {account for account, member in group.members.items() if member.role.is_staff}
    assert bound.responsible
    assert bound.team_lead
    assert {*bound.responsible, bound.team_lead, *bound.care, *group.admins} <= staff
    assert set(bound.responsible) <= group.admins
    assert [group.members[one].role for one in bound.care] == [Role.COUNSELLOR]


@GROUPS
def test_a_verdict_comes_once_after_its_message_from_who_may_give_it(group: DemoGroup) -> None:
    authors = {event.message_id: event.by for event in of(group) if isinstance(event, Post)}
    verdicts = [event for event in of(group) if isinstance(event, StaffVerdict)]
    assert len({event.on for event in verdicts}) == len(verdicts)
    for event in verdicts:
        assert event.by in {*group.bound.responsible, group.bound.team_lead}
        assert event.by != authors[event.on]
        assert event.verdict is Verdict.UPHELD or not event.measures
        assert event.why


def test_staff_decide_both_ways() -> None:
    given = Counter(e.verdict for e in WEEK.events if isinstance(e, StaffVerdict))
    assert given[Verdict.UPHELD] > given[Verdict.DISMISSED] > 0


def test_somebody_in_several_groups_is_the_same_in_each() -> None:
    known: dict[object, Sender] = {}
    for group in WEEK.groups:
        for account, member in group.members.items():
            assert known.setdefault(account, member) == member


def test_every_note_is_a_sentence_in_both_languages() -> None:
    notes = {event.note for event in WEEK.events if event.note}
    assert notes
    assert all(texts(language)(note) for language in Language for note in notes)


def test_people_are_only_called_as_the_invented_are() -> None:
    """Pupils have no surname, parents are called by their child, and staff have no first name."""
    pupils = {m.name for m in WEEK.members.values() if m.role is Role.STUDENT}
    for member in WEEK.members.values():
        if member.role.is_staff:
            assert re.fullmatch(r"(Mw|Dhr)\. [\w ]+", member.name)
        elif member.role is Role.GUARDIAN:
            child = re.fullmatch(r"\w+ \((?:moeder|vader) (\w+)\)", member.name)
            assert child
            assert child[1] in pupils
        elif member.name not in passing_for_staff():
            assert re.fullmatch(r"\w+", member.name)


def passing_for_staff() -> set[str]:
    later = {account for group in WEEK.groups for account in group.later}
    return {WEEK.members[account].name for account in later}


def test_no_number_can_be_called() -> None:
    numbers = re.findall(r"\+?\d[\d -]{7,}", "\n".join(words()))
    assert numbers
    invented = re.compile(r"06-1234567\d")
    assert [n for n in numbers if not invented.fullmatch(n.strip())] == []


def test_no_address_on_the_web_exists() -> None:
    hosts = re.findall(r"https?://([^/\s]+)", "\n".join(words()))
    assert hosts
    assert all(host.endswith(".example") for host in hosts)


def test_the_same_words_are_said_in_the_test_and_after_it() -> None:
    (test,) = WEEK.calendar.tests
    (group,) = [group for group in WEEK.groups if group.tests]
    said = [event for event in of(group) if isinstance(event, Post)]
    during = {event.text for event in said if test.hold(event.at, group.name)}
    after = {event.text for event in said if event.at >= test.end}
    bells = [event.begins for event in of(group) if isinstance(event, TestBell)]
    assert "antwoord vraag 4 is 0,82" in during & after
    assert bells == [True, False]
    assert "toets" in " ".join(during)


def test_there_is_something_in_quiet_hours() -> None:
    assert [e for e in POSTS if WEEK.calendar.moment(e.at).quiet and e.message_id == "at-night"]


def test_staff_answer_no_cry_for_help_in_the_group() -> None:
    """Nothing but something neutral, on another day: the counsellor takes it from there."""
    (care,) = [e for e in POSTS if e.message_id == "care"]
    group = WEEK.group(care.chat)
    later = [e for e in POSTS if e.chat == care.chat and e.at >= care.at]
    staff = [e for e in later if group.members[e.by].role.is_staff]
    assert staff
    assert all(e.at.date() > care.at.date() for e in staff)
    (writer,) = {group.members[e.by].name for e in later if e.message_id == "care"}
    assert not [e for e in staff if writer in e.text or "113" in e.text]
    assert [e for e in later if e.note == "demo.note.care"]


@GROUPS
def test_staff_rebuke_nobody_by_name_in_the_group(group: DemoGroup) -> None:
    """Who wrote what was upheld is spoken to in private: no staff message of that day names them,
    but for an account that passes for staff."""
    posts = [event for event in of(group) if isinstance(event, Post)]
    verdicts = [event for event in of(group) if isinstance(event, StaffVerdict)]
    for verdict in (one for one in verdicts if one.verdict is Verdict.UPHELD):
        (wrong,) = [post for post in posts if post.message_id == verdict.on]
        first_name = group.members[wrong.by].name.split()[0]
        if group.members[wrong.by].role.is_staff or wrong.by in group.later:
            continue
        said = [
            post.text
            for post in posts
            if group.members[post.by].role.is_staff and wrong.at < post.at <= verdict.at
        ]
        assert not [text for text in said if re.search(rf"\b{first_name}\b", text)]
