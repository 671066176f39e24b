"""The running bot of one school, over the platforms that its config connects."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.status import status_page
from bot.answering.front import Front
from bot.answering.offers import Offers
from bot.bootstrap.assembly import app, chores
from bot.bootstrap.choices import rules_judge
from bot.bootstrap.opening import school
from bot.commands import Commands
from bot.commands.groups import GroupTools
from bot.config import TelegramConfig, load_config
from bot.dealings import Dealings
from bot.errors import ConfigError
from bot.flags.amend import Amending
from bot.flags.presses import Presses
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.people.invite import Invitations
from bot.ports import Clock, LivePlatform
from bot.running.jobs import Jobs
from bot.running.metrics import Metrics
from bot.running.run import Run
from bot.school import School
from bot.texts import Language, texts
from bot.wording import Wording


@dataclass(frozen=True, slots=True)
class Live:
    run: Run
    port: int | None
    """Of the page that says how the bot fares; None: there is none."""


@asynccontextmanager
async def live(config: Path) -> AsyncIterator[Live]:
    """Raises `InputError` when the config, the key, the database or a platform cannot be used, or
    another process runs the bot on the same database."""
    chosen = load_config(config)
    async with school(config) as opened, opened.only():
        platforms = _platforms(chosen.telegram, opened.clock)
        if not platforms:
            raise ConfigError("error.run.no_platform", where=config)
        metrics = Metrics()
        try:
            for platform in platforms:
                await platform.begin()
            run = _run(opened, platforms, metrics)
            if not chosen.status.port:
                yield Live(run, None)
                return
            page = status_page(
                chosen.status.port, lambda: metrics.wrong(opened.clock()), metrics.page
            )
            async with page as port:
                yield Live(run, port)
        finally:
            for platform in platforms:
                await platform.close()


def _platforms(telegram: TelegramConfig, clock: Clock) -> Sequence[LivePlatform]:
    if telegram.token is None:
        return ()
    # Loading it takes half a second, which a school without Telegram need not wait.
    from adapters.telegram.connect import connect  # noqa: PLC0415

    return (connect(telegram.token.get_secret_value(), telegram.server, clock),)


def front(opened: School) -> Front:
    """What answers people are made with."""
    settings = opened.settings
    return Front(
        settings=settings,
        clock=opened.clock,
        offers=Offers(opened.sign, opened.clock),
        wordings={
            language: Wording(texts(language), settings.rulebook, settings.timezone)
            for language in Language
        },
    )


def _run(opened: School, platforms: Sequence[LivePlatform], metrics: Metrics) -> Run:
    settings, spoken = opened.settings, front(opened)
    careful = replace(settings, rulebook=settings.rulebook.reminding(settings.live.reminding))
    judge, groups = rules_judge(settings), Groups(spoken)
    checks = Checks(opened.unit_of_work, spoken, groups.asked)
    bare = app(
        careful,
        texts(Language.NL),
        judge=judge,
        unit_of_work=opened.unit_of_work,
        adapters=platforms,
        clock=opened.clock,
    )
    effects = replace(bare.pipeline.effects, front=spoken)
    tools = GroupTools(
        status=checks.text,
        bind=groups.binding.bind,
        stop=groups.binding.stop,
        resume=groups.binding.resume,
    )
    dealings = Dealings(
        groups,
        Commands(front=spoken, effects=effects, judge=judge, tools=tools),
        Presses(spoken, bare.review, Invitations(spoken).taken, groups.answered),
    )
    whole = replace(
        bare,
        pipeline=replace(bare.pipeline, effects=effects, dealings=dealings),
        outbox=replace(bare.outbox, settled=metrics.was_settled, amend=Amending(spoken).amend),
        chores=chores(opened),
    )
    jobs = Jobs(
        app=whole,
        front=spoken,
        groups=groups,
        checks=checks,
        platforms={platform.platform: platform for platform in platforms},
        metrics=metrics,
    )
    return Run(
        app=whole, platforms=platforms, jobs=jobs.all(), clock=opened.clock, metrics=metrics
    )
