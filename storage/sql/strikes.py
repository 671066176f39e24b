from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.finding import Rule
from bot.model.flag import Strike
from bot.model.ids import AccountRef, ArticleNumber, VerdictId
from storage.errors import first_line
from storage.sql.accounts import Accounts
from storage.tables import StrikeRow
from storage.vault import Vault


class SqlStrikeStore:
    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._accounts = Accounts(session, vault)

    async def add(self, strike: Strike) -> None:
        # The database itself refuses one without an upheld verdict about this very account.
        row = insert(StrikeRow).values(
            account=await self._accounts.keep(strike.account),
            rule=strike.rule,
            article=strike.article,
            at=strike.at,
            verdict_id=strike.verdict,
        )
        try:
            # A savepoint: else PostgreSQL refuses the rest of the transaction after an error.
            async with self._session.begin_nested():
                await self._session.execute(row)
        except IntegrityError as error:
            raise StorageError(f"no strike without a verdict: {first_line(error)}") from error

    async def of(self, account: AccountRef) -> Sequence[Strike]:
        row = StrikeRow
        query = (
            select(row.rule, row.article, row.at, row.verdict_id)
            .where(row.account == self._accounts.key(account))
            .order_by(row.at, row.id)
        )
        return [
            Strike(account, Rule(rule), ArticleNumber(article), at, VerdictId(verdict))
            for rule, article, at, verdict in await self._session.execute(query)
        ]
