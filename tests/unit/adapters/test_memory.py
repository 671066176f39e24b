"""The platform in memory behaves as platforms do, its refusals included."""

from datetime import timedelta

import pytest

from adapters.memory import MemoryAdapter
from adapters.simulated import SimulatedAdapter
from bot.errors import AdapterUnavailable, ChatGone, MessageGone, MissingPermission
from bot.model.action import HideMessage, Measure, MuteMember, RemoveMember, WarnMember
from bot.model.event import (
    AdminsChanged,
    GroupNotice,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.model.ids import (
    ArticleNumber,
    ChatId,
    ChatRef,
    MessageId,
    MessageRef,
    Platform,
    VerdictId,
)
from bot.model.message import MediaKind
from bot.model.outbox import Outcome, Say, Sent
from bot.ports import ChatAdapter
from tests.support.builders import NOON
from tests.support.school import BRAM, SANNE, STRANGER, SettableClock

VERDICT = VerdictId(1)
NOWHERE = ChatRef(Platform.MEMORY, ChatId("weg"))
HOUR = timedelta(hours=1)


class Scene:
    """A group with Sanne and Bram; *clock* stands at noon."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.platform = MemoryAdapter(self.clock)
        self.chat = self.platform.create_group("klas-2b", "2B")
        for person in (SANNE, BRAM):
            self.platform.join(self.chat, person)

    def post(self, text: str = "hoi") -> MessageRef:
        return self.platform.post(self.chat, SANNE.account, text)

    def lines(self) -> list[str]:
        return [line.text for line in self.platform.groups[self.chat].lines.values()]


@pytest.fixture
def scene() -> Scene:
    return Scene()


# what people do, and the bot reads


def test_a_post_is_read_as_it_was_written(scene: Scene) -> None:
    first = scene.post("wie heeft de foto?")
    scene.platform.post(
        scene.chat,
        BRAM.account,
        "ik",
        message_id="eigen",
        reply_to=first.message_id,
        media=MediaKind.PHOTO,
    )
    events, _ = scene.platform.read(None)
    posts = [event.message for event in events if isinstance(event, MessagePosted)]
    assert [(post.text, post.sender, post.sent_at) for post in posts] == [
        ("wie heeft de foto?", SANNE, NOON),
        ("ik", BRAM, NOON),
    ]
    assert posts[1].ref.message_id == "eigen"
    assert posts[1].reply_to == first.message_id
    assert posts[1].media is MediaKind.PHOTO
    assert posts[1].group == "2B"


def test_people_and_admins_come_and_go(scene: Scene) -> None:
    scene.platform.set_admin(scene.chat, SANNE.account, admin=True)
    scene.platform.quit(scene.chat, SANNE.account)
    events, _ = scene.platform.read(None)
    assert [event.text for event in events if isinstance(event, GroupNotice)] == [
        "Sanne joined",
        "Bram joined",
        "Sanne left",
    ]
    assert [event.admins for event in events if isinstance(event, AdminsChanged)] == [
        (SANNE,),
        (),
    ]
    with pytest.raises(ChatGone):
        scene.post()


def test_an_edit_and_a_deletion_are_events_of_their_own(scene: Scene) -> None:
    ref = scene.post("eerst")
    scene.clock.forward(minutes=1)
    scene.platform.edit(ref, "daarna")
    scene.clock.forward(minutes=1)
    scene.platform.delete(ref)
    edited, deleted = scene.platform.read(None)[0][-2:]
    assert isinstance(edited, MessageEdited)
    assert (edited.message.ref, edited.message.text, edited.message.sent_at) == (
        ref,
        "daarna",
        NOON,
    )
    assert edited.message.edited
    assert edited.edited_at == NOON + timedelta(minutes=1)
    assert deleted == MessageDeleted(ref, NOON + timedelta(minutes=2))
    with pytest.raises(MessageGone):
        scene.platform.edit(ref, "nog eens")
    with pytest.raises(MessageGone):
        scene.platform.delete(ref)


def test_a_photo_with_another_caption_is_still_a_photo(scene: Scene) -> None:
    photo = scene.platform.post(scene.chat, SANNE.account, "hier", media=MediaKind.PHOTO)
    scene.platform.edit(photo, "hier, opgave 12")
    edited = scene.platform.read(None)[0][-1]
    assert isinstance(edited, MessageEdited)
    assert edited.message.media is MediaKind.PHOTO


async def test_nobody_edits_what_the_bot_said(scene: Scene) -> None:
    await scene.platform.say(Say(scene.chat, "Blijf aardig."))
    (line,) = scene.platform.groups[scene.chat].lines.values()
    with pytest.raises(MissingPermission):
        scene.platform.edit(MessageRef(scene.chat, line.message_id), "anders")


def test_reading_on_gives_what_is_new_and_an_old_cursor_gives_it_again(scene: Scene) -> None:
    events, cursor = scene.platform.read(None)
    assert len(events) == 2
    assert scene.platform.read(cursor) == ([], cursor)
    scene.post()
    new, later = scene.platform.read(cursor)
    assert [type(event) for event in new] == [MessagePosted]
    assert scene.platform.read(cursor) == (new, later)
    assert scene.platform.read(None)[0] == [*events, *new]


def test_reading_stops_at_the_limit_and_goes_on_from_there(scene: Scene) -> None:
    one, cursor = scene.platform.read(None, limit=1)
    other, _ = scene.platform.read(cursor, limit=1)
    assert [*one, *other] == scene.platform.read(None)[0]


def test_the_bots_own_words_are_not_read_back(scene: Scene) -> None:
    _, cursor = scene.platform.read(None)
    assert scene.platform.read(cursor)[0] == []
    assert scene.platform.said_by_bot(scene.chat) == []


# what the bot does


async def test_the_bot_speaks_in_the_group_and_in_private(scene: Scene) -> None:
    ref = scene.post()
    said = await scene.platform.say(Say(scene.chat, "Hé", reply_to=ref.message_id))
    told = await scene.platform.say(Say(SANNE.account, "Psst"))
    assert said.outcome is told.outcome is Outcome.DONE
    assert scene.platform.said_by_bot(scene.chat) == ["Hé"]
    assert scene.platform.private == {SANNE.account: ["Psst"]}
    assert list(scene.platform.groups[scene.chat].lines.values())[-1].reply_to == ref.message_id


async def test_who_cannot_be_reached_is_gone(scene: Scene) -> None:
    scene.platform.unreachable.add(SANNE.account)
    with pytest.raises(ChatGone):
        await scene.platform.say(Say(SANNE.account, "Psst"))
    with pytest.raises(ChatGone):
        await scene.platform.say(Say(NOWHERE, "Hé"))
    assert scene.platform.private == {}


async def test_hiding_takes_a_message_out_of_sight_once(scene: Scene) -> None:
    hide = HideMessage(scene.post("weg ermee"), VERDICT)
    assert await scene.platform.carry_out(hide) is Outcome.DONE
    assert scene.lines() == []
    with pytest.raises(MessageGone):
        await scene.platform.carry_out(hide)


async def test_who_is_muted_cannot_post_until_it_is_over(scene: Scene) -> None:
    await scene.platform.carry_out(
        MuteMember(scene.chat, SANNE.account, scene.clock() + HOUR, VERDICT)
    )
    scene.clock.forward(minutes=59)
    with pytest.raises(MissingPermission):
        scene.post()
    scene.platform.post(scene.chat, BRAM.account, "ik wel")
    scene.clock.forward(minutes=1)
    scene.post("ik weer")
    assert scene.lines() == ["ik wel", "ik weer"]


async def test_who_is_removed_is_no_member(scene: Scene) -> None:
    remove = RemoveMember(scene.chat, SANNE.account, VERDICT)
    assert await scene.platform.carry_out(remove) is Outcome.DONE
    with pytest.raises(ChatGone):
        scene.post()
    assert await scene.platform.carry_out(remove) is Outcome.DONE


async def test_a_warning_is_said_in_private(scene: Scene) -> None:
    await scene.platform.carry_out(
        WarnMember(SANNE.account, ArticleNumber("4.1"), "Let op.", VERDICT)
    )
    assert scene.platform.private == {SANNE.account: ["Let op."]}


async def test_without_the_right_nothing_is_hidden_and_nobody_restricted(scene: Scene) -> None:
    ref = scene.post()
    rights = scene.platform.groups[scene.chat].rights
    rights.hide = rights.restrict = False
    for measure in (
        HideMessage(ref, VERDICT),
        MuteMember(scene.chat, SANNE.account, scene.clock() + HOUR, VERDICT),
        RemoveMember(scene.chat, SANNE.account, VERDICT),
    ):
        with pytest.raises(MissingPermission):
            await scene.platform.carry_out(measure)
    scene.post("nog hier")
    assert scene.lines() == ["hoi", "nog hier"]


@pytest.mark.parametrize(
    "measure",
    [
        HideMessage(MessageRef(NOWHERE, MessageId("m1")), VERDICT),
        MuteMember(NOWHERE, STRANGER, NOON, VERDICT),
        RemoveMember(NOWHERE, STRANGER, VERDICT),
    ],
    ids=lambda measure: type(measure).__name__,
)
async def test_a_group_that_is_gone_is_gone_for_everything(scene: Scene, measure: Measure) -> None:
    with pytest.raises(ChatGone):
        await scene.platform.carry_out(measure)


async def test_failures_come_as_asked_and_in_order_and_leave_nothing_behind(scene: Scene) -> None:
    ref = scene.post()
    scene.platform.fail_next(AdapterUnavailable("even weg"), MissingPermission(), ChatGone())
    with pytest.raises(AdapterUnavailable):
        await scene.platform.say(Say(scene.chat, "Hé"))
    with pytest.raises(MissingPermission):
        await scene.platform.carry_out(HideMessage(ref, VERDICT))
    with pytest.raises(ChatGone):
        await scene.platform.say(Say(SANNE.account, "Psst"))
    assert scene.lines() == ["hoi"]
    assert (await scene.platform.say(Say(scene.chat, "Hé"))).outcome is Outcome.DONE


# a dry run


async def test_a_dry_run_says_that_nothing_happened() -> None:
    adapter: ChatAdapter = SimulatedAdapter(Platform.WHATSAPP)
    assert adapter.platform is Platform.WHATSAPP
    assert await adapter.say(Say(NOWHERE, "Hé")) == Sent(Outcome.SIMULATED)
    assert await adapter.say(Say(STRANGER, "Psst")) == Sent(Outcome.SIMULATED)
    remove = RemoveMember(NOWHERE, STRANGER, VERDICT)
    assert await adapter.carry_out(remove) is Outcome.SIMULATED
