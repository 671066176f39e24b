"""A school's config.toml: the example that must be filled in, and what is refused."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.bootstrap.choices import settings
from bot.config import (
    OWN_VARIABLES,
    PLACEHOLDER,
    Config,
    EventWordsConfig,
    FreeConfig,
    HoursConfig,
    QuietConfig,
    RetentionConfig,
    TestConfig,
    WordsConfig,
    digest_of,
    load_config,
    words_of,
)
from bot.errors import ConfigError
from bot.model.calendar import AMSTERDAM, QuietHours, TestWindow
from bot.model.digest import Channel, DigestChoice
from bot.model.digest import Names as Named
from bot.model.retention import Retention, YearDay
from bot.model.timetable import EventWords
from bot.texts import Language, texts
from bot.toml_file import Table

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "config.example.toml").read_text("utf-8")
TABLES = (
    "school",
    "controller",
    "staff",
    "words",
    "quiet",
    "test",
    "calendar",
    "calendar.free",
    "calendar.hours",
    "calendar.words",
    "live",
    "telegram",
    "digest",
    "mail",
    "status",
    "retention",
    "storage",
    "backup",
)
BLOCKS: dict[str, type[Table]] = {
    "quiet": QuietConfig,
    "test": TestConfig,
    "calendar.free": FreeConfig,
    "calendar.hours": HoursConfig,
    "calendar.words": EventWordsConfig,
}
OWN_WORDS = tuple(WordsConfig.model_fields)
SCHOOL = '[school]\nname = "De Brug"\n'


def options() -> Iterator[tuple[str, str]]:
    for name in TABLES:
        table = BLOCKS.get(name) or Config.model_fields[name].annotation
        assert isinstance(table, type)
        assert issubclass(table, Table)
        inside = (option for option in table.model_fields if f"{name}.{option}" not in BLOCKS)
        yield from ((name, option) for option in inside)


def filled_in(example: str = EXAMPLE) -> str:
    """As somebody would, with a word in the place of every example."""
    numbers = count(1)
    return re.sub(PLACEHOLDER, lambda _: f"voorbeeld{next(numbers)}.nl", example)


def uncommented() -> str:
    """Every option in use: those that are commented out have no space behind their #."""
    return re.sub(r"^#(?=[a-z\[])", "", EXAMPLE, flags=re.MULTILINE)


def read(folder: Path, text: str) -> Config:
    return load_config(write(folder, text))


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    assert caught.value.where == str(folder / "config.toml")
    return caught.value


def test_the_example_is_refused_until_the_school_has_a_name(tmp_path: Path) -> None:
    error = refusal(tmp_path, EXAMPLE)
    assert error.key == "error.config.placeholder"
    assert error.values == {"at": "school.name"}


@pytest.mark.parametrize("option", ["staff.names", *(f"words.{name}" for name in OWN_WORDS)])
def test_an_example_value_among_real_ones_is_refused(tmp_path: Path, option: str) -> None:
    table, _, name = option.partition(".")
    text = f'{SCHOOL}[{table}]\n{name} = ["echt.nl", "Vul-hier-in: iets"]'
    error = refusal(tmp_path, text)
    assert error.key == "error.config.placeholder"
    assert error.values == {"at": f"{option}[2]"}


def test_the_example_loads_once_it_is_filled_in(tmp_path: Path) -> None:
    config = read(tmp_path, filled_in())
    assert config.school.name == "voorbeeld2.nl"
    assert config.staff.names == ("voorbeeld3.nl", "voorbeeld4.nl")
    assert config.school.rulebook is None
    assert config.quiet is None
    assert config.test == ()


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    shown, plain = read(tmp_path, filled_in()), read(tmp_path, SCHOOL)
    assert shown.school.model_copy(update={"name": "De Brug"}) == plain.school
    assert shown.words == plain.words


def test_every_option_of_the_example_can_be_used_at_once(tmp_path: Path) -> None:
    config = read(tmp_path, filled_in(uncommented()))
    assert config.school.rulebook == Path("ons-protocol.toml")
    assert all(words_of(config).values())
    assert config.quiet is not None
    assert config.quiet.hours == QuietHours(time(22), time(7))
    assert [test.window(AMSTERDAM) for test in config.test] == [
        TestWindow(
            datetime(2026, 11, 23, 8, 30, tzinfo=AMSTERDAM),
            datetime(2026, 11, 23, 10, 10, tzinfo=AMSTERDAM),
            frozenset({"voorbeeld11.nl"}),
        )
    ]


