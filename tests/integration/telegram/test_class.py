"""A class on Telegram from the first invitation to the last decision, as people see it."""

from datetime import timedelta

import pytest

from bot.model.audit import Audited
from bot.model.group import Stage
from bot.school import os_account
from tests.support.classes import chat_of
from tests.support.lesson import CARE, LEAD, MENTOR, Lesson, lesson, strangers
from tests.support.running import Installation
from tests.support.telegram import Message, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

PHONE = "bel me maar, 06 12345678"
INSULT = "noor je bent echt een vieze kankerhoer"
NEED = "ik wil niet meer leven"


def texts(messages: list[Message]) -> str:
    return "\n".join(one.text for one in messages if not one.deleted)


async def flag_of(one: Lesson, reader: Person, words: str) -> Message:
    await one.guard.settles()
    return await reader.receives(words)


async def test_from_the_invitation_to_the_first_reminder(school: Installation) -> None:
    async with strangers(school, trial_days=10) as one:
        # Invited, and asked about the work account (4.8).
        for number, person in ((LEAD, one.lead), (MENTOR, one.mentor), (CARE, one.care)):
            await person.starts(await one.invited(number))
            welcome = await person.receives("Is dit een account van uw werk?")
            assert welcome.buttons == ["Ja, van mijn werk", "Nee, privé"]
        answer = await one.mentor.presses(await one.mentor.receives("A. de Vries"), "Nee, privé")
        assert answer is not None
        assert answer.text == "Genoteerd."
        await one.lead.receives("A. de Vries gebruikt met leerlingen een privé-account")
        # To whoever said private, that they changed their mind gives nothing: the team lead does.
        await one.mentor.presses(await one.mentor.receives("A. de Vries"), "Ja, van mijn werk")
        await one.guard.settles()
        assert "een account van uw werk." not in texts(one.mentor.inbox)
        await one.office.allow(MENTOR, by=os_account(), work=True)
        await one.mentor.receives("De teamleider is akkoord")
        for colleague in (one.lead, one.care):
            await colleague.presses(await colleague.receives("Welkom"), "Ja, van mijn werk")
            await colleague.receives("een account van uw werk.")

        # Added: who it is, what is read and kept, how to object, no emergency line, the rules.
        await one.mentor.adds_bot(one.group)
        intro = await one.sem.receives("Klaswacht", one.group)
        told = (
            "een computerprogramma van Testschool",
            "Van gewone berichten bewaar ik geen woorden",
            "Klopt iets niet",
            "GEEN noodlijn",
            "De regels: https://",
        )
        assert [words for words in told if words not in intro.text] == []

        # Nothing is read before the group is that of a class.
        await one.sem.says(one.group, INSULT)
        await one.guard.settles()
        assert "Melding" not in texts(one.mentor.inbox)
        await one.mentor.presses(intro, "TL3B")
        await one.noor.receives("eerste 10 schooldagen is het een proef", one.group)

        # On trial pupils see nothing, and staff read what would have been said.
        before = len(one.by_bot())
        await one.sem.says(one.group, PHONE)
        await one.mentor.receives("In de proef had ik dit")
        await one.guard.settles()
        assert one.by_bot()[before:] == []
        assert one.sem.inbox == []

        # It ends when staff say so, and not by itself.
        await one.guard.comes_to_school(timedelta(days=20))
        await one.guard.job("trial")
        question = await one.mentor.receives("De proef in TL3B is voorbij")
        assert (await one.kept()).stage is Stage.TRIAL
        await one.mentor.presses(question, "Herinneringen aanzetten")
        await one.sem.receives("De proef is voorbij", one.group)

        # A reminder stands under the words, without a name, and goes again by itself.
        said = await one.sem.says(one.group, "app mij op 06 87654321")
        reminder = await one.noor.receives("Zet geen telefoonnummers", one.group)
        assert reminder.reply_to is said
        assert "Sem" not in reminder.text
        await one.guard.passes(minutes=59)
        await one.guard.job("take_back")
        assert not reminder.deleted
        await one.guard.passes(minutes=2)
        await one.guard.job("take_back")
        assert reminder.deleted


