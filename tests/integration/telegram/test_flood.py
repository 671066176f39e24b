"""One group talks without end: the others are heard all the same, and staff are not flooded."""

from bot.intake import lane_of
from tests.support.classes import Classes, Guarded
from tests.support.running import Installation
from tests.support.telegram import FakeTelegram, Message
from tests.support.telegram.fixtures import ONLY_HERE

pytestmark = ONLY_HERE

FLOOD = 399
"""With one more they fill what Telegram gives at once four times."""
PHONE = "mijn nummer is 06 12345678"
INSULT = "wat ben jij een hoer"


async def flood(where: Guarded, text: str, count: int) -> None:
    """Faster than anybody can read: nothing else happens meanwhile."""
    for number in range(count):
        await where.pupils[number % len(where.pupils)].says(where.group, f"{text} {number}")


def said_by(telegram: FakeTelegram, where: Guarded) -> list[Message]:
    """In the group, by the bot."""
    return [one for one in where.group.messages if one.sender is telegram.bot_user]


async def test_another_group_does_not_wait_for_the_end_of_it(
    school: Installation, telegram: FakeTelegram
) -> None:
    """Said last of all, and reminded of before the flood's own last word is."""
    flooded, *others = await Classes(school).found(4)
    other = next(one for one in others if lane_of(one.chat) != lane_of(flooded.chat))
    async with school.running():
        telegram.clock.stands_at(telegram.clock.moment())  # all in one second
        await flood(flooded, "ok top", FLOOD - 1)
        await flooded.pupils[0].says(flooded.group, PHONE)
        await other.pupils[0].says(other.group, PHONE)
        await telegram.until(lambda: said_by(telegram, flooded) and said_by(telegram, other), 60)
    spoken = [int(call.params["chat_id"]) for call in telegram.called("sendMessage")]
    assert spoken.index(other.group.id) < spoken.index(flooded.group.id)
    assert telegram.limits_exceeded == []


async def test_a_flood_of_breaches_is_told_in_few_words(
    school: Installation, telegram: FakeTelegram
) -> None:
    """What another group is reminded of says that all before it was decided."""
    flooded, other = await Classes(school).found(2)
    pupil = flooded.pupils[0]
    async with school.running():
        for number in range(20):
            await flooded.pupils[number % 2].says(flooded.group, f"{INSULT} {number}")
        await telegram.until_fetched()
        await telegram.until(lambda: flooded.mentor.inbox, 60)
        await pupil.says(flooded.group, "tot morgen")
        await other.pupils[0].says(other.group, PHONE)
        await telegram.until(lambda: said_by(telegram, other), 60)
    assert telegram.limits_exceeded == []
    assert 0 < len(flooded.mentor.inbox) < 20
