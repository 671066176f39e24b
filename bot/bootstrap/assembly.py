"""The use cases together."""

from collections.abc import Iterable
from datetime import timedelta

from bot.app import App
from bot.audit.heads import FILE, HeadsFile, publish
from bot.chores import Chores, Work
from bot.digest.send import Digests
from bot.effects import Effects
from bot.flags.review import Review
from bot.intake import Intake
from bot.judge.base import Judge
from bot.model.outbox import STALE_AFTER
from bot.outbox import Outbox
from bot.pipeline import Pipeline
from bot.ports import ChatAdapter, Clock, UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from bot.school import School
from bot.settings import Settings
from bot.texts import Texts
from bot.wording import Wording


async def _nothing() -> None:
    """What stores in memory leave to tidy, and a demo to publish."""


def app(
    chosen: Settings,
    texts: Texts,
    *,
    judge: Judge,
    unit_of_work: UnitOfWorkFactory,
    adapters: Iterable[ChatAdapter],
    clock: Clock,
    stale_after: timedelta | None = STALE_AFTER,
    roles_as_given: bool = False,
    tidy: Work = _nothing,
) -> App:
    wording = Wording(texts, chosen.rulebook, chosen.timezone)
    return App(
        unit_of_work=unit_of_work,
        intake=Intake(unit_of_work),
        pipeline=Pipeline(
            unit_of_work=unit_of_work,
            clock=clock,
            judge=judge,
            rulebook=chosen.rulebook,
            effects=Effects(wording, clock, stale_after),
            calendar=chosen.calendar,
            roles_as_given=roles_as_given,
        ),
        outbox=Outbox(unit_of_work, {a.platform: a for a in adapters}, clock, texts),
        review=Review(unit_of_work, clock, wording),
        digests=Digests(unit_of_work, clock, wording),
        chores=Chores(
            unit_of_work=unit_of_work,
            retention=RetentionRun(unit_of_work, chosen.retention),
            tidy=tidy,
            publish=_nothing,
        ),
        wording=wording,
    )


def chores(school: School) -> Chores:
    async def tidy() -> None:
        async with school.unit_of_work():
            school.erasures.expire(school.clock())
        await school.database.tidy()
        school.backups.clear()

    return Chores(
        unit_of_work=school.unit_of_work,
        retention=RetentionRun(school.unit_of_work, school.settings.retention),
        tidy=tidy,
        publish=lambda: publish(
            school.unit_of_work, HeadsFile(school.folder / FILE), school.clock()
        ),
    )
