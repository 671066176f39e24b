"""When a digest goes, to whom, by which ways, and never twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from adapters.memory import MemoryAdapter
from bot.digest.build import Reader
from bot.digest.gather import Gathering, Receiver
from bot.digest.page import Style
from bot.digest.render import render
from bot.digest.send import Digests, Ready
from bot.errors import StorageError
from bot.model.appeal import NewAppeal
from bot.model.audit import Audited
from bot.model.calendar import AMSTERDAM, FreeDays, QuietHours, SchoolCalendar
from bot.model.dealing import GroupMoved
from bot.model.digest import Channel, Chart, Decisions, DigestChoice, Names, Wish
from bot.model.flag import Verdict
from bot.model.ids import AccountRef, ChatId, ChatRef, FlagId, PersonId, Platform, UserId
from bot.model.judgement import Topic
from bot.model.member import Role, Sender
from bot.model.outbox import NewOutboxItem, Outcome, Purpose, Say
from bot.model.person import AccountLink, Person
from tests.support.builders import (
    CLASS_2B,
    COUNSELLOR,
    MENTOR,
    NOON,
    TEAM_LEAD,
    a_care_signal,
    a_finding,
    a_group,
    a_judgement,
    an_account,
)
from tests.support.live import CLASS, WOLTERS, open_live
from tests.support.school import SANNE, School, open_school
from tests.unit.digest.making import CLASS_3C, MONDAY

DAY = timedelta(days=1)
AT = time(16, 30)
MAIL = DigestChoice(mail_domains=("school.nl",))
ADDRESS = AccountRef(Platform.EMAIL, UserId("wolters@school.nl"))
PNG = b"\x89PNG\r\n\x1a\n een plaatje"


def local(day: date, at: time = AT) -> datetime:
    return datetime.combine(day, at, AMSTERDAM)


async def due(school: School, at: datetime) -> int:
    school.clock.now = at.astimezone(UTC)
    return await school.app.digests.due()


async def wish(school: School, wished: Wish, account: AccountRef = MENTOR) -> None:
    async with school.unit_of_work() as uow:
        await uow.digests.wish(account, wished)
        await uow.commit()


async def waiting(school: School) -> Sequence[Say]:
    """What waits, taken out."""
    async with school.unit_of_work() as uow:
        items = [item.item for item in await uow.outbox.claim(school.clock(), 100)]
        await uow.commit()
    return [item.effect for item in items if isinstance(item.effect, Say)]


def chosen(school: School, choice: DigestChoice, **more: object) -> Digests:
    digests = replace(school.app.digests, choice=choice, **more)  # type: ignore[arg-type]  # each its own
    school.app = replace(school.app, digests=digests)
    return digests


async def digest_of(school: School, day: date) -> str:
    await school.app.digests.send(day)
    await school.app.outbox.deliver()
    return school.told(MENTOR)[-1]


# never two


async def test_every_responsible_staff_member_gets_one_digest_a_day() -> None:
    school = await open_school(group=a_group(responsible=(MENTOR, TEAM_LEAD)))
    assert await school.app.digests.send(MONDAY) == 2
    assert await school.app.digests.send(MONDAY) == 0
    assert await school.app.digests.send(MONDAY + DAY) == 2
    await school.app.outbox.deliver()
    assert len(school.told(MENTOR)) == len(school.told(TEAM_LEAD)) == 2
    assert school.told(COUNSELLOR) == []


async def test_somebody_with_two_accounts_reads_of_all_their_groups_at_once() -> None:
    other = an_account("mentor-elders")
    school = await open_school(group=a_group())
    async with school.unit_of_work() as uow:
        await uow.groups.put(a_group(CLASS_3C, name="3C", responsible=(other,)))
        await uow.people.link(AccountLink(other, PersonId(MENTOR.user_id)))
        await uow.commit()
    assert await school.app.digests.send(MONDAY) == 1
    await school.app.outbox.deliver()
    assert len(school.told(MENTOR)) + len(school.told(other)) == 1


async def relink(school: School, to: AccountRef) -> None:
    """The mentor has another account from now on."""
    async with school.unit_of_work() as uow:
        await uow.people.unlink(MENTOR)
        await uow.people.link(AccountLink(to, PersonId(MENTOR.user_id)))
        await uow.groups.put(a_group(responsible=(to,)))
        await uow.commit()


async def test_another_account_brings_no_second_digest_of_a_day() -> None:
    fresh, school = an_account("mentor-nieuw"), await open_school()
    assert await due(school, local(MONDAY)) == 1
    await waiting(school)
    await relink(school, fresh)
    assert await due(school, local(MONDAY, time(16, 40))) == 0
    assert await school.app.digests.send(MONDAY) == 0
    school.post("hoi")
    await school.turn()
    assert await due(school, local(MONDAY + DAY)) == 1
    (say,) = await waiting(school)
    assert say.to == fresh
    assert "Van maandag 02-03 16:30 tot dinsdag" in say.text  # on from what the old one read
    assert "eerste dagoverzicht" not in say.text


async def test_another_account_reads_that_the_one_before_did_not_arrive() -> None:
    fresh, school = an_account("mentor-nieuw"), await open_school()
    await due(school, local(MONDAY))
    async with school.unit_of_work() as uow:
        await uow.outbox.claim(school.clock(), 1)
        await uow.commit()
    await school.app.outbox.recover()
    await relink(school, fresh)
    await due(school, local(MONDAY + DAY))
    (say,) = await waiting(school)
    assert say.text.count("het dagoverzicht van maandag 2 maart (in de chat) is misschien") == 1


async def test_a_group_without_responsible_staff_is_in_the_team_leads_digest() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())}, group=a_group(responsible=()))
    school.post("sukkel")
    await school.turn()
    school.clock.forward(minutes=1)
    assert await school.app.digests.send(MONDAY) == 1
    await school.app.outbox.deliver()
    flag, digest = school.told(TEAM_LEAD)
    assert "Melding 1" in flag
    assert "2B: 1 bericht bekeken" in digest
    assert "melding 1, 2B" in digest


# when


async def test_it_goes_at_its_time_and_once() -> None:
    school = await open_school()
    assert await due(school, local(MONDAY, time(16, 29))) == 0
    assert await due(school, local(MONDAY)) == 1
    assert await due(school, local(MONDAY, time(16, 31))) == 0
    assert await due(school, local(MONDAY + DAY, time(16, 29))) == 0
    assert await due(school, local(MONDAY + DAY)) == 1


async def test_each_has_their_own_time() -> None:
    school = await open_school(group=a_group(responsible=(MENTOR, TEAM_LEAD)))
    await wish(school, Wish(at=time(8)))
    await wish(school, Wish(at=time(17, 15)), TEAM_LEAD)
    went = [await due(school, local(MONDAY, time(hour, 15))) for hour in (7, 8, 16, 17, 18)]
    assert went == [0, 1, 0, 1, 0]


async def test_the_time_is_the_schools_also_when_the_clock_has_changed() -> None:
    sunday = date(2026, 3, 29)
    school = await open_school()
    assert await due(school, datetime(2026, 3, 27, 15, 29, tzinfo=UTC)) == 0
    assert await due(school, datetime(2026, 3, 27, 15, 30, tzinfo=UTC)) == 1
    monday = sunday + DAY
    assert await due(school, datetime(monday.year, 3, 30, 14, 29, tzinfo=UTC)) == 0
    assert await due(school, datetime(monday.year, 3, 30, 14, 30, tzinfo=UTC)) == 1


async def test_a_day_without_school_has_none_and_is_in_the_next() -> None:
    free = SchoolCalendar(free=(FreeDays(MONDAY, MONDAY),))
    school = await open_school(calendar=free)
    assert await due(school, local(MONDAY - 3 * DAY)) == 1
    await school.app.outbox.deliver()
    school.clock.forward(days=1)
    school.post("in het weekend")
    await school.turn()
    for day in (MONDAY - 2 * DAY, MONDAY - DAY, MONDAY):
        assert await due(school, local(day)) == 0
    assert await due(school, local(MONDAY + DAY)) == 1
    await school.app.outbox.deliver()
    said = school.told(MENTOR)[-1]
    assert "Van vrijdag 27-02 16:30 tot dinsdag 03-03 16:30." in said
    assert "2B: 1 bericht bekeken" in said


async def test_what_was_missed_is_caught_up_on_the_same_day() -> None:
    school = await open_school()
    assert await due(school, local(MONDAY, time(21))) == 1


async def test_what_was_missed_is_caught_up_in_the_morning_and_never_at_night() -> None:
    school = await open_school()
    assert await due(school, local(MONDAY)) == 1
    wednesday = MONDAY + 2 * DAY
    assert await due(school, local(wednesday, time(2))) == 0
    assert await due(school, local(wednesday, time(7))) == 1  # of Tuesday
    assert await due(school, local(wednesday, time(7, 1))) == 0
    assert await due(school, local(wednesday)) == 1
    async with school.unit_of_work() as uow:
        days = await uow.digests.of(MENTOR)
    assert [*days] == [MONDAY, MONDAY + DAY, wednesday]


async def test_quiet_hours_are_for_what_is_late_and_not_for_a_wish() -> None:
    school = await open_school(calendar=SchoolCalendar(quiet=QuietHours(time(22), time(8))))
    assert await due(school, local(MONDAY, time(22, 30))) == 0
    await wish(school, Wish(at=time(22, 30)))
    assert await due(school, local(MONDAY, time(22, 30))) == 1


async def test_who_reads_none_yet_gets_none_of_yesterday() -> None:
    school = await open_school()
    assert await due(school, local(MONDAY + DAY, time(10))) == 0
    assert await due(school, local(MONDAY + DAY)) == 1


# what it tells of


async def test_it_tells_of_all_since_the_one_before_and_of_nothing_twice() -> None:
    school = await open_school({"weg": a_judgement(topic=Topic.OFFTOPIC)})
    told = []
    for day, hours in (
        (MONDAY, (10, 15, 17, 23)),
        (MONDAY + DAY, (9, 18)),
        (MONDAY + 2 * DAY, ()),
    ):
        for hour in (hour for hour in hours if hour < 16):
            school.clock.now = local(day, time(hour)).astimezone(UTC)
            school.post("hoi")
        await school.turn()
        assert await due(school, local(day)) == 1
        await school.app.outbox.deliver()
        told.append(school.told(MENTOR)[-1])
        for hour in (hour for hour in hours if hour > 16):
            school.clock.now = local(day, time(hour)).astimezone(UTC)
            school.post("hoi")
        await school.turn()
    assert [" bekeken" in one and one.split("2B: ")[1].split()[0] for one in told] == [
        "2",
        "3",
        "1",
    ]


async def test_a_day_in_the_life_of_the_bot_is_told_whole() -> None:
    school = await open_school(
        {
            "sukkel": a_judgement(a_finding()),
            "help": a_judgement(care=a_care_signal()),
            "kapot": RuntimeError(),
        }
    )
    for text in ("sukkel", "help", "kapot"):
        school.post(text)
    await school.decide()
    async with school.unit_of_work() as uow:
        await uow.outbox.claim(school.clock(), 100)
        await uow.commit()
    await school.app.outbox.recover()
    school.clock.forward(minutes=1)
    digest = await digest_of(school, MONDAY)
    assert "melding 1, 2B, 02-03 13:00, Sanne, art. 4.1: »suk«kel" in digest
    assert "meldingen over art. 4.1: 1 (nog open 1)" in digest
    assert "niet kon beoordelen: 1" in digest
    assert "niet zeker is of ze aankwamen: 1" in digest
    assert "zorgsignalen" not in digest
    assert "help" not in digest
    assert await school.outbox(Outcome.UNKNOWN) == 1


async def test_what_staff_decided_is_told() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    school.post("sukkel")
    school.post("sukkel")
    await school.turn()
    await school.app.review.decide(FlagId(1), Verdict.DISMISSED, by=MENTOR)
    await school.app.review.decide(FlagId(2), Verdict.UPHELD, by=MENTOR)
    school.clock.forward(minutes=1)
    digest = await digest_of(school, MONDAY)
    assert "meldingen over art. 4.1: 2 (terecht 1, onterecht 1)" in digest
    assert "besluiten: 2, waarvan onterechte meldingen: 1" in digest


async def test_what_went_wrong_is_told_once() -> None:
    school = await open_school({"kapot": RuntimeError()})
    school.post("kapot")
    await school.turn()
    school.clock.forward(hours=1)
    assert "niet kon beoordelen: 1" in await digest_of(school, MONDAY)
    school.clock.forward(hours=6)  # after the digest, on the same day
    school.post("kapot")
    school.post("kapot")
    await school.turn()
    school.clock.forward(days=1)
    assert "niet kon beoordelen: 2" in await digest_of(school, MONDAY + DAY)
    school.clock.forward(days=1)
    assert "niet kon" not in await digest_of(school, MONDAY + 2 * DAY)


async def test_a_colleague_who_cannot_be_reached_is_not_passed_over_in_silence() -> None:
    school = await open_school({"help": a_judgement(care=a_care_signal())})
    school.platform.unreachable.add(COUNSELLOR)
    school.post("help")
    await school.turn()
    digest = await digest_of(school, MONDAY)
    assert "die niet aankwamen: 1" in digest
    assert "help" not in digest
    school.clock.forward(days=1)
    await digest_of(school, MONDAY + DAY)
    school.clock.forward(days=1)
    assert "aankwamen" not in await digest_of(school, MONDAY + 2 * DAY)


async def test_what_the_bot_had_no_right_to_is_told() -> None:
    school = await open_school()
    async with school.unit_of_work() as uow:
        number = await uow.outbox.add(
            NewOutboxItem(Purpose.REMINDER, Say(CLASS_2B, "Blijf aardig."), school.clock())
        )
        await uow.outbox.settle(number, Outcome.NO_PERMISSION, school.clock())
        await uow.commit()
    assert "geen recht had: 1" in await digest_of(school, MONDAY)


async def test_that_the_bot_was_off_is_told_with_what_it_read_late() -> None:
    school = await open_school()
    await due(school, local(MONDAY))
    async with school.unit_of_work() as uow:
        await uow.life.beat(school.clock())
        await uow.commit()
    school.clock.forward(hours=2)
    school.post("terwijl de bot uit staat")
    school.clock.forward(hours=1)
    await school.turn()
    async with school.unit_of_work() as uow:
        await uow.life.beat(school.clock())
        await uow.commit()
    await due(school, local(MONDAY + DAY))
    await school.app.outbox.deliver()
    digest = school.told(MENTOR)[-1]
    assert "van maandag 02-03 16:30 tot maandag 02-03 19:30" in digest
    assert "later alsnog las: 1" in digest
    assert "niet gelezen" not in digest
    await due(school, local(MONDAY + 2 * DAY))
    await school.app.outbox.deliver()
    assert "stond uit" not in school.told(MENTOR)[-1]


# the ways it goes


async def test_a_digest_that_died_on_its_way_is_named_in_the_next() -> None:
    school = await open_school()
    await due(school, local(MONDAY))
    async with school.unit_of_work() as uow:
        await uow.outbox.claim(school.clock(), 1)
        await uow.commit()
    await school.app.outbox.recover()
    assert await due(school, local(MONDAY, time(16, 40))) == 0  # at most once
    await due(school, local(MONDAY + DAY))
    await school.app.outbox.deliver()
    (digest,) = school.told(MENTOR)
    assert "het dagoverzicht van maandag 2 maart (in de chat) is misschien niet" in digest


async def test_what_was_in_a_digest_that_never_went_is_in_the_next() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    await due(school, local(MONDAY - 3 * DAY))
    await school.app.outbox.deliver()
    school.clock.now = local(MONDAY, time(10)).astimezone(UTC)
    school.post("sukkel")
    await school.turn()
    await due(school, local(MONDAY))
    school.clock.now = local(MONDAY + DAY, time(13)).astimezone(UTC)  # the network was gone
    school.post("hoi")
    await school.turn()
    assert await school.outbox(Outcome.EXPIRED) == 1
    await due(school, local(MONDAY + DAY))
    await school.app.outbox.deliver()
    digest = school.told(MENTOR)[-1]
    assert "Van vrijdag 27-02 16:30 tot dinsdag 03-03 16:30." in digest
    assert "2B: 2 berichten bekeken" in digest
    assert "meldingen over art. 4.1: 1" in digest
    assert "het dagoverzicht van maandag 2 maart (in de chat) is niet aangekomen" in digest
    await due(school, local(MONDAY + 2 * DAY))
    await school.app.outbox.deliver()
    assert "Van dinsdag 03-03 16:30 tot" in school.told(MENTOR)[-1]


async def test_the_first_that_never_went_is_in_the_next_as_well() -> None:
    school = await open_school()
    school.clock.now = local(MONDAY, time(10)).astimezone(UTC)
    school.post("hoi")
    await school.decide()
    await due(school, local(MONDAY))
    school.clock.now = local(MONDAY + DAY, time(13)).astimezone(UTC)
    await school.app.outbox.deliver()
    await due(school, local(MONDAY + DAY))
    await school.app.outbox.deliver()
    digest = school.told(MENTOR)[-1]
    assert "Van zaterdag 28-02 00:00 tot dinsdag 03-03 16:30." in digest
    assert "2B: 1 bericht bekeken" in digest
    assert "eerste dagoverzicht" in digest


async def test_it_goes_by_mail_where_somebody_wants_that() -> None:
    school = await open_school()
    chosen(school, MAIL)
    both = (Channel.CHAT, Channel.MAIL)
    await wish(school, Wish(channels=both, address=ADDRESS.user_id))
    assert await due(school, local(MONDAY)) == 1
    chat, letter = await waiting(school)
    assert (chat.to, chat.letter) == (MENTOR, None)
    assert letter.to == ADDRESS
    assert letter.letter is not None
    assert letter.letter.subject == "Klaswacht: dagoverzicht van 02-03-2026"
    assert "Beslissen doet u in de chat: stuur de bot /open" in letter.text
    assert letter.text.count("/overzicht") == 1


async def test_without_a_server_for_mail_it_is_said_in_the_chat() -> None:
    school = await open_school()
    await wish(school, Wish(channels=(Channel.MAIL,), address=ADDRESS.user_id))
    assert await due(school, local(MONDAY)) == 1
    assert [say.to for say in await waiting(school)] == [MENTOR]


async def test_a_way_that_is_wanted_later_counts_from_the_next() -> None:
    school = await open_school()
    chosen(school, MAIL)
    await due(school, local(MONDAY))
    await waiting(school)
    await wish(school, Wish(at=time(17), channels=(Channel.MAIL,), address=ADDRESS.user_id))
    assert await due(school, local(MONDAY, time(17))) == 0
    assert await school.app.digests.send(MONDAY) == 0
    assert await due(school, local(MONDAY + DAY, time(17))) == 1
    assert [say.to for say in await waiting(school)] == [ADDRESS]


async def test_an_address_that_is_none_of_the_schools_any_more_gets_nothing() -> None:
    school = await open_school()
    chosen(school, DigestChoice(mail_domains=("nieuw.nl",)))
    await wish(school, Wish(channels=(Channel.MAIL,), address=ADDRESS.user_id))
    assert await due(school, local(MONDAY)) == 1
    assert [say.to for say in await waiting(school)] == [MENTOR]


async def loses_every_right(school: School) -> None:
    async with school.unit_of_work() as uow:
        await uow.groups.put(a_group(responsible=(COUNSELLOR,)))
        await uow.commit()


@pytest.mark.parametrize("way", Channel)
async def test_who_lost_every_right_while_it_waited_gets_none(way: Channel) -> None:
    school, mail = await open_school(), MemoryAdapter(lambda: NOON)
    chosen(school, MAIL)
    adapters = {**school.app.outbox.adapters, Platform.EMAIL: mail}
    outbox = replace(school.app.outbox, adapters=adapters)
    for day, told in ((MONDAY, 1), (MONDAY + DAY, 0)):
        await wish(school, Wish(channels=(way,), address=ADDRESS.user_id))
        assert await due(school, local(day)) == 1
        if not told:
            await loses_every_right(school)
        assert await outbox.deliver() == told
    assert await school.outbox(Outcome.NOT_ALLOWED) == 1


@pytest.mark.parametrize("kind", [StorageError, KeyError])
async def test_what_of_one_cannot_be_built_keeps_no_other_from_theirs(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    school = await open_school(group=a_group(responsible=(TEAM_LEAD, MENTOR)))
    read = Gathering.reader

    async def reader(self: Gathering, one: Receiver) -> Reader:
        if one.account == TEAM_LEAD:
            raise kind("van Sanne")
        return await read(self, one)

    monkeypatch.setattr(Gathering, "reader", reader)
    with pytest.raises(kind):
        await due(school, local(MONDAY))
    assert [say.to for say in await waiting(school)] == [MENTOR]
    assert f"a digest cannot be built: {kind.__name__}" in caplog.text
    assert "Sanne" not in caplog.text
    monkeypatch.undo()
    assert await due(school, local(MONDAY, time(16, 31))) == 1  # what was wrong is put right
    assert [say.to for say in await waiting(school)] == [TEAM_LEAD]


async def test_what_of_one_cannot_be_said_keeps_no_other_from_theirs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    school = await open_school(group=a_group(responsible=(TEAM_LEAD, MENTOR)))
    says = Digests._says

    def said(self: Digests, one: Ready, channel: Channel) -> Iterator[Say]:
        if one.asked.receiver.account == TEAM_LEAD:
            raise ValueError("van Sanne")
        yield from says(self, one, channel)

    monkeypatch.setattr(Digests, "_says", said)
    with pytest.raises(ValueError, match="Sanne"):
        await due(school, local(MONDAY))
    assert [say.to for say in await waiting(school)] == [MENTOR]
    assert "a digest cannot be handed over: ValueError" in caplog.text
    assert "Sanne" not in caplog.text
    monkeypatch.undo()
    assert await due(school, local(MONDAY, time(16, 31))) == 1  # it was not claimed
    assert [say.to for say in await waiting(school)] == [TEAM_LEAD]


async def test_an_objection_is_for_who_may_decide_it_and_not_for_who_did() -> None:
    other = an_account("ander")
    group = a_group(responsible=(MENTOR, other), team_lead=TEAM_LEAD)
    school = await open_school({"sukkel": a_judgement(a_finding())}, group=group)
    school.post("sukkel")
    await school.turn()
    await school.app.review.decide(FlagId(1), Verdict.UPHELD, by=MENTOR)
    async with school.unit_of_work() as uow:
        await uow.people.put(Person(person_id=PersonId("o"), name="Ander", role=Role.TEACHER))
        await uow.people.link(AccountLink(other, PersonId("o")))
        await uow.appeals.add(
            NewAppeal(chat=CLASS_2B, by=SANNE.account, at=school.clock(), why="", about=FlagId(1))
        )
        await uow.commit()
    await waiting(school)
    await school.app.digests.send(MONDAY)
    told = {say.to: "bezwaar 1" in say.text.lower() for say in await waiting(school)}
    assert told == {MENTOR: False, other: True}


async def test_what_staff_made_of_flags_stays_when_their_group_moves() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    school.post("sukkel")
    await school.turn()
    await school.app.review.decide(FlagId(1), Verdict.UPHELD, by=MENTOR)
    school.clock.forward(minutes=1)
    to = ChatRef(CLASS_2B.platform, ChatId("klas-2b-nieuw"))
    await school.app.intake.receive([GroupMoved(chat=CLASS_2B, to=to, at=school.clock())])
    school.clock.forward(minutes=1)
    ready = await school.app.digests.show(MONDAY, [MENTOR])
    assert ready is not None
    assert ready.digest.groups[0].decided == Decisions(upheld=1)
    assert dict(ready.digest.chart.articles) == {"4.1": 1}


async def test_the_first_of_somebody_counts_nothing_of_long_before() -> None:
    school = await open_school()
    async with school.unit_of_work() as uow:
        old = NewOutboxItem(Purpose.REMINDER, Say(CLASS_2B, "oud"), school.clock())
        number = await uow.outbox.add(old)
        long_ago = school.clock() - 20 * DAY
        await uow.outbox.settle(number, Outcome.NO_PERMISSION, long_ago)
        await uow.commit()
    assert "geen recht" not in await digest_of(school, MONDAY)


async def test_nothing_happened_and_nothing_is_said_where_somebody_wants_that() -> None:
    school = await open_school()
    await wish(school, Wish(when_quiet=False))
    assert await due(school, local(MONDAY)) == 0
    assert await waiting(school) == []
    school.post("hoi")
    await school.turn()
    assert await due(school, local(MONDAY, time(17))) == 0  # its day is done
    assert await due(school, local(MONDAY + DAY)) == 1


async def test_a_quiet_day_is_one_line_without_a_picture() -> None:
    school = await open_school()

    async def draw(charts: Sequence[Chart]) -> Sequence[bytes]:
        raise AssertionError(charts)

    chosen(school, DigestChoice(), draw=draw)
    await due(school, local(MONDAY))
    (say,) = await waiting(school)
    assert say.text.endswith("er is niets gebeurd en niets wacht op u.")


async def test_the_picture_goes_before_the_text_and_is_drawn_once_for_all() -> None:
    school = await open_school(group=a_group(responsible=(MENTOR, TEAM_LEAD)))
    asked: list[Sequence[Chart]] = []

    async def draw(charts: Sequence[Chart]) -> Sequence[bytes]:
        asked.append(charts)
        return [PNG for _ in charts]

    chosen(school, DigestChoice(), draw=draw)
    school.post("hoi")
    await school.turn()
    await due(school, local(MONDAY))
    says = await waiting(school)
    assert [len(charts) for charts in asked] == [1]
    assert [(say.to, say.picture is not None) for say in says] == [
        (MENTOR, True),
        (MENTOR, False),
        (TEAM_LEAD, True),
        (TEAM_LEAD, False),
    ]
    assert says[0].text.startswith("Berichten per dag in vier weken: samen 1,")
    assert says[0].picture is not None
    assert says[0].picture.png == PNG


async def test_a_digest_goes_without_a_picture_that_cannot_be_drawn_or_is_too_large() -> None:
    for png in (None, b"x" * 200_001):
        school = await open_school()

        async def draw(charts: Sequence[Chart], png: bytes | None = png) -> Sequence[bytes | None]:
            return [png for _ in charts]

        chosen(school, DigestChoice(), draw=draw)
        school.post("hoi")
        await school.turn()
        await due(school, local(MONDAY))
        assert [say.picture for say in await waiting(school)] == [None]


async def test_a_school_may_want_no_pictures() -> None:
    school = await open_school()

    async def draw(charts: Sequence[Chart]) -> Sequence[bytes]:
        raise AssertionError(charts)

    chosen(school, DigestChoice(picture=False), draw=draw)
    school.post("hoi")
    await school.turn()
    await due(school, local(MONDAY))
    assert len(await waiting(school)) == 1


# deciding in place


async def test_a_button_under_it_brings_the_flag_with_its_own_buttons() -> None:
    live = await open_live()
    await live.say("sukkel")
    live.school.clock.forward(minutes=1)
    before = len(live.read_by(MENTOR))
    await live.school.app.digests.send(MONDAY)
    await live.deliver()
    digest = live.read_by(MENTOR)[-1]
    assert [*digest.buttons] == ["Toon melding 1"]
    assert await live.press(digest, "Toon melding 1", by=WOLTERS) == ""
    flag = live.read_by(MENTOR)[-1]
    assert len(live.read_by(MENTOR)) == before + 2
    assert "Melding 1" in flag.text
    assert await live.press(flag, "Terecht", by=WOLTERS)
    assert (await live.flag()).state == "upheld"
    assert "was eerder" in await live.press(digest, "Toon melding 1", by=WOLTERS)
    assert await live.audited(Audited.REVEAL) == []


async def test_nobody_else_can_use_that_button() -> None:
    live = await open_live()
    await live.say("sukkel")
    live.school.clock.forward(minutes=1)
    await live.school.app.digests.send(MONDAY)
    await live.deliver()
    digest = live.read_by(MENTOR)[-1]
    other = Sender(COUNSELLOR, "mw. Smit", Role.COUNSELLOR)
    assert "voor iemand anders" in await live.press(digest, "Toon melding 1", by=other)


async def test_behind_a_pseudonym_it_is_written_down_who_saw_the_name() -> None:
    live = await open_live()
    settings = replace(live.front.settings, digest=DigestChoice(names=Names.PSEUDONYM))
    live.presses = replace(live.presses, front=replace(live.front, settings=settings))
    chosen(live.school, settings.digest)
    await live.say("sukkel")
    live.school.clock.forward(minutes=1)
    await live.school.app.digests.send(MONDAY)
    await live.deliver()
    digest = live.read_by(MENTOR)[-1]
    assert "Leerling 1, art. 4.1" in digest.text
    await live.press(digest, "Toon melding 1", by=WOLTERS)
    (entry,) = await live.audited(Audited.REVEAL)
    assert (entry.by, entry.facts["flag"]) == (MENTOR, 1)


@pytest.mark.parametrize(("at", "said"), [(time(12), False), (time(20), True)])
async def test_of_a_digest_that_is_past_it_is_said_what_is_of_now(at: time, said: bool) -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    school.post("sukkel")
    await school.turn()
    school.clock.now = local(MONDAY, at).astimezone(UTC)
    ready = await school.app.digests.show(MONDAY, [MENTOR])
    assert ready is not None
    text = render(ready.digest, school.app.wording, Style())
    assert ("Wat er op u wacht, is van nu." in text) == said


async def test_what_is_shown_is_what_would_be_sent_and_claims_nothing() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    school.post("sukkel")
    await school.turn()
    school.clock.now = local(MONDAY, time(20)).astimezone(UTC)
    ready = await school.app.digests.show(MONDAY, [MENTOR])
    assert ready is not None
    assert ready.digest.until == local(MONDAY)
    assert [flag.flag_id for flag, _ in ready.digest.open_flags] == [1]
    assert await school.app.digests.show(MONDAY, [COUNSELLOR]) is None
    assert await school.app.digests.send(MONDAY) == 1


def test_both_answer_for_the_class() -> None:
    assert MENTOR in CLASS.responsible  # what the buttons above rest on


async def test_who_only_wrote_before_a_flag_reads_what_became_of_it() -> None:
    live = await open_live()
    await live.say("morgen eerst gym", by=WOLTERS)
    await live.say("sukkel")
    live.school.clock.forward(minutes=1)
    await live.school.app.review.decide(FlagId(1), Verdict.UPHELD, by=TEAM_LEAD)
    live.school.clock.forward(minutes=1)
    assert "besluiten: 1" in await digest_of(live.school, MONDAY)
