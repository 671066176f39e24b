"""The command as a teacher types it."""

import json
from pathlib import Path

import pytest

from bot.overview import KEPT
from tests.integration.conftest import Run

DATA = Path(__file__).parent.parent / "data"
EXPORTS = DATA / "exports"
ANDROID = EXPORTS / "c1-whatsapp-android.txt"


def jsonl(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(number: int, text: str, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "ts": f"2026-09-14T08:{number % 60:02}:00+02:00",
        "sender": "Sam",
        "text": text,
        **more,
    }


def test_check_tells_what_broke_which_article_and_why(run: Run) -> None:
    code, out, err = run("check", ANDROID, "--staff", "mw. Wolters", "--staff", "dhr. Kuipers")

    assert (code, err) == (0, "")
    assert "Overzicht van TL3B mentorgroep" in out
    assert "WhatsApp (Android)" in out
    assert "Art. 4.1:" in out
    assert "♥ ZORG" in out
    assert "van wie medewerkers: 2" in out


def test_check_names_nobody_unless_asked(run: Run) -> None:
    given = (EXPORTS / "c1.jsonl").read_text(encoding="utf-8").splitlines()
    senders = {json.loads(line)["sender"] for line in given}
    _, hidden, _ = run("check", ANDROID, "--staff", "mw. Wolters", "--staff", "dhr. Kuipers")
    _, named, _ = run("check", ANDROID, "--names")

    assert [name for name in senders if name in hidden] == []
    assert "wolters" not in hidden.casefold()
    assert "Milan" in named


def test_check_says_when_a_colleague_is_misspelt(run: Run) -> None:
    _, out, _ = run("check", ANDROID, "--staff", "mw. Wolters", "--staff", "dhr. Kuiper")
    _, _, err = run("check", ANDROID, "--staff", "dhr. Kuiper", "--json")

    assert "Bedoelt u ‘dhr. Kuipers’?" in out
    assert "niemand is aangewezen" not in out
    assert "Bedoelt u ‘dhr. Kuipers’?" in err


def test_check_never_leaves_a_cry_for_help_out(run: Run, tmp_path: Path) -> None:
    rows = [row(number, "ik wil niet meer leven") for number in range(40)]
    export = jsonl(tmp_path / "a.jsonl", *rows)

    assert run("check", export)[1].count("wil niet meer leven") == 40


def test_check_shows_all_cases_when_asked(run: Run, tmp_path: Path) -> None:
    export = jsonl(tmp_path / "a.jsonl", *(row(n, "jij bent een sukkel") for n in range(20)))

    assert run("check", export)[1].count("»sukkel«") == 12
    assert "… en nog 8." in run("check", export)[1]
    assert run("check", export, "--all")[1].count("»sukkel«") == 20


def test_check_says_that_the_rest_of_very_many_was_only_counted(run: Run, tmp_path: Path) -> None:
    rows = [row(number, "jij bent een sukkel") for number in range(KEPT + 5)]
    export = jsonl(tmp_path / "a.jsonl", *rows)

    assert f"… en nog {KEPT + 5 - 12}. Met --all" in run("check", export)[1]
    assert "… en nog 5. Die zijn alleen geteld." in run("check", export, "--all")[1]


def test_two_files_of_one_group_are_read_whole(run: Run, tmp_path: Path) -> None:
    files = []
    for week, text in ((14, "hoi allemaal"), (21, "ik wil niet meer leven")):
        files.append(tmp_path / f"week {week}" / "WhatsApp-chat met 3B.txt")
        files[-1].parent.mkdir()
        files[-1].write_text(f"{week}-09-2026 08:00 - Sam: {text}\n", encoding="utf-8")

    _, out, _ = run("check", *files)
    _, lines, _ = run("check", *files, "--json")

    assert "berichten: 2" in out
    assert "♥ ZORG" in out
    assert len(lines.splitlines()) == 2


def test_each_group_has_its_own_overview(run: Run, tmp_path: Path) -> None:
    rows = [row(1, "hoi", group="2A"), row(2, "jij bent een sukkel", group="2B")]

    _, out, _ = run("check", jsonl(tmp_path / "a.jsonl", *rows))

    assert out.index("Overzicht van 2A") < out.index("Niets gevonden")
    assert out.index("Niets gevonden") < out.index("Overzicht van 2B") < out.index("»sukkel«")


def test_reminders_are_one_line_each_to_be_copied(run: Run) -> None:
    _, out, _ = run("check", ANDROID)
    lines = out[out.index("Klaar om in de groep te plakken") :].splitlines()

    assert [line for line in lines[1:] if line.endswith("of docent.")] == [
        line for line in lines[1:] if "Klopt dit niet?" in line
    ]
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_check_repeats_no_personal_data(run: Run, tmp_path: Path) -> None:
    text = "haar nummer is 06-00000042 hoor, of 0612345678, jij sukkel"
    export = jsonl(tmp_path / "a.jsonl", row(1, text))

    _, out, _ = run("check", export, "--names")

    assert "haar nummer is »•••••••••••« hoor, of ••••••••••, jij sukkel" in out
    assert "••••, jij »sukkel«" in out
    assert "00000042" not in out
    assert "0612345678" not in out


def test_check_offers_at_most_three_reminders_without_names(run: Run) -> None:
    _, out, _ = run("check", ANDROID, "--names")

    pasted = out[out.index("Klaar om in de groep te plakken") : out.index("Een computer zocht")]
    assert 1 <= pasted.count("Klopt dit niet?") <= 3
    assert "Milan" not in pasted


def test_check_suggests_who_may_be_staff(run: Run) -> None:
    _, out, _ = run("check", ANDROID)

    assert '--staff "mw. Wolters"' in " ".join(out.split())


def test_json_has_one_object_for_each_message_in_order(run: Run) -> None:
    code, out, err = run("check", EXPORTS / "c1.jsonl", "--json")
    lines = (EXPORTS / "c1.jsonl").read_text(encoding="utf-8").splitlines()
    given = [json.loads(line) for line in lines]
    told = [json.loads(line) for line in out.splitlines()]

    assert (code, err) == (0, "")
    assert [(t["id"], t["text"], t["sender"], t["group"]) for t in told] == [
        (g["id"], g["text"], g["sender"], g["group"]) for g in given
    ]


def test_json_keeps_each_id_as_the_input_has_it(run: Run, tmp_path: Path) -> None:
    ids: list[object] = [1, "abc", "1", 2, "007"]
    rows = [row(place, "hoi") | {"id": own} for place, own in enumerate(ids)]
    code, out, _ = run("check", jsonl(tmp_path / "a.jsonl", *rows), "--json")
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ids


def test_a_json_list_is_refused_with_what_is_needed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([row(1, "hoi")], indent=1))
    code, out, err = run("check", tmp_path / "a.json")
    assert (code, out) == (2, "")
    assert "JSONL" in err


