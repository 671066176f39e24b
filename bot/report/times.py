"""What a group talked about and what was found, through time: two pictures and their table."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.judgement import Topic
from bot.overview import GroupOverview
from bot.report.charts import Chart, Column, chart
from bot.report.dates import Dates
from bot.report.page import Row, TimePart
from bot.report.periods import Timeline, timeline
from bot.texts import Texts

_FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class TimeTeller:
    texts: Texts
    dates: Dates

    def time(self, group: GroupOverview, anchor: str) -> TimePart:
        line = timeline(group.days)
        charts = [self._topics(group, line, anchor)] if group.topics.total() else []
        if group.findings:
            charts.append(self._findings(group, line, anchor))
        columns = [
            self.texts(f"report.time.when.{line.unit}"),
            self.texts("report.fact.messages"),
            *(name for _, name in self._legend()),
            self.texts("report.fact.findings"),
        ]
        return TimePart(charts, columns, self._rows(line), self._remarks(group, line))

    def _topics(self, group: GroupOverview, line: Timeline, anchor: str) -> Chart:
        shares = {topic.value: group.share(topic) for topic in Topic}
        return chart(
            f"{anchor}-topics",
            self.texts(f"report.time.topics.{line.unit}"),
            self.texts("report.time.topics.said", **shares),
            [
                Column(
                    self.dates.tick(period.begin, line.unit),
                    [(topic.value, period.topics[topic]) for topic in Topic],
                )
                for period in line.periods
            ],
            self._legend(),
        )

    def _findings(self, group: GroupOverview, line: Timeline, anchor: str) -> Chart:
        most = max(line.periods, key=lambda period: period.findings)
        return chart(
            f"{anchor}-findings",
            self.texts(f"report.time.findings.{line.unit}"),
            self.texts(
                "report.time.findings.said",
                total=group.findings,
                most=most.findings,
                when=self.dates.period(most.begin, line.unit),
            ),
            [
                Column(self.dates.tick(period.begin, line.unit), [(_FINDINGS, period.findings)])
                for period in line.periods
            ],
        )

    def _legend(self) -> Sequence[tuple[str, str]]:
        return [(topic.value, self.texts(f"report.topic.{topic}")) for topic in Topic]

    def _rows(self, line: Timeline) -> Sequence[Row]:
        return [
            Row(
                self.dates.period(period.begin, line.unit),
                [period.messages, *(period.topics[topic] for topic in Topic), period.findings],
            )
            for period in line.periods
            if period.messages
        ]

    def _remarks(self, group: GroupOverview, line: Timeline) -> Sequence[str]:
        remarks = [self.texts("report.time.note")]
        if line.cut:
            remarks.append(self.texts("report.time.latest", count=len(line.periods)))
        if group.undated:
            remarks.append(self.texts("report.time.undated", count=group.undated))
        return remarks
