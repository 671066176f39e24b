"""What the bot does on Telegram, and what it may do there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from adapters.telegram.send import TelegramAdapter
from bot.errors import (
    AdapterUnavailable,
    ChatGone,
    ChatMoved,
    InputError,
    MemberGone,
    MissingPermission,
    Unconfirmed,
)
from bot.model.action import (
    HideMessage,
    LiftMute,
    Measure,
    MuteMember,
    RemoveMember,
    WarnMember,
)
from bot.model.administration import Right, Untold
from bot.model.event import Event, GroupNotice
from bot.model.ids import ArticleNumber, UserId, VerdictId
from bot.model.member import Identity
from bot.model.outbox import Outcome
from tests.integration.telegram.outgoing import (
    Listening,
    Scene,
    Time,
    account_of,
    adapter,
    chat_of,
    id_of,
    ref_of,
    scene,
)
from tests.support.builders import NOON
from tests.support.telegram import FakeTelegram
from tests.support.telegram.fixtures import ONLY_HERE
from tests.support.telegram.state import PERMISSIONS

__all__ = ["scene"]
pytestmark = ONLY_HERE
VERDICT = VerdictId(1)
Made = Callable[[Scene], Awaitable[Measure]]


def now(scene: Scene) -> datetime:
    return datetime.fromtimestamp(scene.telegram.clock.exact(), UTC)


def mute(scene: Scene, **lasts: float) -> MuteMember:
    until = now(scene) + timedelta(**lasts)
    return MuteMember(chat_of(scene.group), account_of(scene.sem), until, VERDICT)


def remove(scene: Scene) -> RemoveMember:
    return RemoveMember(chat_of(scene.group), account_of(scene.sem), VERDICT)


# Beginning


async def test_begins_as_itself(scene: Scene) -> None:
    assert scene.bot.myself == account_of(scene.telegram.bot_user)
    assert scene.bot.link("abc-123") == "https://t.me/klaswacht_bot?start=abc-123"


@pytest.mark.parametrize(
    "token",
    ["", "geen token", "123:x\n", "7000000001:AAsome-other-token-0000000000000", "1:x"],
    ids=["none", "words", "line break", "of another bot", "too short"],
)
async def test_says_what_to_do_about_a_token_that_is_not_right(
    telegram: FakeTelegram, token: str
) -> None:
    with pytest.raises(InputError) as told:
        await begin_and_close(telegram, token)

    assert told.value.key == "error.telegram.token"
    assert "AAsome" not in repr(told.value) + repr(told.value.__context__)


async def begin_and_close(telegram: FakeTelegram, token: str) -> None:
    clock, url = (lambda: NOON), telegram.base_url
    bot = TelegramAdapter(token, clock=clock, listener=Listening, base_url=url)
    try:
        await bot.begin()
    finally:
        await bot.close()


async def test_begins_again_when_telegram_can_be_reached_again(telegram: FakeTelegram) -> None:
    telegram.cut_next("getMe")
    bot = adapter(telegram, Time())

    with pytest.raises(AdapterUnavailable):
        await bot.begin()
    await bot.begin()
    await bot.close()


async def test_publishes_commands_for_those_who_may_give_them(scene: Scene) -> None:
    await scene.bot.publish_commands("private", "", [("start", "Begin")])
    await scene.bot.publish_commands(
        "groups", "nl", [("meld", "Meld iets"), ("regels", "De regels")], hidden={"meld"}
    )
    await scene.bot.publish_commands("admins", "en", [("bind", "Bind")])

    first, second, third = (call.params for call in scene.telegram.called("setMyCommands"))
    assert "all_private_chats" in first["scope"]
    assert "language_code" not in first
    assert "all_group_chats" in second["scope"]
    assert second["language_code"] == "nl"
    assert second["commands"].count("is_ephemeral") == 1
    assert "all_chat_administrators" in third["scope"]


async def test_listens_once_it_knows_who_it_is(scene: Scene) -> None:
    heard: list[Event] = []

    async def receive(events: Sequence[Event]) -> None:
        heard.extend(events)

    await scene.bot.listen(receive)

    assert isinstance(heard[0], GroupNotice)
    assert heard[0].text == "@klaswacht_bot"


# Measures


async def test_hides_an_album_as_a_whole(scene: Scene) -> None:
    first, *others = await scene.sem.posts_album(scene.group, 3)
    await scene.sem.deletes(others[0])
    hide = HideMessage(ref_of(first), VERDICT, tuple(id_of(one) for one in others))

    assert await scene.bot.carry_out(hide) is Outcome.DONE
    assert first.deleted
    assert others[1].deleted
    assert await scene.bot.carry_out(hide) is Outcome.ALREADY_GONE


async def test_cannot_hide_what_is_too_old(scene: Scene) -> None:
    rude = await scene.sem.says(scene.group, "sukkel")
    scene.telegram.clock.moves(hours=49)

    with pytest.raises(MissingPermission):
        await scene.bot.carry_out(HideMessage(ref_of(rude), VERDICT))


async def test_sees_whether_a_mute_came_to_anything(scene: Scene) -> None:
    """Somebody else lifted it in the same moment: it was not done."""
    call = "restrictChatMember"
    scene.telegram.delay_next("getChatMember", 0.05)
    doing = asyncio.create_task(scene.bot.carry_out(mute(scene, hours=2)))
    await scene.telegram.until(lambda: scene.telegram.called(call))
    await scene.vera.restricts(scene.sem, scene.group, *PERMISSIONS)
    assert await doing is Outcome.FAILED


async def test_what_cannot_be_seen_afterwards_is_not_said_to_be_done(scene: Scene) -> None:
    scene.telegram.cut_next("getChatMember")
    with pytest.raises(Unconfirmed):
        await scene.bot.carry_out(mute(scene, hours=2))
    assert scene.group.member(scene.sem).status == "restricted"
    scene.telegram.cut_next("getChatMember")
    with pytest.raises(Unconfirmed):
        await scene.bot.carry_out(remove(scene))


def lift(scene: Scene) -> LiftMute:
    return LiftMute(chat_of(scene.group), account_of(scene.sem), VERDICT)


async def test_lifts_a_mute_once(scene: Scene) -> None:
    await scene.bot.carry_out(mute(scene, hours=2))
    assert await scene.bot.carry_out(lift(scene)) is Outcome.DONE
    assert scene.group.member(scene.sem).status == "member"
    assert await scene.bot.carry_out(lift(scene)) is Outcome.ALREADY_GONE


async def test_closes_and_opens_a_group_as_it_was(scene: Scene) -> None:
    chat, telegram = chat_of(scene.group), scene.telegram
    await scene.vera.permits(scene.group, "can_send_messages", "can_edit_tag", "can_pin_messages")
    before = await scene.bot.permissions(chat)
    assert before is not None
    for _ in range(2):
        await scene.bot.close_to_members(chat, before)
        assert scene.group.everyone_may == {"can_edit_tag", "can_pin_messages"}
    assert await scene.bot.permissions(chat) is None
    await scene.vera.permits(scene.group, "can_invite_users")  # a person, meanwhile
    assert await scene.bot.open_to_members(chat, before) is True
    assert scene.group.everyone_may == {"can_send_messages", "can_invite_users"}
    assert await scene.bot.open_to_members(chat, before) is False
    assert telegram.violations == []


async def test_mutes_until_then(scene: Scene) -> None:
    assert await scene.bot.carry_out(mute(scene, hours=2)) is Outcome.DONE

    member = scene.group.member(scene.sem)
    assert (member.status, member.permissions) == ("restricted", frozenset())
    assert abs(member.until - scene.telegram.clock.now() - 7200) <= 1


@pytest.mark.parametrize(
    ("lasts", "least", "most"),
    [({"seconds": 5}, 30, 90), ({"days": 500}, 300 * 86400, 366 * 86400)],
    ids=["nearly over", "very long"],
)
async def test_no_mute_is_for_ever(
    scene: Scene, lasts: dict[str, float], least: float, most: float
) -> None:
    await scene.bot.carry_out(mute(scene, **lasts))

    assert least < scene.group.member(scene.sem).until - scene.telegram.clock.now() <= most


async def test_a_mute_that_is_over_is_not_begun(scene: Scene) -> None:
    assert await scene.bot.carry_out(mute(scene, seconds=-1)) is Outcome.EXPIRED

    assert scene.group.member(scene.sem).status == "member"


async def test_removes_but_does_not_ban(scene: Scene) -> None:
    assert await scene.bot.carry_out(remove(scene)) is Outcome.DONE
    assert scene.group.member(scene.sem).status == "left"

    scene.group.join(scene.sem)
    assert scene.group.member(scene.sem).present


async def test_removes_from_a_basic_group_and_cannot_mute_there(scene: Scene) -> None:
    basic = scene.telegram.group("Klein", owner=scene.vera, members=(scene.sem,), kind="group")
    basic.add_bot()
    scene.group = basic

    with pytest.raises(MissingPermission):
        await scene.bot.carry_out(mute(scene, hours=2))
    assert await scene.bot.carry_out(remove(scene)) is Outcome.DONE
    assert not basic.member(scene.sem).present


@pytest.mark.parametrize("deleted", [True, False])
async def test_tells_a_group_that_is_gone_from_somebody_who_is(
    scene: Scene, deleted: bool
) -> None:
    measure = lift(scene)
    if deleted:
        scene.group.delete()
    else:
        measure = replace(measure, account=replace(measure.account, user_id=UserId("99")))
    with pytest.raises(ChatGone) as gone:
        await scene.bot.carry_out(measure)
    assert isinstance(gone.value, MemberGone) is not deleted


async def test_measures_follow_a_group_that_moved(scene: Scene) -> None:
    old = scene.telegram.group("Oud", owner=scene.vera, members=(scene.sem,), kind="group")
    old.add_bot()
    new = await old.migrate()
    scene.group = old

    await scene.bot.carry_out(mute(scene, hours=2))
    assert new.member(scene.sem).status == "restricted"
    await scene.bot.carry_out(remove(scene))
    assert new.member(scene.sem).status == "left"


async def test_warns_in_private(scene: Scene) -> None:
    await scene.sem.starts()
    warn = WarnMember(account_of(scene.sem), ArticleNumber("4.1"), "Let op.", VERDICT)

    assert await scene.bot.carry_out(warn) is Outcome.DONE
    assert [said.text for said in scene.sem.inbox] == ["Let op."]


async def hides(scene: Scene) -> HideMessage:
    return HideMessage(ref_of(await scene.sem.says(scene.group, "sukkel")), VERDICT)


async def mutes(scene: Scene) -> MuteMember:
    return mute(scene, hours=1)


async def removes(scene: Scene) -> RemoveMember:
    return remove(scene)


@pytest.mark.parametrize("measure", [hides, mutes, removes], ids=["hide", "mute", "remove"])
async def test_needs_the_right(scene: Scene, measure: Made) -> None:
    rights = {"can_delete_messages": False, "can_restrict_members": False}
    await scene.vera.promotes(scene.telegram.bot_user, scene.group, **rights)
    made = await measure(scene)

    with pytest.raises(MissingPermission):
        await scene.bot.carry_out(made)


@pytest.mark.parametrize("measure", [mutes, removes], ids=["mute", "remove"])
async def test_cannot_touch_an_admin(scene: Scene, measure: Made) -> None:
    await scene.vera.promotes(scene.sem, scene.group)

    with pytest.raises(MissingPermission):
        await scene.bot.carry_out(await measure(scene))


@pytest.mark.parametrize(
    ("method", "made"),
    [("deleteMessage", hides), ("restrictChatMember", mutes), ("unbanChatMember", removes)],
    ids=["hide", "mute", "remove"],
)
async def test_a_measure_that_was_cut_off_is_carried_out_again(
    scene: Scene, method: str, made: Made
) -> None:
    measure = await made(scene)
    scene.telegram.cut_next(method, after=True)

    with pytest.raises(AdapterUnavailable):
        await scene.bot.carry_out(measure)
    assert await scene.bot.carry_out(measure) in {Outcome.DONE, Outcome.ALREADY_GONE}


async def test_leaves(scene: Scene) -> None:
    assert await scene.bot.leave(chat_of(scene.group)) is Outcome.DONE
    assert not scene.group.member(scene.telegram.bot_user).present


# Administration


async def test_tells_who_administers_and_what_it_may(scene: Scene) -> None:
    anna = scene.telegram.user("Anna", last_name="Bos")
    scene.group.join(anna)
    await scene.vera.promotes(anna, scene.group)

    told = await scene.bot.administration(chat_of(scene.group), NOON)

    assert [(a.sender.account, a.sender.name, a.owner, a.anonymous) for a in told.admins] == [
        (account_of(scene.vera), "Vera", True, False),
        (account_of(anna), "Anna Bos", False, False),
    ]
    assert told.at == NOON
    assert told.rights == {Right.READ, Right.HIDE, Right.RESTRICT}
    assert told.public == ""
    assert told.untold == {Untold.MEMBERS, Untold.OTHER_BOTS}


async def test_tells_of_bots_that_administer(scene: Scene) -> None:
    other = scene.telegram.user("Spel", is_bot=True)
    scene.group.join(other)
    await scene.vera.promotes(other, scene.group)

    told = await scene.bot.administration(chat_of(scene.group), NOON)

    assert [admin.sender.identity for admin in told.admins] == [Identity.PERSON, Identity.BOT]


async def test_tells_that_an_admin_hides(scene: Scene) -> None:
    owner = scene.group.member(scene.vera)
    scene.group.members[scene.vera.id] = replace(owner, anonymous=True)

    told = await scene.bot.administration(chat_of(scene.group), NOON)

    assert [admin.anonymous for admin in told.admins] == [True]
    assert Untold.ANONYMOUS_ADMIN in told.untold


async def test_tells_the_name_under_which_anybody_can_join(scene: Scene) -> None:
    public = scene.telegram.group("Open", owner=scene.vera, username="tl3b_open")
    public.add_bot()

    assert (await scene.bot.administration(chat_of(public), NOON)).public == "tl3b_open"


RIGHTS = [
    ("supergroup", {}, {Right.READ, Right.HIDE, Right.RESTRICT}),
    ("supergroup", {"can_delete_messages": False}, {Right.READ, Right.RESTRICT}),
    ("supergroup", {"can_restrict_members": False}, {Right.READ, Right.HIDE}),
    ("supergroup", {"admin": False}, set()),
    ("group", {}, {Right.READ, Right.HIDE}),
]


@pytest.mark.parametrize(
    ("kind", "changed", "expected"),
    RIGHTS,
    ids=["all", "no hiding", "no restricting", "no admin", "basic group"],
)
async def test_tells_its_own_rights(
    scene: Scene, kind: str, changed: dict[str, bool], expected: set[Right]
) -> None:
    make = partial(scene.telegram.group, "Klas", owner=scene.vera)
    group = make(kind="group") if kind == "group" else make()
    group.add_bot(None, **changed)

    told = await scene.bot.administration(chat_of(group), NOON)

    assert told.rights == expected
    assert (Untold.HISTORY in told.untold) == (kind == "group" or "admin" in changed)


async def test_reads_all_where_privacy_is_off_and_it_is_no_admin() -> None:
    async with FakeTelegram(privacy=False) as telegram:
        group = telegram.group("Klas", owner=telegram.user("Vera"))
        group.add_bot(admin=False)
        bot = adapter(telegram, Time())
        await bot.begin()

        told = await bot.administration(chat_of(group), NOON)
        await bot.close()

    assert told.rights == {Right.READ}


async def test_administration_of_a_group_that_moved_or_is_gone(scene: Scene) -> None:
    old = scene.telegram.group("Oud", owner=scene.vera, kind="group")
    old.add_bot()
    new = await old.migrate()

    with pytest.raises(ChatMoved) as moved:
        await scene.bot.administration(chat_of(old), NOON)
    assert moved.value.to == str(new.id)
    new.delete()
    with pytest.raises(ChatGone):
        await scene.bot.administration(chat_of(new), NOON)
