from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import StorageError
from bot.model.finding import Rule
from bot.model.flag import Strike
from bot.model.ids import AccountRef, ArticleNumber, FlagId, VerdictId
from storage.errors import first_line
from storage.sql.accounts import Accounts
from storage.sql.ages import gone
from storage.tables import StrikeRow, VerdictRow, table_of
from storage.vault import Vault

_STRIKE = table_of(StrikeRow).c
_OF = (
    select(_STRIKE.rule, _STRIKE.article, _STRIKE.at, _STRIKE.verdict_id)
    .where(_STRIKE.account == bindparam("of"))
    .order_by(_STRIKE.at, _STRIKE.id)
)


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

    async def take_back(self, flag_id: FlagId) -> int:
        verdicts = select(VerdictRow.id).where(VerdictRow.flag_id == flag_id)
        theirs = delete(StrikeRow).where(StrikeRow.verdict_id.in_(verdicts))
        return await gone(self._session, StrikeRow, theirs)

    async def of(self, account: AccountRef) -> Sequence[Strike]:
        found = await self._session.execute(_OF, {"of": self._accounts.key(account)})
        return [
            Strike(account, Rule(rule), ArticleNumber(article), at, VerdictId(verdict))
            for rule, article, at, verdict in found
        ]