async def test_a_flag_is_decided_once_and_what_was_wrong_is_put_right(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        await one.sem.starts()
        said = await one.sem.says(one.group, PHONE)
        flag = await flag_of(one, one.mentor, "Melding 1 · TL3B · Sem")
        same = await one.teacher.receives("Melding 1 · TL3B · Sem")
        assert said.link in flag.text
        first, second = (
            ["Terecht", "Onterecht", "Verberg", "Waarschuw"],
            ["Meer…", "Aan teamleider"],
        )
        assert flag.buttons == [*first, *second, "Later"]

        # Later, and to the team lead: everybody who reads it sees who did what.
        await one.teacher.presses(same, "Later")
        await one.mentor.presses(flag, "Aan teamleider")
        of_lead = await flag_of(one, one.lead, "Melding 1")
        assert "D. Kok kijkt er later naar" in flag.text
        assert "Aan de teamleider gegeven door A. de Vries" in same.text

        # One decides; the others see it, and cannot any more.
        await one.teacher.presses(same, "Onterecht")
        await one.guard.settles()
        for message in (flag, same, of_lead):
            assert message.text.startswith("Melding 1 · TL3B\nOnterecht: besloten door D. Kok")
            assert "06 12345678" not in message.text
            assert "Sem" not in message.text
            assert message.buttons == []
        await one.sem.receives("Een medewerker heeft ernaar gekeken: die was niet terecht")
        assert len(await one.guard.audited(Audited.WITHDRAWN)) == 1
        assert not said.deleted
        everything = texts([*one.mentor.inbox, *one.teacher.inbox, *one.lead.inbox])
        assert "06 12345678" not in everything


async def test_pupils_object_ask_and_report(school: Installation) -> None:
    async with lesson(school) as one:
        await one.guard.job("menus")
        await one.sem.starts()
        said = await one.sem.says(one.group, INSULT)
        flag = await flag_of(one, one.mentor, "Melding 1")
        answer = await one.mentor.presses(flag, "Verberg")
        assert answer is not None
        assert answer.text == "Genoteerd: terecht. Het bericht wordt verborgen."
        await one.telegram.until(lambda: said.deleted)

        # Somebody else than who decided hears the objection. Nobody else in the group reads it.
        await one.sem.whispers(one.group, "/bezwaar het was een citaat uit een boek")
        await one.sem.receives("Je bezwaar is binnen (nummer 1)", one.group)
        heard = await one.teacher.receives("Bezwaar 1 · TL3B · Sem")
        assert "citaat uit een boek" in heard.text
        assert "Bezwaar" not in texts(one.mentor.inbox)
        assert "citaat" not in texts(one.noor.sees(one.group))
        openly = await one.sem.says(one.group, "/waarom")
        await one.telegram.until(lambda: openly.deleted)

        # Their data: numbers and articles, no word.
        await one.sem.writes("/gegevens")
        data = await one.sem.receives("Dit wordt er over dit account bewaard")
        assert "nummer 1, over een bericht van jou" in data.text
        assert "kankerhoer" not in data.text
        assert "Noor" not in data.text

        # About a pupil: to responsible staff, without who reported it.
        mean = await one.sem.says(one.group, "met jou wil niemand in een groepje")
        await one.noor.says(one.group, "/meld dit gaat al weken zo", reply_to=mean)
        report = await flag_of(one, one.mentor, "dit gaat al weken zo")
        assert "Melding 2 · TL3B · Sem" in report.text
        assert "Noor" not in report.text
        await one.noor.receives("Dank je wel dat je dit meldt", one.group)
        assert "Dank je wel" not in texts(one.sem.sees(one.group))

        # About staff: to the team lead alone.
        harsh = await one.teacher.says(one.group, "wat zijn jullie toch een stelletje nullen")
        await one.noor.says(one.group, "/meld", reply_to=harsh)
        await flag_of(one, one.lead, "Melding 3 · TL3B · Kok")
        assert "Melding 3" not in texts([*one.mentor.inbox, *one.teacher.inbox])


async def test_a_cry_for_help_reaches_a_person(school: Installation) -> None:
    async with lesson(school) as one:
        await one.sem.writes(NEED)
        answer = await one.sem.receives("Je hebt niets verkeerd gedaan")
        assert "113" in answer.text
        alert = await flag_of(one, one.care, "ZORGSIGNAAL 1")
        assert alert.buttons == ["Ik pak dit op"]

        # Not acknowledged: the next contact. In time nobody else hears a word of it.
        await one.guard.passes(minutes=14)
        await one.guard.job("care")
        assert one.second_care.inbox == []
        await one.guard.passes(minutes=2)
        await one.guard.job("care")
        second = await one.second_care.receives("ZORGSIGNAAL 1")
        for colleague in (one.mentor, one.teacher, one.lead):
            assert "leven" not in texts(colleague.inbox)

        # A person took it up: the pupil is told, and nobody is asked again.
        taken = await one.second_care.presses(second, "Ik pak dit op")
        assert taken is not None
        assert taken.text == "Genoteerd: u pakt dit op."
        await one.sem.receives("Iemand van school heeft je bericht gelezen")
        await one.guard.settles()
        assert "Opgepakt door F. Kaya" in alert.text
        assert alert.buttons == []
        await one.guard.passes(hours=3)
        await one.guard.job("care")
        assert "wacht een zorgsignaal" not in texts(one.lead.inbox)

        # When no contact answers, the team lead reads that somebody waits, and nothing else.
        await one.noor.writes(NEED)
        for _ in range(4):
            await one.guard.passes(minutes=16)
            await one.guard.job("care")
        waits = await one.lead.receives("Er wacht een zorgsignaal")
        assert "Noor" not in waits.text
        assert NEED not in waits.text


async def test_a_cry_behind_a_command_is_heard_and_not_answered_with_a_list(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        await one.sem.starts()
        await one.sem.receives("/help")
        before = len(one.sem.inbox)
        said = await one.sem.says(one.group, f"/help {NEED}")
        alert = await flag_of(one, one.care, "ZORGSIGNAAL 1")
        assert said.link in alert.text
        await one.guard.settles()
        (answer,) = [m for m in one.sem.sees(one.group) if "113" in m.text and m is not said][-1:]
        assert "Je hebt niets verkeerd gedaan" in answer.text
        assert "/regels" not in answer.text
        assert answer not in one.noor.sees(one.group)
        assert len(one.sem.inbox) == before
        assert "ZORGSIGNAAL 2" not in texts(one.care.inbox)


async def test_what_staff_tell_the_bot_is_no_talk_and_what_pupils_tell_it_is(
    school: Installation,
) -> None:
    async with lesson(school) as one:
        now = one.guard.time()
        await one.mentor.says(one.group, "/status")
        await one.mentor.says(one.group, "/stil 20m")
        await one.sem.says(one.group, "/help met ons")
        await one.sem.says(one.group, INSULT)
        flag = await flag_of(one, one.mentor, "Melding 1")
        assert "met ons" in flag.text
        assert "20m" not in flag.text
        async with one.guard.store() as uow:
            chat = chat_of(one.group)
            hour = timedelta(hours=1)
            counts = await uow.decisions.tallies([chat], [now - hour, now + hour])
        assert counts[chat][0].messages == 2


async def test_staff_hear_once_what_is_wrong_with_a_group(school: Installation) -> None:
    async with lesson(school) as one:
        await one.guard.job("checks")
        assert "beheerder" not in texts(one.mentor.inbox)

        # A pupil is made an admin.
        await one.mentor.promotes(one.sem, one.group)
        for _ in range(2):
            await one.guard.settles()
            await one.guard.job("checks")
        drift = [m for m in one.mentor.inbox if "Sem" in m.text]
        assert len(drift) == 1
        assert "Sem" not in texts(one.lead.inbox)
        assert len(await one.guard.audited(Audited.DRIFT)) == 1

        # It is put right, and a right of the bot goes missing: with the switch to flip.
        await one.mentor.demotes(one.sem, one.group)
        await one.mentor.adds_bot(one.group, can_delete_messages=False)
        await one.guard.settles()
        await one.guard.job("checks")
        await one.mentor.receives("Berichten verwijderen")

        # No staff are left: the team lead hears it.
        await one.mentor.hands_over(one.group, one.noor)
        await one.noor.demotes(one.mentor, one.group)
        await one.guard.settles()
        await one.guard.job("checks")
        alone = await one.lead.receives("TL3B")
        assert "Noor" in alone.text


async def test_staff_say_silence_tests_and_off(school: Installation) -> None:
    async with lesson(school) as one:
        # Silence: no reminder, and yet the flag.
        await one.mentor.says(one.group, "/stil 20m")
        await one.mentor.receives("geen herinneringen tot", one.group)
        before = len(one.by_bot())
        await one.sem.says(one.group, PHONE)
        await flag_of(one, one.mentor, "Melding 1")
        assert one.by_bot()[before:] == []
        await one.mentor.says(one.group, "/stil uit")
        await one.mentor.receives("ik mag weer herinneren", one.group)

        # A test, all day: asking for answers is seen.
        await one.mentor.says(one.group, "/toets 00:00-23:59")
        await one.mentor.receives("Dan let ik op de afspraken voor toetsen", one.group)
        assert len((await one.kept()).tests) == 1
        await one.noor.says(one.group, "wie heeft de antwoorden van de toets?")
        await flag_of(one, one.mentor, "wie heeft de")

        # Off: nothing that is said after it is read, and everybody knows.
        await one.mentor.says(one.group, "/uit")
        await one.guard.settles()
        await one.sem.says(one.group, INSULT)
        await one.guard.settles()
        await one.sem.receives("De bot leest niet meer mee in deze groep", one.group)
        assert "kankerhoer" not in texts(one.mentor.inbox)

        # On again: the group reads it first.
        await one.mentor.says(one.group, "/aan")
        await one.telegram.until(lambda: texts(one.by_bot()).count("leest de bot mee") == 2)
        await one.sem.says(one.group, INSULT)
        await one.mentor.receives("kankerhoer")


async def test_a_group_that_becomes_another_kind_of_group_stays_the_same(
    school: Installation,
) -> None:
    async with lesson(school, kind="group") as one:
        was = await one.kept()
        await one.sem.says(one.group, PHONE)
        flag = await flag_of(one, one.mentor, "Melding 1")
        one.group = await one.group.migrate()
        await one.guard.settles()
        kept = await one.kept()
        assert (kept.name, kept.responsible, kept.stage) == (was.name, was.responsible, was.stage)
        answer = await one.mentor.presses(flag, "Terecht")
        assert answer is not None
        assert answer.text == "Genoteerd: terecht."
        await one.sem.says(one.group, INSULT)
        await one.mentor.receives("kankerhoer")
        await one.mentor.says(one.group, "/status")
        await one.mentor.receives("Groep TL3B: aan", one.group)


async def test_the_question_which_class_it_is_can_be_asked_again(school: Installation) -> None:
    """Of what is said in a group without a class nothing is kept, not even its name."""
    async with lesson(school) as one:
        group = one.telegram.group("nieuw", owner=one.sem, members=(one.mentor, one.noor))
        await one.sem.adds_bot(group)
        await one.mentor.receives("Een medewerker van school moet nog zeggen", group)
        await one.noor.says(group, "/klas TL3B")
        await one.noor.receives("Dat kan alleen een medewerker", group)
        await one.mentor.says(group, "/klas TL3B")
        question = await one.mentor.receives("A. de Vries, van welke klas", group)
        await one.mentor.presses(question, "TL3B")
        await one.noor.receives("Vanaf nu leest de bot mee", group)


async def test_the_bot_leaves_a_group_to_which_a_stranger_added_it(school: Installation) -> None:
    async with lesson(school) as one:
        friends = one.telegram.group("feest", owner=one.sem, members=(one.noor,))
        await one.sem.adds_bot(friends)
        question = await one.noor.receives("Een medewerker van school moet nog zeggen", friends)
        assert question.buttons == []
        await one.noor.says(friends, INSULT)
        await one.guard.passes(hours=23)
        await one.guard.job("overdue")
        assert friends.member(one.telegram.bot_user).present
        await one.guard.passes(hours=2)
        await one.guard.job("overdue")
        assert not friends.member(one.telegram.bot_user).present
        assert one.group.member(one.telegram.bot_user).present
        assert "kankerhoer" not in texts([*one.mentor.inbox, *one.lead.inbox])
        async with one.guard.run.app.unit_of_work() as uow:
            assert await uow.groups.get(chat_of(friends)) is None


async def test_all_kinds_of_messages_are_judged_as_what_they_are(school: Installation) -> None:
    async with lesson(school, is_forum=True) as one:
        # A reminder stands in the topic of what it is about.
        maths = one.group.topic("wiskunde")
        await one.sem.says(one.group, PHONE, topic=maths)
        reminder = await one.noor.receives("Zet geen telefoonnummers", one.group)
        assert reminder.thread == maths
        await one.guard.passes(minutes=11)  # more flags at once are told as a number

        # An album is one message: one flag, and hidden as a whole.
        album = await one.sem.posts_album(one.group, 3, caption=INSULT)
        await one.noor.says(one.group, "ok")
        flag = await flag_of(one, one.mentor, "kankerhoer")
        assert texts(one.mentor.inbox).count("kankerhoer") == 2  # the words, and the reason
        await one.mentor.presses(flag, "Verberg")
        await one.telegram.until(lambda: all(part.deleted for part in album))

        # An edit is judged again.
        edited = await one.noor.says(one.group, "tot morgen allemaal")
        await one.guard.settles()
        await one.noor.edits(edited, "sem je bent een vieze mongool")
        await flag_of(one, one.mentor, "mongool")

        # Nobody's words: a voice message, a sticker, a poll; and a caption is read like a text.
        seen = len(one.mentor.inbox)
        for post in (one.sem.posts_voice, one.sem.posts_sticker):
            await post(one.group)
        await one.sem.posts_poll(one.group, "Wat eten we?", "friet", "soep")
        await one.guard.settles()
        assert len(one.mentor.inbox) == seen
        await one.guard.passes(minutes=11)
        await one.sem.posts_photo(one.group, caption="wat ben jij een kuthoer noor")
        await flag_of(one, one.mentor, "kuthoer")

        # What speaks as the group or a channel is nobody who can be reminded.
        channel = one.telegram.channel("Roddels")
        await one.sem.says_as_channel(one.group, channel, "noor is echt een sletje, vieze hoer")
        await flag_of(one, one.mentor, "Roddels")
        assert one.telegram.violations == []


@pytest.mark.parametrize("chosen", [(), ("respect",)], ids=["nothing", "respect"])
async def test_a_school_chooses_of_what_pupils_are_reminded(
    school: Installation, chosen: tuple[str, ...]
) -> None:
    if chosen:
        config = school.folder / "config.toml"
        said = "\n[live]\nreminders = " + str([*chosen]).replace("'", '"')
        config.write_text(config.read_text("utf-8") + said, "utf-8")
    async with lesson(school) as one:
        words = (INSULT, PHONE)
        for text in words:
            await one.sem.says(one.group, text)
            await flag_of(one, one.mentor, "kankerhoer" if text is INSULT else "06 12345678")
            await one.guard.settles()
            await one.guard.passes(hours=2)
        reminded = [m.text for m in one.by_bot() if "Een computer zag" in m.text]
        assert [("vriendelijk" in text, "telefoonnummers" in text) for text in reminded] == [
            (bool(chosen), not chosen)
        ]
        assert all("/bezwaar" in text for text in reminded)


async def test_an_english_pupil_reads_english(school: Installation) -> None:
    async with lesson(school) as one:
        ann = one.telegram.user("Ann", language_code="en")
        one.group.join(ann)
        await ann.starts()
        await ann.receives("I am Klaswacht")
        await ann.says(one.group, "/why")
        hint = await ann.receives("write to me about this in private", one.group)
        assert hint.seen_by is ann
        await one.sem.starts()
        await one.sem.receives("Ik ben Klaswacht")
