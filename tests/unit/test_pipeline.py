"""What the pipeline does when the ground under it gives way."""

import pytest
from typing_extensions import override

from bot.conversations import ERASED
from bot.errors import StorageError
from bot.intake import lane_of
from bot.model.finding import Rule
from bot.pipeline import Worked
from bot.ports import UnitOfWork
from storage.memory import MemoryDatabase, MemoryUnitOfWork
from tests.support.builders import CLASS_2B, a_finding, a_judgement
from tests.support.school import BRAM, SANNE, open_school


class Disk:
    """A store of which the next *failures* commits fail."""

    def __init__(self) -> None:
        self.failures = 0
        self.database = MemoryDatabase()

    def __call__(self) -> UnitOfWork:
        return OnDisk(self)


class OnDisk(MemoryUnitOfWork):
    def __init__(self, disk: Disk) -> None:
        super().__init__(disk.database)
        self._disk = disk

    @override
    async def commit(self) -> None:
        if self._disk.failures:
            self._disk.failures -= 1
            raise StorageError("the disk is full")
        await super().commit()


async def test_a_full_disk_loses_nothing_and_is_not_the_messages_fault() -> None:
    disk = Disk()
    school = await open_school({"sukkel": a_judgement(a_finding())}, unit_of_work=disk)
    for text in ("hoi", "sukkel"):
        school.post(text)
    await school.app.intake.receive(school.platform.read(None)[0])
    disk.failures = 1
    with pytest.raises(StorageError):
        await school.app.decide_all({lane_of(CLASS_2B)})
    assert disk.failures == 0
    decided = await school.app.decide_all()

    assert [one.message.text for one in decided] == ["hoi", "sukkel"]
    # What was heard in the transaction that failed was not heard twice.
    conversation = school.app.pipeline.conversations.get(CLASS_2B)
    assert conversation is not None
    assert [heard.text for heard in conversation.earlier] == ["hoi", "sukkel"]
    assert len(conversation.window.marks) == 2
    assert len(await school.flags()) == 1
    async with disk() as uow:
        assert await uow.inbox.buried() == 0
        since = school.clock()
        record = await uow.reminders.member(CLASS_2B, SANNE.account, since)
    assert list(record.reminders) == [Rule.RESPECT]


async def test_nothing_waiting_is_told_from_nothing_decided() -> None:
    school = await open_school()
    pipeline = school.app.pipeline
    assert [await pipeline.work(lane) for lane in range(8)] == [None] * 8
    await school.app.intake.receive(school.platform.read(None)[0])
    worked = [await pipeline.work(lane) for lane in range(8)]
    assert sorted(worked, key=lambda one: one is None) == [Worked([], more=False), *[None] * 7]


async def test_words_of_before_an_erasure_are_remembered_no_longer() -> None:
    school = await open_school({"sukkel": a_judgement(a_finding())})
    school.post("van voor het wissen", by=BRAM)
    await school.turn()
    async with school.unit_of_work() as uow:
        await uow.cursors.put(ERASED, "2026-03-02T12:00")
        await uow.commit()
    school.post("sukkel")
    school.post("sukkel, zeg ik", by=BRAM)
    await school.turn()
    (flag,) = await school.flags()
    assert flag.raised.evidence.before == ()
