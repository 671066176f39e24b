"""What a teacher says of phones in the lesson that is running."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.front import Front
from bot.commands import moments
from bot.commands.staff import Order, StaffOnly
from bot.model.calendar import Lesson, SchoolCalendar
from bot.ports import UnitOfWork
from bot.texts import Texts

MOST_LESSONS = 20
"""Of one group that are not over yet."""


@dataclass(frozen=True, slots=True)
class Lessons:
    front: Front
    staff: StaffOnly

    async def set(self, uow: UnitOfWork, order: Order) -> str:
        """Without words, what goes now. Nobody but its staff reads that it was said: pupils hear
        it from their teacher."""
        texts = self.front.wording(order.command.sender).texts
        calendar, now = await self.front.calendar(uow), self.front.clock()
        if not order.words.strip():
            return self._tell(order, calendar, now, texts)
        if order.words.casefold().strip() in moments.STOP:
            return await self._take_back(uow, order, calendar, texts)
        said = moments.phones(order.words, now, calendar.timezone)
        if said is None:
            return texts("lesson.how")
        running = self._running(order, calendar, now)
        until = said.until or (running.end if running else None)
        if until is None:
            known = calendar.knows_lessons(order.group.name)
            key = "lesson.until_when" if known else "lesson.unknown.until_when"
            return texts(key, group=order.group.name)
        begin = running.begin if running else now
        await self._put(uow, order, Lesson(begin, until, phones=said.allowed), now)
        happened = "phones_allowed" if said.allowed else "phones_away"
        await self.staff.note(uow, order.command, order.group, happened)
        key = "lesson.allowed" if said.allowed else "lesson.away"
        return texts(key, group=order.group.name, until=self._local(until))

    async def _put(self, uow: UnitOfWork, order: Order, lesson: Lesson, now: datetime) -> None:
        coming = [one for one in order.group.lessons if one.end > now]
        lessons = (*coming, lesson)[-MOST_LESSONS:]
        await uow.groups.put(replace(order.group, lessons=lessons))

    async def _take_back(
        self, uow: UnitOfWork, order: Order, calendar: SchoolCalendar, texts: Texts
    ) -> str:
        group = replace(order.group, lessons=())
        await uow.groups.put(group)
        await self.staff.note(uow, order.command, group, "lesson_off")
        told = self._tell(replace(order, group=group), calendar, self.front.clock(), texts)
        return f"{texts('lesson.off', group=group.name)} {told}"

    def _tell(self, order: Order, calendar: SchoolCalendar, now: datetime, texts: Texts) -> str:
        lesson, group = self._running(order, calendar, now), order.group.name
        if lesson is None:
            known = calendar.knows_lessons(group)
            return texts("lesson.none" if known else "lesson.unknown", group=group)
        key = "lesson.now.allowed" if lesson.phones else "lesson.now.away"
        return texts(key, group=group, until=self._local(lesson.end))

    def _running(self, order: Order, calendar: SchoolCalendar, now: datetime) -> Lesson | None:
        return calendar.lesson(now, order.group.name, order.group.lessons)

    def _local(self, at: datetime) -> str:
        return f"{at.astimezone(self.front.settings.timezone):%H:%M}"