@pytest.mark.parametrize(("table", "option"), list(options()))
def test_every_option_stands_in_the_example_with_an_explanation(table: str, option: str) -> None:
    lines = EXAMPLE.splitlines()
    begin = next(n for n, line in enumerate(lines) if line.lstrip("#").strip("[]") == table)
    place = next(n for n in range(begin, len(lines)) if _names(lines[n], option))
    above = place - 1 if lines[place - 1].startswith("# ") else place - 2
    assert lines[above].startswith("# ")


def _names(line: str, option: str) -> bool:
    return line.lstrip("#").startswith(f"{option} =")


def test_every_table_is_asked_about() -> None:
    assert {name for name in TABLES if "." not in name} == set(Config.model_fields)


@pytest.mark.parametrize(
    ("text", "at", "near"),
    [
        (SCHOOL + 'timezon = "Europe/Amsterdam"', "school.timezon", "timezone"),
        (SCHOOL + "[staff]\nname = []", "staff.name", "names"),
        (SCHOOL + "[stafff]\nnames = []", "stafff", "staff"),
        (SCHOOL + "[words]\nnot_insult = []", "words.not_insult", "not_insults"),
    ],
)
def test_a_misspelt_option_is_answered_with_the_right_one(
    tmp_path: Path, text: str, at: str, near: str
) -> None:
    error = refusal(tmp_path, text)
    assert error.key == "error.toml.unknown_key_near"
    assert error.values == {"at": at, "near": near}


@pytest.mark.parametrize("name", ["Europe/Amsterdm", "../Europe/Amsterdam", "/etc", "\\u0000"])
def test_a_time_zone_that_does_not_exist_is_refused(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, f'{SCHOOL}timezone = "{name}"')
    assert (error.key, error.values["at"]) == ("error.config.timezone", "school.timezone")


@pytest.mark.parametrize("hour", ["24:00", "tien uur", "7:00", "22.30", "22:30Z", "2230"])
def test_an_hour_that_does_not_exist_is_refused(tmp_path: Path, hour: str) -> None:
    error = refusal(tmp_path, f'{SCHOOL}[quiet]\nbegin = "{hour}"\nend = "07:00"')
    assert (error.key, error.values["at"]) == ("error.config.hour", "quiet.begin")


def test_quiet_hours_without_an_end_are_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, f'{SCHOOL}[quiet]\nbegin = "22:00"')
    assert (error.key, error.values["at"]) == ("error.toml.missing_key", "quiet.end")


def test_a_config_without_a_school_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, '[staff]\nnames = ["mw. Jansen"]')
    assert (error.key, error.values["at"]) == ("error.toml.missing_key", "school")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "key", ["error.config.placeholder", "error.config.timezone", "error.config.hour"]
)
def test_a_refusal_names_the_option_in_one_line(key: str, language: Language) -> None:
    sentence = texts(language)(key, at="school.name")
    assert "school.name" in sentence
    assert "\n" not in sentence


def test_the_rulebook_is_looked_for_beside_the_config(tmp_path: Path) -> None:
    own = (ROOT / "bot" / "rulebooks" / "winkler-prins-2019.toml").read_text("utf-8")
    (tmp_path / "ons.toml").write_text(own.replace("winkler-prins-2019", "ons"), "utf-8")
    config = write(tmp_path, SCHOOL + 'rulebook = "ons.toml"')
    assert settings(config=config, rulebook_file=None).rulebook.name == "ons"


def test_what_the_config_says_is_what_the_bot_works_with(tmp_path: Path) -> None:
    text = filled_in().replace('"Europe/Amsterdam"', '"Atlantic/Azores"')
    quiet = '[quiet]\nbegin = "22:00"\nend = "07:00"\n'
    chosen = settings(config=write(tmp_path, text + quiet), rulebook_file=None, staff=["juf Els"])
    assert chosen.staff == ("voorbeeld3.nl", "voorbeeld4.nl", "juf Els")
    assert str(chosen.timezone) == str(chosen.calendar.timezone) == "Atlantic/Azores"
    assert chosen.calendar.quiet == QuietHours(time(22), time(7))


