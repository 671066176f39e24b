"""What the README shows is what the program prints."""

import json
import re
from pathlib import Path

import pytest

from bot.cli.main import main

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_of_a_json_line_is_real(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "nl")
    shown = json.loads(README.split("```json\n")[1].split("```")[0])
    given = {key: shown[key] for key in ("id", "ts", "group", "sender", "text")}
    (tmp_path / "export.jsonl").write_text(json.dumps(given) + "\n", encoding="utf-8")

    with pytest.raises(SystemExit):
        main(["check", str(tmp_path / "export.jsonl"), "--json"])

    assert json.loads(capsys.readouterr().out) == shown


def test_the_excerpt_of_an_overview_is_real(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "nl")
    excerpt = re.findall(r"```\n(.*?)```", README, flags=re.DOTALL)[0]
    export = ROOT / "tests" / "data" / "exports" / "c1-whatsapp-android.txt"

    with pytest.raises(SystemExit):
        main(["check", str(export), "--staff", "mw. Wolters", "--staff", "dhr. Kuipers"])

    printed = " ".join(capsys.readouterr().out.split())
    for paragraph in re.split(r"\n(?= *\S)", excerpt.strip()):
        words = " ".join(paragraph.split())
        assert words in printed
