"""What the bot said, and where it stands."""

import pytest

from bot.model.ids import ChatId, ChatRef, FlagId, Platform
from bot.model.post import Post, PostId
from bot.ports import UnitOfWorkFactory
from tests.contract.builders import CLASS_3C, MENTOR, MINUTE, a_flag, a_post, ref
from tests.contract.test_strange_ids import STRANGE
from tests.support.builders import NOON, an_account


async def test_a_post_comes_back_whole(unit_of_work: UnitOfWorkFactory) -> None:
    private = ChatRef(Platform.MEMORY, ChatId(MENTOR.user_id))
    ours = a_post("b1", chat=private, reader=MENTOR, about=FlagId(7), take_back=NOON)
    group = a_post("b2")
    async with unit_of_work() as uow:
        numbers = [await uow.posts.add(post) for post in (ours, group)]
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.posts.at(ours.message) == Post(numbers[0], ours)
        assert await uow.posts.at(group.message) == Post(numbers[1], group)
        assert await uow.posts.at(ref("b1", CLASS_3C)) is None


@pytest.mark.parametrize("text", STRANGE)
async def test_a_strange_place_comes_back_as_it_was(
    unit_of_work: UnitOfWorkFactory, text: str
) -> None:
    post = a_post(text, chat=ChatRef(Platform.MATRIX, ChatId(text)))
    async with unit_of_work() as uow:
        number = await uow.posts.add(post)
        await uow.commit()
    async with unit_of_work() as uow:
        assert await uow.posts.at(post.message) == Post(number, post)


async def test_what_was_said_about_a_flag_is_found_when_the_flag_is_gone(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        flag, other = await uow.flags.add(a_flag("m1")), await uow.flags.add(a_flag("m2"))
        late = await uow.posts.add(a_post("b2", about=flag, at=NOON + MINUTE))
        early = await uow.posts.add(a_post("b1", about=flag))
        await uow.posts.add(a_post("b3", about=other))
        await uow.posts.add(a_post("b4"))
        await uow.flags.remove(flag)
        await uow.commit()
    async with unit_of_work() as uow:
        assert [one.post_id for one in await uow.posts.about(flag)] == [early, late]


async def test_what_is_to_be_taken_back_is_due_at_its_moment(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    async with unit_of_work() as uow:
        now = await uow.posts.add(a_post("b1", take_back=NOON))
        await uow.posts.add(a_post("b2", take_back=NOON + MINUTE))
        await uow.posts.add(a_post("b3"))
        assert [one.post_id for one in await uow.posts.due(NOON)] == [now]
        assert await uow.posts.due(NOON - MINUTE) == []


async def test_a_removed_post_is_gone(unit_of_work: UnitOfWorkFactory) -> None:
    async with unit_of_work() as uow:
        number = await uow.posts.add(a_post())
        assert await uow.posts.remove(number)
        assert not await uow.posts.remove(number)
        assert not await uow.posts.remove(PostId(999))
        assert await uow.posts.at(ref("b1")) is None


async def test_posts_go_with_who_reads_them_and_with_time(
    unit_of_work: UnitOfWorkFactory,
) -> None:
    posts = [
        a_post("b1", reader=MENTOR, about=FlagId(1)),
        a_post("b2", reader=an_account("Sanne"), about=FlagId(1)),
        a_post("b3", about=FlagId(1), at=NOON - MINUTE),
    ]
    async with unit_of_work() as uow:
        for post in posts:
            await uow.posts.add(post)
        assert await uow.posts.forget(MENTOR) == 1
        assert await uow.posts.forget_before(NOON) == 1
        assert [one.post for one in await uow.posts.about(FlagId(1))] == [posts[1]]