def test_the_words_of_rulebook_and_config_count_together(tmp_path: Path) -> None:
    shipped = (ROOT / "bot" / "rulebooks" / "winkler-prins-2019.toml").read_text("utf-8")
    words = '[words]\nschool_topic = ["flexplein"]\n\n[[article]]'
    (tmp_path / "ons.toml").write_text(shipped.replace("[[article]]", words, 1), "utf-8")
    text = f'{SCHOOL}rulebook = "ons.toml"\n[words]\nschool_topic = ["tuinlokaal"]'
    chosen = settings(config=write(tmp_path, text), rulebook_file=None)
    assert chosen.words["school_topic"] == ("flexplein", "tuinlokaal")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("insults = []", "error.toml.empty"),
        ('insults = ["🐷"]', "error.toml.no_letters"),
        ('blocked_domains = ["nl"]', "error.config.domain"),
        ('allowed_domains = ["https://x.nl/y"]', "error.config.domain"),
        ('own_contacts = ["balie"]', "error.config.contact"),
        ('blocked_domains = ["x.nl"]\nallowed_domains = ["x.nl"]', "error.config.both"),
    ],
)
def test_words_that_would_do_less_or_more_than_they_look_are_refused(
    tmp_path: Path, line: str, key: str
) -> None:
    assert refusal(tmp_path, f"{SCHOOL}[words]\n{line}").key == key


BEGIN, END = "begin = 2026-11-23T08:30:00", "end = 2026-11-23T10:10:00"


@pytest.mark.parametrize(
    ("begin", "end", "key", "at"),
    [
        (END.replace("end", "begin"), BEGIN.replace("begin", "end"), "config.test_ends_first", ""),
        (BEGIN, "end = 2026-11-23T10:10:00+01:00", "config.not_local", ".end"),
        ("begin = 2026-11-23", END, "toml.not_moment", ".begin"),
        ('begin = "2026-11-23T08:30:00"', END, "toml.not_moment", ".begin"),
        (BEGIN, END + "\ngroups = []", "toml.empty", ".groups"),
    ],
)
def test_a_test_that_would_never_be_is_refused(
    tmp_path: Path, begin: str, end: str, key: str, at: str
) -> None:
    error = refusal(tmp_path, f"{SCHOOL}[[test]]\n{begin}\n{end}")
    assert (error.key, error.values["at"]) == (f"error.{key}", f"test[1]{at}")


def test_tests_are_in_school_time(tmp_path: Path) -> None:
    text = SCHOOL + 'timezone = "Europe/London"\n' + f"[[test]]\n{BEGIN}\n{END}"
    calendar = settings(config=write(tmp_path, text), rulebook_file=None).calendar
    assert calendar.moment(datetime(2026, 11, 23, 9, tzinfo=UTC)).testing
    assert not calendar.moment(datetime(2026, 11, 23, 8, tzinfo=UTC)).testing


# the calendar


@pytest.mark.parametrize(
    ("text", "key", "at"),
    [
        ('public_holidays = ["sinterklaas"]', "toml.wrong_value", "public_holidays[1]"),
        ('phones_in_class = "nee"', "toml.wrong", "phones_in_class"),
        ("[[calendar.free]]\nend = 2026-10-25", "toml.missing_key", "free[1].begin"),
        (
            "[[calendar.free]]\nbegin = 2026-10-25\nend = 2026-10-17",
            "config.free_ends_first",
            "free[1]",
        ),
        ('[calendar.hours]\nmonday = ["8:30-9:20"]', "config.lesson_hour", "hours.monday[1]"),
        ('[calendar.hours]\nmonday = ["08:30"]', "config.lesson_hour", "hours.monday[1]"),
        (
            '[calendar.hours]\nmonday = ["09:20-08:30"]',
            "config.lesson_hour",
            "hours.monday[1]",
        ),
        ('[calendar.words]\ntest = ["*"]', "toml.no_letters", "words.test[1]"),
        ("[calendar.words]\ntest = []", "toml.empty", "words.test"),
    ],
)
def test_a_calendar_that_would_do_less_or_more_than_it_looks_is_refused(
    tmp_path: Path, text: str, key: str, at: str
) -> None:
    error = refusal(tmp_path, f"{SCHOOL}[calendar]\n{text}")
    assert (error.key, error.values["at"]) == (f"error.{key}", f"calendar.{at}")


