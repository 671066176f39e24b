"""While a test is running only what people wrote judges, and each decision says so."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.judge.base import Judge
from bot.judge.in_tests import OffInTests
from bot.model.calendar import SchoolCalendar, TestWindow
from bot.model.conversation import Context
from bot.model.judgement import Judgement, Layer
from bot.model.message import Message
from storage.sql.decisions import LABELS
from storage.tables import DecisionRow
from storage.unit_of_work import SqlUnitOfWork
from tests.contract.conftest import VAULT
from tests.support.builders import NOON, a_judgement
from tests.support.school import School, open_school

RULES, LEARNED = Layer("rules", "1"), Layer("linear", "7")
TEST = SchoolCalendar(tests=(TestWindow(NOON, NOON + timedelta(hours=1)),))


@dataclass(frozen=True, slots=True)
class Of:
    layers: tuple[Layer, ...]

    def judge(self, message: Message, context: Context) -> Judgement:  # noqa: ARG002 - any message
        return replace(a_judgement(), layers=self.layers, context_complete=context.complete)


async def opened(engine: AsyncEngine, judge: Judge) -> School:
    return await open_school(
        unit_of_work=lambda: SqlUnitOfWork(engine, VAULT),
        judge=judge,
        calendar=TEST,
    )


async def kept(engine: AsyncEngine) -> list[tuple[bool, list[str]]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(DecisionRow.labels).order_by(DecisionRow.id))
        labels = [json.loads(VAULT.open(row.labels, LABELS)) for row in rows]
    return [(one["testing"], [name for name, _ in one["layers"]]) for one in labels]


async def test_a_decision_in_a_test_says_so_and_names_only_what_people_wrote(
    engine: AsyncEngine,
) -> None:
    judge = OffInTests(Of((RULES,)), Of((RULES, LEARNED)))
    school = await opened(engine, judge)
    school.post("in de toets")
    await school.turn()
    school.clock.forward(hours=2)
    school.post("daarna")
    await school.turn()
    assert await kept(engine) == [(True, ["rules"]), (False, ["rules", "linear"])]


@pytest.mark.parametrize("layers", [(RULES, LEARNED), (LEARNED,)])
async def test_what_a_learned_layer_says_in_a_test_is_never_a_decision(
    engine: AsyncEngine, layers: tuple[Layer, ...]
) -> None:
    school = await opened(engine, Of(layers))
    school.post("in de toets")
    assert await school.turn() == []
    assert await kept(engine) == []
    async with school.unit_of_work() as uow:
        assert await uow.inbox.buried() == 1
