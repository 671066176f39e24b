"""The screens that are drawn for the school's pages read as the bot does."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.answering.links import message_link
from bot.model.action import Audience
from bot.model.finding import Finding, Reason, Rule
from bot.model.flag import Evidence, NewFlag
from bot.model.group import Stage
from bot.model.ids import ArticleNumber, ChatId, ChatRef, FlagId, MessageId, MessageRef, Platform
from bot.model.message import Span
from bot.texts import Language, texts
from tests.support.builders import MENTOR, NOON
from tests.support.live import CLASS, open_live
from tests.support.school import SANNE, a_wording

DRAWN = Path(__file__).parents[2] / "docs" / "nl" / "beeld"
NL = texts(Language.NL)
WORDS, LABELS = "14", "13"
"""By the size of their letters. The word "voorbeeld" over each is no button."""

SAID = {
    "uitnodiging": [NL("invite.work", name="A. de Vries")],
    "proef-voorbij": [
        NL(
            "groups.trial_over",
            name="TL3B",
            messages=812,
            flags=6,
            upheld=4,
            dismissed=2,
            reminders=3,
        )
    ],
    "klas-kiezen": [
        NL("groups.intro", school="De Brug").partition(" Tot die tijd")[0],
        NL("groups.ask_class", name="A. de Vries"),
        NL("groups.reads", name="TL3B", by="A. de Vries"),
        NL("groups.reads.trial", days=10),
    ],
}
BUTTONS = {
    "uitnodiging": [NL("invite.button.work"), NL("invite.button.private")],
    "proef-voorbij": [NL("groups.button.remind"), NL("groups.button.stay")],
}


def drawn(name: str, size: str) -> list[str]:
    picture = ET.fromstring((DRAWN / f"{name}.svg").read_text("utf-8"))  # noqa: S314 - our own
    found = [one for one in picture.iter() if one.tag.endswith("}text")]
    written = [one.text or "" for one in found if one.get("font-size") == size]
    return [one for one in written if one != "voorbeeld"]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", SAID)
def test_a_drawn_screen_reads_as_the_bot_does(name: str) -> None:
    shown = words(" ".join(drawn(name, WORDS)))
    assert [said for said in SAID[name] if words(said) not in shown] == []


@pytest.mark.parametrize("name", BUTTONS)
def test_a_drawn_screen_has_the_buttons_of_the_bot(name: str) -> None:
    assert [label for label in drawn(name, LABELS) if label != "/start"] == BUTTONS[name]


def test_the_drawn_flag_reads_as_one_does() -> None:
    text = "wat ben jij een sukkel"
    chat = ChatRef(Platform.TELEGRAM, ChatId("-1001234567890"))
    why = Reason("reason.insult.person", (("word", "sukkel"),))
    span = Span(text.index("sukkel"), len(text))
    flag = NewFlag(
        message=MessageRef(chat, MessageId("42")),
        sender=replace(SANNE, name="Sem (verzonnen)"),
        sent_at=NOON,
        audience=Audience.RESPONSIBLE,
        urgent=False,
        findings=(Finding(Rule.RESPECT, ArticleNumber("4.1"), span, why, 0.93),),
        care=None,
        evidence=Evidence(text),
        rulebook="",
    )
    link = NL("flag.link", link=message_link(flag.message))
    told = a_wording().flag(FlagId(12), flag, "TL3B", known=False, below=[link])

    assert words(" ".join(drawn("melding", WORDS))) == words(told)


async def test_the_drawn_flag_has_the_buttons_of_a_trial() -> None:
    live = await open_live(group=replace(CLASS, stage=Stage.TRIAL))
    await live.say("sukkel")
    (shown,) = [one for one in live.read_by(MENTOR) if one.buttons]

    assert drawn("melding", LABELS) == list(shown.buttons)