def test_json_has_the_promised_fields(run: Run) -> None:
    _, out, _ = run("check", ANDROID, "--json")
    told = [json.loads(line) for line in out.splitlines()]

    assert all(
        list(one)
        == [
            "id",
            "ts",
            "group",
            "sender",
            "text",
            "forwarded",
            "topic",
            "topic_probability",
            "findings",
            "care",
            "care_probability",
            "actions",
        ]
        for one in told
    )
    findings = [(one["text"], finding) for one in told for finding in one["findings"]]
    assert findings
    for text, finding in findings:
        assert list(finding) == ["rule", "article", "probability", "reason", "span", "forwarded"]
        start, end = finding["span"]
        assert 0 <= start < end <= len(text)
        assert 0.5 <= finding["probability"] <= 1
    assert {one["topic"] for one in told} == {"school", "neutral", "offtopic"}
    assert {action for one in told for action in one["actions"]} <= {
        "remind_group",
        "remind_private",
        "flag",
        "alert",
        "care",
    }


def test_a_cry_for_help_brings_care_and_nothing_else(run: Run, tmp_path: Path) -> None:
    text = "ik wil niet meer leven, jij bent een kankerhoer en mijn nummer is 0612345678"
    export = jsonl(tmp_path / "a.jsonl", row(1, text))

    told = json.loads(run("check", export, "--json")[1])

    assert told["care"] is True
    assert told["actions"] == ["care"]
    assert told["findings"] == []


