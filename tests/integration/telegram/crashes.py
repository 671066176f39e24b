"""What pupils say while the bot is killed again and again, and what has to come of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum
from random import Random

from sqlalchemy import select

from bot.digest.render import render
from bot.digest.send import Digests
from bot.model.digest import DigestChoice
from bot.model.flag import Flag
from bot.model.ids import ChatRef
from bot.model.outbox import Outcome
from bot.school import School
from bot.texts import Language, texts
from bot.wording import Wording
from storage.engine import create_engine
from storage.sqlite import url_of
from storage.tables import DecisionRow
from tests.support.classes import Classes, Guarded, account_of
from tests.support.telegram import FakeTelegram, Message

DOUBLE = texts(Language.NL)("outbox.maybe_double")


class Kind(StrEnum):
    """The values are said, each with a number of its own behind it."""

    INNOCENT = "ok top, tot morgen. "
    REMINDED = "mijn nummer is 06 12345678. "
    FLAGGED = "wat ben jij een hoer. "
    CARE = "ik wil niet meer leven. "


PLANNED = (Kind.REMINDED, Kind.FLAGGED, Kind.REMINDED, Kind.CARE)
"""In each group. No more flags than are told one by one."""
APART = 3
"""So far apart that no flag shows the words of another."""


@dataclass(frozen=True, slots=True)
class Said:
    where: Guarded
    kind: Kind
    token: str
    message: Message

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.message.date, UTC)


@dataclass(slots=True)
class Story:
    """Everything that was said, and how the bot was killed."""

    seed: int
    telegram: FakeTelegram
    said: list[Said] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    kills: int = 0

    def note(self, what: str) -> None:
        self.history.append(f"{self.telegram.clock.exact():.3f} {what}")

    def copies(self, one: Said) -> list[str]:
        """What staff of its group were told of it."""
        staff = (one.where.mentor, one.where.lead, one.where.counsellor)
        return [m.text for user in staff for m in user.inbox if one.token in m.text]


def plan(rng: Random, groups: Sequence[Guarded], each: int) -> Iterator[tuple[Guarded, Kind]]:
    """*each* messages a group, the groups all mixed up."""
    left = {number: _kinds(rng, each) for number in range(len(groups))}
    turns = [number for number in left for _ in range(each)]
    rng.shuffle(turns)
    for number in turns:
        yield groups[number], next(left[number])


def _kinds(rng: Random, each: int) -> Iterator[Kind]:
    planned = list(PLANNED)
    rng.shuffle(planned)
    places = sorted(rng.sample(range(each - APART * (len(planned) - 1)), len(planned)))
    at = {
        place + APART * n: kind
        for n, (place, kind) in enumerate(zip(places, planned, strict=True))
    }
    return iter([at.get(place, Kind.INNOCENT) for place in range(each)])


async def say(story: Story, rng: Random, where: Guarded, kind: Kind, number: int) -> None:
    """Each a second after the one before, so that the second tells which it is."""
    story.telegram.clock.moves(seconds=1)
    token = f"({number}e)"
    message = await rng.choice(where.pupils).says(where.group, f"{kind}{token}")
    story.said.append(Said(where, kind, token, message))
    story.note(f"{where.group.title} {message.id} {kind.name}")


async def violations(story: Story, classes: Classes) -> list[str]:
    """What went wrong, as Telegram and the database have it."""
    async with classes.school() as school:
        found = [*await _undecided(story, classes), *_untold(story)]
        found += [*await _flags(story, school), *_reminders(story)]
        found += await _hidden(story, school)
        return found


async def _undecided(story: Story, classes: Classes) -> Sequence[str]:
    """Every message is decided once, and each group's in the order in which they were said."""
    engine = create_engine(url_of(classes.installation.folder / "klaswacht.db"))
    query = select(DecisionRow.chat, DecisionRow.at).order_by(DecisionRow.id)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    await engine.dispose()
    decided: dict[ChatRef, list[datetime]] = {}
    for chat, at in rows:
        decided.setdefault(chat, []).append(at)
    said: dict[ChatRef, list[datetime]] = {}
    for one in story.said:
        said.setdefault(one.where.chat, []).append(one.moment)
    return [
        f"{chat}: said at {moments}, decided {decided.get(chat)}"
        for chat, moments in said.items()
        if decided.get(chat) != moments
    ]


def _untold(story: Story) -> Iterator[str]:
    doubles = 0
    for one in (one for one in story.said if one.kind is not Kind.INNOCENT):
        copies = story.copies(one)
        doubles += max(0, len(copies) - 1)
        if not copies:
            yield f"{one.kind.name} {one.token} was not told"
        if not all(DOUBLE in again for again in copies[1:]):
            yield f"{one.token} was told twice without a word about it"
    if doubles > story.kills:
        yield f"{doubles} doubles in {story.kills} kills"


async def _flags(story: Story, school: School) -> Sequence[str]:
    async with school.unit_of_work() as uow:
        flags = await uow.flags.find()
    raised = Counter(_what(flag) for flag in flags)
    planned = Counter(
        (one.where.chat, one.moment, one.kind is Kind.CARE)
        for one in story.said
        if one.kind is not Kind.INNOCENT
    )
    return [f"flags: {raised - planned} too many, {planned - raised} lost"] * (raised != planned)


def _what(flag: Flag) -> tuple[ChatRef, datetime, bool]:
    return flag.raised.message.chat, flag.raised.sent_at, flag.raised.care is not None


def reminders(story: Story) -> list[tuple[str, str]]:
    """Where the bot spoke to pupils, and what it said."""
    bot = story.telegram.bot_user
    groups = {one.where.chat: one.where for one in story.said}.values()
    chats = [user.chat_with_bot for where in groups for user in where.pupils]
    said = [m for chat in (*chats, *(w.group for w in groups)) for m in chat.history.values()]
    said += [m for where in groups for m in where.group.ephemeral.values()]
    return [(f"{m.chat.id} {m.seen_by}", m.text) for m in said if m.sender is bot]


def _reminders(story: Story) -> Sequence[str]:
    """The group is reminded of an article once in half an hour, and each pupil once."""
    twice = {one: n for one, n in Counter(reminders(story)).items() if n > 1}
    return [f"reminded more than once: {twice}"] * bool(twice)


async def _hidden(story: Story, school: School) -> Sequence[str]:
    """Of a reminder that was perhaps not said staff read, as of all that may not have arrived."""
    said, due = len(reminders(story)), len({one.where.chat for one in story.said})
    async with school.unit_of_work() as uow:
        unknown = await uow.outbox.count(Outcome.UNKNOWN)
        lost = await uow.outbox.count(Outcome.FAILED) + await uow.outbox.count(Outcome.EXPIRED)
    found = [f"{lost} were given up"] * bool(lost)
    if said + unknown < due:
        found.append(f"{due} reminders: {said} were said, and only {unknown} count as unknown")
    if unknown and texts(Language.NL)("digest.unknown", count=unknown) not in await _digest(
        school, story.said[0].where
    ):
        found.append(f"no digest says that {unknown} are unknown")
    return found


async def _digest(school: School, of: Guarded) -> str:
    """As the mentor would read it at the end of the day."""
    wording = Wording(texts(Language.NL), school.settings.rulebook, school.settings.timezone)
    digests = Digests(
        school.unit_of_work, school.clock, wording, choice=DigestChoice(at=time(23, 59))
    )
    today = school.clock().astimezone(school.settings.timezone).date()
    ready = await digests.show(today, [account_of(of.mentor)])
    return "" if ready is None else render(ready.digest, wording)
