"""An invitation ties one account to one person, once; who it was for, it tells nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Forbidden
from bot.groups.contacts import with_contacts
from bot.model.audit import NOBODY, Audited
from bot.model.ids import AccountRef, ChatRef, PersonId, Platform, UserId
from bot.model.member import Identity, Role, Sender
from bot.model.outbox import Purpose
from bot.model.person import AccountLink, Person
from bot.people.codes import as_kept
from bot.people.invite import Invitations
from bot.people.staff import Staff
from bot.rights import who_is
from tests.unit.commands.making import (
    BRAM,
    CHAT_2B,
    CLASS_2B,
    LEAD,
    MENTOR,
    OFFICER,
    OTHER_MENTOR,
    SANNE,
    Around,
    somebody,
)

NEW = somebody("40", "Juf Noor")
THIEF = somebody("41", "mw. Noor")
NOOR = Person(person_id=PersonId("n1"), name="mw. Noor", role=Role.TEACHER)
PUPIL = Person(person_id=PersonId("n2"), name="Daan Vis", role=Role.STUDENT, classes=("2B",))


async def invited(around: Around, person: Person = NOOR, by: Sender = LEAD) -> str:
    async with around.work() as uow:
        await uow.people.put(person)
        return (await Invitations(around.front).invite(uow, person, by.account)).token


async def owner(around: Around, one: Sender) -> PersonId | None:
    async with around.store() as uow:
        person = await uow.people.who(one.account)
    return person.person_id if person else None


async def test_whoever_comes_with_it_is_that_person() -> None:
    around = await Around().open()

    said = await around.give(NEW, "start", await invited(around))

    assert await owner(around, NEW) == NOOR.person_id
    assert "Welkom, mw. Noor" in said.text
    assert [entry.about for entry in await around.audited(Audited.LINKED)] == [NOOR.person_id]


async def test_staff_are_asked_whether_it_is_a_work_account() -> None:
    around = await Around().open()

    said = await around.give(NEW, "start", await invited(around))

    ((yes, no),) = said.answers[0].buttons
    assert (yes.label, no.label) == ("Ja, van mijn werk", "Nee, privé")
    assert max(len(yes.press.encode()), len(no.press.encode())) <= 64


async def test_a_pupil_is_not_asked() -> None:
    around = await Around().open()

    said = await around.give(SANNE, "start", await invited(around, PUPIL))

    assert await owner(around, SANNE) == PUPIL.person_id
    assert said.answers[0].buttons == ()


async def test_it_works_once() -> None:
    around = await Around().open()
    token = await invited(around)
    await around.give(NEW, "start", token)

    again = await around.give(THIEF, "start", token)

    assert await owner(around, THIEF) is None
    assert "werkt niet" in again.text


async def test_it_works_for_a_day() -> None:
    around = await Around().open()
    token = await invited(around)
    around.clock.forward(hours=24)

    await around.give(NEW, "start", token)

    assert await owner(around, NEW) is None


async def test_a_new_one_takes_the_place_of_an_earlier() -> None:
    around = await Around().open()
    earlier, later = await invited(around), await invited(around)

    await around.give(THIEF, "start", earlier)
    await around.give(NEW, "start", later)

    assert (await owner(around, THIEF), await owner(around, NEW)) == (None, NOOR.person_id)


async def test_whatever_is_wrong_it_says_the_same() -> None:
    around = await Around().open()
    used, another = await invited(around), await invited(around, PUPIL)
    await around.give(NEW, "start", used)

    said = [
        await around.give(THIEF, "start", used),
        await around.give(THIEF, "start", "verzonnen"),
        await around.give(OTHER_MENTOR, "start", another),
    ]

    assert len({one.text for one in said}) == 1
    assert not [one for one in said if "Daan" in one.text or "Noor" in one.text]
    assert await owner(around, OTHER_MENTOR) == PersonId("p2")
    assert [entry.by for entry in await around.audited(Audited.REFUSED)] == [
        THIEF.account,
        OTHER_MENTOR.account,
    ]


async def test_an_audit_is_not_filled_by_trying_but_a_link_that_was_taken_is_written_down() -> (
    None
):
    around = await Around().open()
    token = await invited(around, PUPIL)

    for number in range(3):
        await around.give(OTHER_MENTOR, "start", f"verzonnen-{number}")
    await around.give(OTHER_MENTOR, "start", token)

    refused = await around.audited(Audited.REFUSED)
    assert [entry.about for entry in refused] == [NOBODY, PUPIL.person_id]


@pytest.mark.parametrize("chat", [CHAT_2B], ids=["group"])
async def test_one_that_is_shown_in_a_group_is_used_up_and_removed(chat: ChatRef) -> None:
    around = await Around().open()
    token = await invited(around)

    said = await around.give(NEW, "start", token, chat=chat)
    await around.give(THIEF, "start", token)

    assert len(said.removed) == 1
    assert (await owner(around, NEW), await owner(around, THIEF)) == (None, None)


@pytest.mark.parametrize("identity", [one for one in Identity if one is not Identity.PERSON])
async def test_only_a_person_can_come_with_it(identity: Identity) -> None:
    around = await Around().open()
    token = await invited(around)

    said = await around.give(replace(NEW, identity=identity), "start", token)

    assert not said.items
    assert await owner(around, NEW) is None


async def test_it_is_no_code_at_a_machine_and_a_code_is_no_invitation() -> None:
    around = await Around().open()
    token = await invited(around)
    async with around.store() as uow:
        for typed in (token, as_kept(token), f"invitation:{token}".upper()):
            assert await uow.people.redeem(typed, around.clock()) is None

    async with around.work() as uow:
        await uow.people.put(PUPIL)
        await uow.people.issue("ABC", PUPIL.person_id, around.clock() + timedelta(hours=1))
    await around.give(NEW, "start", "ABC")
    assert await owner(around, NEW) is None


@pytest.mark.parametrize("by", [MENTOR, OFFICER, SANNE], ids=["mentor", "officer", "pupil"])
async def test_only_who_manages_people_invites(by: Sender) -> None:
    around = await Around().open()

    with pytest.raises(Forbidden):
        await invited(around, by=by)


async def test_nobody_invites_themselves() -> None:
    around = await Around().open()
    async with around.store() as uow:
        lead = await uow.people.get(PersonId("p3"))
    assert lead is not None

    with pytest.raises(Forbidden):
        await invited(around, lead)


async def test_the_audit_has_no_token() -> None:
    around = await Around().open()

    token = await invited(around)
    await around.give(NEW, "start", token)

    for what in (Audited.CODE, Audited.LINKED):
        (entry,) = await around.audited(what)
        assert token not in str(entry)


async def answered(around: Around, work: bool) -> AccountLink:
    await around.give(NEW, "start", await invited(around))
    async with around.work() as uow:
        await Invitations(around.front).taken(uow, NEW.account, work)
    async with around.store() as uow:
        (link,) = await uow.people.links(NOOR.person_id)
    return link


async def test_a_work_account_is_put_down_as_one() -> None:
    around = await Around().open(CLASS_2B)

    link = await answered(around, work=True)
    said = await around.said(NEW)

    assert link.work is True
    assert said.readers == set()


async def test_of_a_private_account_the_team_lead_is_told() -> None:
    around = await Around().open(CLASS_2B)

    link = await answered(around, work=False)
    said = await around.said(NEW)

    assert link.work is False
    assert said.readers == {LEAD.account}
    assert "mw. Noor" in said.to(LEAD)
    assert Purpose.ALERT in {item.purpose for item in said.items}
    assert (await around.audited(Audited.LINKED))[-1].facts["work"] == 0


async def test_of_an_account_that_is_nobody_s_nothing_is_put_down() -> None:
    around = await Around().open(CLASS_2B)

    async with around.work() as uow:
        await Invitations(around.front).taken(uow, BRAM.account, True)

    assert not (await around.said(BRAM)).items
    assert await around.audited(Audited.LINKED) == []


async def rights(around: Around) -> tuple[Role | None, frozenset[AccountRef]]:
    async with around.store() as uow:
        actor = await who_is(uow.people, NEW.account)
    return actor.role, actor.accounts


async def test_a_private_account_gives_no_rights_until_the_team_lead_agrees() -> None:
    around = await Around().open(CLASS_2B)

    await answered(around, work=False)
    said = await around.said(NEW)
    assert said.to(LEAD).count("klaswacht staff work n1") == 2
    assert "Tot dan" in said.text
    assert await rights(around) == (None, frozenset({NEW.account}))

    staff = Staff(
        unit_of_work=around.store, clock=around.clock, invitations=Invitations(around.front)
    )
    with pytest.raises(Forbidden):
        await staff.allow(NOOR.person_id, by=NEW.account, work=True)
    await staff.allow(NOOR.person_id, by=LEAD.account, work=True)
    assert await rights(around) == (Role.TEACHER, frozenset({NEW.account}))
    assert (await around.audited(Audited.LINKED))[-1].by == LEAD.account
    assert "akkoord" in (await around.said(NEW)).text


async def test_nobody_takes_back_themselves_that_it_is_private() -> None:
    around = await Around().open(CLASS_2B)

    await answered(around, work=False)
    async with around.work() as uow:
        await Invitations(around.front).taken(uow, NEW.account, True)

    assert await rights(around) == (None, frozenset({NEW.account}))


async def test_no_private_account_hears_of_a_colleague() -> None:
    around = await Around().open(CLASS_2B)
    private = somebody("43", "Teamleider")
    async with around.work() as uow:
        await uow.people.link(AccountLink(private.account, PersonId("p3"), work=False))

    await answered(around, work=False)

    assert (await around.said(NEW)).readers == {LEAD.account}


async def test_who_uses_a_private_account_answers_for_no_group_with_it() -> None:
    around = await Around().open(CLASS_2B)
    await answered(around, work=False)
    async with around.work() as uow:
        await uow.people.put(replace(NOOR, classes=("2B",)))
        assert NEW.account not in (await with_contacts(uow.people, CLASS_2B)).contacts
        work = somebody("42", "mw. Noor")
        await uow.people.link(AccountLink(work.account, NOOR.person_id, work=True))
        assert work.account in (await with_contacts(uow.people, CLASS_2B)).contacts


async def test_at_the_bots_own_machine_no_account_is_private() -> None:
    around = await Around().open(CLASS_2B)
    desk = AccountRef(Platform.OS, UserId("noor@school"))
    async with around.work() as uow:
        await uow.people.put(NOOR)
        await uow.people.link(AccountLink(desk, NOOR.person_id, work=False))
        assert (await who_is(uow.people, desk)).role is Role.TEACHER
