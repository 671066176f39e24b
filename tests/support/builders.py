"""Short ways to make what tests talk about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.detectors.base import Scene
from bot.detectors.normalize import read
from bot.model.conversation import Context, Heard, Hurt
from bot.model.finding import CareSignal, Finding, Reason, Rule
from bot.model.group import ClassGroup
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    Platform,
    UserId,
)
from bot.model.judgement import Judgement, Layer, Topic, TopicGuess
from bot.model.member import Role, Sender
from bot.model.message import MediaKind, Message, Span
from bot.model.rulebook import (
    Article,
    Binds,
    EscalationLadder,
    Power,
    Rulebook,
    RulePolicy,
    Severity,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLASS_2B = ChatRef(Platform.MEMORY, ChatId("klas-2b"))


def an_account(user_id: str = "leerling-1") -> AccountRef:
    return AccountRef(Platform.MEMORY, UserId(user_id))


def a_sender(name: str = "Sanne", role: Role = Role.STUDENT, user_id: str | None = None) -> Sender:
    return Sender(an_account(user_id or name), name, role)


def a_message(
    text: str = "hoi",
    *,
    message_id: str = "m1",
    sender: Sender | None = None,
    chat: ChatRef = CLASS_2B,
    at: datetime = NOON,
    quoted: str = "",
    forwarded: str = "",
    reply_to: str | None = None,
    media: MediaKind | None = None,
) -> Message:
    return Message(
        ref=MessageRef(chat, MessageId(message_id)),
        group="2B",
        sender=sender or a_sender(),
        sent_at=at,
        text=text,
        quoted=quoted,
        forwarded=forwarded,
        reply_to=None if reply_to is None else MessageId(reply_to),
        media=media,
    )


def heard(
    text: str = "hoi",
    *,
    topic: Topic = Topic.NEUTRAL,
    message_id: str = "m0",
    user_id: str = "leerling-2",
    role: Role = Role.STUDENT,
    at: datetime = NOON - timedelta(minutes=1),
    name: str = "",
    findings: tuple[Finding, ...] = (),
    media: MediaKind | None = None,
    care: bool = False,
) -> Heard:
    return Heard(
        MessageId(message_id),
        an_account(user_id),
        role,
        text,
        text,
        topic,
        at,
        care=care,
        name=name,
        findings=findings,
        media=media,
    )


def a_scene(
    text: str = "hoi",
    *,
    earlier: Sequence[Heard] = (),
    parent: Heard | None = None,
    message: Message | None = None,
    people: Sequence[Sender] = (),
    testing: bool = False,
    hurts: Sequence[Hurt] = (),
) -> Scene:
    message = message or a_message(text)
    known = {sender.account: sender for sender in people}
    context = Context(earlier, parent, people=known, testing=testing, hurts=hurts)
    return Scene(message, read(message.text), context)


MENTOR = an_account("mentor")
TEAM_LEAD = an_account("teamleider")
COUNSELLOR = an_account("vertrouwenspersoon")


def a_group(
    chat: ChatRef = CLASS_2B,
    *,
    name: str = "2B",
    responsible: tuple[AccountRef, ...] = (MENTOR,),
    team_lead: AccountRef | None = TEAM_LEAD,
    care: tuple[AccountRef, ...] = (COUNSELLOR,),
) -> ClassGroup:
    return ClassGroup(
        chat,
        name,
        responsible=responsible,
        team_lead=team_lead,
        care=care,
        announced=NOON - timedelta(days=1),
    )


ARTICLES = {
    Rule.RESPECT: "4.1",
    Rule.PRIVACY: "4.2",
    Rule.DISCRIMINATION: "4.11a",
    Rule.SEXUAL: "4.11b",
    Rule.OFFTOPIC: "5.1.5",
}
"""The rules of `a_rulebook` and what each is cited with."""

_FLAG, _GROUP, _PRIVATE = Power.FLAG, Power.REMIND_GROUP, Power.REMIND_PRIVATE

LADDERS: dict[Rule, tuple[set[Power], ...]] = {
    Rule.RESPECT: ({_FLAG, _GROUP}, {_FLAG, _PRIVATE}, {_FLAG}),
    Rule.PRIVACY: ({_FLAG, _GROUP}, {_FLAG, _PRIVATE}, {_FLAG}),
    Rule.DISCRIMINATION: ({_FLAG, _GROUP}, {Power.ALERT}),
    Rule.SEXUAL: ({Power.ALERT},),
    Rule.OFFTOPIC: ({_GROUP}, {_PRIVATE}, {_FLAG}),
}


def a_rulebook() -> Rulebook:
    """Acts from 0.5, reminds from 0.8; a pause of 30 minutes, an hour for the same thing, and a
    memory of 30 days."""
    return Rulebook(
        name="onze-school",
        title="Afspraken",
        version="1",
        adopted=date(2025, 9, 1),
        link="https://school.example/afspraken",
        articles={article.number: article for article in _articles()},
        rules={
            rule: RulePolicy(
                rule,
                ArticleNumber(ARTICLES[rule]),
                EscalationLadder(tuple(frozenset(step) for step in steps)),
                flag_from=0.5,
                remind_from=0.8,
            )
            for rule, steps in LADDERS.items()
        },
        care_article=ArticleNumber("2.5"),
        care_from=0.5,
        group_pause=timedelta(minutes=30),
        same_thing=timedelta(hours=1),
        memory=timedelta(days=30),
        staff_private=frozenset({Rule.RESPECT, Rule.PRIVACY}),
        words={},
    )


def _articles() -> list[Article]:
    reminders = {"4.1": "respect", "4.2": "privacy", "4.11a": "discrimination"}
    reminders["5.1.5"] = "offtopic"
    return [
        Article(
            number=ArticleNumber(number),
            text=f"Artikel {number}.",
            binds=frozenset(Binds),
            watched_by=("compliance",) if number == "5.1.5" else ("insults",),
            because="",
            severity=Severity.MEDIUM,
            may=frozenset(Power),
            reminder=reminders.get(number, ""),
        )
        for number in ("2.5", *ARTICLES.values())
    ]


WORD = Span(0, 3)


def a_finding(
    rule: Rule = Rule.RESPECT, probability: float = 0.95, *, span: Span = WORD
) -> Finding:
    reason = Reason("reason.personal_data.phone")
    return Finding(rule, ArticleNumber(ARTICLES[rule]), span, reason, probability)


def a_care_signal(probability: float = 0.9) -> CareSignal:
    return CareSignal(WORD, Reason("reason.personal_data.phone"), probability)


def a_judgement(
    *findings: Finding,
    topic: Topic = Topic.NEUTRAL,
    care: CareSignal | None = None,
    topic_probability: float = 0.9,
) -> Judgement:
    return Judgement(
        topic=TopicGuess(topic, topic_probability),
        findings=findings,
        care=care,
        care_probability=care.probability if care else 0.0,
        layers=(Layer("test", "1"),),
        context_complete=True,
    )
