"""Whatever people write, call themselves or their files: none of it reaches the terminal raw."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.integration.conftest import Run
from tests.unit.exports.making import telegram, written, x
from tests.unit.exports.reading import zipped

EVIL = "\x1b[2J\x1b]0;titel\x07\x9b31m\u202e\u2066\u2028\r\x7f\ufeff"
WORDS = f"je bent een kankerlijer {EVIL} bel 06-12345678"
NAME = f"Sam{EVIL}"
GROUP = f"3B{EVIL}"
STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}

TEXTS = {
    "whatsapp": f"14-09-2026 08:15 - {NAME}: {WORDS}\nniets {EVIL} hier\n",
    "jsonl": json.dumps({"id": EVIL, "ts": "2026-09-14", "sender": NAME, "text": WORDS})
    + f"\n{{kapot {EVIL}\n",
    "youtube": "Comment ID,Channel ID,Comment create timestamp,Comment text\n"
    f'1,"{NAME}",2026-09-14T08:15:00Z,"{WORDS}"\n2,{EVIL},2026\n'.replace("\r", ""),
}
FILES = {
    **{name: text.encode() for name, text in TEXTS.items()},
    "telegram": written(telegram(WORDS, NAME, GROUP)),
    "x": written(x(WORDS, NAME, GROUP)),
}


def raw(output: str) -> set[str]:
    """What could steer a terminal. Line ends, and the joiner of emoji, are ours to write."""
    return {
        char for char in set(output) - {"\n", "\u200d"} if unicodedata.category(char) in STEERING
    }


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_an_export_cannot_steer_the_terminal(content: bytes, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "export"
    file.write_bytes(content)
    for options in (["--names", "--all"], ["--json"]):
        code, out, err = run("check", file, "--staff", EVIL, *options)
        assert code == 0
        assert "kankerlijer" in out
        assert raw(out) | raw(err) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
def test_a_file_name_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"chat{EVIL}\n.txt"
    file.write_text(TEXTS["whatsapp"], encoding="utf-8")
    other = tmp_path / f"nog een{EVIL}.txt"
    other.write_text(TEXTS["whatsapp"], encoding="utf-8")
    for options in ([], ["--json"]):
        code, out, err = run("check", file, other, *options)
        assert (code, raw(out) | raw(err)) == (0, set())


def test_a_refusal_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    chats = [telegram(WORDS, NAME, f"{name}{EVIL}", own_id=i)[1] for i, name in enumerate("AB")]
    several = tmp_path / "several.json"
    several.write_text(json.dumps({"about": "", "chats": {"list": chats}}), encoding="utf-8")
    packed = tmp_path / f"zip{EVIL if sys.platform != 'win32' else ''}"
    packed.write_bytes(zipped({f"{EVIL}.txt": "brief", f"{EVIL}2.txt": "brief"}))
    for arguments in (
        [several],
        [several, "--json"],
        [several, "--group", EVIL],
        [packed],
        [f"{EVIL}weg"],
    ):
        code, out, err = run("check", *arguments)
        assert code != 0
        assert (out, raw(err)) == ("", set())
        assert err.strip()
