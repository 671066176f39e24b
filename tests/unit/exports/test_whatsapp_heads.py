"""Dates and clocks of phones from several countries."""

from datetime import UTC, datetime

import pytest

from bot.model.member import Role
from tests.unit.exports.reading import AMSTERDAM, one, read, refusal, zipped

FIRST = datetime(2026, 9, 3, 0, 5, tzinfo=AMSTERDAM)
LAST = datetime(2026, 9, 14, 15, 30, tzinfo=AMSTERDAM)
LAYOUTS = {
    "Dutch Android": ("03-09-2026 00:05 - ", "14-09-2026 15:30 - "),
    "Dutch Android, 12 hours": ("03-09-2026 12:05 a.m. - ", "14-09-2026 3:30 p.m. - "),
    "Dutch, no noughts": ("3-9-2026 00:05 - ", "14-9-2026 15:30 - "),
    "Dutch, short year": ("03-09-26 00:05 - ", "14-09-26 15:30 - "),
    "Dutch iPhone": ("[03-09-2026 00:05:00] ", "[14-09-2026 15:30:00] "),
    "Dutch iPhone, 12 hours": (
        "[03-09-2026 12:05:00\u202fa.m.] ",
        "[14-09-2026 3:30:00\u202fp.m.] ",
    ),
    "Flemish": ("3/09/2026 00:05 - ", "14/09/2026 15:30 - "),
    "British Android": ("03/09/2026, 00:05 - ", "14/09/2026, 15:30 - "),
    "British Android, 12 hours": ("03/09/2026, 12:05 am - ", "14/09/2026, 3:30 pm - "),
    "British iPhone": ("[03/09/2026, 00:05:00] ", "[14/09/2026, 15:30:00] "),
    "American Android": ("9/3/26, 12:05\u202fAM - ", "9/14/26, 3:30\u202fPM - "),
    "American iPhone": ("[9/3/26, 12:05:00\u202fAM] ", "[9/14/26, 3:30:00\u202fPM] "),
    "American, 24 hours": ("9/3/26, 00:05 - ", "9/14/26, 15:30 - "),
    "German Android": ("03.09.26, 00:05 - ", "14.09.26, 15:30 - "),
    "German iPhone": ("[03.09.26, 00:05:00] ", "[14.09.26, 15:30:00] "),
    "Canadian": ("2026-09-03, 12:05 a.m. - ", "2026-09-14, 3:30 p.m. - "),
    "South African": ("2026/09/03, 00:05 - ", "2026/09/14, 15:30 - "),
    "Swedish iPhone": ("[2026-09-03, 00:05:00] ", "[2026-09-14, 15:30:00] "),
    "dotted clock": ("3.9.2026 00.05 - ", "14.9.2026 15.30 - "),
    "Spanish clock": ("3/9/2026, 12:05 a. m. - ", "14/9/2026, 3:30 p. m. - "),
}


@pytest.mark.parametrize(("first", "last"), LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True], ids=["txt", "zip"])
def test_a_phone_of_this_country_is_read(first: str, last: str, end: str, packed: bool) -> None:
    text = f"\ufeff{first}Noa: hoi{end}nog een regel{end}{last}Sem: doei"
    seen = read(zipped({"_chat.txt": text}) if packed else text)
    assert seen.times == [FIRST, LAST]
    assert [(m.sender.name, m.text) for m in seen.messages] == [
        ("Noa", "hoi\nnog een regel"),
        ("Sem", "doei"),
    ]
    assert [m.ref.message_id for m in seen.messages] == ["1", "3"]


def days(*heads: str) -> list[tuple[int, int]]:
    return [(t.month, t.day) for t in read("".join(f"{h} Noa: hoi\n" for h in heads)).times]


def test_one_date_that_fits_one_order_settles_the_whole_file() -> None:
    assert days("3/4/26, 10:00 -", "3/5/26, 10:00 -", "3/13/26, 10:00 -") == [
        (3, 4),
        (3, 5),
        (3, 13),
    ]


def test_time_that_would_run_backwards_settles_the_order() -> None:
    assert days("9/3/26, 10:00 -", "10/3/26, 10:00 -", "1/4/26, 10:00 -")[2] == (4, 1)
    assert days("3/9/26, 10:00 -", "3/10/26, 10:00 -", "4/1/26, 10:00 -")[2] == (4, 1)


