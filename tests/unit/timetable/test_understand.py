"""What the events of a calendar file mean, and that nothing is guessed."""

from datetime import datetime, time

import pytest

from bot.model.calendar import AMSTERDAM, SchoolCalendar
from bot.model.timetable import EventWords, Happening, Slot, SlotKind
from bot.planning.understand import NOTHING_ASSUMED, Assumed, Understanding, Understood
from tests.unit.timetable.making import sample

CLASSES = frozenset({"3B", "TL3A", "H4a", "H4b", "V6A", "havo 5"})
HOURS = {0: ((time(8, 30), time(9, 20)), (time(9, 20), time(10, 10)))}
CALENDAR = SchoolCalendar(hours=HOURS)
MONDAY = datetime(2026, 11, 23, tzinfo=AMSTERDAM)
NINE, TEN = MONDAY.replace(hour=9), MONDAY.replace(hour=10)
LESSON, TEST, FREE = SlotKind.LESSON, SlotKind.TEST, SlotKind.FREE


def happening(
    title: str,
    begin: datetime = NINE,
    end: datetime = TEN,
    *,
    whole_days: bool = False,
    categories: tuple[str, ...] = (),
    place: str = "",
    more: str = "",
) -> Happening:
    return Happening(
        line=7,
        begin=begin,
        end=end,
        title=title,
        whole_days=whole_days,
        categories=categories,
        place=place,
        more=more,
    )


def understood(
    *happenings: Happening, assumed: Assumed = NOTHING_ASSUMED, words: EventWords | None = None
) -> Understood:
    return Understanding(words or EventWords(), CLASSES, CALENDAR, assumed).all(happenings)


def slot(one: Happening, assumed: Assumed = NOTHING_ASSUMED) -> Slot:
    made = understood(one, assumed=assumed)
    assert made.left_out == []
    (only,) = made.slots
    return only


def why(one: Happening, assumed: Assumed = NOTHING_ASSUMED) -> str:
    made = understood(one, assumed=assumed)
    assert made.slots == []
    (left,) = made.left_out
    assert (left.line, left.title) == (one.line, one.title)
    return left.key.removeprefix("timetable.left.")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Les wiskunde 3B", LESSON),
        ("LES 3b", LESSON),
        ("3B: wiskundetoets", TEST),
        ("Toetsdag 3B", TEST),
        ("Proefwerk Frans 3B", TEST),
        ("SO 3B", TEST),
        ("PTA natuurkunde 3B", TEST),
        ("Schoolexamen 3B", TEST),
        ("Toets tijdens de les 3B", TEST),
        ("Exam 3B", TEST),
    ],
)
def test_the_words_of_a_title_say_what_it_is(title: str, kind: SlotKind) -> None:
    assert slot(happening(title)).kind is kind


@pytest.mark.parametrize(
    "title",
    [
        "Meivakantie",
        "Studiedag",
        "Roostervrij",
        "Lesvrije dag",
        "Kerstvakantie!",
        "school closed",
        "Herfstvakantie 2026 (regio Noord)",
        "Studiedag, leerlingen vrij",
        "Studiedag hele school: Engels en wiskunde",
    ],
)
def test_free_days(title: str) -> None:
    tuesday = MONDAY.replace(day=24)
    free = slot(happening(title, MONDAY, tuesday, whole_days=True))
    assert free == Slot(FREE, MONDAY, tuesday)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("wi - vri - 3B", "no_kind"),
        ("Solidariteitsdag 3B", "no_kind"),
        ("Lesbrief 3B", "no_kind"),
        ("Toetsbespreking 3B", "told_to"),
        ("Huiswerk: leren voor de toets 3B", "told_to"),
        ("Ouderavond 3B les", "told_to"),
        ("Les valt uit, vrij 3B", "two_kinds"),
        ("Les wiskunde", "no_class"),
        ("Les wiskunde 3C", "no_class"),
        ("Les 13B", "no_class"),
        ("Toets klas 3", "no_class"),
        ("Studiedag 3B", "free_for_some"),
        ("Vrij H4", "free_for_some"),
    ],
)
def test_what_is_not_clear_is_left_out_and_told(title: str, reason: str) -> None:
    assert why(happening(title)) == reason


