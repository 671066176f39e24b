"""The use cases together."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.answering.front import Front
from bot.answering.offers import Offers
from bot.app import App
from bot.appeals.answers import Answers
from bot.appeals.office import AppealOffice
from bot.appeals.ruling import Rulings
from bot.audit.heads import FILE, HeadsFile, publish
from bot.chores import Chores, Work
from bot.commands import Commands
from bot.commands.groups import GroupTools
from bot.digest.pictures import Pictures
from bot.digest.send import Digests
from bot.effects import Effects
from bot.flags.amend import Amending
from bot.flags.hold import Holding
from bot.flags.office import FlagOffice
from bot.flags.review import Review
from bot.groups import Groups
from bot.groups.checks import Checks
from bot.intake import Intake
from bot.judge.base import Judge
from bot.model.outbox import STALE_AFTER
from bot.outbox import Outbox
from bot.people.absences import AbsenceOffice
from bot.people.signing import who_signs
from bot.pipeline import Pipeline
from bot.ports import ChatAdapter, Clock, LearnedFrom, Signer, UnitOfWorkFactory
from bot.privacy.retention import RetentionRun
from bot.school import School
from bot.settings import Settings
from bot.texts import Language, Texts, texts
from bot.timetable import Timetable
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
            effects=Effects(wording, clock, stale_after, calendar=chosen.calendar),
            calendar=chosen.calendar,
            roles_as_given=roles_as_given,
        ),
        outbox=Outbox(unit_of_work, {a.platform: a for a in adapters}, clock, texts),
        review=Review(unit_of_work, clock, wording),
        digests=Digests(
            unit_of_work, clock, wording, calendar=chosen.calendar, choice=chosen.digest
        ),
        chores=Chores(
            unit_of_work=unit_of_work,
            retention=RetentionRun(unit_of_work, chosen.retention),
            tidy=tidy,
            publish=_nothing,
        ),
        wording=wording,
    )


def front(chosen: Settings, clock: Clock, sign: Signer) -> Front:
    """What answers people are made with."""
    return Front(
        settings=chosen,
        clock=clock,
        offers=Offers(sign, clock),
        wordings={
            language: Wording(texts(language), chosen.rulebook, chosen.timezone)
            for language in Language
        },
        timetable=Timetable(chosen.calendar, clock),
    )


def speaking(whole: App, front: Front) -> App:
    """*whole* where people write now: staff press buttons, and what they were told is amended."""
    effects = replace(whole.pipeline.effects, front=front)
    return replace(
        whole,
        pipeline=replace(whole.pipeline, effects=effects, timetable=front.timetable),
        digests=_with_buttons(whole.digests, front),
        outbox=replace(whole.outbox, amend=Amending(front).amend),
    )


def _with_buttons(digests: Digests, front: Front) -> Digests:
    days = timedelta(days=front.settings.retention.undecided_days)
    return replace(digests, offers=front.offers, show_for=days, timetable=front.timetable)


def digests(school: School, shown_in: Texts | None = None) -> Digests:
    """As they are made beside the running bot, which sends them. *shown_in*: the language of who
    looks at one here."""
    settings = school.settings
    spoken = front(settings, school.clock, school.sign)
    wording = spoken.wording()
    if shown_in is not None:
        wording = replace(wording, texts=shown_in)
    bare = Digests(
        school.unit_of_work,
        school.clock,
        wording,
        calendar=settings.calendar,
        choice=settings.digest,
        draw=Pictures(wording.texts).draw,
    )
    return _with_buttons(bare, spoken)


def answers(front: Front, review: Review, learned: LearnedFrom) -> Answers:
    """What staff answer who objects."""
    return Answers(front, Rulings(front, review, learned))


def appeal_office(school: School) -> AppealOffice:
    """Of a school whose bot may be running or not: what is said waits in the outbox."""
    spoken = front(school.settings, school.clock, school.sign)
    review = Review(school.unit_of_work, school.clock, spoken.wording())
    return AppealOffice(school.unit_of_work, Rulings(spoken, review, school.learned))


def flag_office(school: School) -> FlagOffice:
    """As of appeals."""
    spoken = front(school.settings, school.clock, school.sign)
    review = Review(school.unit_of_work, school.clock, spoken.wording())
    return FlagOffice(school.unit_of_work, spoken, review)


def absence_office(school: School) -> AbsenceOffice:
    spoken = front(school.settings, school.clock, school.sign)
    return AbsenceOffice(school.unit_of_work, spoken)


def holding(school: School) -> Holding:
    spoken = front(school.settings, school.clock, school.sign)
    return Holding(school.unit_of_work, spoken, who_signs)


def commands(
    front: Front,
    *,
    effects: Effects,
    judge: Judge,
    groups: Groups,
    checks: Checks,
    answers: Answers,
) -> Commands:
    tools = GroupTools(
        status=checks.text,
        bind=groups.binding.bind,
        stop=groups.binding.stop,
        resume=groups.binding.resume,
    )
    return Commands(front=front, effects=effects, judge=judge, tools=tools, answers=answers)


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
