"""Somebody reports a message: what the platform says counts, and what they type does not."""

from dataclasses import replace

import pytest

from bot.answering.links import is_private
from bot.flags.informing import BURST
from bot.model.action import Audience
from bot.model.audit import Audited
from bot.model.finding import Finding, Rule
from bot.model.ids import AccountRef, ArticleNumber, MessageId, MessageRef
from bot.model.member import Identity, Sender
from bot.model.outbox import Say
from tests.support.builders import a_finding, a_judgement
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    CHAT_3C,
    CLASS_2B,
    FAKE,
    LEAD,
    MENTOR,
    OTHER_MENTOR,
    SANNE,
    Around,
    Said,
    original,
    somebody,
)

LINK = "https://t.me/c/1/77"


async def test_a_reply_makes_a_flag_on_the_message_itself() -> None:
    around = await Around().open()

    said = await around.give(
        SANNE, "meld", "al weken", chat=CHAT_2B, reply_to=original("je bent niks")
    )

    (flag,) = await around.flags()
    raised = flag.raised
    assert raised.message == MessageRef(CHAT_2B, MessageId("77"))
    assert (raised.sender.account, raised.evidence.text) == (BRAM.account, "je bent niks")
    assert said.readers == {MENTOR.account}
    assert "al weken" in said.to(MENTOR)
    assert "Voorstel" not in said.to(MENTOR)
    assert "Dank je wel" in said.text


async def test_what_pupils_report_is_never_told_as_a_number() -> None:
    around = await Around().open()
    pupils = [somebody(str(number), f"Leerling {number}") for number in range(20, 20 + 2 * BURST)]

    said = [
        await around.give(one, "meld", chat=CHAT_2B, reply_to=original("x", number=f"7{place}"))
        for place, one in enumerate(pupils)
    ]

    numbers = [flag.flag_id for flag in await around.flags()]
    told = [each.to(MENTOR) for each in said]
    assert [f"Melding {number} " in text for number, text in zip(numbers, told, strict=True)] == [
        True
    ] * len(pupils)


async def test_whoever_reports_is_a_party_and_not_named() -> None:
    around = await Around().open()

    said = await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("je bent niks"))

    (flag,) = await around.flags()
    assert SANNE.account in flag.raised.parties
    assert "Sanne" not in said.to(MENTOR)
    assert BRAM.account not in said.readers
    (entry,) = await around.audited(Audited.FLAG)
    assert SANNE.account not in (entry.by, entry.about)
    assert SANNE.account.user_id not in {str(fact) for fact in entry.facts.values()}


async def test_staff_who_report_leave_it_to_others() -> None:
    around = await Around().open()

    said = await around.give(MENTOR, "meld", chat=CHAT_2B, reply_to=original("je bent niks"))

    assert said.readers == {LEAD.account}


async def test_what_is_about_staff_goes_to_the_team_lead() -> None:
    around = await Around().open()
    reported = original("dom kind", by=replace(MENTOR, name="Leerling"))

    said = await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=reported)

    (flag,) = await around.flags()
    assert flag.raised.audience is Audience.TEAM_LEAD
    assert said.readers == {LEAD.account}


async def test_a_name_or_a_role_that_a_platform_gives_makes_nobody_staff() -> None:
    around = await Around().open()
    posing = replace(FAKE, role=MENTOR.role)

    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("dom kind", by=posing))

    (flag,) = await around.flags()
    assert flag.raised.audience is Audience.RESPONSIBLE
    assert not flag.raised.sender.role.is_staff


async def test_who_writes_as_the_group_is_for_the_team_lead() -> None:
    around = await Around().open()
    account = AccountRef(CHAT_2B.platform, MENTOR.account.user_id)
    anonymous = Sender(account, "2B", SANNE.role, Identity.ANONYMOUS_ADMIN)

    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("dom kind", by=anonymous))

    (flag,) = await around.flags()
    assert flag.raised.audience is Audience.TEAM_LEAD


async def test_a_forwarded_message_is_a_report() -> None:
    around = await Around().open()
    await around.in_class(SANNE, "2B")

    said = await around.write(SANNE, forwarded=original("je bent niks", chat=None, number=""))

    (flag,) = await around.flags()
    assert (flag.raised.sender.account, flag.raised.message.chat) == (BRAM.account, CHAT_2B)
    assert is_private(flag.raised.message)
    assert said.readers == {MENTOR.account}


async def test_a_message_of_another_group_is_no_message_of_this_one() -> None:
    around = await Around().open()
    elsewhere = original("je bent niks", chat=CHAT_3C)

    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=elsewhere)

    (flag,) = await around.flags()
    assert flag.raised.message.chat == CHAT_2B
    assert is_private(flag.raised.message)


async def test_a_hidden_writer_stays_nobody() -> None:
    around = await Around().open(CLASS_2B)

    await around.write(SANNE, forwarded=original("je bent niks", by=None, chat=None))

    (flag,) = await around.flags()
    assert flag.raised.sender.account not in {BRAM.account, SANNE.account}


async def test_what_somebody_answers_to_in_private_proves_nothing() -> None:
    """It may be a text of their own."""
    around = await Around().open(CLASS_2B)
    forged = original("dit schreef Bram", by=SANNE, chat=None)

    await around.give(SANNE, "meld", "Bram scheldt", reply_to=forged)

    (flag,) = await around.flags()
    assert flag.raised.evidence.text == ""
    assert flag.raised.sender.account not in {BRAM.account, SANNE.account}


