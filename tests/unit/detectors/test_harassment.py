"""What words that hurt add up to in a conversation, and what takes them back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations import HURTS, KNOWN, REMEMBERED, Conversation
from bot.detectors.base import Scene
from bot.judge.rules import RulesJudge
from bot.model.conversation import Context, TopicWindow
from bot.model.finding import CareSignal, Finding, Reason, Rule, Sighting
from bot.model.ids import MessageId, MessageRef
from bot.model.judgement import Judgement, Layer, Topic, TopicGuess
from bot.model.member import Role, Sender
from bot.model.message import Message, Span
from bot.model.rulebook import RulePolicy
from tests.support.builders import (
    NOON,
    a_care_signal,
    a_judgement,
    a_message,
    a_rulebook,
    an_account,
)

BOOK = a_rulebook()
RESPECT = BOOK.rules[Rule.RESPECT]
WITH_HARASSMENT = replace(
    BOOK,
    rules={
        **BOOK.rules,
        Rule.HARASSMENT: RulePolicy(
            Rule.HARASSMENT, RESPECT.article, RESPECT.ladder, flag_from=0.6, remind_from=0.9
        ),
    },
)

HURTFUL = {"sukkel": 0.9, "mwah": 0.55, "nauwelijks": 0.45}
THREATENING = {"sla", "wurg"}


class Hears:
    """Detector, topic and care in one, that know a few words."""

    def look(self, scene: Scene) -> Iterable[Sighting]:
        text = scene.message.text
        for word, certainty in HURTFUL.items():
            if word in scene.reading.words:
                start = text.lower().index(word)
                span = Span(start, start + len(word))
                reason = Reason("reason.insult.person", (("word", word),))
                yield Sighting(Rule.RESPECT, span, reason, certainty)
        if not THREATENING.isdisjoint(scene.reading.words):
            span = Span(0, len(text))
            yield Sighting(Rule.RESPECT, span, Reason("reason.insult.threat"), 0.88)
        if "0612345678" in scene.reading.words:
            yield Sighting(Rule.PRIVACY, Span(0, 1), Reason("reason.personal_data.phone"), 0.9)

    def guess(self, scene: Scene) -> TopicGuess:
        del scene
        return TopicGuess(Topic.NEUTRAL, 0.7)

    def listen(self, scene: Scene) -> CareSignal | None:
        return a_care_signal() if "wanhoop" in scene.reading.words else None


HEARS = Hears()
JUDGE = RulesJudge((HEARS,), HEARS, HEARS, WITH_HARASSMENT, Layer("rules", "1"))


@dataclass
class Talk:
    """A group that talks, a minute a message: m1, m2, ..."""

    conversation: Conversation = field(default_factory=lambda: Conversation(TopicWindow(), True))
    at: datetime = NOON
    count: int = 0

    def message(self, by: str, text: str, reply_to: str | None = None) -> Message:
        role = Role.TEACHER if by.startswith("Juf") else Role.STUDENT
        sender = Sender(an_account(by), by, role)
        return a_message(
            text, message_id=f"m{self.count}", sender=sender, at=self.at, reply_to=reply_to
        )

    def say(
        self, by: str, text: str, *, after: timedelta | None = None, reply_to: str | None = None
    ) -> Judgement:
        self.at += timedelta(minutes=1) if after is None else after
        self.count += 1
        message = self.message(by, text, reply_to)
        judgement = JUDGE.judge(message, self.conversation.context(message))
        self.conversation.hear(message, judgement)
        return judgement

    def edit(self, number: int, by: str, text: str) -> Judgement:
        message = replace(self.message(by, text), ref=self.ref(number))
        judgement = JUDGE.judge(message, self.conversation.context(message))
        self.conversation.hear_again(message, judgement)
        return judgement

    def ref(self, number: int) -> MessageRef:
        return replace(self.message("", "").ref, message_id=MessageId(f"m{number}"))


def met(*names: str) -> Talk:
    """A group in which these have said hello, an hour ago."""
    group = Talk()
    for name in names:
        group.say(name, "goedemorgen")
    group.at += timedelta(hours=1)
    return group


def of(judgement: Judgement, rule: Rule = Rule.HARASSMENT) -> Finding | None:
    return next((each for each in judgement.findings if each.rule is rule), None)


def why(judgement: Judgement) -> str:
    finding = of(judgement)
    return finding.reason.key.removeprefix("reason.harassment.") if finding else ""


DAY = timedelta(days=1)


# The same person again


def test_the_third_time_within_a_week_is_more_than_a_slip() -> None:
    group = met("Sanne", "Tom", "Daan")
    assert not of(group.say("Daan", "sanne je bent een sukkel"))
    assert not of(group.say("Daan", "Sanne, sukkel", after=2 * DAY))
    third = group.say("Daan", "wat een sukkel ben je sanne", after=2 * DAY)
    finding = of(third)
    assert finding is not None
    assert (why(third), finding.probability) == ("repeated", 0.75)
    assert finding.span == (8, 14)
    assert dict(finding.reason.values) == {"count": "3"}
    fourth = of(group.say("Daan", "sanne sukkel!"))
    assert fourth is not None
    assert fourth.probability > finding.probability


def test_one_outburst_of_three_is_less_certain() -> None:
    group = met("Sanne", "Daan")
    for _ in range(2):
        group.say("Daan", "sanne je bent een sukkel")
    finding = of(group.say("Daan", "sanne je bent een sukkel"))
    assert finding is not None
    assert finding.probability == 0.65


def test_weak_hurts_count_and_weigh_less() -> None:
    group = met("Sanne", "Daan")
    for _ in range(2):
        group.say("Daan", "sanne mwah", after=DAY)
    finding = of(group.say("Daan", "sanne mwah", after=DAY))
    assert finding is not None
    assert finding.probability == pytest.approx(0.65)
    assert group.say("Daan", "sanne nauwelijks").target is None


def test_three_times_in_more_than_a_week_is_not_the_same_again() -> None:
    group = met("Sanne", "Daan")
    for _ in range(4):
        assert not of(group.say("Daan", "sanne je bent een sukkel", after=4 * DAY))


def test_three_people_hurt_once_is_not_the_same_person_again() -> None:
    group = met("Sanne", "Tom", "Roos", "Daan")
    for name in ("sanne", "tom", "Roos"):
        assert not of(group.say("Daan", f"hé {name} je bent een sukkel"))


def test_other_rules_hurt_nobody() -> None:
    group = met("Sanne", "Daan")
    assert group.say("Daan", "sanne je nummer is 0612345678").target is None


def test_words_at_nobody_in_particular_leave_no_mark() -> None:
    group = met("Sanne", "Daan")
    assert group.say("Daan", "wat was dat gisteren een sukkel op tv zeg").target is None
    assert group.conversation.hurts == ()


# Many against one


def test_the_third_member_of_a_pile_on_and_every_later_one() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas", "Daan")
    assert not of(group.say("Tom", "sanne je bent een sukkel"))
    assert not of(group.say("Daan", "ja sanne sukkel"))
    third = group.say("Bas", "sukkel ben je sanne")
    assert why(third) == "together"
    assert dict(third.findings[-1].reason.values) == {"count": "3"}
    assert why(group.say("Roos", "haha sanne sukkel")) == "together"


def test_who_only_laughs_broke_nothing() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas", "Daan")
    group.say("Tom", "sanne je bent een sukkel")
    for name in ("Roos", "Bas", "Daan"):
        judgement = group.say(name, "hahahaha")
        assert judgement.findings == ()
        assert judgement.target is None
    assert len(group.conversation.hurts) == 1


def test_a_pile_on_is_within_an_hour() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas")
    for name in ("Tom", "Roos", "Bas"):
        judgement = group.say(name, "sanne je bent een sukkel", after=timedelta(minutes=40))
    assert not of(judgement)


@pytest.mark.parametrize("first", ["sanne je bent een sukkel", "sanne mwah", "sanne 🐷", "mwah"])
def test_standing_up_for_a_friend_is_no_pile_on(first: str) -> None:
    group = met("Sanne", "Tom", "Roos", "Bas", "Daan")
    group.say("Tom", first)
    for name in ("Roos", "Bas", "Daan", "Roos", "Roos"):
        assert not of(group.say(name, "tom je bent een sukkel"))


def test_standing_up_for_somebody_long_after_is_less_certain() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas", "Daan")
    group.say("Tom", "sanne je bent een sukkel")
    for name in ("Roos", "Bas"):
        group.say(name, "tom zelf sukkel", after=timedelta(minutes=16))
    finding = of(group.say("Daan", "tom je bent een sukkel"))
    assert finding is not None
    assert finding.probability == pytest.approx(0.65)


@pytest.mark.parametrize("said", ["tom zelf sukkel", "roos sukkel", "mwah", "roos 🐷"])
def test_who_is_attacked_may_say_anything_and_is_still_attacked(said: str) -> None:
    group = met("Sanne", "Tom", "Roos", "Bas", "Daan")
    group.say("Tom", "sanne je bent een sukkel")
    group.say("Sanne", said)
    group.say("Bas", "sanne sukkel")
    assert why(group.say("Daan", "sanne sukkel")) == "together"


# Defending oneself


def test_who_was_hurt_first_is_never_said_to_harass() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne mwah")
    for _ in range(6):
        answer = group.say("Sanne", "daan je bent een sukkel")
        assert not of(answer)
        assert of(answer, Rule.RESPECT)


def test_nor_is_whoever_hits_back_at_several() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas")
    group.say("Sanne", "tom je bent een sukkel", after=-DAY)
    group.at += DAY
    for name in ("Roos", "Tom", "Bas"):
        group.say(name, "sanne je bent een sukkel")
    for _ in range(4):
        assert not of(group.say("Sanne", "tom sukkel"))
        assert not of(group.say("Sanne", "bas sukkel"))


def test_nor_at_who_joins_after_the_first_answer() -> None:
    group = met("Sanne", "Tom", "Roos")
    group.say("Tom", "sanne je bent een sukkel")
    group.say("Sanne", "tom zelf sukkel")
    group.say("Roos", "sanne sukkel")
    for _ in range(4):
        assert not of(group.say("Sanne", "roos sukkel"))


def test_who_began_harasses_although_the_other_hits_back() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    group.say("Sanne", "daan zelf sukkel")
    group.say("Daan", "sanne je bent een sukkel")
    assert of(group.say("Daan", "sanne je bent een sukkel"))


def test_whoever_is_told_off_by_defenders_did_begin() -> None:
    group = met("Sanne", "Tom", "Roos", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    for name in ("Tom", "Roos", "Sanne"):
        group.say(name, "daan zelf sukkel")
    for _ in range(2):
        last = group.say("Daan", "sanne je bent een sukkel")
    assert of(last)


def test_hitting_back_is_for_a_few_hours() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    group.at += timedelta(hours=4)
    for _ in range(4):
        last = group.say("Sanne", "daan je bent een sukkel")
    assert of(last)


def test_right_after_it_an_answer_brings_no_reminder() -> None:
    group = met("Sanne", "Daan")
    respect = WITH_HARASSMENT.rules[Rule.RESPECT]
    first = of(group.say("Daan", "sanne je bent een sukkel"), Rule.RESPECT)
    answer = of(group.say("Sanne", "daan je bent een sukkel"), Rule.RESPECT)
    again = of(group.say("Daan", "sanne je bent een sukkel"), Rule.RESPECT)
    late = of(group.say("Sanne", "daan sukkel", after=timedelta(minutes=31)), Rule.RESPECT)
    assert first is not None
    assert answer is not None
    assert again is not None
    assert late is not None
    assert respect.flag_from <= answer.probability < 0.9
    assert {first.probability, again.probability, late.probability} == {0.9}


# Somebody who never wrote


def test_a_pile_on_against_somebody_silent() -> None:
    group = met("Tom", "Roos", "Bas", "Daan")
    for name, text in (("Tom", "lisa is een sukkel"), ("Roos", "lisa sukkel")):
        judgement = group.say(name, text)
        assert not of(judgement)
        assert judgement.target == "lisa"
    third = group.say("Bas", "wat een sukkel ben jij lisa")
    finding = of(third)
    assert finding is not None
    assert why(third) == "together"
    assert finding.probability == pytest.approx(0.65)


def test_once_the_silent_one_speaks_the_name_becomes_an_account() -> None:
    group = met("Tom", "Roos", "Bas")
    for name in ("Tom", "Roos"):
        group.say(name, "lisa is een sukkel")
    group.say("Lisa", "wat gebeurt hier")
    assert {mark.target for mark in group.conversation.hurts} == {an_account("Lisa")}
    assert not of(group.say("Lisa", "tom zelf sukkel"))
    assert why(group.say("Bas", "lisa sukkel")) == "together"


@pytest.mark.parametrize("name", ["Lisa", "Lisa de Vries", "🌸 LÍSA 🌸"])
def test_a_name_is_known_however_it_is_written(name: str) -> None:
    group = met("Tom")
    group.say("Tom", "lisa is een sukkel")
    group.say(name, "hoi")
    assert [mark.target for mark in group.conversation.hurts] == [an_account(name)]


def test_a_teacher_of_the_same_first_name_is_not_who_is_meant() -> None:
    group = met("Tom", "Roos")
    group.say("Tom", "lisa is een sukkel")
    group.conversation.hear(
        a_message("hoi", sender=Sender(an_account("Vries"), "Lisa de Vries", Role.TEACHER)),
        a_judgement(),
    )
    assert [mark.target for mark in group.conversation.hurts] == ["lisa"]


def test_a_name_that_is_a_whole_sentence_is_read() -> None:
    group = met("Hij Is", "Tom")
    assert group.say("Tom", "hij is sukkel").findings
    group.conversation.people[an_account("Hij Is")] = Sender(
        an_account("Hij Is"), "hij is sukkel", Role.STUDENT
    )
    assert group.say("Tom", "hij is sukkel").findings


@pytest.mark.parametrize(
    "text",
    [
        "wat een sukkel is die trump",
        "mijn broer lisa is een sukkel",
        "lisa en emma zijn een sukkel",
        "school is een sukkel",
        "meneer Jansen is een sukkel",
        "lisas fiets is een sukkel",
        "tom is een sukkel en ik ben tom",
    ],
)
def test_what_is_no_name_of_one_silent_person_is_no_target(text: str) -> None:
    group = met("Tom", "Roos")
    judgement = group.say("Tom", text, after=timedelta(minutes=10))
    assert not isinstance(judgement.target, str)


# More of the same, without the name


@pytest.mark.parametrize(
    "more", ["en ze is een sukkel", "ja en sukkel", "ja hij is echt een sukkel"]
)
def test_more_of_the_same_is_aimed_at_the_same(more: str) -> None:
    group = met("Sanne", "Tom", "Roos", "Bas")
    group.say("Tom", "sanne is een sukkel")
    group.say("Roos", "haha")
    assert group.say("Roos", more).target == an_account("Sanne")
    assert why(group.say("Bas", more)) == "together"


@pytest.mark.parametrize(
    "other",
    [
        "en laat haar met rust sukkel",
        "laat haar met rust sukkel",
        "hij is een sukkel",
        "hij is gewoon een sukkel sanne",
        "sanne hij is een sukkel",
        "sanne trek het je niet aan, tom is een sukkel",
        "tom is een sukkel sanne",
        "niemand mag haar pesten sukkel",
        "en niemand mag haar pesten sukkel",
    ],
)
def test_standing_up_for_somebody_is_not_aimed_at_them(other: str) -> None:
    group = met("Sanne", "Tom", "Roos")
    group.say("Tom", "sanne is een sukkel")
    assert group.say("Roos", other).target != an_account("Sanne")


@pytest.mark.parametrize("text", ["ajax is een sukkel", "frenkie is een sukkel", "dit is sukkel"])
def test_what_is_told_of_another_is_not_said_to_who_spoke_last(text: str) -> None:
    group = met("Sanne", "Tom")
    group.say("Sanne", "hebben jullie die wedstrijd gezien")
    assert group.say("Tom", text).target is None


def test_comforting_somebody_silent_is_no_pile_on() -> None:
    group = met("Tom", "Roos", "Bas", "Daan")
    group.say("Tom", "lisa is een sukkel")
    for name in ("Roos", "Bas", "Daan"):
        for text in ("lisa hij is een sukkel", "lisa trek het je niet aan, tom is een sukkel"):
            judgement = group.say(name, text)
            assert not of(judgement)
            assert judgement.target != "lisa"


def test_after_other_talk_it_is_said_of_nobody_known() -> None:
    group = met("Sanne", "Tom", "Roos")
    group.say("Tom", "sanne is een sukkel")
    group.say("Roos", "hebben jullie die film gezien gisteren")
    assert group.say("Roos", "en ze is een sukkel").target is None


def test_who_was_hurt_first_defends_themselves() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas")
    for name in ("tom", "Roos", "bas"):
        group.say("Sanne", f"hé {name} je bent een sukkel")
    for name in ("Tom", "Roos", "Bas"):
        assert not of(group.say(name, "sanne zelf sukkel"))


def test_hitting_back_makes_a_pile_on_no_fight() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas")
    group.say("Tom", "sanne je bent een sukkel")
    group.say("Sanne", "zelf sukkel tom")
    group.say("Roos", "sanne sukkel")
    assert why(group.say("Bas", "sanne sukkel")) == "together"


# Banter, jokes, apologies


def test_hitting_back_in_kind_is_banter_or_a_fight() -> None:
    group = met("Sanne", "Daan")
    for _ in range(4):
        assert not of(group.say("Daan", "sanne je bent een sukkel"))
        assert not of(group.say("Sanne", "zelf sukkel daan"))


@pytest.mark.parametrize(
    "answer",
    ["hahahah", "HAHAHA", "😂😂", "ja lol", "haha eerlijk 😂", "ik ga stuk haha", "🤣 joh"],
)
def test_who_laughs_along_is_not_hurt(answer: str) -> None:
    group = met("Sanne", "Daan")
    for _ in range(5):
        assert not of(group.say("Daan", "sanne je bent een sukkel"))
        group.say("Sanne", answer)
    assert all(mark.settled for mark in group.conversation.hurts)


@pytest.mark.parametrize(
    "answer", ["niet leuk", "haha niet grappig daan", "stop", "ok", "", "..."]
)
def test_any_other_answer_is_no_laughing_along(answer: str) -> None:
    group = met("Sanne", "Daan")
    for _ in range(2):
        group.say("Daan", "sanne je bent een sukkel")
        group.say("Sanne", answer)
    assert of(group.say("Daan", "sanne je bent een sukkel"))


def test_laughing_of_somebody_else_or_too_late_settles_nothing() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    assert group.say("Tom", "hahaha").settled == ()
    assert group.say("Sanne", "hahaha", after=timedelta(minutes=6)).settled == ()


def test_who_stands_alone_against_many_does_not_laugh_along() -> None:
    group = met("Sanne", "Tom", "Roos", "Bas", "Daan")
    for name in ("Tom", "Roos", "Bas"):
        group.say(name, "sanne je bent een sukkel")
    assert group.say("Sanne", "hahaha").settled == ()
    assert of(group.say("Daan", "sanne sukkel"))


@pytest.mark.parametrize(
    "word",
    [
        "grapje",
        "Grapje!!",
        "grapjeeeee",
        "SORRYYYY",
        "was een grapje man",
        "jk",
        "just kidding",
        "sorry",
        "sorry sanne",
        "sorry was niet zo bedoeld",
        "sorry dat ik dat zei, was gemeen van me",
        "srry ging te ver",
    ],
)
def test_what_is_taken_back_counts_no_longer(word: str) -> None:
    group = met("Sanne", "Daan")
    first = group.say("Daan", "sanne je bent een sukkel")
    assert of(first, Rule.RESPECT)  # what was flagged stays so
    taken = group.say("Daan", word)
    assert taken.settled == (f"m{group.count - 1}",)
    assert taken.findings == ()
    for _ in range(2):
        assert not of(group.say("Daan", "sanne je bent een sukkel", after=DAY))
    assert of(group.say("Daan", "sanne je bent een sukkel", after=DAY))


@pytest.mark.parametrize(
    "word",
    [
        "geen grapje",
        "sorry not sorry",
        "sorry maar het is zo",
        "sorry sukkel",
        "no joke",
        "sorry ben te laat",
        "sorry mijn huiswerk vergeten",
        "ok",
    ],
)
def test_what_is_no_apology_takes_nothing_back(word: str) -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    assert group.say("Daan", word).settled == ()


def test_nobody_else_takes_words_back_and_not_after_ten_minutes() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    assert group.say("Tom", "grapje").settled == ()
    assert group.say("Daan", "grapje", after=timedelta(minutes=11)).settled == ()


def test_who_takes_words_back_every_time_means_them() -> None:
    group = met("Sanne", "Daan")
    judgements = []
    for _ in range(6):
        judgements.append(group.say("Daan", "sanne je bent een sukkel", after=DAY / 2))
        group.say("Daan", "grapje")
    assert [bool(of(each)) for each in judgements] == [False] * 5 + [True]


# Hounding


def test_message_upon_message_to_somebody_who_does_not_answer() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    for line in ("sanne waarom reageer je niet", "sanne?", "hallo sanne"):
        assert not of(group.say("Daan", line))
    judgement = group.say("Daan", "sanne geef antwoord")
    finding = of(judgement)
    assert finding is not None
    assert (why(judgement), finding.probability) == ("hounding", 0.7)
    assert finding.span == (0, 19)


def test_an_answer_ends_it() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    for line in ("sanne waarom reageer je niet", "sanne?", "hallo sanne"):
        group.say("Daan", line)
    group.say("Sanne", "wat is er")
    assert not of(group.say("Daan", "sanne geef antwoord"))


def test_a_friend_who_asks_for_homework_hounds_nobody() -> None:
    group = met("Sanne", "Daan")
    for line in ("sanne hallo", "sanne heb je het huiswerk", "sanne waarom reageer je niet") * 3:
        assert group.say("Daan", line).findings == ()


def test_asking_one_person_again_is_no_hounding_because_another_was_hurt() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "tom je bent een sukkel")
    for line in ("sanne hallo", "sanne heb je het huiswerk", "sanne waarom reageer je niet") * 3:
        assert group.say("Daan", line).findings == ()


# A threat that goes on


ON = [
    "ik meen het",
    "Ik meen het.",
    "geen grapje",
    "om 3 uur bij de fietsen",
    "morgen bij het hek",
    "straks buiten",
    "je weet wel waarvoor",
    "wacht maar",
    "i mean it",
    "ik waarschuw je",
]


@pytest.mark.parametrize("word", ON)
def test_innocent_words_go_on_with_a_threat(word: str) -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne ik sla je")
    group.say("Sanne", "wat")
    finding = of(group.say("Daan", word), Rule.RESPECT)
    assert finding is not None
    assert finding.reason.key == "reason.harassment.threat"
    assert finding.probability >= 0.65
    assert finding.span == (0, len(word))


@pytest.mark.parametrize("word", ON)
def test_the_same_words_without_a_threat_are_innocent(word: str) -> None:
    group = met("Sanne", "Daan")
    assert group.say("Daan", word).findings == ()
    group.say("Daan", "sanne je bent een sukkel")
    assert group.say("Daan", word).findings == ()
    group.say("Sanne", "ik sla je daan")
    assert group.say("Daan", word).findings == ()


@pytest.mark.parametrize(
    "word",
    [
        "morgen toets in lokaal 12",
        "hoe laat begint de les morgen",
        "straks wiskunde",
        "ok",
        "ik was gisteren om 3 uur al bij de fietsen en toen zag ik jou daar niet staan",
        "",
    ],
)
def test_other_words_after_a_threat_are_their_own(word: str) -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne ik sla je")
    assert group.say("Daan", word).findings == ()


def test_a_threat_goes_on_for_a_quarter_of_an_hour() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne ik sla je")
    assert group.say("Daan", "ik meen het", after=timedelta(minutes=16)).findings == ()


def test_a_joke_withdrawn_does_not_go_on() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne ik sla je")
    group.say("Daan", "grapje")
    assert group.say("Daan", "ik meen het").findings == ()
    assert group.say("Daan", "straks buiten").findings == ()


def test_a_reply_to_somebody_else_goes_on_with_nothing() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "sanne ik sla je")
    group.say("Tom", "wanneer zie ik je")
    assert group.say("Daan", "straks buiten", reply_to=f"m{group.count}").findings == ()
    assert of(group.say("Daan", "straks buiten", reply_to="m1"), Rule.RESPECT)


@pytest.mark.parametrize(
    "no", ["nee", "nee laat me met rust", "doe ik niet, stop", "ik ben bang", "wanhoop"]
)
def test_dark_words_after_a_refusal_are_a_threat(no: str) -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne geef je geld")
    group.say("Sanne", no)
    finding = of(group.say("Daan", "dan weet je wat er gebeurt"), Rule.RESPECT)
    assert finding is not None
    assert finding.probability == 0.65


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("Sanne: ok", "dan weet je wat er gebeurt"),
        ("Sanne: nee", "dan weet je wat er gebeurt: een onvoldoende voor je verslag"),
        ("Juf Bos: nee", "dan weet je wat er gebeurt"),
        ("Daan: nee", "dan weet je wat er gebeurt"),
        ("Sanne: nee", "dan weet je het morgen"),
    ],
)
def test_the_same_words_otherwise_are_none(before: str, word: str) -> None:
    group = met("Sanne", "Daan", "Juf Bos")
    group.say("Daan", "heb je het af")
    group.say(*before.split(": "))
    assert group.say("Daan", word).findings == ()


def test_who_said_nothing_before_was_not_refused() -> None:
    group = met("Sanne", "Daan")
    group.say("Sanne", "nee")
    assert group.say("Daan", "dan weet je wat er gebeurt").findings == ()


# Whom it never counts for


def test_staff_do_not_harass() -> None:
    group = met("Sanne", "Juf Bos")
    for _ in range(4):
        judgement = group.say("Juf Bos", "sanne je bent een sukkel")
        assert not of(judgement)
        assert of(judgement, Rule.RESPECT)  # their team lead hears it
    assert group.conversation.hurts == ()


def test_a_cry_for_help_never_hurts_anybody() -> None:
    group = met("Sanne", "Daan")
    for _ in range(4):
        judgement = group.say("Daan", "sanne je bent een sukkel, wanhoop")
        assert not of(judgement)
        assert judgement.target is None


def test_harassing_a_teacher_is_harassing() -> None:
    group = met("Juf Bos", "Daan")
    for _ in range(3):
        judgement = group.say("Daan", "juf bos is een sukkel", after=DAY)
    assert why(judgement) == "repeated"


def test_a_school_without_the_rule_hears_nothing_of_it() -> None:
    judge = replace(JUDGE, rulebook=BOOK)
    group = met("Sanne", "Daan")
    for _ in range(3):
        judgement = group.say("Daan", "sanne je bent een sukkel")
    message = group.message("Daan", "sanne je bent een sukkel")
    assert of(judgement)
    assert not of(judge.judge(message, group.conversation.context(message)))


# Edits and deletions


def test_an_edit_replaces_the_mark() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    number = group.count
    group.edit(number, "Daan", "tom je bent een sukkel")
    assert [mark.target for mark in group.conversation.hurts] == [an_account("Tom")]
    group.edit(number, "Daan", "tom je bent aardig")
    assert group.conversation.hurts == ()


def test_editing_one_message_often_is_not_hurting_often() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    for _ in range(5):
        assert not of(group.edit(group.count, "Daan", "sanne je bent een grote sukkel"))


def test_an_edit_of_long_ago_is_not_hurting_twice() -> None:
    group = met("Sanne", "Tom", "Daan")
    group.say("Daan", "sanne je bent een sukkel")
    number = group.count
    group.say("Daan", "sanne je bent een sukkel")
    for _ in range(REMEMBERED):
        group.say("Tom", "hallo")
    assert not of(group.edit(number, "Daan", "sanne je bent een grote sukkel"))


def test_an_edit_is_weighed_by_what_came_before_it() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne hoi")
    number = group.count
    for _ in range(2):
        group.say("Daan", "sanne je bent een sukkel")
    assert not of(group.edit(number, "Daan", "sanne je bent een sukkel"))
    assert len(group.conversation.hurts) == 3


def test_deleting_words_does_not_undo_having_hurt() -> None:
    group = met("Sanne", "Daan")
    for _ in range(2):
        group.say("Daan", "sanne je bent een sukkel")
        group.conversation.forget(group.ref(group.count).message_id)
    assert len(group.conversation.hurts) == 2
    assert of(group.say("Daan", "sanne je bent een sukkel"))


def test_of_a_deleted_innocent_message_nothing_is_left() -> None:
    group = met("Sanne", "Daan")
    group.say("Daan", "sanne hoi")
    group.conversation.forget(group.ref(group.count).message_id)
    assert group.conversation.hurts == ()
    assert all(heard.text != "sanne hoi" for heard in group.conversation.earlier)


# Any conversation


LINES = st.tuples(
    st.sampled_from(["Sanne", "Tom", "Daan", "Juf Bos"]),
    st.sampled_from(
        [
            "sanne je bent een sukkel",
            "tom sukkel",
            "je bent een sukkel",
            "daan ik sla je",
            "ik meen het",
            "hahaha",
            "grapje",
            "hallo",
            "waarom reageer je niet",
            "wanhoop",
            "sukkels zijn jullie",
        ]
    ),
)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=60), st.integers(0, 40))
def test_marks_keep_their_order_and_their_bounds(lines: list[tuple[str, str]], gap: int) -> None:
    group = Talk()
    for by, text in lines:
        judgement = group.say(by, text, after=timedelta(minutes=gap))
        for finding in judgement.findings:
            assert 0.5 <= finding.probability <= 0.9
            assert 0 <= finding.span.start < finding.span.end <= len(text)
    marks = group.conversation.hurts
    assert len(marks) <= HURTS
    assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)
    assert all(mark.by != mark.target for mark in marks)
    assert an_account("Juf Bos") not in {mark.by for mark in marks}


@settings(max_examples=40)
@given(st.lists(LINES, max_size=30), LINES)
def test_the_same_message_in_the_same_context_is_judged_the_same(
    lines: list[tuple[str, str]], last: tuple[str, str]
) -> None:
    group = Talk()
    for by, text in lines:
        group.say(by, text)
    message = group.message(*last)
    context = group.conversation.context(message)
    again = Context(
        tuple(context.earlier), None, context.complete, dict(context.people), False, context.hurts
    )
    assert JUDGE.judge(message, context) == JUDGE.judge(message, again)


def test_a_thousand_senders_who_hurt_each_other_leave_a_bounded_memory() -> None:
    group = Talk()
    for number in range(1000):
        group.say(f"Naam{number}", "je bent een sukkel", after=timedelta(seconds=1))
    assert len(group.conversation.hurts) == HURTS
    assert len(group.conversation.people) <= KNOWN


def test_a_wrong_clock_counts_for_nothing() -> None:
    group = met("Sanne", "Daan")
    for _ in range(2):
        group.say("Daan", "sanne je bent een sukkel", after=DAY)
    assert not of(group.say("Daan", "sanne je bent een sukkel", after=-3 * DAY))