@pytest.mark.parametrize(
    "one",
    [
        happening("Roostervrij", MONDAY, MONDAY.replace(day=24), categories=("3b",)),
        happening("Roostervrij", MONDAY, MONDAY.replace(day=24), categories=("TL2B",)),
        happening("Roostervrij", MONDAY, MONDAY.replace(day=24), categories=("H4",)),
        happening("Roostervrij", MONDAY, MONDAY.replace(day=24), more="alleen 3B"),
        happening("Roostervrij", MONDAY, MONDAY.replace(day=24), place="3B"),
    ],
)
def test_a_class_that_is_free_makes_no_free_day_wherever_it_stands(one: Happening) -> None:
    assert why(one) == "free_for_some"


@pytest.mark.parametrize(
    "title",
    [
        "Mw. Jansen vrij",
        "Dhr. De Boer vakantie",
        "Studiedag sectie Engels",
        "Geen vakantie vandaag",
        "Roostervrij 3Z",
    ],
)
def test_whoever_else_is_free_makes_no_free_day(title: str) -> None:
    assert why(happening(title, MONDAY, MONDAY.replace(day=24))) == "free_for_whom"


def test_a_day_is_free_for_all_where_the_office_says_so() -> None:
    day = happening("Carnaval vrij", MONDAY, MONDAY.replace(day=24), whole_days=True)
    assert why(day) == "free_for_whom"
    assert slot(day, Assumed(everybody=True)).kind is FREE
    assert slot(day, Assumed(FREE)).kind is FREE
    mere = happening("Roostervrij", MONDAY, MONDAY.replace(day=24), whole_days=True)
    assert why(mere, Assumed(LESSON, frozenset({"3B"}))) == "free_for_whom"


def test_a_category_comes_before_the_title() -> None:
    assert slot(happening("Toets? 3B", categories=("Rood", "Les"))).kind is LESSON


@pytest.mark.parametrize(
    ("one", "classes"),
    [
        (happening("les 3B"), {"3B"}),
        (happening("les wiskunde, 3b/TL3A"), {"3B", "TL3A"}),
        (happening("les", more="Groep: 3b.wi1"), {"3B"}),
        (happening("les Havo 5, wiskunde"), {"havo 5"}),
        (happening("les", more="V6A", categories=("3B",)), {"3B"}),
        (happening("les TL3A", place="3B", more="samen met V6A"), {"TL3A"}),
        (happening("SO wiskunde H4, 3B"), {"3B"}),
        (happening("SO wiskunde H4", more="3B"), {"3B"}),
        (happening("les", categories=("3B",)), {"3B"}),
        (happening("PTA H4"), {"H4a", "H4b"}),
        (happening("PTA h4.na1"), {"H4a", "H4b"}),
        (happening("les V6A", place="H4"), {"V6A"}),
        (happening("PTA hele school"), set()),
        (happening("PTA alle klassen"), set()),
    ],
)
def test_classes_are_known_by_their_names(one: Happening, classes: set[str]) -> None:
    assert slot(one).classes == classes


@pytest.mark.parametrize(
    ("one", "phones"),
    [
        (happening("les 3B"), None),
        (happening("les 3B, telefoons weg"), False),
        (happening("les 3B", more="Telefoons mogen vandaag"), True),
        (happening("les 3B", categories=("Telefoonvrij",)), False),
        (happening("les 3B, geen telefoon", more="met telefoon"), False),
        (happening("PTA 3B, telefoons weg"), None),
    ],
)
def test_what_it_says_of_phones(one: Happening, phones: bool | None) -> None:
    assert slot(one).phones is phones


def test_a_place_is_no_class() -> None:
    assert why(happening("les wiskunde", place="3B")) == "no_class"


def test_a_chapter_is_no_year_in_a_file_of_one_class() -> None:
    assert slot(happening("SO wi H4"), Assumed(LESSON, frozenset({"3B"}))).classes == {"3B"}


def test_what_the_office_says_of_a_file_counts_where_the_event_says_nothing() -> None:
    lessons = Assumed(LESSON, frozenset({"3B"}))
    assert slot(happening("wi - vri"), lessons).classes == {"3B"}
    assert slot(happening("wi - vri - TL3A"), lessons).classes == {"TL3A"}
    assert slot(happening("SO wi"), lessons).kind is TEST
    assert slot(happening("PTA"), Assumed(everybody=True)).classes == frozenset()
    assert why(happening("wi ouderavond"), lessons) == "told_to"


