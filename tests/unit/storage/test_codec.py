import json
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StorageError
from bot.model.action import (
    AlertCare,
    Audience,
    FlagToStaff,
    HideMessage,
    MuteMember,
    RemindInGroup,
    RemoveMember,
    WarnMember,
)
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    GroupMoved,
    GroupRenamed,
    MemberChanged,
    NotRead,
    Original,
    PrivateMessage,
)
from bot.model.event import (
    AdminsChanged,
    Event,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    identity,
)
from bot.model.finding import CareSignal, Finding, Reason, Rule
from bot.model.flag import Evidence
from bot.model.ids import ArticleNumber
from bot.model.message import Message
from bot.model.outbox import Answer, Change, Delivery, Leave, Say, TakeBack
from storage.codec import EFFECTS, EVENTS, MATTERS, Matter, counted, labels
from tests.contract.builders import a_decision, a_finding, posted
from tests.support.builders import CLASS_2B, NOON

# No named zones: Python calls no two moments of an hour that comes twice equal across zones.
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(minutes=-90))])
MOMENTS = st.datetimes(timezones=ZONES)
MESSAGES = st.builds(
    Message,
    sent_at=MOMENTS,
    quoted=...,
    forwarded=...,
    reply_to=...,
    media=...,
    edited=...,
)
ORIGINALS = st.builds(Original, at=MOMENTS, chat=...)
EVENT = st.one_of(
    st.builds(MessagePosted, MESSAGES),
    st.builds(MessageEdited, MESSAGES, MOMENTS),
    st.builds(MessageDeleted, at=MOMENTS),
    st.builds(GroupNotice, at=MOMENTS),
    st.builds(AdminsChanged, at=MOMENTS),
    st.builds(BotAdded, at=MOMENTS),
    st.builds(BotRemoved, at=MOMENTS),
    st.builds(MemberChanged, at=MOMENTS, unapproved=...),
    st.builds(GroupMoved, at=MOMENTS),
    st.builds(GroupRenamed, at=MOMENTS),
    st.builds(
        CommandGiven,
        at=MOMENTS,
        argument=...,
        private=...,
        hidden=...,
        reply_to=st.none() | ORIGINALS,
    ),
    st.builds(
        PrivateMessage,
        at=MOMENTS,
        forwarded=st.none() | ORIGINALS,
        reply_to=st.none() | ORIGINALS,
    ),
    st.builds(ButtonPressed, at=MOMENTS, private=...),
    st.builds(NotRead, at=MOMENTS),
)
WAITS = st.none() | st.timedeltas(timedelta(0), timedelta(days=30))
EFFECT = st.one_of(
    st.builds(Say, reply_to=..., buttons=..., within=..., take_back_after=WAITS),
    st.builds(Change, buttons=...),
    st.builds(TakeBack),
    st.builds(Answer),
    st.builds(Leave),
    st.builds(HideMessage),
    st.builds(WarnMember),
    st.builds(MuteMember, until=MOMENTS),
    st.builds(RemoveMember),
)
REASONS = st.builds(Reason, values=...)
CERTAINTY = st.floats(0, 1)
FINDINGS = st.builds(Finding, reason=REASONS, probability=CERTAINTY)
CARE = st.builds(CareSignal, reason=REASONS, probability=CERTAINTY)
MATTER = st.builds(
    Matter,
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    care=st.none() | CARE,
    evidence=st.builds(Evidence, context=...),
)


@given(EVENT)
def test_every_event_survives_the_store(event: Event) -> None:
    again = EVENTS.decode(EVENTS.encode(event))
    assert again == event
    assert type(again) is type(event)


@given(EFFECT)
def test_every_effect_survives_the_store(effect: Delivery) -> None:
    again = EFFECTS.decode(EFFECTS.encode(effect))
    assert again == effect
    assert type(again) is type(effect)


@given(MATTER)
def test_all_that_a_flag_rests_on_survives_the_store(matter: Matter) -> None:
    assert MATTERS.decode(MATTERS.encode(matter)) == matter


def test_every_event_and_effect_has_a_kind() -> None:
    for codec, kinds in ((EVENTS, Event), (EFFECTS, Delivery)):
        assert set(codec._kinds) == set(get_args(kinds))


def test_half_a_character_is_replaced_and_the_rest_kept() -> None:
    event = EVENTS.decode(EVENTS.encode(posted(text="hoi \ud83d daar")))
    assert isinstance(event, MessagePosted)
    assert event.message.text == "hoi � daar"
    assert event.message.sent_at == NOON


def test_an_event_is_the_same_event_after_the_store() -> None:
    amsterdam = datetime(2026, 3, 2, 13, tzinfo=ZoneInfo("Europe/Amsterdam"))
    event = GroupNotice(CLASS_2B, amsterdam, "Sanne is toegetreden")
    assert identity(EVENTS.decode(EVENTS.encode(event))) == identity(event)


@pytest.mark.parametrize("text", ["", "posted", "posted {}", "onbekend {}", "posted [1"])
def test_what_cannot_be_read_is_an_error_that_does_not_quote(text: str) -> None:
    with pytest.raises(StorageError) as caught:
        EVENTS.decode(text)
    assert caught.value.__cause__ is None


def test_labels_hold_no_word_and_no_place_of_the_message() -> None:
    record = a_decision(findings=(a_finding(word="sukkel"),))
    kept = json.loads(labels(record))
    assert kept["findings"] == [["respect", "4.1", 0.875]]
    assert "sukkel" not in labels(record)
    assert "reason" not in labels(record)
    assert "span" not in labels(record)


def test_labels_say_what_judged_and_what_was_done() -> None:
    actions = (
        RemindInGroup(Rule.RESPECT, ArticleNumber("4.1")),
        FlagToStaff(Audience.RESPONSIBLE),
        FlagToStaff(Audience.TEAM_LEAD, urgent=True),
        AlertCare(),
    )
    kept = json.loads(labels(a_decision(actions=actions)))
    assert kept["layers"] == [["rules", "1"]]
    assert kept["context_complete"] is True
    assert kept["actions"] == [
        ["remind_group", "respect", "4.1"],
        ["flag", "responsible"],
        ["alert", "team_lead"],
        ["care"],
    ]


def test_labels_are_counted_without_opening_anything_else() -> None:
    record = a_decision(
        findings=(a_finding(), a_finding(Rule.SPAM)),
        actions=(RemindInGroup(Rule.SPAM, ArticleNumber("4.1")), AlertCare()),
    )
    assert counted(labels(record)) == ((Rule.RESPECT, Rule.SPAM), 1)


def test_fields_that_came_later_have_their_default_in_older_rows() -> None:
    older = json.loads(EVENTS.encode(posted()).partition(" ")[2])
    del older["message"]["forwarded"]
    assert EVENTS.decode("posted " + json.dumps(older)) == posted()
    assert Message.__dataclass_fields__["forwarded"].default == ""


def test_a_field_that_is_no_more_does_not_stand_in_the_way_of_older_rows() -> None:
    say = Say(CLASS_2B, "hoi")
    older = json.loads(EFFECTS.encode(say).partition(" ")[2]) | {"remember": True}
    assert EFFECTS.decode("say " + json.dumps(older)) == say
