"""Short ways to a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.cli.overview import Naming
from bot.merge import Merged
from bot.model.action import Action, AlertCare, Audience, FlagToStaff
from bot.model.calendar import AMSTERDAM
from bot.model.decision import Decided, Decision
from bot.model.event import Event, NotUnderstood
from bot.model.finding import CareSignal, Finding
from bot.model.ids import ChatId, ChatRef, MessageId, Platform
from bot.model.judgement import Topic
from bot.model.member import Sender
from bot.model.message import MediaKind
from bot.overview import ExportOverview
from bot.report.build import PageBuilder
from bot.report.page import Page
from bot.report.render import render
from bot.texts import Language, texts
from bot.wording import Wording
from tests.support.builders import (
    CLASS_2B,
    NOON,
    a_care_signal,
    a_judgement,
    a_message,
    a_rulebook,
)
from tests.unit.report.reading import Tag, read_page

CLASS_3C = ChatRef(Platform.MEMORY, ChatId("klas-3c"))
WORDING = Wording(texts(Language.NL), a_rulebook(), AMSTERDAM)
_FLAG = FlagToStaff(Audience.RESPONSIBLE)


def decided(
    text: str = "hoi",
    *findings: Finding,
    sender: Sender | None = None,
    care: CareSignal | None = None,
    topic: Topic = Topic.NEUTRAL,
    minutes: int = 0,
    media: MediaKind | None = None,
    chat: ChatRef = CLASS_2B,
    group: str = "2B",
) -> Decided:
    at = NOON + timedelta(minutes=minutes)
    message = replace(a_message(text, sender=sender, at=at, media=media, chat=chat), group=group)
    actions: tuple[Action, ...] = (_FLAG,) if findings else ()
    if care is not None:
        actions = (AlertCare(),)
    judgement = a_judgement(*findings, topic=topic, care=care)
    return Decided(message, judgement, Decision(findings, actions, "onze-school 1"))


def a_cry(text: str = "help", minutes: int = 0) -> Decided:
    return decided(text, care=a_care_signal(), minutes=minutes)


@dataclass(frozen=True)
class AnExport:
    """Of which only the outside is looked at."""

    path: Path = Path("chat.txt")
    format: str = "WhatsApp (Android)"
    about: Platform = Platform.MEMORY
    keeps_ids: bool = False
    second_chat: int | None = None

    def own_id(self, message_id: MessageId) -> str:
        return message_id

    def __iter__(self) -> Iterator[Event | NotUnderstood]:
        yield from ()


def seen(*ones: Decided | NotUnderstood) -> ExportOverview:
    overview = ExportOverview(AMSTERDAM)
    for one in ones:
        overview.add(one)
    return overview


def a_page(
    overview: ExportOverview,
    *,
    files: Sequence[str] = ("chat.txt",),
    notes: Sequence[str] = (),
    named: bool = False,
    wording: Wording = WORDING,
) -> Page:
    names = Naming.full() if named else Naming.hidden(overview.senders, wording.texts)
    exports = [Merged([AnExport(Path(file)) for file in files])]
    return PageBuilder(wording, names, named).page(overview, exports, notes, NOON)


def html(page: Page, language: Language = Language.NL) -> str:
    return "".join(render(page, texts(language)))


def read(page: Page, language: Language = Language.NL) -> Tag:
    return read_page(html(page, language))
