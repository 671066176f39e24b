"""The running conversation of each group: its last words in memory, its window of labels."""

import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model.conversation import Context, Heard, Hurt, TopicMark, TopicWindow
from bot.model.finding import covered
from bot.model.ids import AccountRef, ChatRef, MessageId
from bot.model.judgement import Judgement
from bot.model.member import Sender
from bot.model.message import Message

CARE_TIME = timedelta(hours=2)
"""For so long after a cry for help nobody in the group is told to talk of school."""

REMEMBERED = 20
"""Messages of a group that are kept, in memory only, as context for the next."""

KNOWN = 500
"""People of a group that are known by name, in memory only; a class with its teachers is 40."""

ERASED = "erased"
"""The cursor that marks the latest erasure, also for a bot that runs elsewhere."""

HURTS = 50
"""Marks of a group that say who hurt whom, in memory only; those heard first go first."""


@dataclass(slots=True)
class Conversation:
    """One group's. *complete* is False while words from before a restart are missing."""

    window: TopicWindow
    complete: bool
    earlier: deque[Heard] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    people: dict[AccountRef, Sender] = field(default_factory=dict)
    """Who wrote here, as they were last called; who was silent longest is first."""
    hurts: tuple[Hurt, ...] = ()
    """A mark outlives the message: deleting words does not undo having hurt. It holds none, and
    a message that hurts nobody never had one."""
    care_at: datetime | None = None
    """When somebody last seemed in need."""

    def context(self, message: Message, *, testing: bool = False) -> Context:
        """What was said before *message* was first said."""
        this = message.ref.message_id
        earlier, hurts = tuple(self.earlier), self.hurts
        known = [heard.message_id for heard in earlier]
        if this in known:
            later = known[known.index(this) :]
            earlier = earlier[: -len(later)]
            hurts = tuple(mark for mark in hurts if mark.message_id not in later)
        parent = None
        if message.reply_to is not None:
            parent = next((h for h in self.earlier if h.message_id == message.reply_to), None)
        return Context(earlier, parent, self.complete, self.people, testing, hurts)

    def hear(self, message: Message, judgement: Judgement) -> None:
        heard = _heard(message, judgement)
        self._meet(message.sender)
        if heard.care:
            self.care_at = heard.at
        elif not heard.role.is_staff:
            self.window = self.window.then(_mark(heard))
        self.earlier.append(heard)
        self._weigh(message, judgement)
        self.complete = self.complete or len(self.earlier) == REMEMBERED

    def _meet(self, sender: Sender) -> None:
        if self.people.pop(sender.account, None) is None and self.hurts:
            self.hurts = tuple(_known(mark, sender) for mark in self.hurts)
        self.people[sender.account] = sender
        if len(self.people) > KNOWN:
            del self.people[next(iter(self.people))]

    def _weigh(self, message: Message, judgement: Judgement) -> None:
        """The mark that *message* leaves, and those it settles."""
        if judgement.settled:
            self._settle(judgement.settled)
        if judgement.target is not None:
            by, this = message.sender.account, message.ref.message_id
            self.hurts = _marked(self.hurts, Hurt(message.sent_at, this, by, judgement.target))

    def _settle(self, settled: tuple[MessageId, ...]) -> None:
        self.hurts = tuple(
            replace(mark, settled=True) if mark.message_id in settled else mark
            for mark in self.hurts
        )
        for place, heard in enumerate(self.earlier):
            if heard.message_id in settled:
                self.earlier[place] = replace(heard, settled=True)

    def care_near(self, at: datetime) -> bool:
        return self.care_at is not None and abs(at - self.care_at) < CARE_TIME

    def remembers(self, message: Message) -> Heard | None:
        """How *message* read until now; None when it is too long ago."""
        this = message.ref.message_id
        return next((heard for heard in self.earlier if heard.message_id == this), None)

    def hear_again(self, message: Message, judgement: Judgement) -> None:
        """An edited message keeps its place: one message is one label of the window, one mark."""
        this = message.ref.message_id
        if judgement.target is None:
            self.hurts = tuple(mark for mark in self.hurts if mark.message_id != this)
        self._weigh(message, judgement)
        was = self.remembers(message)
        if was is None:
            return
        heard = _heard(message, judgement)
        self.earlier[self.earlier.index(was)] = heard
        if not heard.role.is_staff:
            self.window = self.window.instead(_mark(was), _mark(heard))

    def forget(self, message_id: MessageId) -> None:
        """A message that was deleted is context no longer."""
        if any(heard.message_id == message_id for heard in self.earlier):
            kept = [heard for heard in self.earlier if heard.message_id != message_id]
            self.earlier = deque(kept, maxlen=REMEMBERED)


def _heard(message: Message, judgement: Judgement) -> Heard:
    return Heard(
        message.ref.message_id,
        message.sender.account,
        message.sender.role,
        message.text,
        covered(message.text, judgement.findings),
        judgement.topic.topic,
        message.sent_at,
        care=judgement.care is not None,
        name=message.sender.name,
        findings=judgement.findings,
        media=message.media,
    )


def _marked(hurts: tuple[Hurt, ...], mark: Hurt) -> tuple[Hurt, ...]:
    """*hurts* with *mark* where the message had one before, else behind them all."""
    places = [known.message_id for known in hurts]
    if mark.message_id in places:
        place = places.index(mark.message_id)
        return (*hurts[:place], mark, *hurts[place + 1 :])
    return (*hurts, mark)[-HURTS:]


def _first_name(sender: Sender) -> str:
    """In lower case without accents, as a mark has it."""
    plain = unicodedata.normalize("NFKD", sender.name.casefold())
    letters = "".join(char for char in plain if char.isalpha() or char.isspace())
    return next(iter(letters.split()), "")


def _known(mark: Hurt, sender: Sender) -> Hurt:
    """*mark* with the account of whom it had only a name of, where that is *sender*'s.

    Staff are not told by their first name.
    """
    own = mark.by == sender.account or sender.role.is_staff
    if own or mark.target != _first_name(sender):
        return mark
    return replace(mark, target=sender.account)


def _mark(heard: Heard) -> TopicMark:
    return TopicMark(heard.at, heard.topic)


class Conversations:
    """Every group's conversation. Nothing here outlives the process."""

    def __init__(self) -> None:
        self._by_chat: dict[ChatRef, Conversation] = {}
        self._erased: str | None = None

    def heed(self, erased: str | None) -> None:
        """*erased*: a mark of the latest erasure. After another one nothing is remembered that was
        said before it."""
        if erased != self._erased:
            self._by_chat.clear()
            self._erased = erased

    def get(self, chat: ChatRef) -> Conversation | None:
        return self._by_chat.get(chat)

    def begin(self, chat: ChatRef, window: TopicWindow) -> Conversation:
        """A group seen for the first time since the start; *window* is what the disk knows."""
        conversation = Conversation(window, complete=not window.marks)
        self._by_chat[chat] = conversation
        return conversation

    def drop(self, chats: Iterable[ChatRef]) -> None:
        """What was heard in a transaction that failed was not heard."""
        for chat in chats:
            self._by_chat.pop(chat, None)