def test_staff_are_never_reminded_and_go_to_the_team_lead(run: Run, tmp_path: Path) -> None:
    export = jsonl(tmp_path / "a.jsonl", row(1, "jij bent een kankerhoer", role="teacher"))

    told = json.loads(run("check", export, "--json")[1])

    assert told["actions"] == ["flag"]


def test_several_files_are_checked_one_after_the_other(run: Run, tmp_path: Path) -> None:
    one = jsonl(tmp_path / "a.jsonl", row(1, "hoi", group="A"))
    two = jsonl(tmp_path / "b.jsonl", row(2, "hoi", group="B"))

    _, out, _ = run("check", one, two, "--json")

    assert [json.loads(line)["group"] for line in out.splitlines()] == ["A", "B"]


def test_an_impostor_is_never_suggested_as_staff(run: Run, tmp_path: Path) -> None:
    export = tmp_path / "WhatsApp-chat met 3B.txt"
    lines = [f"14-09-2026 08:0{n} - {name}: hoi\n" for n, name in enumerate(IMPOSTORS)]
    export.write_text("".join(lines), encoding="utf-8")

    _, out, _ = run("check", export)

    assert '--staff "mw. Wolters"' in out
    assert "~" not in out[out.index("--staff") :]
    assert "$(" not in out[out.index("--staff") :]


IMPOSTORS = ["~ mw. Wolters", "mw. $(touch x)", 'juf" -x', "mw. Wolters"]


def test_a_line_not_understood_tells_no_name_and_no_number(run: Run, tmp_path: Path) -> None:
    export = jsonl(tmp_path / "a.jsonl", row(1, "hoi", sender="Sanne de Boer"))
    with export.open("a", encoding="utf-8") as file:
        file.write("Sanne de Boer: mijn nummer is 0612345678\n")

    _, hidden, _ = run("check", export)
    _, named, _ = run("check", export, "--names")

    assert "0612345678" not in hidden
    assert "Sanne" not in hidden
    assert "Sanne de Boer: mijn nummer is 0612345678" in named


def test_json_cannot_steer_a_terminal_either(run: Run, tmp_path: Path) -> None:
    text = "\x9b31m \u202e om"
    export = jsonl(tmp_path / "a.jsonl", row(1, text))

    _, out, _ = run("check", export, "--json")

    assert not set(out) & {"\x9b", "\u202e"}
    assert json.loads(out)["text"] == text


def test_a_short_name_is_told_from_a_word_by_its_capital(run: Run, tmp_path: Path) -> None:
    export = jsonl(tmp_path / "a.jsonl", row(1, "al die fans van Al, sukkel jij", sender="Al"))

    assert "al die fans van Leerling 1, »sukkel« jij" in run("check", export)[1]


def test_an_export_without_messages_says_so(run: Run, tmp_path: Path) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("14-09-2026 07:55 - Sam heeft de groep ‘3B’ gemaakt\n", encoding="utf-8")

    assert "Er staan geen berichten" in run("check", export)[1]


def test_lines_not_understood_are_counted_and_shown(run: Run, tmp_path: Path) -> None:
    export = jsonl(tmp_path / "a.jsonl", row(1, "hoi"))
    export.write_text(export.read_text() + "geen json\n", encoding="utf-8")

    _, out, _ = run("check", export)
    _, lines, err = run("check", export, "--json")

    assert "Niet begrepen regels: 1" in out
    assert "nr. 2: geen json" in out
    assert len(lines.splitlines()) == 1
    assert "Niet begrepen regels: 1" in err


def test_a_message_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    nasty = "\x1b[2Jsukkel\x07 jij bent een sukkel \u202e\u2066"
    export = jsonl(tmp_path / "a.jsonl", row(1, nasty, sender="\x1b]0;x\x07Sam", group="\x1b[31m"))

    for arguments in (["check", export], ["check", export, "--names"], ["try", nasty]):
        _, out, _ = run(*arguments)
        assert not set(out) & {"\x1b", "\x07", "\u202e", "\u2066"}


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 20,
    "strange-dates.txt": b"het jaar 12, Sam zei: hoi\n",
    "latin1.txt": "14-09-2026 08:00 - Zoë: één\n".encode("latin-1"),
    "utf16.txt": "14-09-2026 08:00 - Zoë: één\n".encode("utf-16"),
    "not.zip": b"PK\x03\x04 and then nothing",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name])

    code, out, err = run("check", tmp_path / name)

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("klaswacht: ")
    assert name in err
    assert list(tmp_path.iterdir()) == [tmp_path / name]


