"""How staff say how they want their digest."""

import re
from datetime import time

import pytest

from bot.model.audit import Audited
from bot.model.digest import Channel, DigestChoice, Wish
from bot.model.ids import AccountRef, ChatRef, Platform, UserId
from bot.model.member import Sender
from bot.model.outbox import Say
from tests.unit.commands.making import (
    CHAT_2B,
    COUNSELLOR,
    CRY,
    FAKE,
    LEAD,
    MENTOR,
    OFFICER,
    SANNE,
    Around,
    Said,
)


async def wishes(around: Around) -> dict[Sender, Wish]:
    known = {one.account: one for one in (MENTOR, LEAD, SANNE)}
    async with around.work() as uow:
        return {known[account]: wish for account, wish in (await uow.digests.wishes()).items()}


@pytest.mark.parametrize("by", [SANNE, FAKE, OFFICER, COUNSELLOR])
@pytest.mark.parametrize("chat", [CHAT_2B, None], ids=["group", "private"])
async def test_who_reads_no_digest_wishes_nothing(by: Sender, chat: ChatRef | None) -> None:
    around = await Around().open()
    said = await around.give(by, "overzicht", "17:00", chat=chat)
    of_no_group = chat is None and by in (OFFICER, COUNSELLOR)
    why = "u bent van geen groep de docent" if of_no_group else "alleen een medewerker van school"
    assert why in said.text
    assert await wishes(around) == {}
    assert [entry.by for entry in await around.audited(Audited.REFUSED)] == [by.account]


async def test_a_time_is_noted_and_told() -> None:
    around = await Around().open()
    said = await around.give(MENTOR, "overzicht", "17:00", chat=None)
    assert "Uw dagoverzicht komt op schooldagen om 17:00." in said.text
    assert await wishes(around) == {MENTOR: Wish(at=time(17))}
    again = await around.give(MENTOR, "overzicht", "", chat=None)
    assert "om 17:00" in again.text
    (entry,) = await around.audited(Audited.PEOPLE)
    assert (entry.by, entry.facts) == (MENTOR.account, {"happened": "digest_wish"})


async def test_as_the_school_chose_again() -> None:
    around = await Around().open()
    await around.give(LEAD, "overzicht", "niets", chat=None)
    assert await wishes(around) == {LEAD: Wish(when_quiet=False)}
    await around.give(LEAD, "overzicht", "gewoon", chat=None)
    assert await wishes(around) == {}


async def test_in_a_group_nothing_is_noted_and_the_address_disappears() -> None:
    around = await Around().open()
    said = await around.give(MENTOR, "overzicht", "mail wolters@school.nl", chat=CHAT_2B)
    assert "privé" in said.text
    assert "wolters@" not in said.text
    assert await wishes(around) == {}


async def test_what_is_not_understood_changes_nothing() -> None:
    around = await Around().open()
    said = await around.give(MENTOR, "overzicht", "ooit", chat=None)
    assert "Dat begrijp ik niet" in said.text
    assert await wishes(around) == {}


async def test_mail_goes_to_the_school_alone() -> None:
    around = await Around(digest=DigestChoice(mail_domains=("school.nl",))).open()
    said = await around.give(MENTOR, "overzicht", "mail wolters@elders.nl", chat=None)
    assert "@school.nl" in said.text
    assert letters(said) == []
    assert await wishes(around) == {}


def letters(said: Said) -> list[Say]:
    says = [one.effect for one in said.items if isinstance(one.effect, Say)]
    return [one for one in says if one.letter is not None]


async def test_an_address_counts_once_its_code_came_back() -> None:
    around = await Around(digest=DigestChoice(mail_domains=("school.nl",))).open()
    said = await around.give(MENTOR, "overzicht", "mail wolters@school.nl", chat=None)
    assert "U leest het hier." in said.text
    assert "code van 6 cijfers naar wolters@school.nl" in said.text
    (letter,) = letters(said)
    assert letter.to == AccountRef(Platform.EMAIL, UserId("wolters@school.nl"))
    (code,) = {*re.findall(r"\b\d{6}\b", letter.text)}
    assert code not in said.text
    wrong = "000001" if code == "000000" else "000000"
    assert "klopt niet" in (await around.give(MENTOR, "overzicht", wrong, chat=None)).text
    (kept,) = (await wishes(around)).values()
    assert kept.address == ""
    assert kept.proof is not None
    assert kept.proof.tries == 1
    said = await around.give(MENTOR, "overzicht", code, chat=None)
    assert "De code klopt." in said.text
    assert "Het gaat per mail naar wolters@school.nl." in said.text
    wish = Wish(channels=(Channel.MAIL,), address="wolters@school.nl")
    assert await wishes(around) == {MENTOR: wish}
    assert letters(said) == []


async def test_a_code_of_another_proves_nothing() -> None:
    around = await Around(digest=DigestChoice(mail_domains=("school.nl",))).open()
    asked = await around.give(MENTOR, "overzicht", "mail wolters@school.nl", chat=None)
    (letter,) = letters(asked)
    (code,) = {*re.findall(r"\b\d{6}\b", letter.text)}
    said = await around.give(LEAD, "overzicht", code, chat=None)
    assert "Er wacht geen code" in said.text
    assert [*await wishes(around)] == [MENTOR]


async def test_a_cry_for_help_is_heard_first() -> None:
    around = await Around().open()
    await around.give(MENTOR, "overzicht", CRY, chat=None)
    assert await wishes(around) == {}
