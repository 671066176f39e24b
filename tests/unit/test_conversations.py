"""What a group's last words are, and when its talk has drifted away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversations import HURTS, KNOWN, REMEMBERED, Conversation, Conversations
from bot.model.conversation import Hurt, TopicMark, TopicWindow
from bot.model.finding import Rule
from bot.model.ids import AccountRef, MessageId
from bot.model.judgement import Judgement, Topic
from bot.model.member import Role
from bot.model.message import MediaKind, Message, Span
from bot.model.record import DecisionRecord
from storage.codec import labels
from tests.support.builders import (
    CLASS_2B,
    NOON,
    a_care_signal,
    a_finding,
    a_judgement,
    a_message,
    a_sender,
    an_account,
)

SCHOOL, NEUTRAL, AWAY = Topic.SCHOOL, Topic.NEUTRAL, Topic.OFFTOPIC
MINUTE = timedelta(minutes=1)


def a_conversation() -> Conversation:
    return Conversations().begin(CLASS_2B, TopicWindow())


def say(
    conversation: Conversation, number: int, topic: Topic = NEUTRAL, text: str = ""
) -> Message:
    message = a_message(
        text or f"bericht {number}", message_id=f"m{number}", at=NOON + number * MINUTE
    )
    conversation.hear(message, a_judgement(topic=topic))
    return message


def window(*topics: Topic) -> TopicWindow:
    marks = [TopicMark(NOON + number * MINUTE, topic) for number, topic in enumerate(topics)]
    return TopicWindow(tuple(marks))


def texts(conversation: Conversation) -> list[str]:
    return [heard.text for heard in conversation.context(a_message(message_id="nu")).earlier]


# the last words


def test_the_last_twenty_messages_are_known_oldest_first() -> None:
    conversation = a_conversation()
    for number in range(REMEMBERED + 5):
        say(conversation, number)
    assert texts(conversation) == [f"bericht {number}" for number in range(5, REMEMBERED + 5)]


def test_a_reply_finds_its_parent() -> None:
    conversation = a_conversation()
    parent = say(conversation, 1, SCHOOL)
    say(conversation, 2)
    found = conversation.context(a_message(reply_to="m1", message_id="nu")).parent
    assert found is not None
    assert (found.text, found.topic) == (parent.text, SCHOOL)


def test_a_parent_too_long_ago_is_no_parent() -> None:
    conversation = a_conversation()
    assert conversation.context(a_message(reply_to="lang-geleden", message_id="nu")).parent is None


def test_a_deleted_message_is_context_no_longer() -> None:
    conversation = a_conversation()
    wrong = say(conversation, 1)
    say(conversation, 2)
    conversation.forget(wrong.ref.message_id)
    assert texts(conversation) == ["bericht 2"]


def test_an_edited_message_keeps_its_place_and_not_its_words() -> None:
    conversation = a_conversation()
    for number in (1, 2, 3):
        say(conversation, number)
    conversation.hear_again(a_message("anders", message_id="m2"), a_judgement())
    assert texts(conversation) == ["bericht 1", "anders", "bericht 3"]


def test_an_edited_message_is_judged_by_what_came_before_it() -> None:
    conversation = a_conversation()
    for number in (1, 2, 3):
        say(conversation, number)
    context = conversation.context(a_message("anders", message_id="m2"))
    assert [heard.text for heard in context.earlier] == ["bericht 1"]


def test_words_of_somebody_in_need_are_marked() -> None:
    conversation = a_conversation()
    conversation.hear(a_message("m"), a_judgement(care=a_care_signal(0.1)))
    assert conversation.earlier[0].care


def test_personal_data_is_known_and_not_shown_again() -> None:
    text = "😀 bel 0612 of 0687, 3 uur"
    number = replace(a_finding(Rule.PRIVACY, 0.1, span=Span(6, 10)), more=(Span(14, 18),))
    conversation = a_conversation()
    conversation.hear(a_message(text), a_judgement(number))
    (heard,) = conversation.earlier
    assert (heard.text, heard.shown) == (text, "😀 bel •••• of ••••, 3 uur")


def test_what_holds_no_personal_data_is_shown_as_it_was_written() -> None:
    conversation = a_conversation()
    conversation.hear(a_message("om  8 uur,\nsukkel"), a_judgement(a_finding()))
    assert conversation.earlier[0].shown == "om  8 uur,\nsukkel"


def test_personal_data_that_was_edited_in_is_not_shown_again_either() -> None:
    conversation = a_conversation()
    say(conversation, 1)
    edited = a_message("0612345678", message_id="m1")
    conversation.hear_again(edited, a_judgement(a_finding(Rule.PRIVACY, span=Span(0, 10))))
    assert conversation.earlier[0].shown == "••••••••••"


# restarts


def test_a_group_that_is_new_has_a_complete_context() -> None:
    assert a_conversation().context(a_message()).complete


def test_after_a_restart_the_context_is_incomplete_until_enough_was_heard() -> None:
    conversation = Conversations().begin(CLASS_2B, window(SCHOOL))
    for number in range(REMEMBERED):
        assert not conversation.context(a_message(message_id="nu")).complete
        say(conversation, number)
    assert conversation.context(a_message(message_id="nu")).complete


def test_what_was_heard_in_a_failed_transaction_was_not_heard() -> None:
    conversations = Conversations()
    say(conversations.begin(CLASS_2B, TopicWindow()), 1)
    conversations.drop([CLASS_2B])
    assert conversations.get(CLASS_2B) is None


# the window


@pytest.mark.parametrize(
    ("topics", "drifted"),
    [
        ((), False),
        ((AWAY,), False),
        ((AWAY, AWAY), False),
        ((AWAY, AWAY, AWAY), True),
        ((NEUTRAL,) * 8, False),
        ((AWAY, NEUTRAL, AWAY, NEUTRAL, NEUTRAL, AWAY), True),
        ((SCHOOL, AWAY, AWAY, AWAY), True),
        ((SCHOOL, SCHOOL, AWAY, AWAY, AWAY), False),
        ((SCHOOL, SCHOOL, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY), True),
    ],
)
def test_talk_drifted_when_most_of_it_is_about_something_else(
    topics: tuple[Topic, ...], drifted: bool
) -> None:
    assert window(*topics).offtopic is drifted


def test_only_the_latest_labels_count() -> None:
    drifted = window(*[AWAY] * 8)
    for number in range(10, 18):
        drifted = drifted.then(TopicMark(NOON + number * MINUTE, SCHOOL))
    assert [mark.topic for mark in drifted.marks] == [SCHOOL] * 8


def test_a_long_pause_begins_a_new_conversation() -> None:
    drifted = window(AWAY, AWAY, AWAY)
    last = drifted.marks[-1].at
    assert len(drifted.then(TopicMark(last + drifted.pause, AWAY)).marks) == 4
    after = drifted.then(TopicMark(last + drifted.pause + MINUTE, AWAY))
    assert [mark.topic for mark in after.marks] == [AWAY]
    assert not after.offtopic


def test_what_staff_say_does_not_move_the_window() -> None:
    conversation = a_conversation()
    teacher = a_message(sender=a_sender("dhr. Bos", Role.TEACHER))
    conversation.hear(teacher, a_judgement(topic=AWAY))
    assert conversation.window.marks == ()
    assert texts(conversation) == ["hoi"]


def test_one_message_edited_often_is_still_one_stray_message() -> None:
    conversation = a_conversation()
    say(conversation, 1, AWAY)
    for text in ("nog iets", "en nog iets", "en nog meer"):
        edited = a_message(text, message_id="m1", at=NOON + MINUTE)
        conversation.hear_again(edited, a_judgement(topic=AWAY))
    assert len(conversation.window.marks) == 1
    assert not conversation.window.offtopic


def test_a_message_edited_to_be_about_school_is_about_school() -> None:
    conversation = a_conversation()
    for number in (1, 2, 3):
        say(conversation, number, AWAY)
    assert conversation.window.offtopic
    conversation.hear_again(
        a_message("de toets", message_id="m2", at=NOON + 2 * MINUTE), a_judgement(topic=SCHOOL)
    )
    assert [mark.topic for mark in conversation.window.marks] == [AWAY, SCHOOL, AWAY]
    assert not conversation.window.offtopic


def test_an_edit_of_a_message_long_gone_changes_nothing() -> None:
    conversation = a_conversation()
    say(conversation, 1, AWAY)
    conversation.hear_again(a_message("anders", message_id="m0"), a_judgement(topic=AWAY))
    assert texts(conversation) == ["bericht 1"]
    assert len(conversation.window.marks) == 1


# care


def test_a_cry_for_help_is_no_talk_off_topic_and_holds_reminders_back_for_a_while() -> None:
    conversation = a_conversation()
    conversation.hear(a_message("m"), a_judgement(care=a_care_signal(), topic=Topic.OFFTOPIC))
    assert conversation.window.marks == ()
    assert conversation.care_near(NOON + timedelta(minutes=90))
    assert not conversation.care_near(NOON + timedelta(hours=3))
    assert not a_conversation().care_near(NOON)


# people


def test_who_wrote_is_known_as_they_were_last_called() -> None:
    conversation = a_conversation()
    for name in ("Sanne", "Sanne 🌸"):
        conversation.hear(a_message(sender=a_sender(name, user_id="s")), a_judgement())
    known = conversation.context(a_message(message_id="nu")).people
    assert {account: sender.name for account, sender in known.items()} == {
        an_account("s"): "Sanne 🌸"
    }


def test_of_very_many_people_who_was_silent_longest_is_forgotten() -> None:
    conversation = a_conversation()
    for number in [*range(KNOWN), 0, KNOWN]:
        conversation.hear(a_message(sender=a_sender(f"Naam{number}")), a_judgement())
    assert len(conversation.people) == KNOWN
    assert an_account("Naam0") in conversation.people
    assert an_account("Naam1") not in conversation.people


def test_what_was_seen_in_earlier_messages_is_known() -> None:
    conversation = a_conversation()
    message = a_message("", sender=a_sender("Sanne"), media=MediaKind.PHOTO)
    conversation.hear(message, a_judgement(a_finding(probability=0.2)))
    (heard,) = conversation.context(a_message(message_id="nu"), testing=True).earlier
    assert (heard.name, heard.media) == ("Sanne", MediaKind.PHOTO)
    assert [finding.probability for finding in heard.findings] == [0.2]
    assert conversation.context(a_message(message_id="nu"), testing=True).testing


# who hurt whom

SANNE, TOM = an_account("Sanne"), an_account("Tom")


def hurting(target: AccountRef | None, *settled: str) -> Judgement:
    ids = tuple(MessageId(each) for each in settled)
    return replace(a_judgement(), target=target, settled=ids)


def hurt(
    conversation: Conversation, number: int, target: AccountRef | None, *settled: str
) -> Message:
    message = a_message(
        message_id=f"m{number}", at=NOON + number * MINUTE, sender=a_sender("Daan")
    )
    conversation.hear(message, hurting(target, *settled))
    return message


def test_a_message_that_hurts_leaves_a_mark_without_a_word() -> None:
    conversation = a_conversation()
    hurt(conversation, 1, None)
    hurt(conversation, 2, SANNE)
    marks = conversation.context(a_message(message_id="nu")).hurts
    assert marks == (Hurt(NOON + 2 * MINUTE, MessageId("m2"), an_account("Daan"), SANNE),)


def test_marks_are_bounded_and_those_heard_first_go_first() -> None:
    conversation = a_conversation()
    for number in range(HURTS + 3):
        hurt(conversation, number, SANNE)
    assert [mark.message_id for mark in conversation.hurts] == [
        f"m{number}" for number in range(3, HURTS + 3)
    ]


def test_ten_thousand_senders_and_messages_leave_a_bounded_memory() -> None:
    conversation = a_conversation()
    for number in range(10_000):
        sender, target = a_sender(f"Naam{number}"), an_account(f"Naam{number + 1}")
        message = a_message(message_id=f"m{number}", sender=sender)
        conversation.hear(message, hurting(target, f"m{number - 1}"))
    assert len(conversation.people) == KNOWN
    assert len(conversation.hurts) == HURTS
    assert len(conversation.earlier) == REMEMBERED
    assert len(conversation.window.marks) <= conversation.window.size


def test_an_edited_message_has_one_mark_in_its_own_place() -> None:
    conversation = a_conversation()
    first, second, _ = (hurt(conversation, number, SANNE) for number in range(3))
    conversation.hear_again(first, hurting(TOM))
    assert [mark.target for mark in conversation.hurts] == [TOM, SANNE, SANNE]
    conversation.hear_again(second, hurting(None))
    assert [mark.message_id for mark in conversation.hurts] == ["m0", "m2"]


def test_the_mark_of_a_message_long_ago_is_replaced_too() -> None:
    conversation = a_conversation()
    old = hurt(conversation, 0, SANNE)
    for number in range(1, REMEMBERED + 2):
        say(conversation, number)
    conversation.hear_again(old, hurting(None))
    assert conversation.hurts == ()


def test_an_edited_message_is_weighed_by_the_marks_before_it() -> None:
    conversation = a_conversation()
    _, second, _ = (hurt(conversation, number, SANNE) for number in range(3))
    assert [mark.message_id for mark in conversation.context(second).hurts] == ["m0"]


def test_a_settled_mark_stays_and_says_so() -> None:
    conversation = a_conversation()
    hurt(conversation, 1, SANNE)
    hurt(conversation, 2, SANNE)
    hurt(conversation, 3, None, "m1", "m9")
    assert [mark.settled for mark in conversation.hurts] == [True, False]
    assert [heard.settled for heard in conversation.earlier] == [True, False, False]
    conversation.hear_again(a_message("x", message_id="m1"), hurting(SANNE))
    assert [mark.settled for mark in conversation.hurts] == [False, False]


def test_the_mark_of_a_deleted_message_stays_and_its_words_do_not() -> None:
    conversation = a_conversation()
    hurt(conversation, 1, SANNE)
    innocent = hurt(conversation, 2, None)
    conversation.forget(MessageId("m1"))
    conversation.forget(innocent.ref.message_id)
    assert [mark.message_id for mark in conversation.hurts] == ["m1"]
    assert list(conversation.earlier) == []


def test_a_restart_forgets_who_hurt_whom() -> None:
    conversations = Conversations()
    hurt(conversations.begin(CLASS_2B, TopicWindow()), 1, SANNE)
    conversations.drop([CLASS_2B])
    assert conversations.begin(CLASS_2B, TopicWindow()).hurts == ()


def test_whom_it_was_aimed_at_is_not_among_what_is_kept() -> None:
    message = a_message()

    def kept(judgement: Judgement) -> str:
        return labels(
            DecisionRecord(
                message=message.ref,
                at=message.sent_at,
                by_staff=False,
                judgement=judgement,
                findings=(),
                actions=(),
                rulebook="1",
            )
        )

    assert kept(hurting(SANNE, "m1")) == kept(hurting(None))