def test_day_goes_first_where_both_orders_fit() -> None:
    assert days("03-04-2026 10:00 -", "04-04-2026 10:00 -") == [(4, 3), (4, 4)]
    assert days("3/4/26, 10:00 -", "4/4/26, 10:00 -") == [(4, 3), (4, 4)]
    assert days("3/4/2026, 2:00 pm -", "4/4/2026, 2:00 pm -") == [(4, 3), (4, 4)]


def test_month_goes_first_where_both_fit_and_the_clock_is_american() -> None:
    assert days("3/4/26, 2:00\u202fPM -", "4/4/26, 2:00\u202fPM -") == [(3, 4), (4, 4)]


def test_a_date_with_noughts_is_not_american() -> None:
    assert days("03/04/26, 2:00 PM -", "04/04/26, 2:00 PM -") == [(4, 3), (4, 4)]


def test_an_american_clock_does_not_turn_time_back() -> None:
    heads = ["9/3/26, 2:00 PM -", "10/3/26, 2:00 PM -", "1/4/26, 2:00 PM -"]
    assert days(*heads) == [(3, 9), (3, 10), (4, 1)]


def test_noon_and_midnight_are_told_apart() -> None:
    heads = ["12:00 AM", "12:59 AM", "1:00 AM", "12:00 PM", "12:59 PM", "11:59 PM"]
    seen = read("".join(f"9/14/26, {clock} - Noa: hoi\n" for clock in heads))
    assert [(t.hour, t.minute) for t in seen.times] == [
        (0, 0),
        (0, 59),
        (1, 0),
        (12, 0),
        (12, 59),
        (23, 59),
    ]


def test_times_are_local_and_follow_summer_time() -> None:
    seen = read("24-10-2026 12:00 - Noa: hoi\n25-10-2026 12:00 - Noa: hoi\n")
    hours = [m.sent_at.astimezone(UTC).hour for m in seen.messages]
    assert hours == [10, 11]


def test_a_date_or_time_that_does_not_exist_is_not_understood_with_what_follows() -> None:
    seen = read(
        "14-09-2026 10:00 - Noa: hoi\n"
        "31-09-2026 10:00 - Sem: wat\nvervolg\n\n"
        "15-09-2026 25:00 - Sem: wat\n"
        "15-09-2026 10:00 - Noa: doei\n"
    )
    assert seen.texts == ["hoi", "doei"]
    assert seen.not_understood == [
        (2, "31-09-2026 10:00 - Sem: wat"),
        (3, "vervolg"),
        (5, "15-09-2026 25:00 - Sem: wat"),
    ]


def test_thirteen_o_clock_pm_does_not_exist() -> None:
    seen = read("9/14/26, 1:00 PM - Noa: hoi\n9/14/26, 13:00 PM - Noa: hoi\n")
    assert [line for line, _ in seen.not_understood] == [2]


def test_lines_before_the_first_head_are_not_understood() -> None:
    seen = read("Export van klas 2B\n\n14-09-2026 10:00 - Noa: hoi\n")
    assert seen.not_understood == [(1, "Export van klas 2B")]
    assert [m.ref.message_id for m in seen.messages] == ["3"]


@pytest.mark.parametrize(
    "pasted",
    [
        "[14-09-2026 10:00:00] Sem: hoi",
        "[10:00, 14-9-2026] Sem: hoi",
        "14/09/2026, 10:00 - Sem: hoi",
        "9/14/26, 10:00 AM - Sem: hoi",
        "2026-09-14 lever ik het in",
        "14-09-2026 10:00 gym",
    ],
)
def test_a_conversation_pasted_into_a_message_stays_in_it(pasted: str) -> None:
    seen = read(f"14-09-2026 10:00 - Noa: kijk:\n{pasted}\n{pasted}\n")
    assert seen.texts == [f"kijk:\n{pasted}\n{pasted}"]


ELSEWHERE = "1.1.26, 08:00 - "


def test_a_first_head_that_nobody_else_uses_does_not_swallow_the_chat() -> None:
    heads = [f"14-09-2026 10:{minute:02} - " for minute in range(20)]
    seen = read(f"{ELSEWHERE}Noa: memo\n" + "".join(f"{head}Sem: hoi\n" for head in heads))
    assert seen.texts == ["hoi"] * 20
    assert seen.not_understood == [(1, f"{ELSEWHERE}Noa: memo")]


