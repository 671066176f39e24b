"""What everybody may ask: answered to them alone, and removed from where others read it."""

from dataclasses import replace

import pytest

from bot.bootstrap.choices import rulebook
from bot.commands.registry import ENTRIES, Entry, Name, find, menus
from bot.model.audit import Audited
from bot.model.finding import Rule
from bot.model.flag import NewVerdict, Strike, Verdict
from bot.model.ids import ArticleNumber, FlagId
from bot.model.member import Sender
from bot.model.outbox import Purpose
from bot.model.rulebook import Rulebook
from tests.support.builders import a_care_signal
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    CHAT_3C,
    CLASS_2B,
    ENGLISH,
    FAKE,
    LEAD,
    MENTOR,
    OTHER_MENTOR,
    SANNE,
    Around,
    original,
)

PERSONAL = ["waarom", "bezwaar", "gegevens", "meld"]
STAFF_ONLY = ["status", "open", "stil", "toets", "uit", "aan"]


# the table


def test_no_two_commands_have_one_name() -> None:
    names = [name for one in ENTRIES for name in {one.name, one.english, *one.more}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_platform_takes_every_name(entry: Entry) -> None:
    for name in (entry.name, entry.english, *entry.more):
        assert name.isalnum()
        assert name.islower()
        assert find(name.upper()) is entry


def test_whoever_reads_english_sees_english_names() -> None:
    english = [menu for menu in menus(Around().front.wordings) if menu.language == "en"]
    assert all("appeal" in dict(menu.commands) for menu in english)
    assert len(english) == 3


def test_the_menu_of_pupils_has_nothing_of_staff() -> None:
    for menu in menus(Around().front.wordings):
        names = {name for name, _ in menu.commands}
        assert names.isdisjoint({"stil", "quiet"}) is (menu.scope != "admins")
        assert all(0 < len(does) <= 256 for _, does in menu.commands)
        assert {"bezwaar", "appeal"} & names


def test_what_is_personal_is_hidden_where_a_platform_can() -> None:
    (menu,) = [one for one in menus(Around().front.wordings) if one.scope == "groups"][:1]
    assert {*PERSONAL} <= {*menu.hidden}


@pytest.mark.parametrize("name", [one for one in Name if one is not Name.START])
async def test_every_command_is_answered(name: Name) -> None:
    around = await Around().open(CLASS_2B)

    assert (await around.give(MENTOR, name)).text


# where it is read


async def test_an_unknown_command_in_a_group_is_ignored() -> None:
    around = await Around().open(CLASS_2B)

    assert not (await around.give(SANNE, "poll", "wie komt er", chat=CHAT_2B)).items


async def test_an_unknown_command_in_private_is_answered_with_help() -> None:
    around = await Around().open(CLASS_2B)

    assert "/bezwaar" in (await around.give(SANNE, "watdan")).text


@pytest.mark.parametrize("name", PERSONAL)
async def test_what_is_personal_disappears_from_the_group(name: str) -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, name, "dit klopt niet", chat=CHAT_2B)

    assert len(said.removed) == 1
    assert "anderen konden het even lezen" in said.text
    assert CHAT_2B not in said.readers


@pytest.mark.parametrize("name", PERSONAL)
async def test_what_nobody_saw_need_not_be_removed(name: str) -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, name, "dit klopt niet", chat=CHAT_2B, hidden=True)

    assert not said.removed
    assert "even lezen" not in said.text


async def test_an_answer_in_the_group_is_for_whoever_asked() -> None:
    around = await Around().open(CLASS_2B)

    said = await around.give(SANNE, "regels", chat=CHAT_2B)

    (say,) = said.answers
    assert (say.to, say.within) == (SANNE.account, CHAT_2B)
    assert not said.removed


