"""What staff read of who wrote something: a name in an app is not who somebody is."""

from dataclasses import replace

import pytest

from bot.model.finding import Reason
from bot.model.ids import AccountRef, PersonId, UserId
from bot.model.member import Identity, Role, Sender
from bot.model.person import NOT_KNOWN, AccountLink, Person
from bot.wording import REPORTED
from tests.support.builders import CLASS_2B, COUNSELLOR, MENTOR, a_finding, a_judgement
from tests.support.live import LiveSchool, open_live
from tests.support.school import SANNE

UNKNOWN = "naam in de app, niet bekend bij school"


async def told(live: LiveSchool, text: str, by: Sender = SANNE) -> str:
    await live.say(text, by=by)
    reader = COUNSELLOR if text == "help" else MENTOR
    return live.read_by(reader)[-1].text


@pytest.mark.parametrize("text", ["sukkel", "help"])
async def test_of_whom_the_school_does_not_know_staff_read_so_once(text: str) -> None:
    said = await told(await open_live(), text)

    assert said.count(UNKNOWN) == 1
    assert said.partition("\n")[0].endswith(f"Sanne · {UNKNOWN}")


async def test_however_much_was_found_it_is_said_once() -> None:
    reported = replace(a_finding(), reason=Reason(REPORTED))
    live = await open_live({"sukkel": a_judgement(a_finding(), reported)})

    assert (await told(live, "sukkel")).count(UNKNOWN) == 1


@pytest.mark.parametrize("text", ["sukkel", "help"])
async def test_of_whom_the_school_knows_staff_read_the_name_alone(text: str) -> None:
    live = await open_live()
    sanne = Person(person_id=PersonId("s1"), name="Sanne de Wit", role=Role.STUDENT)
    async with live.school.unit_of_work() as uow:
        await uow.people.put(sanne)
        await uow.people.link(AccountLink(SANNE.account, sanne.person_id))
        await uow.commit()

    assert (await told(live, text)).partition("\n")[0].endswith("· Sanne")


async def test_a_channel_with_a_teacher_s_name_is_not_known() -> None:
    live = await open_live()
    account = replace(SANNE.account, user_id=UserId("kanaal"))
    channel = Sender(account, "mw. Wolters", Role.STUDENT, Identity.CHANNEL)
    live.school.platform.join(CLASS_2B, channel)

    assert f"mw. Wolters · {UNKNOWN}" in await told(live, "sukkel", channel)


async def test_of_nobody_nothing_is_said() -> None:
    live = await open_live()
    nobody = Sender(AccountRef(SANNE.account.platform, NOT_KNOWN), "?", Role.STUDENT)
    live.school.platform.join(CLASS_2B, nobody)

    assert UNKNOWN not in await told(live, "sukkel", nobody)
