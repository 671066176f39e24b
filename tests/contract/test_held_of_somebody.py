"""What is given to somebody who asks what is held of them: the same on every kind of store."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.model.action import WarnMember
from bot.model.administration import Admin, Administration
from bot.model.dealing import (
    BotAdded,
    BotRemoved,
    ButtonPressed,
    CommandGiven,
    Dealing,
    GroupRenamed,
    MemberChanged,
    Original,
    Presence,
    PrivateMessage,
)
from bot.model.flag import Step, StepKind
from bot.model.ids import ArticleNumber, MessageId, PersonId, VerdictId
from bot.model.member import Role, Sender
from bot.model.outbox import Leave, NewOutboxItem, Outcome, Purpose, Say
from bot.model.person import Person
from bot.model.privacy import Part, Somebody
from bot.model.retention import Retention
from bot.ports import UnitOfWorkFactory
from bot.privacy.erasure import forget
from bot.privacy.holdings import Holdings
from tests.contract.builders import MENTOR, MINUTE, a_flag, an_appeal, an_item
from tests.support.builders import CLASS_2B, NOON, a_group, a_sender, an_account

SANNE = Person(person_id=PersonId("1001"), name="Sanne", role=Role.STUDENT)
HER_ACCOUNT = an_account("sanne")


async def test_what_waits_to_be_said_or_done_to_an_account(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    say = an_item(Purpose.NOTICE, Say(HER_ACCOUNT, "hoi"))
    warn = NewOutboxItem(
        Purpose.MEASURE,
        WarnMember(HER_ACCOUNT, ArticleNumber("4.1"), "pas op", VerdictId(1)),
        NOON,
    )
    async with unit_of_work() as uow:
        for item in (say, an_item(effect=Say(MENTOR, "voor u")), warn, an_item()):
            await uow.outbox.add(item)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.outbox.of(HER_ACCOUNT) == [say, warn]
        assert await uow.outbox.of(an_account("niemand")) == []


async def test_what_is_being_sent_still_waits_and_what_was_sent_does_not(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    item = an_item(effect=Say(HER_ACCOUNT, "hoi"))
    async with unit_of_work() as uow:
        number = await uow.outbox.add(item)
        await uow.outbox.claim(NOON, 1)
        assert await uow.outbox.of(HER_ACCOUNT) == [item]
        await uow.outbox.settle(number, Outcome.DONE, NOON)
        assert await uow.outbox.of(HER_ACCOUNT) == []


async def test_what_somebody_objected_to_is_in_their_copy_alone(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    terms = Retention(reminder_days=90)
    async with unit_of_work() as uow:
        flag = await uow.flags.add(a_flag())
        await uow.appeals.add(an_appeal(HER_ACCOUNT))
        await uow.appeals.add(an_appeal(HER_ACCOUNT, about=flag))
        await uow.appeals.add(an_appeal(MENTOR))
        her = Somebody((HER_ACCOUNT,))
        parts = await (await Holdings.of(uow, her, NOON, terms)).parts()
        spared = await (await Holdings.of(uow, her, NOON, terms, {flag})).parts()
        nobody = await Holdings.of(uow, Somebody((an_account("niemand"),)), NOON, terms)
        assert not any((await nobody.parts()).values())
    told = {
        "at": NOON,
        "objection": "ik was het niet",
        "state": "open",
        "group": str(CLASS_2B),
        "reminder_of": None,
        "answered_at": None,
        "answer": "",
        "kept_until": None,  # it stays until somebody answered it
    }
    assert parts[Part.WRITTEN] == [{**told, "flag": None}, {**told, "flag": flag}]
    assert [row["flag"] for row in spared[Part.WRITTEN]] == [None]
    assert parts[Part.ACCOUNTS] == [{"account": str(HER_ACCOUNT)}]


async def test_what_staff_did_about_a_flag_is_in_their_copy(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag, other = await uow.flags.add(a_flag("m1")), await uow.flags.add(a_flag("m2"))
        for number in (flag, other):
            await uow.flags.step(number, Step(StepKind.TOLD, NOON))
        await uow.flags.step(flag, Step(StepKind.TAKEN_UP, NOON, MENTOR))
        await uow.flags.step(other, Step(StepKind.TAKEN_UP, NOON, HER_ACCOUNT))
        mentor = Somebody((MENTOR,))
        held = await (await Holdings.of(uow, mentor, NOON, Retention())).parts()
        spared = await (await Holdings.of(uow, mentor, NOON, Retention(), {flag})).parts()
    (row,) = held[Part.VERDICTS]
    assert (row["flag"], row["step"]) == (flag, StepKind.TAKEN_UP)
    assert spared[Part.VERDICTS] == []


async def test_the_days_of_which_somebody_had_a_digest(unit_of_work: UnitOfWorkFactory) -> None:
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    async with unit_of_work() as uow:
        await uow.digests.claim(MENTOR, tuesday, NOON + timedelta(days=1))
        await uow.digests.claim(MENTOR, monday, NOON)
        await uow.digests.claim(HER_ACCOUNT, monday, NOON)
        await uow.commit()
    async with unit_of_work() as uow:
        claimed = await uow.digests.of(MENTOR)
    assert [*claimed.items()] == [(monday, NOON), (tuesday, NOON + timedelta(days=1))]


async def test_until_when_a_code_that_waits_works(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        await uow.people.put(SANNE)
        await uow.people.issue("abc", SANNE.person_id, NOON + MINUTE)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.people.code_until(SANNE.person_id) == NOON + MINUTE
        assert await uow.people.code_until(PersonId("1002")) is None
        await uow.people.redeem("abc", NOON)
        assert await uow.people.code_until(SANNE.person_id) is None


HER = Sender(HER_ACCOUNT, "Sanne op haar telefoon", Role.STUDENT)
ANOTHER = a_sender("bram")
QUOTED = Original(message_id=MessageId("m1"), sender=ANOTHER, text="woord van Bram", at=NOON)
HERS_QUOTED = replace(QUOTED, sender=HER, text="woord van Sanne")

_PRIVATE = PrivateMessage(
    chat=CLASS_2B, at=NOON, message_id=MessageId("p1"), sender=HER, text="mijn vraag"
)
_COMMAND = CommandGiven(
    chat=CLASS_2B,
    at=NOON,
    message_id=MessageId("c1"),
    sender=HER,
    name="bezwaar",
    argument="mijn reden",
    reply_to=QUOTED,
)
_PRESS = ButtonPressed(
    chat=CLASS_2B, at=NOON, press="d1", message_id=MessageId("b1"), by=HER, data="u1"
)
_JOINED = MemberChanged(
    chat=CLASS_2B,
    at=NOON,
    member=HER,
    was=Presence.AWAY,
    now=Presence.MEMBER,
    by=ANOTHER,
)

HER_DEALINGS: dict[str, tuple[Dealing, str | None]] = {
    "private": (_PRIVATE, "mijn vraag"),
    "passed on": (replace(_PRIVATE, text="", forwarded=QUOTED), ""),
    "command": (_COMMAND, "mijn reden"),
    "press": (_PRESS, None),
    "joined": (_JOINED, None),
    "let in": (replace(_JOINED, member=ANOTHER, by=HER), None),
    "added the bot": (BotAdded(chat=CLASS_2B, at=NOON, name="2B", by=HER), None),
    "removed the bot": (BotRemoved(chat=CLASS_2B, at=NOON, by=HER), None),
}
"""What somebody does with the bot, and which of their words are in it."""

DEALINGS_OF_OTHERS: dict[str, Dealing] = {
    "reported her": replace(_PRIVATE, sender=ANOTHER, forwarded=HERS_QUOTED),
    "replied to her": replace(_COMMAND, sender=ANOTHER, reply_to=HERS_QUOTED),
    "renamed": GroupRenamed(chat=CLASS_2B, at=NOON, name="2B"),
}


@pytest.mark.parametrize(("dealing", "words"), HER_DEALINGS.values(), ids=HER_DEALINGS)
async def test_what_somebody_does_with_the_bot_is_theirs_while_it_waits(
    unit_of_work: UnitOfWorkFactory, dealing: Dealing, words: str | None
) -> None:
    her = Somebody((HER_ACCOUNT,))
    async with unit_of_work() as uow:
        await uow.inbox.add(dealing, lane=0)
        (row,) = (await (await Holdings.of(uow, her, NOON, Retention())).parts())[Part.UNJUDGED]
        assert row.get("text") == words
        assert QUOTED.text not in map(str, row.values())
        assert (await forget(uow, her.accounts, None, NOON)).gone == {Part.UNJUDGED: 1}
        assert await uow.inbox.waiting() == 0


@pytest.mark.parametrize("dealing", DEALINGS_OF_OTHERS.values(), ids=DEALINGS_OF_OTHERS)
async def test_what_others_tell_the_bot_of_somebody_is_not_theirs(
    unit_of_work: UnitOfWorkFactory, dealing: Dealing
) -> None:
    her = Somebody((HER_ACCOUNT,))
    async with unit_of_work() as uow:
        await uow.inbox.add(dealing, lane=0)
        parts = await (await Holdings.of(uow, her, NOON, Retention())).parts()
        assert not any(parts.values())
        assert not (await forget(uow, her.accounts, None, NOON)).gone
        assert await uow.inbox.waiting() == 1


async def test_who_was_seen_as_admin_is_told_so_and_is_erased_there(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    her, other = Somebody((HER_ACCOUNT,)), Admin(ANOTHER)
    seen = Administration(at=NOON, admins=(Admin(HER, owner=True), other))
    async with unit_of_work() as uow:
        await uow.groups.put(replace(a_group(name="2B"), administration=seen))
        held = await (await Holdings.of(uow, her, NOON, Retention())).parts()
        assert held[Part.ANSWERS_FOR] == [
            {
                "group": "2B",
                "as": "owner",
                "name": HER.name,
                "account": str(HER_ACCOUNT),
                "role": Role.STUDENT,
            }
        ]
        assert (await forget(uow, her.accounts, None, NOON)).gone == {Part.ANSWERS_FOR: 1}
        group = await uow.groups.get(CLASS_2B)
        assert group is not None
        assert group.administration == replace(seen, admins=(other,))
        assert not (await forget(uow, her.accounts, None, NOON)).gone


@pytest.mark.parametrize(
    ("role", "words"), [(Role.STUDENT, "uw antwoord"), (Role.MENTOR, None)], ids=str
)
async def test_what_staff_are_answered_may_be_about_others(
    unit_of_work: UnitOfWorkFactory, role: Role, words: str | None
) -> None:
    who = replace(SANNE, role=role)
    async with unit_of_work() as uow:
        await uow.people.put(who)
        await uow.outbox.add(an_item(Purpose.ANSWER, Say(HER_ACCOUNT, "uw antwoord")))
        await uow.outbox.add(an_item(Purpose.AMEND, Leave(CLASS_2B)))
        her = Somebody((HER_ACCOUNT,), who.person_id)
        (row,) = (await (await Holdings.of(uow, her, NOON, Retention())).parts())[Part.UNSENT]
    assert (row["purpose"], row.get("text")) == (Purpose.ANSWER, words)