def school_days(folder: Path, text: str, *days: str) -> list[bool]:
    calendar = settings(config=write(folder, SCHOOL + text), rulebook_file=None).calendar
    return [calendar.is_school_day(date.fromisoformat(day)) for day in days]


def test_schools_are_closed_on_public_holidays_and_on_liberation_day_every_five_years(
    tmp_path: Path,
) -> None:
    """Easter Monday, King's Day on a Monday, Ascension, Good Friday, Liberation Day."""
    holidays = ("2026-04-06", "2026-04-27", "2026-05-14", "2025-05-05")
    open_then = ("2026-04-03", "2026-05-05", "2026-05-15")
    assert school_days(tmp_path, "", *holidays) == [False] * 4
    assert school_days(tmp_path, "", *open_then) == [True] * 3


@pytest.mark.parametrize(
    ("chosen", "open_on"),
    [
        ("false", [True, True, True]),
        ("true", [False, True, True]),
        ('["goede vrijdag"]', [True, False, True]),
        ('["bevrijdingsdag", "pasen"]', [False, True, False]),
    ],
)
def test_which_of_them_are_free_is_the_school_s_choice(
    tmp_path: Path, chosen: str, open_on: list[bool]
) -> None:
    text = f"[calendar]\npublic_holidays = {chosen}"
    days = ("2026-04-06", "2026-04-03", "2026-05-05")
    assert school_days(tmp_path, text, *days) == open_on


def test_free_days_of_the_config_are_no_school_days(tmp_path: Path) -> None:
    text = """
[[calendar.free]]
begin = 2026-10-19
end = 2026-10-23
name = "Herfstvakantie"
[[calendar.free]]
begin = 2026-11-11
"""
    days = ("2026-10-16", "2026-10-19", "2026-10-23", "2026-10-26", "2026-11-11", "2026-11-12")
    assert school_days(tmp_path, text, *days) == [True, False, False, True, False, True]


def test_lesson_hours_and_what_goes_there(tmp_path: Path) -> None:
    text = (
        "[calendar]\nphones_in_class = false\n[calendar.hours]\n"
        'monday = ["08:30-09:20", "09:20 - 10:10"]\n'
    )
    calendar = settings(config=write(tmp_path, SCHOOL + text), rulebook_file=None).calendar
    monday = datetime(2026, 11, 23, 9, tzinfo=AMSTERDAM)
    assert calendar.moment(monday, "3B").away == (
        monday.replace(hour=8, minute=30),
        monday.replace(hour=9, minute=20),
    )
    assert calendar.moment(monday + timedelta(days=1), "3B").away is None


def test_words_of_the_config_take_the_place_of_the_bot_s_own(tmp_path: Path) -> None:
    text = '[calendar.words]\ntest = ["repetitie"]'
    words = settings(config=write(tmp_path, SCHOOL + text), rulebook_file=None).event_words
    assert words.test == ("repetitie",)
    assert words.lesson == EventWords().lesson


# the environment

QUIET = '[quiet]\nbegin = "21:00"\nend = "07:00"'
ADDRESS = "postgresql://klas:wAchtw00rd@db.example/klas"


def with_environment(folder: Path, environment: dict[str, str], text: str = SCHOOL) -> Config:
    return load_config(write(folder, text), environment)


def test_every_option_of_one_value_has_a_variable(tmp_path: Path) -> None:
    lists = {f"words.{name}" for name in OWN_WORDS} | {"staff.names", "live.reminders"}
    lists |= {"calendar.public_holidays", "digest.by", "mail.domains"}
    for table, option in options():
        name = f"KLASWACHT_{table}_{option}".upper()
        if f"{table}.{option}" in lists or table == "test" or "." in table:
            with pytest.raises(ConfigError, match=r"environment\.unknown"):
                with_environment(tmp_path, {name: "[]"})
        else:
            with pytest.raises(ConfigError, match=r"environment\.empty") as refused:
                with_environment(tmp_path, {name: " "})
            assert refused.value.where == name


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environment = {
        "KLASWACHT_SCHOOL_NAME": "De Sluis",
        "KLASWACHT_SCHOOL_RULEBOOK": "ons.toml",
        "KLASWACHT_QUIET_BEGIN": "21:00",
        "KLASWACHT_QUIET_END": "06:30",
        "KLASWACHT_STORAGE_DATABASE": ADDRESS,
        "PATH": "/bin",
        **dict.fromkeys(OWN_VARIABLES, "iets"),
    }
    config = with_environment(tmp_path, environment, SCHOOL + '[storage]\ndatabase = "x.db"')
    assert config.school.name == "De Sluis"
    assert config.school.rulebook == Path("ons.toml")
    assert config.quiet is not None
    assert config.quiet.hours == QuietHours(time(21), time(6, 30))
    assert config.storage.database.get_secret_value() == ADDRESS
    assert ADDRESS not in repr(config)
    assert config.storage.key_file == Path("klaswacht.key")


