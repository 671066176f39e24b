"""What the stores are asked to keep."""

from datetime import datetime, timedelta

from bot.model.action import Action, Audience
from bot.model.appeal import AppealId, AppealState, NewAppeal, NewDraft, Ruling
from bot.model.event import MessagePosted
from bot.model.finding import CareSignal, Finding, Reason, Rule
from bot.model.flag import Evidence, Line, NewFlag, NewVerdict, Reminder, Verdict
from bot.model.ids import (
    AccountRef,
    ArticleNumber,
    ChatId,
    ChatRef,
    FlagId,
    MessageId,
    MessageRef,
    Platform,
)
from bot.model.judgement import Judgement, Layer, Topic, TopicGuess
from bot.model.member import Sender
from bot.model.message import MediaKind, Span
from bot.model.outbox import Delivery, NewOutboxItem, Purpose, Say
from bot.model.post import NewPost
from bot.model.record import DecisionRecord
from tests.support.builders import CLASS_2B, NOON, a_message, a_sender, an_account

CLASS_3C = ChatRef(Platform.MEMORY, ChatId("klas-3c"))
MENTOR = an_account("mentor")
MINUTE = timedelta(minutes=1)
RESPECT = ArticleNumber("4.1")


def ref(message_id: str = "m1", chat: ChatRef = CLASS_2B) -> MessageRef:
    return MessageRef(chat, MessageId(message_id))


def posted(message_id: str = "m1", text: str = "hoi") -> MessagePosted:
    return MessagePosted(a_message(text, message_id=message_id))


def a_finding(rule: Rule = Rule.RESPECT, word: str = "sukkel") -> Finding:
    return Finding(
        rule, RESPECT, Span(3, 9), Reason("reason.insult.word", (("word", word),)), 0.875
    )


def a_care_signal() -> CareSignal:
    return CareSignal(Span(0, 4), Reason("reason.care.self_harm"), 0.75)


def a_decision(
    message_id: str = "m1",
    topic: Topic = Topic.NEUTRAL,
    *,
    at: datetime = NOON,
    chat: ChatRef = CLASS_2B,
    by_staff: bool = False,
    findings: tuple[Finding, ...] = (),
    actions: tuple[Action, ...] = (),
) -> DecisionRecord:
    judgement = Judgement(
        topic=TopicGuess(topic, 0.9),
        findings=findings,
        care=None,
        care_probability=0.01,
        layers=(Layer("rules", "1"),),
        context_complete=True,
    )
    return DecisionRecord(
        message=ref(message_id, chat),
        at=at,
        by_staff=by_staff,
        judgement=judgement,
        findings=findings,
        actions=actions,
        rulebook="school 1",
    )


def a_reminder(
    message_id: str = "m1",
    *,
    rule: Rule = Rule.RESPECT,
    at: datetime = NOON,
    in_group: bool = False,
    account: AccountRef | None = None,
    chat: ChatRef = CLASS_2B,
) -> Reminder:
    message = ref(message_id, chat)
    return Reminder(message, account or an_account(), rule, RESPECT, in_group, at)


def a_flag(
    message_id: str = "m1",
    *,
    at: datetime = NOON,
    chat: ChatRef = CLASS_2B,
    sender: Sender | None = None,
    care: CareSignal | None = None,
    evidence: Evidence | None = None,
) -> NewFlag:
    return NewFlag(
        message=ref(message_id, chat),
        sender=sender or a_sender(),
        sent_at=at,
        audience=Audience.CARE if care else Audience.RESPONSIBLE,
        urgent=False,
        findings=() if care else (a_finding(),),
        care=care,
        evidence=evidence
        or Evidence(
            "jij sukkel", (Line(an_account("leerling-a"), "leerling A: hou op"),), MediaKind.PHOTO
        ),
        rulebook="school 1",
    )


def a_verdict(
    flag_id: FlagId, verdict: Verdict = Verdict.UPHELD, by: AccountRef = MENTOR
) -> NewVerdict:
    return NewVerdict(flag_id=flag_id, verdict=verdict, by=by, at=NOON, why="tweede keer")


def an_item(
    purpose: Purpose = Purpose.REMINDER,
    effect: Delivery | None = None,
    not_before: datetime = NOON,
) -> NewOutboxItem:
    return NewOutboxItem(purpose, effect or Say(CLASS_2B, "Blijf aardig."), not_before)


def a_post(
    message_id: str = "b1",
    *,
    chat: ChatRef = CLASS_2B,
    at: datetime = NOON,
    reader: AccountRef | None = None,
    about: FlagId | None = None,
    take_back: datetime | None = None,
) -> NewPost:
    return NewPost(
        message=ref(message_id, chat),
        purpose=Purpose.FLAG,
        at=at,
        reader=reader,
        about=about,
        take_back=take_back,
    )


def an_appeal(
    by: AccountRef | None = None,
    *,
    about: FlagId | None = None,
    at: datetime = NOON,
    chat: ChatRef = CLASS_2B,
    reminder: datetime | None = None,
) -> NewAppeal:
    why = "ik was het niet"
    return NewAppeal(
        chat=chat, by=by or an_account(), at=at, why=why, about=about, reminder=reminder
    )


def a_ruling(
    appeal: AppealId,
    by: AccountRef = MENTOR,
    *,
    state: AppealState = AppealState.GRANTED,
    at: datetime = NOON,
) -> Ruling:
    return Ruling(appeal=appeal, state=state, by=by, at=at, why="het was een citaat")


def a_draft(appeal: AppealId, by: AccountRef = MENTOR, *, why: str = "") -> NewDraft:
    return NewDraft(appeal=appeal, state=AppealState.GRANTED, by=by, at=NOON, why=why)
