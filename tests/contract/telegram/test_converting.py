"""Nothing that the fake Telegram tells is unreadable to us."""

from datetime import UTC, datetime

from adapters.telegram.convert import KINDS, Converter
from bot.model.dealing import NotRead
from bot.model.event import Event
from tests.support.telegram import FakeTelegram, Group, Person
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE


def told(telegram: FakeTelegram) -> list[Event]:
    converter, now = Converter("klaswacht_bot"), datetime.now(UTC)
    return [event for one in telegram.updates.waiting for event in converter.events(one, now)]


async def test_all_that_people_say(
    telegram: FakeTelegram, vera: Person, sem: Person, group: Group
) -> None:
    first = await sem.says(group, "hoi @vera 😀 zie https://example.org")
    await vera.says(group, "wat zeg je", reply_to=first, quote="hoi")
    await sem.edits(first, "dag")
    await sem.forwards(first, group)
    await sem.posts_photo(group, "kijk")
    await sem.posts_album(group, 3, "kamp")
    await sem.posts_voice(group)
    await sem.posts_video(group)
    await sem.posts_document(group, "les.pdf")
    await sem.posts_sticker(group)
    await sem.posts_poll(group, "Wie?", "jij", "ik")
    await sem.posts_contact(group, "Oma")
    await sem.posts_location(group, 52.1, 6.2)
    await sem.whispers(group, "/bezwaar")
    await vera.says_anonymously(group, "let op")
    channel = telegram.channel("Winkler Prins")
    group.link(channel)
    await channel.posts("nieuws")
    await sem.says_as_channel(group, telegram.channel("Sem zijn kanaal"), "hoi")
    await sem.says(group, "/meld@klaswacht_bot dit", reply_to=first)
    await sem.starts("abc")
    await sem.writes("wat doe je?")
    await sem.forwards(first, sem.chat_with_bot)

    assert [event for event in told(telegram) if isinstance(event, NotRead)] == []
    assert len(told(telegram)) == len(telegram.updates.waiting) > 20


async def test_all_that_happens_to_groups(
    telegram: FakeTelegram, vera: Person, sem: Person, basic: Group
) -> None:
    telegram.updates.allow(list(KINDS))
    lars = telegram.user("Lars")
    await lars.joins(basic)
    await vera.renames_group(basic, "TL3C")
    group = await basic.migrate()
    await vera.restricts(lars, group)
    await vera.promotes(lars, group)
    await vera.demotes(lars, group)
    await lars.leaves(group)
    await lars.sends_join_request(group)
    await vera.removes(sem, group)
    await vera.hands_over(group, sem)
    await vera.removes(telegram.bot_user, group)
    await vera.adds_bot(telegram.group("TL4", owner=vera))
    await sem.blocks()

    assert [event for event in told(telegram) if isinstance(event, NotRead)] == []
    assert len(told(telegram)) > 12
