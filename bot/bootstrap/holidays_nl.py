"""Public holidays of the Netherlands, of which a school chooses those that are free."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache

from bot.model.calendar import PublicHoliday

_NAMES: Mapping[PublicHoliday, frozenset[str]] = {
    PublicHoliday.NEW_YEAR: frozenset({"Nieuwjaarsdag"}),
    PublicHoliday.GOOD_FRIDAY: frozenset({"Goede vrijdag"}),
    PublicHoliday.EASTER: frozenset({"Eerste paasdag", "Tweede paasdag"}),
    PublicHoliday.KINGS_DAY: frozenset({"Koningsdag"}),
    PublicHoliday.LIBERATION_DAY: frozenset({"Bevrijdingsdag"}),
    PublicHoliday.ASCENSION: frozenset({"Hemelvaartsdag"}),
    PublicHoliday.PENTECOST: frozenset({"Eerste pinksterdag", "Tweede pinksterdag"}),
    PublicHoliday.CHRISTMAS: frozenset({"Eerste kerstdag", "Tweede kerstdag"}),
}
"""As the library calls them."""
_LIBERATION = "Bevrijdingsdag"
_JUBILEE = 5
"""Years, counted from the year 0, as it happens."""


def free_on(chosen: Collection[PublicHoliday]) -> Callable[[date], str]:
    """The name of the holiday of *chosen* that a day is, or nothing."""
    names = frozenset(name for one in chosen for name in _NAMES.get(one, ()))
    jubilee = PublicHoliday.LIBERATION_JUBILEE in chosen

    def name_of(day: date) -> str:
        name = _of_year(day.year).get(day, "")
        if name in names:
            return name
        return name if name == _LIBERATION and jubilee and day.year % _JUBILEE == 0 else ""

    return name_of


@cache
def _of_year(year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 - loading it takes a while, and most commands need no day

    found = holidays.country_holidays(
        "NL", years=year, language="nl", categories=("public", "optional")
    )
    return dict(found.items())
