"""The record of processing says what really happens: it follows config, rulebook and code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap.choices import LAYERS, settings
from bot.model.calendar import AMSTERDAM, TestWindow
from bot.model.group import ClassGroup, GroupKind
from bot.model.ids import ChatId, ChatRef, Platform
from bot.model.judgement import Layer
from bot.model.member import Role
from bot.privacy.record.facts import Database, Facts, Places
from bot.privacy.record.markdown import escaped
from bot.privacy.record.places import places as find_places
from bot.privacy.record.render import render, to_fill_in
from bot.rights import WHO, Act
from bot.rulebooks import loader
from storage.tables import Base
from tests.support.builders import NOON
from tests.support.markdown import anchors, cells, links, one_line, rows, tokens

SCHOOL = '[school]\nname = "De Brug"\n'
HERE = Places(
    database=Database.FILE,
    encrypted_connection=False,
    key_in_file=True,
    key_beside_database=False,
    backup_days=30,
)
MADE = datetime(2026, 11, 22, 13, tzinfo=AMSTERDAM)
HOSTILE = "a|b *c* _d_ [e](https://f.nl) `g` <h> &amp; ~~i~~ #j \\ k"


def places(database: str, key: Path | None, folder: Path, *, backup_days: int = 30) -> Places:
    return find_places(database, key, folder, backup_days=backup_days)


def facts(
    folder: Path,
    config: str = "",
    *,
    school: str = SCHOOL,
    where: Places = HERE,
    layers: Sequence[Layer] = LAYERS,
    groups: Sequence[ClassGroup] = (),
    connected: Sequence[Platform] = (),
    roles: Mapping[Role, int] | None = None,
    parents_untold: int = 0,
) -> Facts:
    path = folder / "config.toml"
    path.write_text(school + config, "utf-8")
    return Facts(
        made=MADE,
        settings=settings(config=path, rulebook_file=None),
        places=where,
        layers=layers,
        groups=groups,
        connected=connected,
        roles=roles or {},
        parents_untold=parents_untold,
    )


def a_group(name: str, platform: Platform, kind: GroupKind = GroupKind.CLASS) -> ClassGroup:
    return ClassGroup(ChatRef(platform, ChatId(name)), name, kind)


# what the config says


def test_the_same_facts_give_the_same_words(tmp_path: Path) -> None:
    assert render(facts(tmp_path)) == render(facts(tmp_path))


def test_it_says_when_it_was_made_of_which_school_and_protocol(tmp_path: Path) -> None:
    record = render(facts(tmp_path))

    assert "# Klaswacht bij De Brug: verwerkingsregister" in record
    assert "Gemaakt op 22 november 2026, 13:00 door Klaswacht" in record
    assert "*Protocol sociale media Winkler Prins 2019*" in record
    assert "versie 2019-02, vastgesteld op 17 april 2019" in one_line(record)


def test_without_a_config_too_every_question_is_asked(tmp_path: Path) -> None:
    without = settings(config=None, rulebook_file=None)
    record = render(
        Facts(
            made=MADE,
            settings=without,
            places=HERE,
            layers=LAYERS,
            groups=(),
            connected=(),
            roles={},
            parents_untold=0,
        )
    )

    assert cells(record, "School") == ["School", "INVULLEN: naam van de school"]
    assert to_fill_in(record) > to_fill_in(render(facts(tmp_path)))


@pytest.mark.parametrize(
    ("option", "row"),
    [
        ("name", "Verwerkingsverantwoordelijke"),
        ("contact", "Bereikbaar"),
        ("privacy_officer", "Functionaris"),
    ],
)
def test_who_answers_for_it_comes_from_the_config(tmp_path: Path, option: str, row: str) -> None:
    open_record = render(facts(tmp_path))
    filled_in = render(facts(tmp_path, f'[controller]\n{option} = "St. De Rivier"'))

    assert cells(open_record, row)[1].startswith("INVULLEN")
    assert cells(filled_in, row)[1] == "St. De Rivier"
    assert to_fill_in(filled_in) == to_fill_in(open_record) - 1


@pytest.mark.parametrize(
    ("option", "row", "cell", "said"),
    [
        ("undecided_days = 14", "een melding die nog open staat", 4, "14 dagen na het bericht"),
        ("dismissed_days = 9", "een melding die onterecht", 4, "9 dagen na het besluit"),
        ('upheld_until = "12-24"', "een melding die terecht", 4, "tot en met 24 december"),
        ("care_days = 60", "een zorgsignaal", 4, "60 dagen nadat het is afgehandeld"),
        ("reminder_days = 45", "een herinnering", 4, "45 dagen"),
        ("decision_days = 11", "een oordeel", 4, "11 dagen"),
        ("ruled_days = 21", "een bezwaar van een leerling", 4, "21 dagen na het antwoord"),
        ("received_days = 13", "dat een bericht er al was", 4, "13 dagen"),
        ("received_days = 13", "een bericht dat niet beoordeeld of", 4, "13 dagen"),
        ("settled_days = 15", "dat iemand zijn dagoverzicht", 4, "15 dagen"),
        ("settled_days = 15", "wat nog gezegd of gedaan", 4, "dat het gebeurde: 15 dagen"),
    ],
)
def test_each_term_is_the_one_of_the_config(
    tmp_path: Path, option: str, row: str, cell: int, said: str
) -> None:
    usual = render(facts(tmp_path))
    chosen = render(facts(tmp_path, f"[retention]\n{option}"))

    assert said not in cells(usual, row)[cell]
    assert said in cells(chosen, row)[cell]


def test_a_term_of_one_day_is_one_day(tmp_path: Path) -> None:
    record = render(facts(tmp_path, "[retention]\nappeal_days = 1\ndismissed_days = 1"))

    assert cells(record, "een melding die onterecht")[4] == "1 dag na het besluit"
    assert "dan de bezwaartermijn: 1 dag." in one_line(record)


def test_quiet_hours(tmp_path: Path) -> None:
    without = one_line(render(facts(tmp_path)))
    hours = one_line(render(facts(tmp_path, '[quiet]\nbegin = "21:30"\nend = "07:00"')))

    assert "**Rusttijden:** geen ingesteld." in without
    assert "van 21:30 tot 07:00 geeft de bot geen herinneringen" in hours
    assert "geen ingesteld" not in hours


TEST = "[[test]]\nbegin = 2026-11-23T08:30:00\nend = 2026-11-23T10:10:00\n"


def test_tests_are_listed_and_bring_the_question_of_the_ai_act(tmp_path: Path) -> None:
    one = render(facts(tmp_path, TEST + 'groups = ["V6", "H5"]'))
    two = render(facts(tmp_path, TEST + TEST.replace("11-23", "11-20")))

    window = ["23 november 2026, 08:30", "23 november 2026, 10:10"]
    assert cells(one, window[0]) == [*window, "H5, V6"]
    assert "U gaf 1 toetsmoment op" in one
    assert "U gaf 2 toetsmomenten op" in two
    days = [row[0] for row in rows(two) if row[0].endswith("2026, 08:30")]
    assert days == ["20 november 2026, 08:30", "23 november 2026, 08:30"]


def test_without_tests_the_bot_looks_for_no_cheating_and_says_so(tmp_path: Path) -> None:
    record = one_line(render(facts(tmp_path)))

    assert "bijlage III, punt 3 onder d). De bot doet dit bij u niet" in record
    assert "de bot let dus nergens op spieken" in record


def test_a_test_without_a_rule_about_it_is_none(tmp_path: Path) -> None:
    book = shipped()
    rule = book.index("[rules.testtime]")
    book = book[:rule] + book[book.index("[rules.order]") :]
    book = book.replace('watched_by = ["test_time", "people"]', 'watched_by = ["people"]')
    place = book.index("[[article]]", book.index('number = "4.10"') - 20)
    article = book[place : book.index("[[article]]", place + 5)]
    powerless = re.sub(r"may = .*", 'may = ["nothing"]', article).replace(
        'reminder = "testtime"\n', ""
    )
    (tmp_path / "eigen.toml").write_text(book.replace(article, powerless), "utf-8")

    record = render(facts(tmp_path, TEST, school=SCHOOL + 'rulebook = "eigen.toml"\n'))

    assert "2026, 08:30" not in record
    assert "De bot doet dit bij u niet" in one_line(record)


# a platform where people write now

LIVE = (Platform.TELEGRAM,)


def test_it_says_which_platform_is_connected(tmp_path: Path) -> None:
    alone = one_line(render(facts(tmp_path)))
    live = one_line(render(facts(tmp_path, connected=LIVE)))

    assert "**Niet verbonden met een live platform.**" in alone
    assert "Dit geldt zodra `[telegram]` in config.toml is ingevuld" in alone
    assert "**Verbonden met Telegram.**" in live
    assert "De bot is een account van de school op Telegram." in live
    assert "Niet verbonden" not in live
    assert "Dit geldt zodra" not in live


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("trial_days = 3", "Een nieuwe groep is 3 schooldagen op proef"),
        ("trial_days = 0", "Er is geen proef ingesteld"),
        ("care_minutes = 20", "niet binnen 20 minuten, dan hoort de volgende het"),
        ("take_back_minutes = 90", "haalt een herinnering na 90 minuten weg"),
        ('reminders = ["respect"]', "Alleen aan: respect."),
        ("reminders = []", "Aan niets: medewerkers zien alles eerst."),
    ],
)
def test_how_it_behaves_in_a_group_is_what_the_config_says(
    tmp_path: Path, option: str, said: str
) -> None:
    assert said not in one_line(render(facts(tmp_path, connected=LIVE)))
    assert said in one_line(render(facts(tmp_path, f"[live]\n{option}", connected=LIVE)))


@pytest.mark.parametrize(
    "said",
    [
        "gooit alle berichten ongelezen weg",
        "haalt foto's, filmpjes, spraak en bestanden nooit op",
        "| iemand schrijft de bot privé |",
        "wie het bericht schreef hoort niet wie meldde",
        "Een bericht weghalen kan hooguit 48 uur lang",
        '"alleen voor jou" in de groep gaat ook door Telegram',
        "namen en accounts van de beheerders van de laatste keer",
    ],
)
def test_it_tells_what_a_live_group_is_read_for_and_what_stays(tmp_path: Path, said: str) -> None:
    assert said in one_line(render(facts(tmp_path, connected=LIVE)))


def test_tests_that_staff_can_begin_themselves_bring_the_question_of_the_ai_act_too(
    tmp_path: Path,
) -> None:
    window = TestWindow(NOON, NOON + timedelta(hours=1))
    group = replace(a_group("3B", Platform.TELEGRAM), tests=(window,))
    alone = one_line(render(facts(tmp_path, groups=[group])))
    live = one_line(render(facts(tmp_path, groups=[group], connected=LIVE)))

    assert "/toets" not in alone
    assert (
        "een medewerker kan met `/toets` in een groep zelf een toetsmoment beginnen (nu: 1)"
        in live
    )
    assert "zelf een toetsmoment opgeven, met `/toets`. Nu staan er zo: 1." in live


def shipped() -> str:
    folder = Path(str(loader.__file__)).parent
    return (folder / "winkler-prins-2019.toml").read_text("utf-8")


def test_another_rulebook_is_another_record(tmp_path: Path) -> None:
    book = shipped().replace('title = "Protocol sociale media', 'title = "Afspraken online')
    book = book.replace('version = "2019-02"', 'version = "2026-09"')
    book = book.replace(
        "flag_from = 0.6\nremind_from = 0.9", "flag_from = 0.7\nremind_from = 0.95"
    )
    (tmp_path / "eigen.toml").write_text(book, "utf-8")

    usual = render(facts(tmp_path))
    own = render(facts(tmp_path, school=SCHOOL + 'rulebook = "eigen.toml"\n'))

    assert "Afspraken online Winkler Prins 2019*, versie 2026-09" in own
    assert cells(usual, "4.1")[3:] == ["60% zeker", "90% zeker"]
    assert cells(own, "4.1")[3:] == ["70% zeker", "95% zeker"]


def test_each_article_stands_where_it_belongs(tmp_path: Path) -> None:
    """Those that a machine watches with what it may do, the others as left to people."""
    given = facts(tmp_path)
    record = render(given)
    listed = {row[0]: row for row in rows(record) if len(row) == 5}
    (left,) = re.findall(r"let bewust geen computer: (.*)\.\n", record)

    for article in given.settings.rulebook.articles.values():
        by_people = article.watched_by == ("people",)
        assert (article.number in left.split(", ")) == by_people
        assert (article.number in listed) != by_people
    assert listed["4.11e"][1:4] == [
        "steeds of samen tegen één, mensen",
        "medewerkers meteen waarschuwen",
        "60% zeker",
    ]
    assert listed["2.5"][3:] == ["50% zeker", ""]


def test_words_of_the_school_are_counted_and_not_shown(tmp_path: Path) -> None:
    record = render(facts(tmp_path, '[words]\ninsults = ["knurft", "oliebol"]'))

    assert "gelden er 2 die de school" in one_line(record)
    assert "knurft" not in record


def test_nothing_is_learned_until_another_layer_judges(tmp_path: Path) -> None:
    today = one_line(render(facts(tmp_path, TEST)))
    learned = one_line(render(facts(tmp_path, TEST, layers=[*LAYERS, Layer("linear", "3")])))

    assert "Niets. De bot leert niet van leerlingen" in today
    assert "alleen de door mensen geschreven regels" in today
    assert "oordelen nu ook: linear (versie 3)" in learned
    assert "Niets. De bot leert niet" not in learned
    assert "waaruit blijkt dat wat geleerd is dan zwijgt" in learned


# where it lies


@pytest.mark.parametrize(
    ("database", "where"),
    [
        ("klaswacht.db", Database.FILE),
        ("sqlite+aiosqlite:////srv/klas.db", Database.FILE),
        ("postgresql://klas:geheim@localhost/klas", Database.SERVER_HERE),
        ("postgresql+asyncpg:///klas?host=/run/postgresql", Database.SERVER_HERE),
        ("postgresql://klas:geheim@db.school.nl/klas", Database.SERVER_ELSEWHERE),
        ("postgresql+asyncpg:///klas?host=db.school.nl", Database.SERVER_ELSEWHERE),
    ],
)
def test_where_the_database_is(tmp_path: Path, database: str, where: Database) -> None:
    assert places(database, None, tmp_path).database is where


def test_a_key_beside_the_database_is_told(tmp_path: Path) -> None:
    beside = places("klaswacht.db", tmp_path / "klaswacht.key", tmp_path)
    apart = places("klaswacht.db", tmp_path / "elders" / "klaswacht.key", tmp_path)
    by_url = places(f"sqlite+aiosqlite:///{tmp_path}/x.db", tmp_path / "klaswacht.key", tmp_path)

    assert [one.key_beside_database for one in (beside, apart, by_url)] == [True, False, True]
    assert "in dezelfde map als de database" in one_line(render(facts(tmp_path, where=beside)))
    assert "in dezelfde map" not in one_line(render(facts(tmp_path, where=apart)))


def test_a_key_in_the_environment_is_no_file(tmp_path: Path) -> None:
    where = places("klaswacht.db", None, tmp_path)

    assert "in de omgeving van het programma" in render(facts(tmp_path, where=where))
    assert "een bestand dat alleen de eigenaar" not in one_line(
        render(facts(tmp_path, where=where))
    )


def test_a_server_elsewhere_needs_an_encrypted_connection(tmp_path: Path) -> None:
    address = "postgresql://klas:geheim@db.school.nl/klas"
    plain, sealed = (
        one_line(render(facts(tmp_path, where=places(url, None, tmp_path))))
        for url in (address, f"{address}?ssl=verify-full")
    )

    assert "een PostgreSQL-server op een andere computer" in plain
    assert "wie de databaseserver beheert" in plain
    assert "vragen **niet** om een versleutelde verbinding" in plain
    assert "vragen om een versleutelde verbinding" in sealed
    assert "geheim" not in plain
    assert "db.school.nl" not in plain


def test_a_backup_lives_as_long_as_the_config_says(tmp_path: Path) -> None:
    where = places("klaswacht.db", None, tmp_path, backup_days=17)

    assert "kan na 17 dagen niet meer teruggezet" in one_line(render(facts(tmp_path, where=where)))


def test_a_file_is_no_server(tmp_path: Path) -> None:
    record = one_line(render(facts(tmp_path)))

    assert "een bestand (SQLite)" in record
    assert "PostgreSQL" not in record
    assert "databaseserver" not in record


# who


def test_the_table_of_rights_is_that_of_the_code(tmp_path: Path) -> None:
    record = render(facts(tmp_path))
    names = {
        "docent": Role.TEACHER,
        "mentor": Role.MENTOR,
        "teamleider": Role.TEAM_LEAD,
        "vertrouwenspersoon": Role.COUNSELLOR,
        "privacyfunctionaris (FG)": Role.PRIVACY_OFFICER,
        "technisch beheerder": Role.TECHNICAL_ADMIN,
    }
    assert list(names) == cells(record, "wat", of=7)[1:]
    said = [
        {role for role, cell in zip(names.values(), row[1:], strict=True) if cell == "ja"}
        for row in rows(record)
        if len(row) == 7 and set(row[1:]) <= {"ja", ""}
    ]
    assert said == [set(WHO[act]) for act in Act]


def test_people_are_counted_by_role_and_a_role_without_anybody_is_asked_for(
    tmp_path: Path,
) -> None:
    nobody = render(facts(tmp_path))
    some = render(facts(tmp_path, roles=dict.fromkeys(Role, 2)))

    assert "nog geen mensen doorgegeven" in one_line(nobody)
    assert "  - vertrouwenspersoon\n" in nobody
    assert "leerling: 2, ouder of verzorger: 2" in one_line(some)
    assert "van deze rollen kent Klaswacht nu niemand" not in one_line(some)


def test_parents_who_do_not_know_yet_are_counted(tmp_path: Path) -> None:
    none, one, two = (
        one_line(render(facts(tmp_path, parents_untold=count))) for count in (0, 1, 2)
    )

    assert "staat niet vast dat de ouders" not in none
    assert "van 1 leerling onder de 16" in one
    assert "van 2 leerlingen onder de 16" in two


@pytest.mark.parametrize("platform", Platform)
def test_groups_are_counted_and_their_platform_is_named(
    tmp_path: Path, platform: Platform
) -> None:
    groups = [
        a_group("3B", platform),
        a_group("ouders 3B", platform, GroupKind.PARENTS),
        a_group("team", platform, GroupKind.STAFF),
    ]
    told = ClassGroup(ChatRef(platform, ChatId("4")), "4C", announced=NOON.astimezone(UTC))
    record = one_line(render(facts(tmp_path, groups=[*groups, told])))

    assert "Groepen die Klaswacht kent: 4 (klas: 2, ouders: 1, medewerkers: 1)" in record
    assert "nog niet zijn ingelicht: 3;" in record
    assert "staan nu op: " in record
    assert "3B" not in record


# the whole of it


def test_every_table_of_the_database_is_accounted_for(tmp_path: Path) -> None:
    record = render(facts(tmp_path))
    named = {
        name
        for row in rows(record)
        if len(row) == 5 and row[0] != "wat"
        for name in row[1].split(", ")
    }

    assert set(Base.metadata.tables) <= named


@pytest.mark.parametrize(
    "law",
    [
        "AVG artikel 30 lid 1",
        "AVG artikel 35 lid 7",
        "AVG artikel 22",
        "AVG artikel 8, UAVG artikel 5",
        "AVG artikel 28",
        "AVG artikelen 33 en 34",
        "**72 uur**",
        "bijlage III, punt 3 onder d",
        "AI-geletterdheid** (artikel 4)",
        "Wet medezeggenschap op scholen",
        "meldcode huiselijk geweld en kindermishandeling",
        "geen juridisch advies",
        "Niet verbonden met een live platform",
    ],
)
def test_it_names_what_a_privacy_officer_looks_for(tmp_path: Path, law: str) -> None:
    assert law in one_line(render(facts(tmp_path)))


def test_the_headings_of_both_articles_are_all_there(tmp_path: Path) -> None:
    headings = re.findall(r"^### (.*)$", render(facts(tmp_path)), flags=re.MULTILINE)

    register = [letter for one in headings for letter in re.findall(r"^A\d.*onder (\w)", one)]
    assessment = [letter for one in headings for letter in re.findall(r"^B\d.*onder (\w)", one)]
    assert register == list("abcdefg")
    assert assessment == list("abcd")


def test_each_measure_against_a_risk_exists(tmp_path: Path) -> None:
    table = rows(render(facts(tmp_path)))
    measures = {row[0] for row in table if len(row) == 3 and len(row[0]) == 1}
    risks = [row for row in table if len(row) == 7 and row[0].isdigit()]

    assert [row[0] for row in risks] == [str(number) for number in range(1, len(risks) + 1)]
    assert {one for row in risks for one in row[5].split(", ")} == measures


def test_links_inside_lead_somewhere(tmp_path: Path) -> None:
    record = render(facts(tmp_path))
    assert {target for target in links(record) if target.startswith("#")} <= anchors(record)


# what people wrote


def test_what_people_wrote_stays_words(tmp_path: Path) -> None:
    quoted = HOSTILE.replace("\\", "\\\\")
    plain = facts(tmp_path, TEST + 'groups = ["V6"]')
    usual = sorted(token.type for token in tokens(render(plain)))
    config = f'{TEST}groups = ["{quoted}"]\n[controller]\nname = "{quoted}"\ncontact = "{quoted}"'
    record = render(facts(tmp_path, config, school=f'[school]\nname = "{quoted}"\n'))

    assert cells(record, "School")[1] == HOSTILE
    assert cells(record, "Bereikbaar")[1] == HOSTILE
    assert cells(record, "23 november 2026")[2] == HOSTILE
    marks = {"link_open", "em_open", "html_inline", "code_inline", "s_open", "tr_open", "td_open"}
    for mark in marks:
        # The two that are filled in were a place with emphasis, and a piece of code.
        assert [t.type for t in tokens(record)].count(mark) <= usual.count(mark)


@pytest.mark.parametrize("text", ["een\n\n# kop", "keer\u202eom", "nul\x00", "a\r\n| b |"])
def test_nothing_breaks_out_of_its_line(text: str) -> None:
    shown = escaped(text)
    assert len(shown.splitlines()) == 1
    assert shown.isprintable()
