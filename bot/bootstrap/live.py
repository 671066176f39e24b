"""The running bot of one school, over the platforms that its config connects."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from adapters.status import status_page
from bot.bootstrap.assembly import answers, app, chores, commands, front, speaking
from bot.bootstrap.choices import rules_judge
from bot.bootstrap.opening import school
from bot.config import MailConfig, TelegramConfig, load_config
from bot.dealings import Dealings
from bot.digest.pictures import Pictures
from bot.errors import ConfigError
from bot.flags.presses import Presses
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.judge.base import Judge
from bot.model.conversation import Context
from bot.model.ids import AccountRef, ChatId, ChatRef, MessageId, MessageRef, Platform, UserId
from bot.model.member import Role, Sender
from bot.model.message import Message
from bot.people.invite import Invitations
from bot.ports import ChatAdapter, Clock, LivePlatform
from bot.running.jobs import Jobs
from bot.running.metrics import Metrics
from bot.running.run import Run
from bot.school import School
from bot.texts import Language, texts

Monotonic = Callable[[], float]
"""By which a platform paces what is said."""


@dataclass(frozen=True, slots=True)
class Begun:
    run: Run
    port: int | None
    """Of the page that says how the bot fares; None: there is none."""


@asynccontextmanager
async def live(
    config: Path,
    *,
    clock: Clock = lambda: datetime.now(UTC),
    monotonic: Monotonic = time.monotonic,
) -> AsyncIterator[Begun]:
    """Raises `InputError` when the config, the key, the database or a platform cannot be used, or
    another process runs the bot on the same database."""
    chosen = load_config(config)
    async with school(config, clock) as opened, opened.only():
        platforms = _platforms(chosen.telegram, clock, monotonic)
        if not platforms:
            raise ConfigError("error.run.no_platform", where=config)
        metrics = Metrics()
        try:
            for platform in platforms:
                await platform.begin()
            run = running(opened, platforms, metrics, mail=mail(chosen.mail, clock))
            if not chosen.status.port:
                yield Begun(run, None)
                return
            page = status_page(chosen.status.port, lambda: metrics.wrong(clock()), metrics.page)
            async with page as port:
                yield Begun(run, port)
        finally:
            for platform in platforms:
                await platform.close()


def _platforms(
    telegram: TelegramConfig, clock: Clock, monotonic: Monotonic
) -> Sequence[LivePlatform]:
    if telegram.token is None:
        return ()
    # Loading it takes half a second, which a school without Telegram need not wait.
    from adapters.telegram.connect import connect  # noqa: PLC0415

    return (connect(telegram.token.get_secret_value(), telegram.server, clock, monotonic),)


def mail(chosen: MailConfig, clock: Clock) -> Sequence[ChatAdapter]:
    """What goes to addresses, where the school has a server for it."""
    if chosen.server is None or chosen.sender is None:
        return ()
    from adapters.mail import MailAdapter, MailServer  # noqa: PLC0415 - as above

    server = MailServer(
        host=chosen.server,
        port=chosen.port or chosen.security.port,
        sender=chosen.sender,
        name="Klaswacht",
        security=chosen.security,
        user=chosen.user or "",
        password=chosen.password.get_secret_value() if chosen.password else "",
    )
    return (MailAdapter(server, clock),)


def running(
    opened: School,
    platforms: Sequence[LivePlatform],
    metrics: Metrics,
    *,
    mail: Sequence[ChatAdapter] = (),
) -> Run:
    """The bot of *opened* on *platforms* that have begun."""
    settings = opened.settings
    careful = replace(settings, rulebook=settings.rulebook.reminding(settings.live.reminding))
    spoken, judge = front(settings, opened.clock, opened.sign), _warm(rules_judge(settings))
    bare = app(
        careful,
        texts(Language.NL),
        judge=judge,
        unit_of_work=opened.unit_of_work,
        adapters=[*platforms, *mail],
        clock=opened.clock,
    )
    groups, whole = Groups(spoken), speaking(bare, spoken)
    checks = Checks(opened.unit_of_work, spoken, groups.asked)
    answering = answers(spoken, whole.review, opened.learned)
    dealings = Dealings(
        groups,
        commands(
            spoken,
            effects=whole.pipeline.effects,
            judge=judge,
            groups=groups,
            checks=checks,
            answers=answering,
        ),
        Presses(
            spoken,
            whole.review,
            Invitations(spoken).taken,
            groups.answered,
            answering.pressed,
        ),
    )
    whole = replace(
        whole,
        pipeline=replace(whole.pipeline, dealings=dealings),
        outbox=replace(whole.outbox, settled=metrics.was_settled),
        digests=replace(whole.digests, draw=Pictures(whole.wording.texts).draw),
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


def _warm(judge: Judge) -> Judge:
    """What it makes when it is first needed is there before the first pupil waits for it."""
    chat = ChatRef(Platform.MEMORY, ChatId(""))
    nobody = Sender(AccountRef(Platform.MEMORY, UserId("")), "", Role.STUDENT)
    message = Message(
        ref=MessageRef(chat, MessageId("")),
        group="",
        sender=nobody,
        sent_at=datetime.now(UTC),
        text="s*kkel, kijk op https://school.example",  # a word to guess, and a link
    )
    judge.judge(message, Context())
    return judge
