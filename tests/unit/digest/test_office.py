"""What a colleague can do with somebody's digest at the command line, and what only they can."""

import re
from datetime import time

import pytest

from bot.digest.office import DigestOffice
from bot.errors import InputError
from bot.model.digest import Channel, Wish
from bot.model.ids import PersonId
from tests.support.builders import MENTOR, TEAM_LEAD
from tests.support.school import NL, School, open_school
from tests.unit.digest.making import MONDAY
from tests.unit.digest.test_send import ADDRESS, DAY, MAIL, chosen, waiting, wish

READER, LEAD = PersonId(MENTOR.user_id), PersonId(TEAM_LEAD.user_id)
BY_MAIL = Wish(channels=(Channel.MAIL,), address=ADDRESS.user_id)


async def wished(school: School) -> Wish | None:
    async with school.unit_of_work() as uow:
        return (await uow.digests.wishes()).get(MENTOR)


@pytest.mark.parametrize("said", [f"mail {ADDRESS.user_id}", f"beide {ADDRESS.user_id}"])
async def test_where_it_goes_nobody_else_says(said: str) -> None:
    school = await open_school()
    office = DigestOffice(chosen(school, MAIL))
    with pytest.raises(InputError) as caught:
        await office.wish(said, READER, NL, by=LEAD)
    assert caught.value.key == "overview.own_address"
    assert await wished(school) is None
    assert await waiting(school) == []


async def test_a_way_that_was_theirs_is_not_widened_by_another() -> None:
    school = await open_school()
    office = DigestOffice(chosen(school, MAIL))
    await wish(school, BY_MAIL)
    with pytest.raises(InputError):
        await office.wish("beide", READER, NL, by=LEAD)
    assert await wished(school) == BY_MAIL


@pytest.mark.parametrize("said", ["8:00", "chat", "niets", "gewoon"])
async def test_when_it_comes_and_back_to_the_chat_a_colleague_says_and_the_reader_is_told(
    said: str,
) -> None:
    school = await open_school()
    office = DigestOffice(chosen(school, MAIL))
    await wish(school, BY_MAIL)
    await office.wish(said, READER, NL, by=LEAD)
    assert await wished(school) != BY_MAIL
    (told,) = await waiting(school)
    assert told.to == MENTOR
    assert "Een collega" in told.text


async def test_who_says_it_of_their_own_reads_no_more_of_it() -> None:
    school = await open_school()
    office = DigestOffice(chosen(school, MAIL))
    await office.wish("8:00", READER, NL, by=READER)
    assert await wished(school) == Wish(at=time(8))
    assert await waiting(school) == []


async def test_an_address_is_proven_at_the_command_line_by_its_reader_alone() -> None:
    school = await open_school()
    office = DigestOffice(chosen(school, MAIL))
    said = await office.wish(f"mail {ADDRESS.user_id}", READER, NL, by=READER)
    assert f"code van 6 cijfers naar {ADDRESS.user_id}" in said
    (letter,) = await waiting(school)
    assert letter.to == ADDRESS
    (code,) = {*re.findall(r"\b\d{6}\b", letter.text)}
    wrong = "000001" if code == "000000" else "000000"
    for typed in (code, wrong):
        with pytest.raises(InputError) as caught:
            await office.wish(typed, READER, NL, by=LEAD)
        assert caught.value.key == "overview.own_address"
    assert await school.app.digests.send(MONDAY) == 1
    assert [say.to for say in await waiting(school)] == [MENTOR]  # as before
    assert "De code klopt." in await office.wish(code, READER, NL, by=READER)
    assert await wished(school) == BY_MAIL
    assert await school.app.digests.send(MONDAY + DAY) == 1
    assert [say.to for say in await waiting(school)] == [ADDRESS]


async def test_a_code_that_came_too_late_is_none() -> None:
    school = await open_school()
    office = DigestOffice(chosen(school, MAIL))
    await office.wish(f"mail {ADDRESS.user_id}", READER, NL, by=READER)
    school.clock.forward(hours=25)
    assert "code van 6 cijfers" not in await office.wish("", READER, NL, by=READER)
    with pytest.raises(InputError) as caught:
        await office.wish("123456", READER, NL, by=READER)
    assert caught.value.key == "overview.code.none"
