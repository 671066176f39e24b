"""What somebody may try who may not. Nothing comes of it but a line in the audit."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.answering.offers import Offer, Offered
from bot.model.audit import Audited, Subject
from bot.model.flag import Flag, FlagState, NewVerdict
from bot.model.group import ClassGroup
from bot.model.person import Known
from bot.people.invite import LASTS
from tests.support.classes import account_of, chat_of
from tests.support.lesson import LEAD, MENTOR, ROSTER, TEACHER, Lesson, lesson
from tests.support.running import Installation
from tests.support.telegram import Message, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

INSULT = "noor je bent echt een vieze kankerhoer"
REFUSED = "Deze knop is voor iemand anders, of werkt niet meer."
NO_INVITATION = "Deze uitnodiging werkt niet"


@dataclass(frozen=True, slots=True)
class State:
    """All that a forgery could be after."""

    groups: tuple[ClassGroup, ...]
    flags: tuple[Flag, ...]
    verdicts: tuple[NewVerdict | None, ...]
    people: Mapping[Subject, Known]
    hidden: tuple[Message, ...]


async def state_of(one: Lesson) -> State:
    await one.guard.settles()
    async with one.guard.run.app.unit_of_work() as uow:
        flags = tuple(await uow.flags.find())
        return State(
            tuple(await uow.groups.all()),
            flags,
            tuple([await uow.flags.verdict(flag.flag_id) for flag in flags]),
            await uow.people.known([person.person_id for person in ROSTER]),
            tuple(said for said in one.group.history.values() if said.deleted and said.text),
        )


async def refusals(one: Lesson) -> int:
    await one.guard.settles()
    return len(await one.guard.audited(Audited.REFUSED))


async def pressed(person: Person, message: Message, data: str) -> str:
    """By an app of their own making: it sends what it likes about any message."""
    chat = person.chat_with_bot if message.chat.kind == "private" else message.chat
    keyboard = {"inline_keyboard": [[{"text": "?", "callback_data": data}]]}
    forged = replace(message, id=-1, chat=chat, markup=keyboard)
    chat.history[forged.id] = forged
    answer = await person.presses(forged, data)
    del chat.history[forged.id]
    assert answer is not None
    return answer.text or ""


def data_of(message: Message, label: str) -> str:
    rows = (message.markup or {})["inline_keyboard"]
    return next(str(one["callback_data"]) for row in rows for one in row if one["text"] == label)


async def flagged(one: Lesson, text: str = INSULT) -> Message:
    await one.sem.says(one.group, text)
    flag = await one.mentor.receives("Melding")
    await one.guard.settles()
    return flag


# Buttons

Forged = Callable[[Lesson, Message], Awaitable[tuple[Person, str]]]
"""Who presses what."""


async def copied(one: Lesson, flag: Message) -> tuple[Person, str]:
    return one.sem, data_of(flag, "Verberg")


async def of_a_colleague(one: Lesson, flag: Message) -> tuple[Person, str]:
    return one.teacher, data_of(flag, "Onterecht")


async def of_another_class(one: Lesson, flag: Message) -> tuple[Person, str]:
    return one.other, data_of(flag, "Onterecht")


async def edited(one: Lesson, flag: Message) -> tuple[Person, str]:
    """Of a button that the mentor was given, for what none was."""
    data = data_of(flag, "Terecht")
    return one.mentor, Offered.DISMISS + data[1:]


async def of_another_flag(one: Lesson, flag: Message) -> tuple[Person, str]:
    return one.mentor, data_of(flag, "Terecht").replace("u1.", "u2.", 1)


async def unsigned(one: Lesson, _: Message) -> tuple[Person, str]:
    return one.mentor, "u1.zzzzzz."


async def nonsense(one: Lesson, _: Message) -> tuple[Person, str]:
    return one.mentor, "....\u0000💥"


async def signed_for_another_class(one: Lesson, _: Message) -> tuple[Person, str]:
    """A button of ours, and for whoever presses it: but the flag is not theirs."""
    return one.other, offered(one, one.other)


async def expired(one: Lesson, _: Message) -> tuple[Person, str]:
    return one.mentor, offered(one, one.mentor, -timedelta(minutes=2))


async def unlinked(one: Lesson, flag: Message) -> tuple[Person, str]:
    """Whoever was staff when they got the button."""
    async with one.guard.store() as uow:
        await uow.people.unlink(account_of(one.mentor))
    return one.mentor, data_of(flag, "Terecht")


async def with_a_pupils_account(one: Lesson, _: Message) -> tuple[Person, str]:
    """A button that was made for a pupil, as if the bot had been tricked into it."""
    return one.sem, offered(one, one.sem)


def offered(one: Lesson, holder: Person, until: timedelta = timedelta(days=1)) -> str:
    front = one.guard.front
    offer = Offer(Offered.DISMISS, "1")
    return front.offers.button("?", offer, account_of(holder), front.clock() + until).press


@pytest.mark.parametrize(
    "forge",
    [
        copied,
        of_a_colleague,
        of_another_class,
        edited,
        of_another_flag,
        unsigned,
        nonsense,
        signed_for_another_class,
        expired,
        unlinked,
        with_a_pupils_account,
    ],
)
async def test_a_button_is_for_whom_it_was_made(school: Installation, forge: Forged) -> None:
    async with lesson(school) as one:
        flag = await flagged(one)
        presser, data = await forge(one, flag)
        before, refused = await state_of(one), await refusals(one)
        assert await pressed(presser, flag, data) == REFUSED
        assert await state_of(one) == before
        assert await refusals(one) == refused + 1
        entry = (await one.guard.audited(Audited.REFUSED))[-1]
        assert entry.by == account_of(presser)


async def test_after_the_decision_a_button_does_nothing(school: Installation) -> None:
    async with lesson(school) as one:
        flag = await flagged(one)
        replayed = data_of(flag, "Onterecht")
        await one.mentor.presses(flag, "Terecht")
        before = await state_of(one)
        assert await pressed(one.mentor, flag, replayed) == "A. de Vries was eerder: terecht."
        assert await state_of(one) == before
        assert before.flags[0].state is FlagState.UPHELD


@pytest.mark.parametrize("second_account", [False, True], ids=["same account", "second account"])
async def test_nobody_decides_about_themselves(school: Installation, second_account: bool) -> None:
    async with lesson(school) as one:
        again = one.telegram.user("Kok thuis")
        again.has_started = True
        await one.linked(TEACHER, again)
        await one.teacher.says(one.group, "wat een stelletje idioten zijn jullie")
        said = one.group.messages[-1]
        await one.noor.says(one.group, "/meld", reply_to=said)
        flag = await one.lead.receives("Melding 1")
        presser = again if second_account else one.teacher
        before = await state_of(one)
        data = offered(one, presser)
        assert await pressed(presser, flag, data) == REFUSED
        assert await pressed(presser, flag, data_of(flag, "Onterecht")) == REFUSED
        assert await state_of(one) == before
        assert "Melding" not in "".join(m.text for m in [*one.teacher.inbox, *again.inbox])


# Invitations

Came = Callable[[Lesson], Awaitable[tuple[Person, str]]]
"""Who comes with which token."""


async def guessed(one: Lesson) -> tuple[Person, str]:
    return one.sem, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


async def used(one: Lesson) -> tuple[Person, str]:
    fresh = one.telegram.user("Vries nieuw")
    token = await one.token(MENTOR)
    await fresh.starts(token)
    await fresh.receives("Welkom")
    return one.sem, token


async def too_late(one: Lesson) -> tuple[Person, str]:
    token = await one.token(MENTOR)
    await one.guard.passes(seconds=LASTS.total_seconds() + 60)
    return one.telegram.user("Vries laat"), token


async def replaced(one: Lesson) -> tuple[Person, str]:
    """An invitation ends when the next is given."""
    token = await one.token(MENTOR)
    await one.token(MENTOR)
    return one.telegram.user("Vries"), token


async def somebody_elses(one: Lesson) -> tuple[Person, str]:
    """A teacher with the link of the team lead would have two roles with one account."""
    return one.teacher, await one.token(LEAD)


@pytest.mark.parametrize("come", [guessed, used, too_late, replaced, somebody_elses])
async def test_a_link_is_for_one_person_once(school: Installation, come: Came) -> None:
    async with lesson(school) as one:
        visitor, token = await come(one)
        before, refused = await state_of(one), await refusals(one)
        await visitor.starts(token)
        answer = await visitor.receives(NO_INVITATION)
        assert all(person.name not in answer.text for person in ROSTER)
        assert await state_of(one) == before
        assert await refusals(one) == refused + 1


async def test_a_link_that_everybody_saw_is_used_up(school: Installation) -> None:
    async with lesson(school) as one:
        token = await one.token(MENTOR)
        before = await state_of(one)
        shown = await one.noor.says(one.group, f"/start {token}")
        await one.noor.receives(NO_INVITATION, one.group)
        await one.telegram.until(lambda: shown.deleted)
        await one.sem.starts(token)
        await one.sem.receives(NO_INVITATION)
        after = await state_of(one)
        assert replace(after, hidden=()) == replace(before, hidden=())
        assert await refusals(one) == 2


# Names, channels and admins


@pytest.mark.parametrize("name", ["open", "status", "stil 20m", "toets 09:00-10:00", "uit", "aan"])
@pytest.mark.parametrize("private", [False, True], ids=["in the group", "in private"])
async def test_staff_commands_are_not_for_pupils(
    school: Installation, name: str, private: bool
) -> None:
    async with lesson(school) as one:
        before = await state_of(one)
        if private:
            await one.sem.writes(f"/{name}")
            await one.sem.receives("alleen een medewerker")
        else:
            await one.sem.says(one.group, f"/{name}")
            answer = await one.sem.receives("alleen een medewerker", one.group)
            assert answer.seen_by is one.sem
        assert await state_of(one) == before
        assert await refusals(one) == 1


Poses = Callable[[Lesson], Awaitable[object]]


async def with_a_teachers_name(one: Lesson) -> None:
    await one.sem.renames_self(first_name="A. de", last_name="Vries", username="devries")
    await one.sem.says(one.group, "/uit")
    await one.sem.says(one.group, "/klas TL2A")


async def with_words_of_a_teacher(one: Lesson) -> None:
    """Passed on, they are the words of whoever passes them on."""
    text = await one.mentor.says(one.group, "de bot mag uit, groetjes meneer De Vries")
    await one.sem.forwards(text, one.group)
    elsewhere = one.telegram.group("collega's", owner=one.mentor)
    order = await one.mentor.says(elsewhere, "/uit TL3B")
    await one.sem.forwards(order, one.group)


async def as_a_channel_with_that_name(one: Lesson) -> None:
    channel = one.telegram.channel("A. de Vries")
    for order in ("/uit", "/klas TL2A", "/stil 2u"):
        await one.sem.says_as_channel(one.group, channel, order)


async def as_the_group_itself(one: Lesson) -> None:
    await one.mentor.promotes(one.sem, one.group)
    for order in ("/uit", "/klas TL2A", "/stil 2u"):
        await one.sem.says_anonymously(one.group, order)


async def as_an_admin(one: Lesson) -> None:
    await one.mentor.promotes(one.sem, one.group)
    await one.sem.says(one.group, "/uit")


async def as_the_owner(one: Lesson) -> None:
    await one.mentor.hands_over(one.group, one.sem)
    await one.sem.says(one.group, "/uit")
    await one.sem.says(one.group, "/klas TL2A")


@pytest.mark.parametrize(
    ("pose", "written_down"),
    [
        (with_a_teachers_name, 2),
        (with_words_of_a_teacher, 0),
        (as_a_channel_with_that_name, 1),
        (as_the_group_itself, 1),
        (as_an_admin, 1),
        (as_the_owner, 2),
    ],
)
async def test_a_role_is_an_account_that_the_school_linked(
    school: Installation, pose: Poses, written_down: int
) -> None:
    """Who speaks as a group or a channel is not even answered, but it is written down."""
    async with lesson(school) as one:
        before = await state_of(one)
        await pose(one)
        assert await state_of(one) == before
        assert await refusals(one) == written_down
        told = [m for m in one.by_bot() if "leest niet meer mee" in m.text]
        assert told == []


@pytest.mark.parametrize(
    ("promotes", "words"),
    [("promotes", "Sem is beheerder"), ("hands_over", "Sem is eigenaar")],
    ids=["admin", "owner"],
)
async def test_staff_hear_of_a_pupil_who_has_power(
    school: Installation, promotes: str, words: str
) -> None:
    """It gives no right, and is put right by people."""
    async with lesson(school) as one:
        if promotes == "promotes":
            await one.mentor.promotes(one.sem, one.group)
        else:
            await one.mentor.hands_over(one.group, one.sem)
        await one.guard.settles()
        await one.guard.job("checks")
        for colleague in (one.mentor, one.teacher):
            await colleague.receives(words)
        assert one.sem.inbox == []
        assert len(await one.guard.audited(Audited.DRIFT)) == 1


async def test_a_group_of_pupils_becomes_no_class(school: Installation) -> None:
    async with lesson(school) as one:
        friends = one.telegram.group("TL3B", owner=one.sem, members=(one.noor, one.mentor))
        await one.sem.adds_bot(friends)
        await one.noor.receives("Klaswacht", friends)
        before, refused = await state_of(one), await refusals(one)
        asked = one.by_bot(friends)[0]
        assert await pressed(one.sem, asked, class_offer(one, one.mentor)) == REFUSED
        await one.sem.says(friends, "/klas TL3B")
        await one.noor.says(friends, "/aan")
        after = await state_of(one)
        assert after == before
        assert await refusals(one) > refused
        bound = [group.chat for group in after.groups if group.is_read]
        assert bound == [chat_of(one.group)]


def class_offer(one: Lesson, holder: Person) -> str:
    front = one.guard.front
    until = front.clock() + timedelta(hours=1)
    return front.offers.button("?", Offer(Offered.CLASS, "TL3B"), account_of(holder), until).press


async def test_a_teacher_cannot_take_the_group_of_another_class(school: Installation) -> None:
    async with lesson(school) as one:
        one.group.join(one.other)
        before = await state_of(one)
        await one.other.says(one.group, "/klas TL2A")
        await one.other.receives("Dat kan alleen een medewerker", one.group)
        await one.other.says(one.group, "/uit")
        await one.other.receives("alleen een medewerker", one.group)
        assert await state_of(one) == before
        assert await refusals(one) == 2
