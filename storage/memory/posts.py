from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.model.appeal import AppealId
from bot.model.ids import AccountRef, FlagId, MessageRef
from bot.model.post import NewPost, Post, PostId
from storage.memory.journal import Journal
from storage.memory.keyed import Keyed
from storage.moving import Move


class MemoryPostStore:
    """*keep*: how many are kept, the latest; None for all."""

    def __init__(self, journal: Journal, keep: int | None = None) -> None:
        self._journal = journal
        self._keep = keep
        self._posts = Keyed[PostId, Post](journal)
        self._numbers = count(1)

    async def add(self, post: NewPost) -> PostId:
        number = PostId(next(self._numbers))
        self._posts.put(number, Post(number, post))
        if self._keep is not None and len(self._posts.values) > self._keep:
            self._journal.tidy_by(self._shorten)
        return number

    async def about(self, flag_id: FlagId) -> Sequence[Post]:
        return self._found(lambda post: post.about == flag_id)

    async def of_appeal(self, appeal_id: AppealId) -> Sequence[Post]:
        return self._found(lambda post: post.appeal == appeal_id)

    async def due(self, now: datetime) -> Sequence[Post]:
        return self._found(lambda post: post.take_back is not None and post.take_back <= now)

    async def at(self, message: MessageRef) -> Post | None:
        found = self._found(lambda post: post.message == message)
        return found[-1] if found else None

    async def remove(self, post_id: PostId) -> bool:
        return self._posts.remove(post_id)

    async def forget(self, account: AccountRef) -> int:
        return self._forget(lambda post: post.reader == account)

    async def forget_before(self, moment: datetime) -> int:
        return self._forget(lambda post: post.at < moment)

    def move(self, move: Move) -> None:
        for number, one in [*self._posts.values.items()]:
            post = replace(one.post, message=move.message(one.post.message))
            self._posts.put(number, Post(number, post))

    def _found(self, wanted: Callable[[NewPost], bool]) -> Sequence[Post]:
        found = [one for one in self._posts.values.values() if wanted(one.post)]
        return sorted(found, key=lambda one: (one.post.at, one.post_id))

    def _forget(self, wanted: Callable[[NewPost], bool]) -> int:
        return self._posts.remove_all([one.post_id for one in self._found(wanted)])

    def _shorten(self) -> None:
        while self._keep is not None and len(self._posts.values) > self._keep:
            del self._posts.values[min(self._posts.values)]
