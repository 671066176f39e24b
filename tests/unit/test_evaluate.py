"""How often the bot agrees with people: what is counted, and what is left out of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.check import ExportCheck
from bot.evaluate import CONTEXT_LINES, ERRORS_KEPT, LONGEST, Evaluation, Score, evaluate, wilson
from bot.model.action import Action, AlertCare, RemindInGroup
from bot.model.conversation import Context
from bot.model.decision import Decided, Decision
from bot.model.event import Event, MessagePosted, NotUnderstood
from bot.model.finding import Finding, Reason, Rule
from bot.model.ids import ArticleNumber, MessageId, Platform
from bot.model.judgement import Judgement, Topic
from bot.model.labels import Labels
from bot.model.member import Role, Sender
from bot.model.message import Message, Span
from bot.pseudonyms import Pseudonyms
from tests.support.builders import a_care_signal, a_judgement, a_message, a_sender
from tests.support.school import NL, open_school

OF_RESPECT = frozenset({Rule.RESPECT})
NOTHING = frozenset[Rule]()


def a_finding(rule: Rule, probability: float = 0.9) -> Finding:
    return Finding(
        rule, ArticleNumber("4.1"), Span(0, 3), Reason("reason.personal_data.phone"), probability
    )


def decided(
    *rules: Rule,
    text: str = "hoi daar",
    probability: float = 0.9,
    sure: bool = True,
    topic: Topic = Topic.NEUTRAL,
    sender: Sender | None = None,
    care: float = 0.0,
    actions: tuple[Action, ...] = (),
) -> Decided:
    findings = tuple(a_finding(rule, probability) for rule in rules)
    signal = a_care_signal(care) if care else None
    return Decided(
        a_message(text, sender=sender),
        a_judgement(*findings, topic=topic, care=signal),
        Decision(findings if sure else (), actions, "onze-school 1"),
    )


def labels(
    rules: frozenset[Rule] = NOTHING, *, topic: Topic = Topic.NEUTRAL, care: bool = False
) -> Labels:
    return Labels(topic, rules, care)


def evaluated(*pairs: tuple[Decided, Labels]) -> Evaluation:
    evaluation = Evaluation()
    for one, told in pairs:
        evaluation.add(one, told)
    return evaluation


def counts(score: Score) -> tuple[int, int, int]:
    return score.right, score.wrong, score.missed


# shares


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
        (7, 7, 0.6457, 1.0),
    ],
)
def test_intervals_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_shares_of_a_score() -> None:
    score = Score(right=6, wrong=2, missed=6)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)
    assert score.precision_interval == wilson(6, 8)
    assert score.recall_interval == wilson(6, 12)
    low, high = score.f1_interval
    assert 0 < low < 0.6 < high < 1


def test_of_nothing_there_is_no_share_and_everything_is_possible() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)
    assert Score().f1_interval == (0, 1)


# what is counted


def test_each_rule_is_counted_by_itself_and_all_together_as_one() -> None:
    told = labels(frozenset({Rule.RESPECT, Rule.PRIVACY}))
    evaluation = evaluated((decided(Rule.PRIVACY, Rule.SPAM), told), (decided(), labels()))
    assert {rule: counts(score) for rule, score in evaluation.rules.items()} == {
        Rule.RESPECT: (0, 0, 1),
        Rule.PRIVACY: (1, 0, 0),
        Rule.SPAM: (0, 1, 0),
    }
    assert counts(evaluation.any_rule) == (1, 0, 0)


def test_what_the_bot_was_too_unsure_of_to_say_is_not_said() -> None:
    evaluation = evaluated((decided(Rule.RESPECT, sure=False), labels(OF_RESPECT)))
    assert counts(evaluation.any_rule) == (0, 0, 1)
    assert [one.probability for one in evaluation.misses] == [0.9]


@pytest.mark.parametrize(
    ("ours", "theirs"), [(Rule.MEDIA, Rule.PRIVACY), (Rule.HARASSMENT, Rule.RESPECT)]
)
def test_rules_that_people_do_not_tell_apart_are_one(ours: Rule, theirs: Rule) -> None:
    evaluation = evaluated((decided(ours), labels(frozenset({theirs}))))
    assert counts(evaluation.rules[theirs]) == (1, 0, 0)


@pytest.mark.parametrize("rule", [Rule.OFFTOPIC, Rule.ORDER, Rule.STAFF])
def test_rules_that_nobody_labels_are_part_of_no_score(rule: Rule) -> None:
    evaluation = evaluated((decided(rule), labels()))
    assert counts(evaluation.any_rule) == (0, 0, 0)
    assert evaluation.rules == {}
    assert evaluation.false_alarms == []
    assert evaluation.outside == {rule: 1}


def test_staff_are_left_out() -> None:
    teacher = a_sender("Mw. Jansen", Role.TEACHER)
    evaluation = evaluated((decided(Rule.RESPECT, sender=teacher), labels()))
    assert (evaluation.messages, evaluation.by_staff) == (0, 1)
    assert counts(evaluation.any_rule) == (0, 0, 0)


def test_care_is_seen_when_it_is_told_to_the_care_contacts() -> None:
    evaluation = evaluated(
        (decided(care=0.9, actions=(AlertCare(),)), labels(care=True)),
        (decided(care=0.3), labels(care=True)),
        (decided(care=0.8, actions=(AlertCare(),)), labels()),
    )
    assert counts(evaluation.care) == (1, 1, 1)
    assert [one.rule for one in (*evaluation.false_alarms, *evaluation.misses)] == [None, None]


def test_a_reminder_on_a_cry_for_help_is_counted() -> None:
    remind = RemindInGroup(Rule.RESPECT, ArticleNumber("4.1"))
    one = decided(Rule.RESPECT, actions=(remind,))
    assert evaluated((one, labels(care=True))).care_reminded == 1
    assert evaluated((one, labels(OF_RESPECT))).care_reminded == 0


def test_topics_and_their_mean() -> None:
    evaluation = evaluated(
        (decided(topic=Topic.SCHOOL), labels(topic=Topic.SCHOOL)),
        (decided(topic=Topic.SCHOOL), labels(topic=Topic.OFFTOPIC)),
    )
    assert counts(evaluation.topics[Topic.SCHOOL]) == (1, 1, 0)
    assert counts(evaluation.topics[Topic.OFFTOPIC]) == (0, 0, 1)
    assert evaluation.topic_macro_f1 == pytest.approx((2 / 3 + 0) / 2)


# the worst mistakes


def test_the_surest_false_alarm_is_the_worst_and_care_before_all() -> None:
    evaluation = evaluated(
        (decided(Rule.SPAM, probability=0.7, text="a"), labels()),
        (decided(Rule.SPAM, probability=0.95, text="b"), labels()),
        (decided(care=0.6, actions=(AlertCare(),), text="c"), labels()),
        (decided(Rule.SPAM, probability=0.95, text="d"), labels()),
    )
    assert [one.text for one in evaluation.false_alarms] == ["c", "b", "d", "a"]


def test_what_the_bot_thought_least_of_is_missed_worst() -> None:
    evaluation = evaluated(
        (decided(Rule.RESPECT, probability=0.4, sure=False, text="a"), labels(OF_RESPECT)),
        (decided(text="b"), labels(OF_RESPECT)),
    )
    assert [one.text for one in evaluation.misses] == ["b", "a"]


def test_a_mistake_comes_with_what_was_said_before_it() -> None:
    said = [(decided(text=f"regel {number}"), labels()) for number in range(5)]
    evaluation = evaluated(*said, (decided(Rule.SPAM), labels()))
    before = [told.text for told in evaluation.false_alarms[0].before]
    assert before == ["regel 3", "regel 4"]
    assert len(before) == CONTEXT_LINES


def test_of_a_long_message_a_part_is_kept_around_what_was_seen() -> None:
    seen = replace(a_finding(Rule.SPAM), span=Span(5000, 5003))
    text = f"{'a' * 5000}win{'b' * 5000}"
    one = Decided(a_message(text), a_judgement(seen), Decision((seen,), (), "onze-school 1"))
    (kept,) = evaluated((one, labels())).false_alarms
    assert len(kept.text) == LONGEST
    assert kept.span is not None
    assert kept.text[slice(*kept.span)] == "win"


def test_personal_data_are_not_told_again() -> None:
    number = Finding(Rule.PRIVACY, ArticleNumber("4.2"), Span(4, 14), Reason("reason.x"), 0.9)
    one = Decided(
        a_message("bel 0612345678"), a_judgement(number), Decision((number,), (), "onze-school 1")
    )
    evaluation = evaluated((one, labels()), (decided(Rule.SPAM), labels()))
    texts = {one.text for one in evaluation.false_alarms}
    assert "bel ••••••••••" in texts
    told = next(one for one in evaluation.false_alarms if one.before)
    assert told.before[0].text == "bel ••••••••••"


def test_of_very_many_mistakes_the_worst_are_kept() -> None:
    pairs = [
        (decided(Rule.SPAM, probability=number / 1000), labels())
        for number in range(500, 500 + 2 * ERRORS_KEPT)
    ]
    kept = evaluated(*pairs).false_alarms
    assert len(kept) == ERRORS_KEPT
    assert kept[-1].probability == (500 + ERRORS_KEPT) / 1000


# whole exports


class SeesNames:
    """Judges people by who they are."""

    def judge(self, message: Message, _context: Context) -> Judgement:
        known = message.sender.name == "Daan" or "Daan" in message.sender.account.user_id
        return a_judgement(*[a_finding(Rule.RESPECT)] * known)


@dataclass(frozen=True)
class AnExport:
    told: tuple[tuple[Message, Labels] | NotUnderstood, ...]
    path: Path = Path("met-labels.jsonl")
    format: str = "JSONL"
    about: Platform = Platform.LABELLED
    keeps_ids: bool = False
    second_chat: int | None = None

    def own_id(self, message_id: MessageId) -> str:
        return message_id

    def labelled(self) -> Iterator[tuple[Message, Labels] | NotUnderstood]:
        yield from self.told

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        return (
            one if isinstance(one, NotUnderstood) else MessagePosted(one[0]) for one in self.told
        )


async def evaluating(export: AnExport, masks: Pseudonyms | None = None) -> Evaluation:
    app = (await open_school(judge=SeesNames())).app
    return await evaluate(ExportCheck(lambda: app, app.wording), [export], masks)


async def test_nobody_is_judged_by_their_name() -> None:
    export = AnExport(((a_message(sender=a_sender("Daan")), labels()),))
    masked = await evaluating(export, Pseudonyms(NL))
    named = await evaluating(export)
    assert counts(masked.any_rule) == (0, 0, 0)
    assert counts(named.any_rule) == (0, 1, 0)


async def test_one_mask_a_person() -> None:
    daan, noor = a_sender("Daan"), a_sender("Noor")
    said = [(daan, "1"), (noor, "2"), (daan, "3")]
    messages = [a_message(message_id=number, sender=who) for who, number in said]
    export = AnExport(tuple((message, labels(OF_RESPECT)) for message in messages))
    missed = (await evaluating(export, Pseudonyms(NL))).misses
    assert [one.name for one in missed] == [
        "Leerling 1",
        "Leerling 2",
        "Leerling 1",
    ]


async def test_what_is_not_understood_or_said_twice_is_counted() -> None:
    first = a_message("hoi")
    export = AnExport(
        ((first, labels()), (replace(first, text="ook"), labels()), NotUnderstood(3, "?"))
    )
    evaluation = await evaluating(export)
    assert (evaluation.messages, evaluation.repeated, evaluation.not_understood) == (1, 1, 1)