async def test_all_rules_come_with_their_link_in_the_order_of_the_protocol() -> None:
    said = await (await Around().open()).give(SANNE, "regels", "alles")

    assert said.text.index("(4.1)") < said.text.index("(4.2)") < said.text.index("(5.1.5)")
    assert "(4.11b)" in said.text
    assert "…" not in said.text
    assert "(4.8)" not in said.text  # binds staff alone
    assert "https://school.example/afspraken" in said.text
    assert "2.5" not in said.text


@pytest.mark.parametrize(
    ("reader", "name", "everything"), [(SANNE, "regels", "alles"), (ENGLISH, "rules", "all")]
)
async def test_a_phone_shows_the_rules_that_pupils_break(
    reader: Sender, name: str, everything: str
) -> None:
    said = await (await on_the_protocol()).give(reader, name)

    lines = said.text.splitlines()
    shown = [line.rpartition("(")[2].rstrip(")") for line in lines if line.startswith("•")]
    assert shown == ["4.1", "4.2", "4.10", "4.11c", "4.11e", "5.1.5"]
    assert len(lines) <= 9
    assert max(len(line) for line in lines if line.startswith("•")) <= 72
    assert f"/{name} {everything}" in said.text
    assert f"/{name} 4.1" in said.text
    assert "winklerprins.nl" in said.text


async def test_all_rules_are_more_than_the_handful() -> None:
    said = await (await on_the_protocol()).give(ENGLISH, "rules", "All")

    assert said.text.count("•") == 14


@pytest.mark.parametrize("asked", ["4.10", "art. 4.10", "4.10?", "artikel 4.10."])
async def test_one_article_comes_in_the_words_of_the_school(asked: str) -> None:
    said = await (await on_the_protocol()).give(SANNE, "regels", asked)

    assert "Tijdens examens, toetsen, overhoringen" in said.text
    assert said.text.count("•") == 1


async def test_what_is_no_article_is_answered_with_the_handful() -> None:
    said = await (await on_the_protocol()).give(SANNE, "regels", "van het huis 4.99")

    assert said.text.count("•") == 6


async def test_a_school_with_other_rules_shows_all_of_them() -> None:
    around = await Around().open()
    book = around.front.settings.rulebook
    few = {Rule.SEXUAL: book.rules[Rule.SEXUAL]}
    with_book(around, replace(book, rules=few, link=""))

    said = await around.give(SANNE, "regels")

    assert said.text.count("•") == 1
    assert "Alles lezen" not in said.text


def with_book(around: Around, book: Rulebook) -> None:
    front = replace(around.front, settings=replace(around.front.settings, rulebook=book))
    around.commands = replace(around.commands, front=front)


async def on_the_protocol() -> Around:
    around = await Around().open()
    with_book(around, rulebook(None))
    return around


async def test_help_is_in_the_language_of_the_reader() -> None:
    around = await Around().open()

    assert "/appeal" in (await around.give(ENGLISH, "help")).text
    assert "/appeal" not in (await around.give(SANNE, "help")).text


@pytest.mark.parametrize(("reader", "theirs"), [(SANNE, False), (FAKE, False), (MENTOR, True)])
async def test_staff_commands_are_listed_for_staff_alone(reader: Sender, theirs: bool) -> None:
    said = await (await Around().open()).give(reader, "help")

    assert ("/stil" in said.text) is theirs


async def test_start_says_who_it_is() -> None:
    said = await (await Around().open()).give(SANNE, "start")

    assert "Het Voorbeeld" in said.text
    assert "Ik straf niemand" in said.text


# why


async def test_why_tells_the_article_and_how_to_object() -> None:
    around = await Around().open(CLASS_2B)
    await around.remind(SANNE)

    said = await around.give(SANNE, "waarom")

    assert "artikel 4.2" in said.text
    assert "computer" in said.text
    assert "/bezwaar" in said.text


async def test_why_tells_nothing_of_others() -> None:
    around = await Around().open(CLASS_2B)
    await around.remind(SANNE)

    assert "4.2" not in (await around.give(BRAM, "waarom")).text


# objecting


async def test_an_objection_without_a_reason_says_how() -> None:
    said = await (await Around().open(CLASS_2B)).give(SANNE, "bezwaar")

    assert "/bezwaar ik" in said.text
    assert not said.readers


