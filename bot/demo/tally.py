"""What happened in the week, in numbers, and as the overview that `check` makes of an export."""

from dataclasses import dataclass, field
from datetime import tzinfo

from bot.demo.play import Moment
from bot.demo.week import StaffVerdict
from bot.model.action import AlertCare, FlagToStaff
from bot.model.decision import Decided
from bot.model.ids import MessageRef
from bot.overview import ExportOverview


@dataclass(slots=True)
class Tally:
    zone: tzinfo
    reminders: int = 0
    flags: int = 0
    care: int = 0
    verdicts: int = 0
    _decided: dict[MessageRef, Decided] = field(default_factory=dict)
    """As each message reads now."""

    def add(self, moment: Moment) -> None:
        self.verdicts += isinstance(moment.event, StaffVerdict)
        for one in moment.decided:
            self._decided[one.message.ref] = one
            for action in one.decision.actions:
                match action:
                    case FlagToStaff():
                        self.flags += 1
                    case AlertCare():
                        self.care += 1
                    case _:
                        self.reminders += 1

    @property
    def messages(self) -> int:
        return len(self._decided)

    @property
    def innocent(self) -> int:
        """Messages that brought nothing about."""
        return sum(not one.decision.actions for one in self._decided.values())

    def overview(self) -> ExportOverview:
        """What an export of these groups would show."""
        overview = ExportOverview(self.zone)
        for one in self._decided.values():
            overview.add(one)
        return overview
