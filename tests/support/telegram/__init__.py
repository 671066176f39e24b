"""A fake Telegram: the Bot API over real HTTP on loopback, around a world that a test acts in.

    from tests.support.telegram.fixtures import ONLY_HERE, telegram  # the fixture in a conftest
    pytestmark = ONLY_HERE

    async def test_reminds(telegram: FakeTelegram) -> None:
        vera = telegram.user("Vera", language_code="nl")          # last_name, username, id, is_bot
        sem = telegram.user("Sem", username="semdv")
        group = telegram.group("TL3B", owner=vera, members=(sem,))  # kind="group", is_forum=True
        await vera.adds_bot(group)        # all rights; admin=False; can_delete_messages=False
        ... start the bot: telegram.base_url + telegram.token (PTB) or telegram.origin (aiogram)
        said = await sem.says(group, "@vera jij bent dom", reply_to=..., quote=..., topic=...)
        reminder = await sem.receives("artikel", group)    # waits; no group: inbox
        answer = await vera.presses(reminder, "Terecht")   # words or data; waits
        assert said.deleted and answer.text == "Verwerkt"

Setting up (at once):  telegram.user, .group, .channel; group.join(*users), .leave(user),
    .add_bot(by), .topic(name), .link(channel), .delete(), await group.migrate() -> the new group
People (await):  says, edits, deletes, forwards, posts_photo, posts_album, posts_voice,
    posts_video, posts_document, posts_sticker, posts_poll, posts_contact, posts_location,
    whispers (a command only the bot sees), says_anonymously, says_as_channel, presses, receives;
    in private starts(payload), writes, blocks, unblocks; in groups joins, leaves,
    sends_join_request, adds_bot, promotes, demotes, restricts, permits, removes,
    hands_over, renames_group, renames_self. What `await channel.posts(text)` says is copied
    into the linked group.
    What an app does not let people do raises Impossible: write while restricted, moderate
    without the right, press a button that is not there.
Looking:  group.messages (what all see), user.sees(group) (with what the bot whispered),
    user.inbox; a Message has text, buttons, reply_to, deleted, edited, seen_by, link;
    group.member(user).status, .permissions, .rights
Waiting:  await telegram.until(lambda: ...), await user.receives(words, group=None),
    await telegram.until_fetched() (the bot has confirmed every update and polls for more)
Time:  telegram.clock.moves(hours=49), .stands_at(moment). Messages can be deleted for 48 hours,
    updates wait 24 hours, a callback query 150 seconds, and can be answered for 60.
Faults:  telegram.fail_next("sendMessage", 400, "Bad Request: ..."), retry_after=3 for a 429;
    .cut_next(method, after=True), .delay_next(method, seconds), .garble_next(method); times=;
    method "*" is any but getUpdates; .goes_down(), .comes_back();
    telegram.limits.enforced = True answers 429, .limits_exceeded tells anyway
Asked:  telegram.calls, .called("deleteMessage"): method, params, at, result, error, cut.
    telegram.violations: calls that the documentation forbids; the fixture asserts there are none
    (clear the list where a test means to break the rules).
Updates:  telegram.updates.waiting, .webhook, .allowed, .restart_ids()
"""

from tests.support.telegram.errors import Impossible
from tests.support.telegram.fake import FakeTelegram
from tests.support.telegram.groups import Channel, Group
from tests.support.telegram.people import Answer, Person
from tests.support.telegram.state import Message

__all__ = ["Answer", "Channel", "FakeTelegram", "Group", "Impossible", "Message", "Person"]