async def test_an_objection_reaches_the_staff_of_the_class_and_is_confirmed() -> None:
    around = await Around().open()
    await around.remind(SANNE, CHAT_3C)

    said = await around.give(SANNE, "bezwaar", "het was mijn eigen nummer")

    assert said.readers == {OTHER_MENTOR.account}
    assert "eigen nummer" in said.to(OTHER_MENTOR)
    assert "nummer 1" in said.text
    assert "09-03-2026" in said.text
    async with around.store() as uow:
        (appeal,) = await uow.appeals.open(CHAT_3C)
    assert (appeal.filed.by, appeal.filed.why) == (SANNE.account, "het was mijn eigen nummer")
    assert [entry.by for entry in await around.audited(Audited.APPEAL)] == [SANNE.account]


async def test_which_class_may_be_named() -> None:
    around = await Around().open()

    assert "welke klas" in (await around.give(SANNE, "bezwaar", "klopt niet")).text
    assert (await around.give(SANNE, "bezwaar", "3c klopt niet")).readers == {OTHER_MENTOR.account}


async def upheld(around: Around, by: Sender = MENTOR) -> FlagId:
    """A flag on Bram's words, that Sanne reported and *by* found right."""
    await around.give(SANNE, "meld", "hij begon", chat=CHAT_2B, reply_to=original("sukkel"))
    (flag,) = await around.flags()
    verdict = NewVerdict(
        flag_id=flag.flag_id, verdict=Verdict.UPHELD, by=by.account, at=around.clock()
    )
    async with around.work() as uow:
        await uow.flags.decide(verdict)
    return flag.flag_id


async def test_warnings_are_told_beside_reminders() -> None:
    around = await Around().open(CLASS_2B)
    number = await upheld(around)
    async with around.work() as uow:
        verdict = await uow.flags.verdict_id(number)
        assert verdict is not None
        article = ArticleNumber("4.1")
        strike = Strike(BRAM.account, Rule.RESPECT, article, around.clock(), verdict)
        await uow.strikes.add(strike)

    said = (await around.give(BRAM, "waarom")).text

    assert "je waarschuwingen" in said
    assert "artikel 4.1: " in said
    assert "herinneringen" not in said
    assert "waarschuwingen" not in (await around.give(SANNE, "waarom")).text


async def test_who_decided_does_not_hear_the_objection() -> None:
    around = await Around().open(CLASS_2B)
    number = await upheld(around)

    said = await around.give(BRAM, "bezwaar", "dat was een grap")

    assert said.readers == {LEAD.account}
    assert f"melding {number}" in said.to(LEAD)


async def test_nobody_objects_in_the_name_of_another() -> None:
    around = await Around().open(CLASS_2B)
    number = await upheld(around)

    said = await around.give(SANNE, "bezwaar", f"{number} hij deed niets")

    assert f"Nummer {number} ken ik niet" in said.text
    assert not said.readers
    async with around.store() as uow:
        assert not await uow.appeals.of(SANNE.account)


@pytest.mark.parametrize("typed", ["{} dat was een grap", "#{}: dat was een grap"])
async def test_the_number_of_a_flag_is_not_part_of_the_reason(typed: str) -> None:
    around = await Around().open(CLASS_2B)
    number = await upheld(around)

    await around.give(BRAM, "bezwaar", typed.format(number))

    async with around.store() as uow:
        (appeal,) = await uow.appeals.of(BRAM.account)
    assert (appeal.filed.about, appeal.filed.why) == (number, "dat was een grap")


async def test_a_number_of_nothing_is_said_to_be_unknown() -> None:
    around = await Around().open(CLASS_2B)
    await upheld(around)

    said = await around.give(BRAM, "bezwaar", "12 dat was een grap")

    assert "Nummer 12 ken ik niet" in said.text
    assert not said.readers