def test_what_the_file_lacks_may_stand_in_the_environment(tmp_path: Path) -> None:
    assert with_environment(tmp_path, {"KLASWACHT_SCHOOL_NAME": "De Brug"}, "") == read(
        tmp_path, SCHOOL
    )


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("KLASWACHT_SCHOOL_TIMEZONE", "Europe/Amsterdm", "error.config.timezone"),
        ("KLASWACHT_SCHOOL_NAME", PLACEHOLDER, "error.config.placeholder"),
        ("KLASWACHT_QUIET_BEGIN", "laat", "error.config.hour"),
        ("KLASWACHT_STORAGE_DATABASE", ADDRESS.replace("A", "@"), "error.config.at_sign"),
        ("KLASWACHT_STORAGE_DATABASE", "host=db password=wAchtw00rd", "error.database.kind"),
    ],
)
def test_a_wrong_value_gets_the_same_sentence_and_names_its_variable(
    tmp_path: Path, name: str, value: str, key: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        with_environment(
            tmp_path, {name: value}, f'{SCHOOL}[quiet]\nbegin = "21:00"\nend = "07:00"'
        )
    assert (caught.value.where, caught.value.key) == (name, key)
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("KLASWACHT_STORAGE_DATABSE", "KLASWACHT_STORAGE_DATABASE"),
        ("klaswacht_storage_database", "KLASWACHT_STORAGE_DATABASE"),
        ("KLASWACHT_TAAL", "KLASWACHT_LANG"),
        ("KLASWACHT_STORAGE_KEYFILE", "KLASWACHT_STORAGE_KEY_FILE"),
    ],
)
def test_a_misspelt_variable_is_answered_with_the_right_one(
    tmp_path: Path, name: str, near: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        with_environment(tmp_path, {name: ADDRESS})
    error = caught.value
    assert (error.where, error.key) == (name, "error.environment.unknown")
    assert error.values == {"near": near}


def test_a_table_that_is_no_table_is_refused_with_and_without_the_environment(
    tmp_path: Path,
) -> None:
    for environment in ({}, {"KLASWACHT_STORAGE_DATABASE": "x.db"}):
        with pytest.raises(ConfigError) as caught:
            with_environment(tmp_path, environment, f"storage = 3\n{SCHOOL}")
        assert caught.value.key == "error.toml.not_table"


@pytest.mark.parametrize("option", ["appeal_days", "undecided_days", "care_days", "audit_days"])
@pytest.mark.parametrize(
    "value", ["0", "-1", "401", '"forever"', '"altijd"', "7.5", "true", "inf", "[]", "9999999999"]
)
def test_a_term_that_is_no_number_of_days_is_refused(
    tmp_path: Path, option: str, value: str
) -> None:
    error = refusal(tmp_path, f"{SCHOOL}[retention]\n{option} = {value}")
    assert (error.key, error.values["at"]) == ("error.config.term", f"retention.{option}")


@pytest.mark.parametrize(
    "value", ["2027-07-31", "31-07", "02-29", "13-01", "7-31", "forever", "0731"]
)
def test_an_end_of_the_school_year_that_is_no_day_of_every_year_is_refused(
    tmp_path: Path, value: str
) -> None:
    error = refusal(tmp_path, f'{SCHOOL}[retention]\nupheld_until = "{value}"')
    assert error.key == "error.config.year_day"


@pytest.mark.parametrize(
    "option", [name for name in RetentionConfig.model_fields if name != "upheld_until"]
)
def test_nothing_goes_before_somebody_can_object(tmp_path: Path, option: str) -> None:
    terms = "[retention]\nappeal_days = 31\n" + "".join(
        f"{name} = 31\n"
        for name in RetentionConfig.model_fields
        if name not in {"appeal_days", "upheld_until", option}
    )
    if option == "appeal_days":
        assert read(tmp_path, SCHOOL + terms).retention.appeal_days == 31
        return
    error = refusal(tmp_path, f"{SCHOOL}{terms}{option} = 30")
    assert error.key == "error.config.before_appeal"
    assert error.values == {"at": "retention", "option": option, "days": "30", "appeal": "31"}


@pytest.mark.parametrize(
    "option", ["undecided_days", "dismissed_days", "care_days", "settled_days"]
)
def test_the_audit_outlasts_all_else(tmp_path: Path, option: str) -> None:
    terms = f"{SCHOOL}[retention]\n{option} = 101\naudit_days = "
    assert read(tmp_path, f"{terms}101").retention.audit_days == 101
    error = refusal(tmp_path, f"{terms}100")
    assert error.key == "error.config.audit_days"
    assert error.values == {"at": "retention", "days": "100", "option": option, "longest": "101"}


def test_reminders_do_not_go_while_the_rulebook_counts_them(tmp_path: Path) -> None:
    config = write(tmp_path, f"{SCHOOL}[retention]\nreminder_days = 29")
    with pytest.raises(ConfigError) as caught:
        settings(config=config, rulebook_file=None)
    assert caught.value.key == "error.config.reminder_days"
    assert caught.value.values == {"days": 29, "memory": 30}


def test_the_terms_of_the_config_are_those_that_are_used(tmp_path: Path) -> None:
    days = 'appeal_days = 9\ndismissed_days = 10\nupheld_until = "07-18"'
    text = f'timezone = "Atlantic/Azores"\n[retention]\n{days}'
    chosen = settings(config=write(tmp_path, SCHOOL + text), rulebook_file=None).retention
    azores = ZoneInfo("Atlantic/Azores")
    expected = Retention(
        timezone=azores, appeal_days=9, dismissed_days=10, upheld_until=YearDay(7, 18)
    )
    assert chosen == expected
    assert settings(config=write(tmp_path, SCHOOL), rulebook_file=None).retention == Retention()


@pytest.mark.parametrize("wrong", ["veel", "30.5", '"30"', "30 dagen"])
def test_a_number_in_the_environment_is_written_as_in_the_file(tmp_path: Path, wrong: str) -> None:
    name = "KLASWACHT_RETENTION_UNDECIDED_DAYS"
    config = with_environment(tmp_path, {name: " 25 "})
    assert config.retention.undecided_days == 25
    with pytest.raises(ConfigError) as caught:
        with_environment(tmp_path, {name: wrong})
    assert (caught.value.where, caught.value.key) == (name, "error.config.term")


MAIL = (
    SCHOOL
    + """
[mail]
server = "mail.school.nl"
sender = "klaswacht@school.nl"
domains = ["school.nl"]
"""
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (SCHOOL + '[mail]\nserver = "mail.school.nl"', "error.config.mail.missing"),
        (MAIL + 'user = "klaswacht"', "error.config.mail.login"),
        (MAIL + 'security = "none"', "error.config.mail.open"),
        (MAIL.replace("klaswacht@school.nl", "klaswacht"), "error.config.address"),
        (MAIL.replace('["school.nl"]', '["nl"]'), "error.config.domain"),
        (SCHOOL + '[digest]\nat = "half vijf"', "error.config.hour"),
    ],
)
def test_mail_and_digest_are_checked(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert caught.value.key == key


def test_what_a_school_chose_of_its_digest(tmp_path: Path) -> None:
    plain = digest_of(read(tmp_path, SCHOOL))
    assert plain == DigestChoice()
    text = MAIL + '[digest]\nat = "15:05"\nby = ["chat", "mail"]\nnames = "first"\npicture = false'
    chosen = digest_of(read(tmp_path, text))
    assert (chosen.at, chosen.names, chosen.picture) == (time(15, 5), Named.FIRST, False)
    assert chosen.channels == (Channel.CHAT, Channel.MAIL)
    assert (chosen.mail_domains, chosen.mail_names) == (("school.nl",), Named.NONE)


def test_without_encryption_only_on_this_machine(tmp_path: Path) -> None:
    text = MAIL.replace("mail.school.nl", "localhost") + 'security = "none"'
    assert read(tmp_path, text).mail.security == "none"