@pytest.mark.parametrize("missing", ["nowhere.txt", "."])
def test_a_file_that_is_none_gets_one_sentence(run: Run, tmp_path: Path, missing: str) -> None:
    code, out, err = run("check", tmp_path / missing)

    assert (code, out, len(err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["rules", "--check"],
        ["config", "check"],
        ["check", ANDROID, "--config"],
        ["check", ANDROID, "--rulebook"],
        ["try", "hoi", "--rulebook"],
    ],
    ids=lambda arguments: " ".join(arguments[::2]) if isinstance(arguments, list) else "",
)
def test_a_typo_in_a_file_gets_one_sentence(
    run: Run, tmp_path: Path, arguments: list[object]
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('[scool]\nname = "x"\n', encoding="utf-8")

    code, out, err = run(*arguments, broken)

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "broken.toml" in err
    assert "scool" in err


def test_try_says_why_and_what_would_happen(run: Run) -> None:
    _, out, _ = run("try", "jij bent een sukkel")

    assert "»sukkel«" in out
    assert "Art. 4.1" in out
    assert "→ melden aan medewerkers" in out


def test_try_says_when_nothing_would_happen(run: Run) -> None:
    _, out, _ = run("try", "welke sommen moeten we maken voor wiskunde?")

    assert "Onderwerp: school" in out
    assert "De bot doet niets." in out


def test_try_says_that_one_message_off_topic_is_not_enough(run: Run) -> None:
    _, out, _ = run("try", "wie gaat er fortnite spelen vanavond")

    assert "nooit genoeg voor een herinnering" in out
    assert "→" not in out


def test_rules_shows_every_article(run: Run) -> None:
    code, out, _ = run("rules")

    articles = (DATA / "winkler-prins-2019.tsv").read_text(encoding="utf-8").splitlines()
    assert code == 0
    assert [line for line in articles if f" {line.split()[0]} " not in out] == []


def test_rules_checks_a_rulebook(run: Run) -> None:
    shipped = DATA.parent.parent / "bot" / "rulebooks" / "winkler-prins-2019.toml"

    code, out, _ = run("rules", "--check", shipped)

    assert code == 0
    assert "in orde" in out


def test_english_is_spoken_wherever_the_option_stands(run: Run) -> None:
    before = run("--lang", "en", "try", "hoi")[1]
    after = run("try", "hoi", "--lang=en")[1]

    assert before == after
    assert "The bot does nothing." in before


def test_english_is_spoken_when_the_environment_asks(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLASWACHT_LANG", "en")

    assert "The bot does nothing." in run("try", "hoi")[1]


def test_a_language_that_is_not_spoken_gets_one_sentence(run: Run) -> None:
    code, out, err = run("--lang", "fr", "version")

    assert (code, out) == (2, "")
    assert "fr" in err


def test_the_bare_command_explains_itself(run: Run) -> None:
    assert run()[:2] == run("--help")[:2]


def test_help_names_every_command(run: Run) -> None:
    _, out, _ = run("--help")

    assert all(name in out for name in ("check", "try", "rules", "demo", "config", "version"))


def test_an_unknown_command_is_bad_usage(run: Run) -> None:
    assert run("chek")[0] == 2


def test_version_names_the_rulebook_too(run: Run) -> None:
    assert "winkler-prins-2019" in run("version")[1]


def test_the_demo_shows_both_columns_and_leaves_a_database(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("demo", "--out", tmp_path)

    assert code == 0
    assert "WAT DE GROEP ZIET" in out
    assert "Dagoverzicht van vrijdag 9 oktober 2026" in out
    assert (tmp_path / "klaswacht-demo.db").stat().st_size > 0
    assert str(tmp_path) in out


def test_a_demo_that_cannot_write_gets_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    code, _, err = run("demo", "--out", tmp_path / "file")

    assert (code, len(err.splitlines())) == (2, 1)


def test_check_leaves_no_file_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    run("check", ANDROID)

    assert list(tmp_path.iterdir()) == []