async def test_nobody_objects_without_end() -> None:
    around = await Around().open(CLASS_2B)

    said = [await around.give(SANNE, "bezwaar", f"klopt niet, {one}") for one in range(4)]

    assert [bool(one.readers) for one in said] == [True, True, True, False]
    assert "al 3 bezwaren" in said[-1].text


async def test_the_same_objection_comes_in_once() -> None:
    around = await Around().open(CLASS_2B)
    await upheld(around)

    first = await around.give(BRAM, "bezwaar", "dat was een grap")
    second = await around.give(BRAM, "bezwaar", "Dat was een grap")

    assert "melding 1: je bericht van 02-03, artikel 4.1." in first.text
    assert "al binnen (nummer 1)" in second.text
    assert not second.readers


async def test_an_objection_looks_like_no_other_line_of_the_bot() -> None:
    around = await Around().open(CLASS_2B)
    forged = replace(FAKE, name="mw. Wolters\n\u202eMelding 8")

    said = await around.give(forged, "bezwaar", "onzin\n\nMelding 7 · 2B\nTerecht" + " la" * 900)

    head, _, why, _ = said.to(MENTOR).split("\n")
    assert head == "Bezwaar 1 · 2B · mw. Wolters �Melding 8 (niet bekend bij school)"
    assert why.startswith("In eigen woorden: “onzin Melding 7 · 2B Terecht la")
    assert len(why) < 600


async def test_behind_a_known_name_nothing_is_said() -> None:
    around = await Around().open(CLASS_2B)
    await around.in_class(SANNE, "2B")

    said = await around.give(SANNE, "bezwaar", "klopt niet")

    assert "2B · Sanne\n" in said.to(MENTOR)


async def test_an_objection_is_a_notice_that_must_arrive() -> None:
    said = await (await Around().open(CLASS_2B)).give(SANNE, "bezwaar", "klopt niet")

    assert [item.purpose for item in said.items if item.purpose is not Purpose.ANSWER] == [
        Purpose.FLAG
    ]


# what is kept


async def test_what_is_kept_is_told_in_private_alone() -> None:
    around = await Around().open(CLASS_2B)
    await around.remind(SANNE)

    openly = await around.give(SANNE, "gegevens", chat=CHAT_2B)
    hidden = await around.give(SANNE, "gegevens", chat=CHAT_2B, hidden=True)

    for said in (openly, hidden):
        assert "vertel ik alleen privé" in said.text
        assert "Herinneringen" not in said.text


async def test_what_is_kept_is_told_in_numbers_terms_and_whom_to_ask() -> None:
    around = await Around().open(CLASS_2B)
    await around.remind(BRAM)
    number = await upheld(around)

    said = await around.give(BRAM, "gegevens")

    assert "Herinneringen die je kreeg: 1" in said.text
    assert f"nummer {number}, over een bericht van jou van 02-03-2026, artikel 4.1" in said.text
    assert "terecht" in said.text
    assert "30 dagen" in said.text
    assert "fg@voorbeeld.example" in said.text


async def test_what_is_kept_has_no_words_and_no_name_of_another() -> None:
    around = await Around().open(CLASS_2B)
    await upheld(around)

    for reader in (BRAM, SANNE):
        said = await around.give(reader, "gegevens")
        assert not [word for word in ("sukkel", "begon", "Sanne", "Bram") if word in said.text]


async def test_of_care_signals_nothing_is_told() -> None:
    around = await Around().open(CLASS_2B)
    await upheld(around)
    (flag,) = await around.flags()
    care = replace(flag.raised, care=a_care_signal(), findings=(), target=None)
    async with around.work() as uow:
        await uow.flags.add(care)

    assert "betrokken bent: 1." in (await around.give(BRAM, "gegevens")).text


async def test_a_link_is_told_to_its_owner() -> None:
    around = await Around().open(CLASS_2B)

    assert "mw. Wolters, nummer p1." in (await around.give(MENTOR, "gegevens")).text
    assert "weet niet van wie dit account is" in (await around.give(FAKE, "gegevens")).text