def test_a_few_strange_heads_do_not_swallow_the_chat_either() -> None:
    heads = [f"14-09-2026 10:{n % 60:02} - " for n in range(900)]
    lines = [f"{head}Sem: hoi" for head in heads]
    lines[400:400] = [f"{ELSEWHERE}Noa: kijk dan"]
    seen = read("\n".join([f"{ELSEWHERE}Noa: memo"] * 5 + lines))
    assert len(seen.messages) == 900


def test_what_is_longer_than_a_message_was_not_pasted() -> None:
    lines = [f"14-09-2026 10:00 - Sem: {'hoi ' * 500}" for _ in range(60)]
    seen = read("\n".join([f"{ELSEWHERE}Noa: memo"] * 40 + lines))
    assert len(seen.messages) == 60


def test_what_is_longer_than_a_message_was_not_pasted_between_two_either() -> None:
    lines = [f"14-09-2026 10:00 - Sem: {'hoi ' * 500}" for _ in range(60)]
    seen = read("\n".join([*[f"{ELSEWHERE}Noa: memo"] * 39, *lines, f"{ELSEWHERE}Noa: memo"]))
    assert len(seen.messages) == 60


def test_a_date_that_does_not_exist_does_not_divide_what_is_too_long() -> None:
    half = "x\n" * 300_000
    hoi, nowhere = "14-09-2026 10:00 - Noa: hoi\n", "32-09-2026 10:00 - Noa: hoi\n"
    assert refusal(f"{hoi}{half}{nowhere}{half}").key == "error.export.too_long"


def test_a_long_conversation_pasted_into_a_message_stays_in_it() -> None:
    pasted = "\n".join(["14-09-2026 10:00 - Sem: hoi"] * 150)
    others = [f"{ELSEWHERE}Noa: bericht {number}" for number in range(10)]
    seen = read("\n".join([*others[:5], f"{ELSEWHERE}Noa: kijk:", pasted, *others[5:]]))
    assert len(seen.messages) == 11
    assert seen.texts[5] == f"kijk:\n{pasted}"


def utc(*clocks: str) -> list[str]:
    """Moments of 25 October 2026, when at 03:00 it becomes 02:00."""
    seen = read("".join(f"25-10-2026 {clock} - Noa: hoi\n" for clock in clocks))
    return [moment.astimezone(UTC).strftime("%H:%M") for moment in seen.times]


def test_time_does_not_run_backwards_when_the_clock_does() -> None:
    clocks = ("01:59", "02:30", "02:10", "02:20", "02:59", "03:00", "03:30")
    assert utc(*clocks) == ["23:59", "00:30", "01:10", "01:20", "01:59", "02:00", "02:30"]


def test_time_that_runs_backwards_for_no_reason_stays_as_written() -> None:
    assert utc("05:30", "05:10") == ["04:30", "04:10"]
    assert utc("02:10", "02:30", "02:30") == ["00:10", "00:30", "00:30"]


def test_an_unsaved_contact_loses_the_tilde_in_the_name_but_not_in_the_account() -> None:
    seen = read(
        "[14-09-2026 10:00:00] ~\u202fTygo: hoi\n"
        "[14-09-2026 10:00:01] ~ Tygo: hoi\n"
        "[14-09-2026 10:00:02] Tygo: hoi\n"
    )
    assert [m.sender.name for m in seen.messages] == ["Tygo"] * 3
    assert [m.sender.account.user_id for m in seen.messages] == ["~Tygo", "~Tygo", "Tygo"]


def test_a_bare_number_is_a_sender() -> None:
    seen = read("[14-09-2026 10:00:00] \u202a+31\u00a06\u00a012345678\u202c: hoi\n")
    assert seen.messages[0].sender.name == "+31 6 12345678"


def test_staff_are_known_by_name_whatever_the_case_and_spaces() -> None:
    seen = read(
        "14-09-2026 10:00 - MW.  wolters: hoi\n14-09-2026 10:00 - Noa: hoi\n",
        staff=[" mw. Wolters"],
    )
    assert [m.sender.role for m in seen.messages] == [Role.TEACHER, Role.STUDENT]


def test_who_calls_themselves_after_a_teacher_is_no_staff() -> None:
    text = "14-09-2026 10:00 - ~ mw. Wolters: hoi\n"
    assert read(text, staff=["mw. Wolters"]).messages[0].sender.role is Role.STUDENT
    assert read(text, staff=["~ mw. Wolters"]).messages[0].sender.role is Role.TEACHER


def test_a_colon_in_a_text_divides_nothing() -> None:
    assert one("let op: morgen: toets").text == "let op: morgen: toets"
