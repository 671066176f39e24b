"""The time on Telegram's side, which a test moves."""

import time
from datetime import UTC, datetime, timedelta

HOUR = 3600
DAY = 24 * HOUR


class Clock:
    """Runs with the real time until a test moves it or makes it stand still."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stands: float | None = None

    def exact(self) -> float:
        return time.time() + self._ahead if self._stands is None else self._stands

    def now(self) -> int:
        return int(self.exact())

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.exact(), UTC)

    def moves(self, **by: float) -> None:
        """`clock.moves(hours=49)`"""
        seconds = timedelta(**by).total_seconds()
        if self._stands is None:
            self._ahead += seconds
        else:
            self._stands += seconds

    def stands_at(self, moment: datetime) -> None:
        self._stands = moment.timestamp()