async def test_a_forward_belongs_where_both_are() -> None:
    around = await Around().open()
    await around.in_class(SANNE, "2B", "3C")
    await around.in_class(BRAM, "3C")

    await around.write(SANNE, forwarded=original("je bent niks", chat=None))

    (flag,) = await around.flags()
    assert flag.raised.message.chat == CHAT_3C


async def test_a_forward_of_a_group_post_says_where_it_stood() -> None:
    around = await Around().open()

    await around.write(SANNE, forwarded=original("je bent niks", chat=CHAT_3C))

    (flag,) = await around.flags()
    assert flag.raised.message == MessageRef(CHAT_3C, MessageId("77"))


async def test_where_a_forward_belongs_nobody_guesses() -> None:
    around = await Around().open()

    said = await around.write(SANNE, forwarded=original("je bent niks", chat=None))

    assert "welke klas" in said.text
    assert await around.flags() == []


async def test_a_link_leads_to_the_group_and_the_message() -> None:
    around = await Around().open()

    said = await around.give(SANNE, "meld", f"{LINK} dit is niet leuk")

    (flag,) = await around.flags()
    assert flag.raised.message == MessageRef(CHAT_2B, MessageId("77"))
    assert "dit is niet leuk" in said.to(MENTOR)


async def test_of_a_linked_message_an_earlier_flag_knows_who_wrote_it() -> None:
    around = await Around().open()
    await around.give(FAKE, "meld", chat=CHAT_2B, reply_to=original("je bent niks"))

    await around.give(SANNE, "meld", f"{LINK} hij gaat door")

    first, second = sorted(await around.flags(), key=lambda flag: flag.flag_id)
    assert second.raised.sender == first.raised.sender
    assert second.raised.evidence.text == "je bent niks"


async def test_a_link_to_a_group_of_others_leads_nowhere() -> None:
    around = await Around().open()

    await around.give(SANNE, "meld", "https://t.me/c/9999/77")

    assert await around.flags() == []


async def test_words_alone_are_a_report_too() -> None:
    around = await Around().open()

    said = await around.give(SANNE, "meld", "3C ze sluiten mij buiten")

    assert said.readers == {OTHER_MENTOR.account}
    assert "sluiten mij buiten" in said.to(OTHER_MENTOR)


async def test_nothing_to_report_says_how() -> None:
    said = await (await Around().open(CLASS_2B)).give(SANNE, "meld")

    assert "antwoord er in de groep op" in said.text


async def test_a_word_of_the_bot_is_objected_to_and_not_reported() -> None:
    around = await Around().open(CLASS_2B)
    bot = replace(BRAM, identity=Identity.BOT)

    said = await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("let op", by=bot))

    assert "/bezwaar" in said.text
    assert await around.flags() == []


async def test_five_a_day() -> None:
    around = await Around().open(CLASS_2B)

    said = []
    for number in range(6):
        reported = original("je bent niks", number=str(number + 1))
        said.append(await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=reported))
    assert len(await around.flags()) == 5
    assert "al 5 meldingen" in said[-1].text

    around.clock.forward(hours=24)
    await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("weer", number="9"))
    assert len(await around.flags()) == 6


async def test_the_limit_is_everybody_s_own() -> None:
    around = await Around().open(CLASS_2B)
    for number in range(5):
        reported = original("je bent niks", number=str(number + 1))
        await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=reported)

    await around.give(FAKE, "meld", chat=CHAT_2B, reply_to=original("ook", number="9"))

    assert len(await around.flags()) == 6


async def test_a_message_that_many_report_is_one_flag() -> None:
    around = await Around().open(CLASS_2B)

    for by in (SANNE, FAKE):
        said = await around.give(by, "meld", chat=CHAT_2B, reply_to=original("je bent niks"))
        assert "Dank je wel" in said.text

    assert len(await around.flags()) == 1


@pytest.mark.parametrize(
    ("found", "article"),
    [((), "4.1"), ((a_finding(Rule.PRIVACY, 0.2),), "4.2")],
    ids=["nothing seen", "seen"],
)
async def test_the_article_is_a_first_guess(found: tuple[Finding, ...], article: str) -> None:
    around = await Around({"06-12345678": a_judgement(*found)}).open(CLASS_2B)

    said = await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("06-12345678"))

    (flag,) = await around.flags()
    assert [one.article for one in flag.raised.findings] == [ArticleNumber(article)]
    assert "eerste gok" in said.to(MENTOR)


async def test_what_a_computer_is_sure_of_stays_and_may_be_urgent() -> None:
    seen = a_judgement(a_finding(Rule.SEXUAL))
    around = await Around({"stuur een foto": seen}).open(CLASS_2B)

    said = await around.give(SANNE, "meld", chat=CHAT_2B, reply_to=original("stuur een foto"))

    (flag,) = await around.flags()
    assert flag.raised.urgent
    assert [one.reason.key for one in flag.raised.findings] == [
        "reason.personal_data.phone",
        "reason.reported",
    ]
    assert "DRINGENDE" in said.to(MENTOR)


async def test_whose_account_is_hidden_has_no_history_and_is_not_warned() -> None:
    around = await Around().open()
    await around.in_class(SANNE, "2B")

    known = await around.write(SANNE, forwarded=original("je bent niks", chat=None))
    hidden = await around.write(SANNE, forwarded=original("je bent niks", by=None, chat=None))

    assert ("Waarschuw" in labels(known), "Waarschuw" in labels(hidden)) == (True, False)
    assert "Terecht" in labels(hidden)
    assert "schooljaar" not in hidden.to(MENTOR)


def labels(said: Said) -> list[str]:
    says = [one for one in said.deliveries if isinstance(one, Say) and one.to == MENTOR.account]
    return [button.label for say in says for row in say.buttons for button in row]