@pytest.mark.parametrize(
    ("begin", "end", "first", "last"),
    [
        ("2026-11-23T08:00", "2026-11-23T17:00", 23, 24),
        ("2026-11-23T00:00", "2026-11-24T23:59", 23, 25),
        ("2026-11-20T16:00", "2026-11-24T08:00", 21, 24),
    ],
)
def test_free_days_with_hours(begin: str, end: str, first: int, last: int) -> None:
    times = [datetime.fromisoformat(at).replace(tzinfo=AMSTERDAM) for at in (begin, end)]
    free = slot(happening("Roostervrij", *times))
    assert (free.begin, free.end) == (MONDAY.replace(day=first), MONDAY.replace(day=last))


def test_a_free_afternoon_is_no_free_day() -> None:
    one = happening("Lesvrij", MONDAY.replace(hour=13), MONDAY.replace(hour=17))
    assert why(one) == "part_of_a_day"


def test_a_day_of_tests_has_the_hours_of_school() -> None:
    day = happening("Toetsweek 3B", MONDAY, MONDAY.replace(day=24), whole_days=True)
    test = slot(day)
    assert (test.begin, test.end) == (
        MONDAY.replace(hour=8, minute=30),
        MONDAY.replace(hour=10, minute=10),
    )
    tuesday = happening(
        "Toetsen 3B", MONDAY.replace(day=24), MONDAY.replace(day=25), whole_days=True
    )
    assert why(tuesday) == "no_hours"
    lesson = happening("Les 3B", MONDAY, MONDAY.replace(day=24), whole_days=True)
    assert why(lesson) == "no_hours"


@pytest.mark.parametrize("hours", [0, 13])
def test_a_lesson_takes_some_hours(hours: int) -> None:
    one = happening("les 3B", MONDAY.replace(hour=9), MONDAY.replace(hour=9 + hours))
    assert why(one) == "no_length"


def test_a_year_of_holiday_is_a_mistake() -> None:
    one = happening("Vakantie", MONDAY, MONDAY.replace(year=2027), whole_days=True)
    assert why(one) == "no_length"


def test_words_of_the_school_take_the_place_of_ours() -> None:
    words = EventWords(test=("repetitie*",))
    made = understood(happening("Repetitieweek 3B"), happening("PTA 3B"), words=words)
    assert [one.kind for one in made.slots] == [TEST]
    assert [one.key for one in made.left_out] == ["timetable.left.no_kind"]


def test_what_is_cancelled_is_counted_and_comes_twice_is_one() -> None:
    made = understood(happening("les 3B"), happening("les 3B"), happening("les 3B vervalt"))
    assert (len(made.slots), made.cancelled, made.left_out) == (1, 1, [])


def test_an_event_that_is_left_out_is_told_once_however_often_it_comes_back() -> None:
    later = happening("les 9Z", MONDAY.replace(day=24, hour=9), MONDAY.replace(day=24, hour=10))
    assert len(understood(happening("les 9Z"), later).left_out) == 1


@pytest.mark.parametrize(
    ("name", "kinds", "left"),
    [
        ("zermelo.ics", {TEST: 1}, {"no_kind"}),
        ("somtoday.ics", {LESSON: 1, TEST: 1}, {"told_to"}),
        ("magister.ics", {TEST: 1, FREE: 1}, {"no_kind"}),
        ("google.ics", {LESSON: 25, FREE: 1}, {"told_to"}),
        ("outlook.ics", {LESSON: 30, TEST: 1, FREE: 1}, {"part_of_a_day"}),
    ],
)
def test_what_programs_export(name: str, kinds: dict[SlotKind, int], left: set[str]) -> None:
    made = understood(*sample(name).happenings)
    counts = {kind: sum(one.kind is kind for one in made.slots) for kind in SlotKind}
    assert {kind: count for kind, count in counts.items() if count} == kinds
    assert {one.key.removeprefix("timetable.left.") for one in made.left_out} == left


def test_a_class_timetable_is_understood_once_the_office_says_that_it_is_one() -> None:
    made = understood(*sample("zermelo.ics").happenings, assumed=Assumed(LESSON))
    assert made.cancelled == 1
    assert made.left_out == []
    assert [(one.kind, set(one.classes)) for one in made.slots] == [
        (LESSON, {"3B"}),
        (LESSON, {"3B"}),
        (TEST, {"H4a", "H4b"}),
    ]
