"""`klaswacht evaluate` as somebody who measures the bot runs it."""

import json
from pathlib import Path

import pytest

from tests.integration.conftest import Run

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
ROW = {
    "group": "H4B",
    "ts": "2026-09-14T08:12:05+02:00",
    "role": "student",
    "topic": "neutral",
    "rules": [],
    "care": False,
}


def write(folder: Path, *rows: dict[str, object]) -> str:
    path = folder / "klas.jsonl"
    numbered = ({"id": number, **ROW, **row} for number, row in enumerate(rows, 1))
    path.write_text("".join(f"{json.dumps(row)}\n" for row in numbered), "utf-8")
    return str(path)


def a_class(folder: Path) -> str:
    return write(
        folder,
        {"sender": "Daan", "text": "jij bent echt een kankerhoer", "rules": ["respect"]},
        {"sender": "Mw. Vos", "role": "teacher", "text": "Dit kan echt niet, Daan."},
        {"sender": "Noor", "text": "mijn nummer is 06-12345678, app me", "rules": ["privacy"]},
        {"sender": "Daan", "text": "bel 06-87654321 maar"},
        {"sender": "Sem", "text": "daar heb je haar weer hoor", "rules": ["respect"]},
    )


@pytest.mark.parametrize("columns", ["120", "80", "60"])
def test_it_shows_scores_and_mistakes_under_pseudonyms(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    code, shown, _ = run("evaluate", a_class(tmp_path), "--lang", "en")
    assert code == 0
    assert "4 messages of pupils and parents; 1 of staff do not count." in shown
    privacy = next(line for line in shown.splitlines() if line.startswith("privacy"))
    assert privacy.split()[1:5] == ["1", "1", "0", "50%"]
    assert ("(9-91)" in privacy) is (columns == "120")
    assert "bel »•••••••••••« maar" in shown
    assert "daar heb je haar weer hoor" in shown
    assert "Reminders on a cry for help: 0." in shown
    assert "Daan" not in shown


def test_names_are_there_when_asked_for(run: Run, tmp_path: Path) -> None:
    assert "Daan: bel" in run("evaluate", a_class(tmp_path), "--names")[1]


def test_so_many_mistakes_as_asked_for(run: Run, tmp_path: Path) -> None:
    _, shown, _ = run("evaluate", a_class(tmp_path), "--errors", "0")
    assert "06-" not in shown


def test_json_holds_the_same(run: Run, tmp_path: Path) -> None:
    seen = json.loads(run("evaluate", a_class(tmp_path), "--json")[1])
    privacy = seen["rules"]["privacy"]
    assert (privacy["right"], privacy["wrong"], privacy["missed"]) == (1, 1, 0)
    assert privacy["precision"] == {"value": 0.5, "from": 0.0945, "to": 0.9055}
    assert seen["by_staff"] == 1
    (false,) = seen["false_alarms"]
    assert (false["rule"], false["text"]) == ("privacy", ["bel ", "•••••••••••", " maar"])
    assert [one["sender"] for one in false["before"]] == ["Medewerker 1", "Leerling 2"]


def test_files_are_measured_together(run: Run) -> None:
    files = [str(EXPORTS / name) for name in ("c1.jsonl", "c2.jsonl")]
    both = json.loads(run("evaluate", *files, "--json")[1])
    each = [json.loads(run("evaluate", file, "--json")[1]) for file in files]
    assert both["messages"] == sum(one["messages"] for one in each) == 403


@pytest.mark.parametrize("file", ["c1-whatsapp-android.txt", "missing.jsonl"])
def test_what_cannot_be_measured_is_refused(run: Run, file: str) -> None:
    code, shown, sentence = run("evaluate", EXPORTS / file)
    assert (code, shown) == (2, "")
    assert sentence.count("\n") == 1
    assert file in sentence
