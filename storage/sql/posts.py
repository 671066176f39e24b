from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.appeal import AppealId
from bot.model.ids import AccountRef, ChatId, ChatRef, FlagId, MessageId, MessageRef
from bot.model.outbox import Purpose
from bot.model.post import NewPost, Post, PostId
from storage.codec import PLACES
from storage.columns import as_it_was, storable
from storage.moving import Move
from storage.sql.accounts import Accounts, message_key
from storage.sql.ages import gone
from storage.tables import AccountRow, PostRow, table_of
from storage.vault import Sealed, Vault

PLACE = "post.place"

_STANDS = insert(table_of(PostRow)).returning(table_of(PostRow).c.id)


class SqlPostStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._accounts = Accounts(session, vault)

    async def add(self, post: NewPost) -> PostId:
        reader = None if post.reader is None else await self._accounts.keep(post.reader)
        row = {
            "message": message_key(self._vault, post.message),
            "place": self._sealed(post.message),
            "purpose": post.purpose,
            "at": post.at,
            "reader": reader,
            "flag_id": post.about,
            "appeal_id": post.appeal,
            "take_back": post.take_back,
        }
        return PostId((await self._session.scalars(_STANDS, row)).one())

    async def about(self, flag_id: FlagId) -> Sequence[Post]:
        return await self._found(_posts().where(PostRow.flag_id == flag_id))

    async def of_appeal(self, appeal_id: AppealId) -> Sequence[Post]:
        return await self._found(_posts().where(PostRow.appeal_id == appeal_id))

    async def due(self, now: datetime) -> Sequence[Post]:
        return await self._found(_posts().where(PostRow.take_back <= now))

    async def at(self, message: MessageRef) -> Post | None:
        this = PostRow.message == message_key(self._vault, message)
        found = await self._found(_posts().where(this))
        return found[-1] if found else None

    async def remove(self, post_id: PostId) -> bool:
        this = delete(PostRow).where(PostRow.id == post_id)
        return await gone(self._session, PostRow, this) == 1

    async def forget(self, account: AccountRef) -> int:
        theirs = delete(PostRow).where(PostRow.reader == self._accounts.key(account))
        return await gone(self._session, PostRow, theirs)

    async def forget_before(self, moment: datetime) -> int:
        return await gone(self._session, PostRow, delete(PostRow).where(PostRow.at < moment))

    async def move(self, move: Move) -> None:
        row = PostRow
        for number, place in (await self._session.execute(select(row.id, row.place))).all():
            message = self._place(place)
            moved = move.message(message)
            if moved != message:
                this = update(row).where(row.id == number)
                unsynced = this.execution_options(synchronize_session=False)
                key = message_key(self._vault, moved)
                await self._session.execute(
                    unsynced.values(message=key, place=self._sealed(moved))
                )

    async def _found(self, query: Select[*tuple[PostRow, Sealed | None]]) -> Sequence[Post]:
        rows = await self._session.execute(query.order_by(PostRow.at, PostRow.id))
        return [self._post(row, reader) for row, reader in rows]

    def _post(self, row: PostRow, reader: Sealed | None) -> Post:
        post = NewPost(
            message=self._place(row.place),
            purpose=Purpose(row.purpose),
            at=row.at,
            reader=None if reader is None else self._accounts.open(reader),
            about=None if row.flag_id is None else FlagId(row.flag_id),
            appeal=None if row.appeal_id is None else AppealId(row.appeal_id),
            take_back=row.take_back,
        )
        return Post(PostId(row.id), post)

    def _sealed(self, message: MessageRef) -> Sealed:
        """Whatever an id holds comes back as it was: the platform has to find it."""
        chat = ChatRef(message.chat.platform, ChatId(storable(message.chat.chat_id)))
        kept = MessageRef(chat, MessageId(storable(message.message_id)))
        return self._vault.seal(PLACES.encode(kept), PLACE)

    def _place(self, sealed: Sealed) -> MessageRef:
        kept = PLACES.decode(self._vault.open(sealed, PLACE))
        chat = ChatRef(kept.chat.platform, ChatId(as_it_was(kept.chat.chat_id)))
        return MessageRef(chat, MessageId(as_it_was(kept.message_id)))


def _posts() -> Select[*tuple[PostRow, Sealed | None]]:
    """With whoever reads them, as the database has them now."""
    joined = select(PostRow, AccountRow.body).outerjoin(
        AccountRow, AccountRow.key == PostRow.reader
    )
    return joined.execution_options(populate_existing=True)
